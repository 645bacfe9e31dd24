"""Readings: the findings of an engine in an article, by version. The current one fills the tables for filters."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import Connection, bindparam, delete, func, select, update

from rasd.records import Article, Record, content_id
from rasd.store import findings
from rasd.store.failures import save_failures, solve_reading
from rasd.store.names import save_actors
from rasd.store.records import unpack_record
from rasd.store.statements import insert_all, insert_new, is_postgresql, upsert
from rasd.store.tables import article_actors, articles, claims, event_parties, events, features, places, readings, statements
from rasd.store.values import now, pack_json

_FINDINGS: tuple[tuple[Any, Any], ...] = (
    (article_actors, findings.article_actor_rows),
    (statements, findings.statement_rows),
    (events, findings.event_rows),
    (event_parties, findings.party_rows),
    (places, findings.place_rows),
)


@dataclass(frozen=True, slots=True)
class Version:
    """An engine and its version, which any change to what is found (code, data, model) changes."""

    engine: str
    version: str


@dataclass(frozen=True, slots=True)
class Reading:
    """One stored reading."""

    id: str
    article: int
    engine: str
    version: str
    made_at: str
    current: bool


@dataclass(frozen=True, slots=True)
class Prepared:
    """A record as rows and packed bytes, made by the process that reads, so that the one that writes has little to do."""

    article: int
    packed: bytes
    counts: dict[str, int]
    actors: findings.Rows
    rows: tuple[findings.Rows, ...]
    failures: tuple[tuple[str, str], ...]
    features: dict[str, bytes] = field(default_factory=dict)
    stale: tuple[str, ...] = ()


def prepare(article: int, record: Record, features: dict[str, bytes] | None = None, stale: tuple[str, ...] = ()) -> Prepared:
    """Prepare a record for the store. `features` (a sketch, a vector) are stored with it, those named in `stale` removed."""
    plain = record.to_dict()
    del plain["article"]
    counts = {name: len(getattr(record, name)) for name in ("statements", "events", "actors", "places", "failures")}
    rows = tuple(make(article, record) for _, make in _FINDINGS)
    failures = tuple((f"read {failure.step}", failure.message) for failure in record.failures)
    return Prepared(article, pack_json(plain), counts, findings.actor_rows(record), rows, failures, features or {}, stale)


def save_reading(connection: Connection, made: Prepared, version: Version, *, current: bool = True) -> bool:
    """Store a reading; False if this version has read the article already. See `Writer.save_reading`."""
    row = {
        "id": content_id("rdg", _id_of(connection, made.article), version.engine, version.version),
        "article": made.article,
        "engine": version.engine,
        "version": version.version,
        "made_at": now(),
        "current": 0,
        "record": made.packed,
        **made.counts,
    }
    number = connection.execute(insert_new(is_postgresql(connection), readings, "number"), row).scalar()
    connection.execute(_DONE, {"number": made.article, "did": f"read {version.engine}"})
    if number is None:
        return False
    solve_reading(connection, made.article)
    save_failures(connection, made.failures, article=made.article)
    if current:
        _make_current(connection, number, made)
        for method in made.stale:
            connection.execute(_FORGET, {"number": made.article, "name": method})
        upsert(connection, features, [{"article": made.article, "method": method, "data": data} for method, data in made.features.items()])
    return True


def _id_of(connection: Connection, number: int) -> str:
    return str(connection.execute(_ID, {"of": number}).scalar_one())


_ID = select(articles.c.id).where(articles.c.number == bindparam("of"))
_DONE = delete(claims).where(claims.c.article == bindparam("number"), claims.c.task == bindparam("did"))
_FORGET = delete(features).where(features.c.article == bindparam("number"), features.c.method == bindparam("name"))
_OTHERS = (
    update(readings)
    .where(readings.c.article == bindparam("of"), readings.c.current == 1, readings.c.number != bindparam("this"))
    .values(current=0)
)
_THIS = update(readings).where(readings.c.number == bindparam("this")).values(current=1)


def _make_current(connection: Connection, number: int, made: Prepared) -> None:
    """Replace the findings of the current reading in the tables by those of this one."""
    old = connection.execute(_OTHERS, {"of": made.article, "this": number})
    connection.execute(_THIS, {"this": number})
    _fill(connection, made, again=old.rowcount > 0)


def _fill(connection: Connection, made: Prepared, *, again: bool) -> None:
    """Replace the rows of an article in the tables of findings."""
    save_actors(connection, made.actors)
    for (table, _), rows in zip(_FINDINGS, made.rows, strict=True):
        if again:
            connection.execute(delete(table).where(table.c.article == made.article))
        insert_all(connection, table, rows)


def show(connection: Connection, article: int, record: Record) -> None:
    """Replace the rows of an article by those of a reviewed record. The reading keeps its contents and gets the next number."""
    _fill(connection, prepare(article, record), again=True)
    newest = select(func.max(readings.c.number) + 1).scalar_subquery()
    if is_postgresql(connection):  # otherwise the sequence would give this number again
        newest = select(func.nextval(func.pg_get_serial_sequence("readings", "number"))).scalar_subquery()
    number = connection.execute(select(newest)).scalar_one()
    connection.execute(update(readings).where(readings.c.article == article, readings.c.current == 1).values(number=number))


def load_record(connection: Connection, number: int, article: Article, version: Version | None = None) -> Record | None:
    """The record of an article from its current reading, or from that of a version; None if there is none."""
    found = select(readings.c.record).where(readings.c.article == number)
    if version is None:
        found = found.where(readings.c.current == 1)
    else:
        found = found.where(readings.c.engine == version.engine, readings.c.version == version.version)
    packed = connection.execute(found).scalar()
    return None if packed is None else unpack_record(article, packed)


def readings_of(connection: Connection, number: int) -> list[Reading]:
    """All readings of an article, oldest first."""
    columns = (readings.c.id, readings.c.article, readings.c.engine, readings.c.version, readings.c.made_at, readings.c.current)
    found = connection.execute(select(*columns).where(readings.c.article == number).order_by(readings.c.number))
    return [Reading(*row[:5], bool(row.current)) for row in found]
