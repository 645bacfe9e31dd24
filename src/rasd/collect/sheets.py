"""Articles of a table as text (CSV, TSV), one a row under a row of names: what spreadsheets and databases save."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator
from typing import BinaryIO

from rasd.collect.columns import Row
from rasd.collect.decode import BLANK, encoding_of
from rasd.collect.items import MAX_BYTES, ItemError
from rasd.collect.named_rows import NoNames, NumberedRow, below_names, known_names, names_of
from rasd.errors import UnreadableInput

SUFFIXES = (".csv", ".tsv")
_SEPARATORS = ",;\t|"  # a semicolon is what Excel writes where a comma parts decimals
_HEAD = 64 * 1024
_NEAR_NAMES = 10  # lines looked at for the separator
_ODD = (UnreadableInput, csv.Error)
_UNCLOSED = "a quotation mark opens one of its cells and nothing closes it: the rest of the file is in that cell"


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
        self.number = 0
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

    def rows(self) -> Iterator[NumberedRow]:
        """The rows; `number` is that of the last one."""
        for cells in csv.reader(self, delimiter=self.separator):
            self.number += 1
            self.size = 0
            yield self.number, _UNCLOSED if self.ended else cells


def rows_in(stream: BinaryIO, where: str) -> Iterator[Row | ItemError]:
    """The rows of a table, numbered as a spreadsheet does. Raises OSError where the stream itself cannot be read."""
    # Of the whole process, so only ever raised; the limit of Python is 128 KiB, less than long articles have.
    csv.field_size_limit(max(MAX_BYTES, csv.field_size_limit()))
    try:
        lines = _Lines(stream)
    except UnreadableInput as error:
        yield ItemError(where, str(error))
        return
    try:
        rows = lines.rows()
        yield from below_names(names_of(rows), rows, where)
    except NoNames as error:
        yield ItemError(where, str(error))
    except _ODD as error:
        yield ItemError(where, f"damaged after row {lines.number} ({error})" if lines.number else str(error))
    finally:
        if not stream.closed:  # it is where whoever reads stops before the last row
            lines.text.detach()  # who opened the stream closes it


def _separator(head: str) -> str:
    """What parts the names of the columns: of the usual separators the one that makes most names known in a row, then most cells."""
    lines = head.splitlines()[:_NEAR_NAMES]

    def told(separator: str) -> tuple[int, int]:
        rows = csv.reader(lines, delimiter=separator)
        return max(((known_names(row), len(row)) for row in rows), default=(0, 0))

    return max(_SEPARATORS, key=told)
