"""Tables as spreadsheets and databases save them: separators, encodings, names of columns, and what is wrong with a row."""

from __future__ import annotations

import csv
import io
from collections.abc import Generator
from pathlib import Path

import pytest

from rasd.collect import sheets
from rasd.collect.items import Hints, ItemError
from rasd.collect.named_rows import key_of
from rasd.collect.paths import Inputs
from rasd.ontology.tables import table
from rasd.records import Article

BODY = 'قال الوزير "سالم الحسن" إن الطريق مفتوح؛\nوأضاف: العمل مستمر, وسيبقى.'  # "the minister said the road is open; work goes on"
ARABIC = ("العنوان", "نص الخبر", "تاريخ النشر", "المصدر", "الرابط", "ملاحظات")
ENGLISH = ("Headline", "Content", "publish_date", "Source", "Link", "notes")
ROW = ("الطريق مفتوح", BODY, "23/8/2020", "صحيفة الغد", "https://example.org/1", "روجع")


def saved(path: Path, *rows: tuple[str, ...], separator: str = ",", encoding: str = "utf-8", before: str = "") -> Path:
    text = io.StringIO()
    csv.writer(text, delimiter=separator).writerows(rows)
    path.write_bytes((before + text.getvalue()).encode(encoding))
    return path


def found(path: Path, hints: Hints | None = None) -> list[Article | ItemError]:
    return list(Inputs([str(path)], hints or Hints()))


def said(path: Path) -> list[str]:
    return [str(item).removeprefix(str(path)) for item in found(path) if isinstance(item, ItemError)]


@pytest.mark.parametrize("names", [ARABIC, ENGLISH])
@pytest.mark.parametrize(
    ("separator", "encoding", "before"),
    [
        (",", "utf-8", ""),
        (";", "utf-8-sig", ""),
        (";", "cp1256", ""),
        ("\t", "utf-16", ""),
        ("\t", "utf-16-le", ""),  # without the mark that says so
        (";", "utf-8-sig", "sep=;\r\n"),
        ("|", "utf-8", ""),
    ],
)
def test_a_table_is_read_however_it_was_saved(tmp_path: Path, names: tuple[str, ...], separator: str, encoding: str, before: str) -> None:
    path = saved(tmp_path / "a.csv", names, ROW, separator=separator, encoding=encoding, before=before)
    (article,) = found(path)
    assert isinstance(article, Article)
    assert (article.title, article.published, article.outlet, article.url) == (ROW[0], "2020-08-23", ROW[3], ROW[4])
    assert article.text == f"{ROW[0]}\n\n{BODY}"


def test_rows_have_the_numbers_of_a_spreadsheet(tmp_path: Path) -> None:
    path = tmp_path / "a.tsv"
    path.write_text(f"id\ttext\n7\t{'الوزير يزور المدينة'}\n\n8\tمن دون\tخلية زائدة\n9\t\n")
    first, second, third = found(path)
    assert isinstance(first, Article)
    assert first.id == "7"
    assert isinstance(second, ItemError)
    assert str(second) == f"{path} row 4: 3 cells under 2 names; a text with the separator in it must stand in quotation marks"
    assert isinstance(third, ItemError)
    assert str(third).startswith(f'{path} row 5: no field "body"')


def test_what_a_row_leaves_out_is_taken_from_the_options(tmp_path: Path) -> None:
    path = saved(tmp_path / "a.csv", ("body", "outlet"), (BODY, ""), (BODY, "صحيفة"))
    outlets = [item.outlet for item in found(path, Hints(published="2020-08-23", outlet="وكالة")) if isinstance(item, Article)]
    assert outlets == ["وكالة", "صحيفة"]


@pytest.mark.parametrize("name", ["publishedAt", "PUBLISHED_AT", "Published at:", "published-at", "Date published", "تاريخ الخبر"])
def test_only_letters_of_a_name_count(tmp_path: Path, name: str) -> None:
    (article,) = found(saved(tmp_path / "a.csv", ("Article Body", name), (BODY, "2020-08-23")))
    assert isinstance(article, Article)
    assert article.published == "2020-08-23"


def test_no_name_of_a_column_means_two_fields() -> None:
    keys = [key_of(row["name"]) for row in table("column_names")]
    assert len(keys) == len(set(keys))


@pytest.mark.parametrize("empty", ["NULL", r"\N", "NaN", "N/A", " - ", "غير معروف"])
def test_cells_that_say_there_is_nothing_are_empty(tmp_path: Path, empty: str) -> None:
    (article,) = found(saved(tmp_path / "a.csv", ("title", "body", "date", "outlet"), (empty, BODY, empty, empty)))
    assert isinstance(article, Article)
    assert (article.title, article.text, article.published, article.outlet) == (None, BODY, None, None)


@pytest.mark.parametrize(
    ("cell", "day"),
    [
        ("45000", "2023-03-15"),
        ("٤٥٠٠٠", "2023-03-15"),
        ("45000.5", "2023-03-15T12:00:00"),
        ("45000,75", "2023-03-15T18:00:00"),
        ("45000.99999999", "2023-03-16"),
        ("32874", "1990-01-01"),
    ],
)
def test_days_that_a_spreadsheet_counts_are_read_in_a_column_of_dates(tmp_path: Path, cell: str, day: str) -> None:
    (article,) = found(saved(tmp_path / "a.csv", ("id", "body", "date"), ("45000", BODY, cell)))
    assert isinstance(article, Article)
    assert (article.id, article.published) == ("45000", day)


@pytest.mark.parametrize("number", ["20200", "32873", "49999", "4500", "450000", "45000.5.1", "-45000", "4.5e4"])
def test_numbers_that_count_no_day_of_news_are_refused(tmp_path: Path, number: str) -> None:
    (refused,) = said(saved(tmp_path / "a.csv", ("body", "date"), (BODY, number)))
    assert f'field "published" is {number!r}; expected ISO 8601' in refused


def test_formulas_that_failed_are_told_where_they_are_missed(tmp_path: Path) -> None:
    rows = ((BODY, "#REF!", "#N/A"), ("#NAME?", "", ""), (BODY, "", "#VALUE!"))
    article, *errors = found(saved(tmp_path / "a.csv", ("body", "title", "date"), *rows))
    assert isinstance(article, Article)
    assert (article.title, article.published) == (None, None)
    assert [str(error).partition("row ")[2] for error in errors] == [
        '3: field "body" is #NAME?, a formula that failed',
        '4: field "published" is #VALUE!, a formula that failed',
    ]


@pytest.mark.parametrize("separator", [",", ";"])
def test_a_title_and_empty_rows_may_stand_above_the_names(tmp_path: Path, separator: str) -> None:
    above = (("أخبار آب، 2020", "", ""), ("", "", ""))  # news of August 2020
    path = saved(tmp_path / "a.csv", *above, ("م", "النص", "التاريخ"), ("1", BODY, "23/8/2020"), ("2", "", ""), separator=separator)
    article, error = found(path)
    assert isinstance(article, Article)
    assert (article.text, article.published) == (BODY, "2020-08-23")
    assert str(error).startswith(f'{path} row 5: no field "body"')


def test_a_cell_below_unknown_names_is_no_name(tmp_path: Path) -> None:
    path = saved(tmp_path / "a.csv", ("kind", "story"), ("article", BODY), ("article", BODY))
    assert said(path) == [': no column "body" (or "text", or النص) among its first rows; the columns are: kind, story']


def test_a_table_of_names_alone_is_told(tmp_path: Path) -> None:
    assert said(saved(tmp_path / "a.csv", ARABIC, ("", " "))) == [": no row below the names of its columns"]


def test_a_mark_that_nothing_closes_is_told(tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    path.write_text('body,date\n"كتب الوزير",2020-08-23\n"كتب الوزير,2020-08-23\nكتب الوزير,2020-08-24\n')
    first, second = found(path)
    assert isinstance(first, Article)
    assert str(second) == f"{path} row 3: {sheets._UNCLOSED}"


def test_the_last_row_needs_no_end_of_line(tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    path.write_text('body\n"كتب الوزير"')
    (article,) = found(path)
    assert isinstance(article, Article)


def test_a_table_without_texts_is_told_with_its_columns(tmp_path: Path) -> None:
    assert said(saved(tmp_path / "a.csv", ("who", "cue"), ("الوزير", "قال"))) == [
        ': no column "body" (or "text", or النص) among its first rows; the columns are: who, cue'
    ]


@pytest.mark.parametrize(
    ("content", "message"),
    [
        (b"", ": the file is empty"),
        (
            b"PK\x03\x04\x14\x00",
            ": it is a zip or Office file, not text; save it as .txt, .docx or (a table) .xlsx first",
        ),
        (b"\x00\x01\x02\x03" * 400, ": it is binary data, not text"),
    ],
)
def test_what_is_no_table(tmp_path: Path, content: bytes, message: str) -> None:
    path = tmp_path / "a.csv"
    path.write_bytes(content)
    assert said(path) == [message]


def test_a_mark_that_nothing_closes_ends_at_the_limit(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sheets, "MAX_BYTES", 4096)
    path = tmp_path / "a.csv"
    path.write_text(f'body\n{"كتب الوزير"}\n"' + "سطر\n" * 4000)
    first, second = found(path)
    assert isinstance(first, Article)
    assert str(second) == f"{path}: damaged after row 2 (a row longer than 0 MiB, or a quotation mark that nothing closes)"


def test_lost_letters_do_not_lose_the_table(tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    path.write_bytes(b"body\n" + ("كتب الوزير " * 9000).encode() + b"\xff\n" + "كتب الوزير\n".encode())
    first, second = found(path)
    assert isinstance(first, Article)
    assert isinstance(second, Article)
    assert first.text.rstrip().endswith("\N{REPLACEMENT CHARACTER}")


def test_a_reader_may_stop_before_the_last_row(tmp_path: Path) -> None:
    path = saved(tmp_path / "a.csv", ARABIC, *[ROW] * 2000)
    with path.open("rb") as stream:
        rows = sheets.rows_in(stream, "here")
        next(rows)
    assert isinstance(rows, Generator)
    rows.close()


def test_the_limit_of_a_cell_is_never_lowered() -> None:
    limit = csv.field_size_limit(2**27)
    try:
        list(sheets.rows_in(io.BytesIO(b"body\n"), "here"))
        assert csv.field_size_limit() == 2**27
    finally:
        csv.field_size_limit(limit)


def test_the_file_is_left_open_for_who_opened_it(tmp_path: Path) -> None:
    path = saved(tmp_path / "a.csv", ARABIC, ROW)
    with path.open("rb") as stream:
        list(sheets.rows_in(stream, "here"))
        assert not stream.closed
