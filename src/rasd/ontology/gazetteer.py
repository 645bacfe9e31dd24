"""The embedded gazetteer: places with country and coordinates, found at a token in one look-up.

Built by `rasd.ontology.gazetteer_building` and cached on disk. A row is parsed when its name is met: an article needs a few of 19,000.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache
from typing import NamedTuple

from rasd.arabic.fold import fold
from rasd.arabic.remembered import Remembered
from rasd.arabic.tokens import Token
from rasd.ontology.compiled import PLACES
from rasd.ontology.knowledge import countries

PREFIXES = frozenset(("", "و", "ف", "ب", "ل", "ك", "وب", "ول", "فب", "فل", "وك"))
PRECISION = {"c": "city", "r": "region", "s": "site"}


class PlaceEntry(NamedTuple):
    """A place. `trust`: a stands alone, b needs a word of place before it, c needs its kind before it. `wide`: no single country."""

    ar: str
    en: str
    country: str | None
    precision: str
    trust: str
    latitude: float | None
    longitude: float | None
    geonames: int | None = None
    wikidata: str | None = None
    population: int = 0
    state: bool = False  # a state by its name
    capital: bool = False  # the seat of a government, whose name can stand for it
    reviewed: bool = False  # written by hand, so not a common word that slipped in from a list


class PlaceMatch(NamedTuple):
    """A name found at tokens `first..last`, without the proclitics `prefix`, and the places that bear it."""

    first: int
    last: int
    prefix: str
    entries: tuple[PlaceEntry, ...]


class Gazetteer:
    """Finds names of places at tokens."""

    def __init__(self) -> None:
        kept = PLACES.parts()
        self._names: dict[str, str] = kept["names"]
        self._made: dict[str, tuple[PlaceEntry, ...]] = {}
        self._lengths: dict[str, tuple[int, ...]] = kept[
            "lengths"
        ]  # how many words the names have that start with this word, longest first
        self._opens: Remembered[str, tuple[tuple[str, str], ...]] = Remembered()

    def opens(self, token: Token) -> bool:
        """Whether a name may start at this word, with or without proclitics."""
        return bool(self._options(token))

    def match(self, tokens: Sequence[Token], first: int) -> PlaceMatch | None:
        """The longest name that starts at token `first`."""
        for prefix, stem in self._options(tokens[first]):
            for length in self._lengths[stem]:
                key = stem if length == 1 else " ".join([stem, *[token.form for token in tokens[first + 1 : first + length]]])
                if key in self._names and first + length <= len(tokens):
                    return PlaceMatch(first, first + length - 1, prefix, self.entries(key))
        return None

    def _options(self, token: Token) -> tuple[tuple[str, str], ...]:
        options = self._opens.get(token.form)
        if options is None:
            found = [(prefix, stem) for prefix, stem in token.word.readings if stem in self._lengths and prefix in PREFIXES]
            options = self._opens.keep(token.form, tuple(found))
        return options

    def entries(self, key: str) -> tuple[PlaceEntry, ...]:
        """The places that bear a folded name, the one of most weight first."""
        made = self._made.get(key)
        if made is None:
            rows = self._names.get(key)
            if rows is None:
                return ()
            made = self._made[key] = tuple(map(_entry, rows.split("\n")))
        return made

    def find(self, name: str) -> tuple[PlaceEntry, ...]:
        """The places of this name, whatever its spelling."""
        return self.entries(name_key(name))

    def of_state(self, iso3: str, *, capital: bool = False) -> tuple[PlaceEntry, ...]:
        """A state, or its capital, as a place."""
        country = countries()[iso3]
        names = country.capitals if capital else country.names
        found = [
            entry for name in names for entry in self.find(name) if entry.country == iso3 and (entry.capital if capital else entry.state)
        ]
        return tuple(found[:1])


def name_key(name: str) -> str:
    """The key of a name: folded, its words one space apart."""
    return " ".join(fold(name).split())


def row_of(entry: PlaceEntry) -> str:
    """An entry as one line of cells."""
    return "\t".join("" if cell is None or cell is False else "1" if cell is True else str(cell) for cell in entry)


def _entry(row: str) -> PlaceEntry:
    """The inverse of `row_of`, exact for numbers too."""
    ar, en, country, precision, trust, latitude, longitude, geonames, wikidata, population, *marks = row.split("\t")
    return PlaceEntry(
        ar,
        en,
        country or None,
        precision,
        trust,
        float(latitude) if latitude else None,
        float(longitude) if longitude else None,
        int(geonames) if geonames else None,
        wikidata or None,
        int(population),
        *map(bool, marks),
    )


@cache
def gazetteer() -> Gazetteer:
    """The gazetteer, loaded once a process."""
    return Gazetteer()
