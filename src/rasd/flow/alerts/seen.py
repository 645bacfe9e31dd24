"""A store as alerts see it: corrected names and reviewed records, loaded on access, once for each search."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from functools import cached_property
from typing import Any

from rasd.corrections import Corrections
from rasd.corrections.directory import Directory
from rasd.flow.actors import corrections_of, who_of
from rasd.flow.cast import Called, called
from rasd.flow.review import shown_by
from rasd.records import Record
from rasd.store import Kept, Store
from rasd.store.lists.actors import forms_of

Named = dict[str, str | None]


class Seen:
    """A store with its corrections and judgements. `glosses`: whether hits have an English line too, which needs whole records."""

    def __init__(self, store: Store, *, glosses: bool = True) -> None:
        self.store, self.glosses = store, glosses
        self.glossed: dict[tuple[int, str], str] = {}
        self._meant: dict[str, frozenset[str]] = {}

    @cached_property
    def corrections(self) -> Corrections:
        """What people decided of actors."""
        return corrections_of(self.store)

    @cached_property
    def _who(self) -> Callable[[str], list[str]]:
        return who_of(self.store)

    @cached_property
    def _shown(self) -> Callable[[Kept, Record], Record]:
        return shown_by(self.store)

    def who(self, name: str) -> frozenset[str]:
        """The ids of the actors that a name means, before and after corrections."""
        if name not in self._meant:
            ids = self._who(name)
            self._meant[name] = frozenset(ids) | {self.corrections.canonical(id) for id in ids}
        return self._meant[name]

    def forms(self, name: str) -> set[str]:
        """The names of the actors that a name means, for finding them in text."""
        ids = sorted(self.who(name))
        directory = Directory(self.corrections)
        return {form for id in ids for form in directory.names(id)} | set(forms_of(self.store, ids))

    def called(self, ids: Iterable[str | None]) -> dict[str, Called]:
        """The names of actors."""
        return called(self.store, self.corrections, [id for id in ids if id])

    def records(self, numbers: Sequence[int]) -> list[tuple[int, Record]]:
        """The records of articles (by number), each under the store's id."""
        found = ((kept, record) for kept, record in self.store.records(numbers=numbers) if record is not None)
        return [(kept.number, kept.own(self._shown(kept, record))) for kept, record in found]


def named(names: dict[str, Called], id: str | None) -> Named | None:
    """An actor as shown in a hit."""
    if id is None:
        return None
    one = names.get(id)
    return {"id": one.id, "ar": one.ar, "en": one.en} if one else {"id": id, "ar": id, "en": None}


def plain(**fields: Any) -> dict[str, Any]:
    """The fields that are not empty."""
    return {name: value for name, value in fields.items() if value is not None}
