"""The queue of review: statements and events in order of confidence, the lowest first, by what was decided of them."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from heapq import merge
from itertools import islice
from typing import Any, Literal, NamedTuple

from sqlalchemy import ColumnElement, Select, Table, func, select, tuple_

from rasd.store.store import Store
from rasd.store.tables import articles, events, statements, verdicts
from rasd.store.values import through

Kind = Literal["statement", "event"]
Judged = Literal["no", "yes", "all"]
_TABLES: dict[str, tuple[Table, str]] = {"statement": (statements, "kind"), "event": (events, "type")}


@dataclass(frozen=True, slots=True)
class QueueFilters:
    """What a finding must meet; None asks nothing. `type` is a type of event or a manner of statement; `judged` no, yes or all."""

    kind: Kind | None = None
    type: str | None = None
    outlet: str | None = None
    since: str | None = None
    until: str | None = None
    judged: Judged = "no"


class Queued(NamedTuple):
    """A finding in the queue: its confidence, the number of its article, its kind and id."""

    confidence: float
    article: int
    kind: Kind
    id: str


def queued(store: Store, asked: QueueFilters, *, limit: int, offset: int = 0) -> list[Queued]:
    """The findings that meet the filters, those of least confidence first."""
    kinds: Sequence[Kind] = (asked.kind,) if asked.kind else ("statement", "event")
    if asked.type:  # a manner is of no event, and to find that out a whole table would be looked at
        kinds = [kind for kind in kinds if (kind == "event") == asked.type.isupper()]
    with store.read() as connection:
        found = [_of(connection.execute(_query(kind, asked).limit(limit + offset)), kind) for kind in kinds]
        return list(islice(merge(*found), offset, offset + limit))


def _of(rows: Any, kind: Kind) -> list[Queued]:
    return [Queued(row.confidence, row.article, kind, row.id) for row in rows]


def _query(kind: Kind, asked: QueueFilters) -> Select[Any]:
    table, type_column = _TABLES[kind]
    query = select(table.c.confidence, table.c.article, table.c.id).where(*_conditions(table, kind, type_column, asked))
    if asked.outlet or asked.since or asked.until:
        query = query.join(articles, articles.c.number == table.c.article)
    return query.order_by(table.c.confidence, table.c.article, table.c.id)


def _conditions(table: Table, kind: Kind, type_column: str, asked: QueueFilters) -> Iterator[ColumnElement[bool]]:
    if asked.type:
        yield table.c[type_column] == asked.type
    if asked.outlet:
        yield articles.c.outlet == asked.outlet
    if asked.since:
        yield articles.c.day >= asked.since
    if asked.until:
        yield articles.c.day <= through(asked.until)
    if asked.judged == "yes":  # few: they are looked up, where an EXISTS would be asked of every finding (60 ms of 130,000)
        judged = select(verdicts.c.article, verdicts.c.id).where(verdicts.c.subject == kind, verdicts.c.verdict != "reject")
        yield tuple_(table.c.article, table.c.id).in_(judged)
    elif asked.judged == "no":
        known = (verdicts.c.article == table.c.article, verdicts.c.subject == kind, verdicts.c.id == table.c.id)
        yield ~select(verdicts.c.id).where(*known).exists()


def verdict_counts(store: Store) -> dict[tuple[str, str], int]:
    """How many findings stand under each verdict, by subject and verdict."""
    query = select(verdicts.c.subject, verdicts.c.verdict, func.count()).group_by(verdicts.c.subject, verdicts.c.verdict)
    with store.read() as connection:
        return {(row[0], row[1]): int(row[2]) for row in connection.execute(query)}
