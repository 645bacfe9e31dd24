"""The sheets of an OpenDocument spreadsheet, as LibreOffice and its like write it: rows of cells as the texts that they show."""

from __future__ import annotations

from collections import deque
from collections.abc import Iterator
from datetime import datetime
from itertools import groupby
from operator import itemgetter
from typing import BinaryIO

from rasd.collect.items import MAX_BYTES
from rasd.collect.named_rows import UNCOMPUTED
from rasd.collect.office import Element, Kind
from rasd.collect.opendocument import CONTENT, LEFT_OUT, STYLES, count_of, opened, sign_of, with_single_blanks
from rasd.collect.pieces import Pieces
from rasd.collect.serial_days import FROM_1900, FROM_1904
from rasd.collect.sheet_rows import INSTEAD, MOST_COLUMNS, MOST_ROWS, Sheet, SheetRow, address_in, address_of, as_shown
from rasd.errors import UnreadableInput

_KIND = Kind("an OpenDocument spreadsheet", ".xls", ".ods", INSTEAD)
_DRAWN = frozenset({"shapes", "frame", "custom-shape", "rect", "ellipse", "caption", "line", "polygon", "polyline", "path", "connector"})
_ELSEWHERE = frozenset({"dde-links", "table-source"})  # what of other files is kept in this one
_CELLS = frozenset({"table-cell", "covered-table-cell"})
_NUMBERS = ("float", "percentage", "currency")
_OF_STYLES = ("style", "table-properties", "date-style", "day", "month", "year")
_MOST_STYLES = 100_000
_MOST_SHEETS = 10_000  # that Excel and LibreOffice can open


class Spreadsheet:
    """A spreadsheet, parsed from its beginning to its end as the rows are asked for. Raises UnreadableInput where it is damaged."""

    def __init__(self, stream: BinaryIO) -> None:
        self._file = opened(stream, _KIND)
        styles = _Styles()
        for element in self._file.elements(STYLES, *_OF_STYLES) if self._file.has(STYLES) else ():
            styles.add(element)
        self._sheets = _Sheets(styles)

    @property
    def day_0(self) -> datetime:
        """The day from which its numbers of days count; known once a row is."""
        return self._sheets.day_0

    def tables(self) -> Iterator[tuple[Sheet, Iterator[SheetRow]]]:
        """The sheets, each with its rows that have cells. Rows that are all alike stand in the file once, and come once."""
        for told, group in groupby(self._file.parsed(CONTENT, self._sheets), key=itemgetter(0, 1)):
            yield told[1], (row for *_, row in group if row is not None)

    def close(self) -> None:
        """Let go of the file."""
        self._file.close()


class _Styles:
    """What styles say, as they are told: sheets that are hidden, and what each style of cells shows of a day (d, m, y as in a date)."""

    def __init__(self) -> None:
        self.hidden: set[str] = set()
        self._shown: dict[str, str] = {}  # by the format of a date
        self._formats: dict[str, tuple[str, str]] = {}  # its own, and the style that it follows, by the style of a cell
        self._last = ""

    def add(self, element: Element) -> None:
        """A style, or what it says."""
        name, given = element
        if name in ("style", "date-style"):
            self._last = given.get("name", "")
            if len(self._shown) + len(self._formats) + len(self.hidden) > _MOST_STYLES:
                raise UnreadableInput(f"more than {_MOST_STYLES} styles; {INSTEAD}")
            if name == "date-style":
                self._shown[self._last] = ""
            elif given.get("family") == "table-cell":
                self._formats[self._last] = given.get("data-style-name", ""), given.get("parent-style-name", "")
        elif name == "table-properties" and given.get("display") == "false":
            self.hidden.add(self._last)
        elif name in ("day", "month", "year") and len(shown := self._shown.get(self._last, "ddd")) < 3:
            self._shown[self._last] = shown + name[0]

    def letters_of(self, day: str, style: str) -> str:
        """As much of a day in ISO 8601 as a cell of a style shows: all, year and month, the year."""
        format, follows = self._formats.get(style, ("", ""))
        shown = self._shown.get(format or self._formats.get(follows, ("", ""))[0], "d")
        if "d" in shown or "y" not in shown:
            return day
        return day[: 7 if "m" in shown else 4]


class _Cell:
    """A cell that has begun."""

    def __init__(self, given: dict[str, str], *, covered: bool) -> None:
        self.given = given
        self.covered = covered
        """Whether a merged cell covers it, so that nobody sees what it holds."""
        self.repeated = count_of(given, "number-columns-repeated")
        self.rows = count_of(given, "number-rows-spanned")
        self.link = address_in(given.get("formula", ""))
        self.within = 0  # elements in it that have begun
        self.paragraphs = 0


class _Row:
    """A row that has begun."""

    def __init__(self, number: int, style: str) -> None:
        self.number = number
        self.style = style
        """That of its cells which have none of their own."""
        self.column = self.size = 0
        self.cells: list[str] = []
        self.links: dict[int, str] = {}
        self.merged_to: dict[int, int] = {}

    def put(self, cell: _Cell, value: str) -> None:
        """The cell ends, which shows this value, as often as it stands side by side."""
        column, self.column = self.column, self.column + cell.repeated
        if not value or cell.covered or column >= MOST_COLUMNS:
            return
        last = min(self.column, MOST_COLUMNS)
        self.cells += [""] * (column - len(self.cells)) + [value] * (last - column)
        if cell.link:
            self.links.update(dict.fromkeys(range(column, last), cell.link))
        if cell.rows > 1:
            self.merged_to[column] = self.number + cell.rows - 1


class _Sheets:
    """Makes the rows of all sheets, each with the number of its sheet and the sheet; without a row where a sheet begins."""

    def __init__(self, styles: _Styles) -> None:
        self.made: deque[tuple[int, Sheet, SheetRow | None]] = deque()
        self.day_0 = FROM_1900
        self._styles = styles
        self._pieces = Pieces(frozenset({"p"}), LEFT_OUT | _DRAWN | _ELSEWHERE)
        self._in_body = False
        self._count = self._following = 0
        self._sheet = Sheet("", hidden=False)
        self._usual: list[str] = []  # the styles of cells that have none of their own, by columns
        self._row = _Row(0, "")
        self._cell: _Cell | None = None

    def start(self, name: str, attributes: dict[str, str]) -> None:
        self._pieces.start(name)
        if not self._in_body:
            self._in_body = name == "body"
            self._styles.add(Element(name, attributes))
        elif self._pieces.left_out:
            return
        elif self._cell is not None:
            self._within(self._cell, name, attributes)
        elif name == "table":
            self._begin(attributes)
        elif name == "table-column":
            style, room = attributes.get("default-cell-style-name", ""), MOST_COLUMNS - len(self._usual)
            self._usual += [style] * min(room, count_of(attributes, "number-columns-repeated"))
        elif name == "table-row":
            self._row = _Row(self._following, attributes.get("default-cell-style-name", ""))
            self._following += count_of(attributes, "number-rows-repeated")
        elif name in _CELLS:
            self._cell = _Cell(attributes, covered=name == "covered-table-cell")
        elif name == "null-date" and attributes.get("date-value") == "1904-01-01":
            self.day_0 = FROM_1904

    def end(self, name: str) -> None:
        left_out = self._pieces.left_out
        self._pieces.end(name)
        if left_out:
            return
        if self._cell is not None:
            if self._cell.within:
                self._cell.within -= 1
                return
            self._row.put(self._cell, self._value(self._cell, self._pieces.taken()))
            self._cell = None
        elif name == "table-row" and self._row.cells:
            row = self._row
            if row.number > MOST_ROWS:
                raise UnreadableInput(f"it has a row {row.number}; a sheet has {MOST_ROWS}")
            self.made.append((self._count, self._sheet, SheetRow(row.number, row.cells, row.links, row.merged_to)))

    def data(self, text: str) -> None:
        self._take(with_single_blanks(text))

    def _begin(self, attributes: dict[str, str]) -> None:
        self._count += 1
        if self._count > _MOST_SHEETS:
            raise UnreadableInput(f"it has more than {_MOST_SHEETS} sheets")
        self._sheet = Sheet(attributes.get("name", ""), attributes.get("style-name", "") in self._styles.hidden)
        self._following = 1
        self._usual = []
        self.made.append((self._count, self._sheet, None))

    def _within(self, cell: _Cell, name: str, attributes: dict[str, str]) -> None:
        cell.within += 1
        if name == "p":
            cell.paragraphs += 1
            if cell.paragraphs > 1:
                self._take("\n")
        elif name == "a":
            cell.link = cell.link or address_of(attributes.get("href", ""))
        elif sign := sign_of(name, attributes):
            self._take(sign)

    def _take(self, text: str) -> None:
        if self._cell is not None:
            self._row.size += self._pieces.data(text)
            if self._row.size > MAX_BYTES:
                raise UnreadableInput(f"row {self._row.number} is longer than {MAX_BYTES // 1024**2} MiB")

    def _value(self, cell: _Cell, text: str) -> str:
        """What the cell shows: its text, but the whole of a number, and a day in ISO 8601."""
        given = cell.given
        kind = given.get("value-type", "")
        if kind == "date":
            day = given.get("date-value", "").partition(".")[0].removesuffix("T00:00:00")
            return self._styles.letters_of(day, self._style_of(cell))
        if kind in _NUMBERS:
            return _number(given.get("value", ""), text)
        if kind == "boolean":
            return given.get("boolean-value", "").upper()
        if kind == "string" and not text:
            return given.get("string-value", "")
        return UNCOMPUTED if "formula" in given and not kind and not text else text

    def _style_of(self, cell: _Cell) -> str:
        column = self._row.column
        usual = self._usual[column] if column < len(self._usual) else ""
        return cell.given.get("style-name") or self._row.style or usual


def _number(value: str, text: str) -> str:
    try:
        return as_shown(float(value))
    except ValueError:
        return text
