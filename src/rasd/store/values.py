"""Conversions to values of the tables: moments, days, packed bytes, and texts that both databases can store."""

from __future__ import annotations

import hashlib
import json
import re
import zlib
from calendar import monthrange
from datetime import UTC, date, datetime, timedelta
from typing import Any

from rasd.errors import StoreDamaged

# PostgreSQL stores no NUL, and neither database a lone surrogate. Each is replaced by one character, so that offsets stay.
_UNKEEPABLE = re.compile("[\x00\ud800-\udfff]")
_DAMAGED = "something that the store keeps is damaged ({error}); `rasd store check` lists all such places, a backup has them whole"
_DAY = re.compile(r"(\d{4})(?:-(\d\d))?(?:-(\d\d))?")


def now() -> str:
    """Now in UTC, to the millisecond: 2020-08-23T14:05:00.123Z. Of fixed width, so that moments sort as texts."""
    return moment(datetime.now(UTC))


def latest_day() -> date:
    """The last day that an article can be of: tomorrow by UTC, which has begun in the east. What is dated later is misdated."""
    return datetime.now(UTC).date() + timedelta(days=1)


def moment(at: datetime) -> str:
    """A moment as the tables hold it."""
    return at.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%S.") + f"{at.microsecond // 1000:03d}Z"


def keepable(text: str) -> str:
    """The text with U+FFFD for each code point that no database stores (NUL, lone surrogates)."""
    return _UNKEEPABLE.sub("\ufffd", text)


def kept(text: str | None) -> str | None:
    """`keepable` for an optional text."""
    return None if text is None else keepable(text)


def pack(data: bytes) -> bytes:
    """Compressed bytes; zlib at level 6 takes 0.1 ms per article and leaves about 40 per cent of Arabic text."""
    return zlib.compress(data, 6)


def unpack(data: bytes) -> bytes:
    """The bytes that `pack` compressed. Raises StoreDamaged for others, which the disk has changed."""
    try:
        return zlib.decompress(data)
    except zlib.error as error:
        raise StoreDamaged(_DAMAGED.format(error=error)) from error


def pack_json(value: Any) -> bytes:
    """A value as compressed JSON, with characters that no database stores as escapes."""
    return pack(json.dumps(value, ensure_ascii=False, separators=(",", ":")).encode("utf-8", "surrogatepass"))


def unpack_json(data: bytes) -> Any:
    """The value that `pack_json` packed. Raises StoreDamaged for other bytes."""
    return json_of(unpack(data))


def json_of(data: bytes) -> Any:
    """The value of JSON bytes as `pack_json` packs them. Raises StoreDamaged for other bytes."""
    return from_json(data.decode("utf-8", "surrogatepass"))


def as_json(value: Any) -> str:
    """A list or object as JSON that is readable in a table."""
    return keepable(json.dumps(value, ensure_ascii=False, sort_keys=True))


def from_json(text: str) -> Any:
    """The value that `as_json` wrote. Raises StoreDamaged for other text."""
    try:
        return json.loads(text)
    except ValueError as error:
        raise StoreDamaged(_DAMAGED.format(error=error)) from error


def digest(data: bytes) -> str:
    """The SHA-256 of bytes, 64 hex digits."""
    return hashlib.sha256(data).hexdigest()


def through(day: str) -> str:
    """An upper bound for all moments of a day, month or year in sorting: through 2022 includes 2022-05-01."""
    return day + "~"


def days_of(date: str | None) -> tuple[str | None, str | None]:
    """The first and last day that an EDTF date can mean: 2020-08 is 2020-08-01 to 2020-08-31; an open end is None."""
    if not date:
        return None, None
    first, slash, last = date.partition("/")
    return _edge(first, end=False), _edge(last if slash else first, end=True)


def _edge(date: str, *, end: bool) -> str | None:
    match = _DAY.match(date.lstrip("~?%"))
    if not match:
        return None
    year, month, day = match.group(1), match.group(2), match.group(3)
    if month and not "01" <= month <= "12":  # EDTF has seasons as months 21 to 24
        spring = {"21": ("03", "05"), "22": ("06", "08"), "23": ("09", "11"), "24": ("12", "12")}.get(month, ("01", "12"))
        month, day = spring[end], None
    month = month or ("12" if end else "01")
    if not day:
        day = f"{monthrange(int(year) or 1, int(month))[1]:02d}" if end else "01"
    return f"{year}-{month}-{day}"
