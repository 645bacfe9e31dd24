"""A hostile server, fetchers that reach it as if it were a public one (the guard of addresses stays as it is), a store and its commands."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result
from feeding import Run
from hostile import PUBLIC, Clock, Server

from rasd.cli.main import cli
from rasd.collect import addresses, fetch
from rasd.collect.fetch import Fetcher
from rasd.collect.polite import Client
from rasd.flow import web
from rasd.store import Store, open_store


@pytest.fixture
def server(monkeypatch: pytest.MonkeyPatch) -> Iterator[Server]:
    """The server, at the public address of every name under `.example`."""
    running = Server()
    connection = fetch._connection

    def led(target: addresses.Target, address: str, seconds: float) -> Any:
        at = (target._replace(port=running.port), "127.0.0.1") if address == PUBLIC else (target, address)
        return connection(*at, seconds)

    monkeypatch.setattr(fetch, "_connection", led)
    yield running
    running.close()


@pytest.fixture(scope="session")
def empty(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A new store, to be copied: making one takes a third of a second."""
    path = tmp_path_factory.mktemp("empty") / "desk.db"
    open_store(path).close()
    return path


@pytest.fixture
def path(empty: Path, tmp_path: Path) -> str:
    return str(shutil.copy(empty, tmp_path / "desk.db"))


@pytest.fixture
def store(path: str) -> Iterator[Store]:
    with open_store(path) as opened:
        yield opened


def resolve(host: str, port: int) -> list[str]:
    """Every name is public but one, which somebody points at this machine."""
    return ["127.0.0.1"] if host == "inside.example" else [PUBLIC]


@pytest.fixture
def fetcher(server: Server) -> Fetcher:
    return Fetcher(resolve=resolve, seconds=5)


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def client_of(fetcher: Fetcher, clock: Clock) -> Callable[..., Client]:
    def made(**options: Any) -> Client:
        return Client(fetcher, now=clock.now, sleep=clock.sleep, **options)

    return made


@pytest.fixture
def client(client_of: Callable[..., Client]) -> Client:
    return client_of(delay=0)


@pytest.fixture
def run(server: Server, client: Client, path: str, monkeypatch: pytest.MonkeyPatch) -> Run:
    """The command line, with the client of the tests and the rules engine's reading left out."""
    monkeypatch.setattr(web, "client_of", lambda: client)

    def ran(*args: str, **options: Any) -> Result:
        return CliRunner().invoke(cli, [*args, "--store", path], **options)

    return ran
