"""Fits what chooses one of several options, the first of which is none: the day of an event, its place.

One log-linear model over the features of the options (Adam over all cases at once, a fixed number of steps: the same input gives the same
weights). Cases in which none is right count half: most annotators leave out what a reader can tell.
"""

from __future__ import annotations

import sys
from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any, Protocol, TypeVar

import numpy as np
from joined import pipeline_of, signals_and_target
from numpy.typing import NDArray

from rasd.assembly import assemble
from rasd.document import Document
from rasd.findings import FoundEvent
from rasd.pipeline import Pipeline

sys.path.append(str(Path(__file__).resolve().parents[1] / "tools"))
from fitted import write
from train_parties import matched

STEPS, RATE, L2, RARE, UNTOLD = 150, 0.06, 8.0, 4, 0.5
Array = NDArray[Any]


class Choice(Protocol):
    """A case: its options with their features, none of them first."""

    @property
    def options(self) -> Mapping[Any, list[str]]:
        """The features of each option."""
        ...

    def right(self) -> list[bool]:
        """Which options are right: at least one is."""
        ...


ChoiceT = TypeVar("ChoiceT", bound=Choice)


def aligned(row: dict[str, Any], document: Document, events: Sequence[FoundEvent]) -> list[tuple[dict[str, Any], int]]:
    """Gold events of an article with the number of the one of `events` that tells it."""
    return [(row["events"][i], j) for i, j in matched(row, document, assemble(document, []).to_dict(), events)]


def fit(cases: Sequence[Choice]) -> dict[str, float]:
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


def fit_table(
    about: str | None,
    comment: str,
    cases_of: Callable[[dict[str, Any], int, Pipeline], list[ChoiceT]],
    report: Callable[[str, list[ChoiceT]], None],
) -> None:
    """The command: read all articles with the rules alone and with the signals given, report, fit, and write the table of both."""
    rows, signals, folds, out = signals_and_target(about)
    weights = []
    for name, pipeline in (("rules", Pipeline(engine="rules")), ("full", pipeline_of(rows, signals))):
        cases = [case for row, fold in zip(rows, folds, strict=True) for case in cases_of(row, fold, pipeline)]
        report(name, cases)
        weights.append(fit(cases))
    if out:
        write(out, comment, "feature\trules\tfull", lines(*weights))


def lines(rules: dict[str, float], full: dict[str, float]) -> Iterator[str]:
    """The lines of a table with the weights of the rules alone, and where the encoder reads along; small ones are left out."""
    both = (rules, full)
    for name in sorted({*rules, *full}):
        if max(abs(part.get(name, 0.0)) for part in both) >= 0.05:
            yield "\t".join([name, *(f"{part[name]:.2f}" if abs(part.get(name, 0.0)) >= 0.03 else "" for part in both)])
