"""Fit the weights by which two tellings are one event: train_merge.py GOLD.jsonl ... [--out FILE]

Reads the gold articles with the rules, gives each telling found the gold events that it tells, and fits a log-linear model over the pairs
of a type, with the features of `rasd.resolve.events.pairs` (stochastic descent, L2, fixed order: the same input gives the same weights).
"""

from __future__ import annotations

import sys
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, ClassVar
from unittest.mock import patch

from fitted import Descent, folds, given, write_weights

from rasd.document import Document
from rasd.evaluate.gold import article_of_gold
from rasd.findings import FoundEvent
from rasd.ontology.weights import total
from rasd.pipeline import Pipeline
from rasd.resolve.events import resolver as resolve_events
from rasd.resolve.events.merge import points_back, says_same
from rasd.resolve.events.pairs import Likeness

DESCENT = Descent(rate=0.05, l2=0.4, rare=3)
COMMENT = """\
# What speaks for and against two tellings being one event: log-odds, added up. Fitted, not written by hand: made by
# tools/train_merge.py from annotated articles; rasd.resolve.events.pairs explains the features."""


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


def report(pairs: list[Pair]) -> None:
    """Print how many pairs weights fitted without their article judge rightly, and how many the rules."""
    counts: Counter[tuple[bool, bool]] = Counter()
    for known, held in folds(pairs):
        weights = DESCENT.fit(known)
        counts.update((total(pair.features, weights) > 0, pair.right) for pair in held)
    rules = Counter(("rule True" in pair.features, pair.right) for pair in pairs)
    for name, told in (("rules", rules), ("weights", counts)):
        good = told[True, True]
        p, r = good / max(1, good + told[True, False]), good / max(1, good + told[False, True])
        print(f"{name}: {len(pairs)} pairs, P {p:.3f} R {r:.3f}")


def main() -> int:
    """Fit and write."""
    asked, pipeline = given(__doc__), Pipeline()
    with patch.object(resolve_events, "merge", Recorder.merge):
        pairs = [pair for row in asked.gold for pair in pairs_of(row, pipeline)]
    if asked.out:
        write_weights(asked.out, COMMENT, DESCENT.fit(pairs), least=0.03)
    report(pairs)
    return 0


if __name__ == "__main__":
    sys.exit(main())
