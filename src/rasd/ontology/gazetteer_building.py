"""Builds the gazetteer: names with the rows of their places, as `rasd.ontology.gazetteer` reads them.

Sources: data/places.tsv.gz (built by tools/build_gazetteer.py; licences in data/NOTICE-places.md), data/places_extra.tsv (by hand) and the
states of countries.tsv.
"""

from __future__ import annotations

import gzip
from importlib.resources import files

from rasd.arabic.fold import fold
from rasd.arabic.kept import Plain
from rasd.ontology.building import country_rows
from rasd.ontology.entries import Country
from rasd.ontology.gazetteer import PRECISION, PlaceEntry, name_key, row_of
from rasd.ontology.tables import items, table


def build() -> Plain:
    """Folded name → the rows of its places, and first word → how many words its names have, the longest first."""
    made = _Building()
    shared: dict[tuple[int, ...], tuple[int, ...]] = {}  # equal tuples share one object, which marshal writes once
    return {
        "names": {key: "\n".join(map(row_of, held)) for key, held in made.names.items() if held},
        "lengths": {head: shared.setdefault(lengths, lengths) for head, lengths in made.lengths.items()},
    }


class _Building:
    """The names while they are collected: from the lists, then the rows by hand, then the states."""

    def __init__(self) -> None:
        self.names: dict[str, list[PlaceEntry]] = {}
        self.lengths: dict[str, tuple[int, ...]] = {}
        self._countries = [Country._make(row) for row in country_rows()]
        self._load_rows()
        self._load_extra()
        self._load_states()

    def _find(self, name: str) -> tuple[PlaceEntry, ...]:
        return tuple(self.names.get(name_key(name), ()))

    def _add(self, key: str, entry: PlaceEntry, *, front: bool = False) -> None:
        held = self.names.setdefault(key, [])
        held.insert(0, entry) if front else held.append(entry)
        head, _, rest = key.partition(" ")
        length = 1 + rest.count(" ") + bool(rest)
        known = self.lengths.get(head, ())
        if length not in known:
            self.lengths[head] = tuple(sorted((*known, length), reverse=True))

    def _load_rows(self) -> None:
        data = files("rasd.ontology").joinpath("data", "places.tsv.gz").read_bytes()
        for line in gzip.decompress(data).decode().split("\n")[1:-1]:
            for key in line[: line.index("\t")].split("|"):
                self._add(key, _parse(line, key))

    def _load_extra(self) -> None:
        """Places by hand come before those of the lists and take their ids from them."""
        for row in table("places_extra"):
            country = row["country"] or None
            for name in items(row["names"]):
                listed = next((e for e in self._find(name) if e.country == country), None)
                self._drop(name_key(name), country)
                self._add(name_key(name), _by_hand(row, name, listed), front=True)

    def _drop(self, key: str, country: str | None) -> None:
        held = self.names.get(key)
        if held:
            held[:] = [e for e in held if e.country != country]

    def _load_states(self) -> None:
        for country in self._countries:
            listed = next((e for name in country.capitals for e in self._find(name) if e.country == country.iso3), None)
            point = (listed.latitude, listed.longitude) if listed else (None, None)
            for name in country.names:
                if any(e.country == country.iso3 and not e.capital for e in self._find(name)) and fold(name) != fold(country.ar):
                    continue  # a region by hand (الأراضي الفلسطينية) is a place first
                trust = "b" if fold(name) in country.ambiguous else "a"
                entry = PlaceEntry(country.ar, country.en, country.iso3, "country", trust, *point, wikidata=country.qid, state=True)
                self._add(name_key(name), entry, front=True)
            for name in country.capitals:
                self._add_capital(name, country.iso3, country.capital_en)

    def _add_capital(self, name: str, iso3: str, english: str) -> None:
        key = name_key(name)
        listed = next((e for e in self.names.get(key, []) if e.country == iso3 and not e.state), None)
        entry = listed or PlaceEntry(name, english, iso3, "city", "a", None, None)
        held = self.names.get(key)
        if held and listed:
            held[:] = [e for e in held if e != listed]
        trust = min(entry.trust, "b")  # a capital is never so rare a name that it needs its kind
        self._add(key, entry._replace(capital=True, trust=trust), front=not (held and held[0].state))


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
