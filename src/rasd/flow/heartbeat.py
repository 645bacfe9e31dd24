"""The heartbeat of a process at work: while it lives, its leases on a store are renewed, so that no other process takes them."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress

from rasd.errors import StoreError
from rasd.flow import workers as processes
from rasd.store import Store, leases

_renewing: set[int] = set()
"""The stores of this process that have a thread already: a watch that reads needs no second."""
_guard = threading.Lock()


@contextmanager
def heartbeat(store: Store, seconds: float | None = None) -> Iterator[None]:
    """Renew the leases of this process on a store as long as the block lasts, from a thread of its own.

    A beat that fails is skipped: the store is busy, or its server away for a moment. Where that lasts, the work itself fails and says so.
    """
    with _guard:
        first = id(store) not in _renewing
        _renewing.add(id(store))
    if not first:
        yield
        return
    over = threading.Event()
    thread = threading.Thread(target=_beat, args=(store, over, leases.BEAT if seconds is None else seconds), name="leases", daemon=True)
    thread.start()
    try:
        yield
    finally:
        over.set()
        thread.join()
        with _guard:
            _renewing.discard(id(store))


def _beat(store: Store, over: threading.Event, seconds: float) -> None:
    worker = processes.name()
    while not over.wait(seconds):
        with suppress(StoreError):
            store.renew(worker)
