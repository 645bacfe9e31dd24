"""Counting what is right: precision, recall and F1, or a share."""

from __future__ import annotations

from collections import Counter, defaultdict
from dataclasses import dataclass, field

Figures = dict[str, float]


@dataclass
class Tally:
    """Counts by figure, and the errors by kind as lines to read one by one."""

    counts: Counter[tuple[str, str]] = field(default_factory=Counter)
    sums: defaultdict[str, float] = field(default_factory=lambda: defaultdict(float))
    errors: defaultdict[str, list[str]] = field(default_factory=lambda: defaultdict(list))

    def add(self, name: str, right: int, given: int, wanted: int) -> None:
        """Count for a figure with precision and recall."""
        self.counts[name, "right"] += right
        self.counts[name, "given"] += given
        self.counts[name, "wanted"] += wanted

    def ask(self, name: str, right: bool) -> None:
        """Count one question for a share."""
        self.counts[name, "of"] += 1
        self.counts[name, "right"] += right

    def f1(self, name: str) -> Figures:
        """Precision, recall, F1, and the number wanted."""
        right, given, wanted = (self.counts[name, key] for key in ("right", "given", "wanted"))
        return harmonic(right / given if given else 0.0, right / wanted if wanted else 0.0, wanted)

    def share(self, name: str) -> Figures:
        """The share that is right, and of how many."""
        of = self.counts[name, "of"]
        return {"share": self.counts[name, "right"] / of if of else 0.0, "n": of}


def harmonic(precision: float, recall: float, n: float) -> Figures:
    """A figure from its precision and recall."""
    total = precision + recall
    return {"p": precision, "r": recall, "f1": 2 * precision * recall / total if total else 0.0, "n": n}
