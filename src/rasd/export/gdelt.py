"""The 58 columns of GDELT 1.0 events, without a header as GDELT has them: for tools that read GDELT.

"GDELT-like": names are Rasd's, the codes are CAMEO's by PLOVER type and mode, the Goldstein scale is PLOVER's score, counts are of one
article (NumMentions: how often it tells the event; NumSources and NumArticles 1), the tone is not measured.
"""

from __future__ import annotations

import hashlib
from datetime import date
from typing import TextIO

from rasd.export.csv import Cell
from rasd.export.eventrows import Rows, Side, cameo, day_of, place_of, sides
from rasd.records import Event, Place, Record

_ACTOR = ("Code", "Name", "CountryCode", "KnownGroupCode", "EthnicCode", "Religion1Code", "Religion2Code")
_PLACE = ("Type", "FullName", "CountryCode", "ADM1Code", "Lat", "Long", "FeatureID")
COLUMNS = (
    *("GLOBALEVENTID", "SQLDATE", "MonthYear", "Year", "FractionDate"),
    *(f"Actor{number}{part}" for number in (1, 2) for part in (*_ACTOR, "Type1Code", "Type2Code", "Type3Code")),
    *("IsRootEvent", "EventCode", "EventBaseCode", "EventRootCode", "QuadClass", "GoldsteinScale"),
    *("NumMentions", "NumSources", "NumArticles", "AvgTone"),
    *(f"{what}Geo_{part}" for what in ("Actor1", "Actor2", "Action") for part in _PLACE),
    *("DATEADDED", "SOURCEURL"),
)
_GEO = {"country": 1, "region": 5, "city": 4, "site": 4}


class Gdelt:
    """Tab-separated, one row an event that happened (denied and planned ones are left out: GDELT has no column that would tell)."""

    name = "gdelt"

    def open(self, stream: TextIO, /) -> None:
        """Begin."""
        self._rows = Rows(stream)

    def write(self, record: Record, /) -> None:
        """Write the rows of one article."""
        for event in record.events:
            if event.status == "actual":
                self._rows.row(_row(event, record))

    def close(self) -> None:
        """Nothing to end."""


def _row(event: Event, record: Record) -> list[Cell]:
    article = record.article
    day = day_of(event, record)
    source, target = sides(event, record)
    code = cameo().get((event.type, event.mode)) or cameo()[event.type, ""]
    number = int(hashlib.sha256(f"{article.id} {event.id}".encode()).hexdigest()[:13], 16)
    return [
        number,
        day.replace("-", ""),
        day[:7].replace("-", ""),
        day[:4],
        _fraction(day),
        *_actor(source),
        *_actor(target),
        1,
        code,
        code[:3],
        code[:2],
        event.quad,
        event.score,
        1 + len(event.also),
        1,
        1,
        None,
        *[None] * 14,
        *_geo(place_of(event, record)),
        (article.published or "")[:10].replace("-", ""),
        article.url or article.id,
    ]


def _actor(side: Side) -> list[Cell]:
    """Code, name, country, four codes that Rasd does not know, three sectors."""
    first = side.first
    country = first.country if first and first.country != "INT" else None
    sectors = list(dict.fromkeys(actor.sector for actor in side.actors if actor.sector))[:3]
    code = (country or "") + (sectors[0] if sectors else "")
    return [code, side.names.upper(), country, None, None, None, None, *sectors, *[None] * (3 - len(sectors))]


def _geo(place: Place | None) -> list[Cell]:
    if place is None:
        return [0, *[None] * 6]
    name = place.name.en or place.name.ar
    return [_GEO.get(place.precision, 0), name, place.country, None, place.latitude, place.longitude, place.geonames]


def _fraction(day: str) -> Cell:
    """The year and how much of it has passed, as GDELT has it."""
    try:
        found = date.fromisoformat(day)
    except ValueError:
        return None
    return round(found.year + (found.timetuple().tm_yday - 1) / 365, 4)
