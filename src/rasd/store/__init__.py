"""Keeping: one store of everything collected, read, related and decided, in one SQLite file or in PostgreSQL by its URL.

    from rasd.store import Fetched, Version, open_store

    with open_store("desk.db") as store:                       # or postgresql://user@host/name; made where there is none
        with store.write() as writer:                          # one transaction, kept whole or not at all
            source = writer.source("feed of the Madar", "feed", url="https://news.example/rss")
            added = writer.add(article, source=source, fetched=Fetched(data, url=url), published_from="feed")
        for kept in store.claim("read rules", worker="one", engine="rules", limit=16):
            record = pipeline.read(kept.article)
            with store.write() as writer:
                writer.save_reading(kept.number, record, Version("rules", "0.1.0"))
        for kept, record in store.records(since="2020-08-01", until="2020-08-31"):
            ...

The contract:

- An article is known by its content (text, outlet, and the id of its own that its row had): adding it again adds a sighting at most.
  `Kept.number` is what other tables and most methods take; `Kept.article.id` is the row's own id where there was one, `Kept.id` else.
- `article.text` comes back to the letter, but for NUL and lone surrogates, which no database keeps: each is U+FFFD.
- A reading belongs to an engine and its version. A new version adds a reading; the last one saved is the current one, which fills the
  tables statements, events, event_parties, article_actors, actors and places. Judgements and corrections are never touched by it.
- Corrections (`Writer.correct`, `Store.corrections`) are a journal: entries have id, at, author, subject ("actor" or "story"), action and
  a payload that the correcting job defines; none is changed or removed, another entry undoes it. `Journal(store)` is the
  `CorrectionLog` of rasd.interfaces on it.
- Everything that changes the store happens in `Store.write()`; writers take turns (a minute at most, then StoreBusy). A process
  killed at any moment leaves a store that opens, with every transaction that ended and no part of one that did not.
- Errors are those under `rasd.errors.StoreError`, each with the store's name and what to do.

The tables are in `rasd.store.tables`, what each file here does is in its first line.
"""

from __future__ import annotations

import os

from rasd.store.adding import Added, Fetched
from rasd.store.fulltext import IndexWords, index_words
from rasd.store.journal import Journal
from rasd.store.readings import Prepared, Reading, Version, prepare
from rasd.store.relations import Relation, StoryMembers
from rasd.store.store import Correction, Kept, Store
from rasd.store.writer import Writer

__all__ = [
    "Added",
    "Correction",
    "Fetched",
    "IndexWords",
    "Journal",
    "Kept",
    "Prepared",
    "Reading",
    "Relation",
    "Store",
    "StoryMembers",
    "Version",
    "Writer",
    "index_words",
    "open_store",
    "prepare",
]


def open_store(where: str | os.PathLike[str], *, create: bool = True, readonly: bool = False) -> Store:
    """Open a store: a file name, or postgresql://user@host/name. `create` makes one where there is none.

    Raises NotAStore, StoreVersion, StoreDamaged, StoreReadOnly or UsageError, each saying what to do.
    """
    return Store(where, create=create, readonly=readonly)
