"""The queue of a source on the web: entries of its feed that wait until their page is stored or given up."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from sqlalchemy import Connection, RowMapping, delete, func, or_, select, update

from rasd.store import leases
from rasd.store.statements import insert_missing, portions
from rasd.store.tables import items, notes, sources
from rasd.store.values import kept, moment, now, pack_json, unpack_json

FAR = timedelta(days=10)  # a later visit can only be from a wrong clock: sources are visited at least once a week


@dataclass(frozen=True, slots=True)
class Waiting:
    """An entry of the queue. `content` is what the feed had of it: text, raw bytes as text, media type."""

    key: str
    url: str | None = None
    guid: str | None = None
    title: str | None = None
    published: str | None = None
    byline: str | None = None
    content: tuple[str, str | None, str | None] | None = None
    tries: int = 0


def offer(connection: Connection, source: int, listed: Iterable[Waiting], *, again: bool = False) -> int:
    """Queue new entries, in the order of the list. Returns how many are new. With `again` also those that are done."""
    if again:
        connection.execute(delete(items).where(items.c.source == source))
    at, known = now(), _known(connection, source)
    rows = [_row(one, source, position, at) for position, one in enumerate(listed) if one.key not in known]
    for some in portions(rows):
        insert_missing(connection, items, some)
    return len(rows)


def _known(connection: Connection, source: int) -> set[str]:
    return set(connection.execute(select(items.c.key).where(items.c.source == source)).scalars())


def _row(one: Waiting, source: int, position: int, at: str) -> dict[str, Any]:
    return {
        "source": source,
        "key": one.key,
        "url": kept(one.url),
        "guid": kept(one.guid),
        "title": kept(one.title),
        "published": one.published,
        "byline": kept(one.byline),
        "content": pack_json(one.content) if one.content else None,
        "position": position,
        "listed_at": at,
    }


def waiting(connection: Connection, source: int, limit: int) -> list[Waiting]:
    """The entries that may be fetched now: the latest list first, each in its order."""
    due = (
        (items.c.source == source)
        & (items.c.state == "waiting")
        & or_(items.c.next_at.is_(None), leases.over(items.c.next_at, leases.clock(connection), FAR))
    )
    rows = connection.execute(select(items).where(due).order_by(items.c.listed_at.desc(), items.c.position).limit(limit)).mappings()
    return [_waiting(row) for row in rows]


def _waiting(row: RowMapping) -> Waiting:
    content = tuple(unpack_json(row["content"])) if row["content"] is not None else None
    return Waiting(
        row["key"],
        row["url"],
        row["guid"],
        row["title"],
        row["published"],
        row["byline"],
        content,
        row["tries"],
    )


def elsewhere(connection: Connection, source: int, key: str) -> int | None:
    """The article of the same entry in another source's queue, or None: a page in two feeds is fetched once."""
    query = select(items.c.article).where(items.c.key == key, items.c.source != source, items.c.state == "kept").limit(1)
    number = connection.execute(query).scalar()
    return None if number is None else int(number)


def keep(connection: Connection, source: int, key: str, article: int) -> None:
    """Mark an entry as stored, in the transaction that stores its article."""
    _change(connection, source, key, {"state": "kept", "article": article, "content": None, "error": None, "next_at": None})


def postpone(connection: Connection, source: int, key: str, error: str, next_at: str | None) -> None:
    """Record that an entry failed: try again at a moment, or give it up (None). Its content from the feed stays."""
    state = "waiting" if next_at else "failed"
    _change(connection, source, key, {"state": state, "error": kept(error), "next_at": next_at, "tries": items.c.tries + 1})


def _change(connection: Connection, source: int, key: str, changes: dict[str, Any]) -> None:
    connection.execute(update(items).where(items.c.source == source, items.c.key == key).values(changes))


def counts(connection: Connection, only: int | None = None) -> dict[int, dict[str, int]]:
    """The number of waiting, stored and failed entries of each source (or of this one)."""
    found: dict[int, dict[str, int]] = {}
    query = select(items.c.source, items.c.state, func.count()).group_by(items.c.source, items.c.state)
    query = query if only is None else query.where(items.c.source == only)
    for source, state, count in connection.execute(query):
        found.setdefault(source, {})[state] = count
    return found


def later(connection: Connection, source: int) -> tuple[int, str | None]:
    """How many waiting entries of a source have failed and wait for a later try, and the moment of the first."""
    query = select(func.count(), func.min(items.c.next_at)).where(items.c.source == source, items.c.state == "waiting")
    count, first = connection.execute(query.where(~leases.over(items.c.next_at, leases.clock(connection), FAR))).one()
    return int(count), first


def lease(connection: Connection, source: int, until: str) -> bool:
    """Reserve a source that is due for this process until a moment; False if another has it, or it is not due."""
    due = or_(sources.c.next_at.is_(None), leases.over(sources.c.next_at, leases.clock(connection), FAR))
    changed = connection.execute(update(sources).where(sources.c.number == source, sources.c.state == "active", due).values(next_at=until))
    return changed.rowcount > 0


def take(connection: Connection, source: int, worker: str, schedule: timedelta, host_of: Callable[[str | None], str | None]) -> bool:
    """Reserve a due source for this worker and its host for this process; False if another has one of them.

    Within `Store.write()`, so that workers that take two sources of one host take turns. The next visit is set to `schedule` from now until
    this one sets it.
    """
    found = connection.execute(select(sources.c.url, sources.c.next_at).where(sources.c.number == source)).first()
    held, hosts = leases.others(connection, worker)
    if found is None or lease_name(source) in held or host_of(found.url) in hosts:
        return False
    if not leases.take(connection, lease_name(source), worker, host=host_of(found.url)):
        return False
    if lease(connection, source, moment(leases.clock(connection) + schedule)):
        return True
    leases.release(connection, lease_name(source), worker)
    return False


def lease_name(source: int) -> str:
    """The name of the lease on a visit to a source."""
    return f"source {source}"


def take_up(connection: Connection, names: Iterable[str]) -> None:
    """Make the sources of these leases due now, since their visitors are lost."""
    numbers = [int(name.removeprefix("source ")) for name in names if name.startswith("source ")]
    at = moment(leases.clock(connection))
    if numbers:
        connection.execute(update(sources).where(sources.c.number.in_(numbers), sources.c.next_at > at).values(next_at=at))


def forget(connection: Connection, source: int) -> None:
    """Empty the queue of a source and remove its notes."""
    connection.execute(delete(items).where(items.c.source == source))
    connection.execute(delete(notes).where(notes.c.name == whole_note(source)))


def whole_note(source: int) -> str:
    """The name of the note on when a source was last fetched as a whole."""
    return f"source {source} whole"
