"""The embedded gazetteer: places with country and coordinates, found at a token in one look-up.

Sources: data/places.tsv.gz (built by tools/build_gazetteer.py; licences in data/NOTICE-places.md), data/places_extra.tsv (by hand) and the
states of countries.tsv. Rows are kept as text until a name is met: loading takes tens of milliseconds, an article a few look-ups.
"""

from __future__ import annotations

import gzip
from collections.abc import Sequence
from functools import cache
from importlib.resources import files
from typing import NamedTuple

from rasd.arabic.fold import fold
from rasd.arabic.tokens import Token
from rasd.ontology.knowledge import countries
from rasd.ontology.tables import items, table

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
    reviewed: bool = False  # written by hand: no stray word of a list


class PlaceMatch(NamedTuple):
    """A name found at tokens `first..last`, without the proclitics `prefix`, and the places that bear it."""

    first: int
    last: int
    prefix: str
    entries: tuple[PlaceEntry, ...]


class Gazetteer:
    """Names of places over tokens."""

    def __init__(self) -> None:
        self._names: dict[str, list[PlaceEntry | str]] = {}
        self._lengths: dict[str, tuple[int, ...]] = {}  # how many words the names have that start with this word, longest first
        self._opens: dict[str, tuple[tuple[str, str], ...]] = {}
        self._load_rows()
        self._load_extra()
        self._load_states()

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
            if len(self._opens) > 300_000:
                self._opens.clear()
            options = self._opens[token.form] = tuple(
                (prefix, stem) for prefix, stem in token.word.readings if stem in self._lengths and prefix in PREFIXES
            )
        return options

    def entries(self, key: str) -> tuple[PlaceEntry, ...]:
        """The places that bear a folded name, heaviest first."""
        held = self._names.get(key, [])
        for k, entry in enumerate(held):
            if isinstance(entry, str):
                held[k] = _parse(entry, key)
        return tuple(entry for entry in held if not isinstance(entry, str))

    def find(self, name: str) -> tuple[PlaceEntry, ...]:
        """The places of this name, whatever its spelling."""
        return self.entries(_key(name))

    def of_state(self, iso3: str, *, capital: bool = False) -> tuple[PlaceEntry, ...]:
        """A state, or its capital, as a place."""
        country = countries()[iso3]
        names = country.capitals if capital else country.names
        found = [
            entry for name in names for entry in self.find(name) if entry.country == iso3 and (entry.capital if capital else entry.state)
        ]
        return tuple(found[:1])

    def _add(self, key: str, entry: PlaceEntry | str, *, front: bool = False) -> None:
        held = self._names.setdefault(key, [])
        held.insert(0, entry) if front else held.append(entry)
        head, _, rest = key.partition(" ")
        length = 1 + rest.count(" ") + bool(rest)
        known = self._lengths.get(head, ())
        if length not in known:
            self._lengths[head] = tuple(sorted((*known, length), reverse=True))

    def _load_rows(self) -> None:
        data = files("rasd.ontology").joinpath("data", "places.tsv.gz").read_bytes()
        for line in gzip.decompress(data).decode().split("\n")[1:-1]:
            for key in line[: line.index("\t")].split("|"):
                self._add(key, line)

    def _load_extra(self) -> None:
        """Places by hand come before those of the lists and take their ids from them."""
        for row in table("places_extra"):
            country = row["country"] or None
            for name in items(row["names"]):
                listed = next((e for e in self.find(name) if e.country == country), None)
                self._drop(_key(name), country)
                self._add(_key(name), _by_hand(row, name, listed), front=True)

    def _drop(self, key: str, country: str | None) -> None:
        held = self._names.get(key)
        if held:
            held[:] = [e for e in held if not (isinstance(e, PlaceEntry) and (e.country == country))]

    def _load_states(self) -> None:
        for country in countries().values():
            listed = next((e for name in country.capitals for e in self.find(name) if e.country == country.iso3), None)
            point = (listed.latitude, listed.longitude) if listed else (None, None)
            for name in country.names:
                if any(e.country == country.iso3 and not e.capital for e in self.find(name)) and fold(name) != fold(country.ar):
                    continue  # a region by hand (الأراضي الفلسطينية) is a place first
                trust = "b" if fold(name) in country.ambiguous else "a"
                entry = PlaceEntry(country.ar, country.en, country.iso3, "country", trust, *point, wikidata=country.qid, state=True)
                self._add(_key(name), entry, front=True)
            for name in country.capitals:
                self._add_capital(name, country.iso3, country.capital_en)

    def _add_capital(self, name: str, iso3: str, english: str) -> None:
        key = _key(name)
        listed = next((e for e in self.entries(key) if e.country == iso3 and not e.state), None)
        entry = listed or PlaceEntry(name, english, iso3, "city", "a", None, None)
        held = self._names.get(key)
        if held and listed:
            held[:] = [e for e in held if e != listed]
        trust = min(entry.trust, "b")  # a capital is never so rare a name that it needs its kind
        self._add(key, entry._replace(capital=True, trust=trust), front=not (held and isinstance(held[0], PlaceEntry) and held[0].state))


def _key(name: str) -> str:
    return " ".join(fold(name).split())


def _parse(line: str, key: str) -> PlaceEntry:
    keys, iso3, kind, names, en, lat, lon, geonames, qid, population = line.split("\t")
    name = names.split("|")[keys.split("|").index(key)]
    return PlaceEntry(
        name[1:],
        en,
        iso3,
        PRECISION[kind],
        name[0],
        float(lat),
        float(lon),
        int(geonames) if geonames else None,
        qid or None,
        int(population or 0),
    )


def _by_hand(row: dict[str, str], name: str, listed: PlaceEntry | None) -> PlaceEntry:
    wide = row["kind"] == "wide"
    lat = float(row["lat"]) if row["lat"] else listed.latitude if listed else None
    lon = float(row["lon"]) if row["lon"] else listed.longitude if listed else None
    kind = "region" if wide else row["kind"]
    entry = PlaceEntry(name, row["en"], row["country"] or None, kind, row["trust"], lat, lon, reviewed=True)
    if listed is None:
        return entry
    return entry._replace(geonames=listed.geonames, wikidata=listed.wikidata, population=listed.population)


@cache
def gazetteer() -> Gazetteer:
    """The gazetteer, loaded once a process."""
    return Gazetteer()
