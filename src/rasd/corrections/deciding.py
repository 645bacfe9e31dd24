"""What a person may decide of an actor, and when it makes no sense: the entries of a journal, asked for by command or in the browser."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from typing import Any

from rasd.corrections.directory import Directory
from rasd.corrections.importing import Decision, new_id
from rasd.corrections.state import FIELDS, CorrectionRefused, check_field, check_known
from rasd.errors import UsageError

Described = Callable[[str], Mapping[str, Any]]
"""The fields of an actor that is in no base, by its id: a store tells them; empty where nothing is known."""


def nothing_known(id: str) -> Mapping[str, Any]:
    """`Described` where no store is open."""
    return {}


class Decisions:
    """Decisions on actors, by their ids, as the action and payload of a journal's entry; nothing is kept here.

    Each raises UsageError where it makes no sense, and says what to do instead.
    """

    def __init__(self, directory: Directory, described: Described = nothing_known) -> None:
        self.directory = directory
        self.state = directory.state
        self._described_elsewhere = described

    def label(self, id: str) -> str:
        """An actor in a few words, with the id to give."""
        if self.directory.get(id) is None and (name := self._described_elsewhere(id).get("ar")):
            return f"{name} ({id})"
        return self.directory.label(id)

    def add(self, fields: Mapping[str, str | None], aliases: Iterable[str] = ()) -> Decision:
        """Make an actor known: `ar` and `kind` must be told. Its id follows from what is told."""
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
        """Take others for an actor from now on; what is known of each is kept with the entry, for articles that do not name the first."""
        for id in merged:
            if self.state.canonical(id) == self.state.canonical(into):
                raise UsageError(f"{self.label(id)} and {self.label(into)} are one already; a split takes them apart")
        told = {id: fields for id in (into, *merged) if (fields := self._fields(id))}
        return "merge", {"into": into, "from": list(merged), "told": told}

    def split(self, actor: str, of: str | None = None) -> Decision:
        """Take an actor from those it was merged with; with `of`, the latest merge between the two is taken back."""
        return "split", {"actor": actor, "of": of}

    def rename(self, actor: str, ar: str | None, en: str | None) -> Decision:
        """Show an actor by another name; what sources called it stays in its mentions."""
        fields = {name: told for name, value in (("ar", ar), ("en", en)) if (told := _plain(value))}
        if not fields:
            raise UsageError("give an Arabic name, an English name, or both")
        return "rename", {"actor": actor, "fields": fields}

    def set(self, actor: str, fields: Mapping[str, str | None]) -> Decision:
        """Say what an actor is; None empties a field."""
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
        """Give an actor further names: whoever is called so, and is not known otherwise, is taken for it."""
        given = self._names(names)
        if not given:
            raise UsageError("give a name")
        for name in given:
            owners = [owner for owner in self.directory.named(name) if owner != self.state.canonical(actor)]
            if owners:
                raise UsageError(f"“{name}” is a name of {', '.join(map(self.label, owners))}: merge the two, or choose another")
        return "alias", {"actor": actor, "names": given}

    def undo(self, entry: str) -> Decision:
        """Take one entry of the journal back."""
        return "undo", {"entry": entry}

    @staticmethod
    def _names(names: Iterable[str]) -> list[str]:
        return [told for name in names if (told := _plain(name))]

    def _fields(self, id: str) -> dict[str, Any]:
        one = self.directory.get(id)
        return {name: getattr(one, name) for name in FIELDS} if one else dict(self._described_elsewhere(id))


def _plain(value: str | None) -> str | None:
    return value.strip() or None if value else None
