"""Watching: the sources of a store are visited when they are due, what is new is read and related, until the user says stop.

A process may do one part of that alone, as on a desk of several machines: collect here, read there. It then also looks for work that others
have left, and for what lost processes held.
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
from rasd.flow.visiting import THREADS, OnVisit, Visits, due, take_up, visits
from rasd.flow.web import count
from rasd.pipeline import Engine
from rasd.store import Store, claims, leases, queue
from rasd.store.alerts import any_alert, newest
from rasd.store.tables import sources

_ENOUGH = 64  # new articles after which reading does not wait for the visits that go on
_PATIENCE = 60.0  # seconds after which it does not either
_TICK = 1.0  # between two looks at what is due
_TELLING = 30.0  # between two tries to tell alerts that could not be told before
_LOOKING = 5.0  # between two looks for work that others left; where this process collects, its own comes first: _PATIENCE
_SHARE = 20  # times what a look took is waited at least for the next: it asks a twentieth of the server in the largest store
_ALL = 60.0  # between two looks at all articles, and not at those alone that came since: claims of the lost lapse
_AGAIN = 5.0  # between two tries whether a server that went away is back
_RELATING = 300.0  # seconds after which what has been read is related though not all has: in a backlog each is related twice, not ten times


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
    """A watch over the sources of a store, or the `parts` of one. Without an `engine` it reads nothing.

    `on_status` is called about once a second with what it does, `on_visit` with every visit that has ended, `on_message` with what came of
    work that others left, and `on_warning` when the store's server goes away and when it is back.
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
        self._unread = 0
        self._read_at = monotonic()
        self._alerts_told_at = self._next_look = self._next_full_look = self._taken_up_at = 0.0
        self._related_at = monotonic()
        self._all_read_up_to = 0
        """The number of an article: whatever came up to it was read when this was last looked at."""

    def watch(self, *, once: bool = False) -> Run:
        """Go on until the client is stopped; with `once` until what is due now has been visited, and what is there read.

        A server that goes away meanwhile is waited for, but with `once`: then StoreAway is raised, as by any step that is done alone.
        """
        with heartbeat(self.store), self._here(), visits(self.client, self.threads) as going:
            first = True
            while not self.client.stopped.is_set():
                due_now, first = ("collect" in self.parts and (first or not once)), False
                try:
                    over = self._turn(going, due_now=due_now, once=once)
                except StoreAway as away:
                    if once:
                        raise
                    over = self._sit_out(going, away)
                if over:
                    break
        return self.run

    def _turn(self, going: Visits, *, due_now: bool, once: bool) -> bool:
        """Start what is due and take one step; whether all is done that was asked for."""
        for number in self._due() if due_now else ():
            going.start(self.store, number)
        self._step(going, due_now=due_now)
        if going.going:
            return False
        if not once:
            self.client.stopped.wait(0 if due_now and due(self.store) else _TICK)
        return once

    @contextmanager
    def _here(self) -> Iterator[None]:
        """Hold a lease by which `rasd store workers` shows that this watch is at work."""
        with self.store.write() as writer:
            leases.take(writer.connection, self._name(), processes.name())
        try:
            yield
        finally:
            with suppress(StoreError), self.store.write() as writer:
                leases.release(writer.connection, self._name(), processes.name())

    def _name(self) -> str:
        return f"watch {' '.join(part for part in PARTS if part in self.parts)} ({processes.name()})"

    def _sit_out(self, going: Visits, away: StoreAway) -> bool:
        """Wait until the server is back, and give back what this process holds; whether it was stopped meanwhile.

        What was broken off could not give it back, and the beat would renew it as long as the process lives: nobody would ever do that
        work. All that it holds is done anew, from where the last transaction left it.
        """
        self.on_warning(f"{away}; it is waited for")
        while going.going:  # what is on its way ends with the next thing that it asks of the store
            with suppress(StoreAway):
                self._hear(going)
        while not self.client.stopped.is_set():
            try:
                self._begin_again()
            except StoreAway:
                self.client.stopped.wait(_AGAIN)
            else:
                self.on_warning("the server is back; what was broken off is done again")
                return False
        return True

    def _begin_again(self) -> None:
        worker = processes.name()
        with self.store.write() as writer:
            queue.take_up(writer.connection, leases.leave(writer.connection, worker))
            claims.release(writer.connection, worker)
            leases.take(writer.connection, self._name(), worker)
        self._next_look = self._next_full_look = 0.0

    def _due(self) -> list[int]:
        if monotonic() - self._taken_up_at > _TELLING:
            take_up(self.store)
            self._taken_up_at = monotonic()
        return due(self.store)

    def _step(self, going: Visits, *, due_now: bool) -> None:
        """One look: wait a moment for visits to end or become due, count those that did, read where there is enough."""
        self._say("visiting" if going.going else "waiting", going)
        for row in due_folders(self.store) if due_now else ():
            visit = look_into(self.store, row, self.run, workers=self.workers)
            self._unread += visit.new
            self.on_visit(visit)
        self._hear(going)
        if self._unread and (not going.going or self._unread >= _ENOUGH or monotonic() - self._read_at > _PATIENCE):
            self._read(going)
        elif monotonic() > self._next_look:
            self._look(going)
        elif monotonic() - self._alerts_told_at > _TELLING:
            self._tell(going, seconds=_TELLING / 2)

    def _hear(self, going: Visits) -> None:
        """Count the visits that have ended."""
        for visit in going.ended(_TICK):
            self._unread += visit.new
            count(visit, self.run)
            self.run.messages.clear()  # they are in the visit, which `on_visit` gets
            self.on_visit(visit)

    def _look(self, going: Visits) -> None:
        """Do what others have left: read what nobody is reading, relate what has been read, tell what is due."""
        before, began = (self.run.read, self.run.related, self.run.stories), monotonic()
        unread, unrelated = self._left()
        took = monotonic() - began
        if unread and self.engine is not None:
            self._say("reading", going)
            read(self.store, self.engine, workers=self.workers, run=self.run)
            took = took if self.run.read > before[0] else monotonic() - began  # others hold what is left
            unread = self.store.any_unread(self.engine)
        if unrelated and (not unread or monotonic() - self._related_at > _RELATING):
            self._relate(going)
        self._tell(going, seconds=_TELLING)
        self._report(*before)
        self._next_look = monotonic() + max(_PATIENCE if "collect" in self.parts else _LOOKING, _SHARE * took)

    def _left(self) -> tuple[bool, bool]:
        """Whether something is there to be read, and to be related. Mostly only what came since the last time is looked at."""
        unread = False
        if self.parts & {"read", "relate"}:
            with self.store.read() as connection:
                last = newest(connection)[0]
            whole = monotonic() > self._next_full_look
            unread = self.store.any_unread(self.engine, after=0 if whole else self._all_read_up_to)
            self._all_read_up_to = last if not unread else 0 if whole else self._all_read_up_to
            self._next_full_look = monotonic() + _ALL if whole else self._next_full_look
        return unread, "relate" in self.parts and waits(self.store)

    def _report(self, was_read: int, related: int, stories: int) -> None:
        """Say what came of it, and what went wrong in it."""
        done = ((self.run.read - was_read, "read"), (self.run.related - related, "related"), (self.run.stories - stories, "stories"))
        if said := ", ".join(f"{count} {word}" for count, word in done if count):
            self.on_message(said)
        for message in self.run.messages:
            self.on_message(message)
        self.run.messages.clear()

    def _read(self, going: Visits) -> None:
        self._unread = 0
        if self.engine is not None:
            self._say("reading", going)
            read(self.store, self.engine, workers=self.workers, run=self.run)
        if "relate" in self.parts:
            self._relate(going)
        self._tell(going, seconds=_TELLING)
        self.run.messages.clear()
        self._read_at = monotonic()

    def _relate(self, going: Visits) -> None:
        self._say("relating", going)
        try:
            relate(self.store, workers=self.workers, run=self.run)
        except StoreBusy as busy:  # it is related by who has taken over, or the next time
            self.on_message(str(busy))
        give_back()
        self._related_at = monotonic()

    def _tell(self, going: Visits, *, seconds: float) -> None:
        """Look for alerts and tell what is due; what cannot be told now is tried again later."""
        if "alerts" in self.parts and any_alert(self.store):
            from rasd.flow.alerts.work import tell

            self._say("telling", going)
            tell(self.store, seconds=seconds, stopped=self.client.stopped.is_set)
        self._alerts_told_at = monotonic()

    def _say(self, doing: str, going: Visits) -> None:
        active = (sources.c.state == "active") & watched()
        failing = func.count().filter(sources.c.errors_in_a_row > 0)
        with self.store.read() as connection:
            active_ones, failing_ones, next_at = connection.execute(
                select(func.count(), failing, func.min(sources.c.next_at)).where(active)
            ).one()
        seconds = (datetime.fromisoformat(next_at) - datetime.now(UTC)).total_seconds() if next_at else None
        self.on_status(Status(doing, active_ones, len(going.going), self.run.new, self.run.failed, failing_ones, seconds))
