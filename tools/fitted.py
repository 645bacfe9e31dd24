"""Weights that are fitted to annotated articles, and the tables that hold them: what the tools that make such tables share."""

from __future__ import annotations

import argparse
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Protocol

import numpy as np
from numpy.typing import NDArray

from rasd.evaluate.gold import Row, read_gold
from rasd.extract.events_chance import chance, total

Floats = NDArray[np.float64]


class Example(Protocol):
    """A case with its features, and whether what they are to tell holds of it."""

    features: list[str]
    right: bool


@dataclass(frozen=True)
class Descent:
    """Fits log-odds by feature: stochastic descent with L2, in a fixed order, so that the same input gives the same weights."""

    rate: float
    l2: float
    rare: int  # features seen less often are left out
    epochs: int = 12

    def fit(self, examples: Sequence[Example]) -> dict[str, float]:
        """The weights, of features seen often enough."""
        counts = Counter(feature for example in examples for feature in example.features)
        rows = [([f for f in example.features if counts[f] >= self.rare], example.right) for example in examples]
        weights: dict[str, float] = {}
        for epoch in range(self.epochs):
            rate = self.rate / (1 + 0.3 * epoch)
            for features, right in rows:
                error = chance(total(features, weights)) - right
                if abs(error) > 0.01:
                    step = rate * error
                    for feature in features:
                        weights[feature] = weights.get(feature, 0.0) - step
            shrink = 1 + rate * self.l2
            for feature in weights:
                weights[feature] /= shrink
        return weights


def newton(rows: Floats, share: Floats, weight: Floats | float = 1.0, *, penalty: float, enough: float) -> Floats:
    """Logistic regression by Newton's method, until no weight moves by `enough`; `share` is the share of positive labels of each row."""
    weights = np.zeros(rows.shape[1])
    for _ in range(60):
        chances = chances_of(rows, weights)
        slope = rows.T @ (weight * (chances - share)) + penalty * weights
        curve = (rows * (weight * chances * (1 - chances))[:, None]).T @ rows + penalty * np.eye(len(weights))
        step = np.linalg.solve(curve, slope)
        weights -= step
        if abs(step).max() < enough:
            break
    return weights


def chances_of(rows: Floats, weights: Floats) -> Floats:
    """The chance that weights give to each row."""
    found: Floats = 1 / (1 + np.exp(-rows @ weights))
    return found


def folds(cases: Sequence[Any], count: int = 5) -> Iterator[tuple[list[Any], list[Any]]]:
    """Cases parted by the `article` of each, so many times: those to fit to, and those to judge."""
    articles = sorted({case.article for case in cases})
    for k in range(count):
        held = frozenset(articles[k::count])
        yield [case for case in cases if case.article not in held], [case for case in cases if case.article in held]


def write(path: Path, comment: str, header: str, rows: Iterable[str]) -> None:
    """Write a table with its comment."""
    path.write_text("\n".join((comment, header, *rows)) + "\n", encoding="utf-8")
    print(path)


def write_weights(path: Path, comment: str, weights: dict[str, float], least: float) -> None:
    """Write the weights of any use, by feature."""
    write(path, comment, "feature\tweight", (f"{name}\t{value:.2f}" for name, value in sorted(weights.items()) if abs(value) >= least))


def gold_and_target(about: str | None) -> tuple[list[Row], Path | None]:
    """From the command line, `GOLD.jsonl ... [--out FILE]`: the gold articles, and where the table goes."""
    parser = argparse.ArgumentParser(description=about, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("gold", type=Path, nargs="+")
    parser.add_argument("--out", type=Path)
    options: Any = parser.parse_args()
    return [row for path in options.gold for row in read_gold(path)], options.out
