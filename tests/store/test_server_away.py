"""PostgreSQL that goes away in the middle: connections cut at any statement, answers to commits lost, the server restarted or crashed.

Each is StoreAway, one line that says so; a watch waits for it; the desk says 503 and is there again. What is kept in the end equals an
undisturbed run. The table of faults is docs/faults.md.
"""

from __future__ import annotations

import json
import sys
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, NamedTuple

import pytest
from sqlalchemy import Connection, event, make_url

from rasd.alerts.model import Channel
from rasd.cli.main import run as run_command
from rasd.collect.items import Hints
from rasd.errors import StoreAway
from rasd.flow import collecting, reading, schedule, watching
from rasd.flow.alerts import work as alerts
from rasd.flow.heartbeat import heartbeat
from rasd.flow.inputs import source_of
from rasd.flow.relating import relate, waits
from rasd.flow.watching import Watch
from rasd.flow.web import client_of
from rasd.samples import articles as samples
from rasd.store import Store, deliveries, open_store
from rasd.store.checksum import checksums
from rasd.store.maintenance import check
from servers import Server, emptied, serving

psycopg = pytest.importorskip("psycopg", reason="needs PostgreSQL's driver: pip install 'rasd[postgresql]'")
_OF_THE_RUN = ("claims", "leases", "alerts", "deliveries", "alert_hits")  # moments and ids of the run itself stand in them
COUNT = 4


@pytest.fixture(scope="module")
def own() -> Iterator[Server]:
    """A server of these tests alone: it is stopped and started again."""
    with serving() as running:
        yield running


@pytest.fixture(scope="module")
def places(own: Server) -> tuple[str, str]:
    """Two databases with a store each: for the undisturbed run, and for those that are disturbed."""
    urls = own.database(), own.database()
    for url in urls:
        open_store(url).close()
    return urls


@pytest.fixture(scope="module")
def source(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The first samples as JSON Lines, one of them twice, and a line that is no article."""
    path = tmp_path_factory.mktemp("away") / "articles.jsonl"
    rows = [{"title": one.title, "text": one.text, "published": one.published, "outlet": one.outlet} for one in list(samples())[:COUNT]]
    path.write_text("\n".join(json.dumps(row) for row in [*rows, rows[0], {"title": "no body"}]), "utf-8")
    return path


@pytest.fixture(autouse=True)
def small(monkeypatch: pytest.MonkeyPatch) -> None:
    """Two articles in a transaction: more moments between them."""
    monkeypatch.setattr(collecting, "CHUNK", 2)
    monkeypatch.setattr(reading, "CHUNK", 2)


@pytest.fixture
def url(places: tuple[str, str]) -> str:
    return emptied(places[1])


Step = Callable[[Store, Path], object]
STEPS: dict[str, Step] = {
    "collect": lambda store, source: collecting.collect(store, source_of(str(source), Hints())),
    "read": lambda store, source: reading.read(store, "rules"),
    "relate": lambda store, source: relate(store),
}


def whole(store: Store, source: Path) -> None:
    for step in STEPS.values():
        step(store, source)


class Sound(NamedTuple):
    """What the undisturbed run kept, and how many statements each of its steps made."""

    sums: dict[str, str]
    statements: dict[str, int]


@pytest.fixture(scope="module")
def sound(places: tuple[str, str], source: Path) -> Sound:
    statements = {}
    with open_store(places[0]) as store:
        for name, step in STEPS.items():
            with disturbed(store, 0, lambda: None) as count:
                step(store, source)
            statements[name] = count[0]
        return Sound(sums(store), statements)


def sums(store: Store) -> dict[str, str]:
    return {name: total for name, total in checksums(store).items() if name not in _OF_THE_RUN}


def cut(url: str) -> None:
    """End all connections of a database, as an administrator or a restart does."""
    others = "SELECT pg_terminate_backend(pid, 5000) FROM pg_stat_activity WHERE datname = current_database() AND pid <> pg_backend_pid()"
    with psycopg.connect(url, autocommit=True) as other:
        other.execute(others)


@contextmanager
def disturbed(store: Store, at: int, disturb: Callable[[], object]) -> Iterator[list[int]]:
    """Before the statement number `at` of this thread, disturb; the list counts the statements."""
    count, here = [0], threading.get_ident()

    def before(connection: Connection, *rest: object) -> None:
        if threading.get_ident() == here:
            count[0] += 1
            if count[0] == at:
                disturb()

    event.listen(store.engine, "before_cursor_execute", before)
    try:
        yield count
    finally:
        event.remove(store.engine, "before_cursor_execute", before)


def finished(url: str, source: Path) -> dict[str, str]:
    """What the same commands, given again in another process, make of it."""
    with open_store(url) as store:
        store.release_gone(lambda worker: True)  # as a new process sees the one that ended
        whole(store, source)
        assert list(check(store)) == []
        assert not [one for one in store.held() if one.live]
        return sums(store)


@pytest.mark.parametrize("share", [0.0, 0.5, 0.99])
@pytest.mark.parametrize("name", STEPS)
def test_a_connection_that_is_cut_loses_and_doubles_nothing(url: str, source: Path, sound: Sound, name: str, share: float) -> None:
    at = 1 + int(share * sound.statements[name])
    with open_store(url) as store:
        for earlier in list(STEPS)[: list(STEPS).index(name)]:
            STEPS[earlier](store, source)
        with disturbed(store, at, lambda: cut(url)), pytest.raises(StoreAway, match=r"the server went away .*run the same command again"):
            STEPS[name](store, source)
    assert finished(url, source) == sound.sums


@pytest.mark.parametrize("kept", [True, False])
@pytest.mark.parametrize("number", [2, 7])
def test_a_commit_without_an_answer_is_done_again_or_was_done(
    url: str, source: Path, sound: Sound, monkeypatch: pytest.MonkeyPatch, number: int, kept: bool
) -> None:
    """The server goes just before it commits, or just after: the client is told the same, that it went away."""
    with open_store(url) as store:
        count, commit = 0, store.engine.dialect.do_commit

        def committed(connection: Any) -> None:
            nonlocal count
            driver = connection.dbapi_connection
            count += driver.info.transaction_status.name == "INTRANS"
            if count == number and kept:
                driver.execute("COMMIT")
                driver.close()
            elif count == number:
                cut(url)
            commit(connection)

        monkeypatch.setattr(store.engine.dialect, "do_commit", committed)
        with pytest.raises(StoreAway):
            whole(store, source)
    assert finished(url, source) == sound.sums


def test_idle_connections_that_the_server_closed_are_opened_anew_unsaid(url: str, source: Path) -> None:
    with open_store(url) as store:
        STEPS["collect"](store, source)
        cut(url)
        assert len(list(store.articles())) == COUNT


@pytest.mark.parametrize("how", ["fast", "immediate"])
def test_a_watch_waits_for_a_server_that_is_stopped_and_goes_on(
    own: Server, url: str, source: Path, sound: Sound, monkeypatch: pytest.MonkeyPatch, how: str
) -> None:
    for module, name in ((watching, "_AGAIN"), (watching, "_TICK"), (schedule, "SEARCH")):
        monkeypatch.setattr(module, name, 0.1)
    client, warned, problems = client_of(), list[str](), list[BaseException]()
    with open_store(url) as store:
        STEPS["collect"](store, source)
        watch = Watch(store, client, engine="rules", parts=("read", "relate"), on_warning=warned.append)

        def work() -> None:
            with disturbed(store, 25, lambda: own.halt(how)):
                try:
                    watch.watch()
                except BaseException as error:  # noqa: BLE001 - told to the test
                    problems.append(error)

        thread = threading.Thread(target=work)
        thread.start()
        try:
            _until(lambda: bool(warned) or bool(problems))
            time.sleep(0.5)  # some tries are refused
            own.start()
            _until(lambda: bool(problems) or (len(warned) > 1 and not store.any_unread("rules") and not waits(store)))
            held = [one.what.partition(" (")[0] for one in store.held() if one.live]
        finally:
            client.stop()
            thread.join(30)
        assert not problems
        assert "went away" in warned[0] or "could not be reached" in warned[0]
        assert warned[1].startswith("the server is back")
        assert "watch read relate" in held, "others see that it is at work"
        assert sums(store) == sound.sums
        assert not store.held()
        assert list(check(store)) == []


def _until(done: Callable[[], bool], patience: float = 60.0) -> None:
    end = time.monotonic() + patience
    while not done():
        assert time.monotonic() < end, "it did not come to that"
        time.sleep(0.05)


def test_a_watch_once_and_other_commands_say_so_and_end(
    own: Server, url: str, source: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    own.halt()
    try:
        for words in (["collect", source], ["search", "x"], ["watch", "--once"], ["stories", "list"], ["export"]):
            monkeypatch.setattr(sys, "argv", ["rasd", *map(str, words), "--store", url])
            code = run_command()
            said = capsys.readouterr().err
            assert (code, said.count("\n")) == (1, 1), said
            assert "the server could not be reached" in said
    finally:
        own.start()


def test_the_desk_says_503_and_is_there_again(own: Server, url: str, source: Path) -> None:
    from starlette.testclient import TestClient

    from rasd.desk.app import create_app

    with open_store(url) as store:
        whole(store, source)
        desk = TestClient(create_app(store, hosts=("localhost",)), base_url="http://localhost", raise_server_exceptions=False)
        assert desk.get("/articles").status_code == 200
        cut(url)
        assert desk.get("/articles").status_code == 200, "connections that were closed meanwhile are opened anew"
        own.halt()
        try:
            for address in ("/articles", "/stories", "/"):
                answer = desk.get(address)
                assert answer.status_code == 503
                assert "could not be reached" in answer.text or "went away" in answer.text
            assert desk.get("/articles.json").json()["error"] == "Service Unavailable"
        finally:
            own.start()
        assert desk.get("/articles").status_code == 200


def test_an_alert_whose_telling_was_broken_off_is_told_under_the_same_id(own: Server, url: str, source: Path, tmp_path: Path) -> None:
    """The channel has it, the store could not note it: it is told again after its lease, and who gets it knows it by its id."""
    told = tmp_path / "told.jsonl"
    with open_store(url) as store:
        alerts.add(store, "أقوال", "statement", {"stance": "neutral"}, [Channel("file", str(told))], author="desk", past=True)
        STEPS["collect"](store, source)
        STEPS["read"](store, source)
        alerts.look(store)
        delivered = deliveries.delivered

        def halting(store: Store, due: Any, note: str | None) -> None:
            own.halt()
            delivered(store, due, note)

        with pytest.MonkeyPatch.context() as patch:
            patch.setattr(deliveries, "delivered", halting)
            with pytest.raises(StoreAway):
                alerts.tell(store)
        own.start()
        first = [json.loads(line)["hit"]["id"] for line in told.read_text("utf-8").splitlines()]
        with store.write() as writer:  # its lease of ten minutes is not waited for
            writer.execute("UPDATE deliveries SET next_at = '2001-01-01T00:00:00.000Z' WHERE delivered_at IS NULL")
        alerts.tell(store)
        ids = [json.loads(line)["hit"]["id"] for line in told.read_text("utf-8").splitlines()]
    assert first
    assert set(first) < set(ids) or set(first) == set(ids)
    assert ids[: 2 * len(first)] == first * 2


def test_a_beat_lives_through_it(url: str) -> None:
    """The thread that renews leases passes over a server that is away: it must not die of it."""
    cuts = 0

    def before(connection: Connection, *rest: object) -> None:
        nonlocal cuts
        if threading.current_thread().name == "leases" and cuts < 3:
            cuts += 1
            cut(url)

    with open_store(url) as store:
        event.listen(store.engine, "before_cursor_execute", before)
        with heartbeat(store, 0.05):
            (thread,) = (one for one in threading.enumerate() if one.name == "leases")
            _until(lambda: cuts > 2)
            time.sleep(0.2)
            assert thread.is_alive()


def test_a_server_that_ends_idle_transactions_ends_none_that_computes(url: str) -> None:
    """Else the same work would be broken off and begun again for ever."""
    name = make_url(url).database
    with psycopg.connect(url, autocommit=True) as other:
        other.execute(f"ALTER DATABASE {name} SET idle_in_transaction_session_timeout = '50ms'")
    with psycopg.connect(url) as other:
        assert other.execute("SHOW idle_in_transaction_session_timeout").fetchone() == ("50ms",)
    with open_store(url) as store, store.read() as connection:
        connection.exec_driver_sql("SELECT 1")
        time.sleep(0.3)
        assert connection.exec_driver_sql("SELECT 2").scalar() == 2


def test_machines_that_vanish_are_given_up_after_two_minutes(url: str) -> None:
    with open_store(url) as store, store.read() as connection:
        shown = {name: connection.exec_driver_sql(f"SHOW tcp_{name}").scalar() for name in ("keepalives_idle", "keepalives_count")}
    assert shown == {"keepalives_idle": "60", "keepalives_count": "6"}
