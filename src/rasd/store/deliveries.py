"""Deliveries of hits through channels: what waits, who sends it now, what was sent, what failed and when it is tried again."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import timedelta
from typing import Any, NamedTuple

from sqlalchemy import ColumnElement, Select, and_, func, literal, select, union_all, update

from rasd.store.alerts import hit_counts
from rasd.store.leases import clock, over
from rasd.store.statements import portions
from rasd.store.store import Store
from rasd.store.tables import alert_hits, alerts, deliveries, verdicts
from rasd.store.values import from_json, keepable, kept, moment, now
from rasd.store.writer import Writer

Plain = dict[str, Any]
LEASE = timedelta(minutes=10)  # for which a process alone sends something; after a kill the next one does
_DELAYS = (1, 2, 5, 15, 30, 60, 120, 240, 480, 720, 1440, 1440)  # minutes before the next try; after the last, three days in all, none
_FAR = timedelta(days=2)  # a later next try can only be from a wrong clock
_TOGETHER = 50  # hits of one notice
_FINDINGS = ("statement", "event", "denial")


class Due(NamedTuple):
    """Hits of an alert to be sent through a channel (by id) now; `tries` is the highest of their numbers of tries, with this one."""

    alert: str
    channel: str
    keys: tuple[tuple[str, str], ...]
    tries: int


def claim_due(store: Store) -> Due | None:
    """Claim the hits that have waited longest for one channel for LEASE; None if nothing is due. Each claim is a try."""
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
    """The rows of hits to be sent, in order, without those rejected since."""
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
    """Record that the channel has taken them; `note` is its warning."""
    with store.write() as writer:
        _mark(writer, due, delivered_at=now(), next_at=None, error=(kept(note) or "")[:500] or None)  # in an index


def failed(store: Store, due: Due, error: str, *, least: float = 0.0) -> None:
    """Record that the channel has not taken them, and set the next try: later each time, at least `least` seconds, and none after three
    days.

    Other hits for the channel wait as long, so that a channel that is down is not tried again and again.
    """
    delay = timedelta(minutes=_DELAYS[min(due.tries, len(_DELAYS)) - 1])
    with store.write() as writer:
        next_at = moment(clock(writer.connection) + max(delay, timedelta(seconds=least)))
        _mark(writer, due, next_at=next_at if due.tries < len(_DELAYS) else None, error=keepable(error)[:500])
        others = (deliveries.c.alert == due.alert, deliveries.c.channel == due.channel, deliveries.c.delivered_at.is_(None))
        writer.connection.execute(update(deliveries).where(*others, deliveries.c.next_at < next_at).values(next_at=next_at))


def dropped(store: Store, due: Due) -> None:
    """Record that they are not to be sent."""
    with store.write() as writer:
        _mark(writer, due, next_at=None, error="not told: rejected, or its channel is gone")


def try_again(store: Store, id: str | None = None) -> int:
    """Make waiting and abandoned hits due now; of one alert, or of all. Returns how many."""
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


# ---- what became of it


def counts(store: Store) -> dict[str, Plain]:
    """By alert: its hits and the latest; over its channels the latest delivery, the numbers waiting and abandoned, and an error."""
    found = hit_counts(store)
    for alert, states in all_channel_states(store).items():
        told = found.setdefault(alert, {})
        told |= {name: sum(state[name] for state in states.values()) for name in ("waiting", "given_up")}
        told |= {name: max(filter(None, (state[name] for state in states.values())), default=None) for name in ("last_delivery", "error")}
    return found


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
    """The channel states of one alert."""
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
