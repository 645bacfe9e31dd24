"""Alerts as the store keeps them: what is asked, what was found (each once), and what has been told through which channel."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import timedelta
from typing import Any, NamedTuple

from sqlalchemy import ColumnElement, Connection, Select, and_, delete, func, insert, literal, or_, select, union_all, update

from rasd.errors import InputError
from rasd.records import content_id
from rasd.store.leases import clock, over
from rasd.store.statements import insert_missing, portions
from rasd.store.store import Store
from rasd.store.tables import alert_hits, alerts, articles, deliveries, events, readings, statements, story_articles, verdicts
from rasd.store.values import as_json, from_json, keepable, kept, moment, now
from rasd.store.writer import Writer

Plain = dict[str, Any]
LEASE = timedelta(minutes=10)  # for which who tells something has it alone; after a kill it is told by the next
_DELAYS = (1, 2, 5, 15, 30, 60, 120, 240, 480, 720, 1440, 1440)  # minutes before the next try; after the last, three days on, none
_FAR = timedelta(days=2)  # farther ahead no try is put off, but by a clock that was wrong
_TOGETHER = 50  # hits of one notice
_FINDINGS = ("statement", "event", "denial")


class NewHit(NamedTuple):
    """Something that was found; `article` is its number, `hit` what is told of it."""

    kind: str
    id: str
    article: int | None
    hit: Plain


class Due(NamedTuple):
    """Hits of an alert to be told through a channel (its id) now; `tries` is that of the one tried most often, this one counted."""

    alert: str
    channel: str
    keys: tuple[tuple[str, str], ...]
    tries: int


# ---- alerts


def any_alert(store: Store) -> bool:
    """Whether there is an alert that is on: asked after every run, so that a store without one pays a look-up."""
    return bool(store.rows(select(alerts.c.id).where(alerts.c.state == "on").limit(1)))


def list_alerts(store: Store, *, state: str | None = None) -> list[Plain]:
    """All alerts, by name; `asked` and `channels` are plain values."""
    query = select(alerts).order_by(alerts.c.name, alerts.c.id)
    return [_plain(row) for row in store.rows(query if state is None else query.where(alerts.c.state == state))]


def find_alert(store: Store, given: str) -> Plain:
    """An alert by its id, or its name where one alone has it. Raises InputError."""
    rows = store.rows(select(alerts).where(or_(alerts.c.id == given, alerts.c.name == given)).order_by(alerts.c.id != given).limit(2))
    if not rows or (len(rows) > 1 and rows[0]["id"] != given):
        what = "several alerts have this name; give the id" if rows else "no alert of this id or name"
        raise InputError(f"{given}: {what}; `rasd alerts list` shows them")
    return _plain(rows[0])


def _plain(row: Mapping[str, Any]) -> Plain:
    return {**row, "asked": from_json(row["asked"]), "channels": from_json(row["channels"])}


def save_alert(store: Store, name: str, kind: str, asked: Plain, channels: Sequence[Plain], *, author: str, past: bool = False) -> str:
    """Keep a new alert; gives its id. With `past` what the store holds counts too, else only articles that come from now on."""
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
    """The number of the last article, and of the last reading."""
    last = [connection.execute(select(func.max(column))).scalar() or 0 for column in (articles.c.number, readings.c.number)]
    return last[0], last[1]


def set_channels(store: Store, id: str, channels: Sequence[Plain], ids: Iterable[str], *, name: str | None = None) -> None:
    """Other channels for an alert (and another name); what waited for one that is gone is told no more."""
    with store.write() as writer:
        values = {"channels": as_json(list(channels))} | ({"name": keepable(name)} if name else {})
        writer.connection.execute(update(alerts).where(alerts.c.id == id).values(values))
        waiting = (deliveries.c.alert == id, deliveries.c.delivered_at.is_(None))
        writer.connection.execute(delete(deliveries).where(*waiting, deliveries.c.channel.not_in(list(ids))))


def set_state(store: Store, id: str, state: str) -> None:
    """Pause an alert, or let it go on from now: what came meanwhile is passed over, what was found before is told."""
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
    """Forget an alert with all that it found and told."""
    with store.write() as writer:
        for table in (deliveries, alert_hits):
            writer.connection.execute(delete(table).where(table.c.alert == id))
        writer.connection.execute(delete(alerts).where(alerts.c.id == id))


# ---- looking


def read_after(store: Store, after: int, limit: int) -> list[tuple[int, int]]:
    """The readings after a number that are current, in order: their numbers and those of their articles."""
    query = select(readings.c.number, readings.c.article).where(readings.c.number > after, readings.c.current == 1)
    with store.read() as connection:
        return [(row.number, row.article) for row in connection.execute(query.order_by(readings.c.number).limit(limit))]


def told_of(store: Store, id: str, numbers: Sequence[int]) -> dict[int, list[tuple[str, str, Plain]]]:
    """What an alert found in articles (by their numbers) before: kind, id and hit."""
    found: dict[int, list[tuple[str, str, Plain]]] = {}
    for some in portions(numbers):
        query = select(alert_hits.c.article, alert_hits.c.kind, alert_hits.c.id, alert_hits.c.hit)
        for row in store.rows(query.where(alert_hits.c.alert == id, alert_hits.c.article.in_(some))):
            found.setdefault(row["article"], []).append((row["kind"], row["id"], from_json(row["hit"])))
    return found


def copied_among(store: Store, numbers: Sequence[int]) -> dict[int, int]:
    """The original of each of these articles, and of all that copy the same one: itself, for one that is no copy."""
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
    """Keep what was found up to a reading, and that each is to be told through every channel: one transaction. Gives how many are new.

    An alert that was removed or paused meanwhile keeps nothing.
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
    """What an alert found, the latest first: kind, id, found_at, hit, and whether a person has rejected the finding since."""
    order = (alert_hits.c.found_at.desc(), alert_hits.c.article.desc(), alert_hits.c.kind, alert_hits.c.id)
    keys = select(alert_hits.c.kind, alert_hits.c.id).where(alert_hits.c.alert == id)
    if not rejected:
        keys = keys.where(~_rejected(store).exists())
    # The keys are sorted and cut before anything else is read: with their texts the 20,000 hits of an alert took most of its page.
    page = keys.order_by(*order).limit(limit).offset(offset).subquery()
    query = select(alert_hits, _rejected(store).exists().label("rejected"))
    query = query.join(page, (page.c.kind == alert_hits.c.kind) & (page.c.id == alert_hits.c.id)).where(alert_hits.c.alert == id)
    return [{**row, "rejected": bool(row["rejected"]), "hit": from_json(row["hit"])} for row in store.rows(query.order_by(*order))]


def _rejected(store: Store) -> Select[Any]:
    """That a person has rejected the finding of a hit."""
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


def counts(store: Store) -> dict[str, Plain]:
    """By alert: its hits and the last; over its channels the last delivery, how many wait, how many were given up, an error."""
    found = hit_counts(store)
    for alert, states in all_channel_states(store).items():
        told = found.setdefault(alert, {})
        told |= {name: sum(state[name] for state in states.values()) for name in ("waiting", "given_up")}
        told |= {name: max(filter(None, (state[name] for state in states.values())), default=None) for name in ("last_delivery", "error")}
    return found


def hit_counts(store: Store, ids: Sequence[str] | None = None) -> dict[str, Plain]:
    """By alert, of these or all: its hits and the last."""
    hits = select(alert_hits.c.alert, func.count().label("hits"), func.max(alert_hits.c.found_at).label("last_hit"))
    hits = (hits if ids is None else hits.where(alert_hits.c.alert.in_(ids))).group_by(alert_hits.c.alert)
    return {row["alert"]: row for row in store.rows(hits)}


def all_channel_states(store: Store, ids: Sequence[str] | None = None) -> dict[str, dict[str, Plain]]:
    """By alert, of these or all, and channel: when it last took something, how many hits wait, were given up, the next try, the error.

    Only channels that something was to be told through. Each number is looked up at one end of an index, and what waits is counted in it:
    to go through all that an alert ever told (60,000 deliveries of 20,000 hits) took half of its page.
    """
    asked = select(alerts.c.id, alerts.c.channels)
    channels = store.rows(asked if ids is None else asked.where(alerts.c.id.in_(ids)))
    pairs = [(row["id"], channel["id"]) for row in channels for channel in from_json(row["channels"])]
    found: dict[str, dict[str, Plain]] = {}
    for some in portions(pairs):
        for row in store.rows(union_all(*(_channel_state(*pair) for pair in some))):
            if row["last_delivery"] or row["waiting"] or row["given_up"]:
                found.setdefault(row["alert"], {})[row["channel"]] = row
    return found


def channel_states(store: Store, id: str) -> dict[str, Plain]:
    """The same of one alert."""
    return all_channel_states(store, [id]).get(id, {})


def _channel_state(alert: str, channel: str) -> Select[Any]:
    of = (deliveries.c.alert == alert, deliveries.c.channel == channel)
    open_, over = deliveries.c.delivered_at.is_(None), deliveries.c.next_at.is_(None)
    asked = {
        "last_delivery": select(func.max(deliveries.c.delivered_at)).where(*of, ~open_),
        "waiting": select(func.count()).select_from(deliveries).where(*of, open_, ~over),
        "given_up": select(func.count()).select_from(deliveries).where(*of, open_, over),
        "next_at": select(func.min(deliveries.c.next_at)).where(*of, open_, ~over),
        "error": select(func.max(deliveries.c.error)).where(*of, deliveries.c.error.is_not(None)),
    }
    named = (literal(alert).label("alert"), literal(channel).label("channel"))
    return select(*named, *(query.scalar_subquery().label(name) for name, query in asked.items()))


# ---- telling


def claim_due(store: Store) -> Due | None:
    """The hits that wait longest for one channel, for this process alone for LEASE; None where nothing is due. Each claim is a try."""
    with store.write() as writer:
        run, at = writer.connection.execute, clock(writer.connection)
        on = select(alerts.c.id).where(alerts.c.state == "on")
        due = and_(deliveries.c.delivered_at.is_(None), over(deliveries.c.next_at, at, _FAR), deliveries.c.alert.in_(on))
        waiting = select(deliveries.c.alert, deliveries.c.channel).where(due)
        first = run(waiting.order_by(deliveries.c.next_at, deliveries.c.alert).limit(1)).first()
        if first is None:
            return None
        of = and_(deliveries.c.alert == first.alert, deliveries.c.channel == first.channel)
        query = select(deliveries.c.kind, deliveries.c.id, deliveries.c.tries).where(due, of)
        rows = run(query.order_by(deliveries.c.next_at, deliveries.c.kind, deliveries.c.id).limit(_TOGETHER)).all()
        made = Due(first.alert, first.channel, tuple((row.kind, row.id) for row in rows), max(row.tries for row in rows) + 1)
        _mark(writer, made, tries=deliveries.c.tries + 1, next_at=moment(at + LEASE))
    return made


def hits_due(store: Store, due: Due) -> list[Plain]:
    """The rows of what is to be told, in order; what a person has rejected since is left out."""
    query = select(alert_hits).where(alert_hits.c.alert == due.alert, alert_hits.c.id.in_([id for _, id in due.keys]))
    rows = {(row["kind"], row["id"]): row for row in store.rows(query)}
    return [{**rows[key], "hit": from_json(rows[key]["hit"])} for key in due.keys if key in rows and _stands(store, rows[key])]


def _stands(store: Store, row: Mapping[str, Any]) -> bool:
    if row["kind"] not in _FINDINGS:
        return True
    finding = row["id"].partition("/")[2]
    rejected = select(verdicts.c.id).where(verdicts.c.article == row["article"], verdicts.c.id == finding, verdicts.c.verdict == "reject")
    return not store.rows(rejected.where(verdicts.c.subject.in_(("statement", "event"))))


def delivered(store: Store, due: Due, note: str | None = None) -> None:
    """The channel has taken them; `note` is what is to be known all the same."""
    with store.write() as writer:
        _mark(writer, due, delivered_at=now(), next_at=None, error=(kept(note) or "")[:500] or None)  # in an index


def failed(store: Store, due: Due, error: str, *, least: float = 0.0) -> None:
    """The channel has not taken them: the next try is later each time, after `least` seconds at any rate, and after three days none is.

    What else waits for the channel waits as long, so that nobody asks one that is down again and again.
    """
    delay = timedelta(minutes=_DELAYS[min(due.tries, len(_DELAYS)) - 1])
    with store.write() as writer:
        next_at = moment(clock(writer.connection) + max(delay, timedelta(seconds=least)))
        _mark(writer, due, next_at=next_at if due.tries < len(_DELAYS) else None, error=keepable(error)[:500])
        others = (deliveries.c.alert == due.alert, deliveries.c.channel == due.channel, deliveries.c.delivered_at.is_(None))
        writer.connection.execute(update(deliveries).where(*others, deliveries.c.next_at < next_at).values(next_at=next_at))


def dropped(store: Store, due: Due) -> None:
    """Nothing of it is to be told any more."""
    with store.write() as writer:
        _mark(writer, due, next_at=None, error="not told: rejected, or its channel is gone")


def try_again(store: Store, id: str | None = None) -> int:
    """Make what waits, or was given up, due now; of an alert, or all. Gives how many."""
    with store.write() as writer:
        wanted: list[ColumnElement[bool]] = [deliveries.c.delivered_at.is_(None), deliveries.c.error.is_not(None)]
        wanted += [deliveries.c.alert == id] if id else []
        return int(
            writer.connection.execute(update(deliveries).where(*wanted).values(next_at=moment(clock(writer.connection)), tries=0)).rowcount
        )


def _mark(writer: Writer, due: Due, **values: Any) -> None:
    for some in portions(due.keys):
        for kind in dict.fromkeys(kind for kind, _ in some):
            ids = [id for of, id in some if of == kind]
            of_it = (deliveries.c.alert == due.alert, deliveries.c.channel == due.channel, deliveries.c.kind == kind)
            writer.connection.execute(update(deliveries).where(*of_it, deliveries.c.id.in_(ids)).values(values))


# ---- what may be meant


def statement_keys(store: Store, numbers: Sequence[int], conditions: Sequence[ColumnElement[bool]]) -> list[tuple[int, str]]:
    """The statements of articles that meet conditions on their rows, in order: number of the article and id."""
    return _keys(store, statements, numbers, conditions)


def event_keys(store: Store, numbers: Sequence[int], conditions: Sequence[ColumnElement[bool]]) -> list[tuple[int, str]]:
    """The events of articles that meet conditions on their rows, in order: number of the article and id."""
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
    """An article as a hit tells of it."""

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
