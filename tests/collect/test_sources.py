"""`rasd sources`: added, listed, paused, tried, taken from lists of feeds, and how they are."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from pathlib import Path

import pytest
from click.testing import CliRunner
from feeding import HOST, Run, collect, feed, titles
from hostile import Server, status

from rasd.articles import article_of
from rasd.cli.main import cli
from rasd.collect.sources import Settings, settings_of
from rasd.flow.health import health
from rasd.store import Fetched, Store, open_store


def test_sources_are_added_listed_paused_resumed_and_removed(server: Server, run: Run, path: str) -> None:
    feed(server, 1)
    added = run("sources", "add", f"{HOST}/rss", "--every", "10", "--name", "المدار")
    assert (added.exit_code, added.stdout) == (0, f"feed {HOST}/rss, 1 entry\n")
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


@pytest.mark.parametrize(
    ("kept", "settings"),
    [
        *((None, Settings()), ("", Settings()), ("{", Settings()), ("[1]", Settings()), ("[" * 100_000, Settings())),
        ('{"every": 5, "of a later version": 1, "limit": "many", "days": true, "delay": NaN, "pages": 0}', Settings(every=5)),
        ('{"limit": 2.5, "days": -1, "every": 1e10, "published": 3, "private": null}', Settings()),
        ('{"delay": null, "robots": false, "published": "2020-08-23"}', Settings(robots=False, published="2020-08-23")),
    ],
)
def test_settings_that_cannot_be_meant_are_the_usual_ones(kept: str | None, settings: Settings) -> None:
    assert settings_of(kept) == settings


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


def test_health_tells_volume_gaps_and_silence(store: Store) -> None:
    at = datetime(2020, 8, 24, 12, 0, tzinfo=UTC)
    days = [20, 18, 17, 16, 16, 16, 16, 15]  # of August, none on the 19th and since the 20th

    with store.write() as writer:
        number = writer.source("المدار", "feed", url=f"{HOST}/rss", added_at="2020-08-10T00:00:00.000Z")
        for n, day in enumerate(days * 6):
            article = article_of(f"قال الوزير إن الحدود آمنة {n}.")
            writer.add(article, source=number, fetched=Fetched(at=f"2020-08-{day}T10:00:00.000Z"))
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
