"""The store as a library sees it: `rasd.open("desk.db")`, a few iterators of plain records."""

from __future__ import annotations

import os
from collections.abc import Iterator
from dataclasses import fields
from types import TracebackType
from typing import Any, NamedTuple

from rasd.export.csv import COLUMNS, finding_row
from rasd.flow.actors import who_of
from rasd.flow.frames import Rows
from rasd.flow.review import shown_by
from rasd.pipeline import Engine
from rasd.records import Article, Event, Record, Statement
from rasd.store import Store, open_store
from rasd.store.filters import Filters
from rasd.store.search import Hit, Sort
from rasd.store.search import search as find
from rasd.store.stories import list_stories


class Said(NamedTuple):
    """A statement and the article that it stands in."""

    article: Article
    statement: Statement
    record: Record


class Happened(NamedTuple):
    """An event and the article that tells it."""

    article: Article
    event: Event
    record: Record


class Desk:
    """An open store. Each method streams; `.to_pandas()` of what it gives takes it as a data frame.

    `since` and `until` are days (ISO, both included); records are as persons corrected and judged them.
    """

    def __init__(self, where: str | os.PathLike[str], *, create: bool = False) -> None:
        self.store: Store = open_store(where, create=create)

    def articles(self, *, since: str | None = None, until: str | None = None, outlet: str | None = None) -> Rows[Article]:
        """Articles in the order in which they came."""
        found = (kept.article for kept in self.store.articles(since=since, until=until, outlet=outlet))
        return Rows(found, tuple(field.name for field in fields(Article)), _flat_article)

    def records(self, *, since: str | None = None, until: str | None = None, outlet: str | None = None) -> Iterator[Record]:
        """The record of each article that has been read."""
        shown = shown_by(self.store)
        found = self.store.records(since=since, until=until, outlet=outlet)
        return (shown(kept, record) for kept, record in found if record is not None)

    def statements(
        self, *, speaker: str | None = None, since: str | None = None, until: str | None = None, outlet: str | None = None
    ) -> Rows[Said]:
        """Who said what, of one speaker (part of a name, id or Wikidata QID) or of all."""
        return Rows(self._statements(speaker, since, until, outlet), COLUMNS, _flat_said)

    def _statements(self, speaker: str | None, since: str | None, until: str | None, outlet: str | None) -> Iterator[Said]:
        wanted = self._actors(speaker)
        for record in self._records(Filters(outlet, since, until, speaker=speaker)):
            for said in record.statements:
                if wanted is None or (said.speaker is not None and said.speaker.actor in wanted):
                    yield Said(record.article, said, record)

    def events(
        self,
        *,
        type: str | None = None,
        source: str | None = None,
        target: str | None = None,
        since: str | None = None,
        until: str | None = None,
        outlet: str | None = None,
    ) -> Rows[Happened]:
        """Who did what to whom: of a PLOVER type (or TYPE:mode), by and to actors (part of a name, id or QID)."""
        return Rows(
            self._events(type, source, target, Filters(outlet, since, until, event=type, source=source, target=target)),
            COLUMNS,
            _flat_event,
        )

    def _events(self, type: str | None, source: str | None, target: str | None, filters: Filters) -> Iterator[Happened]:
        by, to = self._actors(source), self._actors(target)
        kind, _, mode = (type or "").partition(":")
        for record in self._records(filters):
            for event in record.events:
                fits = (not kind or event.type == kind.upper()) and (not mode or event.mode == mode.lower())
                if fits and (by is None or by & set(event.source)) and (to is None or to & set(event.target)):
                    yield Happened(record.article, event, record)

    def search(
        self, words: str = "", *, exact: bool = False, sort: Sort = "rank", limit: int = 20, offset: int = 0, **filters: str
    ) -> list[Hit]:
        """The articles that hold the words and meet the filters (see `rasd.store.filters.Filters`), the best first."""
        return list(
            find(self.store, words, Filters(**filters), exact=exact, sort=sort, limit=limit, offset=offset, who=who_of(self.store)).hits
        )

    def stories(self, *, since: str | None = None, until: str | None = None, least: int = 1) -> Iterator[dict[str, Any]]:
        """Stories with their articles, the newest first; of so many articles at `least`."""
        return list_stories(self.store, since=since, until=until, least=least)

    def collect(self, *sources: str, engine: Engine = "full", workers: int = 1) -> None:
        """Collect files, folders, feeds, sitemaps and pages into the store, read them and relate them, as `rasd collect` does."""
        from rasd.flow.inputs import collect_all
        from rasd.flow.reading import read
        from rasd.flow.relating import relate

        collect_all(self.store, sources, workers=workers)
        read(self.store, engine, workers=workers)
        relate(self.store, workers=workers)

    def close(self) -> None:
        """Let go of the database."""
        self.store.close()

    def __enter__(self) -> Desk:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        self.close()

    def _records(self, filters: Filters) -> Iterator[Record]:
        shown = shown_by(self.store)
        numbers = self.store.numbers(filters.conditions(who_of(self.store)))
        for start in range(0, len(numbers), 200):
            for kept, record in self.store.records(numbers=numbers[start : start + 200]):
                if record is not None:
                    yield shown(kept, record)

    def _actors(self, given: str | None) -> set[str] | None:
        return None if given is None else set(who_of(self.store)(given))


def _flat_article(article: Article) -> dict[str, Any]:
    return {field.name: getattr(article, field.name) for field in fields(Article)}


def _flat_said(said: Said) -> dict[str, Any]:
    return finding_row(said.record, said.statement)


def _flat_event(happened: Happened) -> dict[str, Any]:
    return finding_row(happened.record, happened.event)
