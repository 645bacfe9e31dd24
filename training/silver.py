"""Silver articles: unlabelled ones with the actors and events that the full engine reads in them, in the format of gold.

    silver.py --out SILVER.jsonl.xz [--articles 10000]

What speaks for a word as an event is fitted to these first (`tools/train_triggers.py --silver`), then to gold: the encoder errs differently
from place to place, so that over many articles its readings of one word average to better than each. Annotated articles are
left out, and those that share three runs of eight words with one of ../shared/gold or a held one. Runs in Rasd's own .venv; .12 s an
article on one core.
"""
# ruff: noqa: T201

from __future__ import annotations

import argparse
import random
from bisect import bisect_right
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from annotations import HELD, OURS, SHARED, article, is_copy, read_lines, rows, shingles, with_texts, write_lines

from rasd.evaluate.gold import article_of_gold
from rasd.pipeline import Pipeline
from rasd.records import Record

# Shares of the corpora in what is drawn: outlets that tell of politics and conflict before the largest ones.
SHARES = {
    "saudinewsnet": 0.4,
    "antcorpus": 0.16,
    "hespress_jazeera": 0.15,
    "sanad_khaleej": 0.12,
    "bbc_arabic_2009": 0.1,
    "cnn_arabic": 0.07,
}
SHORTEST, LONGEST = 300, 4_000  # letters


def drawn(count: int) -> Iterator[dict[str, Any]]:
    """So many unlabelled articles, or all there are: each corpus in its share, in an order drawn once."""
    annotated = {row["id"] for path in (OURS, HELD) for row in read_lines(path)}
    gold = [row["text"] for name in ("dev", "train") for row in read_lines(SHARED / "gold" / f"{name}.jsonl")]
    held = [row["text"] for row in with_texts(SHARED, HELD)]
    known = {key for text in gold + held for key in shingles(text)}
    order = random.Random(7)  # noqa: S311 - a draw that is the same each time
    for corpus, share in SHARES.items():
        keys = [f"{corpus}:{number}" for number in range(len(rows(SHARED, corpus)))]
        order.shuffle(keys)
        left = round(share * count)
        for key in keys:
            if not left:
                break
            row = article(SHARED, key) if key not in annotated else None
            if row and SHORTEST < len(row["text"]) < LONGEST and not is_copy(row["text"], known):
                left -= 1
                yield row


def gold_row(row: dict[str, Any], record: Record) -> dict[str, Any]:
    """An article with its record as an annotator would have written it: actors and events, no statements, times or places."""
    starts = [start for start, _ in row["sentences"]]

    def line(offset: int) -> int:
        return max(0, bisect_right(starts, offset) - 1)

    actors = [
        {
            "id": actor.id,
            "name_ar": actor.name.ar,
            "name_en": actor.name.en,
            "type": actor.kind,
            "country": actor.country,
            "sector": actor.sector,
            "mentions": [[mention.start, mention.end] for mention in actor.mentions],
        }
        for actor in record.actors
    ]
    events = [
        {
            "line": line(event.trigger.start),
            "trigger": [event.trigger.start, event.trigger.end],
            "type": event.type,
            "mode": event.mode,
            "source": list(event.source),
            "target": list(event.target),
            "status": event.status,
            "by": event.asserted_by,
            "date": event.date,
            "place": None,
            "also": sorted({line(words.start) for words in event.also} - {line(event.trigger.start)}),
        }
        for event in record.events
    ]
    return row | {"actors": actors, "events": events, "statements": [], "times": [], "places": [], "credit": None}


def main() -> None:
    """Draw, read, write."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--out", type=Path, required=True)
    parser.add_argument("--articles", type=int, default=10_000)
    options = parser.parse_args()
    given = list(drawn(options.articles))
    records = Pipeline(engine="full").process([article_of_gold(row) for row in given])
    silver = [gold_row(row, record) for row, record in zip(given, records, strict=True) if isinstance(record, Record)]
    write_lines(options.out, silver)
    print(f"{len(silver)} articles, {sum(len(row['events']) for row in silver)} events")


if __name__ == "__main__":
    main()
