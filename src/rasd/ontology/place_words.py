"""The word classes by which place names are told: data/places_{heads,cues,common,confused}.tsv, folded, with or without proclitics."""

from __future__ import annotations

from functools import cache, lru_cache, partial

from rasd.arabic.fold import fold
from rasd.arabic.tokens import Token, Word
from rasd.ontology.compiled import WORDS
from rasd.ontology.knowledge import demonym_phrases
from rasd.ontology.tables import items, table, words_of

PROCLITICS = ("و", "ف", "ب", "ل", "وب", "ول", "فب", "ك")
SIDES = frozenset({"شمال", "جنوب"})  # في شمال العراق is one place; شرق and غرب stay outside (counted on the training set)


@cache
def heads(column: str) -> dict[str, str]:
    """The words of a class of places_heads.tsv with their precision."""
    found: dict[str, str] = {}
    for row in table("places_heads"):
        if row["class"] == column:
            found.update(dict.fromkeys(map(fold, items(row["words"])), row["precision"]))
    return found


cues = partial(words_of, "places_cues")  # the words of a class


@cache
def confusions() -> dict[str, tuple[str, tuple[str, ...]]]:
    """Name of a place that is spelled like another word → (the test, its words) for that other word (places_confused.tsv)."""
    return {row["ar"]: (row["test"], tuple(items(row["words"]))) for row in table("places_confused")}


@cache
def common() -> frozenset[str]:
    """Words after a word of kind (city, province) that are no names."""
    found: frozenset[str] = WORDS.parts()["common after kinds"]
    return found


def is_cue(form: str, column: str) -> bool:
    """Whether a form, or what is left without و or ف, is of the class."""
    words = cues(column)
    return form in words or (len(form) > 3 and form[0] in "وف" and form[1:] in words)


@lru_cache(maxsize=30_000)
def head_of(form: str) -> tuple[str, str, str] | None:
    """A word of kind: (proclitics, word, class), or None."""
    classes = _classes()
    for prefix in ("", *PROCLITICS):
        if form.startswith(prefix):
            stem = form[len(prefix) :]
            if stem in classes:
                return prefix, stem, classes[stem]
    return None


@cache
def _classes() -> dict[str, str]:
    """Words of kind by their class, the first of those that a word may have."""
    found: dict[str, str] = {}
    for column in ("area", "site", "weak", "org", "plural"):
        for word in heads(column):
            found.setdefault(word, column)
    return found


@lru_cache(maxsize=8_000)  # each entry keeps its Word alive: 30,000 took 12 MB a process, and computing again is cheap
def nisba_of(word: Word) -> str | None:
    """The country that a word tells by its nisba (السورية, والمغربي), ISO 3166-1 alpha-3."""
    demonyms = demonym_phrases()
    if not demonyms.opens(word):  # true of 29 forms in 30; making a token of each took a fiftieth of the time of reading
        return None
    token = Token(0, 0, len(word.form), word.form, "word")
    found = demonyms.match([token], 0)
    sure = found is not None and not found.value.ambiguous and found.value.country != "INT"
    return found.value.country if found and sure else None
