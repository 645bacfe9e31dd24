"""Dates as outlets write them: each form with the ISO 8601 that it means, and those that mean nothing."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rasd.articles import check_date
from rasd.collect.moments import as_iso, either_of, moment_of, one_order, order_told

NOW = datetime(2020, 8, 24, 12, 0, tzinfo=UTC)


@pytest.mark.parametrize(
    ("written", "iso"),
    [
        ("Sun, 23 Aug 2020 14:05:00 +0300", "2020-08-23T14:05:00+03:00"),
        ("Sun, 23 Aug 2020 14:05:00 GMT", "2020-08-23T14:05:00+00:00"),
        ("Mon, 23 Aug 2020 14:05 EST", "2020-08-23T14:05:00-05:00"),  # the weekday is wrong: outlets get it so
        ("23 Aug 2020 14:05:00", "2020-08-23T14:05:00"),
        ("23 Aug 2020", "2020-08-23"),
        ("2020-08-23", "2020-08-23"),
        ("2020-8-3", "2020-08-03"),
        ("2020-08-23T14:05:00Z", "2020-08-23T14:05:00+00:00"),
        ("2020-08-23T14:05:00.123456+03:00", "2020-08-23T14:05:00+03:00"),
        ("2020-08-23T14:05+0300", "2020-08-23T14:05:00+03:00"),
        ("2020-08-23 14:05:07", "2020-08-23T14:05:07"),
        ("2020-08-23T14:05:60Z", "2020-08-23T14:05:59+00:00"),  # a leap second
        ("23/08/2020 14:05", "2020-08-23T14:05:00"),
        ("8/23/2020 2:05:00 PM", "2020-08-23T14:05:00"),
        ("8/5/2020 12:05:00 AM", "2020-08-05T00:05:00"),
        ("1598191500", "2020-08-23T14:05:00+00:00"),
        ("1598191500000", "2020-08-23T14:05:00+00:00"),
        ("٢٠٢٠-٠٨-٢٣", "2020-08-23"),
        ("الأحد، 23 أغسطس 2020", "2020-08-23"),
        ("23 آب 2020 14:05", "2020-08-23T14:05:00"),
        ("23 غشت 2020 - 14:05", "2020-08-23T14:05:00"),
        ("الأحد 23 أوت 2020 14:05:00 +0100", "2020-08-23T14:05:00+01:00"),
        ("23-08-2020", "2020-08-23"),
        ("2020/08/23 14:05", "2020-08-23T14:05:00"),
        ("23 آب/أغسطس 2020", "2020-08-23"),
        ("3 ابريل 2020", "2020-04-03"),  # as it is spelt without its hamza
        ("أغسطس 23, 2020", "2020-08-23"),
        ("August 23, 2020 14:05", "2020-08-23T14:05:00"),
        ("أغسطس 23, 2020 14:05 +0300", "2020-08-23T14:05:00+03:00"),
        ("23 أغسطس 2020 - 2:05 PM", "2020-08-23T14:05:00"),
        ("Tue, 25 Aug 2020 00:30:00 GMT", "2020-08-25T00:30:00+00:00"),  # local time called GMT
    ],
)
def test_known_forms(written: str, iso: str) -> None:
    assert moment_of(written, NOW) == (iso, None)


@pytest.mark.parametrize(
    ("written", "reason"),
    [
        ("Thu, 01 Jan 1970 00:00:00 GMT", "1970"),
        ("0001-01-01T00:00:00Z", "year 1,"),
        ("0", "no known form"),
        ("Wed, 23 Aug 2119 14:05:00 GMT", "future"),
        ("2020-08-27", "future"),
        ("05/08/2020", "no known form"),  # May or August: nothing tells
        ("23 نيسان/أغسطس 2020", "no known form"),  # two months
        ("31 Feb 2020", "no known form"),
        ("2020-13-45", "no known form"),
        ("23 أغسطس 20201", "no known form"),  # no year, or not of ours
        ("23 محرم 2020", "no known form"),  # a Hijri month beside another calendar's year
        ("yesterday", "no known form"),
        ("9" * 400, "no known form"),
        ("99999999999", "no known form"),
    ],
)
def test_dates_that_are_not_taken(written: str, reason: str) -> None:
    value, problem = moment_of(written, NOW)
    assert value is None
    assert problem is not None
    assert reason in problem


@pytest.mark.parametrize("written", [None, "", "  \n "])
def test_nothing_written_is_no_problem(written: str | None) -> None:
    assert moment_of(written) == (None, None)


@pytest.mark.parametrize(
    ("written", "days"),
    [
        ("5/6/2020", ("2020-06-05", "2020-05-06")),
        ("٠٥-٠٦-٢٠٢٠ 14:05", ("2020-06-05", "2020-05-06")),
        ("5/5/2020", None),
        ("23/6/2020", None),
        ("8/5/2020 12:05:00 AM", None),  # nobody else writes AM
        ("0/5/2020", None),
        ("2020-05-06", None),
    ],
)
def test_a_date_of_two_numbers_up_to_twelve_may_be_two_days(written: str, days: tuple[str, str] | None) -> None:
    assert either_of(written) == days


@pytest.mark.parametrize(
    ("written", "told"),
    [
        ("23/6/2020", "dmy"),
        ("٢٣-٠٦-٢٠٢٠ 14:05", "dmy"),
        ("6/23/2020", "mdy"),
        ("5/6/2020", "either"),
        ("8/5/2020 12:05:00 AM", "either"),  # mostly American, but its file may say otherwise
        ("5/5/2020", None),
        ("31/2/2020", None),  # no day tells nothing
        ("23/13/2020", None),
        ("2020-06-23", None),
        ("23 آب 2020", None),
    ],
)
def test_what_a_date_tells_of_the_others_of_its_file(written: str, told: str | None) -> None:
    assert order_told(written) == told


@pytest.mark.parametrize(
    ("told", "order"),
    [
        (["either", "dmy", None], "dmy"),
        (["mdy", "either", "mdy"], "mdy"),
        (["dmy", "either", "mdy"], None),
        (["either", None], None),
        ([], None),
    ],
)
def test_dates_of_a_file_tell_its_order_where_none_contradicts(told: list[str | None], order: str | None) -> None:
    assert one_order(told) == order


@pytest.mark.parametrize(
    ("written", "dmy", "mdy"),
    [
        ("5/6/2020", "2020-06-05", "2020-05-06"),
        ("5/6/2020 2:05 PM", "2020-06-05T14:05:00", "2020-05-06T14:05:00"),
        ("23/6/2020", "2020-06-23", None),
        ("2020-06-05", "2020-06-05", "2020-06-05"),
        ("5 حزيران 2020", "2020-06-05", "2020-06-05"),
    ],
)
def test_an_order_makes_one_day_of_a_date(written: str, dmy: str | None, mdy: str | None) -> None:
    assert (as_iso(written, "dmy"), as_iso(written, "mdy")) == (dmy, mdy)


@given(st.text(alphabet="0123456789-/:.+ TZADMPUGabcيناآ", max_size=40))
def test_whatever_is_written_gives_a_date_that_articles_take_or_none(written: str) -> None:
    value, _ = moment_of(written, NOW)
    assert value is None or check_date(value)
