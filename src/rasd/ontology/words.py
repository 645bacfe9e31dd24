"""Words by form alone: function words, the article, proclitics, and how likely each is part of a name."""

from __future__ import annotations

from functools import cache

from rasd.arabic.fold import fold
from rasd.ontology.tables import items, table


@cache
def function_words() -> dict[str, str]:
    """Folded function word or frequent verb → its class (preposition, particle, pronoun, verb)."""
    return {fold(word): row["class"] for row in table("function_words") for word in items(row["words"])}


@cache
def ends_phrase(form: str) -> bool:
    """Whether this folded form cannot stand inside a noun phrase, the conjunctions و and ف before it or not."""
    words = function_words()
    return form in words or (len(form) > 3 and form[0] in "وف" and form[1:] in words)


@cache
def has_article(form: str) -> bool:
    """Whether a form starts with ال (after no proclitic), long enough to be an article."""
    return len(form) > 4 and form.startswith("ال")


@cache
def tenths() -> dict[str, float]:
    """Folded word → how likely it is part of a name (data/name_words.tsv); 0.0: an ordinary word."""
    return {token: int(row["tenths"]) / 10 for row in table("name_words") for token in items(row["tokens"])}


@cache
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
