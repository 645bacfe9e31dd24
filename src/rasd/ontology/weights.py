"""The weights of the log-linear models by feature, cached on disk (data/*_weights*.tsv, from tools/ and training/). In log odds."""

from __future__ import annotations

import math
from bisect import bisect_right
from collections.abc import Callable, Iterable, Mapping, Sequence
from itertools import chain
from typing import Any, TypeVar

from rasd.arabic.kept import Plain
from rasd.arabic.remembered import Remembered
from rasd.ontology.compiled import WEIGHTED, WEIGHTS
from rasd.ontology.tables import table

OptionT = TypeVar("OptionT")
STATEMENTS = "statement_weights"  # the table of cues, contents, speakers and addressees
MENTIONS = "mention_weights"  # the table of extents and mentions
CHANCES = (0.3, 0.5, 0.65, 0.8, 0.9, 0.96, 0.985)  # steps by which a chance becomes a feature
REMEMBERED = 8_192  # entries of the cache of one FeatureGroup


class FeatureGroup(Remembered[tuple[Any, ...], tuple[float, ...]]):
    """Features of one table that depend on the same few plain values: values -> the weights of those that have one, in order.

    The same values recur, and building the names of their features and looking each up is most of the cost of weighing.
    """

    def __init__(self, table: str, names: Callable[..., Iterable[str]]) -> None:
        super().__init__(REMEMBERED)
        self._table, self.names = table, names

    def __missing__(self, values: tuple[Any, ...]) -> tuple[float, ...]:
        weights = weights_of(self._table)
        return self.keep(values, tuple(filter(None, map(weights.get, self.names(*values)))))


FeatureValues = tuple[FeatureGroup, tuple[Any, ...]]  # a group with the values of one option


def feature_group(table: str) -> Callable[[Callable[..., Iterable[str]]], FeatureGroup]:
    """A decorator: makes a FeatureGroup of a function from plain values to names of features in `table`."""
    return lambda names: FeatureGroup(table, names)


def names_of(features: Iterable[FeatureValues]) -> list[str]:
    """The names of all features of the groups, in order."""
    return [name for group, values in features for name in group.names(*values)]


def weighed(features: Iterable[FeatureValues]) -> float:
    """The sum of the weights of groups of features, added in the order of the features, so that it equals `total` to the bit."""
    return sum(chain.from_iterable([group[values] for group, values in features]), 0.0)


def weights_of(name: str, column: str = "weight") -> dict[str, float]:
    """Feature → weight, of a column of `data/<name>.tsv`; features with an empty cell are left out. Do not change it."""
    found: dict[str, float] = WEIGHTS.parts()[f"{name} {column}"]
    return found


def total(features: Iterable[str], weights: Mapping[str, float], start: float = 0.0) -> float:
    """The sum of the weights of these features, in order, added to `start`."""
    return sum(filter(None, map(weights.get, features)), start)  # most features have no weight; dropped without running Python


def shares(scores: Sequence[float]) -> list[float]:
    """The chances of options of which exactly one is right, by their log odds (softmax). Raises ValueError without options."""
    top = max(scores)
    values = [math.exp(value - top) for value in scores]
    whole = sum(values)
    return [value / whole for value in values]


def likeliest(scores: Sequence[float]) -> tuple[int, float]:
    """The index of the likeliest option by log odds (of equal ones the first) and its chance. Raises ValueError without options."""
    chances = shares(scores)
    best = max(range(len(chances)), key=chances.__getitem__)
    return best, chances[best]


def chances_by(scores: Mapping[OptionT, float]) -> dict[OptionT, float]:
    """The chance of each option, as `shares`."""
    return dict(zip(scores, shares(list(scores.values())), strict=True))


def step(value: float, steps: Sequence[float]) -> int:
    """The number of `steps`, which rise, that are at most `value`: turns a number into a feature."""
    return bisect_right(steps, value)


def build() -> Plain:
    """Every column of every table of weights."""
    made: dict[str, dict[str, float]] = {}
    for name in WEIGHTED:
        for row in table(name):
            for column, cell in list(row.items())[1:]:
                held = made.setdefault(f"{name} {column}", {})
                if cell:
                    held[row["feature"]] = float(cell)
    return made
