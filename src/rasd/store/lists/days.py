"""Days as numbers: a day, month or year as told, as the ordinal (`date.toordinal`) of its first or last day."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

NO_DAY = 0
YEAR, MONTH, DAY = 1, 2, 3  # how closely a day is told: how many parts its ISO text has


def ordinals(values: Sequence[str | None]) -> NDArray[np.int32]:
    """The first day of each, as `ordinal` gives it; each text is looked at once."""
    import numpy as np

    known: dict[str | None, int] = {None: NO_DAY}
    for value in set(values):
        known[value] = ordinal(value)
    return np.array([known[value] for value in values], dtype=np.int32)


def ordinal(day: str | None, *, end: bool = False) -> int:
    """A day, month or year (ISO) as the number of its first day, or of its last; NO_DAY for None and what is none."""
    if not day:
        return NO_DAY
    parts = day[:10].split("-")
    try:
        if len(parts) == 3:
            return date.fromisoformat(day[:10]).toordinal()
        year, month = int(parts[0]), int(parts[1]) if len(parts) == 2 else 12 if end else 1
        if not end:
            return date(year, month, 1).toordinal()
        return (date(year + 1, 1, 1) if month == 12 else date(year, month + 1, 1)).toordinal() - 1
    except ValueError:
        return NO_DAY


def day_of(number: int) -> str | None:
    """The ISO day of an ordinal."""
    return date.fromordinal(int(number)).isoformat() if number > NO_DAY else None


def between(first: Any, last: Any, since: str | None, until: str | None) -> Any:
    """A mask of what may be of these days (ISO, both included; None is open), by arrays of its first and last day. With an end it has to
    have a day."""
    import numpy as np

    mask = np.ones(len(first), dtype=bool)
    if since:
        mask &= last >= ordinal(since)
    if until:
        mask &= (first <= ordinal(until, end=True)) & (first > NO_DAY)
    return mask
