"""What went wrong, kept beside what went well: the same failure again is counted, not repeated."""

from __future__ import annotations

from collections.abc import Iterable

from sqlalchemy import Connection

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
    """Keep failures, each a step and its message; `place` is a file with line, or an address, where no article has been made."""
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
        again = {"last_at": made.excluded.last_at, "times": failures.c.times + 1}
        connection.execute(made.on_conflict_do_update(index_elements=["id"], set_=again), [row])
