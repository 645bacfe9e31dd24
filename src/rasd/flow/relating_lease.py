"""The lease on relating: one process at a time relates a store, on whatever machine it runs."""

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
    """Take the lease for the block; False where another process has it. Threads of this one take turns: behind each a person waits."""
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
    """Make sure, in the transaction that keeps stories, that this process still has the lease; nobody can take it before that ends.

    A machine that slept for minutes comes back with stories that another has made again since: they are not kept. Raises StoreBusy.
    """
    if not leases.hold(writer.connection, NAME, processes.name()):
        raise StoreBusy("this process stood still for minutes and another took over relating; what is left is related by the next run")
