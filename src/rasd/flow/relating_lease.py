"""The lease on relating: one process at a time, on whatever machine, relates a store."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager

from rasd.errors import StoreBusy
from rasd.flow import workers as processes
from rasd.flow.heartbeat import heartbeat
from rasd.store import Store, Writer, leases

NAME = "relate"
_turn = threading.Lock()


@contextmanager
def relating_lease(store: Store) -> Iterator[bool]:
    """Take the lease for the block; False if another process has it. Threads of this process wait for each other, since each serves a
    person."""
    with _turn:
        store.release_gone(processes.is_gone)
        with store.write() as writer:
            mine = leases.take(writer.connection, NAME, processes.name())
        if not mine:
            yield False
            return
        try:
            with heartbeat(store):
                yield True
        finally:
            with store.write() as writer:
                leases.release(writer.connection, NAME, processes.name())


def hold_lease(writer: Writer) -> None:
    """Check within the transaction that stores stories that this process still has the lease; nobody can take it before that ends.

    A machine that was asleep for minutes holds stories that another has made again: they must not be stored. Raises StoreBusy.
    """
    if not leases.hold(writer.connection, NAME, processes.name()):
        raise StoreBusy("this process stood still for minutes and another took over relating; what is left is related by the next run")
