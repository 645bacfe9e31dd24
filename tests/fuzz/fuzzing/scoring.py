"""Targets that read what is scored: gold articles and records, gold stories."""

from __future__ import annotations

import json
from random import Random
from typing import Any

from fuzzing.engine import Target
from fuzzing.rows import JSON
from fuzzing.support import PART, arabic, bytes_of, dumped, refused, sample_records, scratch, spoilt, value
from holding import check_record
from rasd.evaluate import stories as story_gold
from rasd.evaluate.gold import articles, read_gold, read_records
from rasd.evaluate.report import lines as report_lines
from rasd.evaluate.score import score
from rasd.pipeline import default_pipeline


def _gold_row(rng: Random) -> dict[str, Any]:
    record = rng.choice(sample_records()).to_dict()
    row: dict[str, Any] = json.loads(
        json.dumps({**record["article"], **{name: record[name] for name in ("actors", "statements", "events", "times", "places")}})
    )
    row["sentences"] = [[0, 10]]
    for kind in ("actors", "statements", "events", "times", "places"):
        row[kind] = [spoilt(rng, one, 0.15) if rng.random() < 0.2 else one for one in row[kind]]
        if rng.random() < 0.1:
            row[kind] = value(rng)
    return spoilt(rng, row, 0.05)


def _gold_of(rng: Random) -> bytes:
    gold = b"\n".join(dumped(rng, _gold_row(rng)).replace(b"\n", b" ") for _ in range(rng.randrange(1, 3)))
    predicted = b""
    if rng.random() < 0.7:
        predicted = dumped(rng, spoilt(rng, rng.choice(sample_records()).to_dict(), 0.1)).replace(b"\n", b" ")
    return gold + bytes_of(PART) + predicted


def _gold(data: bytes) -> object:
    gold, _, predicted = data.partition(bytes_of(PART))
    paths = scratch() / "gold.jsonl", scratch() / "records.jsonl"
    for path, content in zip(paths, (gold, predicted), strict=True):
        path.write_bytes(content)
    with refused() as told:
        rows = read_gold(paths[0])
        records = read_records(paths[1])
        figures, errors = score(rows, records)
        assert all(line.strip() for line in report_lines(figures))
        json.dumps(figures)
        made = list(articles(rows))
        for article in made[:1]:
            if len(article.text) < 300:
                check_record(default_pipeline("rules").read(article))
        return sorted(errors), len(made)
    return told[0]


def _stories_of(rng: Random) -> bytes:
    articles = [
        spoilt(rng, {"id": f"a{k}", "title": "عنوان", "body": arabic(rng), "published": "2020-08-23", "outlet": "المدار"}, 0.1)
        for k in range(3)
    ]
    gold = {
        "articles": articles,
        "stories": [spoilt(rng, {"articles": ["a0", "a1"], "copies": [["a1", "a0"]]}, 0.1), {"articles": ["a2"]}],
        "followups": [["a0", "a2"]],
    }
    return dumped(rng, spoilt(rng, gold, 0.15))


def _stories(data: bytes) -> object:
    path = scratch() / "stories.json"
    path.write_bytes(data)
    with refused() as told:
        if not story_gold.is_stories(path):
            return "none"
        gold = story_gold.read_stories(path)
        made = story_gold.articles(gold)
        rows = [story_gold.predicted_row([article.id for article in made], {})]
        figures = story_gold.score(gold, rows)
        assert story_gold.lines(figures)
        return len(made)
    with refused() as second:
        story_gold.read_predicted(path)
    return told[0], *second


TARGETS = (
    Target(
        "gold",
        "gold articles and records, and their scoring",
        "figures, or an InputError that names the place",
        _gold_of,
        _gold,
        JSON,
        longest=90_000,
        share=40,
    ),
    Target("stories", "gold stories, and their scoring", "as gold", _stories_of, _stories, JSON, longest=30_000, share=500),
)
