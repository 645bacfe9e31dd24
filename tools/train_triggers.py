"""Fit the weights by which a word is an event: train_triggers.py GOLD.jsonl ... [--out FILE]

Reads the gold articles with the rules, takes every candidate of the trigger tables, doubtful ones too, and fits a log-linear model
over the features of `rasd.extract.events_chance` (stochastic descent, L2, fixed order: the same input gives the same weights). A
candidate is right where gold has an event of its type at its word, or tells one in its line that no candidate touches.
"""

from __future__ import annotations

import argparse
import sys
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from rasd.document import Document
from rasd.evaluate.gold import article_of_gold, read_gold
from rasd.extract.events import Events
from rasd.extract.events_chance import chance, total
from rasd.extract.events_triggers import Candidate
from rasd.pipeline import Pipeline

# Held out F1 at a chance of .4: L2 4 and RARE 3 .666, 4 and 6 .663, 10 and 5 .665 with two thirds of the rows.
EPOCHS, RATE, L2, RARE = 12, 0.06, 10.0, 5


@dataclass
class Case:
    """A candidate: where it stands, its features, whether it is right."""

    article: str
    type: str
    start: int
    end: int
    features: list[str]
    right: bool = False
    counts: bool = True


class Recorder(Events):
    """The extractor of the rules, which remembers what it weighs and finds no event."""

    def __init__(self) -> None:
        super().__init__({})
        self.records = True
        self.seen: list[Case] = []

    def weigh(self, document: Document, candidate: Candidate, features: list[str]) -> float:
        """Remember; no candidate is an event."""
        token = document.tokens[candidate.token]
        self.seen.append(Case("", candidate.sense.type, token.start, token.end, features))
        return 0.0


def cases_of(row: dict[str, Any], pipeline: Pipeline, recorder: Recorder) -> list[Case]:
    """The candidates of one gold article."""
    recorder.seen = []
    pipeline.document(article_of_gold(row))
    cases = recorder.seen
    for case in cases:
        case.article = row["id"]
    lines = row["sentences"]
    for event in row["events"]:
        mine = [case for case in cases if case.type == event["type"]]
        trigger = event["trigger"]
        touched = [case for case in mine if trigger and case.start < trigger[1] and trigger[0] < case.end]
        for case in touched:
            case.right = True
        home = [lines[event["line"]]] if isinstance(event["line"], int) else []
        also = [lines[k] for k in event["also"] if isinstance(k, int) and 0 <= k < len(lines)]
        for case in mine:
            inside = any(start <= case.start < end for start, end in home)
            if any(start <= case.start < end for start, end in also) or (inside and not touched):
                case.right = True
            elif inside and not case.right:
                case.counts = False
    return [case for case in cases if case.right or case.counts]


def fit(cases: list[Case]) -> dict[str, float]:
    """The weights, of features seen often enough."""
    counts = Counter(feature for case in cases for feature in case.features)
    rows = [([f for f in case.features if counts[f] >= RARE], case.right) for case in cases]
    weights: dict[str, float] = {}
    for epoch in range(EPOCHS):
        rate = RATE / (1 + 0.3 * epoch)
        for features, right in rows:
            error = chance(total(features, weights)) - right
            if abs(error) > 0.01:
                step = rate * error
                for feature in features:
                    weights[feature] = weights.get(feature, 0.0) - step
        shrink = 1 + rate * L2 / 10
        for feature in weights:
            weights[feature] /= shrink
    return weights


def report(pairs: Iterable[tuple[Case, float]]) -> None:
    """Print precision and recall of the candidates at several chances."""
    rows = list(pairs)
    right = sum(case.right for case, _ in rows)
    print(f"{len(rows)} candidates, {right} right")
    for least in (0.2, 0.3, 0.4, 0.45, 0.5, 0.6):
        given = [case for case, value in rows if value >= least]
        good = sum(case.right for case in given)
        p, r = good / max(1, len(given)), good / max(1, right)
        print(f"  from {least:.2f}: P {p:.3f} R {r:.3f} F1 {2 * p * r / max(1e-9, p + r):.3f}")


def held_out(cases: list[Case], folds: int = 5) -> list[tuple[Case, float]]:
    """Each candidate with the chance that weights fitted without its article give it."""
    articles = sorted({case.article for case in cases})
    found = []
    for k in range(folds):
        inside = set(articles[k::folds])
        weights = fit([case for case in cases if case.article not in inside])
        found += [(case, chance(total(case.features, weights))) for case in cases if case.article in inside]
    return found


def write(weights: dict[str, float], path: Path) -> None:
    """The table, weights of any use only."""
    lines = [
        "# What speaks for and against a word as an event: log-odds, added up. Fitted, not written by hand: made by",
        "# tools/train_triggers.py from annotated articles; rasd.extract.events_chance explains the features.",
        "feature\tweight",
    ]
    lines += [f"{name}\t{value:.2f}" for name, value in sorted(weights.items()) if abs(value) >= 0.1]
    path.write_text("\n".join(lines) + "\n", "utf-8")


def main() -> int:
    """Fit and write."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("gold", type=Path, nargs="+")
    parser.add_argument("--out", type=Path)
    options = parser.parse_args()
    recorder, pipeline = Recorder(), Pipeline()
    pipeline.extractors = [recorder if isinstance(extractor, Events) else extractor for extractor in pipeline.extractors]
    cases = [case for path in options.gold for row in read_gold(path) for case in cases_of(row, pipeline, recorder)]
    if options.out:
        write(fit(cases), options.out)
    report(held_out(cases))
    return 0


if __name__ == "__main__":
    sys.exit(main())
