"""A day to count from where only the year or month of publication is known: one in the month of most dates of the article."""

from __future__ import annotations

import re
from collections.abc import Iterable
from datetime import date

from rasd.document import Document
from rasd.extract.times.grammar import TimeReading
from rasd.extract.times.periods import Periods

MIDDLE = 15  # the day taken of a month
MONTHS = frozenset(("date", "month", "edge"))  # readings that name a month
COARSE = frozenset(("date", "month", "year"))  # readings that hold for any such day; "this" only for years
_YEAR_LETTERS = 4
_PARTIAL = re.compile(r"(?P<year>[12]\d{3})(?:-(?P<month>0[1-9]|1[0-2]))?")


def around(document: Document, opens: Iterable[int]) -> tuple[date | None, bool]:
    """A day in the likely month of publication, None without a year, and whether that month is told and no guess.

    A "current" month (أكتوبر الجاري) decides; else the latest past month that is mentioned, since news is about the last weeks.
    """
    told = _PARTIAL.fullmatch(document.article.published or "")
    if told is None:
        return None, False
    year = int(told["year"])
    month, sure = (int(told["month"]), True) if told["month"] else _month(document, opens, year)
    return date(year, month, MIDDLE), sure


def holds(reading: TimeReading) -> bool:
    """Whether a value counted from such a day is reliable."""
    if reading.value is None or reading.rule in COARSE:
        return True
    return reading.rule == "this" and len(reading.value) == _YEAR_LETTERS


def _month(document: Document, opens: Iterable[int], year: int) -> tuple[int, bool]:
    grammar = Periods(document.tokens, date(year, 7, MIDDLE))
    past: list[int] = []
    coming: list[int] = []
    for index in opens:
        reading = grammar.read(index)
        if reading is None or reading.value is None or reading.rule not in MONTHS or "/" in reading.value:
            continue
        month = int(reading.value[5:7]) if len(reading.value) > 6 else 0
        relation = grammar.sense(reading.last, "rel")
        way = int(relation[0]) if relation else None
        if not month or reading.value[:4] not in (str(year - 1), str(year), str(year + 1)):
            continue
        if way == 0:
            return month, True
        if way == 1:
            coming.append(month)
        elif way == -1:
            past.append(month % 12 + 1)
        elif any(character.isdigit() for character in document.tokens[index].text):
            past.append(month)  # a day and a month, most often of the last weeks
    if past:
        return max(past), False
    return (max(1, min(coming) - 1) if coming else 7), False
