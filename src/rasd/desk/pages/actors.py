"""Actors: those in the most articles."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Annotated

from fastapi import APIRouter, Query

from rasd.corrections.state import KINDS
from rasd.desk.listing import Given, given_filters
from rasd.desk.page import InDays, InPaging, Page, Paging, Table, add_page
from rasd.desk.workspace import InWorkspace
from rasd.flow.cast import Called
from rasd.ontology.entries import SECTORS
from rasd.store.lists.actors import ActorFilters, Ranking, most_told

router = APIRouter()


@dataclass(frozen=True, slots=True)
class ActorLine:
    """An actor in a list, with the number of articles that name it and of mentions in them, on the days asked for."""

    actor: Called
    articles: int
    mentions: int


@dataclass(frozen=True, slots=True)
class Actors:
    """A page of actors, those in most articles first."""

    asked: dict[str, Given]
    count: int
    actors: list[ActorLine]
    paging: Paging
    more: bool

    @property
    def kinds(self) -> list[str]:
        """The kinds to choose from."""
        return sorted(KINDS)

    @property
    def sectors(self) -> list[str]:
        """The sectors to choose from."""
        return sorted(SECTORS)

    def table(self) -> Table:
        """One row an actor."""
        names = ("id", "ar", "en", "kind", "country", "sector")
        rows = [[*(getattr(line.actor, name) for name in names), line.articles, line.mentions] for line in self.actors]
        return Table((*names, "articles", "mentions"), rows)


def load(
    workspace: InWorkspace,
    paging: InPaging,
    days: InDays,
    kind: Annotated[str | None, Query(max_length=20, description="person, country, armed_group …")] = None,
    country: Annotated[str | None, Query(pattern=r"^([A-Z]{3})?$", description="ISO 3166 alpha-3, or INT.")] = None,
    sector: Annotated[str | None, Query(max_length=3, description="GOV, MIL, PTY …")] = None,
    words: Annotated[str | None, Query(max_length=200, description="Words of the name, Arabic or English.")] = None,
) -> Actors:
    """The actors that meet the filters."""
    filters = ActorFilters(kind or None, country or None, sector or None, (words or "").strip() or None, days.since, days.until)
    asked = given_filters(kind=kind, country=country, sector=sector, words=words, since=days.since, until=days.until)
    workspace.columns.mentions()
    cast = workspace.cast

    def make() -> Ranking:
        return most_told(workspace.store, workspace.columns, cast, filters)

    found = workspace.remembered(("most told", filters), make)
    shown = found.page(paging.offset, paging.size)
    count = len(found.codes)
    names = workspace.called(one.id for one in shown)
    lines = [ActorLine(names[one.id], one.articles, one.mentions) for one in shown if one.id in names]
    return Actors(asked, count, lines, paging, paging.is_followed(count))


add_page(router, Page("actors", "/actors", load, Actors))
