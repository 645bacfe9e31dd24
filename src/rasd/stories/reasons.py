"""The score of two articles, and the table of named reasons that add up to it."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence

import numpy as np

from rasd.stories.held import Held, Weights
from rasd.stories.links import Reason
from rasd.stories.weighing import SLOTS, Row

REACH = 4  # days; articles further apart are never one story by their words alone, though they may be copies
APART = -0.04  # for each day between them; dev has two days, too few to fit it
_CENTRE, _SPREAD = 0.2, 0.035  # set by hand: near .20 a pair of dev is one story as often as not
_NEVER = 700  # spreads below the centre, beyond which the exponential overflows: a person merged two articles 620 days apart
_WORDS = 6  # shared words shown for a reason


class Scorer:
    """Scores articles against one of them, which is laid out over all slots. Call `lay` before `scores` for each."""

    def __init__(self, table: Mapping[str, Row]) -> None:
        self._table = table
        self._laid: Weights = np.zeros(1 << 16, np.float32)
        self._article: Held | None = None
        self._whole = sum(row.weight for row in table.values() if row.needs != "vector")  # what the bar was chosen for
        self._scales: dict[tuple[bool, bool, bool], float] = {}

    def lay(self, article: Held) -> None:
        """Choose the article to score against."""
        if self._article is not None:
            self._laid[self._article.slots] = 0.0
        top = int(article.slots.max(initial=0))
        if top >= len(self._laid):
            self._laid = np.zeros(2 * top, np.float32)
        self._laid[article.slots] = article.values
        self._article = article

    def scores(self, others: Sequence[Held]) -> list[float]:
        """The score of each with the chosen article: 0 for nothing in common, 1 for the same words throughout."""
        article = self._laid_out()
        filled = [other for other in others if len(other.slots)]
        if not filled or not len(article.slots):
            return [0.0] * len(others)
        slots = np.concatenate([other.slots for other in filled])
        starts = np.cumsum([0, *(len(other.slots) for other in filled[:-1])])
        inside = slots < len(self._laid)
        products = np.where(inside, self._laid[np.where(inside, slots, 0)], 0.0) * np.concatenate([other.values for other in filled])
        sums = dict(zip((other.index for other in filled), np.add.reduceat(products, starts).tolist(), strict=True))
        return [sums.get(other.index, 0.0) * self._scale(article, other) + APART * apart(article, other) for other in others]

    def reasons(self, other: Held, names: Sequence[str], labels: Mapping[str, str]) -> tuple[Reason, ...]:
        """The reasons, heaviest first, with the words that they share; they add up to the score."""
        article = self._laid_out()
        scale = self._scale(article, other)
        found = []
        for name, (start, end) in other.blocks.items():
            slots = other.slots[start:end]
            inside = slots < len(self._laid)
            products = np.where(inside, self._laid[np.where(inside, slots, 0)], 0.0) * other.values[start:end]
            value, weight = float(products.sum()) / self._table[name].weight, self._table[name].weight * scale
            if value > 0:
                best = sorted(zip((-products).tolist(), (names[slot // SLOTS] for slot in slots), strict=True))[:_WORDS]
                words = "" if name == "vector" else "، ".join(_shown(word, labels) for product, word in best if product < 0)
                found.append(Reason(name, round(value, 4), round(weight, 4), words))
        days = apart(article, other)
        if days:
            found.append(Reason("apart", days / REACH, APART * REACH, f"{days} days apart" if days > 1 else "a day apart"))
        return tuple(sorted(found, key=lambda reason: -abs(reason.points)))

    def _laid_out(self) -> Held:
        if self._article is None:
            raise ValueError("no article is laid out: call lay first")
        return self._article

    def _scale(self, one: Held, other: Held) -> float:
        """The factor by which reasons that both articles have take the weight of those that they lack."""
        has = (bool(one.title and other.title), one.findings and other.findings, one.vector is not None and other.vector is not None)
        if has not in self._scales:
            asked = dict(zip(("title", "findings", "vector"), has, strict=True))
            weight = sum(row.weight for row in self._table.values() if asked.get(row.needs, True))
            self._scales[has] = self._whole / weight if weight else 0.0
        return self._scales[has]


def _shown(name: str, labels: Mapping[str, str]) -> str:
    """A name for display: without its kind, actors by name; events:act-1>ASSAULT becomes the name and the type."""
    key = name.partition(":")[2] or name
    return " > ".join(labels.get(part, part) for part in key.split(">"))


def apart(one: Held, other: Held) -> int:
    """The days between what two articles tell, where both tell a day, else between the articles; 0 if one has no date."""
    days = (one.told, other.told) if one.told is not None and other.told is not None else (one.day, other.day)
    return abs(days[0] - days[1]) if days[0] is not None and days[1] is not None else 0


def chance(score: float) -> float:
    """The chance that two articles with this score are one story."""
    at = (score - _CENTRE) / _SPREAD
    return 1 / (1 + math.exp(-at)) if at > -_NEVER else 0.0
