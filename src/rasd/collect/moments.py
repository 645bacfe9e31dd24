"""Dates as feeds, sitemaps and pages write them, to ISO 8601; those that cannot be are unknown, with the reason."""

from __future__ import annotations

import re
from datetime import UTC, date, datetime, timedelta, timezone
from email.utils import parsedate_tz
from typing import NamedTuple

from rasd.ontology.months import month_named

EARLIEST = 1990
"""Years before this are a clock that was never set (1970, 1900, 0001) or a typing error: no Arab outlet was on the net."""
AHEAD = timedelta(hours=36)
"""How far ahead a date may lie: local time called UTC is up to 14 hours ahead, a paper dated tomorrow is a day."""
_LONGEST = 200  # letters; what is longer is no date
_FARTHEST = timedelta(hours=15)  # from UTC: no clock on earth is; a year stands where the zone should
_DIGITS = str.maketrans("٠١٢٣٤٥٦٧٨٩۰۱۲۳۴۵۶۷۸۹", "01234567890123456789")
_ISO = re.compile(
    r"(\d{4})([-/.])(\d\d?)\2(\d\d?)(?:[T ]+(\d\d?):(\d\d)(?::(\d\d))?(?:[.,]\d+)?)?\s*(Z|UTC|GMT|[+-]\d\d:?\d\d|[+-]\d\d)?$", re.I
)
_SLASHES = re.compile(r"(\d\d?)([-/.])(\d\d?)\2(\d{4})(?:[T ,-]+(\d\d?):(\d\d)(?::(\d\d))?\s*([AP]M)?)?$", re.I)
_WORDS = re.compile(
    r"(?:[^\d,،]{2,12}[,،]?\s*)?(\d\d?)[\s-]+([^\d\s-][^\d]{1,18}?)[,،]?[\s-]+(\d{4})(?:[\s,،-]+(\d\d?):(\d\d)(?::(\d\d))?)?\s*(\S.*)?$"
)
_NAME_FIRST = re.compile(r"([^\d\s-][^\d-]{1,18}?)[ .]+(\d\d?)[,،]? (\d{4})(?:[ ,،-]+(\d\d?):(\d\d)(?::(\d\d))?)?$")  # أغسطس 23, 2020
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


def as_iso(written: str) -> str | None:
    """The day or moment that is written in a form of people's or programs', in ISO 8601, of whatever year; None where none is."""
    found = _found(_plain(written))
    return _iso(*found) if found else None


def either_of(written: str) -> tuple[str, str] | None:
    """The two days that a date without a name may mean, 5/6/2020: day or month first; None where only one fits."""
    match = _SLASHES.match(_plain(written))
    if match is None or match[8]:
        return None
    first, second, year = int(match[1]), int(match[3]), int(match[4])
    if first == second or not (0 < first <= 12 and 0 < second <= 12 and year):
        return None
    return date(year, second, first).isoformat(), date(year, first, second).isoformat()


def _plain(written: str) -> str:
    return " ".join(written[:_LONGEST].translate(_DIGITS).split())


def _iso(at: datetime, whole: bool) -> str:
    return at.isoformat(timespec="seconds") if whole else at.date().isoformat()


def _found(text: str) -> tuple[datetime, bool] | None:
    try:
        return _parsed(text)
    except (ValueError, OverflowError):
        return None


def _parsed(text: str) -> tuple[datetime, bool] | None:
    """The moment, and whether a time of day was written."""
    if match := _ISO.match(text):
        year, _, month, day, hour, minute, second, zone = match.groups()
        return _made(year, month, day, hour, minute, second, zone)
    if match := _SLASHES.match(text):
        return _slashes(*match.group(1, 3, 4, 5, 6, 7, 8))
    if _SECONDS.match(text):
        return datetime.fromtimestamp(int(text[:10]), UTC), True
    if (fields := parsedate_tz(text)) and fields[0] >= 1000:
        # parsedate calls every zone that it does not know, and none, UTC
        offset = fields[9] or (0 if _UTC.search(text) else None)
        offset = offset if offset is None or abs(offset) < _FARTHEST.total_seconds() else None
        return datetime(*fields[:6], tzinfo=None if offset is None else timezone(timedelta(seconds=offset))), ":" in text
    if match := _WORDS.match(text):
        day, name, year, hour, minute, second, zone = match.groups()
        month = month_named(name)
        return _made(year, str(month), day, hour, minute, second, zone) if month else None
    if match := _NAME_FIRST.match(text):
        name, day, year, hour, minute, second = match.groups()
        month = month_named(name)
        return _made(year, str(month), day, hour, minute, second, None) if month else None
    return None


def _slashes(
    first: str, second: str, year: str, hour: str | None, minute: str | None, seconds: str | None, half: str | None
) -> tuple[datetime, bool] | None:
    """23/08/2020 or, with AM or PM, 8/23/2020. Where both could be days and nothing tells, the date is not known."""
    if int(first) > 12:
        day, month = first, second
    elif int(second) > 12 or half or first == second:
        day, month = second, first
    else:
        return None
    if half and hour:
        hour = str(int(hour) % 12 + (12 if half.upper() == "PM" else 0))
    return _made(year, month, day, hour, minute, seconds, None)


def _made(
    year: str, month: str, day: str, hour: str | None, minute: str | None, second: str | None, zone: str | None
) -> tuple[datetime, bool]:
    at = datetime(int(year), int(month), int(day), int(hour or 0), int(minute or 0), min(int(second or 0), 59))
    return at.replace(tzinfo=_zone(zone)) if hour else at, hour is not None


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
