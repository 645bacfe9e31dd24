"""Review: what persons say of findings, undone, in any order, found again after a new reading; the reviewed record keeps its invariants."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from builders import RICH, record, span
from rasd.evaluate.score import F1_FIGURES, SHARE_FIGURES, score
from rasd.export.gold import gold_row
from rasd.records import Actor, Event, Quote, Record, Statement
from rasd.review import Judgement, JudgementRefused, evidence, in_force, reviewed
from rasd.review.reviewed import check
from rasd.review.statistics import active, by_person, by_type
from test_invariants import check as invariants

READ = record()


def judged(k: int, subject: str, id: str, verdict: str, *, at: int | None = None, author: str = "layla", **fields: Any) -> Judgement:
    """A judgement of a finding of the rich record, by number and moment."""
    findings: list[Statement | Event | Actor] = [*READ.statements, *READ.events, *READ.actors]
    found = next((one for one in findings if one.id == id), None)
    value: dict[str, Any] = {"evidence": evidence(found)} if found else {}
    if fields:
        value["fields"] = fields
    return Judgement(f"j{k}", f"2026-01-01T00:00:{k if at is None else at:02d}.000Z", author, subject, id, verdict, value)


def undo(k: int, of: int) -> Judgement:
    return Judgement(f"j{k}", f"2026-01-01T00:00:{k:02d}.000Z", "layla", "judgement", f"j{of}", "undo")


def at(words: str, nth: int = 1) -> list[int]:
    return list(span(words, nth)[:2])


def statement(review: Record, id: str) -> Statement:
    return next(one for one in review.statements if one.id == id)


def event(review: Record, id: str) -> Event:
    return next(one for one in review.events if one.id == id)


def test_without_judgements_the_record_is_the_one_that_was_read() -> None:
    assert reviewed(READ, ()).record is READ


def test_a_rejected_finding_is_gone_and_can_be_had_back() -> None:
    review = reviewed(READ, [judged(1, "statement", "stm-1", "reject")])
    assert "stm-1" not in [one.id for one in review.record.statements]
    assert review.rejected["statement", "stm-1"] == READ.statements[0]
    assert reviewed(READ, [judged(1, "statement", "stm-1", "reject"), undo(2, 1)]).record == READ
    again = reviewed(READ, [judged(1, "statement", "stm-1", "reject"), judged(2, "statement", "stm-1", "accept")])
    assert statement(again.record, "stm-1").confidence == 1.0


def test_an_accepted_finding_is_vouched_for_and_says_by_whom() -> None:
    one = statement(reviewed(READ, [judged(1, "statement", "stm-5", "accept")]).record, "stm-5")
    assert (one.confidence, one.origin.rules[-1]) == (1.0, "accept by layla 2026-01-01")
    assert one.content == READ.statements[4].content


def test_a_statement_gets_another_speaker_content_and_cue() -> None:
    said = judged(
        1, "statement", "stm-5", "edit", content=at("لن ننسى"), stance="warn", kind="indirect",
        speaker={"actor": {"id": "act-fayez"}, "words": at("نظيره الأردني ليث الفايز")}, addressee={"id": "act-iraq"},
    )  # fmt: skip
    one = statement(reviewed(READ, [said]).record, "stm-5")
    assert one.speaker is not None
    assert (one.speaker.actor, one.speaker.quote) == ("act-fayez", "نظيره الأردني ليث الفايز")
    assert (one.cue.stance, one.kind, one.addressee) == ("warn", "indirect", "act-iraq")


def test_an_event_of_another_type_has_its_class_and_score() -> None:
    edit = judged(
        1, "event", "evt-1", "edit", type="ACCUSE", mode="disapprove", date="2020-08", status="planned", target=[], place=at("الرطبة")
    )
    one = event(reviewed(READ, [edit]).record, "evt-1")
    assert (one.type, one.mode, one.quad, one.status, one.date, one.target) == ("ACCUSE", "disapprove", 3, "planned", "2020-08", ())
    assert one.place == 2


def test_a_place_that_was_not_read_is_made_of_its_words() -> None:
    review = reviewed(READ, [judged(1, "event", "evt-2", "edit", place=at("العراق", 2))])
    one = event(review.record, "evt-2")
    assert one.place is not None
    assert review.record.places[one.place].quote == "العراق"
    assert review.record.places[event(review.record, "evt-1").place or 0].quote == "بغداد"  # other events keep theirs


def test_edits_add_up_and_the_last_of_a_field_counts() -> None:
    edits = [
        judged(1, "event", "evt-1", "edit", status="denied"),
        judged(2, "event", "evt-1", "edit", dead=4),
        judged(3, "event", "evt-1", "edit", status="planned"),
    ]
    one = event(reviewed(READ, edits).record, "evt-1")
    assert (one.status, one.dead) == ("planned", 4)
    one = event(reviewed(READ, [*edits, undo(4, 3)]).record, "evt-1")
    assert (one.status, one.dead) == ("denied", 4)


def test_what_was_missed_is_added_in_its_place() -> None:
    added = Judgement(
        "j1", "2026-01-01T00:00:01.000Z", "omar", "statement", "stm-new", "add",
        {"fields": {"cue": at("زعم"), "content": at("القوات"), "speaker": {"actor": {"id": "act-faction"}, "words": None}}},
    )  # fmt: skip
    review = reviewed(READ, [added])
    one = statement(review.record, "stm-new")
    assert (one.cue.lemma, one.cue.stance, one.origin.extractor, one.confidence) == ("زعم", "claim", "review", 1.0)
    assert review.states["statement", "stm-new"].verdict == "add"
    assert reviewed(READ, [added, undo(2, 1)]).record == READ


def test_what_was_added_and_is_then_read_is_one_finding() -> None:
    told = {
        "cue": [READ.statements[0].cue.start, READ.statements[0].cue.end],
        "content": [READ.statements[0].content.start, READ.statements[0].content.end],
    }
    added = Judgement("j1", "2026-01-01T00:00:01.000Z", "omar", "statement", "stm-other", "add", {"fields": told})
    review = reviewed(READ, [added])
    assert len(review.record.statements) == len(READ.statements)
    assert review.states["statement", "stm-1"].verdict == "add"


def test_a_mention_goes_to_another_actor_and_the_speaker_it_names_with_it() -> None:
    words = at("الشمري", 2)
    move = Judgement(
        "j1", "2026-01-01T00:00:01.000Z", "layla", "mention", f"men-{words[0]}-{words[1]}", "edit",
        {"evidence": {"words": words}, "fields": {"actor": {"id": "act-fayez"}}},
    )  # fmt: skip
    review = reviewed(READ, [move]).record
    owners = {actor.id: [mention.quote for mention in actor.mentions] for actor in review.actors}
    assert "الشمري" in owners["act-fayez"]
    assert "الشمري" not in owners["act-shammari"]
    speaker = statement(review, "stm-1").speaker
    assert speaker is not None
    assert speaker.actor == "act-fayez"
    assert reviewed(READ, [move, undo(2, 1)]).record == READ


def test_who_loses_all_his_words_is_who_they_went_to() -> None:
    words = at("3 جنود")
    move = Judgement(
        "j1", "2026-01-01T00:00:01.000Z", "layla", "mention", f"men-{words[0]}-{words[1]}", "edit",
        {"evidence": {"words": words}, "fields": {"actor": {"id": "act-forces"}}},
    )  # fmt: skip
    review = reviewed(READ, [move]).record
    assert event(review, "evt-3").target == ("act-forces",)
    assert "act-soldiers" not in [actor.id for actor in review.actors]


def test_a_rejected_actor_leaves_no_trace() -> None:
    review = reviewed(READ, [judged(1, "actor", "act-shammari", "reject")]).record
    assert statement(review, "stm-1").speaker is None
    assert event(review, "evt-1").source == ()
    assert event(review, "evt-2").asserted_by is None


def test_somebody_new_speaks() -> None:
    added = Judgement(
        "j1", "2026-01-01T00:00:01.000Z", "layla", "actor", "act-new", "add",
        {"fields": {"id": "act-new", "ar": "الرطبة", "kind": "group", "words": at("الرطبة")}},
    )  # fmt: skip
    said = judged(2, "statement", "stm-5", "edit", speaker={"actor": {"id": "act-new", "at": at("الرطبة")}, "words": None})
    review = reviewed(READ, [added, said])
    speaker = statement(review.record, "stm-5").speaker
    assert speaker is not None
    assert speaker.actor == "act-new"
    assert review.orphans == ()


def moved(id: str, by: int) -> Record:
    """The rich record as a new reading may have it: a statement with another id and a content that begins later."""
    old = statement(READ, "stm-1")
    content = Quote(old.content.start + by, old.content.end, RICH[old.content.start + by : old.content.end])
    return replace(READ, statements=(replace(old, id=id, content=content), *READ.statements[1:]))


def test_a_judgement_finds_its_finding_under_another_id() -> None:
    review = reviewed(moved("stm-9", 3), [judged(1, "statement", "stm-1", "edit", stance="deny")])
    assert statement(review.record, "stm-9").cue.stance == "deny"
    assert (review.states["statement", "stm-9"].verdict, review.orphans) == ("edit", ())


def test_what_matches_nothing_is_shown_and_not_lost() -> None:
    review = reviewed(
        replace(READ, statements=READ.statements[1:], events=()),
        [judged(1, "statement", "stm-1", "accept"), judged(2, "event", "evt-3", "reject")],
    )
    assert [one.id for one in review.orphans] == ["j1", "j2"]
    assert review.record.statements == READ.statements[1:]


@pytest.mark.parametrize("told_once_more_by", ["the judged", "the new"])
def test_a_judged_event_is_found_again_where_another_word_became_its_trigger(told_once_more_by: str) -> None:
    """The words that told it once more, then or now, lead to it; what was added beside it is not it."""
    read = READ.events[2]
    other = Quote(*span("قال", 1)[:2], "قال")
    judgement = judged(1, "event", "evt-3", "edit", dead=11)
    if told_once_more_by == "the judged":
        judgement = replace(judgement, value={**judgement.value, "evidence": evidence(replace(read, also=(other,)))})
        found = replace(read, id="evt-9", trigger=other)
    else:
        found = replace(read, id="evt-9", trigger=other, also=(read.trigger,))
    review = reviewed(replace(READ, events=(found,)), [judgement])
    assert (event(review.record, "evt-9").dead, review.orphans) == (11, ())
    added = replace(judgement, verdict="add", value={**judgement.value, "fields": {"type": read.type, "trigger": at(read.trigger.quote)}})
    assert len(reviewed(replace(READ, events=(found,)), [added]).record.events) == 2


def test_an_event_of_another_type_is_another_finding() -> None:
    other = replace(READ.events[2], id="evt-9", type="COERCE")
    assert [one.id for one in reviewed(replace(READ, events=(other,)), [judged(1, "event", "evt-3", "accept")]).orphans] == ["j1"]
    edited = judged(1, "event", "evt-3", "edit", type="COERCE")
    assert reviewed(replace(READ, events=(other,)), [edited]).states["event", "evt-9"].verdict == "edit"


def test_an_actor_is_found_by_whom_he_was_merged_with_or_by_his_words() -> None:
    by_merge = judged(1, "statement", "stm-5", "edit", speaker={"actor": {"id": "act-old"}, "words": None})
    review = reviewed(READ, [by_merge], lambda id: {"act-old": "act-fayez"}.get(id, id))
    speaker = statement(review.record, "stm-5").speaker
    assert speaker is not None
    assert speaker.actor == "act-fayez"
    by_words = judged(1, "statement", "stm-5", "edit", speaker={"actor": {"id": "gone", "at": at("القوات")}, "words": None})
    speaker = statement(reviewed(READ, [by_words]).record, "stm-5").speaker
    assert speaker is not None
    assert speaker.actor == "act-forces"


@pytest.mark.parametrize(
    ("id", "fields"),
    [
        ("stm-1", {"content": [5, 5]}),
        ("stm-1", {"content": [0, 10**9]}),
        ("stm-1", {"content": "0-5"}),
        ("stm-1", {"content": [True, 5]}),
        ("stm-1", {"stance": "angry"}),
        ("stm-1", {"speaker": {"actor": {"id": "nobody"}, "words": None}}),
        ("stm-1", {"speaker": "act-fayez"}),
        ("evt-1", {"type": "WAR"}),
        ("evt-1", {"mode": "drone"}),
        ("evt-1", {"date": "yesterday"}),
        ("evt-1", {"date": "2020-99-01"}),
        ("evt-1", {"dead": -1}),
        ("evt-1", {"dead": "3"}),
        ("evt-1", {"place": [7]}),
    ],
)
def test_what_makes_no_sense_is_refused_and_changes_nothing_where_it_was_kept(id: str, fields: dict[str, Any]) -> None:
    wrong = judged(1, "statement" if id.startswith("stm") else "event", id, "edit", **fields)
    with pytest.raises(JudgementRefused):
        check(READ, (), [wrong])
    review = reviewed(READ, [wrong])
    assert (review.record, review.orphans) == (READ, (wrong,))


def test_verdicts_of_another_version_are_passed_over() -> None:
    assert in_force([Judgement("j1", "2020", "a", "statement", "stm-1", "wrong", {"speaker": "x"})]) == []


# ---- properties

spans = st.tuples(st.integers(0, len(RICH)), st.integers(0, len(RICH))).map(list)
who = st.sampled_from([{"id": actor.id} for actor in READ.actors])
statement_fields = st.fixed_dictionaries(
    {},
    optional={
        "content": spans, "cue": spans, "stance": st.sampled_from(["deny", "claim", "x"]), "kind": st.sampled_from(["direct", "mixed"]),
        "speaker": st.none() | st.fixed_dictionaries({"actor": who, "words": st.none() | spans}), "addressee": st.none() | who,
    },
)  # fmt: skip
event_fields = st.fixed_dictionaries(
    {},
    optional={
        "type": st.sampled_from(["ASSAULT", "AID", "X"]), "trigger": spans, "status": st.sampled_from(["denied", "planned"]),
        "source": st.lists(who, max_size=3), "target": st.lists(who, max_size=3), "place": st.none() | spans,
        "date": st.sampled_from(["2020", None, "?"]),
    },
)  # fmt: skip


@st.composite
def some_judgements(draw: st.DrawFn) -> list[Judgement]:
    """Judgements of many findings, some undone."""
    made: list[Judgement] = []
    for k in range(1, draw(st.integers(1, 9))):
        what = draw(st.sampled_from(["statement", "event", "actor", "mention", "undo", "add"]))
        if what == "undo":
            made.append(undo(k, draw(st.integers(1, max(1, k - 1)))))
        elif what == "add":
            fields = draw(statement_fields) | {"content": draw(spans), "cue": draw(spans)}
            made.append(
                Judgement(f"j{k}", f"2026-01-01T00:00:{k:02d}.000Z", "omar", "statement", f"stm-added-{k}", "add", {"fields": fields})
            )
        elif what == "mention":
            mention = draw(st.sampled_from([mention for actor in READ.actors for mention in actor.mentions]))
            value = {"evidence": {"words": [mention.start, mention.end]}, "fields": {"actor": draw(who)}}
            verdict = draw(st.sampled_from(["edit", "reject"]))
            made.append(
                Judgement(
                    f"j{k}", f"2026-01-01T00:00:{k:02d}.000Z", "omar", "mention", f"men-{mention.start}-{mention.end}", verdict, value
                )
            )
        else:
            found = draw(st.sampled_from([*getattr(READ, f"{what}s")]))
            verdict = draw(st.sampled_from(["accept", "reject", "edit"]) if what != "actor" else st.sampled_from(["accept", "reject"]))
            changed: dict[str, Any] = draw(statement_fields if what == "statement" else event_fields) if verdict == "edit" else {}
            made.append(judged(k, what, found.id, verdict, **changed))
    return made


@given(some_judgements())
def test_a_reviewed_record_keeps_the_invariants(judgements: list[Judgement]) -> None:
    known = replace(READ, actors=tuple(replace(actor, origin=READ.statements[0].origin) for actor in READ.actors))
    invariants(reviewed(known, judgements).record)


@given(some_judgements())
def test_undoing_everything_gives_the_record_as_it_was(judgements: list[Judgement]) -> None:
    back = [undo(50 + k, int(one.id[1:])) for k, one in enumerate(reversed(judgements))]
    everything = [one for one in judgements if one.verdict != "undo"]
    assert reviewed(READ, [*everything, *[one for one in back if one.subject_id in {other.id for other in everything}]]).record == READ


@given(some_judgements(), st.randoms(use_true_random=False))
def test_the_order_in_which_judgements_are_given_does_not_matter(judgements: list[Judgement], random: Any) -> None:
    shuffled = list(judgements)
    random.shuffle(shuffled)
    assert reviewed(READ, shuffled) == reviewed(READ, judgements)


@given(st.permutations(range(4)))
def test_the_order_of_independent_judgements_does_not_matter(order: list[int]) -> None:
    what: list[tuple[str, str, str, dict[str, Any]]] = [
        ("statement", "stm-1", "reject", {}),
        ("statement", "stm-2", "edit", {"stance": "deny"}),
        ("event", "evt-1", "edit", {"status": "denied"}),
        ("event", "evt-3", "accept", {}),
    ]
    first = reviewed(READ, [judged(k, *one[:3], **one[3]) for k, one in enumerate(what)])
    other = reviewed(READ, [judged(k, *one[:3], at=10 + order[k], **one[3]) for k, one in enumerate(what)])
    assert first.record == other.record


# ---- gold and counts


@given(some_judgements())
def test_a_reviewed_article_is_gold_that_its_own_record_meets_perfectly(judgements: list[Judgement]) -> None:
    review = reviewed(READ, [one for one in judgements if one.subject != "mention"]).record
    figures, errors = score([gold_row(review)], [review.to_dict()])
    assert not [line for kind in ("mention", "time", "place") for line in errors.get(kind, [])]
    assert all(figures[name]["f1"] == 1.0 for name in ("mention", "statement", "time", "place") if figures[name]["n"])


def test_gold_of_the_rich_record_is_perfect_in_every_figure() -> None:
    review = reviewed(READ, [judged(1, "statement", "stm-1", "reject"), judged(2, "event", "evt-2", "edit", type="ACCUSE")]).record
    figures, errors = score([gold_row(review)], [review.to_dict()])
    assert errors == {}
    assert {figures[name]["f1"] for name in (*F1_FIGURES, "actor")} == {1.0}
    assert {figures[name]["share"] for name in SHARE_FIGURES} == {1.0}


def test_persons_and_types_are_counted_by_the_last_verdict() -> None:
    judgements = [
        judged(1, "event", "evt-1", "reject"),
        judged(2, "event", "evt-1", "accept"),
        judged(3, "event", "evt-3", "reject", author="omar"),
        judged(4, "statement", "stm-1", "edit", stance="deny"),
        judged(5, "statement", "stm-2", "accept"),
        undo(6, 5),
    ]
    people = {(one.person, one.subject): (one.accepted, one.rejected, one.edited, one.added) for one in by_person(active(judgements))}
    assert people == {("layla", "event"): (1, 0, 0, 0), ("layla", "statement"): (0, 0, 1, 0), ("omar", "event"): (0, 1, 0, 0)}
    types = {(one.subject, one.type): one.precision for one in by_type(active(judgements))}
    assert types == {("event", "CONSULT"): 1.0, ("event", "ASSAULT"): 0.0, ("statement", "direct"): 0.0}
