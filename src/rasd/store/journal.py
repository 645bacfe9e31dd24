"""The journal of corrections as the jobs that define its entries see it: read in order, appended to, never changed."""

from __future__ import annotations

import json
from collections.abc import Iterator

from sqlalchemy import select

from rasd.records import Correction as Entry
from rasd.store.statements import insert
from rasd.store.store import Store
from rasd.store.tables import corrections
from rasd.store.values import as_json, keepable


class Journal:
    """The entries of one subject ("actor", "story"): a `CorrectionLog` (rasd.interfaces) on a store."""

    def __init__(self, store: Store, subject: str = "actor") -> None:
        self._store = store
        self._subject = subject

    def __iter__(self) -> Iterator[Entry]:
        query = select(corrections).where(corrections.c.subject == self._subject).order_by(corrections.c.number)
        for row in self._store.rows(query):
            yield Entry(row["id"], row["at"], row["author"], row["action"], json.loads(row["payload"]))

    def append(self, *entries: Entry) -> None:
        """Append entries, all of them or none; one whose id is there already is passed over."""
        rows = [
            {
                "id": entry.id,
                "at": entry.at,
                "author": keepable(entry.author),
                "subject": self._subject,
                "action": entry.action,
                "payload": as_json(entry.payload),
            }
            for entry in entries
        ]
        if rows:
            with self._store.write() as writer:
                writer.connection.execute(insert(writer.connection, corrections).on_conflict_do_nothing(), rows)
