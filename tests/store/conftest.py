"""Stores to test: every test that asks for `address` runs on SQLite, and on PostgreSQL where its server is installed."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from servers import Missing, Server

from rasd.store import Store, open_store


@pytest.fixture(scope="session")
def server() -> Iterator[Server]:
    pytest.importorskip("psycopg", reason="needs PostgreSQL's driver: pip install 'rasd[postgresql]'")
    try:
        running = Server()
    except Missing as missing:
        pytest.skip(str(missing))
    yield running
    running.stop()


@pytest.fixture(scope="session")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A new store, to be copied: making one takes a third of a second."""
    path = tmp_path_factory.mktemp("made") / "desk.db"
    open_store(path).close()
    return path


@pytest.fixture(scope="session")
def database(server: Server) -> str:
    """One store on the server, to be emptied for each test: making a database takes a second on a busy machine."""
    url = server.database()
    open_store(url).close()
    return url


def emptied(url: str) -> str:
    """The same store with nothing in it."""
    import psycopg

    with psycopg.connect(url, autocommit=True) as connection:
        tables = connection.execute("SELECT tablename FROM pg_tables WHERE schemaname = 'public' AND tablename <> 'alembic_version'")
        names = ", ".join(f'"{name}"' for (name,) in tables)
        connection.execute(f"TRUNCATE {names} RESTART IDENTITY".encode())
    return url


@pytest.fixture(params=["sqlite", "postgresql"])
def address(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """Where a new store is."""
    if request.param == "sqlite":
        return str(shutil.copy(request.getfixturevalue("made"), tmp_path / "desk.db"))
    return emptied(request.getfixturevalue("database"))


@pytest.fixture
def store(address: str) -> Iterator[Store]:
    with open_store(address) as opened:
        yield opened
