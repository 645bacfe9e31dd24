"""Rows of a spreadsheet's sheets, with what stands behind and around their cells: links, and cells that are merged with those below."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from datetime import datetime
from typing import NamedTuple, Protocol

from rasd.collect.named_rows import TEXTS, NumberedRow

MOST_COLUMNS = 1024  # what stands further right is left out, so that a cell in the last column makes no long row of each
MOST_ROWS = 1_048_576  # that a sheet has
INSTEAD = "save it as CSV UTF-8, which may be of any size"
_ADDRESS = re.compile(r"https?://[^\s\"]{1,2000}", re.IGNORECASE)
_LINKING = re.compile(r'(?:of:)?=?\s{0,9}HYPERLINK\(\s{0,9}"', re.IGNORECASE)


class Sheet(NamedTuple):
    """A sheet of cells: its name, and whether it is hidden."""

    name: str
    hidden: bool


class SheetRow(NamedTuple):
    """A row of cells and its number; by their columns from 0, addresses behind cells, and the last row that a cell is merged with."""

    number: int
    cells: list[str]
    links: Mapping[int, str]
    merged_to: Mapping[int, int]


class Book(Protocol):
    """A file of sheets."""

    @property
    def day_0(self) -> datetime:
        """The day from which its numbers of days count."""
        ...

    def tables(self) -> Iterator[tuple[Sheet, Iterator[SheetRow]]]:
        """The sheets in their order, each with its rows that hold something; those are lost once the next sheet is asked for."""
        ...

    def close(self) -> None:
        """Let go of the file."""
        ...


class _Merged(NamedTuple):
    """What a merged cell holds, and to which row."""

    value: str
    link: str
    last: int


class Table:
    """The rows below the names of a table's columns as a reader sees them: merged cells hold their value for each row, and the address
    behind a headline or behind a word in the column of addresses counts as the article's where no cell shows one.
    """

    def __init__(self, fields: list[str]) -> None:
        self.fields = [*fields, "url"]
        """The field of each column, and of one more, for addresses behind headlines."""
        self._width = len(fields)
        self._urls, self._titles = (fields.index(name) if name in fields else -1 for name in ("url", "title"))
        self._texts = {column for column, field in enumerate(fields) if field in TEXTS}
        self._merged: dict[int, _Merged] = {}

    def rows(self, rows: Iterator[SheetRow]) -> Iterator[NumberedRow]:
        """The rows; what stands right of the table (notes, a legend) is no part of it."""
        for row in rows:
            cells = [*row.cells[: self._width], *[""] * (self._width - len(row.cells))]
            links = dict(row.links)
            self._merged = {column: merged for column, merged in self._merged.items() if merged.last >= row.number}
            if any(cell.strip() for cell, field in zip(cells, self.fields, strict=False) if field):
                self._fill(cells, links)
                yield row.number, self._addressed(cells, links)
            elif not self._texts & self._merged.keys():  # else all that is read of it was read above
                yield row.number, cells
            self._keep(row, cells)

    def _fill(self, cells: list[str], links: dict[int, str]) -> None:
        for column, merged in self._merged.items():
            if not cells[column].strip():
                cells[column] = merged.value
                if merged.link:
                    links[column] = merged.link

    def _keep(self, row: SheetRow, cells: list[str]) -> None:
        for column, last in row.merged_to.items():
            if column < self._width and cells[column].strip():
                self._merged[column] = _Merged(cells[column], row.links.get(column, ""), last)

    def _addressed(self, cells: list[str], links: dict[int, str]) -> list[str]:
        if (link := links.get(self._urls)) and "://" not in cells[self._urls]:
            cells[self._urls] = link
        return [*cells, links.get(self._titles, "")]


def address_of(given: str) -> str:
    """The address that a link leads to, if it is one of the web; else none."""
    match = _ADDRESS.match(given)
    return given if match and match.end() == len(given) else ""


def address_in(formula: str) -> str:
    """The address of a formula that is a link, =HYPERLINK("https://…"; "…"); else none."""
    opening = _LINKING.match(formula)
    match = _ADDRESS.match(formula, opening.end()) if opening else None
    return match.group() if match else ""


def as_shown(number: float) -> str:
    """A number as cells show it: whole ones without a point."""
    return str(int(number)) if number.is_integer() and abs(number) < 1e15 else repr(number)
