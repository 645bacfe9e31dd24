"""Rows dated by numbers alone: what the other dates of a file, or the user, say of which number is the day."""

from __future__ import annotations

import csv
import gzip
import io
import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from archived import parquet
from rasd.collect.items import Hints, ItemError
from rasd.collect.moments import DayOrder
from rasd.collect.paths import Inputs
from rasd.collect.units import Line, units_in
from rasd.records import Article

BODY = "أعلنت البلدية بدء أشغال الصيانة في الطريق الساحلي."  # "the municipality announced that repairs of the coast road begin"
Write = Callable[[Path, list[dict[str, Any]]], Path]


def jsonl(folder: Path, rows: list[dict[str, Any]]) -> Path:
    path = folder / "a.jsonl"
    path.write_text("\n".join(map(json.dumps, rows)))
    return path


def packed(folder: Path, rows: list[dict[str, Any]]) -> Path:
    path = folder / "a.jsonl.gz"
    path.write_bytes(gzip.compress("\n".join(json.dumps(row).replace("/", "\\/") for row in rows).encode()))  # as PHP writes it
    return path


def listed(folder: Path, rows: list[dict[str, Any]]) -> Path:
    path = folder / "a.json"
    path.write_text(json.dumps(rows))
    return path


def columns(folder: Path, rows: list[dict[str, Any]]) -> Path:
    pytest.importorskip("pyarrow", reason="needs pyarrow: pip install 'rasd[data]'")
    return parquet(folder / "a.parquet", rows)


def sheet(folder: Path, rows: list[dict[str, Any]]) -> Path:
    path = folder / "a.csv"
    with path.open("w", newline="") as stream:
        writer = csv.DictWriter(stream, list(rows[0]))
        writer.writeheader()
        writer.writerows(rows)
    return path


def records(folder: Path, rows: list[dict[str, Any]]) -> Path:
    return jsonl(folder, [{"article": {"text": row["body"], **row}} for row in rows])


def days(path: Path, order: DayOrder | None = None) -> list[str | None]:
    """The dates of a file's articles, the error where one is refused."""
    return [item.published if isinstance(item, Article) else str(item) for item in Inputs([str(path)], Hints(day_order=order))]


def rows(*dates: str, field: str = "published") -> list[dict[str, Any]]:
    return [{"id": str(k), "body": BODY, field: date} for k, date in enumerate(dates)]


@pytest.mark.parametrize("write", [jsonl, packed, listed, columns, sheet, records])
@pytest.mark.parametrize("field", ["published", "date"])
def test_one_date_that_has_one_order_settles_all_before_and_after_it(tmp_path: Path, write: Write, field: str) -> None:
    day_first = write(tmp_path, rows("5/6/2020", "7/7/2020", "23/6/2020", "2020-01-02", "1/12/2020", field=field))
    assert days(day_first) == ["2020-06-05", "2020-07-07", "2020-06-23", "2020-01-02", "2020-12-01"]
    month_first = write(tmp_path, rows("5/6/2020", "6/23/2020", "1/12/2020", field=field))
    assert days(month_first) == ["2020-05-06", "2020-06-23", "2020-01-12"]


@pytest.mark.parametrize("write", [jsonl, packed, listed, columns, sheet])
@pytest.mark.parametrize("others", [("2020-06-23",), ("23/6/2020", "6/23/2020"), ("31/2/2020",)])
def test_what_is_not_settled_is_refused_with_the_option_that_settles_it(tmp_path: Path, write: Write, others: tuple[str, ...]) -> None:
    path = write(tmp_path, rows("5/6/2020", *others))
    refused = days(path)[0]
    assert refused is not None
    assert "which may be 2020-06-05 or 2020-05-06" in refused
    assert "--day-order dmy or mdy" in refused
    assert days(path, "dmy")[0] == "2020-06-05"
    assert days(path, "mdy")[0] == "2020-05-06"


def test_a_date_that_contradicts_the_option_is_refused(tmp_path: Path) -> None:
    _, refused = days(jsonl(tmp_path, rows("5/6/2020", "23/6/2020")), "mdy")
    assert "can only be 2020-06-23, but --day-order mdy says that the month goes first" in str(refused)


@pytest.mark.parametrize("write", [jsonl, packed, listed, columns, sheet, records])
@pytest.mark.parametrize("field", ["published", "date"])
def test_years_of_two_digits_follow_the_other_dates_of_their_file(tmp_path: Path, write: Write, field: str) -> None:
    day_first = write(tmp_path, rows("5/6/20", "23/6/2020", "7/7/19", "23/8/20 14:05", field=field))
    assert days(day_first) == ["2020-06-05", "2020-06-23", "2019-07-07", "2020-08-23T14:05:00"]
    month_first = write(tmp_path, rows("5/6/20", "6/23/2020", field=field))
    assert days(month_first) == ["2020-05-06", "2020-06-23"]


@pytest.mark.parametrize("others", [(), ("2020-06-23",), ("24/8/20", "31/12/19"), ("23/6/2020", "6/23/2020")])
def test_years_of_two_digits_that_nothing_tells_are_refused(tmp_path: Path, others: tuple[str, ...]) -> None:
    path = jsonl(tmp_path, rows("23/8/20", *others))  # it may be the 20th of August 2023
    assert "is '23/8/20', whose year has two digits, and the other dates of its file do not tell" in str(days(path)[0])
    assert days(path, "dmy")[0] == "2020-08-23"


def test_two_digits_that_can_be_no_day_are_a_year_and_tell_it_to_others(tmp_path: Path) -> None:
    assert days(jsonl(tmp_path, rows("15/6/98", "5/6/99", "5/6/20"))) == ["1998-06-15", "1999-06-05", "2020-06-05"]


@pytest.mark.parametrize("written", ["23/8/35", "23/8/89", "13/25/20", "31/2/20", "1.2.20.4"])
def test_two_digits_that_are_a_year_of_no_news_are_refused(tmp_path: Path, written: str) -> None:
    assert f"is {written!r}; expected ISO 8601" in str(days(jsonl(tmp_path, rows(written)), "dmy")[0])


def test_a_time_with_am_or_pm_is_american_unless_its_file_says_otherwise(tmp_path: Path) -> None:
    assert days(jsonl(tmp_path, rows("5/6/2020 2:05 PM"))) == ["2020-05-06T14:05:00"]
    assert days(jsonl(tmp_path, rows("5/6/2020 2:05 PM", "23/6/2020 2:05 PM")))[0] == "2020-06-05T14:05:00"


def test_files_of_a_folder_tell_for_themselves(tmp_path: Path) -> None:
    jsonl(tmp_path, rows("5/6/2020", "23/6/2020"))
    listed(tmp_path, rows("5/6/2020", "6/23/2020"))
    assert days(tmp_path) == ["2020-05-06", "2020-06-23", "2020-06-05", "2020-06-23"]


def test_standard_input_is_read_once_so_that_only_the_option_tells() -> None:
    data = "\n".join(map(json.dumps, rows("5/6/2020", "23/6/2020"))).encode()
    first = next(iter(Inputs(["-"], Hints(), stdin=io.BytesIO(data))))
    assert isinstance(first, ItemError)
    said = next(iter(Inputs(["-"], Hints(day_order="dmy"), stdin=io.BytesIO(data))))
    assert isinstance(said, Article)
    assert said.published == "2020-06-05"


class Counted(io.BytesIO):
    """A stream that counts how often it was begun anew."""

    begun = 0

    def seek(self, offset: int, whence: int = 0, /) -> int:
        self.begun += (offset, whence) == (0, 0)
        return super().seek(offset, whence)


@pytest.mark.parametrize(
    ("dates", "order", "begun"),
    [
        (("2020-06-05", "2020-06-06"), None, 0),
        (("23/6/2020", "22/6/2020"), None, 0),  # each tells its own day
        (("5/6/2020", "1/6/2020", "23/6/2020"), None, 1),
        (("5/6/2020", "1/6/2020"), None, 1),
        (("5/6/2020", "23/6/2020"), "dmy", 0),
    ],
)
def test_a_file_is_gone_through_once_more_only_where_a_row_needs_it(dates: tuple[str, ...], order: DayOrder | None, begun: int) -> None:
    stream = Counted("\n".join(map(json.dumps, rows(*dates))).encode())
    units = list(units_in(stream, "a.jsonl", "a.jsonl", order))
    assert [unit.where for unit in units if isinstance(unit, Line)] == [f"a.jsonl line {k}" for k in range(1, len(dates) + 1)]
    assert stream.begun == begun


def test_what_is_damaged_tells_as_far_as_it_goes(tmp_path: Path) -> None:
    path = packed(tmp_path, rows("23/6/2020", *["5/6/2020"] * 20_000))
    path.write_bytes(path.read_bytes()[:-20])
    found = days(path)
    assert found[1] == "2020-06-05"
    assert "damaged or cut off" in str(found[-1])
