"""Alerts in the store: what they ask for, and their hits, each once. For sending see `deliveries.py`."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any, NamedTuple

from sqlalchemy import ColumnElement, Connection, Select, and_, delete, func, insert, or_, select, update

from rasd.errors import InputError
from rasd.records import content_id
from rasd.store.leases import clock
from rasd.store.statements import insert_missing, portions
from rasd.store.store import Store
from rasd.store.tables import alert_hits, alerts, articles, deliveries, events, readings, statements, story_articles, verdicts
from rasd.store.values import as_json, from_json, keepable, moment, now

Plain = dict[str, Any]


class NewHit(NamedTuple):
    """A new hit; `article` is the number of its article, `hit` its fields."""

    kind: str
    id: str
    article: int | None
    hit: Plain


# ---- alerts


def any_alert(store: Store) -> bool:
    """Whether any alert is active: called after every run, so that a store without alerts pays one look-up."""
    return bool(store.rows(select(alerts.c.id).where(alerts.c.state == "on").limit(1)))


def list_alerts(store: Store, *, state: str | None = None) -> list[Plain]:
    """All alerts, by name; `asked` and `channels` are plain values."""
    query = select(alerts).order_by(alerts.c.name, alerts.c.id)
    return [_plain(row) for row in store.rows(query if state is None else query.where(alerts.c.state == state))]


def find_alert(store: Store, given: str) -> Plain:
    """The alert with an id, or with a name that only one has. Raises InputError."""
    rows = store.rows(select(alerts).where(or_(alerts.c.id == given, alerts.c.name == given)).order_by(alerts.c.id != given).limit(2))
    if not rows or (len(rows) > 1 and rows[0]["id"] != given):
        what = "several alerts have this name; give the id" if rows else "no alert of this id or name"
        raise InputError(f"{given}: {what}; `rasd alerts list` shows them")
    return _plain(rows[0])


def _plain(row: Mapping[str, Any]) -> Plain:
    return {**row, "asked": from_json(row["asked"]), "channels": from_json(row["channels"])}


def save_alert(store: Store, name: str, kind: str, asked: Plain, channels: Sequence[Plain], *, author: str, past: bool = False) -> str:
    """Store a new alert. Returns its id. With `past` it also covers what the store holds, else only new articles."""
    at = now()
    with store.write() as writer:
        start, after = (0, 0) if past else newest(writer.connection)
        id = content_id("alr", name, kind, as_json(asked), author, at)
        row = {
            "id": id, "name": keepable(name), "kind": kind, "asked": as_json({"asked": asked, "start": start}),
            "channels": as_json(list(channels)), "state": "on", "author": keepable(author), "made_at": at, "after": after,
        }  # fmt: skip
        writer.connection.execute(insert(alerts).values(row))
    return id


def newest(connection: Connection) -> tuple[int, int]:
    """The numbers of the latest article and of the latest reading."""
    last = [connection.execute(select(func.max(column))).scalar() or 0 for column in (articles.c.number, readings.c.number)]
    return last[0], last[1]


def set_channels(store: Store, id: str, channels: Sequence[Plain], ids: Iterable[str], *, name: str | None = None) -> None:
    """Set the channels of an alert, and a new name. Hits that wait for a removed channel are not sent."""
    with store.write() as writer:
        values = {"channels": as_json(list(channels))} | ({"name": keepable(name)} if name else {})
        writer.connection.execute(update(alerts).where(alerts.c.id == id).values(values))
        waiting = (deliveries.c.alert == id, deliveries.c.delivered_at.is_(None))
        writer.connection.execute(delete(deliveries).where(*waiting, deliveries.c.channel.not_in(list(ids))))


def set_state(store: Store, id: str, state: str) -> None:
    """Pause an alert, or resume it from now: articles of the pause are skipped, earlier hits are still sent."""
    with store.write() as writer:
        row = writer.connection.execute(select(alerts).where(alerts.c.id == id)).mappings().first()
        if row is None or row["state"] == state:
            return
        values: Plain = {"state": state}
        if state == "on":
            start, values["after"] = newest(writer.connection)
            values["asked"] = as_json({**from_json(row["asked"]), "start": start})
        writer.connection.execute(update(alerts).where(alerts.c.id == id).values(values))


def remove_alert(store: Store, id: str) -> None:
    """Remove an alert with its hits and deliveries."""
    with store.write() as writer:
        for table in (deliveries, alert_hits):
            writer.connection.execute(delete(table).where(table.c.alert == id))
        writer.connection.execute(delete(alerts).where(alerts.c.id == id))


# ---- looking


def read_after(store: Store, after: int, limit: int) -> list[tuple[int, int]]:
    """The current readings after a number, in order: their numbers and those of their articles."""
    query = select(readings.c.number, readings.c.article).where(readings.c.number > after, readings.c.current == 1)
    with store.read() as connection:
        return [(row.number, row.article) for row in connection.execute(query.order_by(readings.c.number).limit(limit))]


def hits_in(store: Store, id: str, numbers: Sequence[int]) -> dict[int, list[tuple[str, str, Plain]]]:
    """The earlier hits of an alert in articles (by number): kind, id and hit."""
    found: dict[int, list[tuple[str, str, Plain]]] = {}
    for some in portions(numbers):
        query = select(alert_hits.c.article, alert_hits.c.kind, alert_hits.c.id, alert_hits.c.hit)
        for row in store.rows(query.where(alert_hits.c.alert == id, alert_hits.c.article.in_(some))):
            found.setdefault(row["article"], []).append((row["kind"], row["id"], from_json(row["hit"])))
    return found


def copied_among(store: Store, numbers: Sequence[int]) -> dict[int, int]:
    """The original of each of these articles and of all copies of the same one; itself, for one that is no copy."""
    found = {number: number for number in numbers}
    for some in portions(numbers):
        query = select(story_articles.c.article, story_articles.c.copy_of).where(story_articles.c.article.in_(some))
        found |= {row["article"]: row["copy_of"] for row in store.rows(query.where(story_articles.c.copy_of.is_not(None)))}
    originals = sorted(set(found.values()))
    for some in portions(originals):
        query = select(story_articles.c.article, story_articles.c.copy_of).where(story_articles.c.copy_of.in_(some))
        found |= {row["article"]: row["copy_of"] for row in store.rows(query)}
    return {original: original for original in originals} | found


def members_of(store: Store, ids: Iterable[str]) -> dict[str, list[int]]:
    """The numbers of the articles of stories."""
    found: dict[str, list[int]] = {}
    for some in portions(sorted(ids)):
        query = select(story_articles.c.story, story_articles.c.article).where(story_articles.c.story.in_(some))
        for row in store.rows(query):
            found.setdefault(row["story"], []).append(row["article"])
    return found


def save_hits(store: Store, id: str, found: Sequence[NewHit], after: int) -> int:
    """Store the hits up to a reading, with a delivery to every channel, in one transaction. Returns how many are new.

    An alert that was removed or paused meanwhile stores nothing.
    """
    with store.write() as writer:
        run, at = writer.connection.execute, moment(clock(writer.connection))
        row = run(select(alerts.c.channels, alerts.c.after).where(alerts.c.id == id, alerts.c.state == "on")).first()
        if row is None:
            return 0
        known: set[tuple[str, str]] = set()
        for some in portions(found):
            query = select(alert_hits.c.kind, alert_hits.c.id).where(
                alert_hits.c.alert == id, alert_hits.c.id.in_([hit.id for hit in some])
            )
            known |= {(kind, hit) for kind, hit in run(query)}
        new = list({(hit.kind, hit.id): hit for hit in found if (hit.kind, hit.id) not in known}.values())
        rows = [{**hit._asdict(), "alert": id, "found_at": at, "hit": as_json(hit.hit)} for hit in new]
        insert_missing(writer.connection, alert_hits, rows)
        channels = [channel["id"] for channel in from_json(row.channels)]
        waiting = [{"alert": id, "kind": hit.kind, "id": hit.id, "channel": channel, "next_at": at} for hit in new for channel in channels]
        insert_missing(writer.connection, deliveries, waiting)
        if after > row.after:
            run(update(alerts).where(alerts.c.id == id).values(after=after))
    return len(new)


# ---- hits


def hits_of(store: Store, id: str, *, limit: int = 50, offset: int = 0, rejected: bool = True) -> list[Plain]:
    """The hits of an alert, latest first: kind, id, found_at, hit, and whether a person has since rejected the finding."""
    order = (alert_hits.c.found_at.desc(), alert_hits.c.article.desc(), alert_hits.c.kind, alert_hits.c.id)
    keys = select(alert_hits.c.kind, alert_hits.c.id).where(alert_hits.c.alert == id)
    if not rejected:
        keys = keys.where(~_rejected(store).exists())
    # Keys are sorted and limited before anything else is read: with their texts, 20,000 hits took most of the page's time.
    page = keys.order_by(*order).limit(limit).offset(offset).subquery()
    query = select(alert_hits, _rejected(store).exists().label("rejected"))
    query = query.join(page, (page.c.kind == alert_hits.c.kind) & (page.c.id == alert_hits.c.id)).where(alert_hits.c.alert == id)
    return [{**row, "rejected": bool(row["rejected"]), "hit": from_json(row["hit"])} for row in store.rows(query.order_by(*order))]


def _rejected(store: Store) -> Select[Any]:
    """Whether a person has rejected the finding of a hit."""
    finding = _after_slash(store, alert_hits.c.id)
    subject = func.replace(alert_hits.c.kind, "denial", "statement")
    of = or_(verdicts.c.subject == subject, and_(alert_hits.c.kind == "denial", verdicts.c.subject == "event"))
    query = select(verdicts.c.id).where(
        verdicts.c.article == alert_hits.c.article, verdicts.c.id == finding, verdicts.c.verdict == "reject"
    )
    return query.where(of).correlate(alert_hits)


def _after_slash(store: Store, column: ColumnElement[str]) -> ColumnElement[str]:
    if store.engine.dialect.name == "postgresql":
        return func.split_part(column, "/", 2)
    return func.substr(column, func.instr(column, "/") + 1)


def hit_counts(store: Store, ids: Sequence[str] | None = None) -> dict[str, Plain]:
    """The number of hits and the latest hit of these alerts, or of all."""
    hits = select(alert_hits.c.alert, func.count().label("hits"), func.max(alert_hits.c.found_at).label("last_hit"))
    hits = (hits if ids is None else hits.where(alert_hits.c.alert.in_(ids))).group_by(alert_hits.c.alert)
    return {row["alert"]: row for row in store.rows(hits)}


# ---- what may be meant


def statement_keys(store: Store, numbers: Sequence[int], conditions: Sequence[ColumnElement[bool]]) -> list[tuple[int, str]]:
    """The statements of articles that meet conditions, in order: number of the article and id."""
    return _keys(store, statements, numbers, conditions)


def event_keys(store: Store, numbers: Sequence[int], conditions: Sequence[ColumnElement[bool]]) -> list[tuple[int, str]]:
    """The events of articles that meet conditions, in order: number of the article and id."""
    return _keys(store, events, numbers, conditions)


def _keys(store: Store, table: Any, numbers: Sequence[int], conditions: Sequence[ColumnElement[bool]]) -> list[tuple[int, str]]:
    found: list[tuple[int, str]] = []
    for some in portions(numbers):
        query = select(table.c.article, table.c.id).join(articles, articles.c.number == table.c.article).where(table.c.article.in_(some))
        with store.read() as connection:
            rows = connection.execute(query.where(*conditions).order_by(table.c.article, table.c.starts)).all()
        found += [(row.article, row.id) for row in rows]
    return found


class About(NamedTuple):
    """An article as shown in a hit."""

    number: int
    id: str
    url: str | None
    title: str | None
    outlet: str | None
    published: str | None
    story: str | None


def about(store: Store, numbers: Iterable[int]) -> dict[int, About]:
    """These articles, by number."""
    columns = (articles.c.number, articles.c.id, articles.c.url, articles.c.title, articles.c.outlet, articles.c.published)
    joined = articles.outerjoin(story_articles, story_articles.c.article == articles.c.number)
    found: dict[int, About] = {}
    for some in portions(list(dict.fromkeys(numbers))):
        rows = store.rows(select(*columns, story_articles.c.story).select_from(joined).where(articles.c.number.in_(some)))
        found |= {row["number"]: About(**row) for row in rows}
    return found
