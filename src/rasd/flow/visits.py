"""Visits to several sources in parallel, each in a thread that holds the lease of its source."""

from __future__ import annotations

from collections.abc import Iterator
from concurrent.futures import FIRST_COMPLETED, Future, ThreadPoolExecutor, wait
from contextlib import contextmanager

from rasd.collect.answers import Stopped
from rasd.collect.polite import Client
from rasd.collect.sources import Settings
from rasd.errors import StoreAway, StoreBusy, StoreError
from rasd.flow import workers as processes
from rasd.flow.visiting import LEASE, OnVisit, Visit, host_of, make_due, note_defect, visit
from rasd.store import Store, leases, queue

THREADS = 8
"""Sources visited in parallel; a host never gets more than one request at a time."""


@contextmanager
def visit_threads(client: Client, threads: int = THREADS) -> Iterator[Visits]:
    """Threads that visit sources. The end of the block waits for them; where the block raises, they are stopped first."""
    made = Visits(client, threads)
    try:
        yield made
    except BaseException:
        client.stop()
        raise
    finally:
        made.pool.shutdown(wait=True, cancel_futures=True)


class Visits:
    """Visits in parallel. A source is visited by one thread and one process at a time, which holds its lease."""

    def __init__(self, client: Client, threads: int) -> None:
        self.client = client
        self.pool = ThreadPoolExecutor(threads, "visit")
        self.running: dict[int, Future[Visit | None]] = {}

    def start(
        self, store: Store, number: int, *, on_visit: OnVisit = lambda visit: None, forced: bool = False, settings: Settings | None = None
    ) -> None:
        """Begin a visit, unless one is running. `forced` visits a source that is not due, or that another process may be visiting.

        Any error of a visit becomes the error of its source, except errors of the store, which `ended` raises.
        """
        if number not in self.running:
            self.running[number] = self.pool.submit(self._visit, store, number, on_visit, forced, settings)

    def _visit(self, store: Store, number: int, on_visit: OnVisit, forced: bool, settings: Settings | None) -> Visit | None:
        with store.write() as writer:
            if not queue.take(writer.connection, number, processes.name(), LEASE, host_of) and not forced:
                return None
        try:
            return visit(store, number, self.client, on_visit=on_visit, settings=settings)
        except Stopped:
            make_due(store, number)
            return None
        except StoreBusy as busy:
            return Visit(number, str(number), error=str(busy))  # its lease lapses, and the visit is made then
        except StoreError:
            raise
        except Exception as defect:  # noqa: BLE001 - a defect that one site brings out must not end the watch over the others
            return note_defect(store, number, defect)
        finally:
            self._let_go(store, number)

    def _let_go(self, store: Store, number: int) -> None:
        """Give the source back. A server that is away is told of: else the beat would renew the lease as long as the process lives."""
        try:
            with store.write() as writer:
                leases.release(writer.connection, queue.lease_name(number), processes.name())
        except StoreAway:
            raise
        except StoreError:
            pass  # the lease lapses

    def ended(self, seconds: float | None = None) -> list[Visit]:
        """The visits that have ended, waited for where none has; errors of the store are raised, once those that ended well were told."""
        if self.running:
            wait(self.running.values(), seconds, FIRST_COMPLETED)
        over = {number: future for number, future in self.running.items() if future.done()}
        over = {number: future for number, future in over.items() if future.exception() is None} or over
        for number in over:
            del self.running[number]
        return [done for future in over.values() if (done := future.result()) is not None]
