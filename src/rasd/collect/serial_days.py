"""Days as spreadsheets count them: 45000 is the 15th of March 2023, and 45000.5 its noon."""

from __future__ import annotations

import re
from datetime import datetime, timedelta

from rasd.collect.moments import moment_of
from rasd.ontology.written_days import plain

FROM_1900 = datetime(1899, 12, 30)
"""Day 0. Lotus counted a 29th of February 1900, and Excel does so still: from March 1900 the count is right."""
FROM_1904 = datetime(1904, 1, 1)
"""Day 0 of workbooks that were begun on an old Macintosh; the file says so."""
_FIRST = 61  # the first of March 1900
_PLAUSIBLE = re.compile(r"[34]\d{4}(?:[.,]\d{1,12})?", re.ASCII)  # 1982 to 2036


def day_of(count: float, day_0: datetime = FROM_1900) -> str | None:
    """The day, or the moment to the second, in ISO 8601; None before March 1900 and after the year 9999."""
    if not _FIRST <= count < 3e6:
        return None
    seconds = round(count * 86400)
    try:
        at = day_0 + timedelta(seconds=seconds)
    except OverflowError:
        return None
    return at.isoformat() if seconds % 86400 else at.date().isoformat()


def plausible_day(cell: str, day_0: datetime = FROM_1900) -> str | None:
    """The day or moment that a number in a column of dates counts, where an article may be of that day; else None."""
    number = plain(cell[:40]).replace("٫", ".")
    if not _PLAUSIBLE.fullmatch(number):
        return None
    return moment_of(day_of(float(number.replace(",", ".")), day_0)).value
