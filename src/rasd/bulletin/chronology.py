"""The events of a bulletin in order of days: an Excel sheet, right to left with real dates, and CSV with a byte order mark."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterator
from datetime import UTC, date, datetime

from rasd.bulletin.model import Bulletin
from rasd.bulletin.templates import Templates
from rasd.bulletin.words import word
from rasd.export.csv import Cell, neutral
from rasd.export.labels import labels
from rasd.export.safe import printable

COLUMNS = (
    *("day", "type", "mode", "status", "source", "target", "place", "dead", "injured"),
    *("outlet", "sentence", "headline", "gloss", "url", "section"),
)
_WIDTHS = (12, 13, 13, 8, 20, 20, 13, 7, 7, 14, 50, 30, 44, 36, 18)
_PRINTED = COLUMNS.index("headline")  # the last column on paper: with all of them on one A4 page the letters were 4 points high
_DAY = re.compile(r"\d{4}-\d\d-\d\d$")
_MADE = datetime(2000, 1, 1, tzinfo=UTC).replace(tzinfo=None)  # fixed, so that the same bulletin gives the same file
_FIRST_EXCEL_DAY = date(1900, 3, 1)  # Excel's calendar has a 29 February 1900
_LONGEST_URL = 2079


def rows(bulletin: Bulletin) -> Iterator[list[Cell]]:
    """One row an event, its days as ISO texts, in the order of `COLUMNS`."""
    said = 1 if bulletin.frame == "en" else 0
    comma = "؛ " if bulletin.frame == "ar" else "; "
    for section, entry, event in bulletin.happenings:
        yield [
            event.day,
            labels().get(event.type, (event.type,) * 2)[said],
            labels().get(event.mode, (event.mode,) * 2)[said],
            labels()[event.status][said],
            comma.join(event.source),
            comma.join(event.target),
            event.place,
            event.dead,
            event.injured,
            event.outlet,
            event.sentence,
            entry.headline,
            event.gloss,
            event.url,
            section.title,
        ]


def csv_(bulletin: Bulletin, templates: Templates) -> bytes:
    """RFC 4180 in UTF-8 with a byte order mark, without cells that a spreadsheet would run."""
    stream = io.StringIO()
    stream.write("\ufeff")
    writer = csv.writer(stream, lineterminator="\r\n")
    writer.writerow([word(column, bulletin.frame) for column in COLUMNS])
    writer.writerows([neutral(cell) for cell in row] for row in rows(bulletin))
    return stream.getvalue().encode("utf-8", "replace")


def xlsx(bulletin: Bulletin, templates: Templates) -> bytes:
    """A workbook of one sheet: its header stays in view and filters, days are dates, texts are never formulas."""
    import xlsxwriter

    stream = io.BytesIO()
    options = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}
    with xlsxwriter.Workbook(stream, options) as book:
        book.set_properties({"title": printable(bulletin.title)[:250], "author": "Rasd", "created": _MADE})
        sheet = book.add_worksheet(re.sub(r"[\[\]:*?/\\']", " ", word("chronology", bulletin.frame))[:31])
        if bulletin.frame == "ar":
            sheet.right_to_left()
        order = 2 if bulletin.frame == "ar" else 0  # 2 is right to left
        head = book.add_format({"bold": True, "bg_color": "#1f4e7d", "font_color": "#ffffff", "reading_order": order})
        text = book.add_format({"text_wrap": True, "valign": "top", "reading_order": order})
        text_of = dict.fromkeys(COLUMNS, text)
        text_of["gloss"] = book.add_format({"text_wrap": True, "valign": "top", "reading_order": 1})
        text_of["url"] = book.add_format({"font_color": "#1f4e7d", "underline": 1, "valign": "top", "reading_order": 1})
        day = book.add_format({"num_format": "yyyy-mm-dd", "valign": "top", "align": "center"})
        for column, (name, width) in enumerate(zip(COLUMNS, _WIDTHS, strict=True)):
            sheet.set_column(column, column, width)
            sheet.write_string(0, column, word(name, bulletin.frame), head)
        sheet.freeze_panes(1, 0)
        sheet.set_landscape()
        sheet.set_paper(9)  # A4
        sheet.set_margins(0.4, 0.4, 0.5, 0.6)
        sheet.fit_to_pages(1, 0)
        sheet.set_footer("&C&P / &N")
        sheet.repeat_rows(0)
        last = 0
        for last, row in enumerate(rows(bulletin), 1):
            sheet.set_row(last, _height(row))
            for column, cell in enumerate(row):
                _write(sheet, last, column, cell, text_of[COLUMNS[column]], day)
        sheet.print_area(0, 0, last, _PRINTED)
        sheet.autofilter(0, 0, last, len(COLUMNS) - 1)
    return stream.getvalue()


def _height(row: list[Cell]) -> float:
    """The height of a row in points, by the lines of its longest cell; not every program adjusts rows to wrapped text."""
    lines = (-(-len(str(cell)) // width) for name, cell, width in zip(COLUMNS, row, _WIDTHS, strict=True) if cell and name != "url")
    return 15.0 * min(max(lines, default=1), 20)


def _write(sheet: object, row: int, column: int, cell: Cell, text: object, day: object) -> None:
    """Write a cell: a date if the first column has a whole day, a link, a number, or text."""
    write = sheet  # typed loosely: the library has no stubs
    if cell is None or cell == "":
        return
    if isinstance(cell, int | float):
        write.write_number(row, column, cell, text)  # type: ignore[attr-defined]
        return
    shown = printable(cell)
    as_day = _excel_day(shown) if column == 0 else None
    if as_day is not None:
        write.write_datetime(row, column, as_day, day)  # type: ignore[attr-defined]
    elif COLUMNS[column] == "url" and shown.startswith(("http://", "https://")) and len(shown) <= _LONGEST_URL:
        write.write_url(row, column, shown, text)  # type: ignore[attr-defined]
    else:
        write.write_string(row, column, shown[:32767], text)  # type: ignore[attr-defined]


def _excel_day(value: str) -> date | None:
    try:
        found = date.fromisoformat(value) if _DAY.match(value) else None
    except ValueError:
        return None
    return found if found and found >= _FIRST_EXCEL_DAY else None
