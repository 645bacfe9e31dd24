"""The gold of articles that we wrote ourselves (evals/modern): each row can be scored, and each span holds what it says."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from rasd.evaluate.gold import read_gold
from rasd.evaluate.stories import articles, read_stories
from rasd.ontology.plover import EVENT_TYPES
from rasd.pipeline import default_pipeline
from rasd.stories.relater import Relater
from rasd.stories.sketch import sketch_of
from rasd.stories.telling import telling_of_record

MODERN = Path(__file__).resolve().parent.parent / "evals" / "modern"
ROWS = [pytest.param(row, id=row["id"]) for path in sorted(MODERN.glob("*.jsonl")) for row in read_gold(path)]


def spans(row: dict[str, Any]) -> Iterator[list[int]]:
    """Every span of a row that must lie in its text."""
    for actor in row["actors"]:
        yield from actor["mentions"]
    for statement in row["statements"]:
        yield from (span for span in (statement["cue"], statement["speaker_span"], statement["content"]) if span)
    for event in row["events"]:
        yield event["trigger"]
    for found in (*row["times"], *row["places"]):
        yield found["span"]


@pytest.mark.parametrize("row", ROWS)
def test_spans_are_words_of_the_text(row: dict[str, Any]) -> None:
    text = row["text"]
    for start, end in spans(row):
        words = text[start:end]
        assert words
        assert words == words.strip()
        assert not text[end : end + 1].isalpha(), f"{words} is cut"


@pytest.mark.parametrize("row", ROWS)
def test_who_takes_part_is_an_actor(row: dict[str, Any]) -> None:
    actors = {actor["id"] for actor in row["actors"]}
    assert all(actor["mentions"] for actor in row["actors"])
    for statement in row["statements"]:
        assert {statement["speaker"], statement["addressee"]} - {None} <= actors
    for event in row["events"]:
        assert {*event["source"], *event["target"], event["by"] or next(iter(actors))} <= actors


@pytest.mark.parametrize("row", ROWS)
def test_events_are_told_where_they_say(row: dict[str, Any]) -> None:
    for event in row["events"]:
        start, end = row["sentences"][event["line"]]
        assert start <= event["trigger"][0] < event["trigger"][1] <= end
        kind = EVENT_TYPES[event["type"]]
        assert event["mode"] in ("", kind.mode(event["mode"]))
        assert event["place"] is None or event["place"] in row["text"]
        assert all(0 <= line < len(row["sentences"]) for line in event["also"])


def test_what_is_alike_in_a_desks_week_is_not_joined() -> None:
    """Two bombings of one town, two ministers in one capital, two rounds of talks in one city, within days of each other."""
    gold = read_stories(MODERN / "week.json")
    assert {article["id"] for article in gold["articles"]} == {id for story in gold["stories"] for id in story["articles"]}
    assert all(article["gloss"] for article in gold["articles"])
    relater = Relater()
    relater.add(sketch_of(telling_of_record(record)) for record in default_pipeline("rules").process(articles(gold)))
    relater.settle()
    affairs = [{id[0] for id in story.articles} for story in relater.stories()]
    assert not [letters for letters in affairs if len(letters & set("abcdefghi")) > 1]
