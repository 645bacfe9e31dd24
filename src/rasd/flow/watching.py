"""Watches the sources of a store: visits them when they are due, and reads and relates new articles, until it is stopped.

A process may do some parts alone, as where several machines share a store. Each watch also searches the store for articles that other
processes have collected but not read, and takes over what lost processes held.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from datetime import UTC, datetime
from time import monotonic

from sqlalchemy import ColumnElement, func, select

from rasd.collect.polite import Client
from rasd.collect.sources import LISTS
from rasd.errors import StoreAway, StoreBusy, StoreError
from rasd.flow import workers as processes
from rasd.flow.folders import due_folders, look_into
from rasd.flow.heartbeat import heartbeat
from rasd.flow.memory import give_back
from rasd.flow.parts import PARTS, Part
from rasd.flow.progress import Run
from rasd.flow.reading import read
from rasd.flow.relating import relate, waits
from rasd.flow.schedule import ALERTS, Schedule
from rasd.flow.visiting import OnVisit, due, take_up
from rasd.flow.visits import THREADS, Visits, visit_threads
from rasd.flow.web import count
from rasd.pipeline import Engine
from rasd.store import Store, claims, leases, queue
from rasd.store.alerts import any_alert, newest
from rasd.store.tables import sources

_TICK = 1.0  # seconds between two looks at what is due
_AGAIN = 5.0  # seconds between two tries to reach a server that went away


def watched() -> ColumnElement[bool]:
    """The condition of sources that a watch visits: feeds, sitemaps, and the folders and files added for watching."""
    folders = sources.c.kind.in_(("folder", "file")) & sources.c.next_at.is_not(None)
    return sources.c.kind.in_(LISTS) | folders


def any_watched(store: Store) -> bool:
    """Whether a store has a source to watch, paused or not."""
    return bool(store.rows(select(sources.c.number).where(watched()).limit(1)))


@dataclass(frozen=True, slots=True)
class Status:
    """What a watch is doing now: visiting, reading, relating, telling (alerts) or waiting. `seconds` until the next visit, or None."""

    doing: str
    sources: int
    visiting: int
    new: int
    failed: int
    failing: int
    seconds: float | None


class Watch:
    """Does the `parts` of a watch over one store. Without an `engine` it reads nothing.

    Callbacks: `on_status` about once a second; `on_visit` for each visit that has ended; `on_message` with the results of a search of the
    store; `on_warning` when the store's server goes away and when it is back.
    """

    def __init__(
        self,
        store: Store,
        client: Client,
        *,
        engine: Engine | None,
        parts: Collection[Part] = PARTS,
        workers: int = 1,
        threads: int = THREADS,
        on_status: Callable[[Status], None] = lambda status: None,
        on_visit: OnVisit = lambda visit: None,
        on_message: Callable[[str], None] = lambda message: None,
        on_warning: Callable[[str], None] = lambda message: None,
    ) -> None:
        self.store, self.client, self.parts = store, client, frozenset(parts)
        self.engine: Engine | None = engine if "read" in self.parts else None
        self.workers, self.threads = workers, threads
        self.on_status, self.on_visit, self.on_message, self.on_warning = on_status, on_visit, on_message, on_warning
        self.run = Run()
        self.schedule = Schedule(collects="collect" in self.parts)
        self._new = 0  # articles that this watch has collected and not read
        self._read_up_to = 0  # the number of the newest article when the last search found nothing to read

    def watch(self, *, once: bool = False) -> Run:
        """Run until the client is stopped; with `once` until the sources due now have been visited and the articles there are read.

        Waits for a server that goes away; with `once` it raises StoreAway instead.
        """
        with heartbeat(self.store), self._announced(), visit_threads(self.client, self.threads) as visits:
            first = True
            while not self.client.stopped.is_set():
                due_now, first = ("collect" in self.parts and (first or not once)), False
                try:
                    over = self._round(visits, due_now=due_now, once=once)
                except StoreAway as away:
                    if once:
                        raise
                    over = self._wait_for_server(visits, away)
                if over:
                    break
        return self.run

    def _round(self, visits: Visits, *, due_now: bool, once: bool) -> bool:
        """Start the visits that are due and do the task that is due. Returns whether the watch is over, as it may be with `once`."""
        for number in self._due() if due_now else ():
            visits.start(self.store, number)
        self._work(visits, due_now=due_now)
        if visits.running:
            return False
        if not once:
            self.client.stopped.wait(0 if due_now and due(self.store) else _TICK)
        return once

    @contextmanager
    def _announced(self) -> Iterator[None]:
        """Hold the lease by which `rasd store workers` lists this watch."""
        with self.store.write() as writer:
            leases.take(writer.connection, self._name(), processes.name())
        try:
            yield
        finally:
            with suppress(StoreError), self.store.write() as writer:
                leases.release(writer.connection, self._name(), processes.name())

    def _name(self) -> str:
        return f"watch {' '.join(part for part in PARTS if part in self.parts)} ({processes.name()})"

    def _wait_for_server(self, visits: Visits, away: StoreAway) -> bool:
        """Wait until the server is back, then release all claims and leases of this process. Returns whether the watch was stopped.

        The interrupted work could not release them, and the heartbeat would renew them as long as the process lives, so that no process
        would do that work. It starts again from the last transaction.
        """
        self.on_warning(f"{away}; it is waited for")
        while visits.running:  # each ends at its next access to the store
            with suppress(StoreAway):
                self._count_ended(visits)
        while not self.client.stopped.is_set():
            try:
                self._release_all()
            except StoreAway:
                self.client.stopped.wait(_AGAIN)
            else:
                self.on_warning("the server is back; what was broken off is done again")
                return False
        return True

    def _release_all(self) -> None:
        worker = processes.name()
        with self.store.write() as writer:
            queue.take_up(writer.connection, leases.leave(writer.connection, worker))
            claims.release(writer.connection, worker)
            leases.take(writer.connection, self._name(), worker)
        self.schedule.search_now()

    def _due(self) -> list[int]:
        if self.schedule.recover.has_run_out():
            take_up(self.store)
            self.schedule.recover.start()
        return due(self.store)

    def _work(self, visits: Visits, *, due_now: bool) -> None:
        """Visit the folders that are due, wait a moment for visits to end, and do the task that is due."""
        self._show("visiting" if visits.running else "waiting", visits)
        for row in due_folders(self.store) if due_now else ():
            visit = look_into(self.store, row, self.run, workers=self.workers)
            self._new += visit.new
            self.on_visit(visit)
        self._count_ended(visits)
        match self.schedule.task(self._new, visiting=bool(visits.running)):
            case "read":
                self._read(visits)
            case "search":
                self._search(visits)
            case "alerts":
                self._send_alerts(visits, seconds=ALERTS / 2)

    def _count_ended(self, visits: Visits) -> None:
        """Add the visits that have ended to the run."""
        for visit in visits.ended(_TICK):
            self._new += visit.new
            count(visit, self.run)
            self.run.messages.clear()  # `on_visit` gets them with the visit
            self.on_visit(visit)

    def _search(self, visits: Visits) -> None:
        """Read articles of the store that no process is reading, relate those that are read, and send the alerts that are due."""
        before, began = (self.run.read, self.run.related, self.run.stories), monotonic()
        unread, unrelated = self._backlog()
        took = monotonic() - began
        if unread and self.engine is not None:
            self._show("reading", visits)
            read(self.store, self.engine, workers=self.workers, run=self.run)
            took = took if self.run.read > before[0] else monotonic() - began  # nothing was read: other processes hold the rest
            unread = self.store.any_unread(self.engine)
        if unrelated and (not unread or self.schedule.relate.has_run_out()):
            self._relate(visits)
        self._send_alerts(visits, seconds=ALERTS)
        self._report(*before)
        self.schedule.searched(took)

    def _backlog(self) -> tuple[bool, bool]:
        """Whether the store has articles to read, and to relate. Mostly only articles that came since the last search are looked at."""
        unread = False
        if self.parts & {"read", "relate"}:
            with self.store.read() as connection:
                last = newest(connection)[0]
            full = self.schedule.full_search.has_run_out()
            unread = self.store.any_unread(self.engine, after=0 if full else self._read_up_to)
            if full:
                self.schedule.full_search.start()
            if full or not unread:
                self._read_up_to = 0 if unread else last
        return unread, "relate" in self.parts and waits(self.store)

    def _report(self, was_read: int, related: int, stories: int) -> None:
        """Report the results of a search since these counts, and its problems."""
        done = ((self.run.read - was_read, "read"), (self.run.related - related, "related"), (self.run.stories - stories, "stories"))
        if said := ", ".join(f"{count} {word}" for count, word in done if count):
            self.on_message(said)
        for message in self.run.messages:
            self.on_message(message)
        self.run.messages.clear()

    def _read(self, visits: Visits) -> None:
        self._new = 0
        if self.engine is not None:
            self._show("reading", visits)
            read(self.store, self.engine, workers=self.workers, run=self.run)
        if "relate" in self.parts:
            self._relate(visits)
        self._send_alerts(visits, seconds=ALERTS)
        self.run.messages.clear()
        self.schedule.read.start()

    def _relate(self, visits: Visits) -> None:
        self._show("relating", visits)
        try:
            relate(self.store, workers=self.workers, run=self.run)
        except StoreBusy as busy:  # another process relates them, or the next try does
            self.on_message(str(busy))
        give_back()
        self.schedule.relate.start()

    def _send_alerts(self, visits: Visits, *, seconds: float) -> None:
        """Send the alerts that are due, for so many seconds at most; those that fail are tried again later."""
        if "alerts" in self.parts and any_alert(self.store):
            from rasd.flow.alerts.work import tell

            self._show("telling", visits)
            tell(self.store, seconds=seconds, stopped=self.client.stopped.is_set)
        self.schedule.alerts.start()

    def _show(self, doing: str, visits: Visits) -> None:
        active = (sources.c.state == "active") & watched()
        failing = func.count().filter(sources.c.errors_in_a_row > 0)
        with self.store.read() as connection:
            active_ones, failing_ones, next_at = connection.execute(
                select(func.count(), failing, func.min(sources.c.next_at)).where(active)
            ).one()
        seconds = (datetime.fromisoformat(next_at) - datetime.now(UTC)).total_seconds() if next_at else None
        self.on_status(Status(doing, active_ones, len(visits.running), self.run.new, self.run.failed, failing_ones, seconds))
