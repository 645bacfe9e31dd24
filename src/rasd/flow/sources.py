"""The sources of a store: adds them after looking at what they are, pauses and removes them, and reports their health."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from typing import Any, NamedTuple
from urllib.parse import urlsplit

from sqlalchemy import Connection, func, select

from rasd.collect.addresses import well_formed
from rasd.collect.polite import Client
from rasd.collect.sources import LISTS, Found, Settings, check_kind, identify
from rasd.errors import RefusedAddress, UsageError
from rasd.ontology.catalogue import Outlet, outlet_at, outlet_named, outlets_near
from rasd.store import Store, queue
from rasd.store.tables import failures, sightings, sources

DAYS = 14
_BUSY = 3.0  # articles a day from which a day without any is a gap; weeklies and small sites have such days anyway
_QUIET = 5.0  # times the usual interval, and at least a day, without an article, after which a source is quiet


class Offer(NamedTuple):
    """An address to add as a source, and its outlet in the catalogue."""

    url: str
    outlet: Outlet | None


def offers(given: str) -> list[Offer]:
    """The sources that a user names by an address or an outlet of the catalogue. Raises UsageError for neither."""
    if "://" in given:
        try:
            well_formed(given)
        except RefusedAddress as error:
            raise UsageError(f"{given}: {error}") from error
        return [Offer(given, outlet_at(given))]
    outlet = outlet_named(given)
    if outlet is None:
        hint = f"; did you mean https://{given}?" if "." in given and "/" not in given else ""
        hint = hint or ("; nor is there a file or folder" if "/" in given else "")
        hint = hint or (f"; near it: {', '.join(near)}" if (near := outlets_near(given)) else "")
        raise UsageError(f"{given}: neither an http(s) address nor an outlet of the catalogue (`rasd sources catalogue`){hint}")
    if not outlet.feeds:
        raise UsageError(
            f"{given}: the catalogue knows no feed of {outlet.en}; look for one at https://{outlet.hosts[0]} and give its address"
        )
    return [Offer(feed, outlet) for feed in outlet.feeds]


def add(
    store: Store,
    offer: Offer,
    client: Client,
    *,
    kind: str | None = None,
    name: str | None = None,
    outlet: str | None = None,
    settings: Settings | None = None,
    over: bool = True,
) -> tuple[int, Found]:
    """Add a source, or change the one with its address. Returns its number and what was found at the address.

    With `over` the settings replace those of an existing source. Without a `kind` the address is looked at; for a home page its feed is
    added. Raises what `identify` raises.
    """
    settings = settings or Settings()
    found = Found(check_kind(kind), offer.url, None, 0) if kind else identify(offer.url, client, settings)
    known = offer.outlet or outlet_at(found.url)
    outlet = outlet or (known.ar if known else None)
    with store.write() as writer:
        same = writer.connection.execute(select(sources.c.number, sources.c.name).where(sources.c.url == found.url)).first()
        name = name or (same.name if same else _free(writer.connection, outlet or found.title or found.url, found.url))
        if same and same.name != name:
            writer.set_source(same.number, name=name)
        number = writer.source(
            name, found.kind, url=found.url, outlet=outlet, **({"settings": settings.to_json()} if over or not same else {})
        )
    return number, found


def add_all(store: Store, file: str, settings: Settings) -> tuple[int, int]:
    """Add the feeds of an OPML file without looking at them, in one transaction. Returns how many are new and how many existed."""
    from pathlib import Path

    from rasd.collect.opml import feeds_in

    added = known = 0
    with store.write() as writer:
        for title, url in feeds_in(Path(file)):
            if writer.connection.execute(select(sources.c.number).where(sources.c.url == url)).first() is not None:
                known += 1
                continue
            outlet = outlet_at(url)
            name = _free(writer.connection, outlet.ar if outlet else title or url, url)
            writer.source(name, "feed", url=url, outlet=outlet.ar if outlet else None, settings=settings.to_json())
            added += 1
    return added, known


def _free(connection: Connection, name: str, url: str) -> str:
    """A name that no other source has: the outlet's, else with the path or address of the feed."""
    parts = urlsplit(url)
    for candidate in (name, f"{name} ({parts.path.strip('/') or parts.hostname})", f"{name} ({url})"):
        if connection.execute(select(sources.c.number).where(sources.c.name == candidate)).first() is None:
            return candidate
    raise UsageError(f"{name}: a source of this name is there already; give another with --name")


def pause(store: Store, number: int) -> None:
    """Stop visiting a source until it is resumed."""
    with store.write() as writer:
        writer.set_source(number, state="paused")


def resume(store: Store, number: int) -> None:
    """Visit a source again, at once."""
    with store.write() as writer:
        writer.set_source(number, state="active", next_at=None, errors_in_a_row=0)


def remove(store: Store, source: dict[str, Any]) -> None:
    """Remove a source that gave no articles. Raises UsageError for one that did, since its articles refer to it."""
    with store.write() as writer:
        given = writer.connection.execute(select(sightings.c.id).where(sightings.c.source == source["number"]).limit(1)).first()
        if given is not None:
            raise UsageError(f"{source['name']}: its articles say that they are from it; `rasd sources pause` leaves it unvisited")
        queue.forget(writer.connection, source["number"])
        writer.execute("DELETE FROM failures WHERE source = :source", {"source": source["number"]})
        writer.remove_source(source["number"])


@dataclass(slots=True)
class Health:
    """The health of a source. `status` is ok, new, paused, failing or quiet; `by_day` counts the articles of each day, today last.

    `gaps` are days without an article, for sources with at least three a day; `silent_hours` since the latest new article, `usual_hours`
    between two of them; None where there are too few.
    """

    number: int
    name: str
    kind: str
    url: str | None
    outlet: str | None
    state: str
    status: str
    last_success_at: str | None
    last_error: str | None
    errors_in_a_row: int
    next_at: str | None
    articles: int
    waiting: int
    failed: int
    a_day: float
    by_day: dict[str, int] = field(default_factory=dict)
    gaps: list[str] = field(default_factory=list)
    silent_hours: float | None = None
    usual_hours: float | None = None


def health(store: Store, *, days: int = DAYS, at: datetime | None = None) -> list[Health]:
    """The health of each source over the last `days` days (UTC), by name."""
    at = at or datetime.now(UTC)
    first = (at - timedelta(days=days - 1)).date()
    with store.read() as connection:
        counted = _by_day(connection, first)
        latest = select(sightings.c.source, func.max(sightings.c.seen_at)).group_by(sightings.c.source)
        last = {source: str(seen_at) for source, seen_at in connection.execute(latest)}
        queued = queue.counts(connection)
    return [
        _health(row, counted.get(row["number"], {}), last.get(row["number"]), queued.get(row["number"], {}), first, at)
        for row in store.sources()
    ]


def _by_day(connection: Connection, first: date) -> dict[int, dict[str, int]]:
    day = func.substr(sightings.c.seen_at, 1, 10)
    query = select(sightings.c.source, day, func.count()).where(sightings.c.seen_at >= first.isoformat()).group_by(sightings.c.source, day)
    found: dict[int, dict[str, int]] = {}
    for source, which, count in connection.execute(query):
        if source is not None:
            found.setdefault(source, {})[which] = count
    return found


def _health(row: dict[str, Any], counted: dict[str, int], last: str | None, queued: dict[str, int], first: date, at: datetime) -> Health:
    began = max(first, date.fromisoformat(row["added_at"][:10]))
    span = max(1, (at.date() - began).days + 1)
    by_day = {day: counted.get(day, 0) for day in ((first + timedelta(days=n)).isoformat() for n in range((at.date() - first).days + 1))}
    total = sum(counted.values())
    a_day = total / span
    live = row["kind"] in LISTS
    gaps = [
        day for day, count in by_day.items() if live and not count and a_day >= _BUSY and began.isoformat() < day < at.date().isoformat()
    ]
    silent = (at - datetime.fromisoformat(last)).total_seconds() / 3600 if last else None
    usual = span * 24 / total if total > 1 else None
    found = Health(
        row["number"],
        row["name"],
        row["kind"],
        row["url"],
        row["outlet"],
        row["state"],
        "",
        row["last_success_at"],
        row["last_error"] if row["errors_in_a_row"] else None,
        row["errors_in_a_row"],
        row["next_at"],
        row["articles"],
        queued.get("waiting", 0),
        queued.get("failed", 0),
        round(a_day, 1),
        by_day,
        gaps,
        None if silent is None else round(silent, 1),
        None if usual is None else round(usual, 1),
    )
    found.status = _status(found, row["tries"], live=live)
    return found


def _status(found: Health, tries: int, *, live: bool) -> str:
    if found.state == "paused":
        return "paused"
    if not tries:
        return "new"
    if found.errors_in_a_row >= 3 or (found.errors_in_a_row and not found.last_success_at):
        return "failing"
    if live and found.silent_hours is not None and found.silent_hours > max(24.0, _QUIET * (found.usual_hours or 0)):
        return "quiet"
    return "ok"


def problems(store: Store, number: int, limit: int = 20) -> list[dict[str, Any]]:
    """The unsolved problems of a source and its pages, latest first."""
    open_ = (failures.c.source == number) & failures.c.solved_at.is_(None)
    wanted = select(failures).where(open_).order_by(failures.c.last_at.desc(), failures.c.id).limit(limit)
    return store.rows(wanted)
