"""A clock that was wrong: what it wrote holds nobody up, and nothing is lost or doubled. The table of faults is docs/faults.md."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from rasd.articles import article_of
from rasd.flow.relating import relate
from rasd.store import Store, leases, open_store, queue
from rasd.store.maintenance import check
from rasd.store.values import moment

BODY = "قال وزير الدفاع إن الحدود آمنة وإن اللجنة ستجتمع غدا في بغداد."
FUTURE = "2999-01-01T00:00:00.000Z"


@pytest.fixture
def store(path: Path) -> Iterator[Store]:
    with open_store(path) as opened:
        yield opened


def test_a_lease_of_a_clock_that_was_ahead_holds_nobody_up(store: Store) -> None:
    with store.write() as writer:
        assert leases.take(writer.connection, "relate", "another:1:1")
        assert not leases.take(writer.connection, "relate", "this:1:1")
        writer.execute("UPDATE leases SET until = :at", {"at": FUTURE})
        assert leases.take(writer.connection, "relate", "this:1:1")


def test_articles_claimed_by_a_clock_that_was_ahead_are_read(store: Store) -> None:
    assert len(store.claim("read rules", worker="another:1:1", engine="rules", limit=9)) == 1
    assert store.claim("read rules", worker="this:1:1", engine="rules", limit=9) == []
    with store.write() as writer:
        writer.execute("UPDATE claims SET until = :at", {"at": FUTURE})
    assert len(store.claim("read rules", worker="this:1:1", engine="rules", limit=9)) == 1


@pytest.mark.parametrize(("ahead", "visited"), [(timedelta(hours=1), False), (timedelta(days=7), False), (timedelta(days=3650), True)])
def test_a_source_put_off_by_a_clock_that_was_years_ahead_is_visited(store: Store, ahead: timedelta, visited: bool) -> None:
    from rasd.flow.visiting import due

    with store.write() as writer:
        number = writer.source("المدار", "feed", url="http://news.example/rss", next_at=moment(datetime.now(UTC) + ahead))
    assert (number in due(store)) == visited
    with store.write() as writer:
        assert queue.lease(writer.connection, number, moment(datetime.now(UTC))) == visited


def test_a_session_of_a_clock_that_was_ahead_is_none(store: Store) -> None:
    from rasd.store.people import open_session, save_person, session_of

    save_person(store, "sara", "editor", "x")
    token = open_session(store, "sara", timedelta(hours=12))
    assert session_of(store, token) is not None
    with store.write() as writer:
        writer.execute("UPDATE sessions SET made_at = :at, until = :at", {"at": FUTURE})
    assert session_of(store, token) is None


def test_articles_are_kept_whatever_the_clock_says(store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    from rasd.store import writer as writing

    for k, at in enumerate(("2036-11-27T07:00:00.000Z", "1970-01-01T00:00:00.000Z", "2026-11-27T07:00:00.000Z")):
        monkeypatch.setattr(writing, "now", lambda at=at: at)
        with store.write() as writer:
            assert writer.add(article_of(f"{BODY} {k}")).new
            assert not writer.add(article_of(f"{BODY} {k}")).new
    assert relate(store).related == 5
    assert list(check(store)) == []
