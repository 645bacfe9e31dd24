"""What a page costs, in counts and never in seconds: statements asked of the store, rows that come back, steps of SQLite, words cut."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import partial
from typing import Any, Self

import pytest
from asking import workspace_of
from babel.numbers import format_decimal
from sqlalchemy import delete, event, func, select
from sqlalchemy.dialects.sqlite.base import SQLiteExecutionContext
from starlette.testclient import TestClient

from rasd.alerts.model import channel_of, stored_channel
from rasd.desk.formats import Formats
from rasd.desk.preferences import Reader
from rasd.export.labels import Language
from rasd.flow.sketches import SIGNS
from rasd.records import Article
from rasd.store import Store
from rasd.store.alerts import NewHit, save_alert, save_hits
from rasd.store.records import record_of, unpack_record
from rasd.store.stories import links_of, story_of
from rasd.store.tables import article_actors, articles, deliveries, features, readings, relations, statements, stories
from rasd.store.values import now, pack_json, unpack_json


class Work:
    """What pages cost since `of` was asked."""

    statements = rows = steps = 0

    def of(self, ask: Callable[[], Any]) -> Any:
        self.statements = self.rows = self.steps = 0
        return ask()


@contextmanager
def counting(store: Store) -> Iterator[Work]:
    """Counts all that is asked of SQLite, whichever connection it goes through."""
    made = Work()

    class Counting(sqlite3.Cursor):
        def execute(self, sql: str, *given: Any) -> Self:
            made.statements += sql != "BEGIN"
            return super().execute(sql, *given)

        def fetchall(self) -> list[Any]:
            found = super().fetchall()
            made.rows += len(found)
            return found

        def fetchmany(self, *given: Any) -> list[Any]:
            found = super().fetchmany(*given)
            made.rows += len(found)
            return found

        def fetchone(self) -> Any:
            found = super().fetchone()
            made.rows += found is not None
            return found

    def step() -> None:
        made.steps += 1

    def watch(_: Any, record: Any, __: Any) -> None:
        record.driver_connection.set_progress_handler(step, 1)

    store.engine.dispose()
    event.listen(store.engine, "checkout", watch)
    with pytest.MonkeyPatch.context() as patched:
        patched.setattr(SQLiteExecutionContext, "create_default_cursor", lambda self: self._dbapi_connection.cursor(Counting))
        yield made
    event.remove(store.engine, "checkout", watch)
    store.engine.dispose()  # the connections that were watched


@pytest.fixture
def work(own_store: Store) -> Iterator[Work]:
    """The work of one's own desk."""
    with counting(own_store) as made:
        yield made


def ask(desk: TestClient, address: str) -> Any:
    answer = desk.get(address)
    assert answer.status_code == 200, answer.text
    return answer


def one(store: Store, query: Any) -> Any:
    with store.read() as connection:
        return connection.execute(query.limit(1)).scalar_one()


# ---- what is asked, and what comes back

LARGEST = select(stories.c.id).order_by(stories.c.articles.desc(), stories.c.id)
MOST_TOLD = select(article_actors.c.actor).group_by(article_actors.c.actor).order_by(func.count().desc(), article_actors.c.actor)
MOST_SAYING = select(statements.c.speaker).group_by(statements.c.speaker).having(statements.c.speaker.is_not(None))
LONGEST = select(articles.c.id).order_by(func.length(articles.c.text).desc(), articles.c.id)
PAGES = {
    "/stories/{}": (LARGEST, 22, 100),
    "/stories/{}/compare": (LARGEST, 15, 38),
    "/articles/{}": (LONGEST, 9, 5),
    "/actors/{}": (MOST_TOLD, 15, 102),
    "/actors/{}/statements": (MOST_TOLD, 8, 21),
    "/network?level=actor": (None, 3, 23),
    "/": (None, 16, 52),
    "/review": (None, 8, 44),
}
"""An id to ask with, and the most statements and rows that the page takes of the samples, on a desk that remembers nothing of it."""


@pytest.mark.parametrize("page", PAGES)
def test_a_page_asks_no_more_than_this(page: str, demo_store: Store, desk: TestClient) -> None:
    ids, most_statements, most_rows = PAGES[page]
    address = page.format(one(demo_store, ids)) if ids is not None else page
    ask(desk, address)  # loads the columns
    workspace_of(desk)._answers.clear()
    with counting(demo_store) as work:
        ask(desk, address)
    assert work.statements <= most_statements
    assert work.rows <= most_rows


# ---- alerts


CHANNELS = [channel_of(f"file:told-{k}.jsonl") for k in range(2)]


def told(store: Store, hits: int) -> str:
    """An alert that found so many things and told them through two channels, the second of which gave half of them up."""
    channels = [stored_channel(channel) for channel in CHANNELS]
    id = save_alert(store, f"{hits} hits", "statement", {"words": "الهدنة"}, channels, author="amal")
    hit: dict[str, Any] = {
        "kind": "statement",
        "article": "art-0",
        "title": None,
        "outlet": None,
        "quote": "قال",
        "story": None,
        "url": None,
        "fields": {},
    }
    hit |= {"published": None, "confidence": 0.9}
    save_hits(store, id, [NewHit("statement", f"art-0/stm-{k:06}", k, hit | {"id": f"art-0/stm-{k:06}"}) for k in range(hits)], 0)
    with store.write() as writer:
        done = deliveries.update().where(deliveries.c.alert == id)
        writer.connection.execute(done.where(deliveries.c.channel == CHANNELS[0].id).values(delivered_at=now(), next_at=None))
        lost = (deliveries.c.channel == CHANNELS[1].id, deliveries.c.id >= f"art-0/stm-{hits // 2:06}")
        writer.connection.execute(done.where(*lost).values(next_at=None, error="no room"))
    return id


def test_a_page_of_an_alert_goes_through_nothing_that_it_does_not_show(own_store: Store, own_desk: TestClient, work: Work) -> None:
    counted = []
    for hits in (200, 2_000):
        address = f"/alerts/{told(own_store, hits)}"
        ask(own_desk, address)
        page = work.of(partial(ask, own_desk, address + ".json")).json()
        assert [page["alert"]["hits"], len(page["hits"])] == [hits, 50]
        states = {one["id"]: (one["waiting"], one["given_up"], one["error"]) for one in page["alert"]["channels"]}
        assert states == {CHANNELS[0].id: (0, 0, None), CHANNELS[1].id: (hits // 2, hits // 2, "no room")}
        counted.append((work.statements, work.rows, work.steps))
    (few, rows, steps), (many, more_rows, more_steps) = counted
    assert few == many
    assert rows == more_rows <= 60
    assert (more_steps - steps) / 1_800 <= 16, "steps a hit"


def test_all_alerts_are_listed_by_as_many_statements_as_one(own_store: Store, own_desk: TestClient, work: Work) -> None:
    counts = []
    for _ in range(2):
        told(own_store, 10)
        ask(own_desk, "/alerts.json")
        work.of(lambda: ask(own_desk, "/alerts.json"))
        counts.append(work.statements)
    assert counts[0] == counts[1]


# ---- links


def test_links_of_a_story_are_looked_up_however_many_others_have(own_store: Store, work: Work) -> None:
    story = story_of(own_store, one(own_store, LARGEST))
    keys = [article["key"] for article in story["articles"]]
    links = links_of(own_store, keys)
    assert links
    work.of(lambda: links_of(own_store, keys))
    before = work.steps
    other = {"kind": "story", "score": 0.5, "reasons": "[]", "method": "x"}
    with own_store.write() as writer:
        rows = [other | {"first": f"art-{k}", "second": f"art-{k + 1}"} for k in range(2_000)]
        writer.connection.execute(relations.insert(), rows)
    assert work.of(lambda: links_of(own_store, keys)) == links
    assert work.steps <= 1.1 * before


# ---- what is compared


def test_what_is_compared_is_cut_into_stems_when_it_is_read(
    own_store: Store, own_desk: TestClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(*_: Any, **__: Any) -> Any:
        raise AssertionError("reading has cut these words")

    monkeypatch.setattr("rasd.stories.saying.signed", refuse)
    addresses = [f"/stories/{row['id']}/compare.json" for row in own_store.rows(LARGEST.limit(6))]
    addresses += [f"/actors/{row['speaker']}/statements.json" for row in own_store.rows(MOST_SAYING)]
    with_signs = [ask(own_desk, address).json() for address in addresses]
    assert any(page.get("statements") for page in with_signs)
    monkeypatch.undo()
    with own_store.write() as writer:  # as in a store that was read before signs were kept
        writer.connection.execute(delete(features).where(features.c.method == SIGNS))
    workspace_of(own_desk)._answers.clear()
    assert [ask(own_desk, address).json() for address in addresses] == with_signs


def test_an_actors_page_counts_no_choices_that_it_does_not_show(
    own_store: Store, own_desk: TestClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(*_: Any) -> Any:
        raise AssertionError("nobody sees this")

    for name in ("choices", "speakers"):
        monkeypatch.setattr(f"rasd.store.lists.statements.Narrowed.{name}", refuse)
    assert ask(own_desk, f"/actors/{one(own_store, MOST_TOLD)}.json").json()["articles"] > 1


# ---- records


def test_a_record_comes_back_as_it_was_kept(demo_store: Store) -> None:
    article = Article("art-1", text="")
    rows = demo_store.rows(select(readings.c.record))
    assert rows
    for row in rows:
        assert unpack_record(article, row["record"]) == record_of(article, unpack_json(row["record"]))


@pytest.mark.parametrize(
    "plain",
    [
        {"failures": [{"step": "read", "message": "half a pair \ud800 and \x00"}]},
        {"actors": [{"id": "a", "name": {"ar": "ب"}, "kind": "of a later version", "country": None, "sector": None, "mentions": []}]},
        {"places": [], "of a later version": [1]},
        {"times": [{"start": 0, "end": 1, "quote": "x", "value": None, "origin": {"extractor": "x", "version": "1", "new": 1}}]},
        {"statements": [], "events": []},
    ],
)
def test_what_other_versions_wrote_comes_back_too(plain: dict[str, Any]) -> None:
    article = Article("art-1", text="")
    assert unpack_record(article, pack_json(plain)) == record_of(article, plain)


# ---- numbers


@pytest.mark.parametrize("language", ["ar", "en"])
def test_numbers_are_written_as_the_locale_has_them(language: Language) -> None:
    formats = Formats(Reader(language=language, digits="latin"))
    locale = "en" if language == "en" else "ar_EG"
    for value in (
        0,
        7,
        999,
        1_000,
        1_234_567,
        0.0,
        1.0,
        0.5,
        0.0005,
        0.0015,
        0.1235,
        0.1245,
        999.9995,
        1234.5,
        0.7312,
        -2.25,
        -1_000,
        1e13,
    ):
        assert formats.number(value) == format_decimal(
            value, locale="en" if formats.reader.digits == "latin" else locale, numbering_system="latn"
        )
