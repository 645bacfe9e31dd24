"""What stands behind and around the cells of workbooks: links, and merged cells; the same in Excel's and in OpenDocument's."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import pytest
import xlsxwriter
from books import NAMESPACE, SHEET, texts, with_parts, xml
from papers import ods, table, td, tr
from test_workbooks import BODY, Read

from rasd.collect import xlsx
from rasd.collect.sheet_rows import address_in, address_of

ONE, TWO = "https://news.example/1?a=1&b=2", "https://news.example/2"


class Grid:
    """Cells by row and column from 0: a value with an address behind it, and the last row that it is merged with."""

    def __init__(self, *rows: Sequence[Any], merged: dict[tuple[int, int], int] | None = None) -> None:
        self._rows = rows
        self._merged = merged or {}

    def of_excel(self, folder: Path) -> Path:
        with xlsxwriter.Workbook(folder / "a.xlsx") as made:
            sheet = made.add_worksheet("x")
            for (y, x), last in self._merged.items():
                sheet.merge_range(y, x, last, x, None)
            for y, row in enumerate(self._rows):
                for x, cell in enumerate(row):
                    if isinstance(cell, tuple):
                        sheet.write_url(y, x, cell[1], string=cell[0])
                    elif cell is not None:
                        sheet.write(y, x, cell)
        return folder / "a.xlsx"

    def of_opendocument(self, folder: Path) -> Path:
        return ods(folder / "a.ods", table("x", *(tr(*(self._cell(y, x) for x in range(len(row)))) for y, row in enumerate(self._rows))))

    def _cell(self, y: int, x: int) -> str:
        if any(x == column and y <= last and y > row for (row, column), last in self._merged.items()):
            return "<table:covered-table-cell/>"
        cell = self._rows[y][x]
        if isinstance(cell, tuple):
            address = cell[1].replace("&", "&amp;")
            return f'<table:table-cell><text:p><text:a xlink:href="{address}">{cell[0]}</text:a></text:p></table:table-cell>'
        spanned = self._merged.get((y, x), y) - y + 1
        return td(cell or "", f'table:number-rows-spanned="{spanned}"')


BOTH = pytest.mark.parametrize("make", [Grid.of_excel, Grid.of_opendocument])


def read(make: Callable[[Grid, Path], Path], folder: Path, grid: Grid) -> Read:
    found = Read(make(grid, folder))
    assert found.said == []
    return found


# Links


@BOTH
def test_the_link_of_a_headline_is_the_address_where_no_column_gives_one(tmp_path: Path, make: Any) -> None:
    rows: list[list[Any]] = [["title", "text"], [("الطريق", ONE), BODY], ["الجسر", BODY], [("الميناء", "mailto:a@news.example"), BODY]]
    found = read(make, tmp_path, Grid(*rows))
    assert [(article.title, article.url) for article in found.articles] == [("الطريق", ONE), ("الجسر", None), ("الميناء", None)]
    given = read(make, tmp_path, Grid(["title", "text", "url"], [("الطريق", ONE), BODY, TWO], [("الجسر", ONE), BODY, "-"]))
    assert [article.url for article in given.articles] == [TWO, ONE]


@BOTH
def test_the_link_behind_a_word_in_the_column_of_addresses(tmp_path: Path, make: Any) -> None:
    found = read(
        make, tmp_path, Grid(["الرابط", "text"], [("اضغط هنا", ONE), BODY], [("https://shown.example/1", TWO), BODY])
    )  # "press here"
    assert [article.url for article in found.articles] == [ONE, "https://shown.example/1"]


def test_formulas_that_are_links(tmp_path: Path) -> None:
    formula = f"<c><f>HYPERLINK(&quot;{TWO}&quot;,&quot;x&quot;)</f>{{}}</c>"
    cells = "".join(f'<c t="inlineStr"><is><t>{cell}</t></is></c>' for cell in (BODY, "الطريق"))
    rows = [f'<row r="{k}">{cells}{formula.format(value)}</row>' for k, value in ((2, '<v t="str">x</v>'), (3, ""))]
    found = Read(with_parts(tmp_path / "a.xlsx", {SHEET: xml(texts(1, "text", "title", "url") + "".join(rows))}))
    assert [article.url for article in found.articles] == [TWO, TWO]
    linked = td("x", f'table:formula="of:=HYPERLINK(&quot;{TWO}&quot;;&quot;x&quot;)"')
    assert Read(ods(tmp_path / "a.ods", table("x", tr("text", "url"), tr(BODY, linked)))).articles[0].url == TWO


def test_what_is_an_address_of_the_web() -> None:
    assert address_of(TWO) == address_in(f'=hyperlink( "{TWO}" ;A1)') == TWO
    for given in ("", "#Sheet2!A1", "file:///c:/a.docx", "javascript:x", TWO + " x", "https://", TWO + "x" * 3000):
        assert address_of(given) == ""
    assert address_in(f'=CONCATENATE("{TWO}")') == address_in("HYPERLINK(A1)") == ""


# Merged cells


@BOTH
def test_a_merged_cell_holds_its_value_for_each_row_that_it_covers(tmp_path: Path, make: Any) -> None:
    rows: list[list[Any]] = [
        ["date", "text", "outlet"],
        ["2020-08-23", BODY, "الغد"],
        [None, BODY + " انتهى", None],
        ["2020-08-24", BODY, None],
    ]
    found = read(make, tmp_path, Grid(*rows, merged={(1, 0): 2}))
    assert [(one.published, one.outlet) for one in found.articles] == [("2020-08-23", "الغد"), ("2020-08-23", None), ("2020-08-24", None)]


def test_a_link_goes_with_its_merged_cell(tmp_path: Path) -> None:
    cell = f'<table:table-cell table:number-rows-spanned="2"><text:p><text:a xlink:href="{TWO}">الطريق</text:a></text:p></table:table-cell>'
    rows = tr("title", "text"), tr(cell, BODY), tr("<table:covered-table-cell/>", BODY)
    assert [(one.title, one.url) for one in Read(ods(tmp_path / "a.ods", table("x", *rows))).articles] == [("الطريق", TWO)] * 2


@BOTH
def test_a_text_that_covers_several_rows_is_as_many_articles_as_rows_say_something_of_them(tmp_path: Path, make: Any) -> None:
    rows: list[list[Any]] = [
        ["text", "outlet", "other"],
        [BODY, "الغد", "x"],
        [None, "الشروق", None],
        [None, None, "x"],
        [None, None, None],
    ]
    found = read(make, tmp_path, Grid(*rows, merged={(1, 0): 4}))
    assert found.errors == []
    assert [(article.text, article.outlet) for article in found.articles] == [(BODY, "الغد"), (BODY, "الشروق")]


@BOTH
def test_names_that_are_merged_are_no_values_below(tmp_path: Path, make: Any) -> None:
    found = read(make, tmp_path, Grid(["text", "date"], [None, "2020-08-23"], [BODY, "2020-08-24"], merged={(0, 0): 1}))
    assert [article.text for article in found.articles] == [BODY]
    assert len(found.errors) == 1


def test_merged_columns_and_odd_places_make_no_rows(tmp_path: Path) -> None:
    merged = "".join(f'<mergeCell ref="{at}"/>' for at in ("A2:C2", "A2", "", "x", "ZZZ1:ZZZ9", "B2:B1", "A3:A1048576"))
    part = xml(texts(1, "text") + texts(2, BODY) + texts(3, BODY)).replace("</sheetData>", f"</sheetData><mergeCells>{merged}</mergeCells>")
    found = Read(with_parts(tmp_path / "a.xlsx", {SHEET: part}))
    assert (len(found.articles), found.errors) == (2, [])


def test_what_stands_behind_cells_is_bounded(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(xlsx, "_MOST_BEHIND", 10)
    merged = "".join(f'<mergeCell ref="A{k}:A{k + 1}"/>' for k in range(2, 50, 2))
    part = f'<worksheet xmlns="{NAMESPACE}"><sheetData>{texts(1, "text")}</sheetData>{merged}</worksheet>'
    assert Read(with_parts(tmp_path / "a.xlsx", {SHEET: part})).errors == [
        ' sheet "أخبار": more than 10 of its cells are links or merged; save it as CSV UTF-8, which may be of any size'
    ]
