"""When a story grows by as much as an alert asks, and what the benchmark of it counts."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from growth import measured

from rasd.alerts.asked import GrowthAsked
from rasd.flow.alerts.growth import Day, grown


def days(counts: dict[int, int], outlets: int = 3) -> dict[str, Day]:
    """The days of a month with so many articles."""
    return {date(2020, 8, day).isoformat(): Day(count, outlets, 1) for day, count in counts.items()}


@pytest.mark.parametrize(
    ("counts", "first", "asked", "found"),
    [
        ({9: 4}, 9, {}, None),  # a new story has no usual day: `least` decides
        ({9: 5}, 9, {}, (0.0, 0)),
        ({9: 10}, 9, {}, (0.0, 1)),  # told again once that is doubled
        ({9: 19}, 9, {}, (0.0, 1)),
        ({9: 20}, 9, {}, (0.0, 2)),
        ({7: 3, 8: 3, 9: 5}, 7, {}, None),  # twice three are six
        ({7: 3, 8: 3, 9: 6}, 7, {}, (3.0, 0)),
        ({7: 3, 8: 3, 9: 5}, 7, {"times": 1.5}, (3.0, 0)),
        ({1: 90, 9: 6}, 1, {}, (0.0, 0)),  # of the week before, no longer ago
        ({3: 7, 9: 6}, 3, {}, (7 / 6, 0)),  # from its first day on
        ({9: 6}, 9, {"outlets": 4}, None),
        ({9: 6}, 9, {"least": 7}, None),
        ({8: 6}, 8, {}, None),  # another day
    ],
)
def test_growth_is_measured_by_the_storys_own_week(
    counts: dict[int, int], first: int, asked: dict[str, Any], found: tuple[float, int] | None
) -> None:
    assert grown(days(counts), date(2020, 8, 9), date(2020, 8, first).isoformat(), GrowthAsked(**asked)) == found


def test_the_benchmark_counts_alerts_and_the_large_stories_among_them() -> None:
    held = {"large": days({7: 2, 8: 6, 9: 30}), "small": days({8: 5}), "quiet": days({8: 2, 9: 1})}
    first = {"large": "2020-08-07", "small": "2020-08-08", "quiet": "2020-08-08"}
    row = measured(held, first, {"large": 38}, GrowthAsked())
    assert (row["alerts"], row["busiest"], row["stories"]) == (3, 2, 2)
    assert (row["large"], row["caught"], row["early"], row["lasting"]) == (1, 1, 1, 0.67)
    assert row["at most"] == 2  # of 0, 2 and 3: the third day's level is 1
