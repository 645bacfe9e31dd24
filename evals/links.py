"""Scores links to the knowledge base against links.jsonl: which entry a mention of a dev article is, decided by reading the article.

links.py                 accuracy, abstention and errors of both engines
links.py --engine rules  of one

Rows of links.jsonl: article, start, end (of a mention in the gold article), entry: an id of the base, of a body that every state has
(FRA.foreign-ministry), or null where nobody known is meant. A row counts where the record has a mention there.

    accuracy    the share of mentions found whose actor is the entry, or rightly none
    wrong       the share of links made that are wrong: another entry, or one where there is none
    abstained   the share of mentions found whose entry is known, that were left without a link
"""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Iterable
from functools import cache
from pathlib import Path
from typing import Any, NamedTuple

from rasd.evaluate.gold import articles, read_gold
from rasd.evaluate.matching import LOOSE_IOU, iou
from rasd.ontology.knowledge import countries, organisations, people
from rasd.ontology.state_bodies import state_bodies
from rasd.pipeline import SHIPPED, Engine, default_pipeline
from rasd.records import Record, content_id
from rasd.spans import Span

HERE = Path(__file__).resolve().parent
LINKS = HERE / "links.jsonl"
GOLD = HERE.parent.parent / "shared" / "gold" / "dev.jsonl"


class Scored(NamedTuple):
    """The figures of an engine, and a line for each error."""

    rows: int
    found: int
    right: int
    made: int
    wrong: int
    known: int
    abstained: int
    errors: list[str]

    @property
    def accuracy(self) -> float:
        """The share of mentions found that are rightly linked, or rightly not."""
        return self.right / self.found if self.found else 0.0

    def line(self) -> str:
        """The figures in a line."""
        wrong = self.wrong / self.made if self.made else 0.0
        told = f"link      accuracy {self.accuracy:.3f} of {self.found} found of {self.rows} decided"
        return f"{told}; {wrong:.3f} of {self.made} links wrong; {self.abstention:.3f} of {self.known} known ones left without"

    @property
    def abstention(self) -> float:
        """The share of known ones that were left without a link."""
        return self.abstained / self.known if self.known else 0.0


@cache
def entries() -> dict[str, str]:
    """Id in records → entry, of everyone known."""
    virtual = (f"{country}.{body}" for country in countries() for body in state_bodies())
    return {content_id("act", "entry", entry): entry for entry in (*people(), *organisations(), *countries(), *virtual)}


def read_links(path: Path = LINKS) -> list[dict[str, Any]]:
    """The decided links."""
    return [json.loads(line) for line in path.read_text("utf-8").splitlines()]


def entry_at(record: Record, span: Span) -> tuple[bool, str | None]:
    """Whether the record has a mention there, and the entry of its actor."""
    best, actor = LOOSE_IOU - 1e-9, None
    for one in record.actors:
        for mention in one.mentions:
            value = iou(span, Span(mention.start, mention.end))
            if value > best:
                best, actor = value, one
    return actor is not None, entries().get(actor.id) if actor else None


def score(links: Iterable[dict[str, Any]], records: dict[str, Record]) -> Scored:
    """Compare each decided link with the record of its article."""
    rows = found = right = made = wrong = known = abstained = 0
    errors = []
    for row in links:
        rows += 1
        record = records[row["article"]]
        there, entry = entry_at(record, Span(row["start"], row["end"]))
        if not there:
            continue
        found += 1
        right += entry == row["entry"]
        made += entry is not None
        known += row["entry"] is not None
        wrong += entry is not None and entry != row["entry"]
        abstained += entry is None and row["entry"] is not None
        if entry != row["entry"]:
            errors.append(f"{row['article']} {row['start']}-{row['end']}: decided {row['entry']}, linked {entry}")
    return Scored(rows, found, right, made, wrong, known, abstained, errors)


def scored(engine: Engine, gold: list[dict[str, Any]]) -> Scored:
    """The score of an engine on the dev articles."""
    records = {row["id"]: record for row, record in zip(gold, default_pipeline(engine).process(articles(gold)), strict=True)}
    return score(read_links(), records)


def main() -> int:
    """Print the figures; 0 where the gold is not here."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--engine", choices=SHIPPED)
    parser.add_argument("--errors", action="store_true", help="one line for each error")
    options = parser.parse_args()
    if not GOLD.exists():
        print("links not scored: the gold articles are not beside this checkout")
        return 0
    gold = read_gold(GOLD)
    for engine in [options.engine] if options.engine else SHIPPED:
        told = scored(engine, gold)
        print(f"{engine:<6} {told.line()}")
        if options.errors:
            print(*told.errors, sep="\n")
    return 0


if __name__ == "__main__":
    sys.exit(main())
