"""What is new to a reader who comes back: by reader, by story, exact also for what was related late."""

from __future__ import annotations

import csv
import io
import re
import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from asking import token
from sqlalchemy import delete, select
from starlette.testclient import TestClient

from rasd.errors import UsageError
from rasd.flow.author import user_name
from rasd.flow.demo import make_demo
from rasd.store import Store, open_store
from rasd.store.tables import seen, stories, story_articles, visits
from rasd.store.visits import Mark, Sight, mark_of, mask_of, read_mark, see, see_all, sight_of, take_back
from servers import Server

_EARLY = "2020-01-01T00:00:00.000Z"


@pytest.fixture(scope="session")
def on_server(server: Server) -> str:
    """The sample articles in a store on PostgreSQL."""
    url = server.database()
    make_demo(url)
    return url


def _as_made(url: str) -> Iterator[Store]:
    """That store, and what a test changed put back after it: to copy a database for each takes a second."""
    with open_store(url, create=False) as store:
        rows = store.rows(select(story_articles))
        yield store
        with store.write() as writer:
            for table in (visits, seen, story_articles):
                writer.connection.execute(delete(table))
            writer.connection.execute(story_articles.insert(), [dict(row) for row in rows])


@pytest.fixture(params=["sqlite", "postgresql"])
def own_store(request: pytest.FixtureRequest, demo: Path, tmp_path: Path) -> Iterator[Store]:
    """Every claim here is one about both databases."""
    if request.param == "postgresql":
        yield from _as_made(request.getfixturevalue("on_server"))
        return
    with open_store(shutil.copy(demo, tmp_path / "desk.db"), create=False) as store:
        yield store


def say(desk: TestClient, **given: str) -> None:
    assert desk.post("/seen", data={"csrf": token(desk), "back": "/", **given}, follow_redirects=False).status_code == 303


def changes(desk: TestClient) -> dict[str, Any]:
    made: dict[str, Any] = desk.get("/changes.json").json()
    return made


def hidden(store: Store, numbers: list[int]) -> list[dict[str, Any]]:
    """Take articles out of their stories, as if they had not been related yet; gives the rows."""
    with store.write() as writer:
        query = select(story_articles).where(story_articles.c.article.in_(numbers))
        rows = [dict(row) for row in writer.connection.execute(query).mappings()]
        writer.connection.execute(delete(story_articles).where(story_articles.c.article.in_(numbers)))
    return rows


def related(store: Store, rows: list[dict[str, Any]]) -> None:
    with store.write() as writer:
        writer.connection.execute(story_articles.insert(), rows)


def largest(store: Store) -> tuple[str, list[int]]:
    """The story of most articles, and their numbers."""
    id = store.rows(select(stories.c.id).order_by(stories.c.articles.desc(), stories.c.id).limit(1))[0]["id"]
    rows = store.rows(select(story_articles.c.article).where(story_articles.c.story == id).order_by(story_articles.c.position))
    return id, [row["article"] for row in rows]


@pytest.mark.parametrize(
    ("given", "size", "seen_of"),
    [("3", 6, [0, 1, 2, 3]), ("5 2-3", 7, [0, 1, 4, 5]), ("0", 3, [0]), ("9 1-1 8-9", 4, [0, 2, 3])],
)
def test_a_mark_is_written_and_read_back(given: str, size: int, seen_of: list[int]) -> None:
    assert str(read_mark(given)) == given
    assert np.flatnonzero(mask_of(Sight(None, read_mark(given), ()), size)).tolist() == seen_of


@pytest.mark.parametrize("given", ["", "x", "3 4", "3 4-", "-1", "3  4-5", "٣", "9" * 19, "1 " + " ".join(["2-2"] * 401)])
def test_what_is_no_mark_is_refused(given: str, own_desk: TestClient) -> None:
    with pytest.raises(UsageError):
        read_mark(given)
    answer = own_desk.post("/seen", data={"as_of": given or "-", "csrf": token(own_desk)})
    assert answer.status_code == 400


def test_nothing_is_called_new_to_who_never_said_seen(own_desk: TestClient) -> None:
    found = changes(own_desk)
    assert (found["seen"]["at"], found["stories"], found["denials"]) == (None, [], [])
    assert "tag fresh" not in own_desk.get("/").text


def test_the_last_word_can_be_taken_back_where_there_is_one(own_desk: TestClient) -> None:
    assert 'value="undo"' not in own_desk.get("/changes").text
    say(own_desk, as_of=changes(own_desk)["seen"]["as_of"])
    assert 'value="undo"' in own_desk.get("/changes").text


def test_what_is_related_after_the_visit_is_new_though_it_was_collected_before(own_desk: TestClient, own_store: Store) -> None:
    id, members = largest(own_store)
    waiting = members[1:3]
    rows = hidden(own_store, waiting)
    assert all(any(first <= number <= last for first, last in mark_of(own_store).waiting) for number in waiting)
    say(own_desk, as_of=changes(own_desk)["seen"]["as_of"])
    assert changes(own_desk)["stories"] == []
    related(own_store, rows)
    [story] = changes(own_desk)["stories"]
    assert (story["id"], story["kind"], story["fresh"]) == (id, "more", 2)
    page = own_desk.get(f"/stories/{id}.json").json()
    assert len(page["yours"]["fresh"]) == page["yours"]["unseen"] == 2
    sheet = list(csv.DictReader(io.StringIO(own_desk.get(f"/stories/{id}.csv").content.decode("utf-8-sig"))))
    assert sorted(row["id"] for row in sheet if row["new_to_you"] == "True") == sorted(page["yours"]["fresh"])


def test_what_came_while_the_page_was_read_stays_new(own_desk: TestClient, own_store: Store) -> None:
    id, members = largest(own_store)
    rows = hidden(own_store, members[-1:])
    as_of = changes(own_desk)["seen"]["as_of"]
    related(own_store, rows)
    say(own_desk, as_of=as_of)
    assert [(story["id"], story["fresh"]) for story in changes(own_desk)["stories"]] == [(id, 1)]


def test_a_story_of_which_nothing_was_seen_is_new(own_desk: TestClient, own_store: Store) -> None:
    id, members = largest(own_store)
    rows = hidden(own_store, members)
    say(own_desk, as_of=changes(own_desk)["seen"]["as_of"])
    related(own_store, rows)
    [story] = changes(own_desk)["stories"]
    assert (story["id"], story["kind"], story["fresh"]) == (id, "new", len(members))
    assert own_desk.get("/today.json").json()["news"]["new"] == 1


def test_one_story_is_seen_alone_and_taken_back(own_desk: TestClient, own_store: Store) -> None:
    id, members = largest(own_store)
    rows = hidden(own_store, members[2:])
    as_of = changes(own_desk)["seen"]["as_of"]
    say(own_desk, story=id, as_of=as_of)
    related(own_store, rows)
    [story] = changes(own_desk)["stories"]  # other stories are not called new: nothing was said of them
    assert (story["id"], story["kind"], story["fresh"]) == (id, "more", len(members) - 2)
    say(own_desk, do="undo")
    assert changes(own_desk)["stories"] == []


def test_a_toll_that_rose_is_told_with_the_one_before(own_desk: TestClient, own_store: Store) -> None:
    grown = 0
    for story in own_desk.get("/stories.json?size=200").json()["stories"]:
        if not story["dead"] or story["articles"] < 2:
            continue
        members = [row["article"] for row in own_store.rows(select(story_articles.c.article).where(story_articles.c.story == story["id"]))]
        for number in members:
            with own_store.write() as writer:
                writer.connection.execute(delete(seen))
            see(own_store, user_name(), [other for other in members if other != number])
            found = {one["id"]: one for one in changes(own_desk)["stories"]}[story["id"]]
            assert (found["dead"] or 0) >= (found["dead_before"] or 0)
            if (found["dead"] or 0) > (found["dead_before"] or 0):
                grown += 1
                assert "حصائل جديدة أو مرتفعة" in own_desk.get("/").text
    assert grown


def test_readers_do_not_share_what_they_saw(own_store: Store) -> None:
    see_all(own_store, "amal", Mark(7, ((2, 3),)))
    see(own_store, "amal", [2, 9])
    assert sight_of(own_store, "amal")[1:] == (Mark(7, ((2, 3),)), (2, 9))
    assert sight_of(own_store, "nada") == (None, Mark(0), ())
    assert not take_back(own_store, "nada")


def test_the_last_word_is_taken_back_first(own_store: Store) -> None:
    with own_store.write() as writer:
        writer.connection.execute(visits.insert(), {"person": "amal", "at": _EARLY, "until": 3, "waiting": ""})
    see(own_store, "amal", [4])
    assert take_back(own_store, "amal")
    assert sight_of(own_store, "amal") == (_EARLY, Mark(3), ())
    assert take_back(own_store, "amal")
    assert sight_of(own_store, "amal").at is None


def test_old_visits_are_forgotten_and_what_they_cover(own_store: Store) -> None:
    with own_store.write() as writer:
        rows = [{"person": "amal", "at": f"2020-01-0{k}T00:00:00.000Z", "until": k, "waiting": ""} for k in range(1, 8)]
        writer.connection.execute(visits.insert(), rows)
        writer.connection.execute(seen.insert(), {"person": "amal", "article": 1, "at": _EARLY})
    see_all(own_store, "amal", Mark(9))
    assert len(own_store.rows(select(visits).where(visits.c.person == "amal"))) == 5
    assert sight_of(own_store, "amal").also == ()


def test_a_denial_of_what_was_seen_names_it(own_desk: TestClient, own_store: Store) -> None:
    """The denials of articles that are new stand on today and on the page of changes; those seen do not."""
    say(own_desk, as_of="0")
    told = changes(own_desk)["denials"]
    assert told
    say(own_desk, as_of=changes(own_desk)["seen"]["as_of"])
    assert changes(own_desk)["denials"] == []


def test_the_forms_work_without_script(own_desk: TestClient) -> None:
    page = own_desk.get("/").text
    form = re.search(r'<form method="post" action="/seen".*?</form>', page, re.S)
    assert form
    fields = dict(re.findall(r'name="(\w+)" value="([^"]*)"', form[0]))
    answer = own_desk.post("/seen", data=fields, follow_redirects=False)
    assert (answer.status_code, answer.headers["location"]) == (303, "/")
    assert "لا جديد." in own_desk.get("/").text
    assert own_desk.get("/changes").status_code == own_desk.get("/changes.csv").status_code == 200
