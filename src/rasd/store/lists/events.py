"""Events that meet filters, the choices of each filter with their counts, and the rows of a page."""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any, Literal

from sqlalchemy import select

from rasd.store.lists.cast import Cast, codes_of
from rasd.store.lists.columns import Array, Columns, Frame, Happenings
from rasd.store.lists.days import NO_DAY, between
from rasd.store.lists.masks import Masks
from rasd.store.statements import of_keys
from rasd.store.store import Store
from rasd.store.tables import articles, event_parties, events

Order = Literal["newest", "oldest", "date", "strongest", "deadliest", "surest"]
FACETS = ("type", "mode", "status", "quad", "source_country", "target_country", "place_country", "outlet", "context")
_FEW = 24  # choices of a facet that are listed


@dataclass(frozen=True, slots=True)
class EventFilters:
    """What an event must meet; None asks nothing. Days are those of the event, or of its article where it tells none.

    `source`, `target` and `actor` (either of them) are ids of actors of which one must take part so; countries are ISO 3166 alpha-3.
    """

    type: str | None = None
    mode: str | None = None
    status: str | None = None
    quad: int | None = None
    source: tuple[str, ...] | None = None
    target: tuple[str, ...] | None = None
    actor: tuple[str, ...] | None = None
    source_country: str | None = None
    target_country: str | None = None
    place: str | None = None
    place_country: str | None = None
    outlet: str | None = None
    since: str | None = None
    until: str | None = None
    context: str | None = None
    dead: int | None = None
    injured: int | None = None
    background: bool | None = None


@dataclass(frozen=True, slots=True)
class Choice:
    """A value of a filter, and how many there are of it under the other filters."""

    value: str
    count: int


@dataclass(frozen=True, slots=True)
class EventLine:
    """An event in a list, with the article that tells it. `source` and `target` are ids of actors as they were read."""

    id: str
    article: str
    title: str | None
    url: str | None
    outlet: str | None
    published: str | None
    day: str | None
    type: str
    mode: str
    status: str
    background: bool
    source: list[str]
    target: list[str]
    asserted_by: str | None
    date: str | None
    place: str | None
    place_country: str | None
    words: str
    start: int
    end: int
    sentence: str
    contexts: list[str]
    dead: int | None
    injured: int | None
    quad: int
    score: float
    confidence: float


class Narrowed:
    """All events under filters: `rows` of those that meet all of them, and `choices` of each filter under the others."""

    def __init__(self, columns: Columns, found: Happenings, cast: Cast, asked: EventFilters) -> None:
        self.columns = columns
        self.found = found
        self.cast = cast
        self.days = event_days(columns, found.events)
        self.outlets = columns.article_outlets()[found.events["article"]]
        self._masks = Masks(len(found.events), self._conditions(asked))

    @property
    def mask(self) -> Array:
        """Which events meet all filters."""
        return self._masks.all_but()

    def rows(self, order: Order = "newest") -> Array:
        """The rows of the events that meet all filters, in order."""
        import numpy as np

        rows = np.flatnonzero(self.mask)
        return rows[np.argsort(self._key(order)[rows], kind="stable")]

    def choices(self, name: str) -> list[Choice]:
        """The values of a filter by their number under the other filters, most first."""
        import numpy as np

        mask = self._masks.all_but(name)
        if name == "context":
            bits = self.found.events["contexts"][mask]
            counted = [(text, int(np.count_nonzero(bits & (1 << k)))) for k, text in enumerate(self.columns.contexts.texts)]
        elif name == "quad":
            counted = [(str(k), int(count)) for k, count in enumerate(np.bincount(np.clip(self.found.events["quad"][mask], 0, 4)))]
        else:
            values, kind = self._values(name, mask)
            texts = self.columns.codes[kind].texts
            counted = [(texts[code], int(count)) for code, count in enumerate(np.bincount(values[values >= 0])) if count]
        told = sorted((pair for pair in counted if pair[0] and pair[1]), key=lambda pair: (-pair[1], pair[0]))
        return [Choice(*pair) for pair in told[:_FEW]]

    def _values(self, name: str, mask: Array) -> tuple[Array, str]:
        if name == "outlet":
            return self.outlets[mask], "outlet"
        if name in ("source_country", "target_country"):
            parties = self.found.parties
            fits = mask[parties["row"]] & (parties["role"] == self.columns.codes["role"].asked(name.partition("_")[0]))
            return _each_once(parties["row"][fits], self.cast.countries(parties["actor"][fits])), "country"
        return self.found.events[name][mask], {"place_country": "country"}.get(name, name)

    def _conditions(self, asked: EventFilters) -> Iterable[tuple[str, Array]]:
        found, codes = self.found.events, self.columns.codes
        for name, kind in (("type", "type"), ("mode", "mode"), ("status", "status"), ("place", "place"), ("place_country", "country")):
            if (value := getattr(asked, name)) is not None:
                yield name, found[name] == codes[kind].asked(value)
        if asked.quad is not None:
            yield "quad", found["quad"] == asked.quad
        if asked.outlet is not None:
            yield "outlet", self.outlets == codes["outlet"].asked(asked.outlet)
        if asked.background is not None:
            yield "background", (found["historical"] > 0) == asked.background
        if asked.context is not None:
            bit = self.columns.contexts.known(asked.context)
            yield "context", (found["contexts"] & (0 if bit is None else 1 << bit)) > 0
        for name in ("dead", "injured"):
            if (least := getattr(asked, name)) is not None:
                yield name, found[name] >= least
        yield from self._parties(asked)
        yield "days", between(*self.days, asked.since, asked.until)

    def _parties(self, asked: EventFilters) -> Iterable[tuple[str, Array]]:
        for name in ("source", "target"):
            if (ids := getattr(asked, name)) is not None:
                yield name, taking_part(self.columns, self.found, name, self.cast.among(self._actors, codes_of(self.columns, ids)))
            if (country := getattr(asked, f"{name}_country")) is not None:
                of_it = self.cast.countries(self._actors) == self.columns.codes["country"].asked(country)
                yield f"{name}_country", taking_part(self.columns, self.found, name, of_it)
        if asked.actor is not None:
            yield "actor", taking_part(self.columns, self.found, None, self.cast.among(self._actors, codes_of(self.columns, asked.actor)))

    @property
    def _actors(self) -> Array:
        return self.found.parties["actor"]

    def _key(self, order: Order) -> Array:
        import numpy as np

        found = self.found.events
        told = self.columns.article_days()[found["article"]].astype(np.int64)
        newest = (-told << 32) - (found["article"].astype(np.int64) << 8)
        if order == "newest":
            return newest
        if order == "oldest":
            return -newest
        if order == "date":
            return -self.days[0].astype(np.int64)
        return {"strongest": found["score"], "deadliest": -found["dead"], "surest": -found["confidence"]}[order]


def _each_once(rows: Array, values: Array) -> Array:
    """The values of ordered rows without those that stand before in the same row: an event of two Syrians is one of Syria.

    Four parties back are looked at; np.unique, which sorts them all, took 70 ms for 85,000.
    """
    import numpy as np

    keep = np.ones(len(rows), dtype=bool)
    for back in range(1, min(5, len(rows))):
        keep[back:] &= (rows[back:] != rows[:-back]) | (values[back:] != values[:-back])
    return values[keep]


def event_days(columns: Columns, found: Frame) -> tuple[Array, Array]:
    """The first and last day that each event may be of; those of its article where it tells none."""
    import numpy as np

    told = columns.article_days()[found["article"]]
    first = np.where(found["first_day"] > NO_DAY, found["first_day"], told)
    return first, np.where(found["last_day"] > NO_DAY, found["last_day"], first)


def taking_part(columns: Columns, found: Happenings, role: str | None, fits: Array) -> Array:
    """Which events have a party, of a role or any, that fits; `fits` is a mask of the parties."""
    import numpy as np

    mask = np.zeros(len(found.events), dtype=bool)
    if role is not None:
        fits = fits & (found.parties["role"] == columns.codes["role"].asked(role))
    mask[found.parties["row"][fits]] = True
    return mask


def event_lines(store: Store, keys: Sequence[tuple[int, str]]) -> list[EventLine]:
    """The events of these keys (article number and id) as lines, in this order."""
    found = keyed_lines(store, keys)
    return [found[key] for key in keys if key in found]


def keyed_lines(store: Store, keys: Sequence[tuple[int, str]]) -> dict[tuple[int, str], EventLine]:
    """The events of these keys as lines, by their keys."""
    if not keys:
        return {}
    columns = (articles.c.id.label("article_id"), articles.c.title, articles.c.url, articles.c.outlet, articles.c.published, articles.c.day)
    query = select(events, *columns).join(articles, articles.c.number == events.c.article)
    rows = store.rows(query.where(*of_keys(events.c.article, events.c.id, keys)))
    wanted = select(event_parties).where(*of_keys(event_parties.c.article, event_parties.c.event, keys))
    sides: dict[tuple[int, str], dict[str, list[str]]] = {}
    for party in store.rows(wanted.order_by(event_parties.c.position)):
        of = sides.setdefault((party["article"], party["event"]), {"source": [], "target": []})
        of[party["role"]].append(party["actor"])
    return {(row["article"], row["id"]): _line(row, sides.get((row["article"], row["id"]), {})) for row in rows}


def _line(row: dict[str, Any], sides: dict[str, list[str]]) -> EventLine:
    same = {name: row[name] for name in _SAME}
    return EventLine(
        article=row["article_id"],
        background=bool(row["historical"]),
        source=sides.get("source", []),
        target=sides.get("target", []),
        start=row["starts"],
        end=row["ends"],
        contexts=json.loads(row["contexts"]),
        **same,
    )


_SAME = (
    *("id", "title", "url", "outlet", "published", "day", "type", "mode", "status", "asserted_by", "date", "place", "place_country"),
    *("words", "sentence", "dead", "injured", "quad", "score", "confidence"),
)
