"""Sources: the state of each and its articles by day; forms to pause, resume and add them."""

from __future__ import annotations

from dataclasses import dataclass, fields
from typing import Annotated, Any, Literal

from fastapi import APIRouter, Form, Query, Request
from fastapi.responses import RedirectResponse, Response

from rasd.desk import charts
from rasd.desk.page import Page, Table, add_page
from rasd.desk.pages.settings import local
from rasd.desk.people import FromDesk
from rasd.desk.workspace import InWorkspace
from rasd.errors import InputError, UsageError
from rasd.flow import sources as flow
from rasd.flow.health import DAYS, Health, SourceState, health, problems
from rasd.store.lists.outlets import OutletLine, outlets

router = APIRouter()
_CELLS = (
    *("name", "kind", "url", "outlet", "status", "last_success_at", "last_error", "errors_in_a_row", "next_at", "articles", "waiting"),
    *("failed", "a_day", "silent_hours", "usual_hours"),
)


@dataclass(frozen=True, slots=True)
class Failure:
    """A failure that no later success has settled: its step, place and message, how often and when last."""

    step: str
    place: str
    message: str
    times: int
    last_at: str


@dataclass(frozen=True, slots=True)
class SourceLine(SourceState):
    """A source and its state. `status` is ok, new, paused, failing or quiet; `days` the articles of each day, today last.

    `gaps` are days without an article, of a source that has at least three a day.
    """

    days: dict[str, int]
    gaps: list[str]
    silent_hours: float | None
    usual_hours: float | None
    failures: list[Failure]

    @property
    def spark(self) -> list[charts.Column]:
        """The days as columns of a small chart."""
        return charts.spark(list(self.days.values()))


@dataclass(frozen=True, slots=True)
class Sources:
    """All sources, the most urgent problems first, then by name; the outlets with their articles; failures that belong to no source."""

    days: int
    sources: list[SourceLine]
    outlets: list[OutletLine]
    failures: list[Failure]

    def table(self) -> Table:
        """One row a source."""
        columns = (*_CELLS, "gaps")
        return Table(columns, [[*(getattr(line, name) for name in _CELLS), "; ".join(line.gaps)] for line in self.sources])


_URGENT = ("failing", "quiet", "new", "ok", "paused")


def load(workspace: InWorkspace, span: Annotated[int, Query(ge=2, le=90, description="Days that are looked back.")] = DAYS) -> Sources:
    """All sources and their states."""
    store = workspace.store
    found = [_line(one, [_failure(row) for row in problems(store, one.number, 5)]) for one in health(store, days=span)]
    found.sort(key=lambda line: (_URGENT.index(line.status), line.name))
    open_ = [_failure(row) for row in store.failures(50) if row["source"] is None]
    return Sources(span, found, outlets(workspace.columns), open_)


def _line(found: Health, failures: list[Failure]) -> SourceLine:
    same = {one.name: getattr(found, one.name) for one in fields(Health) if one.name != "by_day"}
    return SourceLine(days=found.by_day, failures=failures, **same)


def _failure(row: dict[str, Any]) -> Failure:
    return Failure(row["step"], row["place"], row["message"], row["times"], row["last_at"])


@router.post("/sources/{number}/{action}", name="source.change", include_in_schema=False, dependencies=[FromDesk])
def change(workspace: InWorkspace, number: int, action: Literal["pause", "resume"], back: Annotated[str, Form()] = "/sources") -> Response:
    """Pause or resume the visits to a source."""
    if number not in {row["number"] for row in workspace.store.sources()}:
        raise InputError(f"{number}: no source of this number")
    (flow.pause if action == "pause" else flow.resume)(workspace.store, number)
    return RedirectResponse(local(back), 303)


@router.post("/sources", name="source.add", include_in_schema=False, dependencies=[FromDesk])
def add(
    request: Request,
    workspace: InWorkspace,
    address: Annotated[str, Form(max_length=2000)],
    kind: Annotated[Literal["", "feed", "sitemap"], Form()] = "",
    name: Annotated[str, Form(max_length=200)] = "",
) -> Response:
    """Add an address, or the feeds of an outlet of the catalogue. Without a kind the address is fetched to find it out."""
    from rasd.flow import web

    asked = address.strip()
    if "://" in asked and not asked.lower().startswith(("http://", "https://")):
        raise UsageError(f"{asked}: no http(s) address")
    for offer in flow.offers(asked):
        flow.add(workspace.store, offer, web.client_of(), kind=kind or None, name=name.strip() or None, over=False)
    return RedirectResponse(str(request.app.url_path_for("sources")), 303)


add_page(router, Page("sources", "/sources", load, Sources))
