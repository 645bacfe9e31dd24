"""An open store: queries, and the transactions that change it."""

from __future__ import annotations

import os
from collections.abc import Callable, Container, Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import replace
from types import TracebackType
from typing import Any, NamedTuple

from sqlalchemy import ColumnElement, CompoundSelect, Connection, RowMapping, Select, func, select

from rasd.errors import InputError, StoreDamaged
from rasd.records import Article, Record
from rasd.store import claims, leases, schema
from rasd.store.engine import BUSY_SECONDS, address_of, connect, shown, writing
from rasd.store.filters import Filters
from rasd.store.readings import Reading, Version, load_record, readings_of
from rasd.store.records import unpack_record
from rasd.store.statements import portions
from rasd.store.tables import articles, corrections, failures, features, judgements, notes, readings, sightings, sources
from rasd.store.values import from_json
from rasd.store.writer import Writer

_PAGE = 200  # rows per query while iterating: no transaction stays open between pages, so that writers never wait


class Kept(NamedTuple):
    """An article of the store. `number` is its key in other tables; `article.id` is the id from its input row if it had one, else `id`."""

    number: int
    id: str
    article: Article
    first_fetched_at: str
    published_from: str | None
    revision_of: int | None

    def own(self, record: Record) -> Record:
        """The record of this article under its `id`: ids of rows may repeat."""
        return replace(record, article=replace(record.article, id=self.id))

    def told_apart(self, shared: Container[str]) -> Kept:
        """With `id` in place of the row's id, if several rows had that one (`shared`), so that output is unambiguous."""
        return self._replace(article=replace(self.article, id=self.id)) if self.article.id in shared else self


class Correction(NamedTuple):
    """An entry of the journal; `number` is its position."""

    number: int
    id: str
    at: str
    author: str
    subject: str
    action: str
    payload: dict[str, Any]


class Store:
    """An open store; see `rasd.store` for the contract. Close it, or use it as a context manager. It is thread-safe."""

    def __init__(self, where: str | os.PathLike[str], *, create: bool = True, readonly: bool = False, busy: float = BUSY_SECONDS) -> None:
        url = address_of(where)
        self.where = shown(url)
        self.engine = connect(url, create=create and not readonly, readonly=readonly, busy=busy)
        try:
            schema.ready(self.engine, self.where, create=create and not readonly)
        except BaseException:
            self.engine.dispose()
            raise

    def close(self) -> None:
        """Close the database; SQLite then also merges its write-ahead log into the file."""
        self.engine.dispose()

    def __enter__(self) -> Store:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        self.close()

    # ---- changing

    @contextmanager
    def write(self) -> Iterator[Writer]:
        """A transaction: committed when the block ends, rolled back if it raises. Writers take turns."""
        with schema.exclusive(self.engine) as connection:
            yield Writer(connection)

    @contextmanager
    def read(self) -> Iterator[Connection]:
        """A connection with a consistent view of the store, for custom queries."""
        with self.engine.connect() as connection:
            yield connection

    # ---- articles

    def article(self, id: str | int) -> Kept:
        """An article by its number, its id, or the id from its row. Raises InputError if there is none."""
        wanted = articles.c.number == id if isinstance(id, int) else (articles.c.id == id) | (articles.c.given_id == id)
        with self.read() as connection:
            row = connection.execute(select(articles).where(wanted).order_by(articles.c.number).limit(1)).mappings().first()
        if row is None:
            raise InputError(f"{id}: no article of this id in {self.where}; `rasd search` lists ids")
        return kept_of(row)

    def shared_ids(self, among: Sequence[str] | None = None) -> frozenset[str]:
        """The ids (of these, or all) that several rows had; output names these articles by `Kept.id`."""
        given = articles.c.given_id
        query = select(given).where(given.is_not(None) if among is None else given.in_(among)).group_by(given).having(func.count() > 1)
        with self.read() as connection:
            return frozenset(connection.execute(query).scalars())

    def articles(
        self,
        *,
        since: str | None = None,
        until: str | None = None,
        outlet: str | None = None,
        after: int = 0,
        numbers: Iterable[int] | None = None,
    ) -> Iterator[Kept]:
        """Articles in order of collecting: of days `since` to `until` (ISO, inclusive), of an outlet, `after` a number."""
        query = select(articles).where(*_wanted(since, until, outlet, numbers)).order_by(articles.c.number)
        yield from map(kept_of, self.pages(query, articles.c.number, after))

    def records(
        self,
        *,
        since: str | None = None,
        until: str | None = None,
        outlet: str | None = None,
        after: int = 0,
        numbers: Iterable[int] | None = None,
    ) -> Iterator[tuple[Kept, Record | None]]:
        """Articles with the record of their current reading (None if not read), in order of collecting."""
        joined = articles.outerjoin(readings, (readings.c.article == articles.c.number) & (readings.c.current == 1))
        query = select(articles, readings.c.record).select_from(joined).where(*_wanted(since, until, outlet, numbers))
        for row in self.pages(query.order_by(articles.c.number), articles.c.number, after):
            kept = kept_of(row)
            with self._naming(kept.id):
                record = None if row["record"] is None else unpack_record(kept.article, row["record"])
            yield kept, record

    def numbers(self, conditions: Iterable[ColumnElement[bool]]) -> list[int]:
        """The numbers of the articles that meet conditions (see `rasd.store.filters`), in order of collecting."""
        with self.read() as connection:
            return list(connection.execute(select(articles.c.number).where(*conditions).order_by(articles.c.number)).scalars())

    def record(self, number: int, version: Version | None = None) -> Record | None:
        """The record of an article from its current reading, or from that of a version; None if not read."""
        return self.record_of(self.article(number), version)

    def record_of(self, kept: Kept, version: Version | None = None) -> Record | None:
        """Like `record`, for an article that is loaded already."""
        with self.read() as connection, self._naming(kept.article.id):
            return load_record(connection, kept.number, kept.article, version)

    @contextmanager
    def _naming(self, id: str) -> Iterator[None]:
        """Add the article to the error for a damaged record."""
        try:
            yield
        except StoreDamaged as error:
            raise StoreDamaged(f"{self.where}: the record of article {id}: {error}") from error

    def readings(self, number: int) -> list[Reading]:
        """All readings of an article, oldest first."""
        with self.read() as connection:
            return readings_of(connection, number)

    def pages(self, query: Select[Any], key: ColumnElement[Any], after: int = 0) -> Iterator[RowMapping]:
        """The rows of a query in order of a key, selected as `number`. No transaction stays open between pages."""
        while True:
            with self.read() as connection:
                page = connection.execute(query.where(key > after).limit(_PAGE)).mappings().all()
            yield from page
            if len(page) < _PAGE:
                return
            after = page[-1]["number"]

    # ---- work to be done

    def claim(
        self,
        task: str,
        *,
        worker: str,
        engine: str,
        limit: int,
        after: int = 0,
        seconds: float | None = None,
        version: str | None = None,
        suspect: bool = False,
    ) -> list[Kept]:
        """Up to `limit` articles that this engine (or this version of it) has not read, for this worker alone for `seconds`.

        Several workers may ask at the same time: none gets what another holds. `after` skips articles up to that number.
        `suspect` asks for articles over which workers were lost again and again: read each in a process of its own.
        """
        with writing(self.engine) as connection:
            rows = claims.claim(
                connection,
                task,
                worker=worker,
                engine=engine,
                version=version,
                limit=limit,
                after=after,
                seconds=seconds,
                suspect=suspect,
            )
            return [kept_of(row) for row in rows]

    def renew(self, worker: str) -> None:
        """Renew all leases of a worker: to be called every `leases.BEAT` seconds while it lives."""
        with writing(self.engine) as connection:
            leases.renew(connection, worker)

    def release(self, worker: str) -> None:
        """Release the claims of a worker on articles that it has not read."""
        with writing(self.engine) as connection:
            claims.release(connection, worker)

    def release_gone(self, is_gone: Callable[[str], bool]) -> None:
        """Let the leases of lost workers lapse at once; `is_gone` decides by a worker's name."""
        with self.read() as connection:
            gone = list(filter(is_gone, claims.workers(connection)))
        for worker in gone:
            with writing(self.engine) as connection:
                claims.lose(connection, worker)

    def held(self) -> list[leases.Held]:
        """All that workers hold, by worker."""
        with self.read() as connection:
            return list(leases.held(connection))

    def unread(self, engine: str, version: str | None = None) -> int:
        """How many articles this engine (or this version of it) has not read."""
        with self.read() as connection:
            return int(connection.execute(select(func.count()).select_from(articles).where(claims.not_read(engine, version))).scalar_one())

    def any_unread(self, engine: str | None, *, after: int = 0) -> bool:
        """Whether there is an article after a number that this engine (None: any) has not read, claimed or not."""
        query = select(articles.c.number).where(articles.c.number > after, claims.not_read(engine)).limit(1)
        with self.read() as connection:
            return connection.execute(query).first() is not None

    # ---- the rest

    def features(self, method: str, *, after: int = 0) -> Iterator[tuple[int, bytes]]:
        """The bytes that a step stored for each article (see `Writer.save_features`), in order of number."""
        query = select(features.c.article.label("number"), features.c.data).where(features.c.method == method).order_by(features.c.article)
        for row in self.pages(query, features.c.article, after):
            yield row["number"], row["data"]

    def features_of(self, method: str, numbers: Sequence[int]) -> dict[int, bytes]:
        """Like `features`, for these articles."""
        found: dict[int, bytes] = {}
        with self.read() as connection:
            for some in portions(numbers):
                query = select(features.c.article, features.c.data).where(features.c.method == method)
                rows = connection.execute(query.where(features.c.article.in_(some)))
                found |= dict(rows.all())
        return found

    def corrections(self, subject: str | None = None, *, after: int = 0) -> list[Correction]:
        """The journal of corrections in order: of a subject (actor, story) or all, after the number of an entry."""
        query = select(corrections).where(corrections.c.number > after).order_by(corrections.c.number)
        if subject is not None:
            query = query.where(corrections.c.subject == subject)
        with self.read() as connection:
            return [Correction(*(*row[:6], from_json(row[6]))) for row in connection.execute(query)]

    def judgements(self, subject: str | None = None, subject_id: str | None = None, *, article: int | None = None) -> list[dict[str, Any]]:
        """The judgements in order of time: all, or those on a subject, on one finding, in an article (by number)."""
        query = select(judgements).order_by(judgements.c.at, judgements.c.id)
        if article is not None:
            query = query.where(judgements.c.article == article)
        if subject is not None:
            query = query.where(judgements.c.subject == subject)
        if subject_id is not None:
            query = query.where(judgements.c.subject_id == subject_id)
        return [row | {"value": from_json(row["value"]) if row["value"] else None} for row in self.rows(query)]

    def sources(self) -> list[dict[str, Any]]:
        """All sources with their state and counts, by name."""
        return self.rows(select(sources).order_by(sources.c.name))

    def failures(self, limit: int = 100, *, solved: bool = False) -> list[dict[str, Any]]:
        """Unsolved failures, latest first; with `solved` also solved ones, with their `solved_at`."""
        query = select(failures) if solved else select(failures).where(failures.c.solved_at.is_(None))
        return self.rows(query.order_by(failures.c.last_at.desc(), failures.c.id).limit(limit))

    def sightings(self, number: int) -> list[dict[str, Any]]:
        """The sightings of an article: source, address, moment."""
        return self.rows(select(sightings).where(sightings.c.article == number).order_by(sightings.c.seen_at, sightings.c.id))

    def note(self, name: str) -> str | None:
        """The note of the store under this name."""
        with self.read() as connection:
            return connection.execute(select(notes.c.value).where(notes.c.name == name)).scalar()

    def rows(self, query: Select[Any] | CompoundSelect[Any]) -> list[dict[str, Any]]:
        """The rows of a query as plain dicts."""
        with self.read() as connection:
            found = connection.execute(query)
            names = tuple(found.keys())
            return [dict(zip(names, row, strict=True)) for row in found.all()]


def _wanted(since: str | None, until: str | None, outlet: str | None, numbers: Iterable[int] | None) -> Iterator[ColumnElement[bool]]:
    yield from Filters(since=since, until=until, outlet=outlet).conditions()
    if numbers is not None:
        yield articles.c.number.in_(list(numbers))


def kept_of(row: RowMapping) -> Kept:
    """The article of a row of `articles`."""
    article = Article(
        id=row["given_id"] or row["id"],
        text=row["text"],
        title=row["title"],
        url=row["url"],
        outlet=row["outlet"],
        published=row["published"],
        language=row["language"],
        byline=row["byline"],
        credit=tuple(from_json(row["credit"])),
    )
    return Kept(row["number"], row["id"], article, row["first_fetched_at"], row["published_from"], row["revision_of"])
