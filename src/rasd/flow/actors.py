"""Corrections of actors, applied to the records of a store and to names in searches."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from difflib import get_close_matches

from sqlalchemy import Select, func, select

from rasd.arabic.fold import fold
from rasd.corrections import Corrections, corrected
from rasd.corrections.directory import Directory
from rasd.errors import InputError
from rasd.ontology.knowledge import countries
from rasd.records import Record
from rasd.store import Journal, Store
from rasd.store.filters import actors_like
from rasd.store.names import having_any
from rasd.store.statements import portions
from rasd.store.tables import actors, article_actors

_SHOWN = 6  # similar names, shown for an unknown one
_MANY = 2_000  # actors of a store among which an unknown name is looked for, those in most articles first


def corrections_of(store: Store) -> Corrections:
    """The corrections in the journal of a store."""
    return Corrections.of(Journal(store))


def seen_by(store: Store) -> Callable[[Record], Record]:
    """A function that applies the corrections to a record; the stored record does not change."""
    state = corrections_of(store)
    return lambda record: corrected(record, state)


def who_of(store: Store) -> Callable[[str], list[str]]:
    """A function from a name or id to the ids that it means in this store: everyone whose name contains the words, with those merged with
    them.

    An id may be of a record (act-…), of the knowledge base (donald-trump, EGY) or of Wikidata; a name may also be a full alias in the base.
    """
    directory = Directory(corrections_of(store))

    def who(given: str) -> list[str]:
        found = {str(row["id"]) for row in store.rows(actors_like(given))}
        return _everyone(store, directory, found | _known(directory, given))

    return who


def _known(directory: Directory, given: str) -> set[str]:
    """The ids in the knowledge base or the corrections with this id or full name. A capital is its state in news, and a place in a
    search."""
    entry = directory.entry(given.strip()) or directory.by_qid(given.strip().upper())
    if entry is not None:
        return {entry}
    if given.strip().startswith("act-"):  # ids are no English names, and scanning the names costs time on each page of an actor
        return set()
    key = fold(" ".join(given.split()))
    cities = {directory.entry(state.iso3) for state in countries().values() if key in map(fold, state.capitals)}
    return set(directory.named(given, before=True)) - cities


def _everyone(store: Store, directory: Directory, ids: set[str]) -> list[str]:
    """These actors, those merged with them, and those in the store that have a name which a person gave them."""
    state = directory.state
    if state.empty:
        return sorted(ids)
    found = ids | {member for id in ids for member in state.groups.members(state.canonical(id))}
    given = [name for name, actor in state.names.items() if actor in found]
    for some in portions(given):
        found |= {str(row["id"]) for row in store.rows(select(actors.c.id).where(actors.c.words.in_(some)))}
    return sorted(found)


def check_known(store: Store, given: Iterable[str | None]) -> None:
    """Raise InputError with similar names if neither the store nor the base knows the name or id."""
    who = who_of(store)
    for name in given:
        if name and not who(name):
            near = list(near_names(store, name))
            told = "; near it: " + ", ".join(near) if near else "; `rasd actors search` looks for names"
            raise InputError(f"{name}: neither this store nor the base knows anyone of this name or id{told}")


def unmet(store: Store, ids: Iterable[str]) -> list[str]:
    """The ids that occur in no record of the store and are unknown to the base and the corrections: mistyped, or not yet met."""
    asked = list(dict.fromkeys(ids))
    directory = Directory(corrections_of(store))
    held = {row["id"] for some in portions(asked) for row in store.rows(select(actors.c.id).where(actors.c.id.in_(some)))}
    return [id for id in asked if id not in held and directory.entry(id) is None]


def near_names(store: Store, given: str, most: int = _SHOWN) -> list[str]:
    """Similar names: actors of the store that share a word or have a similar spelling, then those of the base."""
    words = fold(given).lower().replace("-", " ").split()
    named = [row["name"] for row in store.rows(_sharing(words))] if words else []
    if not given.isascii():
        told = select(actors.c.name, actors.c.words).join(article_actors, article_actors.c.actor == actors.c.id)
        rows = store.rows(told.group_by(actors.c.id, actors.c.name, actors.c.words).order_by(func.count().desc(), actors.c.id).limit(_MANY))
        spelt = {row["words"]: row["name"] for row in rows}
        named += [spelt[match] for match in get_close_matches(fold(given), spelt, n=most, cutoff=0.7)]
    directory = Directory(Corrections())
    based = [directory.label(one.id) for one in directory.search(given, limit=most)]
    if not based and given.isascii():
        entries = {one.entry or "": one.id for one in directory}
        based = [directory.label(entries[match]) for match in get_close_matches("-".join(words), entries, n=3, cutoff=0.6)]
    return list(dict.fromkeys([*named[: most - min(2, len(based))], *based]))[:most]


def _sharing(words: list[str]) -> Select[tuple[str]]:
    """The store's actors whose names contain one of these words, those in most articles first."""
    long = [word for word in words if len(word) > 2] or words
    told = select(actors.c.name).join(article_actors, article_actors.c.actor == actors.c.id).where(actors.c.id.in_(having_any(long)))
    return told.group_by(actors.c.id, actors.c.name).order_by(func.count().desc(), actors.c.id).limit(_SHOWN)
