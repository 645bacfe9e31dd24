"""Renews the leases of a working process, so that no other process takes them."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress

from rasd.errors import StoreError
from rasd.flow import workers as processes
from rasd.store import Store, leases

_renewing: set[int] = set()
"""Stores of this process that have a thread already, so that a watch that reads starts no second one."""
_guard = threading.Lock()


@contextmanager
def heartbeat(store: Store, seconds: float | None = None) -> Iterator[None]:
    """Renew the leases of this process on a store during the block, from a thread.

    A failed beat is skipped: the store is busy or its server briefly away. If that lasts, the work itself fails and says so.
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
