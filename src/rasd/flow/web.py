"""`rasd collect` of addresses: each becomes a source of the store and is visited once, several side by side."""

from __future__ import annotations

import os
from collections.abc import Iterable
from dataclasses import replace

from sqlalchemy import select

from rasd.collect.answers import Stopped
from rasd.collect.polite import Client
from rasd.collect.sources import LISTS, Settings
from rasd.errors import RasdError, StoreError
from rasd.flow.heartbeat import heartbeat
from rasd.flow.progress import Progress, Run, Stopwatch, quiet
from rasd.flow.sources import Offer, add, offers
from rasd.flow.visiting import Visit
from rasd.flow.visits import visit_threads
from rasd.ontology.catalogue import outlet_named
from rasd.store import Store
from rasd.store.tables import sources


def is_web(given: str) -> bool:
    """Whether what a user names is an address, or an outlet of the catalogue (and no file)."""
    if "://" in given:
        return True
    if given == "-" or os.path.exists(given) or os.sep in given:
        return False
    outlet = outlet_named(given)
    return outlet is not None and bool(outlet.feeds)


def client_of() -> Client:
    """A polite client; RASD_AGENT in the environment names it to the servers (an address to write to is good manners)."""
    from rasd.collect.fetch import AGENT, Fetcher

    return Client(Fetcher(agent=os.environ.get("RASD_AGENT") or AGENT))


def collect_web(
    store: Store,
    given: Iterable[str],
    client: Client,
    *,
    outlet: str | None = None,
    settings: Settings | None = None,
    run: Run | None = None,
    progress: Progress = quiet,
) -> tuple[Run, list[str]]:
    """Visit what a user names; gives the run, and those that gave nothing but errors."""
    run, barren, settings = run or Run(), [], settings or Settings()
    started: dict[int, Visit] = {}

    def told(visit: Visit) -> None:
        started[visit.source] = visit
        done = sum(one.new + one.known + one.failed for one in list(started.values()))
        progress("collecting", run.new + run.known + run.failed + done, None)

    try:
        with Stopwatch(run, "collect"), heartbeat(store), visit_threads(client) as visits:
            for offer in [offer for name in given for offer in offers(name)]:
                number = _added(store, offer, client, outlet, settings, run)
                if number is None:
                    barren.append(offer.url)
                else:
                    visits.start(store, number, on_visit=told, forced=True, settings=settings)
            while visits.running:
                for visit in visits.ended():
                    started.pop(visit.source, None)
                    if count(visit, run):
                        barren.append(visit.name)
    finally:
        for visit in started.values():  # broken off: what they kept is kept
            count(visit, run)
    return run, barren


def _added(store: Store, offer: Offer, client: Client, outlet: str | None, settings: Settings, run: Run) -> int | None:
    """The source of an address; one that the store has keeps its own settings. None where there is none."""
    known = store.rows(select(sources.c.number).where(sources.c.url == offer.url, sources.c.kind.in_(LISTS)))
    if known and outlet is None:
        return int(known[0]["number"])
    try:
        number, _ = add(store, offer, client, outlet=outlet, settings=replace(settings, limit=Settings().limit), over=False)
        with store.write() as writer:
            writer.solve(source=None, place=offer.url)
    except (Stopped, StoreError):
        raise
    except RasdError as error:
        run.failed += 1
        run.say(f"{offer.url}: {error}")
        with store.write() as writer:
            writer.fail("collect", str(error), place=offer.url)
        return None
    return number


def count(visit: Visit, run: Run) -> bool:
    """Add what a visit did to the run; whether it gave nothing but errors."""
    run.new += visit.new
    run.known += visit.known
    run.failed += visit.failed + (visit.error is not None)
    for message in [visit.error, *visit.messages]:
        if message:
            run.say(f"{visit.name}: {message}")
    if ready := visit.waiting - visit.later:
        run.say(f"{visit.name}: {ready} more are waiting; collect again, or `rasd watch`, fetches them")
    if visit.later:
        run.say(f"{visit.name}: {visit.later} that could not be had now have their next turn from {(visit.later_at or '')[:16]}Z")
    return bool((visit.error or visit.failed) and not visit.new + visit.known)
