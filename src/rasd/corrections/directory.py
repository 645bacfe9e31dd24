"""All known actors: people, bodies and states of the base, and those that people added, each with corrections."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from functools import cache
from itertools import islice
from typing import NamedTuple

from rasd.arabic.fold import fold
from rasd.corrections.state import FIELDS, CorrectionRefused, Corrections
from rasd.ontology.knowledge import countries, organisations, people
from rasd.ontology.spelling import name_key, sound
from rasd.records import content_id

_SHOWN = 5
_FEW = 5  # with fewer found by spelling, similar-sounding names are searched too


class Known(NamedTuple):
    """A known actor: `id` as in records, `entry` its id in the base (None for an added one)."""

    id: str
    entry: str | None
    ar: str
    en: str | None
    kind: str
    country: str | None
    sector: str | None
    names: tuple[str, ...]
    wikidata: str | None


def actor_id(entry: str) -> str:
    """The id in records for an entry of the base."""
    return content_id("act", "entry", entry)


@cache
def _base() -> dict[str, Known]:
    known = [
        *(Known(actor_id(p.id), p.id, p.ar, p.en, "person", p.country, p.sector, (*p.aliases, *p.short), p.qid) for p in people().values()),
        *(
            Known(actor_id(o.id), o.id, o.ar, o.en, o.kind, o.country, o.sector, (*o.aliases, *o.loaded), o.qid)
            for o in organisations().values()
        ),
        *(
            Known(actor_id(c.iso3), c.iso3, c.ar, c.en, "country", c.iso3, "GOV", (*c.names[1:], *c.loaded, *c.capitals), c.qid)
            for c in countries().values()
        ),
    ]
    return {one.id: one for one in known}


@cache
def _base_names() -> dict[str, tuple[str, ...]]:
    found: dict[str, list[str]] = defaultdict(list)
    for one in _base().values():
        for name in dict.fromkeys(map(fold, (one.ar, *one.names))):
            found[name].append(one.id)
    return {name: tuple(ids) for name, ids in found.items()}


@cache
def _base_qids() -> dict[str, str]:
    return {one.wikidata: one.id for one in _base().values() if one.wikidata}


class Directory:
    """Look-ups of known actors, under a state of corrections."""

    def __init__(self, state: Corrections) -> None:
        self.state = state

    def __iter__(self) -> Iterator[Known]:
        """All known actors, the base first, without those merged into others."""
        for id in (*_base(), *self.state.added):
            if self.state.canonical(id) == id:
                one = self.get(id)
                if one is not None:
                    yield one

    def get(self, id: str) -> Known | None:
        """The actor with this id, with corrections; None if unknown."""
        base = _base().get(id)
        told = self.state.described(id)
        if base is None and not told.get("ar"):
            return None
        held = base or Known(id, None, "", None, "other", None, None, tuple(told.get("aliases", ())), None)
        fields = {name: told[name] for name in FIELDS if name in told}
        return held._replace(
            **{name: value for name, value in fields.items() if value is not None or name in self.state.fields.get(id, {})}
        )

    def names(self, id: str) -> tuple[str, ...]:
        """All names of an actor: from the base, from people, and of those merged into it."""
        members = self.state.groups.members(id)
        given = [name for name, actor in self.state.names.items() if actor in members] if self.state.names else []
        told = [name for member in sorted(members) if (one := self.get(member)) for name in (one.ar, *one.names)]
        folded = {fold(name) for name in told}
        return tuple(dict.fromkeys([*told, *(name for name in given if name not in folded)]))

    def named(self, name: str, *, before: bool = False) -> tuple[str, ...]:
        """The ids of the actors with exactly this name, folded; after merges, or with `before` as before any."""
        key = fold(name)
        given = self.state.names.get(key)
        ids = (*_base_names().get(key, ()), *((given,) if given else ()))
        if before and ids:
            return tuple(dict.fromkeys(ids))
        english = [one.id for one in self if one.en and one.en.lower() == name.lower()] if not ids and name.isascii() else []
        return tuple(dict.fromkeys(self.state.canonical(id) for id in (*ids, *english)))

    def entry(self, told: str) -> str | None:
        """The id of the actor with this id or entry in the base, or None."""
        if told in self.state.added or told in _base():
            return told
        return actor_id(told) if actor_id(told) in _base() else None

    def by_qid(self, qid: str) -> str | None:
        """The actor with a Wikidata id."""
        return _base_qids().get(qid) or self.state.qids.get(qid)

    def find(self, told: str, *, before: bool = False) -> str:
        """The id for an id, an entry of the base, a Wikidata id or a name (as `named`). Raises CorrectionRefused."""
        if told.startswith("act-") or told in self.state.added:
            return told
        if actor_id(told) in _base():
            return actor_id(told)
        if told[:1] == "Q" and told[1:].isdigit():
            found = self.by_qid(told)
            if found is None:
                raise CorrectionRefused(f"nobody known has the Wikidata id {told}")
            return found
        ids = self.named(told, before=before) or self._renamed(told)
        if len(ids) == 1:
            return ids[0]
        if not ids:
            near = ", ".join(self.label(one.id) for one in list(self.search(told))[:_SHOWN])
            raise CorrectionRefused(
                f"nobody known is called “{told}”" + (f"; near it: {near}" if near else "; give an id from a record (act-…)")
            )
        raise CorrectionRefused(f"“{told}” is a name of {', '.join(map(self.label, ids))}: give the id")

    def _renamed(self, name: str) -> tuple[str, ...]:
        """The actors that people have renamed to this. It scans all settings, so it is only for names that somebody has typed."""
        key = fold(name)
        return tuple(self.state.canonical(id) for id, told in self.state.fields.items() if fold(told.get("ar") or "") == key)

    def label(self, id: str) -> str:
        """A short label of an actor: its English name and its id."""
        one = self.get(id)
        return f"{one.en or one.ar} ({one.entry or one.id})" if one else id

    def search(self, words: str, limit: int | None = None) -> Iterator[Known]:
        """The actors with these words in a name, Arabic or English, then those whose names sound alike."""
        key = fold(words).lower().split()
        if not key:
            return
        found: list[Known] = []
        for one in self:
            names = [fold(name).lower() for name in (one.ar, one.en or "", *one.names)]
            if any(all(word in name for word in key) for name in names):
                found.append(one)
        found.sort(key=lambda one: not any(fold(name).lower() == " ".join(key) for name in (one.ar, one.en or "", *one.names)))
        yield from found[:limit]
        if len(found) < _FEW and not words.isascii():
            sounds = {sound(part) for part in name_key(words)}
            met = {one.id for one in found}
            alike = (one for one in self if one.id not in met and _sounds(one, sounds))
            yield from islice(alike, None if limit is None else max(0, limit - len(found)))


def _sounds(one: Known, sounds: set[str]) -> bool:
    return any(sounds <= {sound(part) for part in name_key(name)} for name in (one.ar, *one.names))
