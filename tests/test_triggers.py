"""The tables of event triggers: every row is well formed, and every word finds its way back to its sense."""

from __future__ import annotations

import pytest

from rasd.arabic.fold import fold
from rasd.arabic.tokens import Word
from rasd.ontology.contexts import CONTEXTS, ContextWords
from rasd.ontology.plover import EVENT_TYPES
from rasd.ontology.tables import items, table
from rasd.ontology.triggers import LightVerbs, Modes, Stems, TriggerLexicon, word_classes, word_set

LEXICON = TriggerLexicon()
FLAGS = frozenset("recip patient speech passive party both official goer person subject weakdef participant nodrop negative".split())


def types_of(word: str) -> set[str]:
    return {trigger.sense.type for trigger in LEXICON.match(Word.of(fold(word)))}


@pytest.mark.parametrize(
    "row", table("triggers"), ids=lambda row: f"{row['type']} {row['verbs'] or row['nouns'] or row['participles']}"[:60]
)
def test_row(row: dict[str, str]) -> None:
    kind = EVENT_TYPES[row["type"]]
    assert not row["mode"] or row["mode"] in kind.modes
    assert row["gen"] in ("a", "p")
    assert row["verbs"] or row["nouns"] or row["participles"]
    assert all(":" in pair for pair in items(row["verbs"]))
    assert set(items(row["flags"])) <= FLAGS


def test_every_type_has_triggers() -> None:
    assert {sense.type for sense in LEXICON.senses} == set(EVENT_TYPES)


@pytest.mark.parametrize(
    "row", table("triggers"), ids=lambda row: f"{row['type']} {row['verbs'] or row['nouns'] or row['participles']}"[:60]
)
def test_words_find_their_sense(row: dict[str, str]) -> None:
    words = [pair.partition(":")[0] for pair in items(row["verbs"])] + items(row["nouns"])
    assert all(row["type"] in types_of(word) for word in words)


@pytest.mark.parametrize(
    ("word", "kind"),
    [
        ("زيارته", "CONSULT"),
        ("وبزيارتها", "CONSULT"),
        ("فقصفوها", "ASSAULT"),
        ("وستنسحب", "RETREAT"),
        ("بالإفراج", "RETREAT"),
        ("للتعازي", "SUPPORT"),
        ("مطالبين", "REQUEST"),
        ("داعية", "REQUEST"),
        ("اعتقالهم", "COERCE"),
        ("مظاهرات", "PROTEST"),
    ],
)
def test_forms(word: str, kind: str) -> None:
    assert kind in types_of(word)


@pytest.mark.parametrize("word", ["مدينة", "كتاب", "شجرة", "قلم", "هو", "في", "بيت", "طويل"])
def test_plain_words_are_no_triggers(word: str) -> None:
    assert types_of(word) == set()


def test_modes_of_the_table_exist_and_are_found() -> None:
    assert all(row["mode"] in EVENT_TYPES[row["type"]].modes for row in table("modes"))
    assert Modes().of("ASSAULT", frozenset({fold("مسيرة")})) == "drone"
    assert Modes().of("ASSAULT", frozenset({fold("شجرة")})) == ""


def test_37_contexts() -> None:
    assert len(CONTEXTS) == 37
    assert ContextWords().of({fold("البرلمان"), fold("نفط")}) == ("legislative", "natural_resource")


def test_light_verbs() -> None:
    light = LightVerbs()
    assert [light.role(Word.of(fold(word))) for word in ("شن", "تلقى", "استهدف", "أعرب", "كتاب")] == [
        "agent",
        "target",
        "hits",
        "voice",
        "",
    ]


def test_stems_without_pronouns_keep_a_patrol_out_of_the_league() -> None:
    word = Word.of(fold("دورية"))
    assert fold("دوري") in Stems().of(word)
    assert fold("دوري") not in word.stems


def test_sets_and_classes_are_folded() -> None:
    assert fold("أن") in word_set("breaks")
    assert all(word == fold(word) for words in word_classes().values() for word in words)
