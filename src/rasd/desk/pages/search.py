"""Search: words with filters, and hits with the words found highlighted."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Annotated, Any, Literal

from fastapi import APIRouter, Query
from sqlalchemy import select

from rasd.alerts.asked import asked_values
from rasd.desk.listing import Given, given_filters, people, whom
from rasd.desk.page import InDays, InPaging, Page, Paging, Table, add_page
from rasd.desk.pages.articles import ArticleLine, line_of
from rasd.desk.workspace import InWorkspace, Workspace
from rasd.errors import UsageError
from rasd.flow.actors import near_names
from rasd.flow.alerts.work import alerts_of
from rasd.flow.cast import Called
from rasd.ontology.plover import EVENT_TYPES
from rasd.store.filters import Filters
from rasd.store.lists.articles import article_summaries
from rasd.store.lists.outlets import OutletLine, outlets
from rasd.store.search import Found
from rasd.store.search import search as find
from rasd.store.tables import features

router = APIRouter()
_WHO = ("actor", "speaker", "source", "target")


@dataclass(frozen=True, slots=True)
class SearchHit:
    """An article that was found: `score` (higher is better, 0 without words), and where the words stand, in code points of its text."""

    score: float
    matches: list[tuple[int, int]]
    article: ArticleLine


@dataclass(frozen=True, slots=True)
class Unknown:
    """A name that no actor has, and similar names."""

    field: str
    given: str
    near: list[str]


@dataclass(frozen=True, slots=True)
class SavedSearch:
    """A saved search: an alert with this id that runs it on new articles; `asked` are its words and filters."""

    id: str
    name: str
    asked: dict[str, Given]


@dataclass(frozen=True, slots=True)
class SearchPage:
    """What was found; `asked` are the words and filters, `names` the actors among them that are given by id.

    `by_meaning` tells whether this store can be searched by meaning. `saved` are the saved searches, where nothing is asked yet.
    """

    asked: dict[str, Given]
    hits: list[SearchHit]
    unknown: list[Unknown]
    problem: str | None
    by_meaning: bool
    outlets: list[OutletLine]
    names: dict[str, Called]
    saved: list[SavedSearch]
    paging: Paging
    more: bool

    @property
    def types(self) -> list[str]:
        """The types of events to choose from."""
        return list(EVENT_TYPES)

    def table(self) -> Table:
        """One row a hit."""
        columns = ("id", "outlet", "published", "title", "url", "story")
        rows = [
            (hit.score, *(getattr(hit.article, name) for name in columns), hit.article.words.quote, hit.article.words.start)
            for hit in self.hits
        ]
        return Table(("score", *columns, "snippet", "snippet_start"), rows)


def load(
    workspace: InWorkspace,
    paging: InPaging,
    days: InDays,
    q: Annotated[str, Query(max_length=400, description='All words; "a phrase"; -without; one OR other; begin*.')] = "",
    exact: Annotated[bool, Query(description="Each word letter by letter as typed.")] = False,
    meaning: Annotated[bool, Query(description="The articles nearest in meaning, whatever their words.")] = False,
    sort: Annotated[Literal["rank", "newest", "oldest"], Query(description="Which come first.")] = "rank",
    outlet: Annotated[str | None, Query(max_length=200)] = None,
    actor: Annotated[str | None, Query(max_length=200, description="Tells of this actor: name, part of it, id or QID.")] = None,
    speaker: Annotated[str | None, Query(max_length=200, description="Quotes this actor.")] = None,
    event: Annotated[str | None, Query(max_length=40, description="Tells an event of this type, or TYPE:mode.")] = None,
    source: Annotated[str | None, Query(max_length=200, description="An event (of that type) is done by this actor.")] = None,
    target: Annotated[str | None, Query(max_length=200, description="An event (of that type) is done to this actor.")] = None,
    place: Annotated[str | None, Query(max_length=200, description="Names this place, or one in this country (IRQ).")] = None,
    story: Annotated[str | None, Query(max_length=80, description="Only of the story of this id.")] = None,
) -> SearchPage:
    """The articles that have the words and meet the filters."""
    given = {"outlet": outlet, "since": days.since, "until": days.until, "actor": actor, "speaker": speaker, "event": event}
    given |= {"source": source, "target": target, "place": place, "story": story}
    filters = Filters(**{name: value.strip() or None if value else None for name, value in given.items()})
    asked = given_filters(q=q.strip(), exact=exact or None, meaning=meaning or None, sort=sort if sort != "rank" else None, **given)
    can = workspace.remembered("has vectors", lambda: _has_vectors(workspace))
    found, problem = Found((), False), None
    if q.strip() or filters != Filters():
        found, problem = _found(workspace, q, filters, exact=exact, sort=sort, paging=paging, meaning=meaning)
    lines = article_summaries(workspace.store, [hit.kept.number for hit in found.hits])
    hits = [
        SearchHit(hit.score, [(span.start, span.end) for span in hit.matches], line_of(hit, lines[hit.kept.number])) for hit in found.hits
    ]
    unknown = [] if hits or problem else list(_unknown(workspace, filters))
    names = people(workspace, (), asked)
    saved = [] if asked else _saved(workspace)
    return SearchPage(asked, hits, unknown, problem, can, outlets(workspace.columns), names, saved, paging, found.more)


def _saved(workspace: Workspace) -> list[SavedSearch]:
    return [SavedSearch(one.id, one.name, asked_values(one.asked)) for one in alerts_of(workspace.store) if one.kind == "search"]


def _found(
    workspace: Workspace, q: str, filters: Filters, *, exact: bool, sort: Any, paging: Paging, meaning: bool
) -> tuple[Found, str | None]:
    options: dict[str, Any] = {"exact": exact, "sort": sort, "limit": paging.size, "offset": paging.offset}
    try:
        if meaning:
            options |= _meaning(workspace)
        return find(workspace.store, q, filters, who=lambda given: whom(workspace, given) or (), **options), None
    except UsageError as error:
        return Found((), False), str(error)


def _meaning(workspace: Workspace) -> dict[str, Any]:
    from rasd.flow.meaning import encoder_of

    encoder = workspace.remembered("encoder", lambda: encoder_of(workspace.store))
    if encoder is None:
        raise UsageError("this store holds no vectors of its articles yet; `rasd search --meaning WORDS` makes them")
    return {"meaning": encoder.encode, "method": encoder.method}


def _has_vectors(workspace: Workspace) -> bool:
    return bool(workspace.store.rows(select(features.c.method).where(features.c.method.startswith("vector ")).limit(1)))


def _unknown(workspace: Workspace, filters: Filters) -> list[Unknown]:
    """The names among the filters that no actor has; asked only if nothing was found."""
    asked = [(name, given) for name in _WHO if (given := getattr(filters, name)) and not whom(workspace, given)]
    return [Unknown(name, given, _near(workspace, given)) for name, given in asked]


def _near(workspace: Workspace, given: str) -> list[str]:
    return workspace.remembered(("near", given), lambda: near_names(workspace.store, given))


add_page(router, Page("search", "/search", load, SearchPage))
