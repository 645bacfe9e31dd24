"""The queue of a source: offered once, taken in order, left only with an article; leases that one process holds. On both databases."""

from __future__ import annotations

import threading
from datetime import UTC, datetime, timedelta

import pytest

from rasd.articles import article_of
from rasd.store import Store, queue
from rasd.store.queue import Waiting
from rasd.store.values import moment

LATER, EARLIER = moment(datetime.now(UTC) + timedelta(hours=20)), "2001-01-01T00:00:00.000Z"
BY_A_WRONG_CLOCK = "2999-01-01T00:00:00.000Z"


@pytest.fixture
def source(store: Store) -> int:
    with store.write() as writer:
        return writer.source("المدار", "feed", url="https://news.example/rss")


def offer(store: Store, source: int, *keys: str, **options: bool) -> int:
    with store.write() as writer:
        return queue.offer(writer.connection, source, (Waiting(key, f"https://news.example/{key}") for key in keys), **options)


def waiting(store: Store, source: int, limit: int = 10) -> list[str]:
    with store.read() as connection:
        return [one.key for one in queue.waiting(connection, source, limit)]


def keep(store: Store, source: int, key: str) -> int:
    with store.write() as writer:
        added = writer.add(article_of(f"قال الوزير إن الحدود آمنة {key}."), source=source)
        queue.keep(writer.connection, source, key, added.number)
        return added.number


def test_what_is_listed_last_comes_first_in_the_order_of_its_list(store: Store, source: int) -> None:
    assert offer(store, source, "b", "a") == 2
    assert offer(store, source, "c", "b") == 1
    assert waiting(store, source) == ["c", "b", "a"]
    assert waiting(store, source, 1) == ["c"]


def test_what_is_kept_never_comes_again(store: Store, source: int) -> None:
    offer(store, source, "a", "b")
    keep(store, source, "a")
    assert offer(store, source, "a", "b") == 0
    assert waiting(store, source) == ["b"]


def test_a_transaction_that_ends_early_leaves_an_entry_waiting(store: Store, source: int) -> None:
    offer(store, source, "a")

    def half() -> None:
        with store.write() as writer:
            queue.keep(writer.connection, source, "a", writer.add(article_of("قال الوزير إن الحدود آمنة."), source=source).number)
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        half()
    assert waiting(store, source) == ["a"]
    assert list(store.articles()) == []


def test_a_page_source_is_asked_anew(store: Store, source: int) -> None:
    offer(store, source, "a")
    keep(store, source, "a")
    assert offer(store, source, "a", again=True) == 1
    assert waiting(store, source) == ["a"]


@pytest.mark.parametrize(
    ("next_at", "left", "state"),
    [(LATER, [], "waiting"), (EARLIER, ["a"], "waiting"), (BY_A_WRONG_CLOCK, ["a"], "waiting"), (None, [], "failed")],
)
def test_what_fails_waits_or_is_given_up(store: Store, source: int, next_at: str | None, left: list[str], state: str) -> None:
    offer(store, source, "a")
    with store.write() as writer:
        queue.postpone(writer.connection, source, "a", "404", next_at)
        assert queue.counts(writer.connection) == {source: {state: 1}}
    assert waiting(store, source) == left


def test_what_a_feed_carried_comes_back_whole(store: Store, source: int) -> None:
    content = ("<p>قال\ud800</p>", "<item/>", "application/xml")
    with store.write() as writer:
        queue.offer(writer.connection, source, [Waiting("a", None, "g\x00", "عنوان", "2020-08-23", "ليث", content)])
    with store.read() as connection:
        (one,) = queue.waiting(connection, source, 1)
    assert one == Waiting("a", None, "g\ufffd", "عنوان", "2020-08-23", "ليث", content)


def test_a_page_kept_from_another_source_is_known(store: Store, source: int) -> None:
    with store.write() as writer:
        other = writer.source("غيره", "feed")
    offer(store, source, "a")
    offer(store, other, "a")
    with store.read() as connection:
        assert queue.elsewhere(connection, other, "a") is None
    number = keep(store, source, "a")
    with store.read() as connection:
        assert queue.elsewhere(connection, other, "a") == number
        assert queue.elsewhere(connection, source, "a") is None


def test_one_of_many_gets_the_lease(store: Store, source: int) -> None:
    got: list[bool] = []

    def take() -> None:
        with store.write() as writer:
            got.append(queue.lease(writer.connection, source, LATER))

    threads = [threading.Thread(target=take) for _ in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(got) == [False] * 5 + [True]


def test_a_paused_source_and_one_that_is_not_due_give_no_lease(store: Store, source: int) -> None:
    for changes, given in (({"next_at": LATER}, False), ({"next_at": EARLIER}, True), ({"next_at": EARLIER, "state": "paused"}, False)):
        with store.write() as writer:
            writer.set_source(source, **changes)
            assert queue.lease(writer.connection, source, LATER) is given


def test_a_source_is_forgotten_with_its_queue(store: Store, source: int) -> None:
    offer(store, source, "a")
    with store.write() as writer:
        queue.forget(writer.connection, source)
        writer.remove_source(source)
    assert store.sources() == []
