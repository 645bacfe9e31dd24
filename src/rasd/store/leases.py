"""Named leases for work that one worker does alone (relating, a visit), by the database's clock.

The clocks of the machines need not agree: the clock that all of them share decides whether a lease has lapsed. It is renewed while its
worker lives (`renew`); otherwise it lapses, and another worker takes it.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import NamedTuple

from sqlalchemy import ColumnElement, Connection, Select, delete, func, or_, select, tuple_, update

from rasd.store.statements import insert, is_postgresql
from rasd.store.tables import claims, leases
from rasd.store.values import moment

SECONDS = 120.0  # duration of a lease without renewal: how long the work of a lost machine waits
FAR = timedelta(days=1)  # a lease further ahead was written by a wrong clock, and counts as over
BEAT = 30.0  # seconds between renewals; three may fail before a lease lapses


class Held(NamedTuple):
    """What a worker holds: a task on some articles, or a named lease (with `articles` 0). `live` until it lapses."""

    worker: str
    what: str
    articles: int
    since: str | None
    until: str
    live: bool


def clock(connection: Connection) -> datetime:
    """Now, by the shared clock: the server's; for SQLite, whose workers are on one machine, that machine's."""
    if is_postgresql(connection):
        at: datetime = connection.execute(select(func.clock_timestamp())).scalar_one()
        return at
    return datetime.now(UTC)


def lasting(at: datetime, seconds: float | None) -> str:
    """The end of a lease that is taken or renewed at a moment."""
    return moment(at + timedelta(seconds=SECONDS if seconds is None else seconds))


def over(column: ColumnElement[str], at: datetime, far: timedelta | None = None) -> ColumnElement[bool]:
    """Whether the moment in a column has passed, or is further ahead (`FAR`) than a right clock could have written."""
    return or_(column <= moment(at), column > moment(at + (FAR if far is None else far)))


def take(connection: Connection, name: str, worker: str, *, seconds: float | None = None, host: str | None = None) -> bool:
    """Take a free lease, in one statement; False if any worker holds it, even this one."""
    at = clock(connection)
    row = {"name": name, "worker": worker, "host": host, "since": moment(at), "until": lasting(at, seconds)}
    made = insert(connection, leases).values(row)
    lapsed = made.on_conflict_do_update(index_elements=["name"], set_=row, where=over(leases.c.until, at))
    return connection.execute(lapsed.returning(leases.c.name)).first() is not None


def hold(connection: Connection, name: str, worker: str, *, seconds: float | None = None) -> bool:
    """Whether a worker still has its lease. Nobody can take it before this transaction ends."""
    until = lasting(clock(connection), seconds)
    mine = update(leases).where(leases.c.name == name, leases.c.worker == worker).values(until=until)
    return connection.execute(mine).rowcount > 0


def release(connection: Connection, name: str, worker: str) -> None:
    """Release a lease of this worker."""
    connection.execute(delete(leases).where(leases.c.name == name, leases.c.worker == worker))


def leave(connection: Connection, worker: str) -> list[str]:
    """Release all leases of a worker. Returns their names."""
    return list(connection.execute(delete(leases).where(leases.c.worker == worker).returning(leases.c.name)).scalars())


def renew(connection: Connection, worker: str, *, seconds: float | None = None) -> None:
    """Renew all claims and leases of a worker.

    Rows that another transaction is changing are skipped: it releases or renews them, and waiting for it could take for ever.
    """
    until = lasting(clock(connection), seconds)
    alive = claims.c.until != ""  # claims released as lost stay released
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
    """Remove the leases that have lapsed. Returns their names."""
    gone = delete(leases).where(over(leases.c.until, clock(connection))).returning(leases.c.name)
    return list(connection.execute(gone).scalars())


def held(connection: Connection) -> Iterator[Held]:
    """All that workers hold, by worker."""
    at, until = clock(connection), func.max(claims.c.until)
    several = select(claims.c.worker, claims.c.task, func.count().label("articles"), until.label("until"), (~over(until, at)).label("live"))
    rows = connection.execute(several.where(claims.c.until != "").group_by(claims.c.worker, claims.c.task))
    found = [Held(row.worker, row.task, row.articles, None, row.until, bool(row.live)) for row in rows]
    alone = connection.execute(select(leases, (~over(leases.c.until, at)).label("live")))
    found += [Held(row.worker, row.name, 0, row.since, row.until, bool(row.live)) for row in alone]
    yield from sorted(found, key=lambda one: (one.worker, one.what))
