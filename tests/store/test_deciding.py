"""A merge, a split and an undo are heeded at once, and leave the store as relating everything anew with the same journal would."""

from __future__ import annotations

import random
import shutil
import tempfile
from array import array
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sqlalchemy import select

from casebook import cases
from rasd.articles import article_of
from rasd.collect.items import Collected
from rasd.errors import DataError
from rasd.evaluate.stories import articles as gold_articles
from rasd.evaluate.stories import read_stories
from rasd.flow import relating
from rasd.flow import stories as decide
from rasd.flow.collecting import Source, collect
from rasd.flow.reading import read
from rasd.flow.relating import relate
from rasd.flow.sketches import RELATED, SCORES
from rasd.records import Article
from rasd.store import Store, open_store
from rasd.store.tables import relations, stories, story_articles, story_events
from rasd.stories.scores import Scores, unpack_scores

TABLES = (stories, story_articles, story_events, relations)
Decision = tuple[str, int, int]
DECISIONS = st.lists(st.tuples(st.sampled_from(["merge", "split", "undo"]), st.integers(0, 99), st.integers(0, 99)), max_size=4)


def news(topics: Sequence[tuple[int, int, int]]) -> list[Article]:
    """Short articles, one for each (topic, wording, day): those of one topic share words, those of one topic and wording are copies."""
    found = []
    for k, (topic, wording, day) in enumerate(topics):
        chance = random.Random(f"{topic} {wording}")  # noqa: S311 - words, no secret
        words = [f"كلمة{letter}{'ابتثجحخ'[topic]}" for letter in "بتثجحخدذرزسشصضطظعغفقكلمن"]
        shared = [f"عام{letter}" for letter in "بتثجحخدذرز"]
        body = chance.sample(words, 14) + chance.sample(shared, 4)
        chance.shuffle(body)
        found.append(article_of(" ".join(body), title=" ".join(words[:3]), published=f"2020-08-2{day}", outlet=f"ص{k}", id=f"n{k}"))
    return found


ARTICLES = st.lists(st.tuples(st.integers(0, 3), st.integers(0, 5), st.integers(1, 3)), min_size=4, max_size=14)


def given_to(store: Store, articles: Sequence[Article]) -> None:
    collect(store, Source("here", "file", [Collected(one, b"{}") for one in articles]))


def take(store: Store, decisions: Sequence[Decision]) -> None:
    """Decide of the stories that there are: which ones, the numbers tell."""
    for action, one, other in decisions:
        told: dict[str, list[int]] = {}
        for row in store.rows(select(story_articles).order_by(story_articles.c.story, story_articles.c.position)):
            told.setdefault(row["story"], []).append(row["article"])
        several = [members for members in told.values() if len(members) > 1]
        made = [entry.id for entry in store.corrections("story") if entry.action != "undo"]
        if action == "merge" and len(told) > 1:
            ids = sorted(told)
            first = one % len(ids)
            decide.merge(store, [ids[first], ids[(first + 1 + other % (len(ids) - 1)) % len(ids)]], author="one")
        elif action == "split" and several:
            members = several[one % len(several)]
            decide.split(store, [store.article(members[other % len(members)]).id], author="one")
        elif action == "undo" and made:
            decide.undo(store, made[one % len(made)], author="one")


def held(store: Store) -> dict[str, list[dict[str, Any]]]:
    return {table.name: store.rows(select(table).order_by(*table.primary_key)) for table in TABLES}


def grouped(store: Store) -> list[tuple[Any, ...]]:
    """Who is in which story, of whom a copy."""
    return [(row["story"], row["article"], row["position"], row["copy_of"]) for row in held(store)["story_articles"]]


def anew(store: Store) -> None:
    """Forget all that relating found, and relate again with the journal as it is."""
    with store.write() as writer:
        writer.execute("delete from features where method in (:a, :b)", {"a": RELATED, "b": SCORES})
        for table in ("story_events", "story_articles", "relations", "stories"):
            writer.execute(f"delete from {table}")  # noqa: S608 - names from the line above
    relate(store)


def opened(made: Path, folder: str) -> Store:
    return open_store(shutil.copy(made, Path(folder) / "desk.db"))


@settings(max_examples=12)
@given(ARTICLES, DECISIONS)
def test_decisions_leave_what_relating_anew_would(made: Path, topics: list[tuple[int, int, int]], decisions: list[Decision]) -> None:
    with tempfile.TemporaryDirectory() as folder, opened(made, folder) as store:
        given_to(store, news(topics))
        relate(store)
        take(store, decisions)
        found = held(store)
        anew(store)
        assert found == held(store)


@settings(max_examples=8)
@given(st.permutations(range(12)), st.lists(st.tuples(st.integers(1, 6), DECISIONS), min_size=1, max_size=3))
def test_decisions_between_arrivals_in_any_order(made: Path, order: list[int], batches: list[tuple[int, list[Decision]]]) -> None:
    topics = [(k % 3, k % 5, 1 + k % 2) for k in range(12)]
    rows = [news(topics)[k] for k in order]
    with tempfile.TemporaryDirectory() as folder, opened(made, folder) as store:
        for size, decisions in batches:
            given_to(store, rows[:size])
            rows = rows[size:]
            relate(store)
            take(store, decisions)
        found = grouped(store)
        anew(store)
        assert found == grouped(store)


def test_the_gold_stories_after_decisions(made: Path, shared: Path, tmp_path: Path) -> None:
    """260 articles that were read, in two batches in a random order; decisions after each."""
    chance = random.Random(1)  # noqa: S311 - an order, no secret
    rows = gold_articles(read_stories(shared / "gold" / "stories-dev.json"))
    chance.shuffle(rows)
    with opened(made, str(tmp_path)) as store:
        for start in range(0, len(rows), 130):
            given_to(store, rows[start : start + 130])
            relate(store)
            take(store, [("merge", chance.randrange(99), chance.randrange(99)), ("split", chance.randrange(99), 1)])
        found = grouped(store)
        anew(store)
        assert found == grouped(store)
        take(store, [(action, chance.randrange(99), chance.randrange(99)) for action in ("merge", "split", "undo", "merge", "undo")])
        whole = held(store)
        anew(store)
        assert whole == held(store)


@pytest.fixture
def told(store: Store) -> Store:
    given_to(store, news([(0, 0, 1), (0, 0, 1), (0, 1, 1), (1, 0, 2), (2, 0, 2)]))
    relate(store)
    return store


def test_a_decision_scores_nothing_and_leaves_what_is_new(told: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    given_to(told, [article_of("خبر جديد لم يربط بعد بغيره من الأخبار", published="2020-08-21", outlet="المدار", id="new")])
    monkeypatch.setattr(relating, "Arriving", None)
    decide.merge(told, ["n0", "n3"], author="one")
    assert {row["position"] for row in held(told)["story_articles"] if row["article"] == 4} == {3}
    monkeypatch.undo()
    assert relate(told).related == 1


def test_stories_that_stay_as_they_are_follow_what_the_decision_left(made: Path, tmp_path: Path) -> None:
    """`inquiry` follows the story of `agency`; with `other` split from it, it follows both, though its own story does not change."""
    with opened(made, str(tmp_path)) as store:
        told = [{name: row[name] for name in ("id", "title", "published", "outlet", "body")} for row in cases("stories")]
        for row in told:
            if row["id"] == "inquiry":  # near enough to each of the two: the bridge fell on Thursday, and a bus of passengers with it
                row["body"] += " وكان جسر النورس المعلق سقط صباح الخميس فوق وادي السدر وهوت معه حافلة ركاب إلى قاع الوادي."
        given_to(store, [article_of(**row) for row in told])
        relate(store)
        before = held(store)
        inquiry = store.article("inquiry").id
        follows = select(relations).where(relations.c.kind == "followup", relations.c.second == inquiry)
        assert len(store.rows(follows)) == 1
        decide.split(store, ["other"], author="one")
        assert len(store.rows(follows)) == 2
        decide.merge(store, ["agency", "other"], author="one")
        assert held(store) != before, "the same stories, but one link was judged"
        assert len(store.rows(follows)) == 1
        for entry in store.corrections("story"):
            decide.undo(store, entry.id, author="one")
        assert held(store) == before


def test_without_kept_scores_a_decision_relates_again(told: Store) -> None:
    """A store of an earlier version, and an article that was read again since."""
    with told.write() as writer:
        writer.execute("delete from features where method = :a", {"a": SCORES})
    decide.merge(told, ["n0", "n3"], author="one")
    read(told, "rules")
    decide.merge(told, ["n0", "n4"], author="one")
    assert len({row["story"] for row in held(told)["story_articles"] if row["article"] in (1, 2, 3, 4, 5)}) == 1
    found = held(told)
    anew(told)
    assert found == held(told)


def test_a_decision_on_an_article_that_is_not_related_yet_waits(told: Store) -> None:
    given_to(told, [article_of("خبر جديد لم يربط بعد بغيره من الأخبار", published="2020-08-21", outlet="المدار", id="new")])
    pair = [told.article("n0").id, told.article("new").id]
    with told.write() as writer:
        writer.correct("story", "merge", {"same": [pair, [pair[0], "art-none"]], "stories": []}, author="one")
    relating.apply_decisions(told)
    assert 6 not in {row["article"] for row in held(told)["story_articles"]}
    relate(told)
    story = {row["article"]: row["story"] for row in held(told)["story_articles"]}
    assert story[6] == story[1]


def test_scores_are_packed_and_unpacked_whole() -> None:
    scores = Scores(7, array("I", [1, 2]), array("I", [3]), {5: 0.25, 2: 0.1}, {9: 0.5}, frozenset({5}))
    assert unpack_scores(scores.pack()) == scores
    for data in (b"", b"nothing", scores.pack()[:-3]):
        with pytest.raises(DataError, match="scores"):
            unpack_scores(data)
