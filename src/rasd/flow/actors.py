"""Corrections to actors at work on a store: records seen through them, and whom a search means by a name."""

from __future__ import annotations

from collections.abc import Callable

from rasd.arabic.fold import fold
from rasd.corrections import Corrections, corrected
from rasd.corrections.directory import Directory
from rasd.records import Record
from rasd.store import Journal, Store
from rasd.store.filters import actors_like


def corrections_of(store: Store) -> Corrections:
    """What the journal of a store comes to."""
    return Corrections.of(Journal(store))


def seen_by(store: Store) -> Callable[[Record], Record]:
    """A function that shows a record as people corrected it; the stored record stays as it was read."""
    state = corrections_of(store)
    return lambda record: corrected(record, state)


def who_of(store: Store) -> Callable[[str], list[str]]:
    """Whom a name, id or Wikidata id means in this store: everyone whose name holds the words, with all who were merged with them."""
    state = corrections_of(store)

    def who(given: str) -> list[str]:
        found = {str(row["id"]) for row in store.rows(actors_like(given))}
        if not state.empty:
            found |= set(Directory(state).named(given, before=True))
            found |= {actor for name, actor in state.names.items() if name == fold(given)}
            found |= {member for id in list(found) for member in state.groups.members(state.canonical(id))}
        return sorted(found)

    return who
