"""Places over articles and events: which are named, where they lie, how much happened there."""

from __future__ import annotations

from dataclasses import dataclass

from rasd.store.lists.columns import Array, Columns, Frame
from rasd.store.lists.days import between
from rasd.store.lists.events import event_days

_COUNTRIES = 4096  # more than there are


@dataclass(frozen=True, slots=True)
class PlaceFilters:
    """Days (of events, and of the articles that name places), the type and quad class of events, the country of places."""

    since: str | None = None
    until: str | None = None
    type: str | None = None
    quad: int | None = None
    country: str | None = None


@dataclass(frozen=True, slots=True)
class PlaceLine:
    """A place: articles that name it, events there, and where it lies in degrees (WGS 84) where that is known."""

    name: str
    name_en: str | None
    country: str | None
    precision: str
    latitude: float | None
    longitude: float | None
    articles: int
    events: int


def places(columns: Columns, asked: PlaceFilters, limit: int) -> list[PlaceLine]:
    """The places of most events, then of most articles; with a type or class only those of such events."""
    import numpy as np

    named, events = columns.places(), columns.events().events
    days = columns.article_days()[named["article"]]
    mask = between(days, days, asked.since, asked.until)
    happened = between(*event_days(columns, events), asked.since, asked.until) & (events["place"] >= 0)
    if asked.type:
        happened &= events["type"] == columns.codes["type"].asked(asked.type)
    if asked.quad is not None:
        happened &= events["quad"] == asked.quad
    key = _keys(named, "name", "country")
    keys, first, inverse = np.unique(key, return_index=True, return_inverse=True)
    if not len(keys):
        return []
    articles = np.bincount(inverse, weights=mask, minlength=len(keys)).astype(int)
    at = np.searchsorted(keys, _keys(events, "place", "place_country")[happened])
    at = at[at < len(keys)]
    counts = np.bincount(at, minlength=len(keys))
    fits = counts > 0 if asked.type or asked.quad is not None else (articles > 0) | (counts > 0)
    if asked.country:
        fits &= keys % _COUNTRIES == columns.codes["country"].asked(asked.country) + 1
    chosen = np.flatnonzero(fits)
    chosen = chosen[np.lexsort((-articles[chosen], -counts[chosen]))][:limit]
    return [_line(columns, named, int(first[k]), int(articles[k]), int(counts[k])) for k in chosen]


def _keys(frame: Frame, name: str, country: str) -> Array:
    import numpy as np

    return frame[name].astype(np.int64) * _COUNTRIES + frame[country] + 1


def _line(columns: Columns, named: Frame, row: int, articles: int, events: int) -> PlaceLine:
    codes = columns.codes
    latitude, longitude = float(named["latitude"][row]), float(named["longitude"][row])
    known = latitude == latitude and longitude == longitude  # not NaN
    return PlaceLine(
        codes["place"].texts[int(named["name"][row])],
        codes["english"].text(int(named["name_en"][row])),
        codes["country"].text(int(named["country"][row])),
        codes["precision"].texts[int(named["precision"][row])],
        round(latitude, 4) if known else None,
        round(longitude, 4) if known else None,
        articles,
        events,
    )
