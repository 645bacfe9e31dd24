"""A page asks the store once how far it is: few statements, the same content, and never an article that it has not seen."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest
from sqlalchemy import event, func, select
from starlette.testclient import TestClient

from rasd.articles import article_of
from rasd.corrections import Corrections
from rasd.desk.pages.actor import load
from rasd.desk.workspace import Workspace
from rasd.records import Record
from rasd.store import Journal, Store, Version
from rasd.store.tables import article_actors

MOST = 15  # statements of the page of an actor; each part of it asked for itself came to 48


def most_told(store: Store, nth: int = 0) -> str:
    query = select(article_actors.c.actor).group_by(article_actors.c.actor).order_by(func.count().desc(), article_actors.c.actor)
    return [str(row["actor"]) for row in store.rows(query)][nth]


def statements_of(store: Store, work: Callable[[], Any]) -> list[str]:
    """What the database is asked meanwhile."""
    asked: list[str] = []

    def note(_: Any, __: Any, statement: str, *rest: Any) -> None:
        if statement != "BEGIN":
            asked.append(statement)

    event.listen(store.engine, "before_cursor_execute", note)
    try:
        work()
    finally:
        event.remove(store.engine, "before_cursor_execute", note)
    return asked


def merge(store: Store, into: str, other: str) -> None:
    Journal(store).append(Corrections.of(Journal(store)).decide("merge", {"into": into, "from": [other]}, author="one"))


def read_one(store: Store, k: int, shown: Record) -> None:
    """One article more, in which what another was told of is told again."""
    with store.write() as writer:
        number = writer.add(article_of(f"خبر رقم {k}", title="خبر", outlet=f"صحيفة {k}", published="2021-01-01", id=f"new-{k}")).number
        writer.save_reading(number, replace(shown, statements=(), events=(), places=()), Version("rules", "test"))


@pytest.mark.parametrize("merged", [False, True])
def test_the_page_of_an_actor_asks_little(own_store: Store, own_desk: TestClient, merged: bool) -> None:
    actor = most_told(own_store)
    if merged:
        merge(own_store, actor, most_told(own_store, 1))
    assert own_desk.get(f"/actors/{actor}").status_code == 200
    asked = statements_of(own_store, lambda: own_desk.get(f"/actors/{actor}"))
    assert len(asked) < MOST, "\n".join(asked)


def test_a_look_shows_what_the_workspace_itself_would(own_store: Store) -> None:
    merge(own_store, most_told(own_store), most_told(own_store, 1))
    whole = Workspace(own_store)
    for nth in range(6):
        actor = most_told(own_store, nth)
        assert load(whole.look(), actor) == load(whole, actor) == load(Workspace(own_store), actor)


def test_a_page_stays_with_what_it_saw_and_the_next_one_sees_more(own_store: Store) -> None:
    actor = most_told(own_store)
    workspace = Workspace(own_store)
    look = workspace.look()
    before = load(look, actor)
    known = next(record for _, record in own_store.records() if record and any(one.id == actor for one in record.actors))
    read_one(own_store, 1, known)
    assert (load(look, actor).articles, load(look, actor).weeks) == (before.articles, before.weeks)
    assert load(workspace.look(), actor).articles == before.articles + 1
    merge(own_store, actor, most_told(own_store, 1))
    assert len(load(workspace.look(), actor).merged) == len(before.merged) + 1


def test_what_another_page_loads_meanwhile_is_no_article_out_of_bounds(own_store: Store) -> None:
    actor = most_told(own_store)
    workspace = Workspace(own_store)
    load(workspace.look(), actor)
    slow = workspace.look()
    assert slow.state
    known = next(record for _, record in own_store.records() if record and any(one.id == actor for one in record.actors))
    for k in range(3):
        read_one(own_store, k, known)
    found = load(workspace.look(), actor)
    assert load(slow, actor).articles == found.articles, "frames of another page are newer than the state that this one saw"


def test_what_is_posted_is_decided_on_the_store_as_it_is(own_store: Store, own_desk: TestClient) -> None:
    actor, other = most_told(own_store), most_told(own_store, 1)
    page = own_desk.get(f"/actors/{actor}.json").json()
    merge(own_store, actor, other)
    assert [one["id"] for one in own_desk.get(f"/actors/{actor}.json").json()["merged"]] == [*(one["id"] for one in page["merged"]), other]
