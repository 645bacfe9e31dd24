"""Stores to test: every test that asks for `address` runs on SQLite, and on PostgreSQL where its server is installed."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from builders import article, record
from rasd.articles import article_of
from rasd.store import Store, Version, open_store
from servers import Server, emptied


@pytest.fixture(scope="session")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A new store, to be copied: making one takes a third of a second."""
    path = tmp_path_factory.mktemp("made") / "desk.db"
    open_store(path).close()
    return path


@pytest.fixture(scope="session")
def two(made: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A SQLite store with two articles, one of them read, to be copied."""
    path = tmp_path_factory.mktemp("two") / "desk.db"
    with open_store(shutil.copy(made, path)) as store, store.write() as writer:
        writer.save_reading(writer.add(article()).number, record(), Version("rules", "1"))
        writer.add(article_of("قال وزير الدفاع إن الحدود آمنة.", title="عنوان", outlet="المدار", published="2020-08-23"))
    return path


@pytest.fixture
def path(two: Path, tmp_path: Path) -> Path:
    """Where a copy of that store is."""
    return Path(shutil.copy(two, tmp_path / "desk.db"))


@pytest.fixture(scope="session")
def database(server: Server) -> str:
    """One store on the server, to be emptied for each test: making a database takes a second on a busy machine."""
    url = server.database()
    open_store(url).close()
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


@pytest.fixture
def on_sqlite(made: Path, tmp_path: Path) -> Iterator[Store]:
    """A new store on SQLite alone."""
    with open_store(shutil.copy(made, tmp_path / "desk.db"), create=False) as opened:
        yield opened
