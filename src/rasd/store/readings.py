"""Readings: what an engine found in an article, kept by version; the current one fills the tables that filters look at."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection, Table, delete, select, update

from rasd.records import Article, Record, content_id
from rasd.store import findings
from rasd.store.failures import save_failures
from rasd.store.records import record_of
from rasd.store.statements import insert, insert_all, upsert
from rasd.store.tables import (
    ActorRow,
    ArticleActorRow,
    ArticleRow,
    ClaimRow,
    EventPartyRow,
    EventRow,
    PlaceRow,
    ReadingRow,
    StatementRow,
)
from rasd.store.values import now, pack_json, unpack_json

articles: Table = ArticleRow.__table__  # type: ignore[assignment]
readings: Table = ReadingRow.__table__  # type: ignore[assignment]
claims: Table = ClaimRow.__table__  # type: ignore[assignment]
actors: Table = ActorRow.__table__  # type: ignore[assignment]
_FINDINGS: tuple[tuple[Any, Any], ...] = (
    (ArticleActorRow.__table__, findings.article_actor_rows),
    (StatementRow.__table__, findings.statement_rows),
    (EventRow.__table__, findings.event_rows),
    (EventPartyRow.__table__, findings.party_rows),
    (PlaceRow.__table__, findings.place_rows),
)


@dataclass(frozen=True, slots=True)
class Version:
    """Which engine read, in which version: anything that changes what is found (code, data, model) changes `version`."""

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


def save_reading(connection: Connection, article: int, record: Record, version: Version, *, current: bool = True) -> bool:
    """Keep a reading; False where this version has read the article already. See `Writer.save_reading`."""
    plain = record.to_dict()
    del plain["article"]
    row = {
        "id": content_id("rdg", _id_of(connection, article), version.engine, version.version),
        "article": article,
        "engine": version.engine,
        "version": version.version,
        "made_at": now(),
        "current": 0,
        "statements": len(record.statements),
        "events": len(record.events),
        "actors": len(record.actors),
        "places": len(record.places),
        "failures": len(record.failures),
        "record": pack_json(plain),
    }
    made = connection.execute(insert(connection, readings).values(row).on_conflict_do_nothing().returning(readings.c.number)).scalar()
    connection.execute(delete(claims).where(claims.c.article == article, claims.c.task == f"read {version.engine}"))
    if made is None:
        return False
    save_failures(connection, [("read " + failure.step, failure.message) for failure in record.failures], article=article)
    if current:
        _make_current(connection, article, made, record)
    return True


def _id_of(connection: Connection, number: int) -> str:
    return str(connection.execute(select(articles.c.id).where(articles.c.number == number)).scalar_one())


def make_current(connection: Connection, article: int, reading: int, record: Record) -> None:
    """Let a stored reading fill the tables of findings in place of the one that does."""
    _make_current(connection, article, reading, record)


def _make_current(connection: Connection, article: int, reading: int, record: Record) -> None:
    old = connection.execute(
        update(readings).where(readings.c.article == article, readings.c.current == 1, readings.c.number != reading).values(current=0)
    )
    connection.execute(update(readings).where(readings.c.number == reading).values(current=1))
    upsert(connection, actors, findings.actor_rows(record))
    for table, rows in _FINDINGS:
        if old.rowcount:
            connection.execute(delete(table).where(table.c.article == article))
        insert_all(connection, table, rows(article, record))


def load_record(connection: Connection, number: int, article: Article, version: Version | None = None) -> Record | None:
    """The record of an article in its current reading, or in that of a version; None where there is none."""
    found = select(readings.c.record).where(readings.c.article == number)
    if version is None:
        found = found.where(readings.c.current == 1)
    else:
        found = found.where(readings.c.engine == version.engine, readings.c.version == version.version)
    packed = connection.execute(found).scalar()
    return None if packed is None else record_of(article, unpack_json(packed))


def readings_of(connection: Connection, number: int) -> list[Reading]:
    """All readings of an article, oldest first."""
    columns = (readings.c.id, readings.c.article, readings.c.engine, readings.c.version, readings.c.made_at, readings.c.current)
    found = connection.execute(select(*columns).where(readings.c.article == number).order_by(readings.c.number))
    return [Reading(*row[:5], bool(row.current)) for row in found]
