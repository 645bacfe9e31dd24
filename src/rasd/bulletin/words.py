"""The words of a bulletin's frame in both languages, and days as its readers write them."""

from __future__ import annotations

import re
from functools import cache

from babel.dates import format_date

from rasd.export.labels import Language
from rasd.ontology.tables import table_of

_DAY = re.compile(r"(\d{4})-(\d\d)(?:-(\d\d))?")


@cache
def _words() -> dict[str, tuple[str, str]]:
    return {row["key"]: (row["ar"], row["en"]) for row in table_of("rasd.bulletin", "words")}


def word(key: str, frame: Language) -> str:
    """A word of the frame."""
    return _words()[key][frame == "en"]


def words(frame: Language) -> dict[str, str]:
    """All words of the frame, for a template."""
    return {key: pair[frame == "en"] for key, pair in _words().items()}


def day_words(value: str | None, frame: Language) -> str:
    """A date in EDTF, or a moment, written out: 23 أغسطس 2020, أغسطس 2020, from one to another; what else it is as it stands, nothing
    for None."""
    return " – ".join(_written(part, frame) for part in (value or "").split("/"))


def _written(value: str, frame: Language) -> str:
    from datetime import date

    found = _DAY.match(value)
    if not found:
        return value
    year, month, day = found.groups()
    try:
        at = date(int(year), int(month), int(day or 1))
    except ValueError:
        return value
    form = "EEEE d MMMM y" if day else "MMMM y"
    return format_date(at, form, locale="ar_EG" if frame == "ar" else "en_GB").translate(_LATIN)


_LATIN = str.maketrans("٠١٢٣٤٥٦٧٨٩", "0123456789")
