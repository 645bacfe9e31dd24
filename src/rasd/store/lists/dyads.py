"""Two sides over time: what each did to the other by week, month or year; and which pairs there are, of states or of actors."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Literal, get_args

from rasd.store.lists.cast import Cast, codes_of
from rasd.store.lists.columns import UNKNOWN, Array, Columns, Frame, Happenings
from rasd.store.lists.days import DAY, MONTH, NO_DAY, YEAR, between, day_of
from rasd.store.lists.events import event_days, taking_part

Step = Literal["week", "month", "year"]
Level = Literal["country", "actor"]
_MOST_PERIODS = 120
_LONGEST = {"week": 7, "month": 31, "year": 366}  # days; what is told of a longer time is of no one period


@dataclass(frozen=True, slots=True)
class DyadFilters:
    """Which events count: by days, quad class, type. What is told as background or denied is left out unless `all` is set."""

    since: str | None = None
    until: str | None = None
    quad: int | None = None
    type: str | None = None
    all: bool = False


@dataclass(frozen=True, slots=True)
class Period:
    """A week from Monday, a month or a year: events of quad class 1 to 4, how many of them the first side did, and their mean score."""

    first: str
    last: str
    counts: list[int]
    by_first: int
    mean: float | None


@dataclass(frozen=True, slots=True)
class Timeline:
    """What two sides did to each other by periods of a step. `left_out` are the events that stand in none of them: those before the latest
    120, and those of which only a longer time is told (a year, where the step is a week)."""

    step: Step
    periods: list[Period]
    left_out: int


@dataclass(frozen=True, slots=True)
class Pair:
    """Who acts on whom: ids of actors or codes of states, events of quad class 1 to 4, mean score, and the first and last day, month or
    year that is told of them."""

    source: str
    target: str
    counts: list[int]
    mean: float
    first: str | None
    last: str | None

    @property
    def events(self) -> int:
        """All of them."""
        return sum(self.counts)


def counting(columns: Columns, found: Happenings, asked: DyadFilters) -> Array:
    """Which events count."""
    events = found.events
    mask = between(*event_days(columns, events), asked.since, asked.until)
    if not asked.all:
        mask &= (events["historical"] == 0) & (events["status"] != columns.codes["status"].asked("denied"))
    if asked.quad is not None:
        mask &= events["quad"] == asked.quad
    if asked.type is not None:
        mask &= events["type"] == columns.codes["type"].asked(asked.type)
    return mask


def side(columns: Columns, found: Happenings, cast: Cast, *, country: str | None = None, ids: Iterable[str] = ()) -> Array:
    """Which parties belong to a side: those of a state, or these actors."""
    actors = found.parties["actor"]
    if country is not None:
        return cast.countries(actors) == columns.codes["country"].asked(country)
    return cast.among(actors, codes_of(columns, ids))


def dyad(columns: Columns, found: Happenings, one: Array, other: Array, asked: DyadFilters, step: Step | None = None) -> Timeline:
    """What two sides (masks of parties) did to each other, period by period without gaps; by the shortest step that leaves no old one out.

    By weeks alone, the events of 2015 stood in no chart of an archive that ends in 2022."""
    import numpy as np

    forth = taking_part(columns, found, "source", one) & taking_part(columns, found, "target", other)
    back = taking_part(columns, found, "source", other) & taking_part(columns, found, "target", one)
    days, last = event_days(columns, found.events)
    untold = (found.events["first_day"] <= NO_DAY) & (columns.told_days()[found.events["article"]] <= NO_DAY)
    longest = np.where(untold, _LONGEST["month"] + 1, last - days)  # of an article of some year, or of some month
    rows = np.flatnonzero((forth | back) & counting(columns, found, asked) & (days > NO_DAY))
    for at in get_args(Step) if step is None else (step,):
        kept = rows[longest[rows] < _LONGEST[at]]
        numbers = _periods(days[kept], at)
        step = at
        if len(kept) and numbers.max() - numbers.min() < _MOST_PERIODS:
            break
    assert step is not None  # noqa: S101 - there are steps
    keep = numbers > numbers.max(initial=0) - _MOST_PERIODS
    periods = _told(found, kept[keep], numbers[keep], forth, step) if len(kept) else []
    return Timeline(step, periods, len(rows) - int(keep.sum()))


def _told(found: Happenings, rows: Array, numbers: Array, forth: Array, step: Step) -> list[Period]:
    import numpy as np

    base = int(numbers.min())
    at = numbers - base
    size = int(at.max()) + 1
    quad = np.clip(found.events["quad"][rows], 1, 4) - 1
    counts = np.bincount(at * 4 + quad, minlength=size * 4).reshape(size, 4)
    sums = np.bincount(at, weights=found.events["score"][rows], minlength=size)
    firsts = np.bincount(at, weights=forth[rows].astype(float), minlength=size)
    made = []
    for k in range(size):
        total = int(counts[k].sum())
        first, last = _bounds(base + k, step)
        mean = round(float(sums[k]) / total, 2) if total else None
        made.append(Period(first, last, [int(n) for n in counts[k]], int(firsts[k]), mean))
    return made


def _periods(days: Array, step: Step) -> Array:
    """The number of the week, month or year of each day."""
    import numpy as np

    if step == "week":
        return (days.astype(np.int64) - 1) // 7  # the first of January of the year 1 was a Monday
    if step == "year":
        return np.array([date.fromordinal(int(day)).year for day in days], dtype=np.int64)
    months = {int(day): (at := date.fromordinal(int(day))).year * 12 + at.month - 1 for day in np.unique(days)}
    return np.array([months[int(day)] for day in days], dtype=np.int64)


def _bounds(number: int, step: Step) -> tuple[str, str]:
    if step == "week":
        return date.fromordinal(number * 7 + 1).isoformat(), date.fromordinal(number * 7 + 7).isoformat()
    if step == "year":
        return f"{number:04d}-01-01", f"{number:04d}-12-31"
    first = date(number // 12, number % 12 + 1, 1)
    after = date((number + 1) // 12, (number + 1) % 12 + 1, 1)
    return first.isoformat(), date.fromordinal(after.toordinal() - 1).isoformat()


def pairs(columns: Columns, found: Happenings, cast: Cast, asked: DyadFilters, level: Level) -> list[Pair]:
    """Who acts on whom, those of most events first; nobody on himself, and of states none that is unknown or international."""
    import numpy as np

    rows, sources, targets = _crossed(columns, found)
    keep = counting(columns, found, asked)[rows]
    rows, sources, targets = rows[keep], sources[keep], targets[keep]
    by = cast.countries if level == "country" else cast.roots
    one, other = by(sources).astype(np.int64), by(targets).astype(np.int64)
    nowhere = columns.codes["country"].asked("INT") if level == "country" else UNKNOWN
    told = (one >= 0) & (other >= 0) & (one != other) & (one != nowhere) & (other != nowhere)
    rows, one, other = rows[told], one[told], other[told]
    if not len(rows):
        return []
    size = int(max(one.max(), other.max())) + 1
    events = len(found.events)
    keys, of = np.unique(one * size + other, return_inverse=True)  # as one number: to sort columns of two took half of the page
    # By the number of the pair: by its actors the number would pass 2**63 at half a million articles.
    once = np.unique(of.astype(np.int64) * events + rows)
    return _summed(columns, found, keys, once // events, once % events, size, level)


def _summed(columns: Columns, found: Happenings, keys: Array, of: Array, rows: Array, size: int, level: Level) -> list[Pair]:
    import numpy as np

    events = found.events
    quad = np.clip(events["quad"][rows], 1, 4) - 1
    counts = np.bincount(of * 4 + quad, minlength=len(keys) * 4).reshape(len(keys), 4)
    total = counts.sum(axis=1)
    mean = np.bincount(of, weights=events["score"][rows], minlength=len(keys)) / total
    told = _told_days(columns, events)[rows]
    last = np.zeros(len(keys), dtype=np.int64)
    np.maximum.at(last, of, told)
    first = np.full(len(keys), np.iinfo(np.int64).max)
    np.minimum.at(first, of, np.where(told > NO_DAY, told, first[of]))
    texts = columns.codes["country" if level == "country" else "actor"].texts
    top = np.lexsort((keys, -total))[:500]
    return [
        Pair(
            texts[int(keys[k]) // size],
            texts[int(keys[k]) % size],
            [int(n) for n in counts[k]],
            round(float(mean[k]), 2),
            _as_told(int(first[k])) if last[k] > NO_DAY else None,
            _as_told(int(last[k])),
        )
        for k in top
    ]


def _told_days(columns: Columns, events: Frame) -> Array:
    """The first day that each event may be of and how closely it is told, as one number: they sort as ISO texts do, 2022 before 2022-01."""
    import numpy as np

    days, last = event_days(columns, events)
    one, after = _calendar(days), _calendar(last + 1)
    years = (one == one.astype("M8[Y]")) & (after == after.astype("M8[Y]"))
    months = (one == one.astype("M8[M]")) & (after == after.astype("M8[M]"))
    closeness = np.select([events["first_day"] <= NO_DAY, years, months], [columns.day_closeness()[events["article"]], YEAR, MONTH], DAY)
    return (days.astype(np.int64) * (DAY + 1) + closeness) * (days > NO_DAY)


def _calendar(days: Array) -> Array:
    """Ordinals as the days of NumPy, which count from 1970."""
    return (days - date(1970, 1, 1).toordinal()).astype("M8[D]")


def _as_told(number: int) -> str | None:
    """The year, month or day of a number of `_told_days`."""
    day = day_of(number // (DAY + 1))
    return day and "-".join(day.split("-")[: number % (DAY + 1)])


def _crossed(columns: Columns, found: Happenings) -> tuple[Array, Array, Array]:
    """Every source of every event with every target of it: row of the event, source, target."""
    import numpy as np

    parties = found.parties
    is_source = parties["role"] == columns.codes["role"].asked("source")
    of_source, of_target = parties["row"][is_source], parties["row"][~is_source]
    source, target = parties["actor"][is_source], parties["actor"][~is_source]
    targets = np.bincount(of_target, minlength=len(found.events))
    begins = np.cumsum(targets) - targets
    times = targets[of_source]
    rows = np.repeat(of_source, times)
    inside = np.arange(len(rows)) - np.repeat(np.cumsum(times) - times, times)
    return rows, np.repeat(source, times), target[begins[rows] + inside]
