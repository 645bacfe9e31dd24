"""Words by form alone: function words, the article, proclitics, and how likely each is part of a name."""

from __future__ import annotations

from functools import cache, lru_cache

from rasd.arabic.fold import fold
from rasd.arabic.kept import Plain
from rasd.ontology.compiled import WORDS
from rasd.ontology.tables import items, table

# "called": what is called stands before such a word, its name after it
NAMING = frozenset(map(fold, ("يسمى", "تسمى", "يدعى", "تدعى", "اسمه", "اسمها")))
# "Mr, Dr, ...": a name follows, of which they are no part
COURTESY = frozenset(map(fold, ("السيد", "السيدة", "الدكتور", "الدكتورة", "الأستاذ", "الأستاذة", "البروفيسور", "المهندس", "المهندسة")))
# "God support, keep, have mercy on him": behind the name of a king or one who died; نصر and الله are names elsewhere
BLESSING = frozenset(map(fold, ("نصره", "حفظه", "حفظها", "أيده", "رعاه", "رعاها", "رحمه", "رحمها")))


@cache
def function_words() -> dict[str, str]:
    """Folded function word or frequent verb → its class (preposition, particle, pronoun, say, verb)."""
    found: dict[str, str] = WORDS.parts()["function words"]
    return found


@lru_cache(maxsize=60_000)  # called for every word: over 2,650 articles a third fewer misses than with 20,000
def is_saying(form: str) -> bool:
    """Whether a verb of saying or meeting, و or ف before it or not, whose subject follows: قال, وأوضح."""
    words = function_words()
    return words.get(form) == "say" or (len(form) > 3 and form[0] in "وف" and words.get(form[1:]) == "say")


@lru_cache(maxsize=20_000)
def ends_phrase(form: str) -> bool:
    """Whether this folded form cannot stand inside a noun phrase, the conjunctions و and ف before it or not."""
    words = function_words()
    return form in words or (len(form) > 3 and form[0] in "وف" and form[1:] in words)


@lru_cache(maxsize=20_000)
def has_article(form: str) -> bool:
    """Whether a form starts with ال (after no proclitic), long enough to be an article."""
    return len(form) > 4 and form.startswith("ال")


@cache
def tenths() -> dict[str, float]:
    """Folded word → how likely it is part of a name (data/name_words.tsv); 0.0: an ordinary word."""
    found: dict[str, float] = WORDS.parts()["tenths"]
    return found


def build() -> Plain:
    """The long lists of words, as they are kept between runs."""
    classes: dict[str, str] = {}
    for row in table("function_words"):
        for word in items(row["words"]):
            classes.setdefault(fold(word), row["class"])
    tenths = {token: int(row["tenths"]) / 10 for row in table("name_words") for token in items(row["tokens"])}
    listed = {name: frozenset(word for row in table(name) for word in items(row["words"])) for name in ("verb_forms", "attributes")}
    common = frozenset(word for row in table("places_common") for word in items(row["forms"]))
    foreign = frozenset(fold(row["token"]) for row in table("foreign_names"))
    return {"function words": classes, "tenths": tenths, "common after kinds": common, "foreign names": foreign, **listed}


@lru_cache(maxsize=20_000)
def has_clitic(form: str) -> bool:
    """Whether a form is a common word with و, ف, ب, ل or ك before it, and no word of its own: بإعدام, لصحافيين, ودنفورد."""
    listed = tenths()
    if form in listed or len(form) < 4 or form[0] not in "وفبلك":
        return False
    if form.startswith(("بال", "لل", "وال", "فال", "كال")):
        return True
    stem = form[1:]
    if stem in listed:
        return True
    return len(stem) > 3 and stem[0] in "بلوك" and stem[1:] in listed


def joins_definite(form: str) -> bool:
    """Whether the و before ال is no letter of the word: والقمة, not والدة."""
    return form.startswith("وال") and len(form) > 5 and has_clitic(form)


@cache
def _listed(name: str) -> frozenset[str]:
    found: frozenset[str] = WORDS.parts()[name]
    return found


@lru_cache(maxsize=20_000)
def is_verb_form(form: str) -> bool:
    """Whether a form is a verb far more often than a noun, و or ف before it or not (data/verb_forms.tsv)."""
    verbs = _listed("verb_forms")
    return form in verbs or (len(form) > 3 and form[0] in "وف" and form[1:] in verbs)


@lru_cache(maxsize=20_000)
def is_attribute(form: str) -> bool:
    """Whether a form with ال modifies the noun before it: السابق, الأميركية, not المسجد (data/attributes.tsv, adjectives.tsv)."""
    if not has_article(form):
        return False
    stem = form[2:]
    if stem in _listed("attributes") or stem in _adjectives():
        return True
    return stem not in tenths() and len(stem) > 4 and stem.endswith(("ي", "يه", "يين", "يون", "ويه"))


@lru_cache(maxsize=20_000)
def is_plain_adjective(form: str) -> bool:
    """Whether a form with ال is one of the adjectives written down for titles (data/adjectives.tsv): المقبل, الراحل."""
    return has_article(form) and form[2:] in _adjectives()


@cache
def _adjectives() -> frozenset[str]:
    return frozenset(fold(word) for row in table("adjectives") for word in items(row["words"]))


@lru_cache(maxsize=20_000)
def is_indefinite_attribute(form: str) -> bool:
    """Whether a form without ال can modify a noun: أمني, مسؤول, إيراني."""
    nisba = len(form) > 4 and form.endswith(("ي", "يه", "يين", "يون"))
    return len(form) > 2 and (nisba or form in _listed("attributes") or form in _adjectives())
