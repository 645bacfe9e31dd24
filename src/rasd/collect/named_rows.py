"""What tables have in common, those of text and those of a workbook: rows of cells below a row of names, one article a row."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from functools import cache
from itertools import zip_longest
from typing import TypeAlias

from rasd.arabic.fold import fold
from rasd.collect.columns import Row
from rasd.collect.items import ItemError
from rasd.collect.serial_days import FROM_1900, plausible_day
from rasd.errors import UnreadableInput
from rasd.ontology.tables import table

NumberedRow: TypeAlias = "tuple[int, list[str] | str]"
"""The number that a spreadsheet shows beside a row, and its cells, or what is wrong with it."""
UNCOMPUTED = "#FORMULA!"
"""Stands in a cell for a formula whose result its file does not hold."""

_ABOVE_NAMES = 10  # rows looked at for the names of columns: reports put a title and empty rows above them
_LONGEST_NAME = 40  # letters, of a column that an error names
_EMPTY = frozenset({"null", "\\n", "nan", "none", "n/a", "#n/a", "-", "–", "—", "لا يوجد", "غير معروف", "غير محدد"})
"""What databases, data frames and people (there is none, unknown, not told) put into a cell that holds nothing; small letters."""
_FAILED = frozenset({"#ref!", "#name?", "#value!", "#div/0!", "#null!", "#num!", "#spill!", "#calc!", UNCOMPUTED.casefold()})
"""What spreadsheets show where a formula has no result; small letters."""
TEXTS = frozenset({"body", "text"})
"""The fields of which a table needs one."""
_NEEDED = (*TEXTS, "published")  # of the others an article does without


class NoNames(UnreadableInput):
    """The first rows hold no names of columns, or none that is of a text; `blank` says that they hold nothing at all."""

    def __init__(self, above: list[list[str]]) -> None:
        super().__init__(_no_text(above[0] if above else []))
        self.blank = not above


def names_of(rows: Iterator[NumberedRow]) -> list[str]:
    """The field of each column, empty for none; the rows down to that of the names are used up. Raises NoNames that says what is there.

    The names are the first row that is not blank, or stand below a title.
    """
    above: list[list[str]] = []
    for number, cells in rows:
        if isinstance(cells, str):
            raise UnreadableInput(f"row {number}: {cells}")
        if any(map(str.strip, cells)):
            if fields := _named(cells, titled=bool(above)):
                return fields
            above.append(cells)
        if number >= _ABOVE_NAMES:
            break
    raise NoNames(above)


def below_names(fields: list[str], rows: Iterator[NumberedRow], where: str, day_0: datetime = FROM_1900) -> Iterator[Row | ItemError]:
    """The rows that hold something, those with more cells than names as errors; one error where there is none.

    `day_0` is the day from which numbers in a column of dates count.
    """
    below = 0
    for number, cells in rows:
        at = f"{where} row {number}"
        if isinstance(cells, str):
            yield ItemError(at, cells)
        elif any(map(str.strip, cells)):
            yield _row(fields, cells, at, day_0)
        else:
            continue
        below += 1
    if not below:
        yield ItemError(where, "no row below the names of its columns")


def known_names(cells: list[str]) -> int:
    """How many fields the cells name."""
    return len({_field(name) for name in cells} - {""})


def _named(cells: list[str], *, titled: bool) -> list[str]:
    """The field of each column where the row is that of the names, else none.

    Below other rows it needs two known names: under unknown ones (kind, story) a cell may be "article".
    """
    fields = [_field(name) for name in cells]
    known = set(fields) - {""}
    return fields if known & TEXTS and len(known) >= (2 if titled else 1) else []


def _no_text(names: list[str]) -> str:
    shown = ", ".join(name.strip()[:_LONGEST_NAME] for name in names[:8] if name.strip()) or "none"
    return f'no column "body" (or "text", or النص) among its first rows; the columns are: {shown}'


def _row(fields: list[str], cells: list[str], at: str, day_0: datetime) -> Row | ItemError:
    """The cells that hold something, by field; the first of two columns of one field counts."""
    values: dict[str, str] = {}
    for field, cell in zip_longest(fields, cells, fillvalue=""):
        shown = cell.strip().casefold()
        if field in _NEEDED and _has_failed(shown):
            return ItemError(at, f'field "{field}" {_failure(cell.strip())}')
        if field and shown and shown not in _EMPTY and not _has_failed(shown):
            values.setdefault(field, cell)
    if any(map(str.strip, cells[len(fields) :])):
        return ItemError(at, f"{len(cells)} cells under {len(fields)} names; a text with the separator in it must stand in quotation marks")
    if day := plausible_day(values.get("published", ""), day_0):
        values["published"] = day
    return Row(at, dict(values))


def _has_failed(shown: str) -> bool:
    return shown in _FAILED or (shown.startswith("err:") and shown[4:].isdecimal())  # the second is what LibreOffice shows


def _failure(shown: str) -> str:
    if shown == UNCOMPUTED:
        return "is a formula whose result the file does not hold; open it in Excel or LibreOffice, save it, and read it again"
    return f"is {shown}, a formula that failed"


def _field(name: str) -> str:
    """The field that a column is meant for, empty for none."""
    return _fields().get(key_of(name), "")


@cache
def _fields() -> dict[str, str]:
    return {key_of(row["name"]): row["field"] for row in table("column_names")}


def key_of(name: str) -> str:
    """The letters and digits of a name: Published At, published_at and publishedAt are one. Whole articles, which are no names, are cut."""
    return "".join(filter(str.isalnum, fold(name[:_LONGEST_NAME]))).casefold()
