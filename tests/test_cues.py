"""The cue lexicon: its size, its columns, and what words of an article can be."""

from __future__ import annotations

import pytest

from rasd.arabic.tokens import Word, tokenize
from rasd.ontology import cues
from rasd.ontology.cues import lexicon, noun_of
from rasd.ontology.tables import table

FRAMES = {"أن", ":", "إلى", "على", "عن", "من", "في", "ل", "ب", "np", "np2", "nouns", "bnouns", "greetings", "عما"}
WORDS = {"إن كان", "مسؤولية", "باللوم", "باللائمة"}  # literal words that open a content
PHRASES = {"np", "self", "verb", "after"}


def test_lexicon_holds_the_press_styles() -> None:
    lemmas = {row["lemma"] for row in table("cues")}
    assert len(lemmas) >= 350
    for word in ("أبرز", "أبان", "نوه", "ثمن", "أهاب", "استطرد", "أردف", "خلص", "فند", "دحض", "شجب", "توعد", "غرد", "وفق", "نقلا عن"):
        assert word in lemmas


def test_every_row_is_complete_and_spelled_once() -> None:
    rows = table("cues")
    keys = [(row["lemma"], row["kind"]) for row in rows]
    assert len(keys) == len(set(keys))
    for row in rows:
        assert row["ar"], row["lemma"]
        assert row["en"], row["lemma"]
        frames = set(row["frames"].split("|"))
        assert frames <= (PHRASES if row["kind"] == "phrase" else FRAMES | WORDS), row["lemma"]


def forms(word: str) -> list[tuple[str, str, str | None, str | None]]:
    (token,) = tokenize(word)
    return [(form.cue.lemma, form.shape, form.gender, form.number) for form in lexicon().forms(token.word)]


@pytest.mark.parametrize(
    ("word", "expected"),
    [
        ("وأوضحت", ("أوضح", "verb", "f", "s")),
        ("يؤكدون", ("أكد", "verb", "m", "p")),
        ("شددا", ("شدد", "verb", "m", "d")),
        ("دعت", ("دعا", "verb", "f", "s")),
        ("مشيرا", ("أشار", "participle", "m", "s")),
        ("داعين", ("دعا", "participle", "m", "p")),
        ("مؤكدة", ("أكد", "participle", "f", "s")),
        ("قوله", ("قول", "masdar", "m", "s")),
        ("تأكيدها", ("تأكيد", "masdar", "f", "s")),
    ],
)
def test_a_form_leads_to_its_cue(word: str, expected: tuple[str, str, str, str]) -> None:
    assert expected in forms(word)


@pytest.mark.parametrize("word", ["هناك", "كتاب", "المدينة", "أقول", "قلتم"])
def test_no_cue(word: str) -> None:
    assert forms(word) == []


def test_silent_words_are_no_cues() -> None:
    assert lexicon().is_silent(Word.of("كتاب"))
    assert not lexicon().is_silent(Word.of("قال"))
    assert not lexicon().is_silent(Word.of("وفقا"))


@pytest.mark.parametrize(("word", "noun"), [("أمله", "امل"), ("الشكر", "شكر"), ("بتهانيه", "تهاني"), ("تحيته", "تحيه"), ("كامل", None)])
def test_nouns_with_article_and_pronoun(word: str, noun: str | None) -> None:
    (token,) = tokenize(word)
    assert noun_of(token.word, cues.nouns()) == noun


def test_roles_of_markers_are_the_documented_ones() -> None:
    for row in table("cue_markers"):
        assert cues.words(row["role"])
