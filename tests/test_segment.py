"""Words cut into clitics, stem and endings by the shipped model."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rasd.arabic.letters import TATWEEL
from rasd.arabic.segment import Model, Segments, bare, cuts, features, frequency, segment, segment_folded
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


NEWS = {"مدرسة": 9, "المدرسة": 12, "مدرس": 15, "المدرس": 7, "مدرسون": 4, "يمدرس": 2, "مدرستهم": 3, "بمدرستهم": 1, "وبمدرستهم": 2}
WHOLE = (
    "p:| pp: j: e: pe:| n:7|False|False jr:0| jc:1| j2:بم| j1:ب| jn:8| sc:1|False|False sce:0| scp:0| tc:1| tr:0| bc:1| br:0| ac:0| ak:0| "
    "tk:0| nv:0|0| nvp:0|0| nvj:0|0| l1:م| l2:هم| f1:و| f2:وب| f1e:و| ls:0|False|False|False lse:0| t:وCمCCست|"
)
IN_PARTS = (
    "p:و|ب pp:ب j:و e:ت+هم pe:ب|ت+هم n:4|True|True jr:-1|و jc:0|و j2:بم|و j1:ب|و jn:8|و sc:7|True|True sce:4|ت+هم scp:4|ب tc:1|ب tr:2|ب "
    "bc:0|هم br:-1|هم ac:0|ب ak:3|ت+هم tk:4|ت+هم nv:1|1|ت+هم nvp:1|1|ب nvj:1|1|و l1:س|ت+هم l2:رس|ت+هم f1:م|ب f2:مد|ب f1e:م|ت+هم "
    "ls:2|True|True|True lse:2|ت+هم t:مCCس|ت+هم st:مدرس|ت+هم"
)


@pytest.mark.parametrize(("parts", "names"), [("وبمدرستهم", WHOLE), ("و+ب+مدرس+ت+هم", IN_PARTS)])  # "and in their school"
def test_a_cut_has_the_features_that_weights_were_fitted_to(parts: str, names: str) -> None:
    """A name that is made otherwise has no weight, and the cuts of rare words get worse without a word: who changes one fits anew."""
    word = parts.replace("+", "")
    cut = next(option for option in cuts(word) if "+".join(option.parts) == parts)
    assert " ".join(features(word, cut, Model(NEWS, {"مدرس": 2}, {}, {}, {}))) == names
