"""SQL that both databases spell almost alike."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from sqlalchemy import Connection, Table
from sqlalchemy.dialects import postgresql, sqlite

Insert = postgresql.Insert | sqlite.Insert


def is_postgresql(connection: Connection) -> bool:
    """Whether this is PostgreSQL and not SQLite."""
    return connection.dialect.name == "postgresql"


def insert(connection: Connection, table: Table) -> Any:
    """An insert that knows `on_conflict_do_nothing` and `on_conflict_do_update`."""
    return postgresql.insert(table) if is_postgresql(connection) else sqlite.insert(table)


def insert_all(connection: Connection, table: Table, rows: Sequence[dict[str, Any]]) -> None:
    """Insert rows; none is fine."""
    if rows:
        connection.execute(table.insert(), list(rows))


def upsert(connection: Connection, table: Table, rows: Sequence[dict[str, Any]], *, keep: Sequence[str] = ()) -> None:
    """Insert rows, or write them over those of the same key; the columns in `keep` stay as they were."""
    if not rows:
        return
    keys = [column.name for column in table.primary_key.columns]
    made = insert(connection, table)
    changed = {name: made.excluded[name] for name in rows[0] if name not in keys and name not in keep}
    differs = None
    for name, value in changed.items():
        part = table.c[name].is_distinct_from(value)
        differs = part if differs is None else differs | part
    connection.execute(made.on_conflict_do_update(index_elements=keys, set_=changed, where=differs), list(rows))
