"""Fit the weights by which two tellings are one event: train_merge.py GOLD.jsonl ... [--out FILE]

Reads the gold articles with the rules, gives each telling found the gold events that it tells, and fits a log-linear model over the pairs
of a type, with the features of `rasd.resolve.event_pairs` (stochastic descent, L2, fixed order: the same input gives the same weights).
"""

from __future__ import annotations

import argparse
import math
import sys
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any, ClassVar

from rasd.document import Document
from rasd.evaluate.gold import article_of_gold, read_gold
from rasd.findings import FoundEvent
from rasd.pipeline import Pipeline
from rasd.resolve import events as resolve_events
from rasd.resolve.event_pairs import Likeness
from rasd.resolve.events_merge import points_back, says_same

EPOCHS, RATE, L2, RARE = 12, 0.05, 0.4, 3


@dataclass
class Pair:
    """Two tellings of a type: their features, and whether they are one event."""

    article: str
    features: list[str]
    right: bool


class Recorder:
    """Remembers the tellings of an article before they are merged."""

    seen: ClassVar[list[tuple[FoundEvent, bool]]] = []
    pairs: ClassVar[dict[tuple[int, int], list[str]]] = {}

    @classmethod
    def merge(cls, document: Document, events: list[FoundEvent]) -> list[FoundEvent]:
        """Remember each pair as it is at the first merging; nothing is merged."""
        if not cls.seen:
            likeness = Likeness(document, {})
            cls.seen = [(event, points_back(document, event)) for event in events]
            for j, (later, back) in enumerate(cls.seen):
                for i, (earlier, _) in enumerate(cls.seen[:j]):
                    if earlier.type == later.type:
                        rule = says_same(document, earlier, later)
                        cls.pairs[i, j] = list(likeness.features(earlier, later, rule, back))
        return events


def pairs_of(row: dict[str, Any], pipeline: Pipeline) -> Iterator[Pair]:
    """The pairs of one gold article of which both tell a gold event."""
    Recorder.seen, Recorder.pairs = [], {}
    pipeline.document(article_of_gold(row))
    told = [_told(row, event) for event, _ in Recorder.seen]
    for (i, j), features in Recorder.pairs.items():
        if told[i] is not None and told[j] is not None:
            yield Pair(row["id"], features, told[i] == told[j])


def _told(row: dict[str, Any], event: FoundEvent) -> int | None:
    """The gold event of a telling: the one whose trigger it touches, else the only one of its type that its line repeats."""
    lines = row["sentences"]
    events = [(k, gold) for k, gold in enumerate(row["events"]) if gold["type"] == event.type]
    for k, gold in events:
        if gold["trigger"] and gold["trigger"][0] < event.trigger.end and event.trigger.start < gold["trigger"][1]:
            return k
    at = event.trigger.start
    found = set()
    for k, gold in events:
        told = [lines[n] for n in (gold["line"], *gold["also"]) if isinstance(n, int) and 0 <= n < len(lines)]
        if any(start <= at < end for start, end in told):
            found.add(k)
    return found.pop() if len(found) == 1 else None


def fit(pairs: list[Pair]) -> dict[str, float]:
    """The weights, of features seen often enough."""
    counts = Counter(feature for pair in pairs for feature in pair.features)
    rows = [([f for f in pair.features if counts[f] >= RARE], pair.right) for pair in pairs]
    weights: dict[str, float] = {}
    for epoch in range(EPOCHS):
        rate = RATE / (1 + 0.3 * epoch)
        for features, right in rows:
            total = sum(weights.get(feature, 0.0) for feature in features)
            error = 1 / (1 + math.exp(-max(-30.0, min(30.0, total)))) - right
            if abs(error) > 0.01:
                for feature in features:
                    weights[feature] = weights.get(feature, 0.0) - rate * error
        for feature in weights:
            weights[feature] /= 1 + rate * L2
    return weights


def write(weights: dict[str, float], path: Path) -> None:
    """The table, weights of any use only."""
    lines = [
        "# What speaks for and against two tellings being one event: log-odds, added up. Fitted, not written by hand: made by",
        "# tools/train_merge.py from annotated articles; rasd.resolve.event_pairs explains the features.",
        "feature\tweight",
    ]
    lines += [f"{name}\t{value:.2f}" for name, value in sorted(weights.items()) if abs(value) >= 0.03]
    path.write_text("\n".join(lines) + "\n", "utf-8")


def report(pairs: list[Pair], folds: int = 5) -> None:
    """Print how many pairs weights fitted without their article judge rightly, and how many the rules."""
    articles = sorted({pair.article for pair in pairs})
    counts: Counter[tuple[bool, bool]] = Counter()
    for k in range(folds):
        inside = set(articles[k::folds])
        weights = fit([pair for pair in pairs if pair.article not in inside])
        for pair in pairs:
            if pair.article in inside:
                counts[sum(weights.get(feature, 0.0) for feature in pair.features) > 0, pair.right] += 1
    rules = Counter(("rule True" in pair.features, pair.right) for pair in pairs)
    for name, told in (("rules", rules), ("weights", counts)):
        good = told[True, True]
        p, r = good / max(1, good + told[True, False]), good / max(1, good + told[False, True])
        print(f"{name}: {len(pairs)} pairs, P {p:.3f} R {r:.3f}")


def main() -> int:
    """Fit and write."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("gold", type=Path, nargs="+")
    parser.add_argument("--out", type=Path)
    options = parser.parse_args()
    resolve_events.merge = Recorder.merge  # type: ignore[assignment]
    pipeline = Pipeline()
    pairs = [pair for path in options.gold for row in read_gold(path) for pair in pairs_of(row, pipeline)]
    if options.out:
        write(fit(pairs), options.out)
    report(pairs)
    return 0


if __name__ == "__main__":
    sys.exit(main())
