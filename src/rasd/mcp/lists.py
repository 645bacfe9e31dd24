"""Tools over findings: statements and events of the whole store that meet filters."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Annotated, Literal

from pydantic import Field

from rasd.flow.statements import statement_page
from rasd.mcp.answers import Event, Events, Statement, Statements
from rasd.mcp.asked import PAGE, Country, Day, Limit, Offset, Outlet, WhoArg, Words, days, event_type
from rasd.mcp.findings import Findings
from rasd.mcp.holdings import Holdings, next_offset, page, source_of
from rasd.store.lists import events as of_events
from rasd.store.lists.statements import StatementFilters
from rasd.store.query import parse

Stance = Literal["neutral", "claim", "admit", "deny", "stress", "accuse", "praise", "demand", "warn", "hope"]
Keys = Sequence[tuple[int, str]]


class FindingTools:
    """find_statements and find_events."""

    def __init__(self, held: Holdings) -> None:
        self.held = held

    def find_statements(
        self,
        speaker: WhoArg = None,
        about: Annotated[str | None, Field(max_length=200, description="Whom the words name: a name, an id or a QID.")] = None,
        words: Words = "",
        stance: Annotated[Stance | None, Field(description="What the outlet's verb lends: زعم is claim, أكد stress, نفى deny.")] = None,
        lemma: Annotated[str | None, Field(max_length=60, description="The word of saying by its lemma, such as قال.")] = None,
        kind: Literal["direct", "indirect", "mixed"] | None = None,
        outlet: Outlet = None,
        since: Day = None,
        until: Day = None,
        sort: Literal["newest", "oldest"] = "newest",
        limit: Limit = PAGE,
        offset: Offset = 0,
    ) -> Statements:
        """Who said what: statements that meet all filters, each with speaker, verb and content as exact words with offsets."""
        since, until = days(since, until)
        held = self.held
        asked = StatementFilters(held.whom(speaker), stance, lemma or None, kind, held.outlet(outlet), since, until)
        found = statement_page(held, asked, parse(words), held.whom(about), newest=sort == "newest", offset=offset, limit=limit)
        return Statements(list(statements_of(held, found.keys)), found.count, found.more, next_offset(found.more, offset, limit))

    def find_events(
        self,
        type: Annotated[str | None, Field(max_length=20, description="PLOVER type, such as ASSAULT, COERCE, CONSULT, AID.")] = None,
        mode: Annotated[str | None, Field(max_length=30, description="Mode of the type, such as arrest.")] = None,
        status: Literal["actual", "planned", "denied"] | None = None,
        source: WhoArg = None,
        target: WhoArg = None,
        actor: WhoArg = None,
        source_country: Country = None,
        target_country: Country = None,
        place: Annotated[str | None, Field(max_length=200, description="Where, by its Arabic name.")] = None,
        place_country: Country = None,
        outlet: Outlet = None,
        since: Day = None,
        until: Day = None,
        dead: Annotated[int | None, Field(ge=0, le=10**9, description="At least so many dead.")] = None,
        injured: Annotated[int | None, Field(ge=0, le=10**9, description="At least so many injured.")] = None,
        background: Annotated[bool | None, Field(description="Only what is told as background, or only what is not.")] = None,
        sort: of_events.Order = "newest",
        limit: Limit = PAGE,
        offset: Offset = 0,
    ) -> Events:
        """Who did what to whom, when and where: events that meet all filters, each with its trigger and sentence as exact words.

        `actor` takes part on either side; days are those of the event, or of its article where it tells none. status tells apart what
        happened, what is planned and what is denied.
        """
        since, until = days(since, until)
        held = self.held
        found = held.columns.events()
        asked = of_events.EventFilters(
            type=event_type(type), mode=mode or None, status=status, source=held.whom(source), target=held.whom(target),
            actor=held.whom(actor), source_country=source_country, target_country=target_country, place=place or None,
            place_country=place_country, outlet=held.outlet(outlet), since=since, until=until,
            dead=dead, injured=injured, background=background,
        )  # fmt: skip
        rows = of_events.Narrowed(held.columns, found, held.cast, asked).rows(sort)
        shown = held.columns.keys(found.events, rows[offset : offset + limit])
        more, following = page(len(rows), offset, limit)
        return Events(list(events_of(held, shown)), len(rows), more, following)


def statements_of(held: Holdings, keys: Keys) -> Iterator[Statement]:
    """The statements of these keys (article number and id), in order, in the words of their records."""
    for found, id in _findings(held, keys):
        yield from (found.statement(said) for said in found.record.statements if said.id == id)


def events_of(held: Holdings, keys: Keys) -> Iterator[Event]:
    """The events of these keys, in order."""
    for found, id in _findings(held, keys):
        yield from (found.event(event) for event in found.record.events if event.id == id)


def _findings(held: Holdings, keys: Keys) -> Iterator[tuple[Findings, str]]:
    records = held.records(number for number, _ in keys)
    made = {number: Findings(record, source_of(kept)) for number, (kept, record) in records.items()}
    for number, id in keys:
        if number in made:
            yield made[number], id
