"""Numbers and days in the digits and calendar of the reader."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import date, datetime
from decimal import ROUND_HALF_EVEN, Decimal
from functools import lru_cache
from typing import Any

from babel.dates import format_date
from babel.numbers import format_decimal
from hijridate import Gregorian
from markupsafe import Markup, escape

from rasd.desk.preferences import Reader

_ARABIC_DIGITS = str.maketrans("0123456789", "٠١٢٣٤٥٦٧٨٩")
_DAY = re.compile(r"\d{4}-\d\d-\d\d")
_MONTH = re.compile(r"\d{4}-(0[1-9]|1[0-2])")


_THOUSANDTH = Decimal("0.001")


@lru_cache(maxsize=5_000)
def _decimal(value: float, locale: str) -> str:
    if not 0 <= value < 1e12:
        return format_decimal(value, locale=locale, numbering_system="latn")
    if isinstance(value, int):
        return f"{value:,}"
    # As in both locales, in a tenth of the time: each reason for a link has a number.
    return f"{Decimal(str(value)).quantize(_THOUSANDTH, ROUND_HALF_EVEN):,f}".rstrip("0").rstrip(".")


class Formats:
    """Filters of templates for one reader: `number`, `percent`, `day`, `moment`, `edtf`; `typed_day` and `digits` for fields."""

    def __init__(self, reader: Reader) -> None:
        self.reader = reader
        self.locale = "ar_EG" if reader.language == "ar" else "en_GB"
        self._day = lru_cache(maxsize=4_000)(self._written)  # a page has few different days, each some fifty times

    def filters(self) -> dict[str, Callable[..., Any]]:
        """Name -> filter."""
        return {
            "number": self.number,
            "percent": self.percent,
            "day": self.day,
            "moment": self.moment,
            "edtf": self.edtf,
            "typed_day": self.typed,
            "digits": self.digits,
        }

    def digits(self, text: str) -> str:
        """A text in the digits of the reader."""
        return text.translate(_ARABIC_DIGITS) if self.reader.digits == "arabic" else text

    def typed(self, value: str | None) -> str:
        """A day in a form field: ISO 8601 in the reader's digits; invalid input stays as it was typed."""
        return self.digits(str(value)) if value else ""

    def number(self, value: float | None) -> str:
        """A number with separated thousands; a dash for None."""
        if value is None:
            return "–"
        return self.digits(_decimal(value, "en" if self.reader.digits == "latin" else "ar_EG"))

    def percent(self, share: float | None) -> str:
        """A share between 0 and 1 as a percentage without decimals."""
        return "–" if share is None else self.digits(f"{share:.0%}")

    def day(self, value: str | date | None, short: bool = False) -> Markup:
        """A day (ISO 8601, with or without time) as `<time>`; `short` omits the year. Other values are shown as they are."""
        if not value:
            return Markup('<span class="soft">–</span>')
        iso = value.isoformat() if isinstance(value, date) else str(value)
        if not _DAY.match(iso):
            return Markup("<bdi>{}</bdi>").format(self.digits(iso))
        return Markup('<time datetime="{}">{}</time>').format(iso, self._day(iso[:10], short))

    def moment(self, value: str | None) -> Markup:
        """A moment as day and time of day, in UTC as in the store; without a time as a day."""
        if not value or "T" not in value:
            return self.day(value)
        try:
            at = datetime.fromisoformat(value)
        except ValueError:
            return self.day(value)
        shown = self.digits(f"{at:%H:%M}")
        return Markup('<time datetime="{}">{} <bdi>{}</bdi></time>').format(value, self._day(value[:10], False), shown)

    def edtf(self, value: str | None) -> Markup:
        """An EDTF date: a day, a month, an interval of two; other values are shown as written, left to right."""
        if value and _DAY.fullmatch(value):
            return self.day(value)
        if value and _MONTH.fullmatch(value) and self.reader.calendar == "gregorian":
            month = format_date(date.fromisoformat(value + "-01"), "MMMM y", locale=self.locale)
            return Markup('<time datetime="{}">{}</time>').format(value, self.digits(month))
        first, _, last = (value or "").partition("/")
        if _DAY.fullmatch(first) and _DAY.fullmatch(last):
            return Markup("{} – {}").format(self.day(first), self.day(last))
        return Markup('<bdi dir="ltr">{}</bdi>').format(self.digits(value or "–"))

    def _written(self, iso: str, short: bool) -> str:
        try:
            day = date.fromisoformat(iso)
        except ValueError:
            return escape(self.digits(iso))
        gregorian = self.digits(format_date(day, "d MMMM" if short else "d MMMM y", locale=self.locale))
        if self.reader.calendar == "gregorian":
            return gregorian
        hijri = self._hijri(day, short)
        if self.reader.calendar == "hijri" or not hijri:
            return hijri or gregorian
        # Each separately: Arabic digits on both sides of a mark are one run, and the year of the first would appear after the second.
        return Markup("<bdi>{}</bdi> · <bdi>{}</bdi>").format(gregorian, hijri)

    def _hijri(self, day: date, short: bool) -> str | None:
        try:
            found = Gregorian.fromdate(day).to_hijri()
        except OverflowError:  # the Umm al-Qura tables cover 1924 to 2077
            return None
        year = "" if short else f" {found.year} {found.notation(self.reader.language)}"
        return self.digits(f"{found.day} {found.month_name(self.reader.language)}{year}")
