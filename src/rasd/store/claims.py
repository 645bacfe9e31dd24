"""Claims of articles by processes: leases that lapse when their worker is gone."""

from __future__ import annotations

from sqlalchemy import ColumnElement, Connection, RowMapping, delete, literal, or_, select, update

from rasd.store.leases import clock, lasting, over
from rasd.store.statements import insert, is_postgresql
from rasd.store.tables import articles, claims, leases, readings

LOST = 5  # workers lost over an article after which it is read in a process of its own, since it may have killed them


def not_read(engine: str | None, version: str | None = None) -> ColumnElement[bool]:
    """The articles without a reading of this engine, or of this version of it; without an engine, those without any."""
    done = select(readings.c.number).where(readings.c.article == articles.c.number)
    if engine is not None:
        done = done.where(readings.c.engine == engine)
    if version is not None:
        done = done.where(readings.c.version == version)
    return ~done.exists()


def claim(
    connection: Connection,
    task: str,
    *,
    worker: str,
    engine: str,
    version: str | None,
    limit: int,
    after: int,
    seconds: float | None = None,
    suspect: bool = False,
) -> list[RowMapping]:
    """Take up to `limit` unread articles after a number that no live claim holds; gives their rows, in order.

    One statement finds them and enters the claims, and an entry over a claim that is live changes nothing: two workers that see the same
    articles free still get different ones. On PostgreSQL it waits for nobody: rows that another worker is claiming are passed over.
    `suspect` asks for articles over which `LOST` workers were lost, which are not given otherwise.
    """
    at = clock(connection)
    until = lasting(at, seconds)
    known = select(claims.c.article).where(claims.c.article == articles.c.number, claims.c.task == task)
    live, bad = ~over(claims.c.until, at), claims.c.tries >= LOST
    free = known.where(~live, bad).exists() if suspect else ~known.where(or_(live, bad)).exists()
    found = select(articles.c.number, literal(task), literal(worker), literal(until))
    found = found.where(articles.c.number > after, not_read(engine, version), free).order_by(articles.c.number).limit(limit)
    if is_postgresql(connection):  # NO KEY: who keeps a finding of the article need not wait for it
        found = found.with_for_update(skip_locked=True, key_share=True, of=articles)
    made = insert(connection, claims).from_select(["article", "task", "worker", "until"], found)
    again = {"worker": made.excluded.worker, "until": made.excluded.until, "tries": claims.c.tries + 1}
    made = made.on_conflict_do_update(index_elements=["article", "task"], set_=again, where=over(claims.c.until, at))
    return _unread(connection, list(connection.execute(made.returning(claims.c.article)).scalars()), task, engine, version)


def _unread(connection: Connection, taken: list[int], task: str, engine: str, version: str | None) -> list[RowMapping]:
    """The articles that were claimed, without those read in the meantime, whose claims are released."""
    rows = connection.execute(
        select(articles).where(articles.c.number.in_(taken), not_read(engine, version)).order_by(articles.c.number)
    ).mappings()
    found = list(rows)
    if read := set(taken) - {row["number"] for row in found}:
        connection.execute(delete(claims).where(claims.c.task == task, claims.c.article.in_(read)))
    return found


def workers(connection: Connection) -> set[str]:
    """The workers that hold a claim or lease."""
    holding = connection.execute(select(claims.c.worker).where(claims.c.until != "").distinct()).scalars()
    return {*holding, *connection.execute(select(leases.c.worker).distinct()).scalars()}


def release(connection: Connection, worker: str) -> None:
    """Release all claims of a worker."""
    connection.execute(delete(claims).where(claims.c.worker == worker))


def lose(connection: Connection, worker: str) -> None:
    """Let all claims of a lost worker lapse at once. They stay in the table, so that the next claim counts a lost worker."""
    connection.execute(update(claims).where(claims.c.worker == worker).values(until=""))
    connection.execute(update(leases).where(leases.c.worker == worker).values(until=""))
