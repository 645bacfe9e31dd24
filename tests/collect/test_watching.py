"""`rasd collect` of addresses and `rasd watch`, against the server on loopback."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

import pytest
from feeding import HOST, Run, collect, feed, titles
from hostile import Server, article, raw, send, status

from rasd.collect.polite import Client
from rasd.flow.watching import Status, Watch
from rasd.store import Store, open_store


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
    from rasd.flow.visits import Visits

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

    run = Watch(store, client, engine="rules", parts=("collect", "read"), on_status=status).watch()
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
    from rasd.collect.visits import look
    from rasd.flow import visiting

    feed(server, 1)
    with store.write() as writer:
        writer.source("أ", "feed", url=f"{HOST}/rss")
        writer.source("ب", "feed", url="http://other.example/rss")
    monkeypatch.setattr(visiting, "look", lambda visited, *rest: 1 // 0 if visited.name == "أ" else look(visited, *rest))
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


def test_status_is_one_line(capsys: pytest.CaptureFixture[str]) -> None:
    from rasd.cli.watch import _Line, _span

    line = _Line()
    line.live = True
    line.status(Status("waiting", 12, 0, 34, 1, 2, 240.0))
    assert capsys.readouterr().err == "\r\x1b[K12 sources · waiting · 34 new · 1 unusable · 2 failing · next in 4 min"
    assert [_span(seconds) for seconds in (5, 600, 7200)] == ["5 s", "10 min", "2.0 h"]
