"""Arrivals: what they cannot touch is not judged again, and in whatever order they come, stories are those of all related at once."""

from __future__ import annotations

import random
import shutil
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path

import pytest
from sqlalchemy import select

from rasd.articles import article_of
from rasd.collect.items import Collected
from rasd.evaluate.stories import articles as gold_articles
from rasd.evaluate.stories import bcubed, predicted_row, read_stories, score
from rasd.flow import arrivals
from rasd.flow.collecting import Source, collect
from rasd.flow.relating import relate
from rasd.flow.sketches import RELATED, SCORES, SKETCH, sketch
from rasd.records import Article
from rasd.store import Store, open_store
from rasd.store.tables import articles, story_articles
from rasd.stories.scores import unpack_scores
from rasd.stories.window import CANDIDATES

LETTERS = "ابتثجحخدذرزسشصضطظعغفقكلمنهوي"
TOPICS = 24


def chance_of(seed: object) -> random.Random:
    return random.Random(str(seed))  # noqa: S311 - the same words in each run


def news(count: int) -> list[Article]:
    """Articles of some happenings on six days, each told in words of its own among those that all news shares; some are copies."""
    common = [f"عام{one}{other}" for one in LETTERS for other in LETTERS[:6]]
    found = []
    for k in range(count):
        topic, wording = k % TOPICS, k // TOPICS % 4
        chance = chance_of(f"{topic} {wording}")
        words = [f"حدث{LETTERS[topic % 28]}{LETTERS[topic // 28 + 3]}{letter}" for letter in LETTERS]
        body = chance.sample(words, 13) + chance.sample(common, 45)
        chance.shuffle(body)
        day = f"2020-08-{20 + topic % 6}"
        found.append(article_of(" ".join(body), title=" ".join(words[:4]), published=day, outlet=f"صحيفة {k}", id=f"n{k}"))
    return found


@contextmanager
def opened(made: Path, folder: Path, name: str) -> Iterator[Store]:
    with open_store(shutil.copy(made, folder / f"{name}.db")) as store:
        yield store


def arrive(store: Store, rows: Sequence[Article]) -> int:
    """How many pairs were judged for these arrivals."""
    collect(store, Source("here", "file", [Collected(one, b"{}") for one in rows]))
    return relate(store).judged


def batches(rows: Sequence[Article], chance: random.Random, least: int, most: int) -> Iterator[Sequence[Article]]:
    start = 0
    while start < len(rows):
        size = chance.randint(least, most)
        yield rows[start : start + size]
        start += size


def stories_of(store: Store) -> dict[str, str]:
    query = select(articles.c.given_id, story_articles.c.story).join(story_articles, story_articles.c.article == articles.c.number)
    return {row["given_id"]: row["story"] for row in store.rows(query)}


def copies_of(store: Store) -> dict[str, str]:
    ids = {kept.number: kept.article.id for kept in store.articles()}
    rows = store.rows(select(story_articles).where(story_articles.c.copy_of.is_not(None)))
    return {ids[row["article"]]: ids[row["copy_of"]] for row in rows}


def test_whatever_the_order_and_the_batches_the_stories_are_those_of_all_at_once(
    made: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(arrivals, "FEW", 60)
    rows = news(192)
    with opened(made, tmp_path, "once") as once, opened(made, tmp_path, "parts") as parts:
        arrive(once, rows)
        chance = chance_of(1)
        for part in batches(chance.sample(rows, len(rows)), chance, 10, 70):
            arrive(parts, part)
        assert len(stories_of(parts)) == len(rows)
        assert bcubed(stories_of(once), stories_of(parts))["f1"] > 0.99
        assert copies_of(once) == copies_of(parts)
        assert 1 < len(set(stories_of(once).values())) < len(rows), "the articles are neither all alone nor all together"


def test_what_is_of_some_year_is_met_whichever_comes_first(made: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Of two tellings one is of 2020 or of August alone: they are one story, however they come; of another year they are none."""
    monkeypatch.setattr(arrivals, "FEW", 0)
    twins = [news(TOPICS * 2)[k] for k in (3, 3 + TOPICS)]  # one happening, in other words
    for k, (published, stories) in enumerate([("2020", 1), ("2020-08", 1), ("2019", 2), ("2020-07", 2)]):
        rows = [replace(twins[0], published=published), twins[1]]
        for name, parts in {"once": [rows], "dated": [rows[1:], rows[:1]], "undated": [rows[:1], rows[1:]]}.items():
            with opened(made, tmp_path, f"{name}{k}") as store:
                for part in parts:
                    arrive(store, part)
                assert len(set(stories_of(store).values())) == stories, (published, name)


def test_few_arrivals_are_judged_against_their_candidates_alone(made: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(arrivals, "FEW", 60)
    rows = news(195)
    with opened(made, tmp_path, "desk") as store:
        whole = arrive(store, rows[:192])
        judged = arrive(store, rows[192:])
        assert 0 < judged <= 3 * (CANDIDATES + 12)
        assert judged < whole / 10
        assert arrive(store, rows) == 0, "nothing is new"


def test_an_arrival_joins_the_story_that_it_tells_of(made: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(arrivals, "FEW", 60)
    rows = news(193)
    with opened(made, tmp_path, "desk") as store:
        arrive(store, rows[:192])
        before = stories_of(store)
        arrive(store, rows[192:])
        after = stories_of(store)
        assert after["n192"] == after["n0"], "n192 tells what n0 tells"
        mates = {id for id in before if before[id] == before["n0"]}
        assert {id for id in after if after[id] == after["n0"]} == {*mates, "n192"}
        assert {id: after[id] for id in before if id not in mates} == {id: before[id] for id in before if id not in mates}


def test_scores_are_kept_alike_at_both_ends(made: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(arrivals, "FEW", 30)
    with opened(made, tmp_path, "desk") as store:
        for part in batches(chance_of(3).sample(news(120), 120), chance_of(4), 5, 40):
            arrive(store, part)
        kept = {number: unpack_scores(data) for number, data in store.features(SCORES)}
        assert len(kept) == 120
        for number, scores in kept.items():
            assert scores.near == {other: kept[other].near[number] for other in scores.near}
            assert scores.copies == {other: kept[other].copies[number] for other in scores.copies}


def test_what_was_read_again_is_judged_anew_and_leaves_nothing_behind(made: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Its sketch is another one: what others kept of scores with the old one is forgotten, and its story made anew."""
    monkeypatch.setattr(arrivals, "FEW", 30)
    rows = news(97)
    with opened(made, tmp_path, "desk") as store:
        arrive(store, rows[:96])
        (number,) = (kept.number for kept in store.articles() if kept.article.id == "n0")
        with store.write() as writer:  # as if it had said something else all along
            other = replace(rows[96], text="كلمات لا يشاركها فيها أي خبر آخر من الأخبار", title=None)
            writer.save_features(SKETCH, {number: sketch(store.article(number)._replace(article=other), None)})
            writer.execute("delete from features where method = :m and article = :a", {"m": RELATED, "a": number})
        relate(store)
        kept = {other: unpack_scores(data) for other, data in store.features(SCORES)}
        assert not [other for other, scores in kept.items() if number in scores.near or number in scores.copies]
        told = stories_of(store)
        assert list(told.values()).count(told["n0"]) == 1
        assert len(told) == 96


def test_articles_whose_scores_were_damaged_are_judged_again(made: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(arrivals, "FEW", 30)
    rows = news(100)
    with opened(made, tmp_path, "desk") as store:
        arrive(store, rows[:98])
        before = stories_of(store)
        with store.write() as writer:
            writer.save_features(SCORES, dict.fromkeys((1, 2, 3), b"damaged"))
        arrive(store, rows[98:])
        after = stories_of(store)
        others = [id for id in before if int(id[1:]) % TOPICS not in (98 % TOPICS, 99 % TOPICS)]
        assert {id: after[id] for id in others} == {id: before[id] for id in others}
        assert len({number for number, data in store.features(SCORES) if unpack_scores(data)}) == 100


def test_the_gold_stories_in_any_order_of_arrival(made: Path, shared: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """260 articles, in batches after the first hundred: the figures are those of all at once, to a hundredth."""
    monkeypatch.setattr(arrivals, "FEW", 60)
    gold = read_stories(shared / "gold" / "stories-dev.json")
    rows = gold_articles(gold)
    with opened(made, tmp_path, "once") as once, opened(made, tmp_path, "parts") as parts:
        arrive(once, rows)
        chance = chance_of(1)
        for part in batches(chance.sample(rows, len(rows)), chance, 30, 70):
            arrive(parts, part)
        for name in ("stories", "copies"):
            assert figure(gold, parts, name) == pytest.approx(figure(gold, once, name), abs=0.01)


def figure(gold: dict[str, object], store: Store, name: str) -> float:
    rows = store.rows(select(story_articles).order_by(story_articles.c.story, story_articles.c.position))
    ids = {kept.number: kept.article.id for kept in store.articles()}
    told: dict[str, list[str]] = {}
    for row in rows:
        told.setdefault(row["story"], []).append(ids[row["article"]])
    copies = copies_of(store)
    predicted = [predicted_row(members, {id: copies[id] for id in members if id in copies}) for members in told.values()]
    return float(score(gold, predicted)[name]["f1"])
