"""Maintenance of a store: checks, statistics and vacuum."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from itertools import islice
from typing import Any

from sqlalchemy import Connection, Table, func, select, text

from rasd.errors import StoreDamaged, StoreError
from rasd.records import content_id
from rasd.store.names import misfits
from rasd.store.statements import is_postgresql
from rasd.store.store import Store
from rasd.store.tables import Base, articles, events, fetches, readings, sightings, statements
from rasd.store.values import digest, from_json, unpack, unpack_json

Progress = Callable[[int, int], None]
_PAGE = 500


def check(store: Store, progress: Progress = lambda done, total: None) -> Iterator[str]:
    """The defects of a store, one line each. `progress` is called with the number of articles done.

    Checks the file, references between tables, the search index and words of names, and every article: its text and raw form against their
    hashes, its readings, and the words of findings against the text.
    """
    with store.read() as connection:
        yield from _file(connection)
        yield from _index(connection)
        yield from _orphans(connection)
        yield from _names(connection)
    yield from _articles(store, progress)
    yield from _fetches(store)


def _file(connection: Connection) -> Iterator[str]:
    if is_postgresql(connection):
        return  # the server checks its own pages (pg_amcheck) and references
    for (line,) in connection.exec_driver_sql("PRAGMA integrity_check(20)"):
        if line != "ok":
            yield f"file: {line}"
    for row in connection.exec_driver_sql("PRAGMA foreign_key_check"):
        yield f"{row[0]}: row {row[1]} refers to a row of {row[2]} that does not exist"


def _index(connection: Connection) -> Iterator[str]:
    known, entered = _INDEX_POSTGRESQL if is_postgresql(connection) else _INDEX_SQLITE
    for condition, problem in ((known, "is not in the search index"), (entered, "is in the search index, but no article")):
        for (number,) in connection.execute(text(condition)).fetchmany(20):
            yield f"article {number}: {problem}"


_INDEX_SQLITE = (
    "SELECT number FROM articles WHERE number NOT IN (SELECT id FROM article_words_docsize)",
    "SELECT id FROM article_words_docsize WHERE id NOT IN (SELECT number FROM articles)",
)
_INDEX_POSTGRESQL = (
    "SELECT number FROM articles WHERE number NOT IN (SELECT article FROM article_words)",
    "SELECT article FROM article_words WHERE article NOT IN (SELECT number FROM articles)",
)


def _orphans(connection: Connection) -> Iterator[str]:
    unseen = select(articles.c.number).where(articles.c.number.not_in(select(sightings.c.article))).limit(20)
    for (number,) in connection.execute(unseen):
        yield f"article {number}: no sighting says where it is from"
    counted = (
        select(readings.c.article, func.sum(readings.c.current)).group_by(readings.c.article).having(func.sum(readings.c.current) != 1)
    )
    for number, count in connection.execute(counted.limit(20)):
        yield f"article {number}: {count} of its readings are current, one should be"


def _names(connection: Connection) -> Iterator[str]:
    for id in islice(misfits(connection), 20):
        yield f"actor {id}: is looked up by other words than its name has"


def _articles(store: Store, progress: Progress) -> Iterator[str]:
    with store.read() as connection:
        total = int(connection.execute(select(func.count()).select_from(articles)).scalar_one())
    done = after = 0
    while True:
        with store.read() as connection:
            query = select(articles).where(articles.c.number > after).order_by(articles.c.number).limit(_PAGE)
            page = [dict(row) for row in connection.execute(query).mappings()]
            if not page:
                return
            after = page[-1]["number"]
            for row in page:
                yield from (f"article {row['number']} ({row['id']}): {problem}" for problem in _article(row))
            texts = {row["number"]: row["text"] for row in page}
            yield from _findings(connection, texts)
        done += len(page)
        progress(done, total)


def _article(row: dict[str, Any]) -> Iterator[str]:
    try:
        from_json(row["credit"])
    except StoreDamaged:
        yield "its credits cannot be read"
    if "\ufffd" in row["text"]:
        return  # its hash is of letters that the database could not store
    if digest(row["text"].encode("utf-8")) != row["text_hash"]:
        yield "its text is not what its hash says"
    elif row["id"] not in (
        content_id("art", row["text"], row["outlet"] or "", given) for given in (row["given_id"] or "", "")
    ):  # an id of its own that came later is not in the article's
        yield "its id does not come from its content"


def _findings(connection: Connection, texts: dict[int, str]) -> Iterator[str]:
    numbers = list(texts)
    for table, column in ((statements, statements.c.content), (events, events.c.words)):
        query = select(table.c.article, table.c.id, table.c.starts, table.c.ends, column.label("words"))
        for row in connection.execute(query.where(table.c.article.in_(numbers))):
            if texts[row.article][row.starts : row.ends] != row.words:
                yield f"article {row.article}: {row.id} quotes other words than stand there"
    kept = select(readings.c.id, readings.c.article, readings.c.record).where(readings.c.article.in_(numbers))
    for id, article, packed in connection.execute(kept):
        try:
            unpack_json(packed)
        except (StoreDamaged, UnicodeDecodeError):
            yield f"article {article}: reading {id} cannot be unpacked"


def _fetches(store: Store) -> Iterator[str]:
    query = select(fetches.c.number, fetches.c.hash, fetches.c.body).order_by(fetches.c.number)
    for row in store.pages(query, fetches.c.number):
        try:
            whole = row["body"] is None or digest(unpack(row["body"])) == row["hash"]
        except StoreDamaged:
            whole = False
        if not whole:
            yield f"fetch {row['number']}: what was fetched is not what its hash says"


def stats(store: Store) -> dict[str, Any]:
    """The contents of a store: rows by table, articles by outlet with their days, readings by version, bytes."""
    with store.read() as connection:
        counts = {table.name: _count(connection, table) for table in Base.metadata.sorted_tables}
        outlets = connection.execute(
            select(articles.c.outlet, func.count(), func.min(articles.c.day), func.max(articles.c.day))
            .group_by(articles.c.outlet)
            .order_by(func.count().desc(), articles.c.outlet)
        ).all()
        versions = connection.execute(
            select(readings.c.engine, readings.c.version, func.count(), func.sum(readings.c.current))
            .group_by(readings.c.engine, readings.c.version)
            .order_by(readings.c.engine, readings.c.version)
        ).all()
        size = _size(connection)
    return {
        "rows": counts,
        "outlets": [{"outlet": row[0], "articles": row[1], "first": row[2], "last": row[3]} for row in outlets],
        "readings": [{"engine": row[0], "version": row[1], "readings": row[2], "current": int(row[3])} for row in versions],
        "bytes": size,
    }


def _count(connection: Connection, table: Table) -> int:
    return int(connection.execute(select(func.count()).select_from(table)).scalar_one())


def _size(connection: Connection) -> int:
    if is_postgresql(connection):
        return int(connection.execute(text("SELECT pg_database_size(current_database())")).scalar_one())
    pages = connection.exec_driver_sql("PRAGMA page_count").scalar_one()
    return int(pages) * int(connection.exec_driver_sql("PRAGMA page_size").scalar_one())


def vacuum(store: Store) -> tuple[int, int]:
    """Free unused space and update the statistics of the query planner. Returns the bytes before and after.

    SQLite rewrites the file and needs as much free space as the file has.
    """
    with store.read() as connection:
        before = _size(connection)
        postgresql = is_postgresql(connection)
    if postgresql:
        with store.engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
            connection.exec_driver_sql("VACUUM (ANALYZE)")
    else:
        _vacuum_sqlite(store)
    with store.read() as connection:
        return before, _size(connection)


def _vacuum_sqlite(store: Store) -> None:
    from rasd.store.engine import error_of

    raw = store.engine.raw_connection()
    run = raw.driver_connection.execute  # type: ignore[union-attr]
    try:
        for command in (
            "INSERT INTO article_words (article_words) VALUES ('optimize')",
            "PRAGMA wal_checkpoint(TRUNCATE)",
            "VACUUM",
            "ANALYZE",
            "PRAGMA wal_checkpoint(TRUNCATE)",
        ):
            run(command)
    except Exception as error:
        raise (error_of(error, store.where) or StoreError(f"{store.where}: {error}")) from error
    finally:
        raw.close()
