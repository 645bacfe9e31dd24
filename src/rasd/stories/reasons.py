"""The score of two articles as a table of named reasons: data/reasons.tsv says what each weighs."""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

from rasd.errors import DataError
from rasd.stories.held import Held, product
from rasd.stories.links import Reason

REACH = 4  # days: articles further apart are no one story by their words alone; a copy may come later
_APART = -0.04  # for each day between them: what fades. Of the two days of dev too little to fit; a word's news is old in half a week
_CENTRE, _SPREAD = 0.2, 0.035  # a score of .20 is as often one story as two; fitted on the pairs of dev (tools: benchmarks/relate.py)
_WORDS = 6  # shared words that a reason shows


@dataclass(frozen=True, slots=True)
class Weight:
    """What a reason weighs, what it needs (title, findings or ""), and how the desk calls it."""

    weight: float
    needs: str
    label: str


@cache
def weights() -> dict[str, Weight]:
    """The table of reasons."""
    return dict(_rows(files("rasd.stories").joinpath("data", "reasons.tsv").read_text("utf-8")))


def _rows(text: str) -> Iterator[tuple[str, Weight]]:
    lines = [(n, line) for n, line in enumerate(text.splitlines(), 1) if line.strip() and not line.startswith("#")]
    for number, line in lines[1:]:
        cells = line.split("\t")
        try:
            name, weight, needs, label = cells
            yield name, Weight(float(weight), needs, label)
        except ValueError as error:
            raise DataError(f"reasons.tsv line {number}: expected name, weight, needs and label with tabs between ({error})") from error


class Scorer:
    """Scores articles against one of them, whose words are laid out for it once."""

    def __init__(self, article: Held, table: Mapping[str, Weight] | None = None) -> None:
        self.article = article
        self._table = table if table is not None else weights()
        self._mine = {name: article.blocks[name].as_dict() for name in self._table}
        self._whole = sum(row.weight for row in self._table.values())

    def score(self, other: Held) -> float:
        """How much speaks for one happening: 0 nothing, 1 the same words throughout."""
        asked, total = 0.0, 0.0
        for name, row in self._table.items():
            if not self._can_ask(row, other):
                continue
            asked += row.weight
            mine = self._mine[name]
            if mine:
                total += row.weight * product(mine, other.blocks[name])
        return total * self._whole / asked + _APART * apart(self.article, other) if asked else 0.0

    def reasons(self, other: Held, names: list[str], labels: Mapping[str, str]) -> tuple[Reason, ...]:
        """The reasons one by one, heaviest first, with the words that they share; they add up to the score."""
        asked = {name: row for name, row in self._table.items() if self._can_ask(row, other)}
        scale = self._whole / (sum(row.weight for row in asked.values()) or 1.0)
        found = []
        for name, row in asked.items():
            value = product(self._mine[name], other.blocks[name])
            if value > 0:
                found.append(Reason(name, round(value, 4), round(row.weight * scale, 4), self._shared(name, other, names, labels)))
        days = apart(self.article, other)
        if days:
            found.append(Reason("apart", days / REACH, _APART * REACH, f"{days} days apart" if days > 1 else "a day apart"))
        return tuple(sorted(found, key=lambda reason: -abs(reason.points)))

    def _can_ask(self, row: Weight, other: Held) -> bool:
        if row.needs == "title":
            return bool(self.article.title and other.title)
        return row.needs != "findings" or (self.article.findings and other.findings)

    def _shared(self, reason: str, other: Held, names: list[str], labels: Mapping[str, str]) -> str:
        """The words or keys that weigh most of what both have."""
        mine, theirs = self._mine[reason], other.blocks[reason]
        shared = sorted(((mine[k] * w, names[k]) for k, w in zip(theirs.names, theirs.weights, strict=True) if k in mine), reverse=True)
        return "، ".join(_shown(name, labels) for _, name in shared[:_WORDS])


def _shown(name: str, labels: Mapping[str, str]) -> str:
    """A word as it is; a key without its kind, actors by name: events:act-1>ASSAULT is shown as the name and the type."""
    key = name.partition(":")[2] or name
    return " > ".join(labels.get(part, part) for part in key.split(">"))


def apart(one: Held, other: Held) -> int:
    """The days between two articles; none where one has no date."""
    return abs(one.day - other.day) if one.day is not None and other.day is not None else 0


def chance(score: float) -> float:
    """A score as a chance that the two are one story."""
    return 1 / (1 + math.exp(-(score - _CENTRE) / _SPREAD))
