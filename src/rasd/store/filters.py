"""Filters of a search: outlet, days, actors, speakers, events and places."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

from sqlalchemy import ColumnElement, Select, and_, func, select

from rasd.arabic.fold import fold
from rasd.store import names
from rasd.store.tables import actors, article_actors, articles, event_parties, events, places, statements, story_articles
from rasd.store.values import through

Who = Callable[[str], Any]


@dataclass(frozen=True, slots=True)
class Filters:
    """What an article must meet besides the words. None sets no condition.

    Actors (`actor`, `speaker`, `source`, `target`) are given by id, Wikidata QID, or part of the name in Arabic or English; `place` by name
    or as a country of three letters (IRQ); `event` as PLOVER type or type:mode. Type, source and target are those of one event.
    """

    outlet: str | None = None
    since: str | None = None
    until: str | None = None
    actor: str | None = None
    speaker: str | None = None
    event: str | None = None
    source: str | None = None
    target: str | None = None
    place: str | None = None
    story: str | None = None

    def conditions(self, who: Who | None = None) -> Iterator[ColumnElement[bool]]:
        """The conditions on `articles`; `who` gives the ids of the actors that a name means, as corrections have it."""
        if self.outlet:
            yield articles.c.outlet == self.outlet
        yield from self._days()
        yield from (articles.c.number.in_(told) for told in self._findings(who or actors_like))

    def sets(self, who: Who | None = None) -> Iterator[Select[tuple[int]]]:
        """The same conditions, each as a query for the numbers of matching articles in an index.

        Membership in them reads no pages of articles: four times as fast as a join for a word in most articles.
        """
        if self.outlet:
            yield select(articles.c.number).where(articles.c.outlet == self.outlet)
        if days := list(self._days()):
            yield select(articles.c.number).where(*days)
        yield from self._findings(who or actors_like)

    def _days(self) -> Iterator[ColumnElement[bool]]:
        if self.since:
            yield articles.c.day >= self.since
        if self.until:
            yield articles.c.day <= through(self.until)

    def _findings(self, who: Who) -> Iterator[Select[tuple[int]]]:
        """The numbers of the articles that have a matching finding."""
        if self.actor:
            yield select(article_actors.c.article).where(article_actors.c.actor.in_(who(self.actor)))
        if self.speaker:
            yield select(statements.c.article).where(statements.c.speaker.in_(who(self.speaker)))
        if self.event or self.source or self.target:
            yield self._events(who)
        if self.place:
            yield select(places.c.article).where(_place(self.place))
        if self.story:
            yield select(story_articles.c.article).where(story_articles.c.story == self.story)

    def _events(self, who: Who) -> Select[tuple[int]]:
        """Matching events: the first party is looked up by its actor, which has few of all events, and the rest is checked beside it."""
        parties = [(role, given) for role, given in (("source", self.source), ("target", self.target)) if given]
        query = select(events.c.article)
        for k, (role, given) in enumerate(parties):
            party = event_parties.alias(role)
            same = and_(party.c.article == events.c.article, party.c.event == events.c.id)
            takes_part = and_(party.c.role == role, party.c.actor.in_(who(given)))
            if k == 0:
                query = select(party.c.article).select_from(party.join(events, same)).where(takes_part)
            else:
                query = query.where(select(party.c.article).where(same, takes_part).exists())
        if self.event:
            kind, _, mode = self.event.partition(":")
            query = query.where(events.c.type == kind.upper())
            if mode:
                query = query.where(events.c.mode == mode.lower())
        return query


_ARABIC = re.compile(r"[\u0621-\u06ff ]+")


def actors_like(given: str) -> Select[tuple[str]]:
    """The ids of the actors with an id or QID, or with these words in their name."""
    if given.startswith("act-"):
        return select(actors.c.id).where(actors.c.id == given)
    if given[:1] in "Qq" and given[1:].isdigit():
        return select(actors.c.id).where(actors.c.wikidata == given.upper())
    folded = fold(" ".join(given.split()))
    named = names.having(folded.split())
    if not _ARABIC.fullmatch(folded):  # else no English name holds it
        named = named.union(names.having(given.replace("-", " ").split(), english=True)).subquery().select()
    return select(actors.c.id).where(actors.c.id.in_(named))


def _place(given: str) -> ColumnElement[bool]:
    if len(given) == 3 and given.isascii() and given.isupper():
        return places.c.country == given
    if given.isascii():
        return func.lower(places.c.name_en) == given.lower()
    return places.c.words == fold(given)  # one or the other: asking for both passes over the index, 60 ms at 25,000 articles
