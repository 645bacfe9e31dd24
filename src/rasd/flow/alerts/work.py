"""Makes and changes the alerts of a store, finds their hits, and sends them through their channels.

Each step is a transaction. Whatever is killed at whatever time, a hit is stored once, and sent at least once through each channel, under an
id by which the receiver recognises a repetition.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from functools import cache
from pathlib import Path
from time import monotonic
from typing import Any, NamedTuple

from rasd import plugins
from rasd.alerts.asked import AlertKind, Asked, DenialAsked, GrowthAsked, asked_of, asked_values
from rasd.alerts.model import MOST_CHANNELS, Alert, Channel, Hit, Notice, alert_of, hit_of, name_of, notice_of, stored_channel
from rasd.collect.answers import FetchFailure
from rasd.errors import RasdError, StoreError, UsageError, near
from rasd.flow.alerts.denials import denials
from rasd.flow.alerts.findings import findings
from rasd.flow.alerts.growth import growing
from rasd.flow.alerts.seen import Seen
from rasd.store import Store, deliveries
from rasd.store import alerts as rows
from rasd.store.values import now

SECONDS = 60.0  # seconds after which a call sends nothing more, since a watch has sources to visit
_PORTION = 500  # readings searched in one transaction
Notifier = Callable[[Notice], str | None]


class Told(NamedTuple):
    """The result of `deliver`: hits sent, hits that could not be sent, and the reasons, each once."""

    told: int
    failed: int
    errors: tuple[str, ...]


# ---- making and changing


def add(
    store: Store,
    name: str,
    kind: AlertKind,
    asked: Mapping[str, Any],
    channels: Sequence[Channel] = (),
    *,
    author: str,
    past: bool = False,
) -> Alert:
    """Make an alert. With `past` it also covers what the store already holds. Raises UsageError or RefusedAddress that says what is
    expected."""
    checked, given = asked_of(kind, asked), checked_channels(channels)
    id = rows.save_alert(store, name_of(name), kind, asked_values(checked), list(map(stored_channel, given)), author=author, past=past)
    return alert_of(rows.find_alert(store, id))


def checked_channels(channels: Sequence[Channel]) -> tuple[Channel, ...]:
    """The channels in the form in which they are stored, checked by their notifiers, without repeats."""
    known = plugins.notifiers()
    made: dict[str, Channel] = {}
    for channel in channels:
        if channel.kind not in known:
            raise UsageError(f"{channel.kind[:40]}: no such channel; there are {', '.join(known)}", near=near(channel.kind, known))
        to = plugins.load(known[channel.kind])().check(channel.to, private=channel.private)
        one = Channel(channel.kind, to, channel.private, channel.secret, channel.language)
        made[one.id] = one
    if len(made) > MOST_CHANNELS:
        raise UsageError(f"an alert has {MOST_CHANNELS} channels at most")
    return tuple(made.values())


def change(store: Store, given: str, channels: Sequence[Channel], *, name: str | None = None) -> Alert:
    """Set the channels of an alert (by id or name), and a new name."""
    id, made = rows.find_alert(store, given)["id"], checked_channels(channels)
    rows.set_channels(store, id, list(map(stored_channel, made)), [one.id for one in made], name=name_of(name) if name else None)
    return alert_of(rows.find_alert(store, id))


def alerts_of(store: Store, *, state: str | None = None) -> list[Alert]:
    """All alerts, or those in a state, by name."""
    return [alert_of(row) for row in rows.list_alerts(store, state=state)]


def alert_named(store: Store, given: str) -> Alert:
    """An alert by its id or name. Raises InputError."""
    return alert_of(rows.find_alert(store, given))


def hits(store: Store, id: str, *, limit: int = 50, offset: int = 0, rejected: bool = True) -> list[Hit]:
    """The hits of an alert (by id), latest first."""
    return [hit_of(row) for row in rows.hits_of(store, id, limit=limit, offset=offset, rejected=rejected)]


def unknown_names(store: Store, asked: Asked) -> list[str]:
    """The names of actors in an alert that nobody has so far."""
    from rasd.alerts.asked import WHO

    seen = Seen(store)
    return [name for field in WHO if (name := getattr(asked, field, None)) and not seen.who(name)]


# ---- looking


def look(store: Store) -> int:
    """Find new hits for each active alert. Returns how many. Each article is searched once."""
    active = rows.list_alerts(store, state="on")
    seen = Seen(store)
    count = 0
    for row in active:
        with suppress(UsageError):  # what it asks is no longer known, a type of event of an older Rasd: it keeps no other from its hits
            count += _look_for(store, alert_of(row), seen)
    return count


def preview(store: Store, kind: AlertKind, asked: Asked, *, articles: int = 2_000, most: int = 20) -> list[Hit]:
    """The hits that an alert would have had in the latest articles, latest first, for a preview. Nothing is stored."""
    with store.read() as connection:
        last, reading = rows.newest(connection)
    alert = Alert("preview", "preview", kind, asked, (), "on", "", "", max(0, last - articles), max(0, reading - articles))
    found, seen, after = [], Seen(store, glosses=False), alert.after
    while True:
        made, after, over = _portion(store, alert, seen, after)
        found += made
        if over:
            break
    return [hit_of({"kind": one.kind, "id": one.id, "hit": one.hit, "found_at": ""}) for one in found[::-1][:most]]


def _look_for(store: Store, alert: Alert, seen: Seen) -> int:
    """Search new readings in portions; each is stored in one transaction with the number reached."""
    count, after = 0, alert.after
    while True:
        found, reached, over = _portion(store, alert, seen, after)
        if found or reached > after:
            count += rows.save_hits(store, alert.id, found, reached)
        after = reached
        if over:
            return count


def _portion(store: Store, alert: Alert, seen: Seen, after: int) -> tuple[list[rows.NewHit], int, bool]:
    """The hits in a portion of the readings after a number, the number reached, and whether it is the last portion."""
    read = rows.read_after(store, after, _PORTION)
    over = len(read) < _PORTION
    asked = alert.asked
    if isinstance(asked, GrowthAsked):  # counts the days of all stories at once
        return list(growing(store, alert, asked, seen)), max([after, *(number for number, _ in read)]), over
    if isinstance(asked, DenialAsked):  # articles that are not related yet have no story and wait
        related = rows.about(store, [article for _, article in read])
        waits = next((k for k, (_, article) in enumerate(read) if related[article].story is None), len(read))
        read, over = read[:waits], over or waits < len(read)
    numbers = [article for _, article in read if article > alert.start]
    reached = read[-1][0] if read else after
    if not numbers:
        return [], reached, over
    if isinstance(asked, DenialAsked):
        return list(denials(store, alert, asked, numbers, seen)), reached, over
    return list(findings(store, alert, numbers, seen)), reached, over


# ---- telling


def tell(store: Store, *, seconds: float = SECONDS, stopped: Callable[[], bool] = lambda: False) -> Told:
    """Find new hits and send what is due."""
    look(store)
    return deliver(store, seconds=seconds, stopped=stopped)


def deliver(store: Store, *, seconds: float = SECONDS, stopped: Callable[[], bool] = lambda: False) -> Told:
    """Send what is due, notice by notice, until nothing is left, the time is over, or `stopped` says so."""
    end = monotonic() + seconds
    count, lost, errors = 0, 0, dict[str, None]()
    while monotonic() < end and not stopped() and (due := deliveries.claim_due(store)) is not None:
        error = _tell(store, due)
        count, lost = (count, lost + len(due.keys)) if error else (count + len(due.keys), lost)
        if error:
            errors[error] = None
    return Told(count, lost, tuple(errors))


def _tell(store: Store, due: deliveries.Due) -> str | None:
    """Send one notice and store the result. Returns the error if it was not taken."""
    alert = alert_of(rows.find_alert(store, due.alert))
    channel = next((one for one in alert.channels if one.id == due.channel), None)
    found = [hit_of(row) for row in deliveries.hits_due(store, due)]
    if channel is None or not found:
        deliveries.dropped(store, due)
        return None
    try:
        note = _notifier(channel.kind)(notice_of(alert, channel, found, **means(store)))
    except StoreError:
        raise
    except Exception as error:  # noqa: BLE001 - a plug-in's too: one channel that is broken keeps no other waiting
        why = str(error) if isinstance(error, RasdError) else f"{type(error).__name__}: {error}"
        deliveries.failed(store, due, why, least=(error.after or 0.0) if isinstance(error, FetchFailure) else 0.0)
        return f"{alert.name}: {channel.shown}: {why}"
    deliveries.delivered(store, due, note)
    return None


def test(store: Store, given: str) -> list[tuple[Channel, str | None]]:
    """Send a sample through the channels of an alert now. Returns the error or warning of each."""
    alert = alert_named(store, given)
    sample = sample_of(alert)
    results: list[tuple[Channel, str | None]] = []
    for channel in alert.channels:
        try:
            said = _notifier(channel.kind)(notice_of(alert, channel, [sample], sample=True, **means(store)))
        except Exception as error:  # noqa: BLE001 - as above
            said = str(error) if isinstance(error, RasdError) else f"{type(error).__name__}: {error}"
        results.append((channel, said))
    return results


def sample_of(alert: Alert) -> Hit:
    """A made-up hit for trying a channel."""
    return Hit(
        "article", "sample", None, None, "https://example.org/", "عنوان للتجربة", "Rasd", now()[:10],
        quote="هذه رسالة تجربة.", found_at=now(), fields={"sample": True},
    )  # fmt: skip


@cache
def _notifier(kind: str) -> Notifier:
    made: Notifier = plugins.load(plugins.notifiers()[kind])()
    return made


def means(store: Store, environment: Mapping[str, str] = os.environ) -> dict[str, Any]:
    """The settings for notifiers: the folder for files named without one (that of the store's file), and the desk's address."""
    folder = environment.get("RASD_ALERTS_FOLDER")
    if not folder and store.engine.dialect.name == "sqlite":
        folder = str(Path(store.where).absolute().parent)
    return {"folder": Path(folder) if folder else None, "desk": environment.get("RASD_DESK_URL") or None}
