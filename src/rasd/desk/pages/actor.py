"""An actor: names, offices, what it says and does, what is said of it and done to it, and how people correct it."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import chain
from typing import Annotated

from fastapi import APIRouter, Depends, Form, Path, Request
from fastapi.responses import RedirectResponse, Response

from rasd.corrections import Corrections
from rasd.corrections.directory import Directory
from rasd.corrections.state import KINDS, CorrectionRefused
from rasd.desk import charts
from rasd.desk.listing import people
from rasd.desk.page import Page, Paging, Table, add_page
from rasd.desk.pages.settings import local
from rasd.desk.pages.statements import Said, page_of
from rasd.desk.people import ByPerson, FromDesk
from rasd.desk.workspace import InWorkspace, Workspace
from rasd.errors import InputError, UsageError
from rasd.flow.amending import Amending
from rasd.flow.cast import Called, called
from rasd.ontology.entries import SECTORS
from rasd.ontology.offices import offices_of
from rasd.store.lists.actors import Counted, NameUse, articles_of, mention_days, names_by_outlet, together
from rasd.store.lists.days import day_of
from rasd.store.lists.events import EventFilters, EventLine, Narrowed, keyed_lines
from rasd.store.lists.statements import StatementFilters

router = APIRouter()
_FEW, _WITH, _WEEKS = 5, 16, 104


@dataclass(frozen=True, slots=True)
class Held:
    """An office that the actor held, with the ISO dates of its beginning and end; `status` as in the knowledge base."""

    ar: str
    en: str | None
    since: str | None
    until: str | None
    status: str


@dataclass(frozen=True, slots=True)
class Entry:
    """A correction in force."""

    id: str
    at: str
    author: str
    action: str
    fields: dict[str, str | None]


@dataclass(frozen=True, slots=True)
class Week:
    """A week, from Monday `first`, and the number of articles in it that mention the actor."""

    first: str
    articles: int


@dataclass(frozen=True, slots=True)
class ActorPage:
    """An actor as people corrected it. Lists hold the newest few; the pages of statements and of events have them all."""

    actor: Called
    wikidata: str | None
    entry: str | None
    names: list[str]
    offices: list[Held]
    merged: list[Called]
    articles: int
    weeks: list[Week]
    said: list[Said]
    said_count: int
    about: list[Said]
    did: list[EventLine]
    did_count: int
    suffered: list[EventLine]
    suffered_count: int
    called: list[NameUse]
    beside: list[Counted]
    people: dict[str, Called]
    history: list[Entry]

    @property
    def spark(self) -> list[charts.Column]:
        """The weeks as columns of a small chart."""
        return charts.spark([week.articles for week in self.weeks], 600, 60)

    @property
    def kinds(self) -> list[str]:
        """The kinds to choose from."""
        return sorted(KINDS)

    @property
    def sectors(self) -> list[str]:
        """The sectors to choose from."""
        return sorted(SECTORS)

    @property
    def names_by_outlet(self) -> list[tuple[str | None, list[NameUse]]]:
        """Each outlet with the names it uses, the outlet with the most such articles first."""
        found: dict[str | None, list[NameUse]] = {}
        for use in self.called:
            found.setdefault(use.outlet, []).append(use)
        return sorted(found.items(), key=lambda item: (-sum(use.articles for use in item[1]), item[0] or ""))

    def table(self) -> Table:
        """One row a name by which an outlet calls the actor."""
        return Table(("outlet", "name", "articles"), [(use.outlet, use.name, use.articles) for use in self.called])


def load(workspace: InWorkspace, id: Annotated[str, Path(max_length=80, description="The id of an actor (act-…).")]) -> ActorPage:
    """The page of an actor, from the store and the knowledge base. Raises InputError for an id that nobody has."""
    state = workspace.corrections
    known = workspace.called([id]).get(id)
    if known is None:
        raise InputError(f"{id}: no actor of this id; the list of actors has them")
    members = sorted({*state.groups.members(known.id), id} | set(_by_name(workspace, known.id)))
    directory = Directory(state)
    one = directory.get(known.id)
    held = offices_of(one.entry) if one and one.entry else ()
    workspace.columns.mentions()
    numbers = articles_of(workspace.columns, workspace.cast, members)
    met: list[str | None] = []  # ids of actors named on the page: looked up in one query

    def later(_: Workspace, ids: list[str | None], asked: object) -> dict[str, Called]:
        met.extend(ids)
        return {}

    said = page_of(workspace, StatementFilters(speaker=tuple(members)), {}, Paging(1, _FEW), naming=later, facets=False)
    about = page_of(workspace, StatementFilters(), {}, Paging(1, _FEW), about=known.id, naming=later, facets=False)
    (did, did_count), (suffered, suffered_count) = _events(
        workspace, EventFilters(source=tuple(members)), EventFilters(target=tuple(members))
    )
    beside = together(workspace.columns, workspace.cast, members, _WITH)
    met += [id for line in (*did, *suffered) for id in (*line.source, *line.target, line.asserted_by)]
    return ActorPage(
        actor=known,
        wikidata=one.wikidata if one else None,
        entry=one.entry if one else None,
        names=list(directory.names(known.id)) or [known.ar],
        offices=[Held(office.ar, office.en, office.since, office.until, office.status) for office in reversed(held)],
        merged=list(_apart(workspace, members, known.id)),
        articles=len(numbers),
        weeks=_weeks(workspace, numbers),
        said=said.statements,
        said_count=said.count or 0,
        about=about.statements,
        did=did,
        did_count=did_count,
        suffered=suffered,
        suffered_count=suffered_count,
        called=names_by_outlet(workspace.columns, members),
        beside=beside,
        people=people(workspace, [*met, *(other.id for other in beside)]),
        history=[
            Entry(entry.id, entry.at, entry.author, entry.action, _fields(entry.payload)) for entry in reversed(state.history(known.id))
        ],
    )


def _fields(payload: dict[str, object]) -> dict[str, str | None]:
    """The fields of a correction as texts; lists are joined."""
    fields = payload.get("fields") if isinstance(payload.get("fields"), dict) else payload
    assert isinstance(fields, dict)  # noqa: S101 - by the line before
    shown = {name: value for name, value in fields.items() if name not in ("told", "actor")}
    return {
        str(name): None if value is None else "، ".join(map(str, value)) if isinstance(value, (list, tuple)) else str(value)
        for name, value in shown.items()
    }


def _by_name(workspace: Workspace, id: str) -> list[str]:
    """The ids of other actors in the store that count as this one because of a name that a person gave it."""
    state = workspace.corrections
    return [] if not state.names else [other for other in workspace.who(id) if other != id]


def _apart(workspace: Workspace, members: list[str], id: str) -> list[Called]:
    """The other actors that were merged into this one, each as it was before corrections."""
    own = called(workspace.store, Corrections(), [member for member in members if member != id])
    return list(own.values())


def _weeks(workspace: Workspace, numbers: list[int]) -> list[Week]:
    import numpy as np

    days = mention_days(workspace.columns, numbers)
    if not len(days):
        return []
    weeks = (days.astype(np.int64) - 1) // 7
    weeks = weeks[weeks > weeks.max() - _WEEKS]
    counts = np.bincount(weeks - weeks.min())
    return [Week(day_of(int(weeks.min() + k) * 7 + 1) or "", int(count)) for k, count in enumerate(counts)]


def _events(workspace: Workspace, *asked: EventFilters) -> list[tuple[list[EventLine], int]]:
    """For each filter the newest few events and the number of all; the lines of all filters are read in one query."""
    found = workspace.columns.events()
    keys, counts = [], []
    for filters in asked:
        rows = Narrowed(workspace.columns, found, workspace.cast, filters).rows()
        keys.append(workspace.columns.keys(found.events, rows[:_FEW]))
        counts.append(len(rows))
    lines = keyed_lines(workspace.store, list(chain(*keys)))
    return [([lines[key] for key in some if key in lines], count) for some, count in zip(keys, counts, strict=True)]


Text = Annotated[str, Form(max_length=200)]


@dataclass(frozen=True, slots=True)
class Amendment:
    """What the forms of an actor send; each of them has some of these fields."""

    ar: str
    en: str
    kind: str
    country: str
    sector: str
    wikidata: str
    name: str
    other: str
    entry: str

    def changes(self, now: dict[str, str | None]) -> dict[str, str | None]:
        """The fields to set: those that are not as they are now."""
        asked = {
            "kind": self.kind,
            "country": self.country.strip().upper(),
            "sector": self.sector,
            "wikidata": self.wikidata.strip().upper(),
        }
        return {field: value or None for field, value in asked.items() if (value or None) != now[field]}


def amendment(
    ar: Text = "",
    en: Text = "",
    kind: Text = "",
    country: Text = "",
    sector: Text = "",
    wikidata: Text = "",
    name: Text = "",
    other: Text = "",
    entry: Text = "",
) -> Amendment:
    """The form that was sent."""
    return Amendment(ar, en, kind, country, sector, wikidata, name, other, entry)


@router.post("/actors/{id}/{action}", name="actor.amend", include_in_schema=False, dependencies=[FromDesk])
def amend(
    request: Request,
    workspace: InWorkspace,
    author: ByPerson,
    id: str,
    action: str,
    form: Annotated[Amendment, Depends(amendment)],
    back: Annotated[str, Form()] = "",
) -> Response:
    """Correct an actor (merge, split, rename, set, alias, undo) and redirect to its page."""
    known = workspace.called([id]).get(id)
    if known is None:
        raise InputError(f"{id}: no actor of this id")
    try:
        _amend(Amending(workspace.store, author), known, action, form, given=id)
    except CorrectionRefused as error:
        raise UsageError(str(error)) from error
    return RedirectResponse(local(back) if back else str(request.app.url_path_for("actor", id=known.id)), 303)


def _amend(amending: Amending, known: Called, action: str, form: Amendment, *, given: str) -> None:
    """Write the correction that a form asks for. Raises InputError for an unknown action."""
    match action:
        case "merge":
            amending.merge(known.id, form.other)
        case "split":
            amending.split(form.other or given, known.id if form.other else None)
        case "rename":
            amending.rename(known.id, form.ar, form.en)
        case "set":
            one = amending.directory.get(known.id)
            now = {"kind": known.kind, "country": known.country, "sector": known.sector, "wikidata": one.wikidata if one else None}
            amending.set(known.id, form.changes(now))
        case "alias":
            amending.alias(known.id, form.name)
        case "undo":
            amending.undo(form.entry)
        case _:
            raise InputError(f"{action}: nothing that can be decided of an actor")


add_page(router, Page("actor", "/actors/{id}", load, ActorPage))
