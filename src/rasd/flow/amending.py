"""What persons decide of actors in a store: who is one, how it is called, what it is. Entries in the journal; each can be undone."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from sqlalchemy import select

from rasd.corrections import FIELDS, Corrections
from rasd.corrections.directory import Directory
from rasd.errors import UsageError
from rasd.flow.actors import corrections_of, who_of
from rasd.records import Correction
from rasd.store import Journal, Store
from rasd.store.tables import actors


class Amending:
    """Decisions of one author on the actors of a store. Each raises UsageError or CorrectionRefused where it makes no sense."""

    def __init__(self, store: Store, author: str) -> None:
        self.store = store
        self.author = author
        self.state: Corrections = corrections_of(store)
        self.directory = Directory(self.state)

    def merge(self, into: str, other: str) -> Correction:
        """Take another actor (id, QID or a name that only one has) for this one from now on."""
        merged = self.find(other)
        if self.state.canonical(merged) == self.state.canonical(into):
            raise UsageError(f"{other} and {self.label(into)} are one already; a split takes them apart")
        told = {id: fields for id in (into, merged) if (fields := self._described(id))}
        return self._keep("merge", {"into": into, "from": [merged], "told": told})

    def split(self, actor: str, of: str | None = None) -> Correction:
        """Take an actor from those it was merged with; with `of`, the latest merge between the two is taken back."""
        return self._keep("split", {"actor": actor, "of": of})

    def rename(self, actor: str, ar: str | None, en: str | None) -> Correction:
        """Show an actor by another name."""
        fields = {name: value.strip() for name, value in (("ar", ar), ("en", en)) if value and value.strip()}
        if not fields:
            raise UsageError("give an Arabic or an English name")
        return self._keep("rename", {"actor": actor, "fields": fields})

    def set(self, actor: str, fields: Mapping[str, str | None]) -> Correction:
        """Say what an actor is; None empties a field."""
        if not fields:
            raise UsageError("nothing was changed")
        qid = fields.get("wikidata")
        if qid and (known := self.directory.by_qid(qid)) and self.state.canonical(known) != self.state.canonical(actor):
            raise UsageError(f"{qid} is {self.label(known)}: merge the two, or give the right one")
        return self._keep("set", {"actor": actor, "fields": dict(fields)})

    def alias(self, actor: str, name: str) -> Correction:
        """Give an actor a further name: whoever is called so, and is not known otherwise, is taken for it."""
        name = name.strip()
        if not name:
            raise UsageError("give a name")
        owners = [owner for owner in self.directory.named(name) if owner != self.state.canonical(actor)]
        if owners:
            raise UsageError(f"“{name}” is a name of {', '.join(map(self.label, owners))}: merge the two, or choose another")
        return self._keep("alias", {"actor": actor, "names": [name]})

    def undo(self, entry: str) -> Correction:
        """Take one entry of the journal back."""
        return self._keep("undo", {"entry": entry})

    def find(self, given: str) -> str:
        """The one actor of the store or the base that is meant. Raises UsageError for none and for several, with their names."""
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
        shown = ", ".join(map(self.label, found[:6]))
        raise UsageError(f"{asked}: may be {shown}: give the id")

    def label(self, id: str) -> str:
        """An actor in a few words, with the id to give."""
        one = self.directory.get(id)
        if one is not None:
            return self.directory.label(id)
        rows = self.store.rows(select(actors.c.name).where(actors.c.id == id))
        return f"{rows[0]['name']} ({id})" if rows else id

    def _described(self, id: str) -> dict[str, Any]:
        """What is known of an actor, so that articles in which it is not named itself can show it: from the base, or the store."""
        one = self.directory.get(id)
        if one is not None:
            return {name: getattr(one, name) for name in FIELDS}
        columns = (actors.c.name, actors.c.name_en, *(actors.c[name] for name in FIELDS[2:]))
        rows = self.store.rows(select(*columns).where(actors.c.id == id))
        return dict(zip(FIELDS, rows[0].values(), strict=True)) if rows else {}

    def _keep(self, action: str, payload: dict[str, Any]) -> Correction:
        entry = self.state.decide(action, payload, author=self.author)
        Journal(self.store).append(entry)
        return entry
