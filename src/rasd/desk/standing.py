"""Stories of a desk as lines, weighed: what today and the list of stories share."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from rasd.desk.workspace import Workspace
from rasd.store.lists.days import NO_DAY
from rasd.store.lists.stories import Counted, Tellings, tellings_of, version_of
from rasd.stories.standing import UNUSUAL, Measures, total, weight_of

_POOL = 300  # stories of each kind (most outlets, most dead, most articles) that are weighed; the rest follow by size


@dataclass(frozen=True, slots=True)
class Why:
    """One reason for a weight: its name (outlets, articles, toll, violence, growth), the points that it adds, and the number behind it."""

    name: str
    points: float
    detail: str


@dataclass(frozen=True, slots=True)
class StoryLine:
    """A story in a list: its days, how many articles tell it and how many outlets, over all days or those asked for.

    `dead` and `injured` are the highest toll told, None for none; `growth` is how many times its usual number of articles it has this
    day, None where it is new or too small to tell; `weight` is the sum of the points of its reasons (at most 9). `opening` is the first
    words of its first article, where it has no headline.
    """

    id: str
    title: str | None
    opening: str | None
    first: str | None
    last: str | None
    articles: int
    outlets: int
    dead: int | None
    injured: int | None
    new: bool
    growth: float | None
    growing: bool
    weight: float
    why: list[Why]


def tellings(workspace: Workspace) -> Tellings:
    """The stories of the store, made anew when articles were related since."""
    version = version_of(workspace.store)
    return workspace.remembered(("tellings", version), lambda: tellings_of(workspace.store, workspace.columns))


def line(told: Tellings, counted: Counted, row: int, day: int = NO_DAY) -> StoryLine:
    """A story as a line, by its row; of a day, it is new where it began then."""
    measures = _measures(counted, row)
    reasons = weight_of(measures)
    growth = measures.growth
    return StoryLine(
        id=told.ids[row],
        title=told.titles[row],
        opening=told.openings.get(told.ids[row]),
        first=told.days[row][0],
        last=told.days[row][1],
        articles=measures.articles,
        outlets=measures.outlets,
        dead=measures.dead or None,
        injured=measures.injured or None,
        new=day != NO_DAY and bool(told.first[row] == day),
        growth=None if growth is None else round(growth, 1),
        growing=growth is not None and growth >= UNUSUAL,
        weight=total(reasons),
        why=[Why(reason.name, round(reason.points, 2), reason.detail) for reason in reasons],
    )


def _measures(counted: Counted, row: int) -> Measures:
    before = float(counted.before[row])
    return Measures(
        articles=int(counted.articles[row]),
        outlets=int(counted.outlets[row]),
        before=None if before != before else before,
        dead=int(counted.dead[row]),
        injured=int(counted.injured[row]),
        violence=bool(counted.violent[row]),
    )


def heaviest(told: Tellings, counted: Counted, rows: Any) -> list[int]:
    """Rows of stories by weight: those are weighed that may be among the first, the rest follow by outlets and articles."""
    import numpy as np

    rows = np.asarray(rows)
    orders = [np.lexsort((rows, -key[rows])) for key in (counted.outlets, counted.dead, counted.articles)]
    pool: Sequence[int] = list(dict.fromkeys(int(rows[k]) for order in orders for k in order[:_POOL]))
    weights = {row: total(weight_of(_measures(counted, row))) for row in pool}
    first = sorted(pool, key=lambda row: (-weights[row], -int(told.last[row]), told.ids[row]))
    rest = rows[np.lexsort((rows, -counted.articles[rows], -counted.outlets[rows]))]
    return [*first, *(int(row) for row in rest if int(row) not in weights)]
