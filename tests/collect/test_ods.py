"""OpenDocument spreadsheets: cells of every kind, what repeats, and files that nobody wrote in good faith."""

from __future__ import annotations

from pathlib import Path

import pytest
from papers import ods, table, td, tr
from test_workbooks import BODY, Read

from rasd.collect import ods as opendocument

STYLES = (
    '<number:date-style style:name="N1"><number:day/><number:month/><number:year/></number:date-style>'
    '<number:date-style style:name="N2"><number:month/><number:year/></number:date-style>'
    '<number:date-style style:name="N3"><number:year/></number:date-style>'
    + "".join(f'<style:style style:name="c{k}" style:family="table-cell" style:data-style-name="N{k}"/>' for k in (1, 2, 3))
    + '<style:style style:name="c4" style:family="table-cell" style:parent-style-name="c2"/>'
    '<style:style style:name="t1" style:family="table"><style:table-properties table:display="false"/></style:style>'
)
DATE = 'office:value-type="date" office:date-value="{}" calcext:value-type="date"'


def read(folder: Path, *tables: str) -> Read:
    return Read(ods(folder / "a.ods", *tables, styles=STYLES))


def dates(folder: Path, *cells: str, columns: str = "") -> list[str | None]:
    found = read(folder, table("x", tr("date", "text"), *(tr(cell, BODY) for cell in cells), columns=columns))
    assert found.errors == []
    return [article.published for article in found.articles]


def test_every_sheet_of_articles_is_read_and_what_is_left_out_is_said(tmp_path: Path) -> None:
    tables = (
        table("آب", tr("رصد الأخبار"), tr(), tr("العنوان", "النص"), tr("الطريق", BODY)),  # "watch of the news" above the names
        table("رموز", tr("رمز", "معنى")),
        table("قديم", tr("text"), tr(BODY), style="t1"),
        table("أيلول", tr("text"), tr(BODY)),
        table("Sheet5"),
    )
    found = read(tmp_path, *tables)
    assert [article.title for article in found.articles] == ["الطريق", None]
    assert found.errors == []
    assert [message.partition(" is left out: ")[0] for message in found.said] == [' sheet "رموز"', ' sheet "قديم"']
    assert read(tmp_path, table("x")).errors == [': sheet "x": it is empty']
    assert read(tmp_path).errors == [": it has no sheets"]


def test_days_are_read_as_their_cells_show_them(tmp_path: Path) -> None:
    day, moment = DATE.format("2020-08-23"), DATE.format("2020-08-23T14:05:00.120000000")
    styled = [td("x", f'{day} table:style-name="c{k}"') for k in (1, 2, 3, 4)]
    assert dates(tmp_path, *styled, td("x", day), td("x", moment), td("x", DATE.format("2020-08-23T00:00:00"))) == [
        *("2020-08-23", "2020-08", "2020", "2020-08"),
        *("2020-08-23", "2020-08-23T14:05:00", "2020-08-23"),
    ]


def test_cells_have_the_style_of_their_column_where_they_have_none(tmp_path: Path) -> None:
    columns = '<table:table-column table:default-cell-style-name="c2"/><table:table-column table:number-columns-repeated="16383"/>'
    assert dates(tmp_path, td("x", DATE.format("2020-08-23")), columns=columns) == ["2020-08"]


def test_days_as_numbers_and_as_texts(tmp_path: Path) -> None:
    number = td("x", 'office:value-type="float" office:value="44066"')
    assert dates(tmp_path, number, "23/8/2020", "٢٣ آب ٢٠٢٠", "") == ["2020-08-23", "2020-08-23", "2020-08-23", None]
    null = '<table:calculation-settings><table:null-date table:date-value="1904-01-01"/></table:calculation-settings>'
    found = read(tmp_path, null, table("x", tr("date", "text"), tr(td("x", 'office:value-type="float" office:value="42604"'), BODY)))
    assert found.articles[0].published == "2020-08-23"


def test_cells_of_every_kind(tmp_path: Path) -> None:
    said = '<text:p>قال<text:s text:c="2"/><text:span>الوزير</text:span></text:p><text:p>شيئا\n آخر</text:p>'
    comment = "<office:annotation><text:p>تعليق</text:p></office:annotation>"
    cells = (
        td("7.00", 'office:value-type="float" office:value="7"'),
        td("صحيح", 'office:value-type="boolean" office:boolean-value="true"'),
        f"<table:table-cell>{said}{comment}</table:table-cell>",
        "<table:table-cell><draw:frame><svg:desc>خفي</svg:desc></draw:frame><text:p>الغد</text:p></table:table-cell>",
    )
    (article,) = read(tmp_path, table("x", tr("id", "title", "text", "outlet"), tr(*cells))).articles
    assert (article.id, article.text, article.outlet) == ("7", "TRUE\n\nقال  الوزير\nشيئا آخر", "الغد")


def test_formulas_have_the_results_that_the_file_holds(tmp_path: Path) -> None:
    error = 'table:formula="of:=1/0" office:value-type="string" office:string-value="" calcext:value-type="error"'
    rows = tr(BODY, td("Err:502", error)), tr(td("", 'table:formula="of:=A1"'), "")
    found = read(tmp_path, table("x", tr("text", "date"), *rows))
    assert [message.partition("row ")[2] for message in found.errors] == [
        '2: field "published" is Err:502, a formula that failed',
        '3: field "text" is a formula whose result the file does not hold; open it in Excel or LibreOffice, save it, and read it again',
    ]


def test_what_covered_cells_and_cells_within_cells_hold_is_not_shown(tmp_path: Path) -> None:
    covered = "<table:covered-table-cell><text:p>خفي</text:p></table:covered-table-cell>"
    within = f"<table:table-cell>{table('y', tr('x', 'y'))}<text:p>قال الوزير</text:p></table:table-cell>"
    (article,) = read(tmp_path, table("x", tr("title", "text"), tr(covered, within))).articles
    assert (article.title, article.text) == (None, "x\ny\nقال الوزير")


# What repeats


def test_repeated_cells_and_rows_are_counted_and_not_made(tmp_path: Path) -> None:
    blank, wide = '<table:table-cell table:number-columns-repeated="{}"/>', 'table:number-columns-repeated="{}"'
    rows = (
        tr(blank.format(2), "text", td("other", wide.format(99_999_999))),
        tr(blank.format(16384), repeated=1_000_000),
        tr(blank.format(2), BODY, repeated=3),
        tr(blank.format(2), "س", "", td("x", wide.format(99_999_999))),
        tr(blank.format(16384), repeated=99_999_999),
    )
    found = read(tmp_path, table("x", *rows))
    assert [article.text for article in found.articles] == [BODY, "س"]
    assert found.errors == []
    bad = read(tmp_path, table("x", tr("title", "text"), tr(repeated=4), tr("بلا نص"), tr(repeated=1_048_570), tr("", BODY)))  # "no text"
    assert [message.partition("row ")[2][:9] for message in bad.errors] == ["6: no fie", "1048577; "]


# Files of strangers


@pytest.mark.parametrize(
    ("parts", "message"),
    [
        ({"META-INF/manifest.xml": "<m><encryption-data/></m>"}, ": it is protected with a password; save it without one"),
        ({"content.xml": None}, ": no content of OpenDocument is in it; save it as .ods"),
        ({"content.xml": "<a><body>"}, ": its part content.xml is damaged: "),
        ({"content.xml": "<!DOCTYPE a><a/>"}, ": it declares a document type, as no Office file does"),
        ({"content.xml": "<a>" * 1000}, ": its elements stand in each other more than 256 deep, as in no Office file"),
        ({"styles.xml": "<a/>" * 1_000_000}, ": it unpacks to more than a hundred times its size, as no honest file does; save it as CSV"),
    ],
)
def test_parts_that_are_missing_or_hostile(tmp_path: Path, parts: dict[str, str | bytes | None], message: str) -> None:
    (error,) = Read(ods(tmp_path / "a.ods", table("x", tr("text"), tr(BODY)), parts=parts)).errors
    assert error.startswith(message)


def test_damage_costs_no_row_before_it(tmp_path: Path) -> None:
    part = (
        f"<a><body><spreadsheet>{table('x', tr('text'), tr(BODY), tr(BODY))}".replace("table:", "")
        .replace("text:", "")
        .replace("office:", "")
    )
    found = Read(ods(tmp_path / "a.ods", parts={"content.xml": part[:-60]}))
    assert len(found.articles) == 1
    assert found.errors[0].startswith(' sheet "x": its part content.xml is damaged: ')
    assert found.errors[0].endswith("; what stands after row 2 is not read")


def test_bounds_of_all_that_is_held(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(opendocument, "MAX_BYTES", 300)
    found = read(tmp_path, table("x", tr("text"), tr(BODY), tr(BODY * 9), tr(BODY)))
    assert found.errors == [' sheet "x": row 3 is longer than 0 MiB; what stands after row 2 is not read']
    monkeypatch.setattr(opendocument, "_MOST_SHEETS", 1)
    assert read(tmp_path, table("x", tr("a")), table("y")).errors[0] == ' sheet "x": it has more than 1 sheets'
