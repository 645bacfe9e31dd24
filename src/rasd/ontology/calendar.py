"""Calendar arithmetic for news: values in EDTF, the nearest day or month in the direction that the text gives, Hijri dates.

Words (months, weekdays, أمس, الماضي) are data: `data/{months,weekdays,time_words}.tsv`; `lexicon` reads them into one phrase index.
"""

from __future__ import annotations

from datetime import date, timedelta
from functools import cache
from typing import NamedTuple

from hijridate import Gregorian, Hijri

from rasd.ontology.compiled import TIMES
from rasd.ontology.phrases import Phrases

Senses = dict[str, str]
HIJRI_YEARS = range(1343, 1501)  # the years in the Umm al-Qura tables of hijridate
YEARS = range(1800, 2100)
# A month without a year is the nearest one, but news looks back further than ahead (swept on the training set: 4 to 6 are equal)
MONTHS_AHEAD = 5
MONTHS_PLANNED = 9  # where a verb says that the month lies ahead


class Lexicon(NamedTuple):
    """The words of time expressions: phrases with their senses `{kind: value}`, their first words, and the senses of single words."""

    phrases: Phrases[Senses]
    heads: frozenset[str]
    single: dict[str, Senses]


@cache
def lexicon() -> Lexicon:
    """Every word of time expressions; months are `"g8"` or `"h10"`, weak ones have `weak` too. Spellings of one key share senses."""
    kept = TIMES.parts()
    return Lexicon(Phrases(stored=kept["phrases"]), kept["heads"], kept["single"])


def month_value(year: int, month: int) -> str:
    """EDTF of a month."""
    return f"{year:04d}-{month:02d}"


def interval(first: str, last: str) -> str:
    """EDTF of an interval; one value where both ends are the same."""
    return first if first == last else f"{first}/{last}"


def safe_date(year: int, month: int, day: int) -> date | None:
    """The date, or None where there is none."""
    try:
        return date(year, month, day)
    except ValueError:
        return None


def hijri_date(year: int, month: int, day: int) -> date | None:
    """The Gregorian date of a Hijri one (Umm al-Qura), or None outside its tables. The 30th of a short month is its last day."""
    if year not in HIJRI_YEARS or not 1 <= month <= 12 or not 1 <= day <= 30:
        return None
    length = Hijri(year, month, 1).month_length()
    found = Hijri(year, month, min(day, length)).to_gregorian()
    return date(found.year, found.month, found.day)


def hijri_month(year: int, month: int) -> str | None:
    """A Hijri month as an interval of Gregorian days."""
    first, last = hijri_date(year, month, 1), hijri_date(year, month, 30)
    return interval(first.isoformat(), last.isoformat()) if first and last else None


def hijri_year(year: int) -> str | None:
    """A Hijri year as the Gregorian years that it shares a month with."""
    if year not in HIJRI_YEARS:
        months = (year - 1) * 354.367 / 365.2425 + 622.54  # outside the tables, by mean lengths of years: exact to the year only
        return f"{int(months)}/{int(months + 0.97)}"
    first, last = hijri_date(year, 1, 1), hijri_date(year, 12, 30)
    if first is None or last is None:
        return None
    start = (first + timedelta(days=30)).year if first.month == 12 else first.year
    return interval(str(start), str(last.year))


def to_hijri(day: date) -> tuple[int, int, int] | None:
    """Year, month and day in the Hijri calendar, or None outside its tables."""
    try:
        found = Gregorian(day.year, day.month, day.day).to_hijri()
    except (OverflowError, ValueError):
        return None
    return found.year, found.month, found.day


def week_of(day: date, offset: int = 0) -> str:
    """The week of a day, Sunday to Saturday, as the Arab press counts it, `offset` weeks away."""
    sunday = day - timedelta(days=(day.weekday() + 1) % 7) + timedelta(weeks=offset)
    return interval(sunday.isoformat(), (sunday + timedelta(days=6)).isoformat())


def weekday_near(anchor: date, weekday: int, relation: int | None, ahead: bool) -> date:
    """The day that a weekday name means.

    With الماضي (-1) or المقبل (1) strictly before or after the anchor, else the anchor itself or the nearest in its direction.
    """
    back = (anchor.weekday() - weekday) % 7
    if relation is not None and relation < 0:
        return anchor - timedelta(days=back or 7)
    if relation is not None and relation > 0:
        return anchor + timedelta(days=(7 - back))
    if ahead:
        return anchor + timedelta(days=(7 - back) % 7)
    return anchor - timedelta(days=back)


def named_day_near(day: date, weekday: int) -> date:
    """The day of a relative word with a weekday (أمس الأحد); `day` is that of the word alone.

    Articles are republished days later, and some are dated by a clock that is a day behind: in 7 of 8 annotated articles whose weekday is
    that of the day ahead, that day is meant and not the one six days before. Further ahead the one before is meant, in 4 of 4.
    """
    tomorrow = day + timedelta(days=1)
    return tomorrow if tomorrow.weekday() == weekday else weekday_near(day, weekday, None, False)


def year_of_month(anchor_year: int, anchor_month: int, month: int, relation: int | None, direction: int) -> int:
    """The year in which a month without one lies. `direction`: 1 ahead, -1 back, 0 the nearest."""
    if relation == -1:
        return anchor_year if month < anchor_month else anchor_year - 1
    if relation == 1:
        return anchor_year if month > anchor_month else anchor_year + 1
    ahead = (month - anchor_month) % 12
    if direction > 0 and ahead <= MONTHS_PLANNED:
        return anchor_year if month >= anchor_month else anchor_year + 1
    if direction < 0:
        return anchor_year if month <= anchor_month else anchor_year - 1
    year = anchor_year if month >= anchor_month else anchor_year + 1
    return year if ahead <= MONTHS_AHEAD else year - 1


def month_offset(day: date, months: int) -> str:
    """The month `months` away."""
    index = day.year * 12 + day.month - 1 + months
    return month_value(index // 12, index % 12 + 1)
