"""Articles of a table as text (CSV, TSV), one a row under a row of names: what spreadsheets and databases save."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator
from functools import cache
from typing import Any, BinaryIO

from rasd.arabic.fold import fold
from rasd.collect.columns import Row
from rasd.collect.decode import BLANK, encoding_of
from rasd.collect.items import MAX_BYTES, ItemError
from rasd.errors import UnreadableInput
from rasd.ontology.tables import table

SUFFIXES = (".csv", ".tsv")
_SEPARATORS = ",;\t|"  # a semicolon is what Excel writes where a comma parts decimals
_HEAD = 64 * 1024
_ABOVE_NAMES = 10  # rows looked at for the names of columns: reports put a title and empty rows above them
_LONGEST_NAME = 40  # letters, of a column that an error names
_ODD = (UnreadableInput, csv.Error)
_UNCLOSED = "a quotation mark opens one of its cells and nothing closes it: the rest of the file is in that cell"
_EMPTY = frozenset({"null", "\\n", "nan", "none", "n/a", "#n/a", "-", "–", "—", "لا يوجد", "غير معروف", "غير محدد"})
"""What databases, data frames and people (there is none, unknown, not told) put into a cell that holds nothing; small letters."""


class _Lines:
    """The lines of a stream as text, at most MAX_BYTES letters of them for one row: `size` is set to 0 whenever one is complete.

    `ended` is set when a line is asked for after the last one: a row that comes then was cut off inside a cell.
    """

    def __init__(self, stream: BinaryIO) -> None:
        if not stream.seekable():
            raise UnreadableInput("a table cannot be read from a pipe; save it as a file")
        head = stream.read(_HEAD)
        if not head.strip(BLANK):
            raise UnreadableInput("the file is empty")
        stream.seek(-len(head), io.SEEK_CUR)
        encoding = encoding_of(stream)
        self.separator = _separator(head.decode(encoding, "replace"))
        self.text = io.TextIOWrapper(stream, encoding, errors="replace", newline="")
        self.size = 0
        self.ended = False

    def __iter__(self) -> Iterator[str]:
        line = self._first()
        while line:
            self.size += len(line)
            if self.size >= MAX_BYTES:
                raise UnreadableInput(f"a row longer than {MAX_BYTES // 1024 // 1024} MiB, or a quotation mark that nothing closes")
            yield line
            line = self.text.readline(MAX_BYTES)
        self.ended = True

    def _first(self) -> str:
        first = self.text.readline(MAX_BYTES).removeprefix("\N{ZERO WIDTH NO-BREAK SPACE}")
        # Excel's way to say what parts the cells, which it shows as no row
        return self.text.readline(MAX_BYTES) if first.lower().startswith("sep=") else first


def rows_in(stream: BinaryIO, where: str) -> Iterator[Row | ItemError]:
    """The rows of a table, numbered as a spreadsheet does. A row with more cells than names is one ItemError.

    The names are the first row, or stand below a title (`_ABOVE_NAMES`). Raises OSError where the stream itself cannot be read.
    """
    # Of the whole process, so only ever raised; the limit of Python is 128 KiB, less than long articles have.
    csv.field_size_limit(max(MAX_BYTES, csv.field_size_limit()))
    try:
        lines = _Lines(stream)
    except UnreadableInput as error:
        yield ItemError(where, str(error))
        return
    try:
        yield from _rows(lines, where)
    finally:
        if not stream.closed:  # it is where whoever reads stops before the last row
            lines.text.detach()  # who opened the stream closes it


def _rows(lines: _Lines, where: str) -> Iterator[Row | ItemError]:
    fields: list[str] = []
    above: list[list[str]] = []
    number = below = 0
    try:
        for number, row in enumerate(csv.reader(lines, delimiter=lines.separator), 1):
            lines.size = 0
            if not any(map(str.strip, row)):
                continue
            if fields:
                below += 1
                yield ItemError(f"{where} row {number}", _UNCLOSED) if lines.ended else _row(fields, row, f"{where} row {number}")
            elif not (fields := _named(row, titled=bool(above))):
                above.append(row)
                if number >= _ABOVE_NAMES:
                    break
    except _ODD as error:
        yield ItemError(where, f"damaged after row {number} ({error})" if number else str(error))
        return
    if not fields:
        yield ItemError(where, _no_text(above[0] if above else []))
    elif not below:
        yield ItemError(where, "no row below the names of its columns")


def _named(row: list[str], *, titled: bool) -> list[str]:
    """The field of each column where the row is that of the names, else none.

    Below other rows it needs two known names: under unknown ones (kind, story) a cell may be "article".
    """
    fields = [_field(name) for name in row]
    known = set(fields) - {""}
    return fields if known & {"body", "text"} and len(known) >= (2 if titled else 1) else []


def _no_text(names: list[str]) -> str:
    shown = ", ".join(name.strip()[:_LONGEST_NAME] for name in names[:8] if name.strip()) or "none"
    return f'no column "body" (or "text", or النص) among its first rows; the columns are: {shown}'


def _row(fields: list[str], row: list[str], at: str) -> Row | ItemError:
    """The cells that hold something, by field; the first of two columns of one field counts."""
    if any(map(str.strip, row[len(fields) :])):
        return ItemError(at, f"{len(row)} cells under {len(fields)} names; a text with the separator in it must stand in quotation marks")
    values: dict[str, Any] = {}
    for field, cell in zip(fields, row, strict=False):
        if field and (plain := cell.strip()) and plain.casefold() not in _EMPTY:
            values.setdefault(field, cell)
    return Row(at, values)


def _separator(head: str) -> str:
    """What parts the names of the columns: of the usual separators the one that makes most names known in a row, then most cells."""
    lines = head.splitlines()[:_ABOVE_NAMES]

    def told(separator: str) -> tuple[int, int]:
        rows = csv.reader(lines, delimiter=separator)
        return max(((len({_field(name) for name in row} - {""}), len(row)) for row in rows), default=(0, 0))

    return max(_SEPARATORS, key=told)


def _field(name: str) -> str:
    """The field that a column is meant for, empty for none."""
    return _fields().get(_key(name), "")


@cache
def _fields() -> dict[str, str]:
    return {_key(row["name"]): row["field"] for row in table("column_names")}


def _key(name: str) -> str:
    """The letters and digits of a name: Published At, published_at and publishedAt are one. Whole articles, which are no names, are cut."""
    return "".join(filter(str.isalnum, fold(name[:_LONGEST_NAME]))).casefold()
