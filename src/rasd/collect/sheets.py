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
_LONGEST_NAME = 40  # letters, of a column that an error names
_ODD = (UnreadableInput, csv.Error)


class _Lines:
    """The lines of a stream as text, at most MAX_BYTES letters of them for one row: `size` is set to 0 whenever one is complete."""

    def __init__(self, stream: BinaryIO) -> None:
        if not stream.seekable():
            raise UnreadableInput("a table cannot be read from a pipe; save it as a file")
        head = stream.read(_HEAD)
        if not head.strip(BLANK):
            raise UnreadableInput("the file is empty")
        stream.seek(-len(head), io.SEEK_CUR)
        encoding = encoding_of(head)
        self.text = io.TextIOWrapper(stream, encoding, errors="replace", newline="")
        self.first = self._begin()
        self.size = 0

    def _begin(self) -> str:
        first = self.text.readline(MAX_BYTES).removeprefix("\N{ZERO WIDTH NO-BREAK SPACE}")
        if first.lower().startswith("sep="):  # Excel's way to say what parts the cells
            first = self.text.readline(MAX_BYTES)
        return first

    def __iter__(self) -> Iterator[str]:
        line = self.first
        while line:
            self.size += len(line)
            if self.size >= MAX_BYTES:
                raise UnreadableInput(f"a row longer than {MAX_BYTES // 1024 // 1024} MiB, or a quotation mark that nothing closes")
            yield line
            line = self.text.readline(MAX_BYTES)


def rows_in(stream: BinaryIO, where: str) -> Iterator[Row | ItemError]:
    """The rows of a table, numbered as a spreadsheet does (the names are row 1). A row with more cells than names is one ItemError.

    Raises OSError where the stream itself cannot be read.
    """
    csv.field_size_limit(MAX_BYTES)
    try:
        lines = _Lines(stream)
    except UnreadableInput as error:
        yield ItemError(where, str(error))
        return
    try:
        yield from _rows(lines, where)
    finally:
        lines.text.detach()  # who opened the stream closes it


def _rows(lines: _Lines, where: str) -> Iterator[Row | ItemError]:
    cells, number = csv.reader(lines, delimiter=_separator(lines.first)), 0
    fields: list[str] = []
    try:
        for number, row in enumerate(cells, 1):
            lines.size = 0
            if number == 1:
                fields = [_field(name) for name in row]
                if not {"body", "text"} & set(fields):
                    yield ItemError(where, _no_text(row))
                    return
            elif any(map(str.strip, row)):
                yield _row(fields, row, f"{where} row {number}")
    except _ODD as error:
        yield ItemError(where, f"damaged after row {number} ({error})" if number else str(error))


def _no_text(names: list[str]) -> str:
    shown = ", ".join(name.strip()[:_LONGEST_NAME] for name in names[:8] if name.strip()) or "none"
    return f'no column "body" (or "text", or النص) in its first row; the columns are: {shown}'


def _row(fields: list[str], row: list[str], at: str) -> Row | ItemError:
    """The cells that hold something, by field; the first of two columns of one field counts."""
    if any(map(str.strip, row[len(fields) :])):
        return ItemError(at, f"{len(row)} cells under {len(fields)} names; a text with the separator in it must stand in quotation marks")
    values: dict[str, Any] = {}
    for field, cell in zip(fields, row, strict=False):
        if field and cell.strip():
            values.setdefault(field, cell)
    return Row(at, values)


def _separator(first: str) -> str:
    """What parts the names of the first row: of the usual separators the one that makes most names known, then most names."""

    def told(separator: str) -> tuple[int, int]:
        names = next(csv.reader([first], delimiter=separator), [])
        return len({_field(name) for name in names} - {""}), len(names)

    return max(_SEPARATORS, key=told)


def _field(name: str) -> str:
    """The field that a column is meant for, empty for none."""
    return _fields().get(_key(name), "")


@cache
def _fields() -> dict[str, str]:
    return {_key(row["name"]): row["field"] for row in table("column_names")}


def _key(name: str) -> str:
    return fold(" ".join(name.replace("_", " ").split())).casefold()
