"""The 58 columns of GDELT 1.0 events and the 61 of GDELT 2.0, without a header as GDELT has them: for tools that read GDELT.

"GDELT-like": names are Rasd's, the codes are CAMEO's by PLOVER type and mode, the Goldstein scale is PLOVER's score, counts are of one
article (NumMentions: how often it tells the event; NumSources and NumArticles 1), the tone is not measured. Countries of actors are ISO
3166-1 alpha-3, those of places FIPS 10-4, as GDELT has them.
"""

from __future__ import annotations

import hashlib
from datetime import date
from typing import TextIO

from rasd.export.csv import Cell
from rasd.export.eventrows import Rows, Side, cameo, day_of, fips, place_of, published_at, sides
from rasd.ontology.knowledge import countries
from rasd.records import Article, Event, Place, Record

_ACTOR = ("Code", "Name", "CountryCode", "KnownGroupCode", "EthnicCode", "Religion1Code", "Religion2Code")
_PLACE = ("Type", "FullName", "CountryCode", "ADM1Code", "ADM2Code", "Lat", "Long", "FeatureID")
COLUMNS_2 = (
    *("GLOBALEVENTID", "SQLDATE", "MonthYear", "Year", "FractionDate"),
    *(f"Actor{number}{part}" for number in (1, 2) for part in (*_ACTOR, "Type1Code", "Type2Code", "Type3Code")),
    *("IsRootEvent", "EventCode", "EventBaseCode", "EventRootCode", "QuadClass", "GoldsteinScale"),
    *("NumMentions", "NumSources", "NumArticles", "AvgTone"),
    *(f"{what}Geo_{part}" for what in ("Actor1", "Actor2", "Action") for part in _PLACE),
    *("DATEADDED", "SOURCEURL"),
)
COLUMNS = tuple(name for name in COLUMNS_2 if not name.endswith("ADM2Code"))
_GEO = {"country": 1, "region": 5, "city": 4, "site": 4}
_GEO_USA = {"country": 1, "region": 2, "city": 3, "site": 3}
_NUMBERS = 10**15  # of so many digits spreadsheets keep them all
_LEAD = 60  # letters: what is shorter before the first paragraph is a headline, a dateline or a byline


class Gdelt:
    """GDELT 1.0: tab-separated, one row an event that happened (denied and planned ones are left out: no column would tell)."""

    name = "gdelt"
    columns = COLUMNS
    added = slice(8)  # the day of DATEADDED

    def open(self, stream: TextIO, /) -> None:
        """Begin."""
        self._rows = Rows(stream)

    def write(self, record: Record, /) -> None:
        """Write the rows of one article."""
        for event in record.events:
            if event.status == "actual":
                row = dict(zip(COLUMNS_2, _row(event, record), strict=True))
                row["DATEADDED"] = _added(record.article)[self.added]
                self._rows.row(row[name] for name in self.columns)

    def close(self) -> None:
        """Nothing to end."""


class Gdelt2(Gdelt):
    """GDELT 2.0: a second administrative level of places, which Rasd does not know, and the moment of DATEADDED."""

    name = "gdelt2"
    columns = COLUMNS_2
    added = slice(14)


def _row(event: Event, record: Record) -> list[Cell]:
    article = record.article
    day = day_of(event, record)
    source, target = sides(event, record)
    code = cameo().get((event.type, event.mode)) or cameo()[event.type, ""]
    number = int(hashlib.sha256(f"{article.id} {event.id}".encode()).hexdigest()[:16], 16) % _NUMBERS
    return [
        number,
        day.replace("-", ""),
        day[:7].replace("-", ""),
        day[:4],
        _fraction(day),
        *_actor(source),
        *_actor(target),
        int(event.trigger.start < _end_of_lead(article)),
        code,
        code[:3],
        code[:2],
        event.quad,
        event.score,
        1 + len(event.also),
        1,
        1,
        None,
        *_geo(None),
        *_geo(None),
        *_geo(place_of(event, record)),
        None,
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
    """Type, name with its country, FIPS code, and coordinates. FeatureID is one of other gazetteers than Rasd's GeoNames."""
    if place is None:
        return [0, *[None] * 7]
    name = place.name.en or place.name.ar
    country = countries().get(place.country or "")
    if country and place.precision != "country":
        name = f"{name}, {country.en}"
    kind = (_GEO_USA if place.country == "USA" else _GEO).get(place.precision, 0)
    return [kind, name, fips().get(place.country or ""), None, None, place.latitude, place.longitude, None]


def _end_of_lead(article: Article) -> int:
    """Where the first paragraph ends: an event before it is a root event of GDELT."""
    end = 0
    for number, line in enumerate(article.text.splitlines(keepends=True)):
        end += len(line)
        if len(line.strip()) > _LEAD and (number or not article.title):
            break
    return end


def _added(article: Article) -> str:
    """YYYYMMDDHHMMSS."""
    at = published_at(article)
    return f"{at:%Y%m%d%H%M%S}" if at else ""


def _fraction(day: str) -> Cell:
    """The year and how much of it has passed, as GDELT has it."""
    try:
        found = date.fromisoformat(day)
    except ValueError:
        return None
    return round(found.year + (found.timetuple().tm_yday - 1) / 365, 4)
