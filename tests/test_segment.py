"""Words cut into clitics, stem and endings by the shipped model."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rasd.arabic.letters import TATWEEL
from rasd.arabic.segment import Segments, bare, cuts, frequency, segment, segment_folded
from rasd.arabic.tokens import tokenize

FATHA = "\u064e"


@pytest.mark.parametrize(
    "parts",
    [
        "و+ب+مدرس+ت+هم",
        "و+إلى",
        "والي",
        "و+ال+وزير",
        "ب+ال+رئيس",
        "زيار+ت+ه",
        "تصريح+ات+هم",
        "و+لقائ+ه",
        "ف+هاجم+و+ها",
        "و+س+تتهم+هم",
        "كان+ت",
        "ل+هم",
        "بين+هما",
        "وزير",
        "وفد",
        "فرنسا",
        "لبنان",
        "سلمان",
        "كتائب",
        "بيان",
        "ولاي+ة",
    ],
)
def test_cuts(parts: str) -> None:
    assert "+".join(segment(parts.replace("+", "")).parts) == parts


@pytest.mark.parametrize(
    ("word", "parts"),
    [
        ("للأمم", "ل+ال+أمم"),
        ("للقاء", "ل+ال+لقاء"),
        ("وللدول", "و+ل+ال+دول"),
        ("مما", "من+ما"),
        ("الله", "الله"),
        ("لليبيا", "ل+ليبيا"),
        ("الذي", "الذي"),
    ],
)
def test_cuts_that_respell(word: str, parts: str) -> None:
    assert "+".join(segment(word).parts) == parts


def test_what_the_parts_are() -> None:
    assert segment("وبمدرستهم") == Segments(("و", "ب"), "مدرس", ("ت",), "هم")
    assert segment("وبمدرستهم").base == "مدرست"


@pytest.mark.parametrize("word", ["2013", "CNN", "", "و", "\ud800", "،", "ب", "ال", FATHA])
def test_what_cannot_be_cut_stays(word: str) -> None:
    assert segment(word).parts == (bare(word),)


@pytest.mark.parametrize(("form", "parts"), [("فتره", "فتر+ة"), ("القوه", "ال+قو+ة"), ("لقائه", "لقائ+ه"), ("واضاف", "و+اضاف")])
def test_folded_forms_are_cut_as_their_likelier_spelling(form: str, parts: str) -> None:
    assert "+".join(segment_folded(form).parts) == parts


def test_frequency_in_news() -> None:
    assert frequency("قال") > frequency("لندن") > frequency("قيثاره") == 0


def test_signs_and_tatweel_do_not_matter() -> None:
    assert segment("و" + FATHA + "ال" + TATWEEL + "وزير").parts == ("و", "ال", "وزير")


def test_a_token_knows_its_best_cut() -> None:
    (token,) = tokenize("وإلى")
    assert token.segments.proclitics == ("و",)


@given(st.text(st.sampled_from("وفبكلسالةتهمنيأئ"), min_size=1, max_size=9))
def test_every_cut_spells_the_word(word: str) -> None:
    for cut in cuts(word):
        spelled = "".join(cut.parts)
        assert len(cut.stem) > 0
        if spelled != word:
            assert cut.proclitics[-2:] == ("ل", "ال")
            assert spelled.replace("لال", "لل", 1) == word or spelled.replace("لالل", "لل", 1) == word
