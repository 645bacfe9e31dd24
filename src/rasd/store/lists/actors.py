"""Actors over articles: who is told of most, in which articles, by which names, and with whom."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from sqlalchemy import func, select

from rasd.arabic.fold import fold
from rasd.store import names
from rasd.store.lists.cast import Cast, codes_of
from rasd.store.lists.columns import Array, Columns
from rasd.store.lists.days import NO_DAY, between
from rasd.store.statements import portions
from rasd.store.store import Store
from rasd.store.tables import actors, article_actors

_FORMS = 60  # names of one actor


@dataclass(frozen=True, slots=True)
class ActorFilters:
    """What an actor must meet, and the days (of articles) that count; None asks nothing."""

    kind: str | None = None
    country: str | None = None
    sector: str | None = None
    words: str | None = None
    since: str | None = None
    until: str | None = None


@dataclass(frozen=True, slots=True)
class Counted:
    """An actor as it is taken: id, articles that tell of it, mentions in them."""

    id: str
    articles: int
    mentions: int


@dataclass(frozen=True, slots=True)
class NameUse:
    """A name by which an outlet calls an actor, and in how many articles it comes first."""

    outlet: str | None
    name: str
    articles: int


class Ranking(NamedTuple):
    """Actors in order, by their codes, with the articles that tell of each and its mentions: as arrays, for there are 100,000 and more."""

    ids: Sequence[str]
    codes: Array
    articles: Array
    mentions: Array

    def page(self, offset: int, size: int) -> list[Counted]:
        """So many of them after so many."""
        cut = slice(offset, offset + size)
        rows = zip(self.codes[cut].tolist(), self.articles[cut].tolist(), self.mentions[cut].tolist(), strict=True)
        return [Counted(self.ids[code], int(articles), int(mentions)) for code, articles, mentions in rows]


def most_told(store: Store, columns: Columns, cast: Cast, asked: ActorFilters) -> Ranking:
    """The actors that meet the filters, those of most articles first."""
    import numpy as np

    found = columns.mentions()
    days = columns.article_days()[found["article"]]
    mask = between(days, days, asked.since, asked.until)
    root = cast.roots(found["actor"][mask])
    size = len(cast.root)
    told, mentions = np.bincount(root, minlength=size), np.bincount(root, weights=found["mentions"][mask], minlength=size)
    fits = told > 0
    for name in ("kind", "country", "sector"):
        if (value := getattr(asked, name)) is not None:
            fits &= getattr(cast, name) == columns.codes[name].asked(value)
    if asked.words:
        named = np.zeros(size, dtype=bool)
        named[cast.root[codes_of(columns, actors_named(store, asked.words))]] = True
        fits &= named
    codes = np.flatnonzero(fits)
    codes = codes[np.lexsort((-mentions[codes], -told[codes]))]
    return Ranking(columns.codes["actor"].texts, codes, told[codes], mentions[codes])


def actors_named(store: Store, words: str) -> list[str]:
    """Actors whose name holds all these words or beginnings of words, Arabic or English."""
    query = select(actors.c.id)
    for word in words.split():
        english = word.isascii()
        parts = word.split("-") if english else [fold(word)]
        for part in filter(None, parts):
            query = query.where(actors.c.id.in_(names.holding(part, english=english)))
        if len(parts) > 1:  # in whatever order they stand: a few names are left to look at
            query = query.where(func.lower(actors.c.name_en).contains(word.lower(), autoescape=True))
    return [row["id"] for row in store.rows(query)]


def articles_of(columns: Columns, cast: Cast, ids: Iterable[str]) -> list[int]:
    """The numbers of the articles that tell of one of these actors, in order."""
    import numpy as np

    found = columns.mentions()
    numbers = found["article"][cast.among(found["actor"], codes_of(columns, ids))]
    return [int(number) for number in np.unique(numbers)]


def mention_days(columns: Columns, numbers: Sequence[int]) -> Array:
    """The days of these articles, those without left out."""
    import numpy as np

    days = columns.article_days()[np.array(numbers, dtype=np.int64)]
    return days[days > NO_DAY]


def together(columns: Columns, cast: Cast, ids: Iterable[str], limit: int) -> list[Counted]:
    """With whom these actors are told of in one article, most often first."""
    import numpy as np

    found = columns.mentions()
    numbers = articles_of(columns, cast, ids)
    if not numbers:
        return []
    own = set(cast.root[codes_of(columns, ids)].tolist())
    member = np.zeros(int(found["article"].max()) + 1, dtype=bool)
    member[numbers] = True
    there = member[found["article"]]
    pairs = np.unique(found["article"][there].astype(np.int64) << 32 | cast.roots(found["actor"][there]).astype(np.int64))
    counts = np.bincount(pairs & 0xFFFFFFFF)
    top = [int(code) for code in np.argsort(-counts, kind="stable")[: limit + len(own)] if counts[code] and int(code) not in own]
    texts = columns.codes["actor"].texts
    return [Counted(texts[code], int(counts[code]), 0) for code in top[:limit]]


def forms_of(store: Store, ids: Sequence[str]) -> list[str]:
    """The names by which articles call these actors, the commonest first."""
    found: dict[str, int] = {}
    for some in portions(list(ids)):
        query = select(article_actors.c.quote, func.count().label("times")).where(article_actors.c.actor.in_(some))
        for row in store.rows(query.group_by(article_actors.c.quote)):
            if row["quote"]:
                found[row["quote"]] = found.get(row["quote"], 0) + row["times"]
    return sorted(found, key=lambda name: (-found[name], name))[:_FORMS]


def names_by_outlet(columns: Columns, ids: Sequence[str], limit: int = 60) -> list[NameUse]:
    """By which name an article of each outlet calls these actors first, the commonest first."""
    found: Counter[tuple[int, str]] = Counter()
    outlets = columns.article_outlets()
    with columns.store.read() as connection:
        for some in portions(list(ids)):
            query = select(article_actors.c.article, article_actors.c.quote)
            rows = connection.execute(query.where(article_actors.c.actor.in_(some), article_actors.c.quote.is_not(None))).all()
            seen = [row for row in rows if row.article < len(outlets)]  # a page stays with the articles that it began with
            numbers, names = zip(*seen, strict=True) if seen else ((), ())
            found.update(zip(outlets[list(numbers)].tolist(), names, strict=True))
    of = columns.codes["outlet"].text
    used = [NameUse(of(code), name, times) for (code, name), times in found.items()]
    return sorted(used, key=lambda use: (-use.articles, use.outlet or "", use.name))[:limit]
