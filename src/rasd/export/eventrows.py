"""Shared by exports of events: the parties of a side, the day, tables of codes, tab-separated rows."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from contextlib import suppress
from datetime import UTC, datetime
from functools import cache
from importlib.resources import files
from typing import NamedTuple, TextIO

from rasd.export.csv import Cell, neutral
from rasd.records import Actor, Article, Event, Place, Record

_DAY = re.compile(r"\d{4}-\d\d-\d\d")
_BREAKS = re.compile(r"[\t\r\n\v\f\x1c-\x1e\x85\u2028\u2029]+")


class Side(NamedTuple):
    """The actors on one side of an event."""

    actors: tuple[Actor, ...]

    def joined(self, values: Iterable[str | None]) -> str:
        """Values apart by a semicolon and a blank, as POLECAT has them, each once."""
        return "; ".join(dict.fromkeys(value for value in values if value))

    @property
    def first(self) -> Actor | None:
        """The first one named."""
        return self.actors[0] if self.actors else None

    @property
    def names(self) -> str:
        """English names, else the Arabic ones."""
        return self.joined(actor.name.en or actor.name.ar for actor in self.actors)

    @property
    def words(self) -> str:
        """The words of the article that name them."""
        return self.joined(actor.mentions[0].quote if actor.mentions else actor.name.ar for actor in self.actors)

    @property
    def countries(self) -> str:
        """ISO 3166-1 alpha-3."""
        return self.joined(actor.country for actor in self.actors if actor.country != "INT")

    @property
    def sectors(self) -> str:
        """Their sectors."""
        return self.joined(actor.sector for actor in self.actors)

    @property
    def offices(self) -> str:
        """Offices at the article's day, in English where known."""
        return self.joined((actor.office.en or actor.office.ar) if actor.office else None for actor in self.actors)

    @property
    def cow(self) -> str:
        """Numbers of the Correlates of War project."""
        return self.joined(cow().get(actor.country or "") for actor in self.actors)

    @property
    def wikidata(self) -> str:
        """QIDs."""
        return self.joined(actor.wikidata for actor in self.actors)


def sides(event: Event, record: Record) -> tuple[Side, Side]:
    """Source and target."""
    actors = {actor.id: actor for actor in record.actors}
    source, target = (Side(tuple(actors[id] for id in ids if id in actors)) for ids in (event.source, event.target))
    return source, target


def day_of(event: Event, record: Record) -> str:
    """The day of an event: its own if it is a whole day, else that of publication, as in POLECAT and GDELT; "" without one."""
    own = _DAY.match(event.date or "")
    published = _DAY.match(record.article.published or "")
    found = own or published
    return found.group() if found else ""


def published_at(article: Article) -> datetime | None:
    """The moment of publication, in UTC where a zone is told; of a time that cannot be read (14:05 GMT) the beginning of its day; None
    without a whole day."""
    told = article.published or ""
    for text in (told, told[:10]):
        with suppress(ValueError):
            at = datetime.fromisoformat(text)
            return at.astimezone(UTC) if at.tzinfo else at
    return None


def place_of(event: Event, record: Record) -> Place | None:
    """Where it happened."""
    return record.places[event.place] if event.place is not None else None


class Rows:
    """Tab-separated rows. What would break a row becomes a blank; what a spreadsheet would run is neutralised.

    A cell that begins with a quotation mark is quoted: pandas, readr and DuckDB take everything behind it for the cell, over many rows.
    """

    def __init__(self, stream: TextIO, columns: Sequence[str] = ()) -> None:
        self._stream = stream
        if columns:
            self.row(columns)

    def row(self, cells: Iterable[Cell]) -> None:
        """Write one row."""
        self._stream.write("\t".join(_cell(_BREAKS.sub(" ", str(neutral(cell)))) for cell in cells) + "\n")


@cache
def cow() -> dict[str, str]:
    """ISO 3166-1 alpha-3 -> number of the Correlates of War project."""
    return {row[0]: row[1] for row in _table("cow.tsv")}


def _cell(text: str) -> str:
    if not text.startswith('"'):
        return text
    doubled = text.replace('"', '""')
    return f'"{doubled}"'


@cache
def fips() -> dict[str, str]:
    """ISO 3166-1 alpha-3 -> FIPS 10-4."""
    return {iso3: code for iso3, _, code in _table("country_codes.tsv")}


@cache
def iso2() -> dict[str, str]:
    """ISO 3166-1 alpha-3 -> alpha-2."""
    return {iso3: code for iso3, code, _ in _table("country_codes.tsv")}


@cache
def cameo() -> dict[tuple[str, str], str]:
    """PLOVER type and mode ("" for none) -> CAMEO code."""
    return {(kind, mode): code for kind, mode, code in _table("cameo.tsv")}


def _table(name: str) -> list[list[str]]:
    lines = files("rasd.export").joinpath("data", name).read_text("utf-8").splitlines()
    return [line.split("\t") for line in lines if line and not line.startswith("#")][1:]
