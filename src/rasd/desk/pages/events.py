"""Events: who did what to whom, with the choices of every filter and how many there are of each."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Annotated

from fastapi import APIRouter, Query

from rasd.desk.listing import Given, given_filters, name_of, names_of, people, whom
from rasd.desk.page import AtLeast, Blank, InDays, InPaging, Page, Paging, Quad, Table, add_page
from rasd.desk.workspace import InWorkspace, Workspace
from rasd.flow.cast import Called
from rasd.store.lists.events import FACETS, Choice, EventFilters, EventLine, Narrowed, Order, event_lines

router = APIRouter()
_CODE = r"^([A-Z]{3})?$"
_CELLS = ("type", "mode", "status", "background", "date", "place", "place_country", "dead", "injured", "quad", "score", "confidence")


@dataclass(frozen=True, slots=True)
class Events:
    """A page of events. `choices` are the values of each filter with their number under the other filters, `names` the actors of the page.

    `count` is how many events meet the filters.
    """

    asked: dict[str, Given]
    count: int
    events: list[EventLine]
    names: dict[str, Called]
    choices: dict[str, list[Choice]]
    paging: Paging
    more: bool

    def table(self) -> Table:
        """One row an event."""
        last = ("asserted_by", "words", "sentence", "contexts", "title", "url", "source_id", "target_id", "asserted_by_id")
        columns = ("id", "article", "outlet", "published", "source", "target", *_CELLS, *last)
        rows = [
            [
                *(line.id, line.article, line.outlet, line.published, names_of(self.names, line.source), names_of(self.names, line.target)),
                *(getattr(line, name) for name in _CELLS),
                *(name_of(self.names, line.asserted_by), line.words, line.sentence, "; ".join(line.contexts), line.title, line.url),
                *("; ".join(line.source), "; ".join(line.target), line.asserted_by),
            ]
            for line in self.events
        ]
        return Table(columns, rows)


def load(
    workspace: InWorkspace,
    paging: InPaging,
    days: InDays,
    type: Annotated[str | None, Query(max_length=20, description="PLOVER type, such as ASSAULT.")] = None,
    mode: Annotated[str | None, Query(max_length=30, description="Mode, such as arrest.")] = None,
    status: Annotated[str | None, Query(max_length=20, description="actual, planned or denied.")] = None,
    quad: Annotated[Quad | None, Blank, Query(description="1, 2 cooperation in words, in deeds; 3, 4 conflict.")] = None,
    source: Annotated[str | None, Query(max_length=200, description="Who does it: name, part of it, id or QID.")] = None,
    target: Annotated[str | None, Query(max_length=200, description="To whom it is done.")] = None,
    actor: Annotated[str | None, Query(max_length=200, description="Who takes part, on either side.")] = None,
    source_country: Annotated[str | None, Query(pattern=_CODE, description="ISO 3166 alpha-3, or INT.")] = None,
    target_country: Annotated[str | None, Query(pattern=_CODE, description="ISO 3166 alpha-3, or INT.")] = None,
    place: Annotated[str | None, Query(max_length=200, description="Where, by its Arabic name.")] = None,
    place_country: Annotated[str | None, Query(pattern=_CODE, description="ISO 3166 alpha-3.")] = None,
    outlet: Annotated[str | None, Query(max_length=200)] = None,
    context: Annotated[str | None, Query(max_length=40, description="What it is about: one of PLOVER's contexts.")] = None,
    dead: Annotated[AtLeast | None, Blank, Query(description="At least so many dead.")] = None,
    injured: Annotated[AtLeast | None, Blank, Query(description="At least so many injured.")] = None,
    background: Annotated[bool | None, Blank, Query(description="Only what is told as background, or only what is not.")] = None,
    sort: Annotated[Order, Query(description="Which come first.")] = "newest",
) -> Events:
    """The events that meet the filters."""
    filters = EventFilters(
        type=type or None, mode=mode or None, status=status or None, quad=quad, source_country=source_country or None,
        target_country=target_country or None, place=place or None, place_country=place_country or None, outlet=outlet or None,
        since=days.since, until=days.until, context=context or None, dead=dead, injured=injured, background=background,
    )  # fmt: skip
    asked = given_filters(**{name: getattr(filters, name) for name in EventFilters.__slots__})
    asked |= given_filters(source=source, target=target, actor=actor, sort=sort if sort != "newest" else None)
    filters = replace(filters, source=whom(workspace, source), target=whom(workspace, target), actor=whom(workspace, actor))
    return _page(workspace, filters, asked, sort, paging)


def _page(workspace: Workspace, filters: EventFilters, asked: dict[str, Given], sort: Order, paging: Paging) -> Events:
    found = workspace.columns.events()
    narrowed = Narrowed(workspace.columns, found, workspace.cast, filters)
    rows = narrowed.rows(sort)
    shown = rows[paging.rows]
    lines = event_lines(workspace.store, workspace.columns.keys(found.events, shown))
    choices = workspace.remembered(("choices of events", filters), lambda: {name: narrowed.choices(name) for name in FACETS})
    names = people(workspace, (id for line in lines for id in (*line.source, *line.target, line.asserted_by)), asked)
    return Events(asked, len(rows), lines, names, choices, paging, paging.is_followed(len(rows)))


add_page(router, Page("events", "/events", load, Events))
