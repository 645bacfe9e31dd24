"""Counts of right answers, and precision, recall, F1, shares and calibration from them."""

from __future__ import annotations

import math
from collections import Counter, defaultdict
from dataclasses import dataclass, field
from itertools import pairwise
from typing import Any

Figures = dict[str, float]


@dataclass
class Tally:
    """Counts by figure, lines of errors by kind, and (confidence, whether right) of findings by kind."""

    counts: Counter[tuple[str, str]] = field(default_factory=Counter)
    sums: defaultdict[str, float] = field(default_factory=lambda: defaultdict(float))
    errors: defaultdict[str, list[str]] = field(default_factory=lambda: defaultdict(list))
    sure: defaultdict[str, list[tuple[float, bool]]] = field(default_factory=lambda: defaultdict(list))

    def add(self, name: str, right: int, given: int, wanted: int) -> None:
        """Add numbers of findings to a figure with precision and recall: right ones, given by the prediction, wanted by the gold."""
        self.counts[name, "right"] += right
        self.counts[name, "given"] += given
        self.counts[name, "wanted"] += wanted

    def ask(self, name: str, right: bool) -> None:
        """Add one answer, right or not, to a figure that is a share."""
        self.counts[name, "of"] += 1
        self.counts[name, "right"] += right

    def judge(self, name: str, confidence: Any, right: bool) -> None:
        """Add the confidence of a finding, if it has one, and whether it is right."""
        if isinstance(confidence, (int, float)):
            self.sure[name].append((float(confidence), right))

    def f1(self, name: str) -> Figures:
        """Precision p, recall r, f1, and n, the number wanted."""
        right, given, wanted = (self.counts[name, key] for key in ("right", "given", "wanted"))
        return harmonic(right / given if given else 0.0, right / wanted if wanted else 0.0, wanted)

    def share(self, name: str) -> Figures:
        """The share that is right, and n, the number of answers."""
        of = self.counts[name, "of"]
        return {"share": self.counts[name, "right"] / of if of else 0.0, "n": of}


BINS = (0.0, 0.3, 0.5, 0.7, 0.8, 0.9, 0.95, 1.0)
"""Lower ends of the bins of confidence, finer where most findings are; the last is the upper end."""


def calibration(sure: list[tuple[float, bool]]) -> dict[str, Any]:
    """The reliability of confidences: bins (from, to, n, mean confidence, share right) and the expected calibration error (ECE).

    The error is the mean distance between the mean confidence and the share right of a bin, weighted by n: 0 if of findings with
    confidence .8 eight in ten are right. `chance` is the error to expect, by the normal approximation of each bin, of as many findings
    whose confidences are exactly right: it is above 0, and large for few findings. Both are None without findings.
    """
    bins = []
    for low, high in pairwise(BINS):
        part = [(value, right) for value, right in sure if low <= value < high or (high == BINS[-1] and value == high)]
        if part:
            mean, share = sum(value for value, _ in part) / len(part), sum(right for _, right in part) / len(part)
            bins.append({"from": low, "to": high, "n": len(part), "confidence": mean, "right": share})
    if not sure:
        return {"n": 0, "error": None, "chance": None, "bins": []}
    error = sum(row["n"] * abs(row["confidence"] - row["right"]) for row in bins) / len(sure)
    luck = sum(math.sqrt(2 / math.pi * row["n"] * row["confidence"] * (1 - row["confidence"])) for row in bins) / len(sure)
    return {"n": len(sure), "error": error, "chance": luck, "bins": bins}


def harmonic(precision: float, recall: float, n: float) -> Figures:
    """A figure with F1, the harmonic mean of precision and recall; 0 if both are."""
    total = precision + recall
    return {"p": precision, "r": recall, "f1": 2 * precision * recall / total if total else 0.0, "n": n}
