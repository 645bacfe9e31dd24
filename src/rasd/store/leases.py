"""Leases by name: what one worker alone does (relating, the visit of a source), until a moment of the database's own clock.

The machines of a desk need not agree on the time: whether a lease has lapsed is asked of the one clock that all of them share. A lease
is renewed while its worker lives (`renew`); one that is not lapses, and another takes it.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import NamedTuple

from sqlalchemy import ColumnElement, Connection, Select, delete, func, or_, select, tuple_, update

from rasd.store.statements import insert, is_postgresql
from rasd.store.tables import claims, leases
from rasd.store.values import moment

SECONDS = 120.0  # of a lease that is not renewed: how long the work of a machine that is lost waits
FAR = timedelta(days=1)  # nothing is held so far ahead: what seems to be was written when the clock was wrong, and holds nobody up
BEAT = 30.0  # between two renewals: three may fail before a lease lapses


class Held(NamedTuple):
    """What a worker holds: a task on so many articles, or a lease by its name (then `articles` is 0). `live` until it lapses."""

    worker: str
    what: str
    articles: int
    since: str | None
    until: str
    live: bool


def clock(connection: Connection) -> datetime:
    """This moment by the clock that all workers share: the server's; that of this machine for SQLite, whose workers are all on it."""
    if is_postgresql(connection):
        at: datetime = connection.execute(select(func.clock_timestamp())).scalar_one()
        return at
    return datetime.now(UTC)


def lasting(at: datetime, seconds: float | None) -> str:
    """Until when a lease that is taken or renewed at a moment lasts."""
    return moment(at + timedelta(seconds=SECONDS if seconds is None else seconds))


def over(column: ColumnElement[str], at: datetime, far: timedelta | None = None) -> ColumnElement[bool]:
    """Whether the moment in a column has come, or is farther ahead (`FAR`) than any that a right clock wrote."""
    return or_(column <= moment(at), column > moment(at + (FAR if far is None else far)))


def take(connection: Connection, name: str, worker: str, *, seconds: float | None = None, host: str | None = None) -> bool:
    """Take a lease that nobody holds, in one statement; False where somebody does, though it were this worker."""
    at = clock(connection)
    row = {"name": name, "worker": worker, "host": host, "since": moment(at), "until": lasting(at, seconds)}
    made = insert(connection, leases).values(row)
    lapsed = made.on_conflict_do_update(index_elements=["name"], set_=row, where=over(leases.c.until, at))
    return connection.execute(lapsed.returning(leases.c.name)).first() is not None


def hold(connection: Connection, name: str, worker: str, *, seconds: float | None = None) -> bool:
    """Whether a worker still has its lease. Nobody can take it before this transaction ends: what it writes was not overtaken."""
    until = lasting(clock(connection), seconds)
    mine = update(leases).where(leases.c.name == name, leases.c.worker == worker).values(until=until)
    return connection.execute(mine).rowcount > 0


def release(connection: Connection, name: str, worker: str) -> None:
    """Give back a lease, where this worker has it."""
    connection.execute(delete(leases).where(leases.c.name == name, leases.c.worker == worker))


def leave(connection: Connection, worker: str) -> list[str]:
    """Give back all leases of a worker; gives their names."""
    return list(connection.execute(delete(leases).where(leases.c.worker == worker).returning(leases.c.name)).scalars())


def renew(connection: Connection, worker: str, *, seconds: float | None = None) -> None:
    """Renew all that a worker holds, articles and leases.

    A row that a transaction of its own is changing is passed over: it is given back there, or renewed. Waiting for it could be for ever.
    """
    until = lasting(clock(connection), seconds)
    alive = claims.c.until != ""  # what was given back as lost is not had again
    mine = _passing(connection, select(claims.c.article, claims.c.task).where(claims.c.worker == worker, alive))
    connection.execute(update(claims).where(tuple_(claims.c.article, claims.c.task).in_(mine)).values(until=until))
    names = _passing(connection, select(leases.c.name).where(leases.c.worker == worker))
    connection.execute(update(leases).where(leases.c.name.in_(names)).values(until=until))


def _passing(connection: Connection, query: Select[*tuple[object, ...]]) -> Select[*tuple[object, ...]]:
    return query.with_for_update(skip_locked=True) if is_postgresql(connection) else query


def others(connection: Connection, worker: str) -> tuple[set[str], set[str]]:
    """The names and the hosts of the leases that other workers hold now."""
    query = select(leases.c.name, leases.c.host).where(leases.c.worker != worker, ~over(leases.c.until, clock(connection)))
    rows = connection.execute(query).all()
    return {row.name for row in rows}, {row.host for row in rows if row.host}


def any_lapsed(connection: Connection) -> bool:
    """Whether there is a lease that has lapsed."""
    return connection.execute(select(leases.c.name).where(over(leases.c.until, clock(connection))).limit(1)).first() is not None


def lapsed(connection: Connection) -> list[str]:
    """Take away the leases that have lapsed; gives their names."""
    gone = delete(leases).where(over(leases.c.until, clock(connection))).returning(leases.c.name)
    return list(connection.execute(gone).scalars())


def held(connection: Connection) -> Iterator[Held]:
    """Who holds what, by worker."""
    at, until = clock(connection), func.max(claims.c.until)
    several = select(claims.c.worker, claims.c.task, func.count().label("articles"), until.label("until"), (~over(until, at)).label("live"))
    rows = connection.execute(several.where(claims.c.until != "").group_by(claims.c.worker, claims.c.task))
    found = [Held(row.worker, row.task, row.articles, None, row.until, bool(row.live)) for row in rows]
    alone = connection.execute(select(leases, (~over(leases.c.until, at)).label("live")))
    found += [Held(row.worker, row.name, 0, row.since, row.until, bool(row.live)) for row in alone]
    yield from sorted(found, key=lambda one: (one.worker, one.what))
