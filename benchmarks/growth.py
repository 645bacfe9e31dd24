"""Alerts of growth over a store, day by day: how many an alert of some settings tells, and which of the stories that grew large.

    growth.py --store DESK.db [--times 1.5 2 3] [--least 3 5 8 12] [--outlets 2 3] [--json]

Each day of the store counts as it ended, with the stories as they are in the end: a story that was two for a while counts as one. `a day`
is what a desk is told that looks once a day, `at most` what one is told that looks after each article (once for each doubling).
A story is large where it came to ten articles of three outlets or more; it is caught on the day of its first alert, `early` where half of
its articles or more were still to come after that day. `lasting` is the share of alerts that are of a large story.
"""

from __future__ import annotations

import argparse
import json
import statistics
import sys
from collections import Counter
from collections.abc import Iterator, Mapping
from datetime import date, timedelta
from itertools import product
from pathlib import Path
from typing import Any

from rasd.alerts.asked import GrowthAsked
from rasd.flow.alerts.growth import Day, days_told, first_days, grown, last_day
from rasd.store import Store, open_store

_LARGE, _BY = 10, 3  # articles and outlets
Days = dict[str, dict[str, Day]]


def told(days: Days, first: Mapping[str, str], asked: GrowthAsked) -> Iterator[tuple[str, str, int]]:
    """Story, day and level of each alert."""
    for id, of in days.items():
        for day in sorted(of):
            found = grown(of, date.fromisoformat(day), first.get(id, day), asked)
            if found is not None:
                yield id, day, found[1]


def measured(days: Days, first: Mapping[str, str], large: Mapping[str, int], asked: GrowthAsked) -> dict[str, Any]:
    """What an alert of these settings tells over all days."""
    known = sorted({day for of in days.values() for day in of})
    alerts = list(told(days, first, asked))
    once, often = Counter(day for _, day, _ in alerts), Counter[str]()
    for _, day, level in alerts:
        often[day] += level + 1
    counts = sorted(once[day] for day in known)
    met: dict[str, str] = {}
    for id, day, _ in alerts:
        met.setdefault(id, day)
    caught = [id for id in large if id in met]
    early = [id for id in caught if sum(one.articles for day, one in days[id].items() if day > met[id]) * 2 >= large[id]]
    return {
        "times": asked.times, "least": asked.least, "outlets": asked.outlets, "days": len(known), "alerts": len(alerts),
        "a day": statistics.median(counts), "busiest": counts[-1], "at most": statistics.median(sorted(often[day] for day in known)),
        "stories": len(met), "large": len(large), "caught": len(caught), "early": len(early),
        "lasting": round(sum(id in large for id, _, _ in alerts) / max(1, len(alerts)), 2),
    }  # fmt: skip


def held(store: Store) -> tuple[Days, dict[str, str], dict[str, int]]:
    """The days of all stories, when each began, and the articles of those that became large."""
    last = last_day(store)
    if last is None:
        sys.exit("no article of this store has a day")
    days = days_told(store, last - timedelta(days=3_650), last)
    large = {
        id: sum(one.articles for one in of.values())
        for id, of in days.items()
        if sum(one.articles for one in of.values()) >= _LARGE and max(one.outlets for one in of.values()) >= _BY
    }
    return days, first_days(store, list(days)), large


def main() -> None:
    """Measure, and print a table or JSON."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--store", type=Path, required=True)
    shipped = GrowthAsked()
    parser.add_argument("--times", type=float, nargs="*", default=[shipped.times])
    parser.add_argument("--least", type=int, nargs="*", default=[shipped.least])
    parser.add_argument("--outlets", type=int, nargs="*", default=[shipped.outlets])
    parser.add_argument("--json", action="store_true")
    asked = parser.parse_args()
    with open_store(asked.store, create=False) as store:
        days, first, large = held(store)
    found = [
        measured(days, first, large, GrowthAsked(times=times, least=least, outlets=outlets))
        for times, least, outlets in product(asked.times, asked.least, asked.outlets)
    ]
    if asked.json:
        print(json.dumps(found, indent=1))
        return
    print("".join(f"{name:>9}" for name in found[0]))
    for row in found:
        print("".join(f"{value:>9}" for value in row.values()))


if __name__ == "__main__":
    main()
