"""Bodies that every state has (data/state_bodies.tsv, portfolios.tsv): entries such as FRA.foreign-ministry, made on demand.

They need no row each: the ministry of health of any state is recognised by its words and the state's nisba. If organisations.tsv has such
a body by its full name (الجيش الإيراني), that entry is used.
"""

from __future__ import annotations

from functools import cache, lru_cache
from typing import NamedTuple

from rasd.arabic.fold import fold
from rasd.ontology.compiled import lexicon
from rasd.ontology.entries import Organisation
from rasd.ontology.inflect import define_nisba
from rasd.ontology.knowledge import countries, organisation_phrases, organisations
from rasd.ontology.offices import of_state
from rasd.records import Kind


class StateBody(NamedTuple):
    """A body that any state has: `name` without the nisba, English with {} for the state."""

    id: str
    name: str
    en: str
    gender: str
    kind: Kind
    sector: str


@cache
def state_bodies() -> dict[str, StateBody]:
    """Every such body by its id."""
    return {id: StateBody._make(row) for id, row in lexicon()["state bodies"].items()}


@cache
def _by_words() -> dict[frozenset[str], str]:
    found: dict[frozenset[str], str] = lexicon()["state bodies by words"]
    return found


def body_called(words: frozenset[str], country: str) -> str | None:
    """The entry of the body that a state's words name, without nisba and ال: {وزاره, خارجيه} of FRA → FRA.foreign-ministry."""
    id = _by_words().get(words)
    return None if id is None or country not in countries() else _entry(id, country)


@lru_cache(maxsize=20_000)
def _entry(id: str, country: str) -> str:
    for name in _names(id, country):
        if name in organisation_phrases():
            named = (organisations()[key] for key, row in lexicon()["organisations"].items() if f"\t{country}\t" in row)
            held = next((o.id for o in named if o.country == country and fold(name) in map(fold, (o.ar, *o.aliases))), None)
            if held is not None:
                return held
    return f"{country}.{id}"


def _names(id: str, country: str) -> list[str]:
    body = state_bodies()[id]
    nisbas = countries()[country].nisbas
    return [f"{body.name} {define_nisba(nisba + 'ة' if body.gender == 'f' else nisba)}" for nisba in nisbas if nisba.endswith("ي")]


@lru_cache(maxsize=20_000)
def state_body(entry: str) -> Organisation | None:
    """The body of an entry of this kind, as an organisation; None for other ids."""
    country, _, id = entry.partition(".")
    if id not in state_bodies() or country not in countries():
        return None
    body = state_bodies()[id]
    names = _names(id, country) or [f"{body.name} في {countries()[country].ar}"]
    en = body.en.replace("{}", of_state(country))
    return Organisation(entry, names[0], en, body.kind, country, body.sector, tuple(names[1:]), (), frozenset(), None)


def known_body(entry: str | None) -> Organisation | None:
    """An organisation of the base, or a body that every state has."""
    return None if entry is None else organisations().get(entry) or state_body(entry)
