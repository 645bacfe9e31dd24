"""The words of a bulletin's frame in both languages, and days as its readers write them."""

from __future__ import annotations

import re
from functools import cache

from babel.dates import format_date

from rasd.bulletin.model import Frame
from rasd.ontology.tables import table_of

_DAY = re.compile(r"(\d{4})-(\d\d)-(\d\d)")


@cache
def _words() -> dict[str, tuple[str, str]]:
    return {row["key"]: (row["ar"], row["en"]) for row in table_of("rasd.bulletin", "words")}


def word(key: str, frame: Frame) -> str:
    """A word of the frame."""
    return _words()[key][frame == "en"]


def words(frame: Frame) -> dict[str, str]:
    """All words of the frame, for a template."""
    return {key: pair[frame == "en"] for key, pair in _words().items()}


def day_words(value: str | None, frame: Frame) -> str:
    """A day written out (23 أغسطس 2020); what is no whole day as it is, nothing for None."""
    from datetime import date

    found = _DAY.match(value or "")
    if not found:
        return value or ""
    try:
        day = date(*map(int, found.groups()))
    except ValueError:
        return value or ""
    return format_date(day, "EEEE d MMMM y", locale="ar_EG" if frame == "ar" else "en_GB").translate(_LATIN)


_LATIN = str.maketrans("٠١٢٣٤٥٦٧٨٩", "0123456789")
