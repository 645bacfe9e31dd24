"""How findings change after they were made."""

from __future__ import annotations

import pytest

from rasd.findings import FoundEvent, FoundStatement, ReadParties, copy_of
from rasd.records import Origin
from rasd.spans import Span


def event(**fields: object) -> FoundEvent:
    return FoundEvent(Span(0, 4), 0, 0, "ASSAULT", **fields)  # type: ignore[arg-type]


def test_an_event_takes_from_another_telling_only_what_it_leaves_open() -> None:
    clearest = event(source_actors=[1], date="2026-01-02", injured=0)
    clearest.fill_from(event(source_actors=[2], target_actors=[1, 3], date="2026-01-05", mode="aerial", dead=4, injured=9))
    assert (clearest.source_actors, clearest.target_actors) == ([1], [3])  # nobody on both sides
    assert (clearest.date, clearest.mode) == ("2026-01-02", "aerial")
    assert (clearest.dead, clearest.injured) == (4, 0)  # none is a number, not an open question


@pytest.mark.parametrize(
    "finding",
    [event(origin=Origin("events", "1", rules=("a",))), FoundStatement(Span(0, 2), 0, "قال", "neutral", Span(3, 9), "indirect")],
    ids=["event", "statement"],
)
def test_a_rule_that_changes_a_finding_comes_last_in_its_origin(finding: FoundEvent | FoundStatement) -> None:
    before = finding.origin
    finding.add_rule("b")
    assert finding.origin.rules == (*before.rules, "b")
    assert (finding.origin.extractor, finding.origin.version) == (before.extractor, before.version)


def test_a_copy_shares_what_is_frozen_and_is_another_finding() -> None:
    first = event(parties=ReadParties(source_country="TUR"))
    second = copy_of(first)
    second.mode = "aerial"
    assert (first.mode, second.mode) == ("", "aerial")
    assert second.parties is first.parties
    assert first != second
