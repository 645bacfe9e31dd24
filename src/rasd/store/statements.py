"""SQL for both databases."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import cache
from typing import Any, TypeVar

from sqlalchemy import ColumnElement, Connection, Table, or_
from sqlalchemy.dialects.postgresql import insert as postgresql_insert
from sqlalchemy.dialects.sqlite import insert as sqlite_insert

T = TypeVar("T")
_PORTION = 500


def is_postgresql(connection: Connection) -> bool:
    """Whether this is PostgreSQL and not SQLite."""
    return connection.dialect.name == "postgresql"


def insert(connection: Connection, table: Table) -> Any:
    """An insert that knows `on_conflict_do_nothing` and `on_conflict_do_update`."""
    return (postgresql_insert if is_postgresql(connection) else sqlite_insert)(table)


@cache
def insert_new(postgresql: bool, table: Table, *returning: str) -> Any:
    """An insert that skips rows whose key exists; built once, since building takes as long as running it."""
    made = (postgresql_insert if postgresql else sqlite_insert)(table).on_conflict_do_nothing()
    return made.returning(*(table.c[name] for name in returning)) if returning else made


def portions(values: Sequence[T]) -> Iterator[Sequence[T]]:
    """Slices of values short enough for one statement; some databases refuse lists of thousands."""
    return (values[start : start + _PORTION] for start in range(0, len(values), _PORTION))


def of_keys(article: Any, id: Any, keys: Sequence[tuple[int, str]]) -> tuple[ColumnElement[bool], ColumnElement[bool]]:
    """Conditions for rows with these keys (article number and id), by article first: with the ids alone SQLite would try each id with
    each article."""
    return article.in_({number for number, _ in keys}), (id + "").in_({one for _, one in keys})


def insert_missing(connection: Connection, table: Table, rows: Sequence[dict[str, Any]]) -> None:
    """Insert rows, skipping those whose key exists."""
    if rows:
        connection.execute(insert_new(is_postgresql(connection), table), list(rows))


def insert_all(connection: Connection, table: Table, rows: Sequence[dict[str, Any]]) -> None:
    """Insert rows; none is fine."""
    if rows:
        connection.execute(table.insert(), list(rows))


def upsert(connection: Connection, table: Table, rows: Sequence[dict[str, Any]]) -> None:
    """Insert rows, or update those with the same key that differ."""
    if rows:
        connection.execute(_upsert(is_postgresql(connection), table, tuple(rows[0])), list(rows))


@cache
def _upsert(postgresql: bool, table: Table, names: tuple[str, ...]) -> Any:
    keys = [column.name for column in table.primary_key.columns]
    made = (postgresql_insert if postgresql else sqlite_insert)(table)
    changed = {name: made.excluded[name] for name in names if name not in keys}
    if not changed:
        return made.on_conflict_do_nothing()
    differs = or_(*(table.c[name].is_distinct_from(value) for name, value in changed.items()))
    return made.on_conflict_do_update(index_elements=keys, set_=changed, where=differs)
