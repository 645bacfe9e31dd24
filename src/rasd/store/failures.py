"""Failures of a store: a repeated failure is counted, a solved one stays as history."""

from __future__ import annotations

from collections.abc import Iterable

from sqlalchemy import Connection, bindparam, update

from rasd.records import content_id
from rasd.store.statements import insert
from rasd.store.tables import failures
from rasd.store.values import keepable, now

_LONGEST = 2000


def save_failures(
    connection: Connection,
    found: Iterable[tuple[str, str]],
    *,
    article: int | None = None,
    source: int | None = None,
    place: str = "",
) -> None:
    """Store failures, each a step and its message; `place` is a file with line, or an address, for failures without an article."""
    at = now()
    for step, message in found:
        message = keepable(message)[:_LONGEST]
        row = {
            "id": content_id("fail", step, article or "", source or "", place, message),
            "article": article,
            "source": source,
            "step": step,
            "place": keepable(place),
            "message": message,
            "first_at": at,
            "last_at": at,
            "times": 1,
        }
        made = insert(connection, failures)
        again = {"last_at": made.excluded.last_at, "times": failures.c.times + 1, "solved_at": None}
        connection.execute(made.on_conflict_do_update(index_elements=["id"], set_=again), [row])


def solve(connection: Connection, *, source: int | None, place: str | None = None, before: str | None = None) -> None:
    """Mark failures of collecting from a source as solved: those of one place, or all whose last occurrence is before a moment.

    The same failure later reopens it. Without a source it is an address that never became one, and `place` is required.
    """
    open_ = failures.c.solved_at.is_(None) & failures.c.article.is_(None)
    here = open_ & (failures.c.source.is_(None) if source is None else failures.c.source == source)
    if place is not None:
        here &= failures.c.place == keepable(place)
    if before is not None:
        here &= failures.c.last_at < before
    connection.execute(update(failures).where(here).values(solved_at=now()))


def solve_reading(connection: Connection, article: int) -> None:
    """Mark the failures of earlier readings of an article as solved. Those of the new reading are stored afterwards."""
    connection.execute(_READ, {"of": article, "at": now()})


_READ = update(failures).where(failures.c.article == bindparam("of"), failures.c.solved_at.is_(None)).values(solved_at=bindparam("at"))
