"""The sheets of a workbook as Excel and its like write it (ECMA-376, both generations): rows of cells as the texts that they show."""

from __future__ import annotations

import re
from collections import deque
from collections.abc import Iterator
from datetime import datetime
from typing import BinaryIO

from rasd.collect.items import MAX_BYTES
from rasd.collect.named_rows import UNCOMPUTED
from rasd.collect.office import Kind, OfficeFile, Related
from rasd.collect.pieces import Pieces
from rasd.collect.serial_days import FROM_1900, FROM_1904, day_of
from rasd.collect.sheet_rows import INSTEAD, MOST_COLUMNS, MOST_ROWS, Sheet, SheetRow, address_in, address_of, as_shown
from rasd.errors import UnreadableInput

_KIND = Kind("a workbook of Excel", ".xls", ".xlsx", INSTEAD)
_ABOVE = frozenset({"rPh"})
"""The reading of letters that stands above them."""
_USUAL = "xl/workbook.xml"
_MOST_TEXTS = 512 * 1024 * 1024  # letters of shared texts, each of which takes the room of sixty more
_MOST_SHOWN = 1024 * 1024 * 1024  # letters of a sheet's cells: a million rows may each show one long shared text
_DAYS = {14: "d", 15: "d", 16: "d", 17: "m", 22: "d", **dict.fromkeys((*range(27, 32), 36, *range(50, 59)), "d")}
"""Formats of dates that have no code in the file, and whether they show a day or a month alone."""
_UNSHOWN = re.compile(r'"[^"]*"|\\.|[_*].|\[[^\]]*\]')  # of the code of a format: literal text, blanks of a width, colours and languages
_ESCAPED = re.compile(r"_x([0-9A-Ca-c][0-9A-Fa-f]{3})_")  # below the halves of letters, which Excel never writes so
_PLACE = re.compile(r"([A-Z]{1,3})(\d{1,7})(?::[A-Z]{1,3}(\d{1,7}))?")
_MOST_BEHIND = 200_000  # links, or merged cells; a sheet of Excel's has 65,530 links at most


class Workbook:
    """A workbook, whose sheets are parsed as their rows are asked for. Raises UnreadableInput where it is damaged."""

    def __init__(self, stream: BinaryIO) -> None:
        self._file = OfficeFile(stream, _KIND)
        main = next((part.path for part in self._file.related("").values() if part.kind == "officeDocument"), _USUAL)
        if main.endswith(".bin"):
            raise UnreadableInput("a binary workbook; save it as .xlsx")
        if not self._file.has(main):
            raise UnreadableInput("no workbook of Excel is in it; save it as .xlsx or as CSV UTF-8")
        related = self._file.related(main)
        parts = {part.kind: part.path for part in related.values()}
        told = self._file.elements(main, "workbookPr", "sheet")
        first_year = next((given.get("date1904", "") for name, given in told if name == "workbookPr"), "")
        self.day_0 = FROM_1904 if first_year in ("1", "true") else FROM_1900
        self._sheets = _sheets([given for name, given in told if name == "sheet"], related)
        self._shown = _formats(self._file, parts["styles"]) if "styles" in parts else []
        self._texts = list(self._file.parsed(parts["sharedStrings"], _Texts())) if "sharedStrings" in parts else []

    def tables(self) -> Iterator[tuple[Sheet, Iterator[SheetRow]]]:
        """The sheets of cells, each with its rows that have cells."""
        return ((sheet, self._rows(part)) for part, sheet in self._sheets.items())

    def _rows(self, part: str) -> Iterator[SheetRow]:
        behind = _Behind(self._links(part) if self._file.holds(part, b"hyperlink") else {})
        if behind.links or self._file.holds(part, b"mergeCell"):  # which stand behind all rows
            for _ in self._file.parsed(part, behind):
                pass
        yield from self._file.parsed(part, _Rows(self._texts, self._shown, self.day_0, behind))

    def _links(self, part: str) -> dict[str, str]:
        return {id: address for id, given in self._file.outside(part).items() if (address := address_of(given))}

    def close(self) -> None:
        """Let go of the file."""
        self._file.close()


class _Texts:
    """Makes the shared texts of a workbook: all pieces of each, in whatever fonts, without the readings that stand above letters."""

    def __init__(self) -> None:
        self.made: deque[str] = deque()
        self._pieces = Pieces(frozenset({"t"}), _ABOVE)
        self._size = 0

    def start(self, name: str, attributes: dict[str, str]) -> None:
        self._pieces.start(name)

    def end(self, name: str) -> None:
        self._pieces.end(name)
        if name == "si":
            self._size += 60
            self.made.append(_unescaped(self._pieces.taken()))

    def data(self, text: str) -> None:
        self._size += self._pieces.data(text)
        if self._size > _MOST_TEXTS:
            raise UnreadableInput(f"it holds more text than is read at once; {INSTEAD}")


class _Behind:
    """Finds what a sheet tells of its cells after all of them: addresses behind them, and to which row they are merged."""

    def __init__(self, links: dict[str, str]) -> None:
        self.made: deque[None] = deque()
        self.links = links
        """The addresses by the ids under which the sheet names them."""
        self._links: dict[int, dict[int, str]] = {}
        self._merged_to: dict[int, dict[int, int]] = {}
        self._count = 0

    def row(self, number: int, cells: list[str], links: dict[int, str]) -> SheetRow:
        """A row, with the links that its formulas are and what is known of it here."""
        return SheetRow(number, cells, {**links, **self._links.get(number, {})}, self._merged_to.get(number, {}))

    def start(self, name: str, attributes: dict[str, str]) -> None:
        if name not in ("mergeCell", "hyperlink") or not (match := _PLACE.match(attributes.get("ref", ""))):
            return
        column, row, last = _column_of(match.group(), 0) - 1, int(match.group(2)), int(match.group(3) or 0)
        if name == "hyperlink" and (link := self.links.get(attributes.get("id", ""))):
            self._links.setdefault(row, {})[column] = link
            self._count += 1
        elif name == "mergeCell" and last > row and column < MOST_COLUMNS:
            self._merged_to.setdefault(row, {})[column] = last
            self._count += 1
        if self._count > _MOST_BEHIND:
            raise UnreadableInput(f"more than {_MOST_BEHIND} of its cells are links or merged; {INSTEAD}")

    def end(self, name: str) -> None:
        pass

    def data(self, text: str) -> None:
        pass


class _Rows:
    """Makes the rows of a sheet, one held at a time."""

    def __init__(self, texts: list[str], shown: list[str], day_0: datetime, behind: _Behind) -> None:
        self.made: deque[SheetRow] = deque()
        self._texts, self._shown, self._day_0, self._behind = texts, shown, day_0, behind
        self._number = self._column = self._size = self._told = 0
        self._cells: list[str] = []
        self._links: dict[int, str] = {}
        self._cell: dict[str, str] = {}
        self._pieces = Pieces(frozenset({"v", "t", "f"}), _ABOVE)
        self._is_formula = False

    def start(self, name: str, attributes: dict[str, str]) -> None:
        self._pieces.start(name)
        if name == "row":
            self._number = _number_of(attributes.get("r"), self._number + 1)
            self._column = self._size = 0
            self._cells, self._links = [], {}
        elif name == "c":
            self._cell = attributes
            self._column = _column_of(attributes.get("r"), self._column + 1)
            self._is_formula = False

    def end(self, name: str) -> None:
        self._pieces.end(name)
        if name == "c":
            self._put(self._value(self._pieces.taken()))
        elif name == "f":  # stands before the value
            self._is_formula = True
            if (link := address_in(self._pieces.taken())) and 0 < self._column <= MOST_COLUMNS:
                self._links[self._column - 1] = link
        elif name == "row" and self._cells:
            self.made.append(self._behind.row(self._number, self._cells, self._links))
            self._cells = []

    def data(self, text: str) -> None:
        self._size += self._pieces.data(text)
        if self._size > MAX_BYTES:
            raise UnreadableInput(f"row {self._number} is longer than {MAX_BYTES // 1024**2} MiB")

    def _put(self, value: str) -> None:
        if value and self._column <= MOST_COLUMNS:
            self._cells += [""] * (self._column - len(self._cells))
            self._cells[self._column - 1] = value

    def _value(self, raw: str) -> str:
        """What the cell shows, of what its file holds."""
        kind = self._cell.get("t", "n")
        if kind == "s" and raw:
            return self._shared(raw)
        if kind in ("str", "inlineStr"):
            return _unescaped(raw)
        if self._is_formula and not raw:
            return UNCOMPUTED
        if kind == "b":
            return "TRUE" if raw == "1" else "FALSE"
        if kind == "d":  # a day as ISO 8601 has a time too, and some programs write a zone, of which cells have none
            return raw.removesuffix("Z").partition(".")[0].removesuffix("T00:00:00")
        return self._number_shown(raw) if kind == "n" and raw else raw

    def _shared(self, raw: str) -> str:
        if not (raw.isdecimal() and len(raw) < 10 and int(raw) < len(self._texts)):
            raise UnreadableInput(f"a cell of row {self._number} has a text that is not in the file")
        text = self._texts[int(raw)]
        self._told += len(text)
        if self._told > _MOST_SHOWN:
            raise UnreadableInput(f"its cells show more text than is read of a sheet; {INSTEAD}")
        return text

    def _number_shown(self, raw: str) -> str:
        """A day where the format is that of one, shortened to its month or year where the format shows no more; else the number."""
        try:
            number = float(raw)
        except ValueError:
            return raw
        shown = self._shown_as()
        if shown and (day := day_of(number, self._day_0)):
            return day if shown == "d" else day[: 7 if shown == "m" else 4]
        return as_shown(number)

    def _shown_as(self) -> str:
        style = self._cell.get("s", "0")
        return self._shown[int(style)] if style.isdecimal() and len(style) < 7 and int(style) < len(self._shown) else ""


def _sheets(told: list[dict[str, str]], related: dict[str, Related]) -> dict[str, Sheet]:
    """The sheets of cells, by their parts. Each part is of one: a small file may name a large part as a hundred thousand sheets."""
    found: dict[str, tuple[str, Sheet]] = {}
    for given in told:
        part = related.get(given.get("id", ""))
        if part is not None and part.kind == "worksheet":
            sheet = Sheet(given.get("name", ""), given.get("state", "visible") != "visible")
            found.setdefault(part.path.lower(), (part.path, sheet))
    return dict(found.values())


def _formats(file: OfficeFile, part: str) -> list[str]:
    """What each style of cells shows of a number: a day (d), a month (m), a year (y), or nothing of a date."""
    codes: dict[str, str] = {}
    shown: list[str] = []
    of_cells = False
    for name, given in file.elements(part, "numFmt", "cellStyleXfs", "cellXfs", "xf"):
        if name == "numFmt":
            codes.setdefault(given.get("numFmtId", ""), given.get("formatCode", ""))
        elif name == "xf" and of_cells:
            number = given.get("numFmtId", "")
            shown.append(_shown_by(codes[number]) if number in codes else _DAYS.get(int(number) if number.isdecimal() else 0, ""))
        elif name != "xf":
            of_cells = name == "cellXfs"
    return shown


def _shown_by(code: str) -> str:
    """What the code of a format shows of a number; minutes are an m too, but stand beside no year."""
    letters = _UNSHOWN.sub("", code[:200]).partition(";")[0].lower()
    if "d" in letters:
        return "d"
    return ("m" if "m" in letters else "y") if "y" in letters else ""


def _unescaped(text: str) -> str:
    """Line ends of old and control characters are written by their numbers."""
    return _ESCAPED.sub(lambda match: chr(int(match.group(1), 16)), text) if "_x" in text else text


def _number_of(given: str | None, following: int) -> int:
    number = int(given) if given and given.isdecimal() and len(given) < 9 else following
    if not 0 < number <= MOST_ROWS:
        raise UnreadableInput(f"it has a row {number}; a sheet has {MOST_ROWS}")
    return number


def _column_of(given: str | None, following: int) -> int:
    """The column of a cell by its letters: A is 1, AA is 27; the one that follows where its place is not told."""
    match = _PLACE.match(given or "")
    if match is None:
        return following
    column = 0
    for letter in match.group(1):
        column = column * 26 + ord(letter) - 64
    return column
