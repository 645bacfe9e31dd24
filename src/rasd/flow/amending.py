"""Corrections to actors of a store: entries of its journal, each of which can be undone."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from sqlalchemy import select

from rasd.corrections import FIELDS, Corrections
from rasd.corrections.deciding import Decisions
from rasd.corrections.directory import Directory
from rasd.corrections.importing import Decision
from rasd.errors import UsageError
from rasd.flow.actors import corrections_of, who_of
from rasd.records import Correction
from rasd.store import Journal, Store
from rasd.store.tables import actors


def described(store: Store, id: str) -> dict[str, Any]:
    """The fields of an actor in a store, empty if there is no such actor."""
    columns = (actors.c.name, actors.c.name_en, *(actors.c[name] for name in FIELDS[2:]))
    rows = store.rows(select(*columns).where(actors.c.id == id))
    return dict(zip(FIELDS, rows[0].values(), strict=True)) if rows else {}


class Amending:
    """Makes corrections in the name of one author. Every method raises UsageError or CorrectionRefused for one that makes no sense."""

    def __init__(self, store: Store, author: str) -> None:
        self.store = store
        self.author = author
        self.state: Corrections = corrections_of(store)
        self.directory = Directory(self.state)
        self._decisions = Decisions(self.directory, lambda id: described(store, id))

    def merge(self, into: str, other: str) -> Correction:
        """Treat another actor (an id, QID or unambiguous name) as this one from now on."""
        return self._keep(self._decisions.merge(into, self.find(other)))

    def split(self, actor: str, of: str | None = None) -> Correction:
        """Separate an actor from those it was merged with; with `of`, undo the latest merge of the two."""
        return self._keep(self._decisions.split(actor, of))

    def rename(self, actor: str, ar: str | None, en: str | None) -> Correction:
        """Show an actor under another name."""
        return self._keep(self._decisions.rename(actor, ar, en))

    def set(self, actor: str, fields: Mapping[str, str | None]) -> Correction:
        """Set fields of an actor; None empties a field."""
        return self._keep(self._decisions.set(actor, fields))

    def alias(self, actor: str, name: str) -> Correction:
        """Give an actor a further name."""
        return self._keep(self._decisions.alias(actor, [name]))

    def undo(self, entry: str) -> Correction:
        """Undo one entry of the journal."""
        return self._keep(self._decisions.undo(entry))

    def find(self, given: str) -> str:
        """The id of the one actor of the store or the base with this id or name. Raises UsageError for none and for several, with their
        names."""
        asked = given.strip()
        if asked.startswith("act-"):
            return asked
        own = self.store.rows(select(actors.c.id).where(actors.c.name == asked).limit(2))
        ids = self.directory.named(asked) or tuple(row["id"] for row in own) or tuple(who_of(self.store)(asked))
        found = list(dict.fromkeys(self.state.canonical(id) for id in ids))
        if len(found) == 1:
            return found[0]
        if not found:
            raise UsageError(f"{asked}: nobody is known by this name or id; give the id of an actor's page (act-…)")
        shown = ", ".join(map(self._decisions.label, found[:6]))
        raise UsageError(f"{asked}: may be {shown}: give the id")

    def _keep(self, decision: Decision) -> Correction:
        action, payload = decision
        entry = self.state.decide(action, payload, author=self.author)
        Journal(self.store).append(entry)
        return entry
