"""Dates as feeds, sitemaps and pages write them, to ISO 8601; those that cannot be are unknown, with the reason."""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta, timezone
from email.utils import parsedate_tz
from functools import cache
from typing import NamedTuple

EARLIEST = 1990
"""Years before this are a clock that was never set (1970, 1900, 0001) or a typing error: no Arab outlet was on the net."""
AHEAD = timedelta(hours=36)
"""How far ahead a date may lie: local time called UTC is up to 14 hours ahead, a paper dated tomorrow is a day."""
_LONGEST = 200  # letters; what is longer is no date
_FARTHEST = timedelta(hours=15)  # from UTC: no clock on earth is; a year stands where the zone should
_DIGITS = str.maketrans("٠١٢٣٤٥٦٧٨٩۰۱۲۳۴۵۶۷۸۹", "01234567890123456789")
_ISO = re.compile(r"(\d{4})-(\d\d?)-(\d\d?)(?:[T ]+(\d\d?):(\d\d)(?::(\d\d))?(?:[.,]\d+)?)?\s*(Z|UTC|GMT|[+-]\d\d:?\d\d|[+-]\d\d)?$", re.I)
_SLASHES = re.compile(r"(\d\d?)[/.](\d\d?)[/.](\d{4})(?:[T ,-]+(\d\d?):(\d\d)(?::(\d\d))?\s*([AP]M)?)?$", re.I)
_WORDS = re.compile(
    r"(?:[^\d,،]{2,12}[,،]?\s*)?(\d\d?)[\s-]+([^\d\s-][^\d]{1,18}?)[,،]?[\s-]+(\d{4})(?:[\s,،-]+(\d\d?):(\d\d)(?::(\d\d))?)?\s*(\S.*)?$"
)
_SECONDS = re.compile(r"\d{10}(?:\d{3})?$")
_UTC = re.compile(r"(?:\b(?:GMT|UTC|UT|Z)|[+-]00:?00)\s*(?:\(.*)?$")
_OFFSET = re.compile(r"(?:GMT|UTC)?\s*([+-])(\d\d?):?(\d\d)?$", re.I)
_NAMES = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")


class Moment(NamedTuple):
    """A date in ISO 8601, or None and, where something was written, why it is not taken: few kinds of reasons, which are counted."""

    value: str | None
    problem: str | None = None


def moment_of(written: str | None, now: datetime | None = None) -> Moment:
    """The moment that is written; `now` is when it was seen. The offset from UTC is kept where there is one."""
    text = " ".join((written or "")[:_LONGEST].translate(_DIGITS).split())
    if not text:
        return Moment(None)
    try:
        found = _parsed(text)
    except (ValueError, OverflowError):
        found = None
    if found is None:
        return Moment(None, "a date in no known form")
    at, whole = found
    if at.year < EARLIEST:
        return Moment(None, f"a date of the year {at.year}, which stands for unknown")
    seen = now or datetime.now(UTC)
    if (at if at.tzinfo else at.replace(tzinfo=UTC)) > seen + AHEAD:
        return Moment(None, "a date in the future")
    return Moment(at.isoformat(timespec="seconds") if whole else at.date().isoformat())


def _parsed(text: str) -> tuple[datetime, bool] | None:
    """The moment, and whether a time of day was written."""
    if match := _ISO.match(text):
        year, month, day, hour, minute, second, zone = match.groups()
        return _made(year, month, day, hour, minute, second, zone)
    if match := _SLASHES.match(text):
        return _slashes(*match.groups())
    if _SECONDS.match(text):
        return datetime.fromtimestamp(int(text[:10]), UTC), True
    if (fields := parsedate_tz(text)) and fields[0] >= 1000:
        # parsedate calls every zone that it does not know, and none, UTC
        offset = fields[9] or (0 if _UTC.search(text) else None)
        offset = offset if offset is None or abs(offset) < _FARTHEST.total_seconds() else None
        return datetime(*fields[:6], tzinfo=None if offset is None else timezone(timedelta(seconds=offset))), ":" in text
    if match := _WORDS.match(text):
        day, name, year, hour, minute, second, zone = match.groups()
        month = _months().get(name.strip(" ,،").lower()) or _latin(name)
        return _made(year, str(month), day, hour, minute, second, zone) if month else None
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


def _latin(name: str) -> int | None:
    """English months, in full or cut: parsedate does not know them all (`Sept`)."""
    cut = name.strip()[:3].lower()
    return _NAMES.index(cut) + 1 if cut in _NAMES else None


@cache
def _months() -> dict[str, int]:
    """Arabic month names of every press, as they are in the table of months; no Hijri ones."""
    from rasd.ontology.tables import items, table

    rows = (row for row in table("months") if row["calendar"] == "gregorian")
    return {name: int(row["month"]) for row in rows for column in ("strong", "weak") for name in items(row[column])}
