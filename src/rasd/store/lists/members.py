"""What the articles of one story have in common: who speaks in them, where they lead, and what its names are in English."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Select, func, select, union

from rasd.store.store import Store
from rasd.store.tables import actors, article_actors, articles, places, statements, story_articles

_MOST = 40


@dataclass(frozen=True, slots=True)
class Sharing:
    """A speaker or place of a story: its id (of a place the country), its name, how often, and in which outlets."""

    id: str
    name: str
    count: int
    outlets: list[str]


def speakers_of(store: Store, story: str) -> list[Sharing]:
    """Who speaks in a story's articles, who is quoted by most outlets first; copies are left out."""
    columns = (statements.c.speaker.label("id"), actors.c.name, articles.c.outlet, func.count().label("count"))
    query = select(*columns).select_from(story_articles.join(statements, statements.c.article == story_articles.c.article))
    query = query.join(actors, actors.c.id == statements.c.speaker)
    return _shared(store, query, story, (statements.c.speaker, actors.c.name))


def places_of(store: Store, story: str) -> list[Sharing]:
    """The places that a story's articles name, those of most outlets first; copies are left out."""
    columns = (
        func.coalesce(places.c.country, "").label("id"),
        places.c.name,
        articles.c.outlet,
        func.sum(places.c.mentions).label("count"),
    )
    query = select(*columns).select_from(story_articles.join(places, places.c.article == story_articles.c.article))
    return _shared(store, query, story, (places.c.country, places.c.name))


def english_of(store: Store, story: str, names: Collection[str]) -> dict[str, str]:
    """The English labels of actors and places of a story's articles by their Arabic names, of these names, and where there is one alone."""
    met = story_articles.join(article_actors, article_actors.c.article == story_articles.c.article)
    met = met.join(actors, actors.c.id == article_actors.c.actor)
    named = story_articles.join(places, places.c.article == story_articles.c.article)
    tables = ((actors, met), (places, named))
    asked = (
        select(table.c.name, table.c.name_en)
        .select_from(joined)
        .where(story_articles.c.story == story, table.c.name.in_(names), table.c.name_en.is_not(None))
        for table, joined in tables
    )
    found: dict[str, set[str]] = {}
    with store.read() as connection:
        for name, english in connection.execute(union(*asked)):
            found.setdefault(name, set()).add(english)
    return {name: english.pop() for name, english in found.items() if len(english) == 1}


def _shared(store: Store, query: Select[Any], story: str, by: tuple[Any, ...]) -> list[Sharing]:
    own = query.join(articles, articles.c.number == story_articles.c.article).where(story_articles.c.story == story)
    rows = store.rows(own.where(story_articles.c.copy_of.is_(None)).group_by(*by, articles.c.outlet))
    found: dict[tuple[str, str], Sharing] = {}
    for row in rows:
        key = (row["id"], row["name"])
        before = found.get(key)
        outlets = [*(before.outlets if before else ()), row["outlet"] or ""]
        found[key] = Sharing(*key, (before.count if before else 0) + int(row["count"]), outlets)
    return sorted(found.values(), key=lambda one: (-len(one.outlets), -one.count, one.name))[:_MOST]
