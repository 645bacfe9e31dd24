"""The weight of a story on a day: points for its outlets, its gravity, and its growth beyond its baseline."""

from __future__ import annotations

import math
from dataclasses import dataclass

from rasd.stories.links import Reason

# The most points of each reason. Set by hand: five outlets outweigh one outlet's report of twenty dead.
OUTLETS, ARTICLES, TOLL, VIOLENCE, GROWTH = 4.0, 1.0, 2.0, 0.5, 1.5
_MANY_OUTLETS, _MANY_ARTICLES, _MANY_DEAD = 20, 50, 200  # counts at which a reason has all of its points
UNUSUAL = 2.0  # times the baseline
LEAST_GROWN = 3  # articles of the day; with fewer, twice the baseline is chance


@dataclass(frozen=True, slots=True)
class Measures:
    """A story on a day: its articles and outlets of the day, its articles per day before (None for a new story), the highest toll.

    `violence` is whether it has an event of material conflict (quad class 4).
    """

    articles: int
    outlets: int
    before: float | None = None
    dead: int = 0
    injured: int = 0
    violence: bool = False

    @property
    def growth(self) -> float | None:
        """The articles of the day as a multiple of the baseline; None for a new story and for too few articles."""
        if self.before is None or self.articles < LEAST_GROWN:
            return None
        return self.articles / max(self.before, 0.5)


def weight_of(measures: Measures) -> tuple[Reason, ...]:
    """The reasons for a story's weight, heaviest first; their points add up to it (at most 9)."""
    growth = measures.growth or 0.0
    toll = measures.dead + measures.injured / 10
    reasons = (
        Reason("outlets", _share(measures.outlets - 1, _MANY_OUTLETS), OUTLETS, str(measures.outlets)),
        Reason("articles", _share(measures.articles - 1, _MANY_ARTICLES), ARTICLES, str(measures.articles)),
        Reason("toll", _share(toll, _MANY_DEAD), TOLL, f"{measures.dead}/{measures.injured}"),
        Reason("violence", float(measures.violence), VIOLENCE),
        Reason("growth", min(1.0, max(0.0, growth - 1) / 4), GROWTH, f"{growth:.1f}"),
    )
    return tuple(sorted((reason for reason in reasons if reason.value > 0), key=lambda reason: -reason.points))


def total(reasons: tuple[Reason, ...]) -> float:
    """The weight that reasons add up to."""
    return round(sum(reason.points for reason in reasons), 3)


def _share(count: float, many: float) -> float:
    """A count on a scale of logarithms: 0 for none, 1 for many and more."""
    return round(min(1.0, math.log1p(max(0.0, count)) / math.log1p(many)), 4)
