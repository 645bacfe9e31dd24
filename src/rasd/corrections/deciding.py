"""Decisions on actors, from the command line or the browser, as entries of a journal, with the checks that refuse senseless ones."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from typing import Any

from rasd.corrections.directory import Directory
from rasd.corrections.importing import Decision, new_id
from rasd.corrections.state import FIELDS, CorrectionRefused, check_field, check_known
from rasd.errors import UsageError

Described = Callable[[str], Mapping[str, Any]]
"""A function from an actor's id to its fields in a store, for actors in no base; empty if unknown."""


def nothing_known(id: str) -> Mapping[str, Any]:
    """The fields of an actor where no store is open: none."""
    return {}


class Decisions:
    """Makes the action and payload of journal entries from decisions on actors, by id. It stores nothing.

    Every method raises UsageError, with advice, for a decision that makes no sense.
    """

    def __init__(self, directory: Directory, described: Described = nothing_known) -> None:
        self.directory = directory
        self.state = directory.state
        self._described_elsewhere = described

    def label(self, id: str) -> str:
        """A short label of an actor, with its id."""
        if self.directory.get(id) is None and (name := self._described_elsewhere(id).get("ar")):
            return f"{name} ({id})"
        return self.directory.label(id)

    def add(self, fields: Mapping[str, str | None], aliases: Iterable[str] = ()) -> Decision:
        """Add an actor with at least `ar` and `kind`. Its id follows from the description."""
        told = dict.fromkeys(FIELDS) | {name: _plain(value) for name, value in fields.items()}
        ar, kind = told["ar"], told["kind"]
        if ar is None or kind is None:
            raise UsageError("give an Arabic name and a kind")
        others = self._names(aliases)
        for name in (ar, *others):
            if owners := self.directory.named(name):
                raise UsageError(f"“{name}” is a name of {', '.join(map(self.label, owners))} already")
        if (qid := told["wikidata"]) and (known := self.directory.by_qid(qid)):
            raise UsageError(f"{qid} is {self.label(known)}")
        return "add", {**told, "aliases": others, "id": new_id(ar, kind, told["country"], qid)}

    def merge(self, into: str, *merged: str) -> Decision:
        """Treat others as this actor from now on. Their descriptions are stored with the entry, for articles that do not mention this
        one."""
        for id in merged:
            if self.state.canonical(id) == self.state.canonical(into):
                raise UsageError(f"{self.label(id)} and {self.label(into)} are one already; a split takes them apart")
        told = {id: fields for id in (into, *merged) if (fields := self._fields(id))}
        return "merge", {"into": into, "from": list(merged), "told": told}

    def split(self, actor: str, of: str | None = None) -> Decision:
        """Separate an actor from those it was merged with; with `of`, undo the latest merge of the two."""
        return "split", {"actor": actor, "of": of}

    def rename(self, actor: str, ar: str | None, en: str | None) -> Decision:
        """Show an actor under another name; mentions keep the sources' names."""
        fields = {name: told for name, value in (("ar", ar), ("en", en)) if (told := _plain(value))}
        if not fields:
            raise UsageError("give an Arabic name, an English name, or both")
        return "rename", {"actor": actor, "fields": fields}

    def set(self, actor: str, fields: Mapping[str, str | None]) -> Decision:
        """Set fields of an actor; None empties a field."""
        if not fields:
            raise UsageError("nothing was changed")
        try:
            for name, value in fields.items():
                check_field(name, value)
                check_known(name, value)
        except CorrectionRefused as error:
            raise UsageError(str(error)) from error
        qid = fields.get("wikidata")
        if qid and (known := self.directory.by_qid(qid)) and self.state.canonical(known) != self.state.canonical(actor):
            raise UsageError(f"{qid} is {self.label(known)}: merge the two, or give the right one")
        return "set", {"actor": actor, "fields": dict(fields)}

    def alias(self, actor: str, names: Iterable[str]) -> Decision:
        """Give an actor further names: an actor with such a name that is otherwise unknown is treated as this one."""
        given = self._names(names)
        if not given:
            raise UsageError("give a name")
        for name in given:
            owners = [owner for owner in self.directory.named(name) if owner != self.state.canonical(actor)]
            if owners:
                raise UsageError(f"“{name}” is a name of {', '.join(map(self.label, owners))}: merge the two, or choose another")
        return "alias", {"actor": actor, "names": given}

    def undo(self, entry: str) -> Decision:
        """Undo one entry of the journal."""
        return "undo", {"entry": entry}

    @staticmethod
    def _names(names: Iterable[str]) -> list[str]:
        return [told for name in names if (told := _plain(name))]

    def _fields(self, id: str) -> dict[str, Any]:
        one = self.directory.get(id)
        return {name: getattr(one, name) for name in FIELDS} if one else dict(self._described_elsewhere(id))


def _plain(value: str | None) -> str | None:
    return value.strip() or None if value else None
