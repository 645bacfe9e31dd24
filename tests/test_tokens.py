"""Tokens, their offsets, and the readings of words."""

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rasd.arabic.fold import fold
from rasd.arabic.letters import TATWEEL, ZERO_WIDTH_SPACE, ZWNJ
from rasd.arabic.tokens import Token, Word, tokenize


def word(surface: str) -> Word:
    return Word.of(fold(surface))


@pytest.mark.parametrize(
    ("surface", "prefix", "stem"),
    [
        ("وبالوزير", "وبال", "وزير"),
        ("وبالوزير", "وب", "الوزير"),
        ("والقاهرة", "وال", "قاهرة"),
        ("فالحكومة", "فال", "حكومة"),
        ("كالعراق", "كال", "عراق"),
        ("للأمم", "ل", "الأمم"),
        ("للأمم", "لل", "أمم"),
        ("وللدول", "ولل", "دول"),
        ("للجنة", "ل", "اللجنة"),
        ("للجنة", "ل", "لجنة"),
        ("سيزور", "س", "يزور"),
        ("وستزور", "وس", "تزور"),
        ("أليس", "ا", "ليس"),
    ],
)
def test_proclitics_are_read(surface: str, prefix: str, stem: str) -> None:
    assert (prefix, fold(stem)) in word(surface).readings


@pytest.mark.parametrize(("surface", "prefix"), [("سلام", "س"), ("الوزير", "ا"), ("بوش", "بو"), ("من", "م")])
def test_no_such_proclitic(surface: str, prefix: str) -> None:
    assert prefix not in {reading.prefix for reading in word(surface).readings}


def test_the_form_itself_comes_first() -> None:
    assert word("وبالوزير").readings[0] == ("", "وبالوزير")


@pytest.mark.parametrize(
    ("surface", "prefix", "stem", "suffix"),
    [
        ("زيارته", "", "زيارة", "ه"),
        ("ولقائه", "و", "لقاء", "ه"),
        ("مقتلهم", "", "مقتل", "هم"),
        ("تصريحاتها", "", "تصريحات", "ها"),
        ("لتصريحاتهما", "ل", "تصريحات", "هما"),
        ("مستشفاهم", "", "مستشفى", "هم"),
        ("هاجموها", "", "هاجموا", "ها"),
        ("له", "", "ل", "ه"),
        ("وبها", "و", "ب", "ها"),
        ("عليهم", "", "على", "هم"),
        ("أعضاؤنا", "", "أعضاء", "نا"),
        ("بلادي", "", "بلاد", "ي"),
    ],
)
def test_pronouns_are_read_and_spelling_restored(surface: str, prefix: str, stem: str, suffix: str) -> None:
    assert (prefix, fold(stem), suffix) in word(surface).pronoun_readings


@pytest.mark.parametrize("surface", ["الوزير", "المياه", "وزير", "ه", ""])
def test_no_pronoun(surface: str) -> None:
    assert word(surface).pronoun_readings == ()


FATHA = "\u064e"
RTL_MARK = "\u200f"
LAM_ALEF = "\ufefb"
HONORIFIC = "\ufdfa"


@pytest.mark.parametrize(
    ("text", "tokens"),
    [
        ("1,250.5 دولار", "n:1,250.5 w:دولار"),
        ("٢٫٥٪", "n:٢٫٥ p:٪"),
        ("10،000 شخص", "n:10،000 w:شخص"),
        ("5،6", "n:5 p:، n:6"),
        ("قال.وأضاف", "w:قال p:. w:وأضاف"),
        ("2015.وأضاف", "n:2015 p:. w:وأضاف"),
        ("3.5مليون", "n:3.5 w:مليون"),
        ("عام1990م", "w:عام n:1990 w:م"),
        ("1436هـ", "n:1436 w:هـ"),
        ("مجموعة الـ20", "w:مجموعة w:الـ n:20"),
        ("U.S. و F-16", "l:U.S. w:و l:F-16"),
        ("COVID-19", "l:COVID-19"),
        ("(CNN)--", "p:( l:CNN p:) p:- p:-"),
        ("https://www.example.com/ar?a=1،", "l:https://www.example.com/ar?a=1 p:،"),
        ("www.example.com.", "l:www.example.com p:."),
        ("desk@example.com", "l:desk@example.com"),
        ("كوريا-الشمالية", "w:كوريا p:- w:الشمالية"),
        ('لـ"الأهرام"', 'w:لـ p:" w:الأهرام p:"'),
        ("محمد" + HONORIFIC, "w:محمد p:" + HONORIFIC),
        ("الاجتماعيةالدكتورة", "w:الاجتماعية w:الدكتورة"),
        ("مدرسةً", "w:مدرسةً"),
        ("نعم... لا..", "w:نعم p:... w:لا p:.."),
        ("Москва", "l:Москва"),
        ("&quot;نعم&#34;", "p:&quot; w:نعم p:&#34;"),
        ("AT&T", "l:AT&T"),
        (RTL_MARK + "وزير" + RTL_MARK + " قال", "w:وزير w:قال"),
        ("مي" + ZWNJ + "دان", "w:مي" + ZWNJ + "دان"),
        (ZERO_WIDTH_SPACE + FATHA + TATWEEL * 3, ""),
        ("\ud800", "p:\ud800"),
        ("", ""),
    ],
)
def test_tokens(text: str, tokens: str) -> None:
    assert " ".join(f"{token.kind[0]}:{token.text}" for token in tokenize(text)) == tokens


@pytest.mark.parametrize(
    ("text", "prefix", "rest"),
    [
        ("وبالوزير", "وبال", "وزير"),
        ("و" + FATHA + "الوزير", "وال", "وزير"),
        ("للأمم", "لل", "أمم"),
        ("للأمم", "ل", "لأمم"),
        ("الـوزير", "ال", "وزير"),
        ("با" + LAM_ALEF, "با", LAM_ALEF),
        (LAM_ALEF + "ن", "لا", "ن"),
        ("وزير", "", "وزير"),
        ("وزير", "وزير", ""),
        ("وزير", "وزيرات", ""),
    ],
)
def test_after_a_prefix(text: str, prefix: str, rest: str) -> None:
    token = Token(0, 10, 10 + len(text), text, "word")
    assert text[token.after(prefix) - 10 :] == rest


@given(st.text(st.sampled_from([*'وبالكسةىأ .،:"«»()-_.0١9aZ\n', FATHA, TATWEEL, RTL_MARK, ZWNJ, LAM_ALEF, "\ud800"]), max_size=40))
def test_tokens_cover_every_letter_once(text: str) -> None:
    tokens = tokenize(text)
    assert all(text[token.start : token.end] == token.text != "" for token in tokens)
    assert all(a.end <= b.start for a, b in pairwise(tokens))
    covered = {position for token in tokens for position in range(token.start, token.end)}
    assert all(position in covered or not (letter.isalnum() and fold(letter)) for position, letter in enumerate(text))
