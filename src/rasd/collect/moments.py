"""Dates as feeds, sitemaps and pages write them, to ISO 8601; those that cannot be are unknown, with the reason."""

from __future__ import annotations

import re
from collections.abc import Iterable
from datetime import UTC, date, datetime, timedelta, timezone
from email.utils import parsedate_tz
from typing import Literal, NamedTuple, get_args

from rasd.ontology.written_days import WrittenDay, named_day, numbered_day, plain, short_year_day

EARLIEST = 1990
"""Years before this are a clock that was never set (1970, 1900, 0001) or a typing error: no Arab outlet was on the net."""
AHEAD = timedelta(hours=36)
"""How far ahead a date may lie: local time called UTC is up to 14 hours ahead, a paper dated tomorrow is a day."""
DayOrder = Literal["dmy", "mdy"]
"""Whether the day or the month goes first where a date is numbers alone and ends with its year."""
ORDERS: tuple[DayOrder, ...] = get_args(DayOrder)
_LONGEST = 200  # letters; what is longer is no date
_FARTHEST = timedelta(hours=15)  # from UTC: no clock on earth is; a year stands where the zone should
_CLOCK = r"(?P<hour>\d\d?):(?P<minute>\d\d)(?::(?P<second>\d\d))?"
_AFTER_YEAR_FIRST = re.compile(rf"(?:[T ]+{_CLOCK}(?:[.,]\d+)?)?\s*(?P<zone>Z|UTC|GMT|[+-]\d\d:?\d\d|[+-]\d\d)?", re.IGNORECASE | re.ASCII)
_AFTER_YEAR_LAST = re.compile(rf"(?:[T ,-]+{_CLOCK}\s*(?P<half>[AP]M)?)?", re.IGNORECASE | re.ASCII)
_AFTER_NAME = re.compile(rf"(?:[\s,،-]+{_CLOCK})?\s*(?P<half>[AP]M\b)?\s*(?P<zone>\S.*)?", re.IGNORECASE | re.ASCII)
_SECONDS = re.compile(r"\d{10}(?:\d{3})?$")
_UTC = re.compile(r"(?:\b(?:GMT|UTC|UT|Z)|[+-]00:?00)\s*(?:\(.*)?$")
_OFFSET = re.compile(r"(?:GMT|UTC)?\s*([+-])(\d\d?):?(\d\d)?$", re.I)


class Moment(NamedTuple):
    """A date in ISO 8601, or None and, where something was written, why it is not taken: few kinds of reasons, which are counted."""

    value: str | None
    problem: str | None = None


def moment_of(written: str | None, now: datetime | None = None) -> Moment:
    """The moment that is written; `now` is when it was seen. The offset from UTC is kept where there is one."""
    text = _plain(written or "")
    if not text:
        return Moment(None)
    found = _found(text)
    if found is None:
        return Moment(None, "a date in no known form")
    at, whole = found
    if at.year < EARLIEST:
        return Moment(None, f"a date of the year {at.year}, which stands for unknown")
    seen = now or datetime.now(UTC)
    if (at if at.tzinfo else at.replace(tzinfo=UTC)) > seen + AHEAD:
        return Moment(None, "a date in the future")
    return Moment(_iso(at, whole))


def as_iso(written: str, order: DayOrder | None = None) -> str | None:
    """The day or moment that is written in a form of people's or programs', in ISO 8601, of whatever year; None where none is.

    Where the `order` of day and month is known, 5/6/2020 is one day, and a date that only the other order makes one is none.
    """
    found = _found(_plain(written), order)
    return _iso(*found) if found else None


def either_of(written: str) -> tuple[str, str] | None:
    """The two days that a date without a name may mean, 5/6/2020: day or month first; None where only one fits."""
    told = _year_last(written)
    if told is None or _has_half(told) or not _is_open(told):
        return None
    return _day_of(told).isoformat(), _day_of(told.with_month_first).isoformat()


def order_told(written: str) -> DayOrder | Literal["either"] | None:
    """What a date tells of the order in which its file writes day and month: 23/6/2020 has the day first, 5/6/2020 may have either."""
    told = _year_last(written)
    if told is None:
        return "either" if has_short_year(written) else None
    if told.day == told.month:
        return None
    if _is_open(told):
        return "either"
    first: DayOrder = "dmy" if told.month <= 12 else "mdy"
    return first if as_iso(written, first) else None


def has_short_year(written: str) -> bool:
    """Whether the year of a date of numbers has two digits, and another of them may be it: 23/8/20. Only a known order tells."""
    told = _with_short_year(_plain(written))
    return told is not None and not _is_year(told) and _AFTER_YEAR_LAST.fullmatch(told.rest) is not None


def one_order(told: Iterable[DayOrder | str | None]) -> DayOrder | None:
    """The order that dates of one file have, None where none of them tells it or they tell both."""
    found: set[DayOrder] = set()
    for order in told:
        found |= {known for known in ORDERS if known == order}
        if len(found) > 1:
            return None
    return found.pop() if found else None


def _year_last(written: str) -> WrittenDay | None:
    """A date of numbers alone that surely ends with its year, with or without a time of day."""
    text = _plain(written)
    told = numbered_day(text) or _year_told(text, None)
    return told if told and not told.year_first and _AFTER_YEAR_LAST.fullmatch(told.rest) else None


def _year_told(text: str, order: DayOrder | None) -> WrittenDay | None:
    """A date with a year of two digits, where its order is known, or they can be no day: 15/6/98."""
    told = _with_short_year(text)
    return told if told and (order or _is_year(told)) else None


def _is_year(told: WrittenDay) -> bool:
    return not 0 < told.year % 100 <= 31


def _with_short_year(text: str) -> WrittenDay | None:
    """A date of numbers whose last two digits are a year of which news may be; 90 is of the last century, and 35 of none."""
    told = short_year_day(text)
    if told is None:
        return None
    now = datetime.now(UTC) + AHEAD
    year = told.year + (2000 if told.year + 2000 <= now.year else 1900)
    return told._replace(year=year) if year >= EARLIEST else None


def _has_half(told: WrittenDay) -> bool:
    return told.rest.upper().endswith(("AM", "PM"))


def _is_open(told: WrittenDay) -> bool:
    """Whether day and month of numbers alone may be either way round."""
    return told.day != told.month and 0 < told.day <= 12 and 0 < told.month <= 12 and told.year > 0


def _plain(written: str) -> str:
    return plain(written[:_LONGEST])


def _iso(at: datetime, whole: bool) -> str:
    return at.isoformat(timespec="seconds") if whole else at.date().isoformat()


def _found(text: str, order: DayOrder | None = None) -> tuple[datetime, bool] | None:
    try:
        return _parsed(text, order)
    except (ValueError, OverflowError):
        return None


def _parsed(text: str, order: DayOrder | None) -> tuple[datetime, bool] | None:
    """The moment, and whether a time of day was written."""
    told = numbered_day(text) or _year_told(text, order)
    if told and (after := (_AFTER_YEAR_FIRST if told.year_first else _AFTER_YEAR_LAST).fullmatch(told.rest)):
        ordered = told if told.year_first else _ordered(told, order)
        return _made(ordered, after) if ordered else None
    if _SECONDS.match(text):
        return datetime.fromtimestamp(int(text[:10]), UTC), True
    if (fields := parsedate_tz(text)) and fields[0] >= 1000:
        # parsedate calls every zone that it does not know, and none, UTC
        offset = fields[9] or (0 if _UTC.search(text) else None)
        offset = offset if offset is None or abs(offset) < _FARTHEST.total_seconds() else None
        return datetime(*fields[:6], tzinfo=None if offset is None else timezone(timedelta(seconds=offset))), ":" in text
    if (told := named_day(text)) and (after := _AFTER_NAME.fullmatch(told.rest)):
        return _made(told, after)
    return None


def _ordered(told: WrittenDay, order: DayOrder | None) -> WrittenDay | None:
    """23/08/2020 or, with AM or PM, 8/23/2020. Where both could be days and nothing tells, the date is not known."""
    if order is not None:
        return told if order == "dmy" else told.with_month_first
    if not _is_open(told):
        return told if told.month <= 12 else told.with_month_first
    return told.with_month_first if _has_half(told) else None


def _day_of(told: WrittenDay) -> date:
    return date(told.year, told.month, told.day)


def _made(told: WrittenDay, after: re.Match[str]) -> tuple[datetime, bool]:
    given = after.groupdict()
    hour = int(given["hour"] or 0)
    if half := given.get("half"):
        hour = hour % 12 + (12 if half.upper() == "PM" else 0)
    at = datetime(told.year, told.month, told.day, hour, int(given["minute"] or 0), min(int(given["second"] or 0), 59))
    return at.replace(tzinfo=_zone(given.get("zone"))) if given["hour"] else at, given["hour"] is not None


def _zone(written: str | None) -> timezone | None:
    if not written:
        return None
    if written.strip().upper() in ("Z", "UTC", "GMT"):
        return UTC
    if match := _OFFSET.match(written.strip()):
        sign, hours, minutes = match.groups()
        offset = timedelta(hours=int(hours), minutes=int(minutes or 0))
        return timezone(-offset if sign == "-" else offset) if offset < _FARTHEST else None
    return None
