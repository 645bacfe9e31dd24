"""Days as people and programs write them: by numbers alone, or with the name of their month.

Only the form is read here. Whether the day is accepted (it may be ambiguous, of another calendar, or too early) is up to the caller.
"""

from __future__ import annotations

import re
from typing import NamedTuple

from rasd.arabic.letters import ARABIC_INDIC_DIGITS, EXTENDED_DIGITS
from rasd.ontology.months import month_named

_LATIN = str.maketrans(ARABIC_INDIC_DIGITS + EXTENDED_DIGITS, "0123456789" * 2)
_YEAR_FIRST = re.compile(r"(\d{4})([-/.])(\d\d?)\2(\d\d?)(?!\d)", re.ASCII)
_YEAR_LAST = re.compile(r"(\d\d?)([-/.])(\d\d?)\2(\d{4})(?!\d)", re.ASCII)
_SHORT_YEAR = re.compile(r"(\d\d?)([-/.])(\d\d?)\2(\d\d)(?!\d)", re.ASCII)
_DAY_NAMED = re.compile(  # after a weekday or not: الأحد، 23 أغسطس 2020
    r"(?:[^\d,،]{2,12}[,،]?\s*)?(\d\d?)[\s-]+([^\d\s-][^\d-]{1,23}?)[,،]?[\s-]+(\d{4})(?!\d)", re.ASCII
)
_NAME_FIRST = re.compile(r"([^\d\s-][^\d-]{1,18}?)[ .]+(\d\d?)[,،]? (\d{4})(?!\d)", re.ASCII)  # أغسطس 23, 2020


class WrittenDay(NamedTuple):
    """The numbers of a day, unchecked (the calendar may have no such day), and the text after it (a time of day, a zone)."""

    year: int
    month: int
    day: int
    rest: str
    sign: str = ""
    """What stands between its numbers: - / or a point; nothing beside the name of a month."""
    year_first: bool = False
    """Else, where numbers stand alone, the first of them is taken for the day: `with_month_first` takes the second."""

    @property
    def with_month_first(self) -> WrittenDay:
        """The same numbers read with the month first."""
        return self._replace(month=self.day, day=self.month)


def plain(text: str) -> str:
    """A text with Latin digits, and one space where any white space stands."""
    return " ".join(text.translate(_LATIN).split())


def numbered_day(text: str) -> WrittenDay | None:
    """The day of three numbers that a plain text begins with: 2020-08-23, 2020/8/23, 23/8/2020, 23.8.2020."""
    if match := _YEAR_FIRST.match(text):
        year, sign, month, day = match.groups()
        return WrittenDay(int(year), int(month), int(day), text[match.end() :], sign, year_first=True)
    if match := _YEAR_LAST.match(text):
        day, sign, month, year = match.groups()
        return WrittenDay(int(year), int(month), int(day), text[match.end() :], sign)
    return None


def short_year_day(text: str) -> WrittenDay | None:
    """The day of three numbers of two digits that a plain text begins with, its year (20 for 2020) taken to be the last: 23/8/20."""
    if match := _SHORT_YEAR.match(text):
        day, sign, month, year = match.groups()
        return WrittenDay(int(year), int(month), int(day), text[match.end() :], sign)
    return None


def named_day(text: str) -> WrittenDay | None:
    """The day with the name of its month that a plain text begins with: 23 آب 2020, الأحد، 23 أغسطس 2020, August 23, 2020."""
    if match := _DAY_NAMED.match(text):
        day, name, year = match.groups()
    elif match := _NAME_FIRST.match(text):
        name, day, year = match.groups()
    else:
        return None
    month = month_named(name)
    return WrittenDay(int(year), month, int(day), text[match.end() :]) if month else None
