"""Tokens, their offsets, and the readings of words."""

import pytest

from rasd.arabic.fold import fold
from rasd.arabic.tokens import Word


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
