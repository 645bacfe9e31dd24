"""The sources of a store: adds them after looking at what they are, pauses and removes them."""

from __future__ import annotations

from typing import Any, NamedTuple
from urllib.parse import urlsplit

from sqlalchemy import Connection, delete, select

from rasd.collect.addresses import well_formed
from rasd.collect.polite import Client
from rasd.collect.sources import Found, Settings, check_kind, identify
from rasd.errors import RefusedAddress, UsageError
from rasd.ontology.catalogue import Outlet, outlet_at, outlet_named, outlets_near
from rasd.store import Store, queue
from rasd.store.tables import failures, sightings, sources


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
        writer.connection.execute(delete(failures).where(failures.c.source == source["number"]))
        writer.remove_source(source["number"])
