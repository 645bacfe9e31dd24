"""Where: each line of cases/places.tsv is one claim about the words and the country of places."""

from __future__ import annotations

import re
from typing import get_args

import pytest
from hypothesis import given
from hypothesis import strategies as st

from casebook import cases
from rasd.document import Document
from rasd.extract.places.extractor import Places
from rasd.extract.times.extractor import Times
from rasd.findings import FoundMention
from rasd.ontology.gazetteer import gazetteer
from rasd.ontology.knowledge import countries
from rasd.ontology.tables import items, table
from rasd.records import Article, Kind
from rasd.spans import Span

PLACES, TIMES = Places(), Times()
WORDS = "مدينة محافظة في من بين و مصر عدن بغداد العاصمة مطار حي « » ( ) بالعاصمة سمات المملكة وادي شمال ليبيا دمشق"
ODD = ["", " ", "؟!", "في", "مدينة", "مدينة «", "محافظتي", "العاصمة", "عدن", "من", "مطار «عدن", "سمات", "\ud83d عدن", "بالعاصمة"]
KINDS: dict[str, Kind] = {kind: kind for kind in get_args(Kind)}


def read(text: str) -> Document:
    """The document of a marked text with its times and mentions, as places find it."""
    plain, mentions = "", []
    for piece in re.split(r"(\{[^}]*\})", text):
        kind, words = piece[1:-1].split(":") if piece.startswith("{") else ("", piece)
        if kind:
            mentions.append((Span(len(plain), len(plain) + len(words)), kind))
        plain += words
    document = Document(Article("a", plain, published="2015-08-10"))
    for time in TIMES(document):
        document.add(time)
    for span, marked in mentions:
        kind = KINDS[marked]
        covered = document.tokens_in(span)
        document.add(FoundMention(span, covered[0], covered[-1], "name", kind))
    return document


def test_a_town_is_known_however_often_an_article_names_it() -> None:
    document = read(
        "بعقوبة - شهدت بعقوبة هجوما ثانيا. ووقع الهجوم في مدينة بعقوبة، وسمع دويه في أنحاء بعقوبة."
    )  # Baquba saw a second attack
    assert {place.name for place in PLACES(document)} == {"بعقوبة"}


@pytest.mark.parametrize("case", cases("places"), ids=lambda case: case["claim"])
def test_places(case: dict[str, str]) -> None:
    document = read(case["text"])
    found = [f"{place.span.of(document.text)} = {place.country or '-'}" for place in PLACES(document)]
    assert found == ([] if case["expected"] == "none" else case["expected"].split(" ; "))


def test_a_known_place_has_name_coordinates_and_precision() -> None:
    place = next(iter(PLACES(read("انفجرت قنبلة في بنغازي."))))
    assert (place.english, place.country, place.precision) == ("Benghazi", "LBY", "city")
    assert place.latitude == pytest.approx(32.12, abs=0.1)
    assert place.geonames


def test_every_place_that_is_confused_is_known_and_has_a_test() -> None:
    rows = table("places_confused")
    assert {row["test"] for row in rows} <= {"ends", "holds", "proclitic", "followed", "unless"}
    for row in rows:
        assert row["ar"] in {entry.ar for entry in gazetteer().find(row["ar"])}, (
            "the rule is never asked: the gazetteer has another spelling"
        )
        assert items(row["words"])


def test_an_unknown_place_has_no_coordinates() -> None:
    place = next(iter(PLACES(read("اقتحموا قرية تريبكان."))))
    assert (place.latitude, place.longitude, place.geonames, place.country) == (None, None, None, None)


@pytest.mark.parametrize("text", ODD)
def test_odd_texts_raise_nothing(text: str) -> None:
    list(PLACES(Document(Article("a", text))))


@given(st.lists(st.sampled_from([*WORDS.split(), "\n", ".", "\ud800", "\u202b"]), max_size=30).map(" ".join))
def test_any_text_gives_spans_inside_it_in_order(text: str) -> None:
    end = 0
    for place in PLACES(Document(Article("a", text))):
        assert end <= place.span.start < place.span.end <= len(text)
        end = place.span.end


def test_every_state_is_a_place_with_its_code() -> None:
    for country in countries().values():
        assert any(entry.country == country.iso3 for entry in gazetteer().find(country.ar)), country.ar


def test_capitals_of_arab_states_have_coordinates() -> None:
    for name in "الرياض صنعاء بغداد دمشق بيروت القاهرة الخرطوم طرابلس الرباط نواكشوط مسقط الدوحة المنامة مقديشو".split():
        assert gazetteer().find(name)[0].latitude is not None, name
