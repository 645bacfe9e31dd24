"""A desk over the sample articles, asked without a socket; `desk` only reads and is shared, `own_desk` may be changed."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from browsing import launched
from starlette.testclient import TestClient

from rasd.desk.app import create_app
from rasd.flow.demo import make_demo
from rasd.store import Store, open_store

if TYPE_CHECKING:
    from playwright.sync_api import Browser


@pytest.fixture(scope="session")
def demo(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A store of the sample articles, read by the rules and related."""
    path = tmp_path_factory.mktemp("demo") / "desk.db"
    make_demo(path)
    return path


@pytest.fixture(scope="session")
def demo_store(demo: Path) -> Iterator[Store]:
    with open_store(demo, create=False) as store:
        yield store


@pytest.fixture(scope="session")
def desk(demo_store: Store) -> Iterator[TestClient]:
    with TestClient(create_app(demo_store), base_url="http://localhost") as client:
        yield client


@pytest.fixture
def own_store(demo: Path, tmp_path: Path) -> Iterator[Store]:
    with open_store(shutil.copy(demo, tmp_path / "desk.db"), create=False) as store:
        yield store


@pytest.fixture
def own_desk(own_store: Store) -> Iterator[TestClient]:
    with TestClient(create_app(own_store), base_url="http://localhost") as client:
        yield client


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    """A headless Chromium; of a module and not of all: its event loop is that of the thread, in which no other can run meanwhile."""
    with launched() as started:
        yield started
