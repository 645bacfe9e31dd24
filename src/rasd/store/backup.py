"""Copies a SQLite store while other processes write to it. The copy is complete and checked, and never replaces a file."""

from __future__ import annotations

import os
import re
import sqlite3
import time
from collections.abc import Callable
from contextlib import closing, suppress
from datetime import UTC, datetime
from pathlib import Path

from rasd.errors import NotAStore, StoreDamaged, StoreError, UsageError
from rasd.store import schema
from rasd.store.engine import address_of, connect, error_of, shown

Progress = Callable[[int, int], None]
_PAGES = 512  # pages copied between two reports: 4 MiB
_STALE = 24 * 3600.0  # seconds after which a partial copy belongs to a process that was killed


def back_up(where: str | os.PathLike[str], target: str | os.PathLike[str], *, progress: Progress = lambda done, total: None) -> Path:
    """Copy a store as it is at this moment; gives the file. `progress` hears the pages done, and of how many.

    Writers go on meanwhile: the copy is of one state, which SQLite's log keeps as long as it is being read. A `target` that is a folder
    gets a file named by the store and the moment (UTC). The copy has its name only when it is whole, on the disk, and its pages have been
    checked; it may be read by whom the store may. Raises UsageError where there is a file of that name, or the store is in PostgreSQL.
    """
    url = address_of(where)
    if url.get_backend_name() != "sqlite":
        raise UsageError(
            f"{shown(url)}: a store in PostgreSQL is backed up by its own means: pg_dump --format=custom --file=rasd.dump '{shown(url)}'"
        )
    source = Path(url.database or "")
    goal = Path(target)
    if goal.is_dir():
        goal = goal / f"{source.stem}-{datetime.now(UTC):%Y%m%dT%H%M%SZ}.db"
    _free(goal)
    part = goal.with_name(f".{goal.name}.part")
    engine = connect(url, create=False, readonly=True)
    try:
        with engine.connect() as connection:
            if schema.revision(connection) is None:
                raise NotAStore(f"{shown(url)}: is no store of Rasd's")
        raw = engine.raw_connection()
        try:
            _copy(raw.driver_connection, part, source, progress)  # type: ignore[arg-type]
        finally:
            raw.close()
        _name(part, goal)
    except (sqlite3.Error, OSError) as error:
        raise _error(error, goal) from error
    finally:
        engine.dispose()
        _remove(part)
    return goal


def prune(folder: str | os.PathLike[str], store: str | os.PathLike[str], keep: int) -> list[Path]:
    """Remove all but the newest copies of a store in a folder. Returns the removed files."""
    stem = re.escape(Path(address_of(store).database or "").stem)
    mine = re.compile(stem + r"-\d{8}T\d{6}Z\.db")
    entries = sorted(Path(folder).iterdir())
    over = [path for path in entries if mine.fullmatch(path.name)][:-keep]
    parts = [path for path in entries if re.fullmatch(rf"\.{stem}-.*\.part", path.name) and path.stat().st_mtime < time.time() - _STALE]
    for path in (*over, *parts):
        _remove(path)
    return over


def _free(goal: Path) -> None:
    """Raise UsageError if the file, or the log of a former store of that name, exists: SQLite would add it to the copy."""
    if not goal.absolute().parent.is_dir():
        raise UsageError(f"{goal}: its folder does not exist; make it first, or name another")
    for path in (goal, *(goal.with_name(goal.name + end) for end in ("-wal", "-shm", "-journal"))):
        if path.exists() or path.is_symlink():
            raise UsageError(f"{path}: is there already; a copy is never written over anything: name another, or move it away")


def _copy(source: sqlite3.Connection, part: Path, original: Path, progress: Progress) -> None:
    _remove(part)
    os.close(os.open(part, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600))
    os.chmod(part, original.stat().st_mode & 0o777)
    # An open read holds the state: otherwise the copy would start again whenever another process writes.
    source.execute("BEGIN")
    try:
        source.execute("SELECT count(*) FROM sqlite_master").fetchone()
        with closing(sqlite3.connect(part, isolation_level=None)) as copy:
            copy.execute("PRAGMA synchronous = OFF")  # it is flushed as a whole at the end
            source.backup(copy, pages=_PAGES, progress=lambda status, left, total: progress(total - left, total), sleep=0)
            (said,) = copy.execute("PRAGMA quick_check(1)").fetchone()
            if said != "ok":
                raise StoreDamaged(f"{original}: its copy is damaged ({said}), and was removed; look at the store with `rasd store check`")
            copy.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    finally:
        source.execute("ROLLBACK")
    _to_disk(part)


def _name(part: Path, goal: Path) -> None:
    """Rename the partial copy, unless the name is taken by now."""
    try:
        os.link(part, goal)
    except FileExistsError:
        raise UsageError(f"{goal}: is there already; a copy is never written over anything") from None
    except OSError:  # a file system without links
        _free(goal)
        os.rename(part, goal)
    with suppress(OSError):
        _to_disk(goal.absolute().parent)


def _to_disk(path: Path) -> None:
    handle = os.open(path, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def _remove(path: Path) -> None:
    for one in (path, *(path.with_name(path.name + end) for end in ("-wal", "-shm", "-journal"))):
        with suppress(OSError):
            one.unlink()


def _error(error: sqlite3.Error | OSError, goal: Path) -> StoreError:
    known = error_of(error, str(goal))
    return known or StoreError(f"{goal}: cannot be written ({getattr(error, 'strerror', None) or error})")
