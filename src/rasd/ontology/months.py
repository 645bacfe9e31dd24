"""Names of months, as they are written beside a day and a year."""

from __future__ import annotations

from functools import cache

from rasd.arabic.fold import fold
from rasd.ontology.tables import items, table

_ENGLISH = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")


def month_named(name: str) -> int | None:
    """The Gregorian month of a name of any Arabic press (آب, أغسطس, غشت, أوت, آب/أغسطس) or an English one, in full or cut.

    None for anything else, and for Hijri months, which give no day beside a Gregorian year.
    """
    found = {_one(part) for part in name.strip(" ,،").split("/")}
    return found.pop() if len(found) == 1 else None


def _one(name: str) -> int | None:
    cut = name.strip()[:3].lower()
    return _ENGLISH.index(cut) + 1 if cut in _ENGLISH else _arabic().get(fold(name.strip()))


@cache
def _arabic() -> dict[str, int]:
    rows = (row for row in table("months") if row["calendar"] == "gregorian")
    return {fold(name): int(row["month"]) for row in rows for column in ("strong", "weak") for name in items(row[column])}
