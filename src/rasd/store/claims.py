"""Work shared by several processes: a claim is a lease on an article, which lapses when its worker is gone."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from sqlalchemy import ColumnElement, Connection, RowMapping, delete, select

from rasd.store.statements import is_postgresql, upsert
from rasd.store.tables import articles, claims, readings
from rasd.store.values import moment, now


def not_read(engine: str, version: str | None) -> ColumnElement[bool]:
    """The articles without a reading of this engine, or of this version of it."""
    done = select(readings.c.number).where(readings.c.article == articles.c.number, readings.c.engine == engine)
    if version is not None:
        done = done.where(readings.c.version == version)
    return ~done.exists()


def claim(
    connection: Connection, task: str, *, worker: str, engine: str, version: str | None, limit: int, after: int, seconds: float
) -> list[RowMapping]:
    """Take up to `limit` unread articles after a number that no live claim holds; gives their rows.

    On PostgreSQL it waits for no writer: rows that another worker is claiming are passed over.
    """
    held = select(claims.c.article).where(claims.c.article == articles.c.number, claims.c.task == task, claims.c.until > now())
    free = select(articles).where(articles.c.number > after, not_read(engine, version), ~held.exists())
    free = free.order_by(articles.c.number).limit(limit)
    if is_postgresql(connection):
        free = free.with_for_update(skip_locked=True, of=articles)
    rows = list(connection.execute(free).mappings())
    until = moment(datetime.now(UTC) + timedelta(seconds=seconds))
    mine = [{"article": row["number"], "task": task, "worker": worker, "until": until} for row in rows]
    upsert(connection, claims, mine)
    return rows


def workers(connection: Connection) -> list[str]:
    """Who holds something."""
    return list(connection.execute(select(claims.c.worker).distinct()).scalars())


def release(connection: Connection, worker: str) -> None:
    """Give back all claims of a worker."""
    connection.execute(delete(claims).where(claims.c.worker == worker))
