"""Alerts: what may be asked, and what is found, once; on both databases. What is told of it: test_deliveries.py."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import select, update

from alerting import IDS, MINISTRY, REBELS, SAID, STRUCK, add, deed, found, keep, relate, say
from rasd.alerts.asked import asked_of
from rasd.alerts.model import channel_of, name_of
from rasd.errors import UsageError
from rasd.flow.alerts import work as flow
from rasd.flow.alerts.seen import Seen
from rasd.flow.review import Decision, decide
from rasd.store import Store, open_store
from rasd.store.alerts import set_state
from rasd.store.tables import alerts, deliveries

DENIED = "نفت وزارة الدفاع انسحاب قواتها من بلدة هيران الحدودية أمس."
TOLD = "أعلن الفصيل انسحاب قوات الوزارة من بلدة هيران الحدودية أمس."


@pytest.fixture
def store(on_sqlite: Store) -> Store:
    """SQLite alone: what has other words on PostgreSQL asks for `either`."""
    return on_sqlite


@pytest.fixture
def either(address: str) -> Iterator[Store]:
    """A store on SQLite, and one on PostgreSQL."""
    with open_store(address) as opened:
        yield opened


def say_deny(text: str = DENIED) -> Any:
    return say(text, MINISTRY, "نفت", "انسحاب قواتها من بلدة هيران الحدودية أمس", "deny", lemma="نفى")


# ---- what is found


STATEMENTS: list[tuple[dict[str, Any], bool]] = [
    ({"speaker": "وزارة الدفاع"}, True),
    ({"speaker": "الفصيل"}, False),
    ({"speaker": "وزارة الدفاع", "words": "الهدنة"}, True),
    ({"speaker": "وزارة الدفاع", "words": "النفط"}, False),
    ({"speaker": "وزارة الدفاع", "stance": "deny"}, False),
    ({"stance": "neutral", "outlet": "المدار"}, True),
    ({"words": "الهدنة", "sure": 0.95}, False),
    ({"about": "وزارة الدفاع"}, False),
    ({"speaker": "nobody of this name"}, False),
]
EVENTS: list[tuple[dict[str, Any], bool]] = [
    ({"type": "ASSAULT", "dead": 10}, True),
    ({"type": "ASSAULT", "dead": 11}, False),
    ({"type": "PROTEST"}, False),
    ({"source": "وزارة الدفاع", "target": "الفصيل"}, True),
    ({"source": "الفصيل"}, False),
    ({"actor": "الفصيل"}, True),
    ({"place": "هيران"}, True),
    ({"place": "hiran"}, True),
    ({"place": "مقديشو"}, False),
    ({"country": "som"}, True),
    ({"status": "planned"}, False),
]


def test_statements_are_found_by_speaker_topic_and_stance(either: Store) -> None:
    ids = [add(either, "statement", **asked) for asked, _ in STATEMENTS]
    keep(either, SAID, say(SAID, MINISTRY, "قالت", "الهدنة صامدة في هيران"))
    assert flow.look(either) == sum(finds for _, finds in STATEMENTS)
    assert [found(either, id) for id in ids] == [["الهدنة صامدة في هيران"] if finds else [] for _, finds in STATEMENTS]


def test_events_are_found_by_type_parties_place_and_toll(either: Store) -> None:
    ids = [add(either, "event", **asked) for asked, _ in EVENTS]
    keep(either, STRUCK, deed(STRUCK, "قصفت", dead=10))
    assert flow.look(either) == sum(finds for _, finds in EVENTS)
    assert [bool(found(either, id)) for id in ids] == [finds for _, finds in EVENTS]


def test_what_is_told_as_past_is_found_only_where_it_is_asked_for(store: Store) -> None:
    now, past = add(store, "event", type="ASSAULT"), add(store, "event", type="ASSAULT", background=True)
    keep(store, STRUCK, deed(STRUCK, "قصفت", historical=True))
    flow.look(store)
    assert (len(found(store, now)), len(found(store, past))) == (0, 1)


def test_a_search_finds_articles_by_words_and_filters(either: Store) -> None:
    ids = [
        add(either, "search", **asked) for asked in ({"q": "والهدنة"}, {"q": "الهدنة -صامدة"}, {"speaker": MINISTRY}, {"event": "ASSAULT"})
    ]
    exact = add(either, "search", q="هدنه", exact=True)
    keep(either, SAID, say(SAID, MINISTRY, "قالت", "الهدنة صامدة في هيران"))
    flow.look(either)
    assert [len(found(either, id)) for id in ids] == [1, 0, 1, 0]
    assert found(either, exact) == []


def test_only_what_comes_after_an_alert_is_found_but_for_one_that_asks_for_the_past(store: Store) -> None:
    keep(store, SAID, say(SAID, MINISTRY, "قالت", "الهدنة صامدة في هيران"))
    new = add(store, "statement", words="الهدنة")
    past = flow.add(store, "past", "statement", {"words": "الهدنة"}, author="amal", past=True).id
    flow.look(store)
    assert (len(found(store, new)), len(found(store, past))) == (0, 1)
    assert len(flow.preview(store, "statement", asked_of("statement", {"words": "الهدنة"}))) == 1


def test_an_article_that_is_read_late_is_found_then(store: Store) -> None:
    id = add(store, "statement", words="الهدنة")
    keep(store, STRUCK)
    flow.look(store)
    keep(store, SAID, say(SAID, MINISTRY, "قالت", "الهدنة صامدة في هيران"))
    flow.look(store)
    assert len(found(store, id)) == 1


def test_the_same_words_are_one_hit_in_a_new_reading_and_in_a_copy(store: Store) -> None:
    id, every = add(store, "statement", words="الهدنة"), add(store, "statement", words="الهدنة", copies=True)
    one = say(SAID, MINISTRY, "قالت", "الهدنة صامدة في هيران")
    first = keep(store, SAID, one)
    flow.look(store)
    keep(store, SAID, say(SAID, MINISTRY, "قالت", "الهدنة صامدة"), version="2")
    flow.look(store)
    assert found(store, id) == ["الهدنة صامدة في هيران"], "a new version cuts it differently; it was told"
    copy = keep(store, SAID, one, outlet="المرفأ", version="2")
    relate(store, [first, copy], copies={copy: first})
    flow.look(store)
    assert len(found(store, id)) == 1
    assert len(found(store, every)) == 2


def test_an_event_is_told_once_a_story_and_again_where_more_are_dead(store: Store) -> None:
    id = add(store, "event", type="ASSAULT", once=True)
    texts = [f"{STRUCK} {k}" for k in range(4)]
    numbers = [keep(store, text, deed(text, "قصفت", dead=dead), outlet=text[-1]) for text, dead in zip(texts, (10, 9, 12, 12), strict=True)]
    relate(store, numbers[:3])
    flow.look(store)
    assert sorted(hit.fields["dead"] for hit in flow.hits(store, id)) == [10, 12, 12], "the last is in no story"
    text = f"{STRUCK} 5"
    relate(store, [*numbers[:3], keep(store, text, deed(text, "قصفت", dead=12))])
    assert flow.look(store) == 0


def test_who_refuses_denies_nothing(store: Store) -> None:
    add(store, "denial")
    text = "رفضت وزارة الدفاع انسحاب قواتها من بلدة هيران الحدودية أمس."
    one = keep(store, text, say(text, MINISTRY, "رفضت", "انسحاب قواتها من بلدة هيران الحدودية أمس", "deny", lemma="رفض"))
    two = keep(store, TOLD, say(TOLD, REBELS, "أعلن", "انسحاب قوات الوزارة من بلدة هيران الحدودية أمس"), outlet="المرفأ")
    relate(store, [one, two])
    assert flow.look(store) == 0


def test_two_looks_at_once_or_one_after_another_keep_a_hit_once(store: Store, tmp_path: Path) -> None:
    id = add(store, "statement", channel_of("file:x.jsonl"), words="الهدنة")
    keep(store, SAID, say(SAID, MINISTRY, "قالت", "الهدنة صامدة في هيران"))
    alert = flow.alert_named(store, id)
    assert flow.look(store) == 1
    assert flow._look_for(store, alert, Seen(store)) == 0, "who looks with what was known before finds it again, and keeps it not"
    assert flow.look(store) == 0
    assert len(store.rows(select(deliveries))) == 1


def test_a_paused_alert_finds_nothing_and_passes_over_what_came_meanwhile(store: Store) -> None:
    id = add(store, "statement", words="الهدنة")
    set_state(store, id, "paused")
    keep(store, SAID, say(SAID, MINISTRY, "قالت", "الهدنة صامدة في هيران"))
    assert flow.look(store) == 0
    set_state(store, id, "on")
    assert flow.look(store) == 0
    other = SAID + " وأضافت."
    keep(store, other, say(other, MINISTRY, "قالت", "الهدنة صامدة في هيران"))
    assert flow.look(store) == 1


def test_what_is_rejected_before_is_not_found_and_what_is_rejected_after_is_not_told(either: Store, tmp_path: Path) -> None:
    id = add(either, "event", channel_of(f"file:{tmp_path}/x.jsonl"), type="ASSAULT")
    numbers = []
    for text in (STRUCK, STRUCK + " ثم انسحبت."):
        one = deed(text, "قصفت", dead=10)
        numbers.append((keep(either, text, one), one.id))
    decide(either, numbers[0][0], [Decision("event", numbers[0][1], "reject")], author="amal")
    assert flow.look(either) == 1
    decide(either, numbers[1][0], [Decision("event", numbers[1][1], "reject")], author="amal")
    assert flow.deliver(either).told == 0 or not (tmp_path / "x.jsonl").exists()
    assert not (tmp_path / "x.jsonl").exists()
    assert [hit.rejected for hit in flow.hits(either, id)] == [True]
    assert flow.hits(either, id, rejected=False) == []


# ---- stories


def grow(store: Store, counts: dict[str, int], of: list[int], outlets: int = 3) -> None:
    """Articles of a story by day."""
    for day, count in counts.items():
        for k in range(count):
            of.append(keep(store, f"خبر {day} رقم {len(of)} عن {'السيول' if k == 0 else 'المطر'}.", day=day, outlet=f"منبر {k % outlets}"))
    relate(store, of)


def test_growth_is_told_once_for_each_doubling_over_the_baseline(either: Store) -> None:
    id = add(either, "growth", least=4, outlets=2, times=2)
    day, before = "2020-08-23", {f"2020-08-{20 + k}": 2 for k in range(3)}
    numbers: list[int] = []
    grow(either, before | {day: 3}, numbers)
    assert flow.look(either) == 0, "three is less than four"
    grow(either, {day: 1}, numbers)
    assert flow.look(either) == 1, "four is twice the mean of two"
    grow(either, {day: 3}, numbers)
    assert flow.look(either) == 0
    grow(either, {day: 1}, numbers)
    assert flow.look(either) == 1, "eight is the double of four"
    levels = sorted((hit.fields["level"], hit.fields["articles"], hit.fields["usual"]) for hit in flow.hits(either, id))
    assert levels == [(0, 4, 2.0), (1, 8, 2.0)]
    relate(either, numbers, id="sto-other")
    assert flow.look(either) == 0, "the story goes by another id now; it was told"


@pytest.mark.parametrize(
    ("asked", "finds"),
    [({"outlets": 4}, 0), ({"least": 7}, 0), ({"words": "السيول"}, 1), ({"words": "الزلزال"}, 0), ({"times": 100}, 1)],
)
def test_a_new_story_has_no_baseline_and_grows_past_the_floor(store: Store, asked: dict[str, Any], finds: int) -> None:
    add(store, "growth", **{"least": 4, "outlets": 2, **asked})
    grow(store, {"2020-08-23": 6}, [])
    assert flow.look(store) == finds


def test_growth_of_what_was_there_before_the_alert_is_not_told(store: Store) -> None:
    grow(store, {"2020-08-23": 6}, [])
    add(store, "growth", least=4)
    assert flow.look(store) == 0


def test_an_article_dated_in_the_future_does_not_end_the_counting(store: Store) -> None:
    add(store, "growth", least=4)
    keep(store, SAID, day=(date.today() + timedelta(days=400)).isoformat())
    grow(store, {"2020-08-23": 6}, [])
    assert flow.look(store) == 1


def test_a_denial_is_told_with_what_it_denies(either: Store) -> None:
    ids = [add(either, "denial"), add(either, "denial", speaker=MINISTRY, words="انسحاب")]
    others = [add(either, "denial", speaker=REBELS), add(either, "denial", words="النفط"), add(either, "denial", sure=0.95)]
    one = keep(either, DENIED, say_deny())
    relate(either, [one])
    assert flow.look(either) == 0, "nobody told it"
    two = keep(either, TOLD, say(TOLD, REBELS, "أعلن", "انسحاب قوات الوزارة من بلدة هيران الحدودية أمس"), outlet="المرفأ")
    assert flow.look(either) == 0, "it is in no story yet"
    relate(either, [one, two])
    assert flow.look(either) == 2
    for id in ids:
        (hit,) = flow.hits(either, id)
        assert (hit.kind, hit.quote) == ("denial", "انسحاب قواتها من بلدة هيران الحدودية أمس")
        assert (hit.fields["against"]["outlet"], hit.fields["speaker"]["ar"]) == ("المرفأ", MINISTRY)
    assert [found(either, id) for id in others] == [[], [], []]
    assert flow.look(either) == 0


def test_a_denied_event_denies_the_same_event_of_another_article_and_no_copy(store: Store) -> None:
    id = add(store, "denial")
    one = keep(store, STRUCK, deed(STRUCK, "قصفت", status="denied"))
    two = keep(store, STRUCK, deed(STRUCK, "قصفت"), outlet="المرفأ")
    relate(store, [one, two], copies={two: one})
    assert flow.look(store) == 0, "a copy tells nothing of its own"
    text = "أعلنت وكالة أن وزارة الدفاع قصفت الفصيل في هيران."
    three = keep(store, text, deed(text, "قصفت"), outlet="الدلتا")
    relate(store, [one, two, three], copies={two: one})
    assert flow.look(store) == 1
    assert flow.hits(store, id)[0].fields["status"] == "denied"


def test_who_denies_a_deed_answers_who_names_him_as_its_doer_in_other_words(store: Store) -> None:
    id = add(store, "denial")
    text = "نفت وزارة الدفاع مسؤوليتها عن الهجوم."
    one = keep(store, text, say(text, MINISTRY, "نفت", "مسؤوليتها عن الهجوم", "deny", lemma="نفى"))
    other = "زار وفد من وزارة الدفاع الفصيل في هيران."
    two = keep(store, other, deed(other, "زار", type="CONSULT", mode="visit"), outlet="الساحل")
    relate(store, [one, two])
    assert flow.look(store) == 0, "a visit is no attack"
    three = keep(store, STRUCK, deed(STRUCK, "قصفت"), outlet="المرفأ")
    relate(store, [one, two, three])
    assert flow.look(store) == 1
    (hit,) = flow.hits(store, id)
    assert (hit.quote, hit.fields["against"]["outlet"]) == ("مسؤوليتها عن الهجوم", "المرفأ")


@pytest.mark.parametrize(("type_", "target", "finds"), [("ACCUSE", MINISTRY, 1), ("ACCUSE", REBELS, 0), ("ASSAULT", MINISTRY, 0)])
def test_who_denies_a_deed_answers_who_accuses_him(store: Store, type_: str, target: str, finds: int) -> None:
    add(store, "denial")
    text = "نفت وزارة الدفاع أي هجوم."
    accused = "اتهم الفصيل وزارة الدفاع."
    one = keep(store, text, say(text, MINISTRY, "نفت", "أي هجوم", "deny", lemma="نفى"))
    two = keep(store, accused, deed(accused, "اتهم", type=type_, place=None, source=(IDS[REBELS],), target=(IDS[target],)), outlet="المرفأ")
    relate(store, [one, two])
    assert flow.look(store) == finds


# ---- what is asked


@pytest.mark.parametrize(
    ("kind", "asked", "told"),
    [
        ("statement", {}, "asks for something"),
        ("statement", {"stance": "angry"}, "stance: 'angry'; there are neutral"),
        ("statement", {"colour": "red"}, "colour: cannot be asked of alerts of kind statement; there are speaker"),
        ("statement", {"words": "-"}, "expected 1 to 32 words"),
        ("event", {"type": "ASSAULT", "mode": "rally"}, "none of ASSAULT|there are"),
        ("event", {"dead": "many"}, "dead: 'many'; expected a whole number from 0"),
        ("event", {"country": "XXX"}, "country: 'XXX'"),
        ("growth", {"times": "nan"}, "times: 'nan'; expected a number from 1"),
        ("search", {"event": "NOTHING"}, "expected TYPE or TYPE:mode"),
        ("search", {"exact": "perhaps", "q": "نفط"}, "expected true or false"),
        ("denial", {"sure": 2}, "from 0 to 1"),
    ],
)
def test_what_makes_no_sense_is_refused_with_what_would(kind: Any, asked: dict[str, Any], told: str) -> None:
    with pytest.raises(UsageError, match=told):
        asked_of(kind, asked)


@pytest.mark.parametrize("name", ["", " ", "x" * 200, "a\x00b", "a\u202eb"])
def test_a_name_is_one_printable_line(name: str) -> None:
    with pytest.raises(UsageError, match="a name of 1 to"):
        name_of(name)


def test_an_alert_whose_question_is_no_longer_known_keeps_no_other_from_its_hits(store: Store) -> None:
    bad, good = add(store, "event", type="ASSAULT"), add(store, "statement", words="الهدنة")
    with store.write() as writer:
        asked = json.dumps({"asked": {"type": "GONE"}, "start": 0})
        writer.connection.execute(update(alerts).where(alerts.c.id == bad).values(asked=asked))
    keep(store, SAID, say(SAID, MINISTRY, "قالت", "الهدنة صامدة في هيران"))
    assert flow.look(store) == 1
    assert len(found(store, good)) == 1
