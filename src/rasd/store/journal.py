"""The journal of corrections as other packages see it: read in order, appended to, never changed."""

from __future__ import annotations

from collections.abc import Iterator

from rasd.records import Correction as Entry
from rasd.store.store import Store


class Journal:
    """The entries of one subject ("actor", "story"): a `CorrectionLog` (rasd.interfaces) on a store."""

    def __init__(self, store: Store, subject: str = "actor") -> None:
        self._store = store
        self._subject = subject

    def __iter__(self) -> Iterator[Entry]:
        for kept in self._store.corrections(self._subject):
            yield Entry(kept.id, kept.at, kept.author, kept.action, kept.payload)

    def append(self, *entries: Entry) -> None:
        """Append all entries or none; entries whose id exists are skipped."""
        if entries:
            with self._store.write() as writer:
                writer.enter(self._subject, entries)
