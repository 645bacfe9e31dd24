"""Work shared by machines that need not agree on the time: who gets what, what lapses, what goes to others. On both databases."""

from __future__ import annotations

import threading
from collections import Counter
from datetime import UTC, datetime, timedelta
from functools import partial
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner

from rasd.articles import article_of
from rasd.cli.main import cli
from rasd.collect.items import Collected
from rasd.collect.polite import Client
from rasd.errors import StoreBusy
from rasd.flow import reading, schedule, watching, workers
from rasd.flow.collecting import Source, collect
from rasd.flow.heartbeat import heartbeat
from rasd.flow.parts import Part
from rasd.flow.reading import read
from rasd.flow.relating import relate
from rasd.flow.relating_lease import NAME, hold_lease, relating_lease
from rasd.flow.visiting import due, take_up
from rasd.flow.watching import Watch
from rasd.flow.web import client_of
from rasd.store import Kept, Store, claims, leases, open_store, queue
from rasd.store.values import moment

ELSEWHERE = "another machine/00000000:7:1"
RULES = "read rules"

READ: tuple[Part, ...] = ("read",)
RELATE: tuple[Part, ...] = ("relate",)


def filled(store: Store, count: int) -> None:
    made = [
        article_of(f"قال وزير الدفاع إن الحدود آمنة، وهذا هو الخبر رقم {k}.", published="2020-08-23", outlet="المدار") for k in range(count)
    ]
    collect(store, Source("here", "file", [Collected(one, b"{}") for one in made]))


def took(store: Store, worker: str, limit: int = 4, **options: Any) -> list[int]:
    kept = store.claim(RULES, worker=worker, engine="rules", limit=limit, **options)
    return [one.number for one in kept]


def lapse(store: Store, worker: str) -> None:
    """As if a worker had not been heard of for minutes."""
    for table in ("claims", "leases"):
        with store.write() as writer:
            writer.execute(f"UPDATE {table} SET until = '2001-01-01T00:00:00.000Z' WHERE worker = :worker", {"worker": worker})  # noqa: S608


# ---- articles


def test_many_workers_at_once_share_the_articles_and_none_gets_what_another_has(store: Store) -> None:
    filled(store, 60)
    got: Counter[int] = Counter()
    guard = threading.Lock()

    def work(name: str) -> None:
        while numbers := took(store, name, 3):
            with guard:
                got.update(numbers)

    threads = [threading.Thread(target=work, args=(f"w{k}",)) for k in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert got == Counter(range(1, 61))


def test_a_claim_lapses_by_the_clock_of_the_database(store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    filled(store, 2)
    assert took(store, "a", 1) == [1]
    if store.engine.dialect.name == "postgresql":  # a machine whose clock is a day ahead
        ahead = datetime.now(UTC) + timedelta(days=1)
        for module in ("rasd.store.leases", "rasd.store.values"):
            monkeypatch.setattr(f"{module}.datetime", type("Ahead", (datetime,), {"now": classmethod(lambda cls, zone=None: ahead)}))
    assert took(store, "b") == [2]
    assert took(store, "b", seconds=-1) == []


def test_what_is_renewed_stays_and_what_is_not_goes_to_another(store: Store) -> None:
    filled(store, 2)
    took(store, "a", 1, seconds=-1)
    took(store, "b", 1, seconds=-1, after=1)
    store.renew("a")
    assert took(store, "c") == [2]
    assert took(store, "c") == []


def test_a_worker_that_is_gone_from_this_machine_leaves_its_articles_at_once(store: Store) -> None:
    filled(store, 2)
    took(store, "gone", 1)
    took(store, "there", 1)
    store.release_gone(lambda worker: worker == "gone")
    assert took(store, "c") == [1]


def test_an_article_over_which_workers_are_lost_is_read_apart(store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    filled(store, 3)
    for k in range(claims.LOST + 1):
        assert took(store, f"w{k}", 1) == [1]
        lapse(store, f"w{k}")
    assert took(store, "next", 9) == [2, 3], "the others are not kept waiting"
    store.release("next")
    assert took(store, "next", 9, suspect=True) == [1]
    lapse(store, "next")
    apart: list[int] = []

    def alone(work: object, task: tuple[str, tuple[Kept, ...]], start: object) -> object:
        apart.extend(kept.number for kept in task[1])
        raise workers.WorkerLost([])

    monkeypatch.setattr(workers, "alone", alone)
    run = read(store, "rules")
    assert (apart, run.read, run.read_failed) == ([1], 3, 1)
    assert store.unread("rules") == 0


def test_an_article_read_while_it_is_sought_is_let_go(store: Store) -> None:
    filled(store, 2)
    read(store, "rules")
    with store.write() as writer:
        assert claims._unread(writer.connection, [1, 2], RULES, "rules", None) == []
    assert store.held() == []


def test_what_a_worker_holds_is_renewed_while_it_reads(store: Store) -> None:
    filled(store, 1)
    took(store, workers.name(), 1, seconds=0.01)
    with heartbeat(store, 0.01), heartbeat(store, 0.01):
        for _ in range(200):
            if all(one.until > moment(datetime.now(UTC) + timedelta(seconds=60)) for one in store.held()):
                break
            threading.Event().wait(0.02)
        else:
            pytest.fail("not renewed")
    assert not any(thread.name == "leases" for thread in threading.enumerate())


def test_a_transaction_that_is_broken_off_changes_no_checksum(store: Store, tmp_path: Path) -> None:
    """PostgreSQL gives its numbers to nobody else: what comes after has other numbers, and is the same."""
    from rasd.store.checksum import checksums

    def broken_off() -> None:
        with store.write() as writer:
            writer.add(article_of("قال الوزير إن الخبر وصل.", outlet="المدار"))
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        broken_off()
    with open_store(tmp_path / "undisturbed.db") as undisturbed:
        for one in (store, undisturbed):
            filled(one, 3)
            with one.write() as writer:
                writer.fail("read", "broken", article=next(one.articles()).number)
        assert checksums(store) == checksums(undisturbed)


# ---- leases by name


def test_one_of_many_gets_a_lease_until_it_gives_it_back(store: Store) -> None:
    with store.write() as writer:
        take = partial(leases.take, writer.connection, "relate")
        assert [take("a"), take("a"), take("b")] == [True, False, False]
        leases.release(writer.connection, "relate", "b")
        assert not take("b"), "only who has it gives it back"
        leases.release(writer.connection, "relate", "a")
        assert take("b")


def test_who_relates_is_lost_and_another_relates(store: Store) -> None:
    filled(store, 2)
    with store.write() as writer:
        leases.take(writer.connection, NAME, ELSEWHERE)
    assert relate(store).related == 0
    lapse(store, ELSEWHERE)
    assert relate(store).related == 2


def test_stories_made_by_who_stood_still_for_minutes_are_not_kept(store: Store) -> None:
    def overtaken() -> None:
        with relating_lease(store) as mine:
            assert mine
            lapse(store, workers.name())
            with store.write() as writer:
                assert leases.take(writer.connection, NAME, ELSEWHERE)
            with store.write() as writer:
                hold_lease(writer)

    with pytest.raises(StoreBusy, match="another took over"):
        overtaken()


# ---- visits


def feeds(store: Store, *hosts: str) -> list[int]:
    with store.write() as writer:
        return [writer.source(f"feed {k}", "feed", url=f"https://{host}/rss/{k}") for k, host in enumerate(hosts)]


def take(store: Store, number: int, worker: str) -> bool:
    from rasd.flow.visiting import LEASE, host_of

    with store.write() as writer:
        return queue.take(writer.connection, number, worker, LEASE, host_of)


def test_two_machines_never_ask_one_host_at_a_time(store: Store) -> None:
    first, second, other = feeds(store, "www.news.example", "news.example", "else.example")
    assert take(store, first, ELSEWHERE)
    assert due(store) == [other], "neither what is being visited, nor what has the same host"
    assert not take(store, second, "me")
    assert take(store, second, ELSEWHERE), "within one process its threads take turns"
    assert take(store, other, "me")


def test_a_source_whose_visitor_is_lost_is_due_again(store: Store) -> None:
    (number,) = feeds(store, "news.example")
    assert take(store, number, ELSEWHERE)
    take_up(store)
    assert due(store) == []
    lapse(store, ELSEWHERE)
    take_up(store)
    assert due(store) == [number]
    assert store.held() == []


# ---- a watch in parts


@pytest.fixture
def client() -> Client:
    return client_of()


def test_a_reader_reads_what_others_collected_and_a_relater_relates_it(store: Store, client: Client) -> None:
    filled(store, 3)
    said: list[str] = []
    relater = Watch(store, client, engine="rules", parts=RELATE, on_message=said.append)
    assert relater.watch(once=True).related == 0, "what is about to be read is related after it"
    run = Watch(store, client, engine="rules", parts=READ, on_message=said.append).watch(once=True)
    assert (run.read, run.related) == (3, 0)
    assert relater.watch(once=True).related == 0, "it has just looked"
    assert Watch(store, client, engine="rules", parts=RELATE, on_message=said.append).watch(once=True).related == 3
    assert said == ["3 read", "3 related, 1 stories"]


def test_a_backlog_is_related_before_all_of_it_is_read(store: Store, client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    filled(store, 2)
    monkeypatch.setattr(schedule, "RELATE", -1.0)
    assert Watch(store, client, engine="rules", parts=RELATE).watch(once=True).related == 2


def test_a_reader_goes_on_until_it_is_stopped(store: Store, client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(schedule, "SEARCH", 0.0)
    monkeypatch.setattr(schedule, "SEARCH_SHARE", 0)
    monkeypatch.setattr(watching, "_TICK", 0.01)
    said: list[str] = []

    def heard(what: str) -> None:
        said.append(what)
        if len(said) == 2:
            client.stopped.set()
        else:
            filled(store, 5)

    filled(store, 2)
    run = Watch(store, client, engine="rules", parts=READ, on_message=heard).watch()
    assert said == ["2 read", "3 read"]
    assert run.read == 5


def test_a_whole_watch_collects_reads_and_relates_on_either_database(store: Store, client: Client, tmp_path: Path) -> None:
    from rasd.flow.folders import add_folder

    (tmp_path / "news").mkdir()
    (tmp_path / "news" / "a.txt").write_text("قال وزير الدفاع إن الحدود آمنة، وأضاف أن القوات انتشرت أمس قرب المدينة.", "utf-8")
    add_folder(store, str(tmp_path / "news"))
    run = Watch(store, client, engine="rules").watch(once=True)
    assert (run.new, run.read, run.related) == (1, 1, 1)


def test_the_command_makes_a_reader_and_tells_who_is_at_work(address: str) -> None:
    with open_store(address) as store:
        filled(store, 2)
        took(store, ELSEWHERE, 1)
        with store.write() as writer:
            leases.take(writer.connection, f"watch read ({ELSEWHERE})", ELSEWHERE)
    run = CliRunner().invoke
    done = run(cli, ["watch", "--store", address, "--only", "read", "--engine", "rules", "--once"])
    assert done.exit_code == 0, done.output
    assert "1 read" in done.output
    told = run(cli, ["store", "workers", address]).output.splitlines()
    assert [line.partition(" (")[0] for line in told] == ["another machine 7 read rules: 1 articles", "another machine 7 watch read"]
    assert '"live": true' in run(cli, ["store", "workers", address, "--json"]).output
    assert run(cli, ["watch", "--store", address, "--only", "read", "--no-read"]).exit_code == 2


def test_reading_leaves_nothing_behind(store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(reading, "CHUNK", 2)
    filled(store, 5)
    read(store, "rules")
    relate(store)
    assert store.held() == []
