"""Weights that are fitted to annotated articles, and the tables that hold them: what the tools that make such tables share."""

from __future__ import annotations

import argparse
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, NamedTuple, Protocol

import numpy as np
from numpy.typing import NDArray

from rasd.evaluate.gold import Row, read_gold
from rasd.extract.events.trigger_features import chance
from rasd.ontology.weights import total

Floats = NDArray[np.float64]
MEMORY = 10  # steps by which the curvature is told


class Example(Protocol):
    """A case with its features, and whether what they are to tell holds of it."""

    @property
    def features(self) -> list[str]:
        """Their names; one may stand twice."""
        ...

    @property
    def right(self) -> bool:
        """Whether it holds."""
        ...


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


@dataclass(frozen=True)
class Likeliest:
    """Fits log-odds by feature as `Descent` does, but all the way: the likeliest weights under an L2 penalty, by L-BFGS."""

    penalty: float
    rare: int  # features seen less often are left out

    def fit(self, examples: Sequence[Example], start: Mapping[str, float] | None = None) -> dict[str, float]:
        """The weights, of features seen often enough. A feature that an example has twice counts twice, as in `total`.

        `start`: weights fitted to other examples. The penalty is then on what is added to them, and their features stay.
        """
        start = start or {}
        counts = Counter(feature for example in examples for feature in example.features)
        column = {f: k for k, f in enumerate(sorted(f for f, count in counts.items() if count >= self.rare or f in start))}
        pairs = [(row, column[f]) for row, example in enumerate(examples) for f in example.features if f in column]
        rows, columns = np.array(pairs, dtype=np.int64).reshape(-1, 2).T
        right = np.array([float(example.right) for example in examples])
        known = np.array([total(example.features, start) for example in examples])

        def slope(weights: Floats) -> tuple[float, Floats]:
            odds = known + np.bincount(rows, weights[columns], len(right))
            loss = np.logaddexp(0, odds).sum() - right @ odds + self.penalty / 2 * (weights @ weights)
            errors = 1 / (1 + np.exp(-np.clip(odds, -30, 30))) - right
            return float(loss), np.bincount(columns, errors[rows], len(column)) + self.penalty * weights

        weights = minimum(slope, np.zeros(len(column)))
        return {**start, **{feature: start.get(feature, 0.0) + float(weights[k]) for feature, k in column.items()}}


def minimum(loss: Callable[[Floats], tuple[float, Floats]], at: Floats, rounds: int = 100) -> Floats:
    """Where a convex function, given with its slope, is least: L-BFGS with steps halved until they lower it enough."""
    value, down = loss(at)
    known: list[tuple[Floats, Floats, float]] = []
    for _ in range(rounds):
        step = _curved(down, known)
        share, fall = 1.0 if known else 1 / max(1.0, float(abs(down).sum())), float(down @ step)
        while (ahead := loss(at + share * step))[0] > value + 1e-4 * share * fall and share > 1e-6:
            share /= 2
        moved, turned = share * step, ahead[1] - down
        if moved @ turned <= 0 or value - ahead[0] < 1e-7 * abs(value):
            break
        known = [*known[1 - MEMORY :], (moved, turned, float(moved @ turned))]
        at, (value, down) = at + moved, ahead
    return at


def _curved(down: Floats, known: list[tuple[Floats, Floats, float]]) -> Floats:
    """The step against a slope, by what the last steps told of the curvature (the two loops of L-BFGS)."""
    step, shares = -down, []
    for moved, turned, both in reversed(known):
        shares.append(float(moved @ step) / both)
        step = step - shares[-1] * turned
    if known:
        moved, turned, both = known[-1]
        step = step * (both / float(turned @ turned))
    for (moved, turned, both), share in zip(known, reversed(shares), strict=True):
        step = step + (share - float(turned @ step) / both) * moved
    return step


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


class Given(NamedTuple):
    """What a tool was given: gold articles, silver ones (read by the full engine, see `training/silver.py`), and where the table goes."""

    gold: list[Row]
    silver: list[Row]
    out: Path | None


def given(about: str | None, *, silver: bool = False) -> Given:
    """From the command line: `GOLD.jsonl ... [--out FILE]`, and `--silver SILVER.jsonl` of a program that learns from such articles."""
    parser = argparse.ArgumentParser(description=about, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("gold", type=Path, nargs="+")
    parser.set_defaults(silver=None)
    if silver:
        parser.add_argument("--silver", type=Path)
    parser.add_argument("--out", type=Path)
    options: Any = parser.parse_args()
    gold = [row for path in options.gold for row in read_gold(path)]
    return Given(gold, read_gold(options.silver) if options.silver else [], options.out)
