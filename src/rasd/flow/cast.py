"""Actors in lists after corrections: which are merged in the whole store, and their names."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from sqlalchemy import select

from rasd.corrections import Corrections
from rasd.corrections.directory import Directory
from rasd.store import Store
from rasd.store.lists.cast import Cast, cast_of
from rasd.store.lists.columns import Columns
from rasd.store.statements import portions
from rasd.store.tables import actors


@dataclass(frozen=True, slots=True)
class Called:
    """An actor in a list: the id it goes by, its names, what it is."""

    id: str
    ar: str
    en: str | None
    kind: str
    country: str | None
    sector: str | None


def cast_under(store: Store, columns: Columns, state: Corrections) -> Cast:
    """All actors in these columns, with corrections."""
    if state.empty:
        return cast_of(columns, {}, {})
    taken = taken_of(store, state)
    directory = Directory(state)
    concerned = {*taken.values(), *state.fields, *state.added}
    told = {id: fields for id in concerned if (fields := _fields(directory, state, id))}
    return cast_of(columns, taken, told)


def taken_of(store: Store, state: Corrections) -> dict[str, str]:
    """Actor -> the one whose place it takes: merged, or with a name that a person gave to that one."""
    taken = dict(state.groups)
    for some in portions(list(state.names)):
        for row in store.rows(select(actors.c.id, actors.c.words).where(actors.c.words.in_(some))):
            owner = state.canonical(state.names[row["words"]])
            if state.canonical(row["id"]) == row["id"] and row["id"] != owner:
                taken[row["id"]] = owner
    return taken


def _fields(directory: Directory, state: Corrections, id: str) -> dict[str, Any]:
    """Country, kind and sector of an actor by corrections, or by the base where the store may not have met it."""
    one = directory.get(id)
    if one is not None:
        return {"country": one.country, "kind": one.kind, "sector": one.sector}
    return {name: value for name, value in state.fields.get(id, {}).items() if name in ("country", "kind", "sector")}


def called(store: Store, state: Corrections, ids: Iterable[str]) -> dict[str, Called]:
    """The names of actors, each as the one it is merged into; unknown ones are left out."""
    wanted = list(dict.fromkeys(ids))
    taken = {id: state.canonical(id) for id in wanted}
    found: dict[str, Called] = {}
    for some in portions(list({*taken, *taken.values()})):
        for row in store.rows(select(actors).where(actors.c.id.in_(some))):
            found[row["id"]] = Called(row["id"], row["name"], row["name_en"], row["kind"], row["country"], row["sector"])
    if not state.empty:
        named = {id: owner for id, one in found.items() if (owner := state.named(one.ar)) and taken.get(id) == id}
        taken |= named
    directory = Directory(state)
    seen = {id: one for id in set(taken.values()) if (one := _called(directory, state, id, found.get(id))) is not None}
    return {id: one for id in wanted if (one := seen.get(taken[id]) or found.get(id)) is not None}


def _called(directory: Directory, state: Corrections, id: str, row: Called | None) -> Called | None:
    if row is not None and not state.concerns(id):
        return row
    one = directory.get(id)
    if one is not None:
        return Called(id, one.ar, one.en, one.kind, one.country, one.sector)
    if row is None:
        return None
    told = state.fields.get(id, {})
    rest = (told.get(name, getattr(row, name)) for name in ("country", "sector"))
    return Called(id, told.get("ar") or row.ar, told.get("en", row.en), told.get("kind") or row.kind, *rest)
