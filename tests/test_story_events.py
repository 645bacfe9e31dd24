"""Events of one story: tellings of one event put side by side, differences kept, nothing decided; and clusters, whatever the order."""

from __future__ import annotations

import random
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from rasd.records import Actor, Article, Event, Form, Mention, Name, Origin, Place, Quote, Record
from rasd.stories.clusters import Clusters, Linkage
from rasd.stories.events import events_of_story

ORIGIN = Origin("events", "1")
SENTENCE = "قتل مسلحون سبعة جنود في هجوم على حاجز قرب الوادي"


def actor(id: str, name: str, form: Form = "name") -> Actor:
    return Actor(id, Name(name), "group", None, None, mentions=(Mention(0, 1, name, form),))


def event(id: str, sentence: str = SENTENCE, **fields: Any) -> Event:
    given: dict[str, Any] = {
        "type": "ASSAULT", "mode": "", "contexts": (), "source": (), "target": (), "status": "actual", "historical": False,
        "asserted_by": None, "date": "2021-03-04", "place": None, "trigger": Quote(0, 3, "قتل"), "sentence": Quote(0, 9, sentence),
        "also": (), "dead": None, "injured": None, "quad": 4, "score": -9.0, "confidence": 0.7, "origin": ORIGIN,
    }  # fmt: skip
    return Event(id=id, **{**given, **fields})


def record(id: str, *events: Event, actors: tuple[Actor, ...] = (), place: str | None = None, precision: str = "city") -> Record:
    places = (Place(0, 1, place, Name(place), "IRQ", None, None, None, precision, ORIGIN),) if place else ()
    return Record(Article(id, SENTENCE, outlet=f"outlet {id}", published="2021-03-04"), actors=actors, events=events, places=places)


GUNMEN, SOLDIERS = actor("act-1", "الكتائب"), actor("act-2", "الجيش")
BOTH: dict[str, Any] = {"source": ("act-1",), "target": ("act-2",)}


def test_tellings_with_the_same_parties_are_one_event_and_tolls_stand_side_by_side() -> None:
    found = events_of_story([
        record("a", event("e1", dead=7, **BOTH), actors=(GUNMEN, SOLDIERS)),
        record("b", event("e2", dead=9, **BOTH), actors=(GUNMEN, SOLDIERS)),
        record("c", event("e3", dead=7, **BOTH), actors=(GUNMEN, SOLDIERS)),
    ])  # fmt: skip
    assert [[one.event for one in event.told] for event in found] == [["e1", "e2", "e3"]]
    assert [(version.value, version.articles) for version in found[0].fields["dead"]] == [("7", ("a", "c")), ("9", ("b",))]
    assert found[0].differing == ("dead",)
    assert found[0].fields["target"][0].value == "الجيش"


def test_the_month_of_a_day_is_no_date_of_its_own_and_the_first_day_of_several_is() -> None:
    dates = ("2021-03", "2021-03-04", "2021-03-04/2021-03-06")
    found = events_of_story([
        record(name, event(f"e{name}", date=date, **BOTH), actors=(GUNMEN, SOLDIERS)) for name, date in zip("abc", dates, strict=True)
    ])  # fmt: skip
    assert {version.value for one in found for version in one.fields["date"]} == {"2021-03-04", "2021-03-04/2021-03-06"}


def test_copies_are_not_independent_sources() -> None:
    records = [
        record(name, event(f"e{name}", dead=dead, **BOTH), actors=(GUNMEN, SOLDIERS))
        for name, dead in zip("abcd", (7, 7, 9, 9), strict=True)
    ]
    versions = events_of_story(records, {"b": "a"})[0].fields["dead"]
    assert [(version.value, version.independent) for version in versions] == [("9", 2), ("7", 1)]


def test_another_day_is_another_event() -> None:
    found = events_of_story([
        record("a", event("e1", **BOTH), actors=(GUNMEN, SOLDIERS)),
        record("b", event("e2", date="2021-03-02", **BOTH), actors=(GUNMEN, SOLDIERS)),
    ])  # fmt: skip
    assert len(found) == 2


def test_other_parties_are_another_event() -> None:
    others = (actor("act-3", "الحرس"), actor("act-4", "الأهالي"))
    found = events_of_story([
        record("a", event("e1", **BOTH), actors=(GUNMEN, SOLDIERS)),
        record("b", event("e2", source=("act-3",), target=("act-4",)), actors=others),
    ])  # fmt: skip
    assert len(found) == 2


def test_another_type_is_another_event() -> None:
    found = events_of_story([
        record("a", event("e1", **BOTH), actors=(GUNMEN, SOLDIERS)),
        record("b", event("e2", type="ACCUSE", **BOTH), actors=(GUNMEN, SOLDIERS)),
    ])  # fmt: skip
    assert len(found) == 2


def test_two_events_of_one_article_stay_two() -> None:
    found = events_of_story([record("a", event("e1", **BOTH), event("e2", **BOTH), actors=(GUNMEN, SOLDIERS))])
    assert len(found) == 2


def test_anonymous_parties_are_compared_by_their_words() -> None:
    found = events_of_story([
        record("a", event("e1", target=("x",)), actors=(actor("x", "جنود", "nominal"),), place="الوادي"),
        record("b", event("e2", target=("y",)), actors=(actor("y", "جنود", "nominal"),), place="الوادي"),
    ])  # fmt: skip
    assert len(found) == 1


def test_people_without_a_name_are_described_differently_and_are_no_other_party() -> None:
    found = events_of_story([
        record("a", event("e1", target=("x",), place=0, dead=5), actors=(actor("x", "خمسة من عناصر الشرطة", "nominal"),), place="سنون"),
        record("b", event("e2", target=("y",), place=0, dead=6), actors=(actor("y", "ستة من رجال الأمن", "nominal"),), place="سنون"),
    ])  # fmt: skip
    assert len(found) == 1
    assert [version.value for version in found[0].fields["dead"]] == ["5", "6"]


def test_the_same_number_of_people_is_one_version_whatever_they_are_called() -> None:
    found = events_of_story([
        record("a", event("e1", target=("x",), source=("act-1",)), actors=(GUNMEN, actor("x", "16 شخصا", "nominal"))),
        record("b", event("e2", target=("y",), source=("act-1",)), actors=(GUNMEN, actor("y", "16 قتيلا", "nominal"))),
    ])  # fmt: skip
    assert found[0].differing == ()


def test_who_is_only_counted_differs_by_the_toll_alone() -> None:
    found = events_of_story([
        record("a", event("e1", target=("x",), source=("act-1",), dead=14), actors=(GUNMEN, actor("x", "14 قتيلا", "nominal"))),
        record("b", event("e2", target=("y",), source=("act-1",), dead=16), actors=(GUNMEN, actor("y", "16 قتيلا", "nominal"))),
    ])  # fmt: skip
    assert found[0].differing == ("dead",)


def test_a_state_or_month_does_not_differ_from_the_town_or_day_in_it() -> None:
    found = events_of_story([
        record("a", event("e1", place=0, **BOTH), actors=(GUNMEN, SOLDIERS), place="سنون"),
        record("b", event("e2", place=0, date="2021-03", **BOTH), actors=(GUNMEN, SOLDIERS), place="العراق", precision="country"),
    ])  # fmt: skip
    assert len(found) == 1
    assert found[0].differing == ()
    assert [version.value for version in found[0].fields["place"]] == ["سنون"]


def test_background_of_long_ago_is_left_out() -> None:
    assert events_of_story([record("a", event("e1", historical=True, **BOTH), actors=(GUNMEN, SOLDIERS))]) == []
    assert events_of_story([]) == []


# -- clusters


def test_a_chain_of_weak_links_is_no_story() -> None:
    chain = {(k, k + 1): 0.27 for k in range(9)}
    assert max(map(len, Clusters(range(10), chain.items()).groups())) <= 3


def test_many_that_all_share_something_join_more_readily_than_two() -> None:
    def even(count: int, score: float) -> dict[tuple[int, int], float]:
        return {(one, other): score for one in range(count) for other in range(one + 1, count)}

    tight = {(0, 1): 0.5, (2, 3): 0.5}
    assert Clusters(range(2), even(2, 0.2).items()).groups() == [[0], [1]]
    assert Clusters(range(4), (even(4, 0.2) | tight).items()).groups() == [[0, 1, 2, 3]]


def test_what_must_and_must_not_be_together_is_heeded() -> None:
    assert Clusters(range(3), {(0, 1): 0.9, (1, 2): 0.9}.items(), never=[(0, 1)]).groups() == [[0], [1, 2]]
    assert Clusters(range(3), [], must=[(0, 2)]).groups() == [[0, 2], [1]]


@settings(max_examples=60, deadline=None)
@given(
    st.dictionaries(
        st.tuples(st.integers(0, 11), st.integers(0, 11)).filter(lambda pair: pair[0] < pair[1]), st.sampled_from([0.1, 0.2, 0.3, 0.6])
    )
)
def test_every_article_is_in_one_group_and_the_order_of_scores_is_nothing(scores: dict[tuple[int, int], float]) -> None:
    groups = Clusters(range(12), scores.items()).groups()
    assert sorted(article for group in groups for article in group) == list(range(12))
    shuffled = list(scores.items())
    random.Random(1).shuffle(shuffled)  # noqa: S311 - an order, no secret
    assert Clusters(range(12), shuffled, linkage=Linkage()).groups() == groups
