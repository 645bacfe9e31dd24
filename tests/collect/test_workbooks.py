"""Workbooks of Excel: which sheets are read, what cells of every kind come to, and files that nobody wrote in good faith."""

from __future__ import annotations

import subprocess
import sys
from datetime import date, datetime
from pathlib import Path
from typing import Any

import pytest
from books import NAMESPACE, SHEET, STRICT, book, texts, with_parts, xml
from click.testing import CliRunner

from rasd.cli.main import cli
from rasd.collect import office, xlsx
from rasd.collect.items import Hints, ItemError
from rasd.collect.paths import Inputs
from rasd.records import Article

BODY = "قال الوزير سالم الحسن إن الطريق الساحلي مفتوح.\nوأضاف أن العمل مستمر."  # "the minister said the coast road is open; work goes on"
NAMES = ["م", "العنوان", "نص الخبر", "تاريخ النشر", "المصدر"]  # number, headline, text of the report, date of publication, source


class Read:
    """What came of a file: articles, errors, and what was said, without its name."""

    def __init__(self, path: Path, hints: Hints | None = None) -> None:
        self.said: list[str] = []
        found = list(Inputs([str(path)], hints or Hints(), say=self.said.append))
        self.articles = [item for item in found if isinstance(item, Article)]
        self.errors = [str(item).removeprefix(str(path)) for item in found if isinstance(item, ItemError)]
        self.said = [message.removeprefix(str(path)) for message in self.said]


def dates(path: Path, *cells: Any, **options: Any) -> list[str | None]:
    rows = [["text", "date"], *([BODY, cell] for cell in cells)]
    read = Read(book(path / "a.xlsx", {"x": rows}, **options))
    assert read.errors == []
    return [article.published for article in read.articles]


def test_a_report_with_a_title_above_is_read(tmp_path: Path) -> None:
    above = [["رصد أخبار آب", None, None], []]  # "watch of the news of August"
    rows = [[1, "الطريق", BODY, (datetime(2020, 8, 23), "dd/mm/yyyy"), "الغد"], [], [2, "", BODY, "24/8/2020", None, "ملاحظة"]]
    read = Read(book(tmp_path / "a.xlsx", {"أخبار": [*above, NAMES, *rows]}))
    assert read.errors == []
    assert [(one.title, one.published, one.outlet) for one in read.articles] == [
        ("الطريق", "2020-08-23", "الغد"),
        (None, "2020-08-24", None),
    ]
    assert read.articles[0].text == f"الطريق\n\n{BODY}"


def test_errors_name_the_sheet_and_the_row_that_it_shows(tmp_path: Path) -> None:
    rows = [["رصد"], NAMES, [], ["", "بلا نص"], ["", "", BODY, "غدا"]]  # "watch"; "without a text"; "tomorrow"
    first, second = Read(book(tmp_path / "a.xlsx", {"أيلول": rows})).errors
    assert first == ' sheet "أيلول" row 4: no field "body"; the fields are: title'
    assert second.startswith(""" sheet "أيلول" row 5: field "published" is 'غدا'; expected ISO 8601""")


def test_every_sheet_of_articles_is_read_and_what_is_left_out_is_said(tmp_path: Path) -> None:
    sheets = {"آب": [["text"], [BODY]], "رموز": [["رمز", "معنى"], ["أ", "خبر"]], "أيلول": [["التاريخ", "النص"], ["2020-09-01", BODY]]}
    read = Read(book(tmp_path / "a.xlsx", {**sheets, "قديم": [["text"], [BODY]], "Sheet5": []}, hidden="قديم"))
    assert [article.published for article in read.articles] == [None, "2020-09-01"]
    assert read.errors == []
    assert read.said == [
        ' sheet "رموز" is left out: no column "body" (or "text", or النص) among its first rows; the columns are: رمز, معنى',
        ' sheet "قديم" is left out: it is hidden',
    ]


def test_a_workbook_without_articles_is_told_with_its_sheets(tmp_path: Path) -> None:
    assert Read(book(tmp_path / "a.xlsx", {"أسماء": [["اسم"], ["زيد"]], "Sheet2": []})).errors == [
        ': sheet "أسماء": no column "body" (or "text", or النص) among its first rows; the columns are: اسم; sheet "Sheet2": it is empty'
    ]
    assert Read(book(tmp_path / "b.xlsx", {"x": [["text", "date"]]})).errors == [' sheet "x": no row below the names of its columns']


def test_days_are_read_as_their_cells_show_them(tmp_path: Path) -> None:
    day, moment = datetime(2020, 8, 23), datetime(2020, 8, 23, 14, 5)
    cells = [(day, "d mmm yyyy"), (day, '[$-2000401]dd"/"mm"/"yyyy;@'), (day, "mmm yyyy"), (day, "yyyy"), (moment, "yyyy-mm-dd hh:mm")]
    assert dates(tmp_path, *cells) == ["2020-08-23", "2020-08-23", "2020-08", "2020", "2020-08-23T14:05:00"]


def test_days_as_numbers_and_as_texts(tmp_path: Path) -> None:
    assert dates(tmp_path, 44066, 44066.5, "44066", "23/8/2020", "٢٣ آب ٢٠٢٠", None) == [
        "2020-08-23",
        "2020-08-23T12:00:00",
        "2020-08-23",
        "2020-08-23",
        "2020-08-23",
        None,
    ]


def test_days_that_count_from_1904(tmp_path: Path) -> None:
    assert dates(tmp_path, (date(2021, 3, 4), "dd/mm/yyyy"), 42797, date_1904=True) == ["2021-03-04", "2021-03-04"]


@pytest.mark.parametrize(("number", "code"), [(1, "dd/mm/yyyy"), (-5, "dd/mm/yyyy"), (0.5, "hh:mm"), (1.5, "[h]:mm"), (9e9, "d")])
def test_numbers_that_are_no_days(tmp_path: Path, number: float, code: str) -> None:
    read = Read(book(tmp_path / "a.xlsx", {"x": [["text", "date"], [BODY, (number, code)]]}))
    assert read.errors[0].startswith(f""" sheet "x" row 2: field "published" is '{number:.15g}'; expected ISO 8601""")


def test_cells_of_every_kind(tmp_path: Path) -> None:
    cells = (
        '<c r="A2" t="inlineStr"><is><r><t>قال </t></r><rPh><t>x</t></rPh><r><t>الوزير_x000D_\nشيئا</t></r></is></c>',
        '<c r="C2"><v>7.0</v></c>',
        '<c r="B2" t="d"><v>2021-03-04T00:00:00.000Z</v></c>',
        '<c r="D2" t="b"><v>1</v></c>',
        '<c r="XFD2"><v>1</v></c>',
    )
    rows = texts(1, "text", "date", "id", "title") + f'<row r="2">{"".join(cells)}</row>'
    (article,) = Read(with_parts(tmp_path / "a.xlsx", {SHEET: xml(rows)})).articles
    assert (article.text, article.published, article.id, article.title) == ("TRUE\n\nقال الوزير\r\nشيئا", "2021-03-04", "7", "TRUE")


def test_cells_without_their_places_and_the_strict_kind(tmp_path: Path) -> None:
    rows = "".join(texts(0, *cells).replace(' r="0"', "") for cells in (("title", "body"), ("الطريق", BODY)))
    (article,) = Read(with_parts(tmp_path / "a.xlsx", {SHEET: xml(rows, namespace=STRICT)})).articles
    assert article.text == f"الطريق\n\n{BODY}"


def test_formulas_have_the_results_that_the_file_holds(tmp_path: Path) -> None:
    row = '<row r="{}"><c t="str"><f>A1</f><v>{}</v></c>{}</row>'
    rows = texts(1, "text", "date", "title") + row.format(2, BODY, "<c><f>TODAY()</f><v>44066</v></c>")
    rows += '<row r="3"><c><f>A1</f><v/></c></row>' + row.format(4, BODY, "<c><f>TODAY()</f></c>")
    rows += row.format(5, BODY, '<c t="e"><v>#VALUE!</v></c>') + row.format(6, BODY, '<c/><c t="e"><v>#REF!</v></c>')
    read = Read(with_parts(tmp_path / "a.xlsx", {SHEET: xml(rows)}))
    assert [(article.title, article.published) for article in read.articles] == [(None, "2020-08-23"), (None, None)]
    uncomputed = "is a formula whose result the file does not hold; open it in Excel or LibreOffice, save it, and read it again"
    assert [error.partition("row ")[2] for error in read.errors] == [
        f'3: field "text" {uncomputed}',
        f'4: field "published" {uncomputed}',
        '5: field "published" is #VALUE!, a formula that failed',
    ]


def test_open_days_are_settled_by_the_others_of_the_workbook(tmp_path: Path) -> None:
    assert dates(tmp_path, "5/6/2020", "23/6/2020") == ["2020-06-05", "2020-06-23"]


@pytest.mark.parametrize(
    ("content", "message"),
    [
        (b"", ": the file is empty"),
        (b"<html><table>", ": not a workbook of Excel, or cut off (File is not a zip file)"),
        (
            b"\xd0\xcf\x11\xe0" + bytes(600),
            ": it is protected with a password, or of the old kind (.xls); save it as .xlsx without a password",
        ),
    ],
)
def test_what_is_no_workbook(tmp_path: Path, content: bytes, message: str) -> None:
    path = tmp_path / "a.xlsx"
    path.write_bytes(content)
    assert Read(path).errors == [message]


@pytest.mark.parametrize("name", ["a.XLS", "a.xlsb", "a.fods", "a.numbers"])
def test_other_spreadsheets_are_told_also_in_folders(tmp_path: Path, name: str) -> None:
    (tmp_path / name).write_bytes(b"PK\x03\x04")
    message = ": a spreadsheet of a kind that is not read; save it as .xlsx (or CSV UTF-8) and read that"
    assert Read(tmp_path / name).errors == [message]
    assert Read(tmp_path).errors == [f"/{name}{message}"]


def test_workbooks_of_a_folder_are_read_but_not_what_excel_keeps_beside_them(tmp_path: Path) -> None:
    book(tmp_path / "a.XLSX", {"x": [["text"], [BODY]]})
    book(tmp_path / "b.xlsm", {"x": [["text"], [BODY]]})
    (tmp_path / "~$a.xlsx").write_bytes(b"owner")
    read = Read(tmp_path)
    assert (len(read.articles), read.errors) == (2, [])


# Files of strangers


def test_far_cells_make_no_room_between(tmp_path: Path) -> None:
    rows = texts(1, "text") + '<row r="1048576"><c r="A1048576" t="str"><v>قال الوزير</v></c><c r="XFD1048576"><v>2</v></c></row>'
    (article,) = Read(with_parts(tmp_path / "a.xlsx", {SHEET: xml(rows)})).articles
    assert article.text == "قال الوزير"


@pytest.mark.parametrize("entity", ['<!ENTITY i SYSTEM "file:///etc/passwd">', '<!ENTITY a "aaaaaaaaaa"><!ENTITY i "&a;&a;&a;&a;&a;&a;">'])
def test_entities_are_refused(tmp_path: Path, entity: str) -> None:
    part = xml(texts(1, "text") + texts(2, "&i;"), before=f"<!DOCTYPE x [{entity}]>")
    assert Read(with_parts(tmp_path / "a.xlsx", {SHEET: part})).errors == [
        ' sheet "أخبار": it declares a document type, as no Office file does'
    ]


@pytest.mark.parametrize("part", [SHEET, "xl/sharedStrings.xml", "xl/styles.xml", "xl/workbook.xml", "junk"])
def test_a_file_that_unpacks_without_measure_is_refused_unread(tmp_path: Path, part: str) -> None:
    (error,) = Read(with_parts(tmp_path / "a.xlsx", {part: "<c/>" * 1_000_000})).errors
    assert error.startswith(": it unpacks to more than a hundred times its size, as no honest file does; save it as CSV UTF-8")


def test_bounds_of_all_that_is_held(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    rows = xml(texts(1, "text") + texts(2, BODY) + texts(3, BODY * 20) + texts(4, BODY))
    monkeypatch.setattr(xlsx, "MAX_BYTES", 1000)
    read = Read(with_parts(tmp_path / "a.xlsx", {SHEET: rows}))
    assert len(read.articles) == 1
    assert read.errors == [' sheet "أخبار": row 3 is longer than 0 MiB; what stands after row 2 is not read']
    monkeypatch.setattr(xlsx, "_MOST_SHOWN", 150)
    read = Read(book(tmp_path / "c.xlsx", {"x": [["text"], *[[BODY]] * 9]}))
    assert len(read.articles) == 150 // len(BODY) > 1
    assert read.errors[0].startswith(' sheet "x": its cells show more text than is read of a sheet; save it as CSV UTF-8')
    monkeypatch.setattr(xlsx, "_MOST_TEXTS", 100)
    assert Read(book(tmp_path / "b.xlsx", {"x": [["text"], [BODY]]})).errors == [
        ": it holds more text than is read at once; save it as CSV UTF-8, which may be of any size"
    ]
    monkeypatch.setattr(office, "MAX_UNPACKED", 1000)
    assert Read(tmp_path / "b.xlsx").errors == [": larger than 0 MiB unpacked; save it as CSV UTF-8, which may be of any size"]


def test_bounds_of_a_part_that_is_held_whole(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = book(tmp_path / "a.xlsx", {"x": [["text"], [BODY]], "y": [["text"], [BODY]]})
    monkeypatch.setattr(office, "_MOST_ELEMENTS", 2)
    assert Read(path).errors == [": more than 2 elements of Relationship"]
    monkeypatch.setattr(office, "_MOST_HELD", 50)
    assert Read(path).errors == [": its part _rels/.rels is larger than 0 MiB; save it as CSV UTF-8, which may be of any size"]


def test_a_part_that_is_named_often_is_read_once(tmp_path: Path) -> None:
    namespace = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
    sheets = "".join(f'<sheet name="{k}" r:id="rId1"/>' for k in range(1000))
    parts = {"xl/workbook.xml": f'<workbook xmlns="{NAMESPACE}" xmlns:r="{namespace}"><sheets>{sheets}</sheets></workbook>'}
    read = Read(with_parts(tmp_path / "a.xlsx", {**parts, SHEET: xml(texts(1, "text") + texts(2, BODY))}))
    assert (len(read.articles), read.errors) == (1, [])


def test_damage_costs_no_row_before_it(tmp_path: Path) -> None:
    read = Read(with_parts(tmp_path / "a.xlsx", {SHEET: xml(texts(1, "text") + texts(2, BODY))[:-20]}))
    assert len(read.articles) == 1
    assert read.errors[0].startswith(' sheet "أخبار": its part xl/worksheets/sheet1.xml is damaged: ')
    assert read.errors[0].endswith("; what stands after row 2 is not read")


@pytest.mark.parametrize(
    ("parts", "message"),
    [
        ({"xl/workbook.xml": None}, ": no workbook of Excel is in it; save it as .xlsx or as CSV UTF-8"),
        ({"xl/workbook.xml": f'<workbook xmlns="{NAMESPACE}"/>'}, ": it has no sheets"),
        (
            {"_rels/.rels": '<r><Relationship Type="x/officeDocument" Target="xl/workbook.bin"/></r>'},
            ": a binary workbook; save it as .xlsx",
        ),
        ({SHEET: None}, ' sheet "أخبار": its part xl/worksheets/sheet1.xml is missing'),
        ({SHEET: xml('<row r="1"><c t="s"><v>99</v></c></row>')}, ' sheet "أخبار": a cell of row 1 has a text that is not in the file'),
        ({SHEET: xml('<row r="1"><c t="s"><v>-1</v></c></row>')}, ' sheet "أخبار": a cell of row 1 has a text that is not in the file'),
        ({SHEET: xml('<row r="1048577"/>')}, ' sheet "أخبار": it has a row 1048577; a sheet has 1048576'),
    ],
)
def test_what_is_missing_is_told(tmp_path: Path, parts: dict[str, str | None], message: str) -> None:
    assert Read(with_parts(tmp_path / "a.xlsx", parts)).errors == [message]


# As a user meets it


def test_read_and_collect_take_workbooks_and_say_what_is_left_out(tmp_path: Path) -> None:
    path = book(tmp_path / "a.xlsx", {"آب": [["text", "date"], [BODY, 44066]], "رموز": [["رمز"], ["أ"]]})
    said = f'rasd: {path} sheet "رموز" is left out: no column'
    read = CliRunner().invoke(cli, ["read", str(path), "--engine", "rules", "--format", "jsonl"])
    assert (read.exit_code, read.stdout.count("\n")) == (0, 1)
    assert read.stderr.startswith(said)
    collected = CliRunner().invoke(cli, ["collect", str(path), "--store", str(tmp_path / "desk.db"), "--no-read"])
    assert collected.exit_code == 0
    assert collected.stderr.startswith(said)
    assert "1 new" in collected.stderr


def test_an_archive_of_workbooks_is_read_and_says_what_is_left_out(tmp_path: Path) -> None:
    pytest.importorskip("pyarrow", reason="needs pyarrow: pip install 'rasd[data]'")
    dated = [["text", "date"], [BODY, "5/6/2020"], [BODY + " انتهى", "23/6/2020"]]
    path = book(tmp_path / "in.xlsx", {"x": dated, "رموز": [["رمز"], ["أ"]]})
    options = ["--workers", "1", "--engine", "rules", "--output", str(tmp_path / "out")]
    result = CliRunner().invoke(cli, ["read", str(path), "--run-on", "processes", *options])
    assert result.exit_code == 0
    assert [path.parent.name for path in sorted(tmp_path.glob("out/records/*/*.parquet"))] == ["month=2020-06"]
    assert result.stderr.startswith(f'rasd: {path} sheet "رموز" is left out: no column')
    assert result.stderr.count("is left out") == 1


def test_what_takes_workbooks_apart_is_loaded_for_one_alone() -> None:
    code = "import sys, rasd.collect.paths; print([name for name in ('zipfile', 'lxml', 'rasd.collect.office') if name in sys.modules])"
    assert subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout.strip() == "[]"
