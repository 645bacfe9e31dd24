"""Deliveries: what is told through channels, at least once, however they fail and whenever the process is killed."""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import suppress
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import select, update

from alerting import MINISTRY, SAID, STRUCK, Box, Hook, add, deed, found, keep, running, say
from rasd.alerts.model import channel_of
from rasd.errors import InputError
from rasd.flow.alerts import work as flow
from rasd.store import Store, deliveries, tables
from rasd.store import alerts as rows
from rasd.store.values import moment


@pytest.fixture
def store(on_sqlite: Store) -> Store:
    """SQLite alone: on PostgreSQL something is told in test_server_away.py."""
    return on_sqlite


@pytest.fixture
def hook() -> Iterator[Hook]:
    with running(Hook()) as made:
        yield made


@pytest.fixture
def box(monkeypatch: pytest.MonkeyPatch) -> Iterator[Box]:
    with running(Box()) as made:
        monkeypatch.setenv("RASD_SMTP_URL", made.url)
        yield made


def due_again(store: Store) -> None:
    """Let the time pass that deliveries wait for."""
    with store.write() as writer:
        waiting = update(tables.deliveries).where(tables.deliveries.c.next_at.is_not(None))
        writer.connection.execute(waiting.values(next_at=moment(datetime.now(UTC) - timedelta(seconds=1))))


def test_a_notice_of_hits_is_told_once_by_each_channel(store: Store, hook: Hook, box: Box, tmp_path: Path) -> None:
    file = tmp_path / "x.jsonl"
    channels = [channel_of(hook.url, private=True), channel_of("mail:a@example.org,b@example.org"), channel_of(f"file:{file}")]
    id = add(store, "event", *channels, type="ASSAULT")
    for text in (STRUCK, STRUCK + " ثم انسحبت."):
        keep(store, text, deed(text, "قصفت", dead=10))
    assert flow.tell(store) == (6, 0, ())
    assert flow.tell(store) == (0, 0, ())
    (notice,) = hook.told
    assert [hit["fields"]["dead"] for hit in notice["hits"]] == [10, 10]
    lines = [json.loads(line) for line in file.read_text("utf-8").splitlines()]
    assert {line["hit"]["id"] for line in lines} == {hit["id"] for hit in notice["hits"]}
    assert len(box.mails) == 1
    assert all(state["last_delivery"] and not state["error"] for state in deliveries.channel_states(store, id).values())


def test_a_channel_that_fails_is_tried_again_later_under_the_same_ids(store: Store, hook: Hook) -> None:
    id = add(store, "statement", channel_of(hook.url, private=True), words="الهدنة")
    keep(store, SAID, say(SAID, MINISTRY, "قالت", "الهدنة صامدة في هيران"))
    hook.answers = [500, 302]
    assert flow.tell(store).failed == 1
    assert flow.tell(store) == (0, 0, ()), "not before its time"
    (state,) = deliveries.channel_states(store, id).values()
    assert (state["error"], state["waiting"]) == ("127.0.0.1 answered 500", 1)
    due_again(store)
    told = flow.tell(store)
    assert "a redirect, which is not followed" in told.errors[0]
    due_again(store)
    assert flow.tell(store).told == 1
    assert deliveries.channel_states(store, id)[channel_of(hook.url).id]["error"] is None
    assert len(hook.got) == 1


def test_after_three_days_no_more_is_tried_until_somebody_says_so(store: Store, hook: Hook) -> None:
    id = add(store, "statement", channel_of(hook.url, private=True), words="الهدنة")
    keep(store, SAID, say(SAID, MINISTRY, "قالت", "الهدنة صامدة في هيران"))
    flow.look(store)
    hook.answers = [503] * 20
    tries = 0
    while flow.deliver(store).failed:
        tries += 1
        due_again(store)
    assert tries == 12
    assert deliveries.counts(store)[id]["given_up"] == 1
    hook.answers = []
    assert deliveries.try_again(store) == 1
    assert flow.deliver(store).told == 1


def test_one_channel_that_is_broken_keeps_no_other_waiting(store: Store, hook: Hook, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("RASD_SMTP_URL", raising=False)
    add(store, "statement", channel_of("mail:a@example.org"), channel_of(hook.url, private=True), words="الهدنة")
    keep(store, SAID, say(SAID, MINISTRY, "قالت", "الهدنة صامدة في هيران"))
    told = flow.tell(store)
    assert (told.told, told.failed) == (1, 1)
    assert "RASD_SMTP_URL" in told.errors[0]


def test_what_is_claimed_is_nobody_elses_until_the_lease_ends(store: Store, hook: Hook) -> None:
    add(store, "statement", channel_of(hook.url, private=True), words="الهدنة")
    keep(store, SAID, say(SAID, MINISTRY, "قالت", "الهدنة صامدة في هيران"))
    flow.look(store)
    claimed = deliveries.claim_due(store)
    assert claimed is not None
    assert deliveries.claim_due(store) is None, "who claimed it may be telling it now, or be dead"
    due_again(store)
    again = deliveries.claim_due(store)
    assert again is not None
    assert (again.keys, again.tries) == (claimed.keys, 2)


def test_what_waits_for_a_channel_that_is_gone_is_told_no_more(store: Store, hook: Hook, tmp_path: Path) -> None:
    id = add(store, "statement", channel_of(hook.url, private=True), words="الهدنة")
    keep(store, SAID, say(SAID, MINISTRY, "قالت", "الهدنة صامدة في هيران"))
    flow.look(store)
    flow.change(store, id, [channel_of(f"file:{tmp_path}/x.jsonl")])
    assert flow.deliver(store).told == 0
    assert hook.got == []
    rows.remove_alert(store, id)
    assert store.rows(select(tables.alert_hits)) == store.rows(select(tables.deliveries)) == []
    with pytest.raises(InputError, match="no alert of this id or name"):
        flow.alert_named(store, id)


class Killed(BaseException):
    """The process is gone."""


@pytest.mark.parametrize("at", range(1, 6))
def test_killed_at_any_commit_a_hit_is_kept_once_and_told_at_least_once(
    store: Store, hook: Hook, monkeypatch: pytest.MonkeyPatch, at: int
) -> None:
    id = add(store, "statement", channel_of(hook.url, private=True), words="الهدنة")
    for k in range(3):
        text = f"{SAID} {k}"
        keep(store, text, say(text, MINISTRY, "قالت", "الهدنة صامدة في هيران"))
    monkeypatch.setattr(flow, "_PORTION", 2)
    begun = 0
    write = Store.write

    def counted(self: Store) -> Any:
        nonlocal begun
        begun += 1
        if begun == at:
            raise Killed
        return write(self)

    with monkeypatch.context() as patched:
        patched.setattr(Store, "write", counted)
        with suppress(Killed):
            flow.tell(store)
    assert begun >= at
    due_again(store)
    flow.tell(store)
    ids = [hit["delivery"] for notice in hook.told for hit in notice["hits"]]
    assert len(found(store, id)) == len(set(ids)) == 3
    assert deliveries.claim_due(store) is None
