"""Corrections: what each action does, that it can be taken back, that it survives reading again, and what is refused."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from rasd.corrections import CorrectionRefused, Corrections, JsonlLog, corrected
from rasd.corrections.log import dumped
from rasd.errors import UnreadableInput
from rasd.pipeline import Pipeline
from rasd.records import Article, Correction, Record

AT = "2026-11-27T08:00:00.000Z"
ANNAHAR = "التقى راشد العلوي الوفد في تونس. وقال العلوي إن الوضع مستقر. واتهم حسن الجبوري رئيس الحكومة."


def decided(*steps: tuple[str, dict[str, object]]) -> Corrections:
    state = Corrections()
    for action, payload in steps:
        state.decide(action, payload, author="layla", at=AT)
    return state


def merge(into: str, *others: str) -> tuple[str, dict[str, object]]:
    return "merge", {"into": into, "from": list(others)}


def links(state: Corrections, ids: str = "abcdefgh") -> dict[str, str]:
    return {id: state.canonical(id) for id in ids}


def test_merged_actors_go_by_the_one_they_were_merged_into() -> None:
    state = decided(merge("a", "b", "c"), merge("d", "a"))
    assert links(state, "abcde") == {"a": "d", "b": "d", "c": "d", "d": "d", "e": "e"}


@pytest.mark.parametrize("again", [("a", "b"), ("b", "a"), ("a", "a"), ("c", "a")])
def test_cyclic_merges_are_refused_and_change_nothing(again: tuple[str, str]) -> None:
    state = decided(merge("a", "b"), merge("b", "c"))
    before = links(state)
    with pytest.raises(CorrectionRefused, match="one already"):
        state.decide(*merge(*again), author="layla")
    assert links(state) == before


def test_a_merge_of_several_is_all_or_nothing() -> None:
    state = decided(merge("a", "b"))
    with pytest.raises(CorrectionRefused):
        state.decide(*merge("a", "c", "d", "b"), author="layla")
    assert links(state, "abcd") == {"a": "a", "b": "a", "c": "c", "d": "d"}


def test_a_split_takes_one_out_with_what_was_merged_into_it() -> None:
    state = decided(merge("b", "c"), merge("a", "b"), merge("a", "d"), ("split", {"actor": "b"}))
    assert links(state, "abcd") == {"a": "a", "b": "b", "c": "b", "d": "a"}


def test_a_split_of_two_cuts_the_latest_merge_between_them() -> None:
    state = decided(merge("r", "b"), merge("a", "b"), merge("x", "a"), ("split", {"actor": "b", "of": "a"}))
    assert links(state, "abrx") == {"a": "x", "b": "r", "r": "r", "x": "x"}


@pytest.mark.parametrize("payload", [{"actor": "a"}, {"actor": "z"}, {"actor": "a", "of": "z"}])
def test_what_is_not_merged_cannot_be_split(payload: dict[str, object]) -> None:
    with pytest.raises(CorrectionRefused, match="merged"):
        decided(merge("a", "b"), ("split", payload))


IDS = st.sampled_from("abcdefgh")
STEPS = st.lists(st.tuples(st.sampled_from(("merge", "split")), IDS, IDS), max_size=25)


def after(steps: list[tuple[str, str, str]]) -> Corrections:
    state = Corrections()
    for number, (action, one, other) in enumerate(steps):
        payload = {"into": one, "from": [other]} if action == "merge" else {"actor": one, "of": other}
        try:
            state.decide(action, payload, author="layla", at=f"{number:05}")
        except CorrectionRefused:
            continue
    return state


@given(STEPS, IDS, IDS)
@settings(max_examples=300, deadline=None)
def test_merge_then_split_restores_the_links(steps: list[tuple[str, str, str]], one: str, other: str) -> None:
    state = after(steps)
    before = links(state)
    if state.canonical(one) == state.canonical(other):
        return
    state.decide("merge", {"into": one, "from": [other]}, author="layla", at="merge")
    assert state.canonical(other) == before[one]
    state.decide("split", {"actor": other, "of": one}, author="layla", at="split")
    assert links(state) == before


@given(STEPS)
@settings(max_examples=200, deadline=None)
def test_undoing_the_last_entry_restores_the_links(steps: list[tuple[str, str, str]]) -> None:
    state = after(steps)
    if not state.entries:
        return
    *earlier, last = state.entries.values()
    state.decide("undo", {"entry": last.id}, author="layla", at="undo")
    assert links(state) == links(Corrections.of(earlier))


@given(STEPS)
@settings(max_examples=200, deadline=None)
def test_a_group_is_who_reaches_whom(steps: list[tuple[str, str, str]]) -> None:
    state = after(steps)
    for id in "abcdefgh":
        assert {other for other in "abcdefgh" if state.canonical(other) == state.canonical(id)} == set(state.groups.members(id))


def test_a_journal_of_before_is_read_though_its_country_would_be_refused_now() -> None:
    held = Correction("cor-1", "2020-01-01T00:00:00.000Z", "layla", "set", {"actor": "a", "fields": {"country": "XYZ"}})
    assert Corrections.of([held]).described("a") == {"country": "XYZ"}
    assert Corrections().decide("set", {"actor": "a", "fields": {"country": "INT"}}, author="layla")


@given(STEPS)
@settings(max_examples=50, deadline=None)
def test_the_journal_gives_the_state_again(steps: list[tuple[str, str, str]]) -> None:
    state = after(steps)
    again = Corrections.of([*state.entries.values(), *state.entries.values()])
    assert links(again) == links(state)


@pytest.mark.parametrize(
    ("action", "payload", "told"),
    [
        ("paint", {}, "is no correction"),
        ("merge", {"into": "a"}, "lacks 'from'"),
        ("set", {"actor": "a", "fields": {"colour": "red"}}, "is no field"),
        ("set", {"actor": "a", "fields": {"wikidata": "22686"}}, "no Wikidata id"),
        ("set", {"actor": "a", "fields": {"country": "Iran"}}, "no ISO 3166 code"),
        ("set", {"actor": "a", "fields": {"country": "Iraq"}}, "did you mean IRQ"),
        ("set", {"actor": "a", "fields": {"country": "العراق"}}, "did you mean IRQ"),
        ("set", {"actor": "a", "fields": {"country": "XYZ"}}, "the code of no state"),
        ("set", {"actor": "a", "fields": {"country": "IRK"}}, "did you mean IRQ or IRN"),
        ("add", {"id": "a", "ar": "فلان", "kind": "person", "country": "EUR"}, "the code of no state"),
        ("set", {"actor": "a", "fields": {"kind": "wizard"}}, "is none of"),
        ("set", {"actor": "a", "fields": {"kind": "armed group"}}, "did you mean armed_group"),
        ("set", {"actor": "a", "fields": {"sector": "military"}}, "did you mean MIL"),
        ("set", {"actor": "a", "fields": "x"}, "lacks"),
        ("set", {"actor": "a", "fields": {"sector": "XYZ"}}, "is none of"),
        ("rename", {"actor": "a", "fields": {"ar": "Ann"}}, "no Arabic letter"),
        ("alias", {"actor": "a", "names": [" "]}, "an empty name"),
        ("add", {"id": "a", "ar": "فلان"}, "must be told"),
        ("undo", {"entry": "cor-1"}, "no entry"),
    ],
)
def test_what_makes_no_sense_is_refused(action: str, payload: dict[str, object], told: str) -> None:
    state = Corrections()
    with pytest.raises(CorrectionRefused, match=told):
        state.decide(action, payload, author="layla")
    assert state.empty


def test_a_name_is_given_to_one_actor_only() -> None:
    state = decided(("add", {"id": "a", "ar": "راشد العلوي", "kind": "person", "aliases": ["أبو حسن"]}))
    with pytest.raises(CorrectionRefused, match="given to a already"):
        state.decide("alias", {"actor": "b", "names": ["ابو حسن"]}, author="layla")
    state.decide(*merge("b", "a"), author="layla")
    state.decide("alias", {"actor": "b", "names": ["أبو حسن"]}, author="layla")
    assert state.named("ابو حسن") == "b"


def test_undo_gives_back_what_was_set() -> None:
    state = decided(("set", {"actor": "a", "fields": {"country": "IRN"}}))
    entry = state.decide("set", {"actor": "a", "fields": {"country": "IRQ", "sector": "MIL"}}, author="omar", at=AT)
    assert state.described("a") == {"country": "IRQ", "sector": "MIL"}
    state.decide("undo", {"entry": entry.id}, author="omar", at=AT)
    assert state.described("a") == {"country": "IRN"}
    with pytest.raises(CorrectionRefused, match="undone already"):
        state.decide("undo", {"entry": entry.id}, author="omar", at="later")


# records


@pytest.fixture(scope="module")
def pipeline() -> Pipeline:
    return Pipeline(engine="rules")


def read(pipeline: Pipeline) -> Record:
    return pipeline.read(Article("a", ANNAHAR, published="2020-08-23"))


def ids(record: Record) -> dict[str, str]:
    return {actor.name.ar: actor.id for actor in record.actors}


def test_a_merge_changes_links_and_never_findings(pipeline: Pipeline) -> None:
    record = read(pipeline)
    who = ids(record)
    seen = corrected(record, decided(merge(who["راشد العلوي"], who["حسن الجبوري"])))
    one = next(actor for actor in seen.actors if actor.id == who["راشد العلوي"])
    assert {m.quote for m in one.mentions} == {"راشد العلوي", "العلوي", "حسن الجبوري", "رئيس الحكومة"}
    assert one.link.reasons[0] == "decided: merge by layla, 2026-11-27"
    assert who["حسن الجبوري"] not in {actor.id for actor in seen.actors}
    assert [s.content for s in seen.statements] == [s.content for s in record.statements]
    assert [e.trigger for e in seen.events] == [e.trigger for e in record.events]
    assert {party for e in seen.events for party in (*e.source, *e.target)} <= {actor.id for actor in seen.actors}
    assert all(m.quote == record.article.text[m.start : m.end] for actor in seen.actors for m in actor.mentions)


def test_merge_then_split_leaves_the_record_as_it_was(pipeline: Pipeline) -> None:
    record = read(pipeline)
    one, other = list(ids(record).values())[:2]
    seen = corrected(record, decided(merge(one, other), ("split", {"actor": other})))
    assert [(a.id, a.mentions, a.name) for a in seen.actors] == [(a.id, a.mentions, a.name) for a in record.actors]
    assert (seen.statements, seen.events) == (record.statements, record.events)


def test_corrections_survive_reading_again(pipeline: Pipeline) -> None:
    who = ids(read(pipeline))
    state = decided(("rename", {"actor": who["راشد العلوي"], "fields": {"ar": "راشد بن سعيد العلوي", "en": "Rashid al-Alawi"}}))
    first, second = (corrected(Pipeline(engine="rules").read(Article("a", ANNAHAR)), state) for _ in range(2))
    assert first == second
    assert "راشد بن سعيد العلوي" in ids(first)


def test_one_merged_into_another_that_is_not_in_the_article_goes_by_its_description(pipeline: Pipeline) -> None:
    record = read(pipeline)
    who = ids(record)["راشد العلوي"]
    told = {"act-other": {"ar": "راشد العلوي الكبير", "en": "Rashid the Elder", "kind": "person", "country": "OMN"}}
    seen = corrected(record, decided(("merge", {"into": "act-other", "from": [who], "told": told})))
    one = next(actor for actor in seen.actors if actor.id == "act-other")
    assert (one.name.ar, one.name.en, one.country) == ("راشد العلوي الكبير", "Rashid the Elder", "OMN")
    assert one.mentions


def test_an_added_actor_is_found_by_name(pipeline: Pipeline) -> None:
    state = decided(
        ("add", {"id": "act-new", "ar": "راشد العلوي", "en": "Rashid al-Alawi", "kind": "person", "country": "OMN", "wikidata": "Q5"})
    )
    one = next(actor for actor in corrected(read(pipeline), state).actors if actor.id == "act-new")
    assert (one.country, one.wikidata, one.link.score) == ("OMN", "Q5", 1.0)


def test_an_article_without_corrected_actors_is_the_same_object(pipeline: Pipeline) -> None:
    record = read(pipeline)
    assert corrected(record, decided(merge("act-x", "act-y"))) is record
    assert corrected(record, Corrections()) is record


# the file


def test_the_file_keeps_entries_in_order(tmp_path: Path) -> None:
    log = JsonlLog(tmp_path / "desk" / "corrections.jsonl")
    assert list(log) == []
    state = decided(merge("a", "b"), ("set", {"actor": "a", "fields": {"ar": "فلان"}}))
    first, second = state.entries.values()
    log.append(first)
    log.append(second)
    assert list(log) == [first, second]


@pytest.mark.parametrize("cut", range(2, 60, 7))
def test_a_line_that_a_crash_cut_short_does_not_count(tmp_path: Path, cut: int) -> None:
    path = tmp_path / "corrections.jsonl"
    first, second = decided(merge("a", "b"), merge("c", "d")).entries.values()
    path.write_bytes(dumped([first]) + dumped([second])[:-cut])
    log = JsonlLog(path)
    assert list(log) == [first]
    log.append(second)
    assert list(log) == [first, second]


@pytest.mark.parametrize(
    "line", ["{}", "[]", "not json", '{"id": "a", "payload": {}}', '{"id": 1, "at": "", "author": "", "action": "", "payload": {}}']
)
def test_a_line_that_is_no_entry_is_told_with_its_number(tmp_path: Path, line: str) -> None:
    path = tmp_path / "corrections.jsonl"
    path.write_bytes(dumped(decided(merge("a", "b")).entries.values()) + line.encode() + b"\n")
    with pytest.raises(UnreadableInput, match=r"line 2: no correction"):
        list(JsonlLog(path))


def test_a_journal_that_contradicts_itself_is_told(tmp_path: Path) -> None:
    entries = [Correction(f"cor-{k}", AT, "layla", "merge", {"into": "a", "from": ["b"]}) for k in range(2)]
    with pytest.raises(CorrectionRefused, match="one already"):
        Corrections.of(entries)


def test_entries_are_plain_json() -> None:
    (entry,) = decided(merge("a", "b")).entries.values()
    row = json.loads(dumped([entry]))
    assert row == {"id": entry.id, "at": AT, "author": "layla", "action": "merge", "payload": {"into": "a", "from": ["b"]}}


def test_a_hundred_thousand_merges_stay_fast() -> None:
    state = Corrections()
    for k in range(10_000):  # benchmarks/corrections.py does 100,000 in all ways round
        state.groups.merge(f"n{k + 1}", f"n{k}", k)
    assert state.canonical("n0") == "n10000"
    assert state.groups.edge_between("n0") == "n0"
    state.groups.cut("n5000")
    assert (state.canonical("n0"), state.canonical("n5001")) == ("n5000", "n10000")
