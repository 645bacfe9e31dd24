"""Fit the weights by which events choose their day, on articles whose signals are out of fold.

    choose_dates.py SIGNALS.jsonl.xz --out ../src/rasd/ontology/data/date_weights.tsv

One log-linear model over the days that an article tells, and none, with the features of `rasd.resolve.date_features` (Adam over all events
at once, a fixed number of steps: the same input gives the same weights); for the full engine and for the rules alone. Where annotators give
no day this counts half: most of them leave out days that a reader can tell. Prints, each fold of outlets judged by the weights of the
others, the share of gold's dates that are right, and of the dates given.
"""
# ruff: noqa: T201

from __future__ import annotations

import math
import sys
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, ClassVar

import numpy as np
from joined import pipeline_of, signals_and_target
from numpy.typing import NDArray

from rasd.assembly import assemble
from rasd.document import Document
from rasd.evaluate.gold import article_of_gold
from rasd.evaluate.matching import one_to_one
from rasd.evaluate.score import _Article
from rasd.evaluate.tally import Tally
from rasd.findings import FoundEvent
from rasd.ontology.weights import total
from rasd.pipeline import Pipeline
from rasd.resolve import events as resolve_events
from rasd.resolve.date_features import DateFeatures
from rasd.resolve.dates import chosen

sys.path.append(str(Path(__file__).resolve().parents[1] / "tools"))
from fitted import write
from train_parties import _told

STEPS, RATE, L2, RARE, UNTOLD = 150, 0.06, 8.0, 4, 0.5
COMMENT = """\
# What speaks for and against a day as the date of an event, and for none: log-odds, added up, of the rules alone and where the encoder
# reads along. Fitted, not written by hand: made by training/choose_dates.py; rasd.resolve.date_features explains the features."""
Array = NDArray[Any]


@dataclass
class Case:
    """An aligned event: its days with their features (None is no day), those of its own sentence, and the day that gold gives."""

    fold: int
    options: dict[str | None, list[str]]
    told: set[str | None]
    gold: str | None

    def right(self) -> list[bool]:
        """Which days are gold's, to the coarser precision; none where gold has none, or one that the article does not tell."""
        found = [same(value, self.gold) for value in self.options]
        return found if any(found) else [value is None for value in self.options]


class Recorder:
    """Stands in for the chooser: changes nothing and remembers what it was asked."""

    seen: ClassVar[list[tuple[FoundEvent, dict[str | None, list[str]], set[str | None]]]] = []

    def __init__(self, document: Document) -> None:
        self.features = DateFeatures(document)

    def choose(self, event: FoundEvent) -> None:
        """Remember the event."""
        told = {time.value for time in self.features.own.of(event)}
        self.seen.append((event, self.features.of(event), told))


def same(a: str | None, b: str | None) -> bool:
    """Whether two dates agree to the coarser precision."""
    return bool(a and b) and a[: min(len(a), len(b))] == b[: min(len(a), len(b))]


def cases_of(row: dict[str, Any], fold: int, pipeline: Pipeline) -> list[Case]:
    """The aligned events of one article."""
    Recorder.seen = []
    document, _ = pipeline.document(article_of_gold(row))
    checker = _Article(row, assemble(document, []).to_dict(), Tally())
    pairs = one_to_one(row["events"], [_told(document, event) for event, _, _ in Recorder.seen], checker.told)
    return [Case(fold, *Recorder.seen[j][1:], row["events"][i]["date"]) for i, j in pairs]


def fit(cases: Sequence[Case]) -> dict[str, float]:
    """The weights by feature."""
    counts = Counter(feature for case in cases for features in case.options.values() for feature in features)
    number = {feature: k for k, feature in enumerate(sorted(f for f, count in counts.items() if count >= RARE))}
    lists = [[number[f] for f in features if f in number] for case in cases for features in case.options.values()]
    at = np.array([k for row in lists for k in row])
    option = np.repeat(np.arange(len(lists)), [len(row) for row in lists])
    case_of = np.repeat(np.arange(len(cases)), [len(case.options) for case in cases])
    right = np.array([good for case in cases for good in case.right()], dtype=float)
    share = np.array([UNTOLD if case.right()[0] else 1.0 for case in cases])[case_of]
    weights, mean, square = np.zeros(len(number)), np.zeros(len(number)), np.zeros(len(number))
    for step in range(1, STEPS + 1):
        value = np.exp(np.bincount(option, weights[at], len(lists)))
        good = value * right
        error = share * (value / _sum(value, case_of) - good / _sum(good, case_of))
        slope = np.bincount(at, error[option], len(number)) + L2 * weights
        mean, square = 0.9 * mean + 0.1 * slope, 0.999 * square + 0.001 * slope * slope
        rate = RATE / (1 + 0.02 * step)
        weights -= rate * (mean / (1 - 0.9**step)) / (np.sqrt(square / (1 - 0.999**step)) + 1e-8)
    return {feature: float(weights[k]) for feature, k in number.items()}


def _sum(values: Array, case_of: Array) -> Array:
    found: Array = np.bincount(case_of, values)[case_of]
    return found


def judge(case: Case, weights: dict[str, float]) -> str | None:
    """The day that weights give to a case."""
    value = {day: math.exp(total(features, weights)) for day, features in case.options.items()}
    whole = sum(value.values())
    return chosen({day: one / whole for day, one in value.items()}, case.told)


def report(name: str, cases: list[Case]) -> None:
    """Print what weights fitted without their fold get right."""
    given, right = 0, 0
    for fold in sorted({case.fold for case in cases}):
        weights = fit([case for case in cases if case.fold != fold])
        days = [(judge(case, weights), case.gold) for case in cases if case.fold == fold]
        given += sum(day is not None for day, _ in days)
        right += sum(same(day, gold) for day, gold in days)
    wanted = sum(case.gold is not None for case in cases)
    print(f"{name}: {len(cases)} events, {right / wanted:.3f} of gold's {wanted} dates right, {right / given:.3f} of {given} dates given")


def main() -> None:
    """Fit, print, write."""
    rows, signals, folds, out = signals_and_target(__doc__)
    resolve_events.DateChooser = Recorder  # type: ignore[misc,attr-defined,assignment]
    weights = []
    for name, pipeline in (("rules", Pipeline(engine="rules")), ("full", pipeline_of(rows, signals))):
        cases = [case for row, fold in zip(rows, folds, strict=True) for case in cases_of(row, fold, pipeline)]
        report(name, cases)
        weights.append(fit(cases))
    if out:
        names = sorted(name for name in {*weights[0], *weights[1]} if max(abs(part.get(name, 0.0)) for part in weights) >= 0.05)
        cells = [[f"{part[name]:.2f}" if abs(part.get(name, 0.0)) >= 0.03 else "" for part in weights] for name in names]
        write(out, COMMENT, "feature\trules\tfull", ("\t".join([name, *row]) for name, row in zip(names, cells, strict=True)))


if __name__ == "__main__":
    main()
