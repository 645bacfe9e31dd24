"""`rasd collect` of addresses, `rasd watch` and `rasd sources`, against the server on loopback."""

from __future__ import annotations

import json
import os
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result
from hostile import Server, article, raw, rss, send, status

from rasd.articles import article_of
from rasd.cli.main import cli
from rasd.collect.polite import Client
from rasd.flow import web
from rasd.flow.sources import health
from rasd.flow.watching import Status, Watch
from rasd.store import Fetched, Store, open_store

HOST = "http://news.example"
XML = "application/rss+xml"
Run = Callable[..., Result]


@pytest.fixture
def path(empty: Path, tmp_path: Path) -> str:
    return str(shutil.copy(empty, tmp_path / "desk.db"))


@pytest.fixture
def run(server: Server, client: Client, path: str, monkeypatch: pytest.MonkeyPatch) -> Run:
    """The command line, with the client of the tests and the rules engine's reading left out."""
    monkeypatch.setattr(web, "client_of", lambda: client)

    def ran(*args: str, **options: Any) -> Result:
        return CliRunner().invoke(cli, [*args, "--store", path], **options)

    return ran


def feed(server: Server, *numbers: int, at: str = "/rss") -> None:
    server.pages[at] = send(rss(*(f"{HOST}/{n}" for n in numbers)), kind=XML)
    server.pages |= {f"/{n}": article(f"خبر {n}") for n in numbers if f"/{n}" not in server.pages}


def collect(run: Run, *sources: str) -> Result:
    return run("collect", *sources, "--no-read", "--no-relate")


def titles(path: str) -> list[str | None]:
    with open_store(path) as store:
        return [kept.article.title for kept in store.articles()]


def test_a_feed_is_collected_and_is_a_source_from_then_on(server: Server, run: Run, path: str) -> None:
    feed(server, 1, 2)
    done = collect(run, f"{HOST}/rss")
    assert (done.exit_code, titles(path)) == (0, ["خبر 1", "خبر 2"])
    assert "2 new, 0 known" in done.stderr
    feed(server, 3, 1, 2)
    assert "1 new, 0 known" in collect(run, f"{HOST}/rss").stderr
    (listed,) = json.loads(run("sources", "list", "--format", "json").stdout)
    assert (listed["kind"], listed["articles"], listed["tries"]) == ("feed", 3, 2)


def test_collecting_a_source_leaves_its_settings_as_they_are(server: Server, run: Run, path: str) -> None:
    feed(server, 1, 2, 3)
    run("sources", "add", f"{HOST}/rss", "--every", "10", "--limit", "7", "--name", "المدار")
    assert "1 new" in run("collect", f"{HOST}/rss", "--limit", "1", "--no-read", "--no-relate").stderr
    with open_store(path) as store:
        (row,) = store.sources()
    assert (row["name"], json.loads(row["settings"])) == ("المدار", {"every": 10.0, "limit": 7})
    assert "2 new" in collect(run, f"{HOST}/rss").stderr


def test_interrupted_it_says_what_it_kept(server: Server, run: Run, path: str, client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    from rasd.flow.visiting import Visits

    feed(server, 1, 2)

    def interrupt(*_: Any) -> Any:
        deadline = time.monotonic() + 10
        while len(titles(path)) < 1 and time.monotonic() < deadline:
            time.sleep(0.01)
        raise KeyboardInterrupt

    server.pages["/2"] = raw(b"HTTP/1.1 200 OK\r\n\r\n", pause=0.05, for_ever=b"x")
    monkeypatch.setattr(Visits, "ended", interrupt)
    done = collect(run, f"{HOST}/rss")
    assert done.exit_code == 130
    assert "1 new" in done.stderr


def test_a_home_page_stands_for_the_feed_that_it_names(server: Server, run: Run, path: str) -> None:
    feed(server, 1)
    links = '<link rel="alternate" type="application/rss+xml" href="/comments/rss"><link rel=alternate type=application/rss+xml href=/rss>'
    server.pages["/"] = send(f"<!DOCTYPE html><html><head>{links}</head><body>x</body></html>")
    assert collect(run, f"{HOST}/").exit_code == 0
    assert titles(path) == ["خبر 1"]


def test_a_page_is_an_article_and_asked_for_anew_each_time(server: Server, run: Run, path: str) -> None:
    server.pages["/1"] = article("خبر 1")
    assert "1 new" in collect(run, f"{HOST}/1").stderr
    assert "0 new, 1 known" in collect(run, f"{HOST}/1").stderr
    server.pages["/1"] = article("خبر آخر")
    assert "1 new" in collect(run, f"{HOST}/1").stderr
    with open_store(path) as store:
        assert [kept.revision_of for kept in store.articles()] == [None, 1]


def test_a_page_without_a_date_takes_the_one_given(server: Server, run: Run, path: str) -> None:
    server.pages["/1"] = article()
    run("collect", f"{HOST}/1", "--no-read", "--no-relate", "--published", "2020-08-23")
    with open_store(path) as store:
        (kept,) = store.articles()
    assert (kept.article.published, kept.published_from) == ("2020-08-23", "hint")


@pytest.mark.parametrize(
    ("page", "says"),
    [(status(404), "404"), (status(302, Location="http://127.0.0.1/"), "loopback"), (send("{}", kind="application/json"), "no feed")],
)
def test_what_cannot_be_had_is_said_and_kept_and_the_rest_goes_on(server: Server, run: Run, path: str, page: Any, says: str) -> None:
    server.pages["/x"] = page
    feed(server, 1)
    done = collect(run, f"{HOST}/x", f"{HOST}/rss")
    assert done.exit_code == 1
    assert says in done.stderr
    assert titles(path) == ["خبر 1"]
    with open_store(path) as store:
        assert [failure["place"] for failure in store.failures()] == [f"{HOST}/x"]


def test_files_and_addresses_together(server: Server, run: Run, path: str, tmp_path: Path) -> None:
    feed(server, 1)
    row = {"title": "خبر من ملف", "body": "قال الوزير إن الحدود آمنة."}
    (tmp_path / "a.jsonl").write_text(json.dumps(row, ensure_ascii=False), "utf-8")
    assert collect(run, f"{HOST}/rss", str(tmp_path / "a.jsonl")).exit_code == 0
    assert titles(path) == ["خبر 1", "خبر من ملف"]


def test_sources_are_added_listed_paused_resumed_and_removed(server: Server, run: Run, path: str) -> None:
    feed(server, 1)
    added = run("sources", "add", f"{HOST}/rss", "--every", "10", "--name", "المدار")
    assert (added.exit_code, added.stdout) == (0, f"feed {HOST}/rss, 1 entries\n")
    assert "المدار\tfeed\tactive\t0\t-" in run("sources", "list").stdout
    assert run("sources", "pause", "المدار").stdout == "المدار: paused\n"
    assert "paused" in run("sources", "list").stdout
    assert run("sources", "resume", f"{HOST}/rss").exit_code == 0
    with open_store(path) as store:
        (row,) = store.sources()
    assert (row["state"], json.loads(row["settings"])) == ("active", {"every": 10.0})
    run("sources", "add", f"{HOST}/rss", "--every", "20")
    assert len(json.loads(run("sources", "list", "--format", "json").stdout)) == 1
    assert run("sources", "remove", "المدار").exit_code == 0
    assert run("sources", "list").stdout == ""
    collect(run, f"{HOST}/rss")
    assert isinstance(run("sources", "remove", f"{HOST}/rss").exception, Exception)


@pytest.mark.parametrize(
    "args", [["add", "no-such-outlet"], ["add", "reuters"], ["add", f"{HOST}/rss", "--every", "0"], ["add", "news.example"]]
)
def test_wrong_use_says_what_to_do(run: Run, path: str, args: list[str]) -> None:
    open_store(path).close()
    done = run("sources", *args)
    assert type(done.exception).__name__ == "UsageError"
    assert len(str(done.exception)) > 20


def test_a_source_that_is_not_there_is_said(run: Run, path: str) -> None:
    open_store(path).close()
    assert type(run("sources", "pause", "x").exception).__name__ == "InputError"


def test_a_source_that_cannot_be_had_is_not_added(server: Server, run: Run, path: str) -> None:
    done = run("sources", "add", f"{HOST}/none")
    assert "404" in str(done.exception)
    assert run("sources", "list").stdout == ""
    assert run("sources", "add", f"{HOST}/none", "--kind", "feed").exit_code == 0  # unasked


def test_test_looks_and_keeps_nothing(server: Server, run: Run, path: str) -> None:
    feed(server, 1, 2)
    server.pages["/2"] = status(404)
    done = run("sources", "test", f"{HOST}/rss")
    assert done.exit_code == 1
    assert "خبر 1" in done.stdout
    assert "no article" in done.stdout
    assert titles(path) == []
    assert run("sources", "list").stdout == ""


def test_a_source_is_shown_with_what_went_wrong_with_its_pages(server: Server, run: Run, path: str) -> None:
    feed(server, 1, 2)
    server.pages["/2"] = status(404)
    collect(run, f"{HOST}/rss")
    shown = run("sources", "show", f"{HOST}/rss")
    assert "status: ok" in shown.stdout
    assert f"1x {HOST}/2: the server answered 404" in shown.stdout
    assert json.loads(run("sources", "show", f"{HOST}/rss", "--format", "json").stdout)["problems"][0]["place"] == f"{HOST}/2"


def test_lists_of_feeds_come_and_go_as_opml(run: Run, path: str, tmp_path: Path) -> None:
    file = tmp_path / "feeds.opml"
    outlines = '<outline text="أخبار"><outline text="المدار &amp; غيره" xmlUrl="https://a.example/rss?x=1&amp;y=2"/></outline>'
    file.write_text(f'<opml version="1.0"><body>{outlines}<outline xmlUrl="https://www.hespress.com/feed"/></body></opml>', "utf-8")
    assert run("sources", "import", str(file), "--every", "30").stdout == "2 added, 0 known\n"
    assert run("sources", "import", str(file)).stdout == "0 added, 2 known\n"
    exported = run("sources", "export").stdout
    assert 'xmlUrl="https://a.example/rss?x=1&amp;y=2"' in exported
    assert 'text="هسبريس"' in exported
    file.write_text(exported, "utf-8")
    assert run("sources", "import", str(file)).stdout == "0 added, 2 known\n"
    file.write_text("<opml/>", "utf-8")
    assert "no feeds" in str(run("sources", "import", str(file)).exception)


def test_the_catalogue_is_listed_by_country_and_name(run: Run) -> None:
    listed = CliRunner().invoke(cli, ["sources", "catalogue", "MAR"]).stdout
    assert "hespress" in listed
    assert "youm7" not in listed
    assert [one["id"] for one in json.loads(CliRunner().invoke(cli, ["sources", "catalogue", "هسبريس", "--format", "json"]).stdout)] == [
        "hespress"
    ]


def test_watch_once_visits_what_is_due(server: Server, run: Run, path: str) -> None:
    feed(server, 1)
    run("sources", "add", f"{HOST}/rss")
    done = run("watch", "--once", "--no-read", "--no-relate")
    assert (done.exit_code, titles(path)) == (0, ["خبر 1"])
    assert "1 new" in done.stderr
    server.asked.clear()
    assert run("watch", "--once", "--no-read", "--no-relate").exit_code == 0
    assert server.paths() == []  # not due


def test_watch_once_fails_where_everything_does(server: Server, run: Run, path: str) -> None:
    run("sources", "add", f"{HOST}/rss", "--kind", "feed")
    done = run("watch", "--once", "--no-read", "--no-relate")
    assert done.exit_code == 1
    assert "404" in done.stderr


def test_watch_without_sources_says_how_to_add_one(run: Run, path: str) -> None:
    open_store(path).close()
    done = run("watch", "--once")
    assert done.exit_code == 2
    assert "rasd sources add" in done.stderr


@pytest.fixture
def store(path: str) -> Iterator[Store]:
    with open_store(path) as opened:
        yield opened


def test_a_watch_goes_on_and_reads_what_is_new_and_stops_when_told(server: Server, client: Client, store: Store) -> None:
    feed(server, 1)
    with store.write() as writer:
        number = writer.source("المدار", "feed", url=f"{HOST}/rss")
    seen: list[Status] = []

    def status(status: Status) -> None:
        seen.append(status)
        if status.new == 1 and store.unread("rules") == 0 and len(list(store.articles())) == 1:
            feed(server, 2, 1)
            with store.write() as writer:
                writer.set_source(number, next_at=None)
        if status.new == 2 and store.unread("rules") == 0:
            client.stop()

    run = Watch(store, client, engine="rules", parts=("collect", "read"), status=status).watch()
    assert (run.new, run.read) == (2, 2)
    assert {one.doing for one in seen} >= {"visiting", "waiting", "reading"}
    assert seen[0].sources == 1


def test_a_folder_is_collected_again_when_something_in_it_changes(run: Run, path: str, tmp_path: Path) -> None:
    folder = tmp_path / "drop"
    folder.mkdir()
    told: list[str] = []

    def drop(name: str, words: str) -> None:
        (folder / name).write_text(f"قال الوزير إن الحدود آمنة {words}.", "utf-8")

    def watch() -> int:
        with open_store(path) as store, store.write() as writer:
            writer.execute("UPDATE sources SET next_at = '2001-01-01T00:00:00.000Z'")
        done = run("watch", "--once", "--no-read", "--no-relate")
        told[:] = [line for line in done.stderr.splitlines() if str(folder) in line]
        assert done.exit_code == 0
        with open_store(path) as store:
            return len(list(store.articles()))

    drop("a.txt", "أ")
    assert run("sources", "add", str(folder), "--outlet", "المدار").stdout == f"folder {folder}\n"
    assert watch() == 1
    assert told[-1].endswith(f"{folder}: 1 new")
    drop("b.txt", "ب")
    assert watch() == 2
    with open_store(path) as store:
        tries = store.sources()[0]["tries"]
    assert watch() == 2
    assert told == []
    with open_store(path) as store:
        assert store.sources()[0]["tries"] == tries  # nothing has changed, so nothing was read
        assert {kept.article.outlet for kept in store.articles()} == {"المدار"}


def test_a_folder_that_is_gone_is_an_error_of_that_source(run: Run, path: str, tmp_path: Path) -> None:
    (tmp_path / "drop").mkdir()
    run("sources", "add", str(tmp_path / "drop"))
    (tmp_path / "drop").rmdir()
    done = run("watch", "--once", "--no-read", "--no-relate")
    assert done.exit_code == 1
    assert "no such file or folder" in done.stderr
    assert "no such file or folder" in run("sources", "health").stdout


def test_a_folder_that_was_only_collected_is_not_watched(run: Run, path: str, tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text("قال الوزير إن الحدود آمنة.", "utf-8")
    collect(run, str(tmp_path / "a.txt"))
    assert run("watch", "--once").exit_code == 2


def test_a_defect_in_one_visit_ends_no_watch(server: Server, client: Client, store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    from rasd.flow import visiting

    feed(server, 1)
    with store.write() as writer:
        writer.source("أ", "feed", url=f"{HOST}/rss")
        writer.source("ب", "feed", url="http://other.example/rss")
    look = visiting.look
    monkeypatch.setattr(visiting, "look", lambda place, *rest: 1 // 0 if place.name == "أ" else look(place, *rest))
    run = Watch(store, client, engine=None, parts=("collect", "alerts")).watch(once=True)
    assert (run.new, run.failed) == (1, 1)
    assert "ZeroDivisionError" in {row["name"]: row["last_error"] for row in store.sources()}["أ"]


def test_a_signal_ends_a_watch_cleanly(tmp_path: Path) -> None:
    """In a process of its own: exit code 0, and a store that opens and is due at once."""
    path = tmp_path / "desk.db"
    with open_store(path) as store, store.write() as writer:
        writer.source(
            "المدار", "feed", url="http://192.0.2.1/rss", settings='{"robots": false, "private": true}'
        )  # an address that never answers
    command = [sys.executable, "-m", "rasd.cli", "watch", "--store", str(path), "--no-read", "--no-relate"]
    process = subprocess.Popen(command, stderr=subprocess.PIPE, text=True, env={**os.environ, "PYTHONUNBUFFERED": "1"})
    began = time.monotonic()
    while time.monotonic() - began < 20:
        time.sleep(0.2)
        with open_store(path) as store:
            if store.sources()[0]["next_at"]:  # the visit has begun
                break
    process.send_signal(signal.SIGTERM)
    _, said = process.communicate(timeout=40)
    assert process.returncode == 0, said
    assert "stopped; 0 new" in said
    assert "Traceback" not in said


def test_health_tells_volume_gaps_and_silence(store: Store) -> None:
    at = datetime(2020, 8, 24, 12, 0, tzinfo=UTC)
    days = [20, 18, 17, 16, 16, 16, 16, 15]  # of August, none on the 19th and since the 20th

    with store.write() as writer:
        number = writer.source("المدار", "feed", url=f"{HOST}/rss", added_at="2020-08-10T00:00:00.000Z")
        for n, day in enumerate(days * 6):
            found = article_of(f"قال الوزير إن الحدود آمنة {n}.")
            writer.add(found, source=number, fetched=Fetched(at=f"2020-08-{day}T10:00:00.000Z"))
        writer.source_tried(number)
        writer.source("غيره", "feed", url=f"{HOST}/other")
    found = {one.name: one for one in health(store, at=at)}
    assert found["المدار"].status == "quiet"
    assert found["المدار"].by_day["2020-08-16"] == 24
    assert "2020-08-19" in found["المدار"].gaps
    assert "2020-08-24" not in found["المدار"].gaps  # today is not over
    assert found["المدار"].silent_hours == 98
    assert found["غيره"].status == "new"


def test_health_of_a_source_that_fails(server: Server, run: Run) -> None:
    run("sources", "add", f"{HOST}/rss", "--kind", "feed")
    run("watch", "--once", "--no-read", "--no-relate")
    done = run("sources", "health")
    assert done.exit_code == 1
    assert "failing" in done.stdout
    assert "404" in done.stdout
    assert json.loads(run("sources", "health", "--format", "json").stdout)[0]["errors_in_a_row"] == 1


def test_status_is_one_line(capsys: pytest.CaptureFixture[str]) -> None:
    from rasd.cli.watch import _Line, _span

    line = _Line()
    line.live = True
    line.status(Status("waiting", 12, 0, 34, 1, 2, 240.0))
    assert capsys.readouterr().err == "\r\x1b[K12 sources · waiting · 34 new · 1 unusable · 2 failing · next in 4 min"
    assert [_span(seconds) for seconds in (5, 600, 7200)] == ["5 s", "10 min", "2.0 h"]
