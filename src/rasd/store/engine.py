"""Opens the database of a store: a SQLite file, or PostgreSQL by its URL. Turns its errors into Rasd's."""

from __future__ import annotations

import os
import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, Engine, create_engine, event
from sqlalchemy.engine import URL, ExceptionContext, make_url
from sqlalchemy.exc import ArgumentError, DBAPIError, NoSuchModuleError

from rasd.errors import InputError, NotAStore, StoreAway, StoreBusy, StoreDamaged, StoreError, StoreFull, StoreReadOnly, UsageError

APPLICATION = 0x52617364  # "Rasd": SQLite's mark of a file's application (PRAGMA application_id)
_CACHE = 8_000  # KB per connection, of which a watch has nine; 32,000 made nothing faster (adding, look-ups, scans of 3,000 articles)
BUSY_SECONDS = 60.0  # how long a writer waits for another; articles take well under a second, the stories of a large backlog half a minute
_WAIT = "another process has been writing to it for {busy:.0f} seconds; try again when that is done"
_FULL = "no room is left on its disk; make room and run the same command again, what was saved before stays"
_DAMAGED = "its file is damaged ({error}); restore a backup, or save what is left: `sqlite3 {where} .recover | sqlite3 saved.db`"
_SCHEMA = "its tables are not as Rasd made them ({error}); restore a backup"
_CLOSED = "may not be written to; check the permissions of the file and of its folder"
_SHUT = "cannot be opened; check that it and its folder may be read and written, and how many files may be open (ulimit -n)"
_SQLITE: dict[int, tuple[type[StoreError], str]] = {
    sqlite3.SQLITE_BUSY: (StoreBusy, _WAIT),
    sqlite3.SQLITE_LOCKED: (StoreBusy, _WAIT),
    sqlite3.SQLITE_FULL: (StoreFull, _FULL),
    sqlite3.SQLITE_IOERR: (StoreError, "its disk cannot be read or written ({error}); check the disk, then run `rasd store check {where}`"),
    sqlite3.SQLITE_CORRUPT: (StoreDamaged, _DAMAGED),
    sqlite3.SQLITE_NOTADB: (NotAStore, "is no database; name another file, or one that does not exist yet to make a new store"),
    sqlite3.SQLITE_READONLY: (StoreReadOnly, _CLOSED),
    sqlite3.SQLITE_PERM: (StoreReadOnly, _CLOSED),
    sqlite3.SQLITE_CANTOPEN: (NotAStore, _SHUT),
}
_AWAY = "the server went away ({error}); what was kept before stays: run the same command again when it is back"
_UNREACHED = "the server could not be reached ({error}); check that it runs and that the address is right"
_POSTGRESQL: dict[str, tuple[type[StoreError], str]] = {
    "53100": (StoreFull, "no room is left on the server's disk; what was saved before stays"),
    "25006": (StoreReadOnly, "the server lets this user only read"),
    "42501": (StoreReadOnly, "this user may not do that ({error})"),
    "57014": (StoreBusy, "the server broke off what was asked of it ({error}); try again"),
    "55P03": (StoreBusy, "another process has been writing to it for too long; try again"),
    "40P01": (StoreBusy, "another process was writing the same rows; try again"),
    "40001": (StoreBusy, "another process was writing the same rows; try again"),
    "42P01": (StoreDamaged, _SCHEMA),
    "42703": (StoreDamaged, _SCHEMA),
    "XX001": (StoreDamaged, "the server says that its data is damaged ({error})"),
    "XX002": (StoreDamaged, "the server says that an index is damaged ({error})"),
    **dict.fromkeys(("57P01", "57P02", "57P03", "57P05", "25P03", "53300", "08000", "08003", "08006"), (StoreAway, _AWAY)),
}
"""By SQLSTATE. Those of the last line end the connection: server shut down, crashed or starting, or connection idle for too long."""
_ALIVE = {"keepalives_idle": 60, "keepalives_interval": 10, "keepalives_count": 6, "tcp_user_timeout": 120_000}
"""A machine that vanishes is given up after two minutes instead of two hours, on both sides (see `_postgresql`)."""


def address_of(where: str | os.PathLike[str]) -> URL:
    """The database that the user names: a file, or a URL such as postgresql://user@host/name. Raises UsageError for anything else."""
    given = os.fspath(where)
    if "://" not in given:
        return URL.create("sqlite", database=given)
    try:
        url = make_url(given)
    except ArgumentError as error:
        raise UsageError(f"{given}: not a database address; expected a file name or postgresql://user@host/name") from error
    if url.drivername in ("postgres", "postgresql"):
        url = url.set(drivername="postgresql+psycopg")
    if url.get_backend_name() not in ("sqlite", "postgresql"):
        raise UsageError(f"{shown(url)}: Rasd keeps its store in SQLite (a file name) or PostgreSQL (postgresql://user@host/name)")
    return url


def is_there(where: str) -> bool:
    """Whether a store may exist: its file does, or it is on a server, which is not asked."""
    url = address_of(where)
    return url.get_backend_name() != "sqlite" or not url.database or Path(url.database).exists()


def shown(url: URL) -> str:
    """The database in messages: the file, or the URL without its password."""
    return url.database or "memory" if url.get_backend_name() == "sqlite" else url.render_as_string(hide_password=True)


def connect(url: URL, *, create: bool, readonly: bool, busy: float = BUSY_SECONDS) -> Engine:
    """An engine for the database, which is opened with the first statement. Raises NotAStore if a file must exist and does not."""
    if url.get_backend_name() == "sqlite":
        engine = _sqlite(url, create=create, readonly=readonly, busy=busy)
    else:
        engine = _postgresql(url, readonly=readonly, busy=busy)
    event.listen(engine, "handle_error", lambda context: _translate(context, url, busy))
    return engine


def _sqlite(url: URL, *, create: bool, readonly: bool, busy: float) -> Engine:
    name = url.database
    if not name or name == ":memory:":
        raise UsageError("a store needs a file; name one, such as desk.db")
    path = Path(name)
    if path.is_dir():
        raise NotAStore(f"{name}: is a folder; name a file in it, such as {path / 'desk.db'}")
    if not create and not path.exists():
        raise NotAStore(f"{name}: no such store; `rasd collect SOURCE --store {name}` makes one")
    if create and not path.exists() and not path.absolute().parent.is_dir():
        raise NotAStore(f"{name}: its folder does not exist; make it first, or name another")
    mode = "ro" if readonly else "rwc" if create else "rw"

    def opened() -> sqlite3.Connection:
        file = f"{path.absolute().as_uri()}?{_unwritable(path) or f'mode={mode}'}"
        return sqlite3.connect(file, uri=True, timeout=busy, isolation_level=None, check_same_thread=False)

    # On a read-only file each transaction checks whether another process has begun to write. The connection returned last is used first: in
    # rotation each would fill a cache, which the next write of another process empties.
    kept = {"pool_size": 8, "max_overflow": 24, "pool_use_lifo": True}
    pooled = {"poolclass": _pool(kept=False)} if _unwritable(path) else {**kept, "poolclass": _pool()}
    engine = create_engine("sqlite://", creator=opened, **pooled)
    event.listen(engine, "connect", lambda connection, _: _prepare(connection, readonly))
    event.listen(engine, "begin", _begin)
    return engine


def _unwritable(path: Path) -> str | None:
    """How to open a file that may be read and not be written to (its mode, its folder, a read-only disk); None for one that may be.

    SQLite reads the log of a running writer where there is one. Without one it would have to make the log's files, which it cannot:
    `immutable` reads the file as it is. Where a writer died, its log holds what was kept last, and the file alone is not the store.
    """
    if not path.exists() or (os.access(path, os.W_OK) and os.access(path.absolute().parent, os.W_OK)):
        return None
    log = path.with_name(f"{path.name}-wal")
    return "mode=ro" if log.exists() and log.stat().st_size else "mode=ro&immutable=1"


def _pool(*, kept: bool = True) -> Any:
    from sqlalchemy.pool import NullPool, QueuePool

    return QueuePool if kept else NullPool


def _prepare(connection: sqlite3.Connection, readonly: bool) -> None:
    """Configure a connection.

    WAL lets readers read while one writes. `synchronous` FULL: a commit is on the disk when it returns, so that a power cut loses no
    article that was reported as stored. Commits hold many articles each, and NORMAL was not measurably faster.
    """
    connection.execute("PRAGMA foreign_keys = ON")
    connection.execute(f"PRAGMA cache_size = -{_CACHE}")
    connection.execute("PRAGMA temp_store = MEMORY")
    if not readonly:
        connection.execute("PRAGMA synchronous = FULL")


def _begin(connection: Connection) -> None:
    """Begin a transaction now. A writer takes the lock at once, since taking it later can fail half-way."""
    writing = connection.get_execution_options().get("writing", False)
    connection.exec_driver_sql("BEGIN IMMEDIATE" if writing else "BEGIN")


@contextmanager
def writing(engine: Engine) -> Iterator[Connection]:
    """A transaction that writes."""
    with engine.connect().execution_options(writing=True) as connection, connection.begin():
        yield connection


def _postgresql(url: URL, *, readonly: bool, busy: float) -> Engine:
    # The server, too, asks whether this machine still lives: else one that lost its power in a transaction would keep all others waiting.
    alive = "".join(f" -c tcp_{name}={seconds}" for name, seconds in _ALIVE.items() if name.startswith("keepalives"))
    # Whoever computes in a transaction is idle to the server: one that ends such (25P03) would break off the same work again and again.
    alive += " -c idle_in_transaction_session_timeout=0"
    options = f"-c lock_timeout={int(busy * 1000)} -c timezone=UTC{alive}" + (" -c default_transaction_read_only=on" if readonly else "")
    given = {name: value for name, value in {**_ALIVE, "connect_timeout": 10}.items() if name not in url.query}
    try:
        return create_engine(url, pool_pre_ping=True, connect_args={"options": options, **given})
    except (ImportError, NoSuchModuleError) as error:
        raise UsageError(f"{shown(url)}: PostgreSQL needs its driver; install it with: pip install 'rasd[postgresql]'") from error


def _translate(context: ExceptionContext, url: URL, busy: float) -> None:
    original = context.original_exception
    if context.is_pre_ping:  # a connection of the pool that the server has closed meanwhile: another is opened, and nobody is told
        return
    if isinstance(original, UnicodeEncodeError):  # an argument that is no UTF-8, half an emoji: no store has it, nor can be asked for it
        raise InputError(f"{ascii(original.object)[:80]}: holds bytes or letters that are no text; write it in UTF-8") from original
    error = error_of(original, shown(url), busy)
    if error is not None:
        raise error from original


def error_of(original: BaseException, where: str, busy: float = BUSY_SECONDS) -> StoreError | None:
    """Rasd's own error for one of the database driver's, None where it is a defect of ours (a wrong statement)."""
    original = original.orig if isinstance(original, DBAPIError) and original.orig else original
    known: tuple[type[StoreError], str] | None = None
    if isinstance(original, sqlite3.Error):
        known = _SQLITE.get(getattr(original, "sqlite_errorcode", 0) & 0xFF)
        if known is None and str(original).startswith(("no such table", "no such column", "malformed database schema")):
            known = (StoreDamaged, _SCHEMA)
    elif state := getattr(original, "sqlstate", None):
        known = _POSTGRESQL.get(state)
    elif any(kind.__module__.startswith("psycopg") and kind.__name__ == "OperationalError" for kind in type(original).__mro__):
        known = (StoreAway, _UNREACHED if str(original).startswith(("connection", "failed to resolve")) else _AWAY)
    if known is None:
        return None
    kind, message = known
    return kind(f"{where}: {message.format(busy=busy, where=where, error=' '.join(str(original).split())[:200])}")
