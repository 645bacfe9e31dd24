"""Arrivals in random orders and batches, against all related in one go: do the stories agree, and how many pairs are judged.

arrivals.py [--articles N] [--batches SIZE ...] [--orders N]

Articles of ../shared/corpus/saudinewsnet, every so manieth line, not read before. Each batch is related as `rasd watch` does. `whole` are
the pairs that judging all within reach of each batch anew takes, counted by relating so. A batch in random order reaches all days: it is
the worst case, and the one of `--in-order` the common one.
"""

from __future__ import annotations

import argparse
import random
import shutil
import sys
import tempfile
import time
from collections.abc import Sequence
from pathlib import Path
from typing import Any
from unittest.mock import patch

from corpus import CORPUS, evenly
from sqlalchemy import select

from rasd.articles import article_of
from rasd.collect.items import Collected
from rasd.evaluate.stories import bcubed
from rasd.flow import arrivals
from rasd.flow.collecting import Source, collect
from rasd.flow.relating import relate
from rasd.records import Article
from rasd.store import Store, open_store
from rasd.store.tables import relations, story_articles


def main() -> None:
    """Compare and print a line for each order and size."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--articles", type=int, default=2_000)
    parser.add_argument("--batches", type=int, nargs="+", default=[50, 200, 0], help="articles a batch; 0: sizes at random, up to 400")
    parser.add_argument("--orders", type=int, default=2)
    parser.add_argument("--in-order", action="store_true", help="as they were published, not at random")
    parser.add_argument("--whole", action="store_true", help="count the pairs of judging all within reach anew, too")
    options = parser.parse_args()
    if not CORPUS.exists():
        sys.exit(f"{CORPUS.name} is not beside this checkout: nothing to measure")
    rows = corpus(options.articles)
    once = related([rows])
    print(f"{len(rows)} articles at once: {once['stories']} stories, {once['pairs']:,} pairs judged, {once['seconds']:.0f} s of processor")
    for size in options.batches:
        for seed in range(1, options.orders + 1):
            chance = random.Random(seed)  # noqa: S311 - an order, no secret
            order = sorted(rows, key=lambda row: row.published or "") if options.in_order else chance.sample(rows, len(rows))
            parts = list(batches(order, size, chance))
            found = related(parts)
            told = f"batches of {size or 'any size'}, order {seed}: {agreement(once, found)}; {found['pairs']:,} pairs judged"
            if options.whole:
                with patch.object(arrivals, "FEW", len(rows) + 1):
                    told += f" for {related(parts)['pairs']:,}"
            print(f"{told}, {found['seconds']:.0f} s of processor", flush=True)


def corpus(count: int) -> list[Article]:
    """So many articles, evenly over the days."""
    return [
        article_of(row["text"], title=row["title"], url=row["url"], outlet=row["outlet"], published=row["date"]) for row in evenly(count)
    ]


def batches(order: Sequence[Article], size: int, chance: random.Random) -> list[Sequence[Article]]:
    """The articles by so many, or by any number."""
    found, start = [], 0
    while start < len(order):
        end = start + (size or chance.randint(1, 400))
        found.append(order[start:end])
        start = end
    return found


def related(parts: Sequence[Sequence[Article]]) -> dict[str, Any]:
    """What relating batch after batch comes to."""
    folder = Path(tempfile.mkdtemp(prefix="rasd-arrivals-"))
    try:
        with open_store(folder / "desk.db") as store:
            pairs, spent = 0, 0.0
            for part in parts:
                collect(store, Source("corpus", "file", [Collected(one, b"{}") for one in part]))
                began = time.process_time()
                pairs += relate(store).judged
                spent += time.process_time() - began
            return {**stories_of(store), "pairs": pairs, "seconds": spent}
    finally:
        shutil.rmtree(folder)


def stories_of(store: Store) -> dict[str, Any]:
    """Who is in which story, by the text of the article: numbers differ with the order."""
    names = {kept.number: kept.id for kept in store.articles()}
    rows = store.rows(select(story_articles))
    links = {(row["first"], row["second"]) for row in store.rows(select(relations).where(relations.c.kind == "followup"))}
    return {
        "of": {names[row["article"]]: row["story"] for row in rows},
        "copies": {(names[row["article"]], names[row["copy_of"]]) for row in rows if row["copy_of"] is not None},
        "followups": links,
        "stories": len({row["story"] for row in rows}),
    }


def agreement(one: dict[str, Any], other: dict[str, Any]) -> str:
    """How far two results agree."""
    figures = [f"stories {bcubed(one['of'], other['of'])['f1']:.4f}"]
    for name in ("copies", "followups"):
        both, all = len(one[name] & other[name]), len(one[name]) + len(other[name])
        figures.append(f"{name} {2 * both / all if all else 1.0:.4f}")
    return ", ".join(figures)


if __name__ == "__main__":
    main()
