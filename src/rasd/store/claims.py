"""Work shared by several processes: a claim is a lease on an article, which lapses when its worker is gone."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta

from sqlalchemy import ColumnElement, Connection, Engine, RowMapping, delete, select

from rasd.store.statements import insert, is_postgresql
from rasd.store.tables import articles, claims, readings
from rasd.store.values import moment, now


@contextmanager
def claiming(engine: Engine) -> Iterator[Connection]:
    """A short transaction for claims. On PostgreSQL it waits for no writer: rows that another worker is claiming are passed over."""
    with engine.connect().execution_options(writing=True) as connection, connection.begin():
        yield connection


def not_read(engine: str, version: str | None) -> ColumnElement[bool]:
    """The articles without a reading of this engine, or of this version of it."""
    done = select(readings.c.number).where(readings.c.article == articles.c.number, readings.c.engine == engine)
    if version is not None:
        done = done.where(readings.c.version == version)
    return ~done.exists()


def claim(
    connection: Connection, task: str, *, worker: str, engine: str, version: str | None, limit: int, after: int, seconds: float
) -> list[RowMapping]:
    """Take up to `limit` unread articles after a number that no live claim holds; gives their rows."""
    held = select(claims.c.article).where(claims.c.article == articles.c.number, claims.c.task == task, claims.c.until > now())
    free = select(articles).where(articles.c.number > after, not_read(engine, version), ~held.exists())
    free = free.order_by(articles.c.number).limit(limit)
    if is_postgresql(connection):
        free = free.with_for_update(skip_locked=True, of=articles)
    rows = list(connection.execute(free).mappings())
    until = moment(datetime.now(UTC) + timedelta(seconds=seconds))
    mine = [{"article": row["number"], "task": task, "worker": worker, "until": until} for row in rows]
    if mine:
        made = insert(connection, claims)
        again = {"worker": made.excluded.worker, "until": made.excluded.until}
        connection.execute(made.on_conflict_do_update(index_elements=["article", "task"], set_=again), mine)
    return rows


def workers(connection: Connection) -> list[str]:
    """Who holds something."""
    return list(connection.execute(select(claims.c.worker).distinct()).scalars())


def release(connection: Connection, worker: str) -> None:
    """Give back all claims of a worker."""
    connection.execute(delete(claims).where(claims.c.worker == worker))
