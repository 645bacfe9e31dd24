"""Visits that fail: which feed and page is tried again and when, which is given up, and what is said of it."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from feeding import HOST, add, feed, row, states
from hostile import Server, article, raw, send, status

from rasd.collect.polite import Client
from rasd.flow.health import problems
from rasd.flow.progress import Run
from rasd.flow.visiting import due, visit
from rasd.flow.web import count
from rasd.store import Store


def test_a_feed_that_fails_is_left_longer_each_time_and_says_why(store: Store, server: Server, client: Client) -> None:
    server.pages["/rss"] = status(500)
    source = add(store, every=10)
    pauses = []
    for _ in range(3):
        done = visit(store, source, client)
        assert done.error is not None
        assert "500" in done.error
        pauses.append(datetime.fromisoformat(row(store, source)["next_at"]) - datetime.now(UTC))
    minutes = [pause.total_seconds() / 60 for pause in pauses]
    assert [round(pause / 10) for pause in minutes] == pytest.approx([2, 4, 8], abs=1)
    assert (row(store, source)["errors_in_a_row"], row(store, source)["tries"]) == (3, 3)
    feed(server, 1)
    assert visit(store, source, client).new == 1
    assert row(store, source)["errors_in_a_row"] == 0


def test_a_feed_that_is_gone_for_good_is_paused(store: Store, server: Server, client: Client) -> None:
    server.pages["/rss"] = status(410)
    source = add(store)
    visit(store, source, client)
    assert row(store, source)["state"] == "paused"
    assert due(store) == []


def test_a_retry_after_of_the_feed_is_kept(store: Store, server: Server, client: Client) -> None:
    server.pages["/rss"] = status(503, Retry_After="7200")
    source = add(store, every=1)
    visit(store, source, client)
    assert datetime.fromisoformat(row(store, source)["next_at"]) - datetime.now(UTC) > timedelta(minutes=119)


def test_a_page_that_fails_is_asked_again_on_later_visits_and_given_up_in_the_end(
    store: Store, server: Server, client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    feed(server, 1, page=lambda n: status(500))
    source = add(store)
    for _ in range(8):
        assert states(store).get("/1", "waiting") == "waiting"
        visit(store, source, client)
        with store.write() as writer:
            writer.execute("UPDATE items SET next_at = NULL WHERE state = 'waiting'")
    assert states(store) == {"/1": "failed"}
    assert [(failure["place"], failure["times"]) for failure in store.failures()] == [(f"{HOST}/1", 8)]


def test_while_no_server_answers_no_page_is_given_up(store: Store, server: Server, client: Client) -> None:
    feed(server, 1, page=lambda n: raw(b""))
    source = add(store)
    for _ in range(12):
        visit(store, source, client)
        with store.write() as writer:
            writer.execute("UPDATE items SET next_at = NULL WHERE state = 'waiting'")
    assert states(store) == {"/1": "waiting"}
    server.pages["/1"] = article()
    assert visit(store, source, client).new == 1


def test_a_host_that_fails_again_and_again_is_left_alone_until_the_next_visit(store: Store, server: Server, client: Client) -> None:
    feed(server, *range(10), page=lambda n: status(500))
    done = visit(store, add(store), client)
    assert (done.failed, done.waiting) == (3, 10)


def test_pages_without_an_article_do_not_stop_the_others(store: Store, server: Server, client: Client) -> None:
    feed(server, *range(6), page=lambda n: send("<html><body>menu</body></html>") if n < 5 else article())
    done = visit(store, add(store), client)
    assert (done.new, done.failed) == (1, 5)


def test_a_page_that_is_not_there_yet_is_looked_for_once_more(store: Store, server: Server, client: Client) -> None:
    feed(server, 1, 2, page=lambda n: status(404))
    source = add(store)
    visit(store, source, client)
    server.pages["/1"] = article()
    assert states(store) == {"/1": "waiting", "/2": "waiting"}
    with store.write() as writer:
        writer.execute("UPDATE items SET next_at = NULL")
    assert {failure["place"] for failure in store.failures()} == {f"{HOST}/1", f"{HOST}/2"}
    visit(store, source, client)
    assert states(store) == {"/1": "kept", "/2": "failed"}
    assert [failure["place"] for failure in store.failures()] == [f"{HOST}/2"], "what was had after all is no open failure"
    assert {failure["place"] for failure in problems(store, source)} == {f"{HOST}/2"}
    assert len(store.failures(solved=True)) == 2


def test_what_has_its_turn_later_is_not_said_to_be_waiting_for_a_run(store: Store, server: Server, client: Client) -> None:
    feed(server, 1, 2, 3, page=lambda n: status(404) if n == 1 else article(f"خبر {n}"))
    done = visit(store, add(store, limit=2), client)
    assert (done.waiting, done.later) == (2, 1)
    assert done.later_at is not None
    run = Run()
    count(done, run)
    assert "1 more are waiting; collect again" in run.messages[-2]
    assert "1 that could not be had now have their next turn from 20" in run.messages[-1]


def test_a_feed_that_answers_again_is_no_open_failure(store: Store, server: Server, client: Client) -> None:
    source = add(store)
    server.pages["/rss"] = status(500)
    visit(store, source, client)
    assert len(store.failures()) == 1
    feed(server, 1)
    visit(store, source, client)
    assert store.failures() == []


@pytest.mark.parametrize(
    "page", [status(302, Location="http://127.0.0.1/"), send("<html><body><p>" + "English only. " * 40 + "</p></body></html>")]
)
def test_what_no_second_look_would_change_is_given_up_at_once(store: Store, server: Server, client: Client, page: Any) -> None:
    feed(server, 1, page=lambda n: page)
    visit(store, add(store), client)
    assert states(store) == {"/1": "failed"}
