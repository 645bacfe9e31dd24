"""Days as they are written: one reading of their forms, and what each of those who ask takes of it."""

from __future__ import annotations

import pytest

from rasd.articles import typed_day
from rasd.collect.moments import as_iso
from rasd.ontology.written_days import named_day, numbered_day, plain

DAY = "2020-08-23"
# written, a day that a person types, a date of a row or feed
CASES = [
    ("2020-08-23", DAY, DAY),
    ("2020/8/23", DAY, DAY),
    ("23.8.2020", DAY, DAY),
    (" ٢٣/٠٨/٢٠٢٠ ", DAY, DAY),
    ("۲۳ آب ۲۰۲۰", DAY, DAY),
    ("الأحد، 23 أغسطس 2020", DAY, DAY),
    ("أغسطس 23, 2020", DAY, DAY),
    ("8/23/2020", None, DAY),  # nobody types the month first, programs write it so
    ("5/8/2020", "2020-08-05", None),  # who types it sees what was understood; of a row it may be May
    ("23/8/2020 14:05", None, "2020-08-23T14:05:00"),  # who types a day types no time
    ("4/1/1442", None, None),  # of another calendar
    ("2020-8/23", None, None),
    ("23/8/20", None, None),  # it may be 2023
    ("23/8/98", None, "1998-08-23"),
    ("31/2/2020", None, None),
    ("23 محرم 2020", None, None),
]


@pytest.mark.parametrize(("written", "typed", "row"), CASES)
def test_each_takes_of_the_same_forms_what_it_can(written: str, typed: str | None, row: str | None) -> None:
    assert (typed_day(written), as_iso(written)) == (typed, row)


def test_what_stands_after_a_day_is_for_who_asks() -> None:
    assert numbered_day("23/8/2020 14:05") == (2020, 8, 23, " 14:05", "/", False)
    assert numbered_day("2020-8-23T14") == (2020, 8, 23, "T14", "-", True)
    assert named_day(plain("23  آب ٢٠٢٠")) == (2020, 8, 23, "", "", False)


def test_numbers_are_the_day_first_until_somebody_says_otherwise() -> None:
    told = numbered_day("8/23/2020")
    assert told is not None
    assert (told.month, told.day) == (23, 8)  # no calendar has it: that is for who asks
    assert (told.with_month_first.month, told.with_month_first.day) == (8, 23)
