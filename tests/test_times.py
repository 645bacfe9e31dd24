"""When: each line of cases/times.tsv is one claim about the words and the value of times."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from casebook import cases
from rasd.document import Document
from rasd.extract.times.extractor import Times
from rasd.ontology import calendar
from rasd.records import Article

TIMES = Times()
WORDS = "يوم الأحد أمس شهر مايو عام 2015 هـ الموافق و من إلى رمضان ليل"
ALPHABET = st.sampled_from([*"0123456789٠٥/.-()،: \n", *WORDS.split(), "\ud800", "\u202b", " "])
ODD = ["", " ", "؟!", "أمس", "5", "5/5/5", "99/99/2015", "31 فبراير 2015", "يوم", "بين", "عام 9999", "30 رمضان 9999 هـ", "\ud83d 5 مايو"]


def found(text: str, published: str | None) -> list[str]:
    document = Document(Article("a", text, published=published))
    return [f"{time.span.of(text)} = {time.value}" for time in TIMES(document) if time.value]


@pytest.mark.parametrize("case", cases("times"), ids=lambda case: case["claim"])
def test_times(case: dict[str, str]) -> None:
    expected = [] if case["expected"] == "none" else case["expected"].split(" ; ")
    assert found(case["text"], None if case["published"] == "-" else case["published"]) == expected


@pytest.mark.parametrize("text", ODD)
def test_odd_texts_raise_nothing(text: str) -> None:
    list(TIMES(Document(Article("a", text, published="2015-01-01"))))


@given(st.lists(ALPHABET, max_size=30).map("".join), st.dates(date(1, 1, 10), date(9990, 1, 1)))
def test_any_text_gives_spans_inside_it_in_order(text: str, day: date) -> None:
    end = 0
    for time in TIMES(Document(Article("a", text, published=day.isoformat()))):
        assert end <= time.span.start < time.span.end <= len(text)
        end = time.span.end


@given(st.dates(date(1930, 1, 1), date(2070, 1, 1)))
def test_hijri_dates_go_there_and_back(day: date) -> None:
    told = calendar.to_hijri(day)
    assert told is not None
    assert calendar.hijri_date(*told) == day


@given(st.dates(date(2000, 1, 1), date(2030, 1, 1)), st.integers(0, 6))
def test_a_weekday_is_within_a_week(day: date, weekday: int) -> None:
    past = calendar.weekday_near(day, weekday, -1, False)
    ahead = calendar.weekday_near(day, weekday, 1, False)
    assert 1 <= (day - past).days <= 7
    assert 1 <= (ahead - day).days <= 7
    assert past.weekday() == ahead.weekday() == weekday


def test_every_month_is_named_in_four_ways() -> None:
    names = {value["monthname"] for value in calendar.lexicon().single.values() if "monthname" in value}
    assert {f"g{month}" for month in range(1, 13)} <= names
