"""Watching: the sources of a store are visited when they are due, what is new is read and related, until the user says stop."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from time import monotonic

from sqlalchemy import ColumnElement, func, select

from rasd.collect.polite import Client
from rasd.collect.sources import LISTS
from rasd.flow.folders import due_folders, look_into
from rasd.flow.progress import Run
from rasd.flow.reading import read
from rasd.flow.relating import relate
from rasd.flow.visiting import THREADS, Visit, Visits, due, visits
from rasd.flow.web import count
from rasd.pipeline import Engine
from rasd.store import Store
from rasd.store.alerts import any_alert
from rasd.store.tables import sources

_ENOUGH = 64  # new articles after which reading does not wait for the visits that go on
_PATIENCE = 60.0  # seconds after which it does not either
_TICK = 1.0  # between two looks at what is due
_TELLING = 30.0  # between two tries to tell alerts that could not be told before


def watched() -> ColumnElement[bool]:
    """The sources that a watch visits: feeds, sitemaps, and the folders and files that were added for it."""
    folders = sources.c.kind.in_(("folder", "file")) & sources.c.next_at.is_not(None)
    return sources.c.kind.in_(LISTS) | folders


def any_watched(store: Store) -> bool:
    """Whether there is any, paused or not."""
    return bool(store.rows(select(sources.c.number).where(watched()).limit(1)))


@dataclass(frozen=True, slots=True)
class Status:
    """What a watch is doing now (`doing`: visiting, reading, relating, telling, waiting); `seconds` until the next visit, None for none."""

    doing: str
    sources: int
    visiting: int
    new: int
    failed: int
    failing: int
    seconds: float | None


class Watch:
    """A watch over the sources of a store. `status` hears what it does, once a second; `told` of every visit that has ended."""

    def __init__(
        self,
        store: Store,
        client: Client,
        *,
        engine: Engine | None,
        related: bool = True,
        workers: int = 1,
        threads: int = THREADS,
        status: Callable[[Status], None] = lambda status: None,
        told: Callable[[Visit], None] = lambda visit: None,
    ) -> None:
        self.store, self.client, self.engine, self.related = store, client, engine, related
        self.workers, self.threads = workers, threads
        self.status, self.told = status, told
        self.run = Run()
        self._unread = 0
        self._read_at = monotonic()
        self._told_at = 0.0

    def watch(self, *, once: bool = False) -> Run:
        """Go on until the client is stopped; with `once` until what is due now has been visited and read."""
        with visits(self.client, self.threads) as going:
            first = True
            while not self.client.stopped.is_set():
                due_now, first = first or not once, False
                for number in due(self.store) if due_now else ():
                    going.start(self.store, number)
                self._step(going, due_now=due_now)
                if not going.going:
                    if once:
                        break
                    self.client.stopped.wait(0 if due(self.store) else _TICK)
        return self.run

    def _step(self, going: Visits, *, due_now: bool) -> None:
        """One look: wait a moment for visits to end or become due, count those that did, read where there is enough."""
        self._say("visiting" if going.going else "waiting", going)
        for row in due_folders(self.store) if due_now else ():
            self._unread += look_into(self.store, row, self.run, workers=self.workers)
        for visit in going.ended(_TICK):
            self._unread += visit.new
            count(visit, self.run)
            self.run.messages.clear()  # `told` hears them
            self.told(visit)
        if self._unread and (not going.going or self._unread >= _ENOUGH or monotonic() - self._read_at > _PATIENCE):
            self._read(going)
        elif monotonic() - self._told_at > _TELLING:
            self._tell(going, seconds=_TELLING / 2)

    def _read(self, going: Visits) -> None:
        self._unread = 0
        if self.engine is not None:
            self._say("reading", going)
            read(self.store, self.engine, workers=self.workers, run=self.run)
        if self.related:
            self._say("relating", going)
            relate(self.store, workers=self.workers, run=self.run)
        self._tell(going, seconds=_TELLING)
        self.run.messages.clear()
        self._read_at = monotonic()

    def _tell(self, going: Visits, *, seconds: float) -> None:
        """Look for alerts and tell what is due; what cannot be told now is tried again later."""
        if any_alert(self.store):
            from rasd.flow.alerts import tell

            self._say("telling", going)
            tell(self.store, seconds=seconds, stopped=self.client.stopped.is_set)
        self._told_at = monotonic()

    def _say(self, doing: str, going: Visits) -> None:
        active = (sources.c.state == "active") & watched()
        failing = func.sum((sources.c.errors_in_a_row > 0).cast(sources.c.errors_in_a_row.type))
        with self.store.read() as connection:
            active_ones, failing_ones, next_at = connection.execute(
                select(func.count(), failing, func.min(sources.c.next_at)).where(active)
            ).one()
        seconds = (datetime.fromisoformat(next_at) - datetime.now(UTC)).total_seconds() if next_at else None
        self.status(Status(doing, active_ones, len(going.going), self.run.new, self.run.failed, int(failing_ones or 0), seconds))
