"""A process that lives for months: what it freed goes back to the system, and its connections do not fill a cache each."""

from __future__ import annotations

import ctypes
import sys
from pathlib import Path

import pytest

from rasd.flow.memory import give_back
from rasd.store import Store, open_store


def _held() -> int:
    """The memory of this process in KB."""
    rows = Path("/proc/self/status").read_text().splitlines()
    return next(int(row.split()[1]) for row in rows if row.startswith("VmRSS:"))


@pytest.mark.skipif(not sys.platform.startswith("linux") or not hasattr(ctypes.CDLL(None), "malloc_trim"), reason="glibc's")
def test_what_was_freed_goes_back_to_the_system() -> None:
    kept, let_go = [], []
    for _ in range(2_000):  # what is kept lies between what is let go, so that the heap cannot shrink
        let_go.append(bytes(bytearray(20_000)))
        kept.append(bytes(bytearray(600)))
    let_go.clear()
    before = _held()
    give_back()
    assert before - _held() > 20_000
    assert len(kept) == 2_000


def _connections(store: Store, times: int) -> set[int]:
    """The connections that so many reads one after the other are given."""
    found = set()
    for _ in range(times):
        with store.read() as connection:
            found.add(id(connection.connection.dbapi_connection))
    return found


def test_reads_one_after_the_other_share_a_connection_however_many_there_are(tmp_path: Path) -> None:
    """Else each fills a cache of its own: 53 MB, where all together need 18."""
    with open_store(tmp_path / "desk.db") as store:
        with store.read() as one, store.read() as two, store.read() as three:
            assert len({id(each.connection.dbapi_connection) for each in (one, two, three)}) == 3
        assert len(_connections(store, 6)) == 1
