"""Articles of workbooks (.xlsx, .xlsm, .ods), one a row: every sheet that shows and has a column of texts is read."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import BinaryIO

from rasd.collect.columns import Row
from rasd.collect.items import ItemError
from rasd.collect.named_rows import NoNames, NumberedRow, below_names, names_of
from rasd.collect.sheet_rows import Book, Sheet, SheetRow, Table
from rasd.errors import UnreadableInput

OPENDOCUMENT = (".ods",)
SUFFIXES = (".xlsx", ".xlsm", *OPENDOCUMENT)
_LONGEST_NAME = 40  # letters, of a sheet that a message names
_TOLD = 8  # sheets without articles that an error names


def rows_in(stream: BinaryIO, name: str, where: str, say: Callable[[str], None]) -> Iterator[Row | ItemError]:
    """The rows of the sheets, in their order, with the numbers that they show; `say` is told of sheets that are left out beside others.

    Raises OSError where the stream itself cannot be read.
    """
    try:
        book = _book(stream, name)
    except UnreadableInput as error:
        yield ItemError(where, str(error))
        return
    try:
        yield from _rows(book, where, say)
    except UnreadableInput as error:  # between the rows that are read
        yield ItemError(where, str(error))
    finally:
        book.close()


def _book(stream: BinaryIO, name: str) -> Book:
    # Imported here: what takes Office files apart is loaded where one is read.
    if name.endswith(OPENDOCUMENT):
        from rasd.collect.ods import Spreadsheet

        return Spreadsheet(stream)
    from rasd.collect.xlsx import Workbook

    return Workbook(stream)


def _rows(book: Book, where: str, say: Callable[[str], None]) -> Iterator[Row | ItemError]:
    left: list[tuple[str, _LeftOut]] = []
    sheets = 0
    for sheet, rows in book.tables():
        sheets += 1
        at = f"{where} {_called(sheet)}"
        try:
            yield from _rows_of(book, sheet, rows, at)
        except _LeftOut as error:
            left.append((_called(sheet), error))
        except UnreadableInput as error:
            yield ItemError(at, str(error))
    if len(left) == sheets:
        told = [f"{called}: {reason}" for called, reason in left[:_TOLD]]
        yield ItemError(where, "; ".join(told) or "it has no sheets")
    else:
        for called, reason in left:
            if not reason.blank:
                say(f"{where} {called} is left out: {reason}")


class _LeftOut(UnreadableInput):
    """Why a sheet is not read; `blank` ones nobody misses."""

    def __init__(self, reason: str, *, blank: bool = False) -> None:
        super().__init__(reason)
        self.blank = blank


def _rows_of(book: Book, sheet: Sheet, rows: Iterator[SheetRow], at: str) -> Iterator[Row | ItemError]:
    if sheet.hidden:
        raise _LeftOut("it is hidden")
    try:
        table = Table(names_of((row.number, row.cells) for row in rows))
    except NoNames as error:
        raise _LeftOut("it is empty" if error.blank else str(error), blank=error.blank) from error
    yield from below_names(table.fields, _told(table.rows(rows)), at, book.day_0)


def _told(rows: Iterator[NumberedRow]) -> Iterator[NumberedRow]:
    """The rows; an error says how far they were read."""
    number = 0
    try:
        for number, cells in rows:
            yield number, cells
    except UnreadableInput as error:
        raise UnreadableInput(f"{error}; what stands after row {number} is not read") from error


def _called(sheet: Sheet) -> str:
    return f'sheet "{" ".join(sheet.name.split())[:_LONGEST_NAME]}"'
