"""Tools over actors: who is told of, and all that is known of one."""

from __future__ import annotations

from typing import Annotated

from pydantic import Field

from rasd.corrections.directory import Directory
from rasd.corrections.state import CorrectionRefused
from rasd.errors import InputError
from rasd.flow.actors import check_known
from rasd.flow.cast import Called
from rasd.mcp.answers import Actor, ActorLine, Actors, Event, NameUse, Office, Statement, Who
from rasd.mcp.asked import PAGE, Country, Day, Limit, Offset, days
from rasd.mcp.holdings import Holdings, page
from rasd.mcp.lists import events_of, statements_of
from rasd.ontology.offices import offices_of
from rasd.store.lists.actors import ActorFilters, Counted, articles_of, most_told, names_by_outlet, together
from rasd.store.lists.events import EventFilters, Narrowed
from rasd.store.lists.statements import Narrowed as NarrowedStatements
from rasd.store.lists.statements import StatementFilters

_FEW, _NAMES, _CHOICES = 5, 60, 8
_RANKED = 2_000  # actors, the most told of first, among whom the choices of an ambiguous name are ordered


class ActorTools:
    """find_actors and actor."""

    def __init__(self, held: Holdings) -> None:
        self.held = held

    def find_actors(
        self,
        words: Annotated[str | None, Field(max_length=200, description="Words of the name, Arabic or English.")] = None,
        kind: Annotated[str | None, Field(max_length=20, description="person, country, government, military, armed_group, party …")] = None,
        country: Country = None,
        sector: Annotated[str | None, Field(max_length=3, description="GOV, MIL, OPP, PTY, UAF, IGO, MED …")] = None,
        since: Day = None,
        until: Day = None,
        limit: Limit = PAGE,
        offset: Offset = 0,
    ) -> Actors:
        """Who the articles of the store tell of, those of most articles first. The ids are what other tools take for an actor."""
        since, until = days(since, until)
        held = self.held
        asked = ActorFilters(kind or None, country, sector or None, (words or "").strip() or None, since, until)
        held.columns.mentions()
        cast = held.cast
        found = held.remembered(("most told", asked), lambda: most_told(held.store, held.columns, cast, asked))
        more, following = page(len(found.codes), offset, limit)
        return Actors(lines(held, found.page(offset, limit)), len(found.codes), more, following)

    def actor(
        self, who: Annotated[str, Field(min_length=1, max_length=200, description="A whole name, an id or a Wikidata QID.")]
    ) -> Actor:
        """One actor: names, offices with dates, by which name each outlet calls it, with whom it is told of, and the newest of what it
        said, did and suffered, each with its words. A name that several have is an error that lists their ids."""
        held = self.held
        id, ids = self._meant(who.strip())
        directory = Directory(held.corrections)
        one, named = directory.get(id), held.called([id]).get(id)
        if named is None:
            raise InputError(f"{who}: neither this store nor the base knows anyone of this name or id; find_actors lists who there is")
        held.columns.mentions()
        entry = one.entry if one else None
        statements, said_more = self._said(ids)
        did, did_more = self._events(EventFilters(source=ids, background=False))
        suffered, suffered_more = self._events(EventFilters(target=ids, background=False))
        return Actor(
            who=who_of(named),
            wikidata=one.wikidata if one else None,
            entry=entry,
            names=list(directory.names(id))[:_NAMES],
            offices=[Office(o.ar, o.en, o.since, o.until, o.status) for o in (offices_of(entry) if entry else ())],
            merged=sorted(held.corrections.groups.members(id) - {id}),
            articles=len(articles_of(held.columns, held.cast, ids)),
            called=[NameUse(use.outlet, use.name, use.articles) for use in names_by_outlet(held.columns, list(ids), _NAMES)],
            together_with=lines(held, together(held.columns, held.cast, ids, 2 * _FEW)),
            statements=statements,
            did=did,
            suffered=suffered,
            more=said_more or did_more or suffered_more,
        )

    def _meant(self, given: str) -> tuple[str, tuple[str, ...]]:
        """The one who is meant, with all ids that are taken for it. Raises InputError with the choices where there are several."""
        held = self.held
        state, directory = held.corrections, Directory(held.corrections)
        try:
            id = state.canonical(directory.find(given))
            return id, tuple(dict.fromkeys([id, *held.who(id)]))
        except CorrectionRefused:
            ids = held.who(given)
        named = held.called(ids)
        several = {one.id: one for one in named.values()}
        exact = [one for one in several.values() if given in (one.ar, one.en)]
        if len(several) != 1 and len(exact) != 1:
            if not several:
                check_known(held.store, [given])
            held.columns.mentions()
            told = most_told(held.store, held.columns, held.cast, ActorFilters())
            order = {line.id: k for k, line in enumerate(told.page(0, _RANKED))}
            first = sorted(several.values(), key=lambda one: order.get(one.id, len(order)))[:_CHOICES]
            raise InputError(f"{given}: {len(several)} actors have this in their name; give an id: {'; '.join(map(_choice, first))}")
        one = exact[0] if len(exact) == 1 else next(iter(several.values()))
        return one.id, tuple(dict.fromkeys([one.id, *held.who(one.id)]))

    def _said(self, ids: tuple[str, ...]) -> tuple[list[Statement], bool]:
        columns = self.held.columns
        columns.statements()
        found = NarrowedStatements(columns, self.held.cast, StatementFilters(speaker=ids))
        rows = found.rows()
        return list(statements_of(self.held, columns.keys(found.found, rows[:_FEW]))), len(rows) > _FEW

    def _events(self, asked: EventFilters) -> tuple[list[Event], bool]:
        columns = self.held.columns
        found = columns.events()
        rows = Narrowed(columns, found, self.held.cast, asked).rows()
        return list(events_of(self.held, columns.keys(found.events, rows[:_FEW]))), len(rows) > _FEW


def lines(held: Holdings, found: list[Counted]) -> list[ActorLine]:
    """Counted actors with their names."""
    named = held.called(one.id for one in found)
    return [ActorLine(who_of(named[one.id]), one.articles, one.mentions) for one in found if one.id in named]


def who_of(one: Called) -> Who:
    """An actor of a list as answers name it."""
    return Who(one.id, one.ar, one.en, one.kind, one.country, one.sector, None)


def _choice(one: Called) -> str:
    return f"{one.id} ({one.en or one.ar}, {one.kind}{', ' + one.country if one.country else ''})"
