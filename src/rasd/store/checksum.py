"""Checksums of a store, one per table: equal for stores of equal content, in any order and on either database."""

from __future__ import annotations

import hashlib
import json
from typing import Any

from sqlalchemy import Connection, Table, select

from rasd.store.store import Store
from rasd.store.tables import Base, features
from rasd.store.values import unpack

# Times, numbers of tries and names of processes, in which two runs over the same sources may differ.
_VOLATILE = frozenset(
    {
        "fetched_at",
        "first_fetched_at",
        "seen_at",
        "made_at",
        "added_at",
        "first_at",
        "last_at",
        "times",
        "solved_at",
        "next_at",
        "last_try_at",
    }
    | {"last_success_at", "last_error_at", "tries", "errors", "errors_in_a_row", "number"}
)
_OTHER = frozenset({"claims", "leases", "notes"})
# Made of row numbers, which PostgreSQL also uses up in failed transactions; what they refer to is in the other columns.
_NUMBERED = {("sightings", "id"), ("failures", "id")}
_PACKED = {("readings", "record"), ("fetches", "body")}
_NAMES = {"articles": "id", "sources": "name", "fetches": "id"}
_ROWS = 2000
_SIZE = 1 << 256


def checksums(store: Store) -> dict[str, str]:
    """The number of rows of each table and the sum of their SHA-256, with row numbers replaced by what they refer to."""
    with store.read() as connection:
        names = {table: _names(connection, table) for table in _NAMES}
        return {
            table.name: _sum(connection, table, names)
            for table in sorted(Base.metadata.sorted_tables, key=lambda table: table.name)
            if table.name not in _OTHER
        }


def _names(connection: Connection, name: str) -> dict[int, str]:
    table = Base.metadata.tables[name]
    return dict(connection.execute(select(table.c.number, table.c[_NAMES[name]])).all())


def _sum(connection: Connection, table: Table, names: dict[str, dict[int, str]]) -> str:
    columns = [column for column in table.columns if column.name not in _VOLATILE and (table.name, column.name) not in _NUMBERED]
    targets = [next((key.column.table.name for key in column.foreign_keys), None) for column in columns]
    total = count = 0
    query = select(*columns)
    if table is features:  # scores depend on what was related together, to the last bit
        query = query.where(features.c.method.not_like("scores %"))
    result = connection.execution_options(yield_per=_ROWS).execute(query)
    for row in result:
        plain = [
            _plain(table.name, column.name, names[target].get(value) if target in names and value is not None else value)
            for column, target, value in zip(columns, targets, row, strict=True)
        ]
        digest = hashlib.sha256(json.dumps(plain, ensure_ascii=False).encode()).digest()
        total = (total + int.from_bytes(digest, "big")) % _SIZE
        count += 1
    return f"{count} {total:064x}"


def _plain(table: str, column: str, value: Any) -> Any:
    if isinstance(value, bytes):
        return hashlib.sha256(unpack(value) if (table, column) in _PACKED else value).hexdigest()
    return value
