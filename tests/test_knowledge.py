"""The knowledge base as claims about its rows: keys, codes, dates, names that two entries share, and the forms that are made from them."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable
from typing import get_args

import pytest

from rasd.arabic.fold import fold
from rasd.arabic.tokens import tokenize
from rasd.ontology import knowledge
from rasd.ontology.entries import NominalClass, TitleClass
from rasd.ontology.knowledge import countries, demonym_phrases
from rasd.ontology.tables import table
from rasd.records import Kind

KINDS = set(get_args(Kind))
SECTORS = set(
    "GOV MIL COP JUD LEG PTY OPP SPY UAF REB CVL BUS JRN IGO NGO REL EDU CRM REF LAB ELI MED UNK".split()  # DESIGN.md section 2
)
KEYS = {
    "countries": "iso3",
    "organisations": "id",
    "titles": "ar",
    "portfolios": "ar",
    "nominals": "ar",
    "regions": "en",
    "given_names": "token",
    "foreign_names": "token",
    "seats": "ar",
    "offices": "id",
}


def repeated(values: Iterable[str]) -> list[str]:
    """The values that occur more than once."""
    return [value for value, count in Counter(values).items() if count > 1]


@pytest.mark.parametrize(("name", "key"), KEYS.items())
def test_no_key_twice(name: str, key: str) -> None:
    assert repeated(fold(row[key]) for row in table(name)) == []


def test_state_codes_are_iso3() -> None:
    assert all(re.fullmatch("[A-Z]{3}", code) for code in countries())
    for name in ("organisations", "regions"):
        codes = {row["country"] for row in table(name)} - {""}
        assert codes - countries().keys() - {"INT"} == set(), name
    assert {row["iso3"] for row in table("seats")} - {"INT"} <= countries().keys()


@pytest.mark.parametrize("name", ["organisations", "nominals", "seats", "titles", "portfolios"])
def test_kinds_and_sectors_are_those_of_the_design(name: str) -> None:
    for row in table(name):
        assert row.get("kind", "group") in KINDS, row
        assert row["sector"] in SECTORS | {""}, row


def test_classes_and_flags_are_known() -> None:
    for row in table("titles"):
        assert row["class"] in get_args(TitleClass)
        assert {row["takes_complement"], row["named_alone"]} <= {"yes", "no"}, row
        assert row["ambiguous"] in ("yes", "no", "")
    for row in table("nominals"):
        assert row["class"] in get_args(NominalClass)
        assert (row["gender"] in "mf", row["number"] in "sdp", row["definite_needed"] in ("yes", "no")) == (True, True, True), row


@pytest.mark.parametrize("name", ["countries", "organisations", "titles", "portfolios", "nominals", "regions", "seats"])
def test_every_row_has_an_english_name(name: str) -> None:
    for row in table(name):
        assert re.search("[A-Za-z]", row["en"]), row
        assert not re.search("[\u0600-\u06ff]", row["en"]), row


@pytest.mark.parametrize("loader", [name for name in knowledge.__all__ if name[0].islower() and name != "bodies_with"])
def test_every_loader_loads(loader: str) -> None:
    assert getattr(knowledge, loader)()


@pytest.mark.parametrize(
    ("word", "country", "gender", "number", "definite"),
    [
        ("أتراك", "TUR", "m", "p", False),
        ("الأكراد", None, "m", "p", True),
        ("روس", "RUS", "m", "p", False),
        ("الأميركيون", "USA", "m", "p", True),
        ("الأمريكيتين", "USA", "f", "d", True),
        ("سعودية", "SAU", "f", "s", False),
        ("إسرائيليين", "ISR", "m", "p", False),
        ("اليمنيات", "YEM", "f", "p", True),
        ("الليبيين", "LBY", "m", "p", True),
        ("عرب", None, "m", "p", False),
        ("أفغان", "AFG", "m", "p", False),
        ("الألمان", "DEU", "m", "p", True),
        ("الكوري الجنوبي", "KOR", "m", "s", True),
        ("الكورية الشمالية", "PRK", "f", "s", True),
        ("الجنوب أفريقي", "ZAF", "m", "s", True),
        ("بريطانيان", "GBR", "m", "d", False),
    ],
)
def test_demonyms_tell_gender_and_number(word: str, country: str | None, gender: str, number: str, definite: bool) -> None:
    match = demonym_phrases().match(tokenize(word), 0)
    assert match is not None
    assert match.last == len(word.split()) - 1
    found = match.value
    assert (found.country, found.gender, found.number, found.definite) == (country, gender, number, definite)


@pytest.mark.parametrize("word", ["سوريا", "ليبيا", "موريتانيا"])
def test_a_state_is_not_the_accusative_of_its_nisba(word: str) -> None:
    assert word not in demonym_phrases()


@pytest.mark.parametrize(
    ("words", "person", "ambiguous"),
    [
        ("أبو مازن", "mahmoud-abbas", False),
        ("عبدالفتاح السيسي", "abdel-fattah-el-sisi", False),
        ("ترمب", "donald-trump", False),
        ("رجب طيب إردوغان", "recep-tayyip-erdogan", False),
        ("جورج بوش الأب", "george-h-w-bush", False),
        ("محمد مصطفى", "mohammad-mustafa", True),
    ],
)
def test_people_are_known_by_their_spellings(words: str, person: str, ambiguous: bool) -> None:
    match = knowledge.person_phrases().match(tokenize(words), 0)
    assert match is not None
    assert match.last == len(words.split()) - 1
    assert (match.value.person.id, match.value.ambiguous) == (person, ambiguous)
