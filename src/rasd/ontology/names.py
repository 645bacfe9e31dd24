"""How likely a word is part of a person's name, and which words join the parts (data/name_words.tsv, name_joints.tsv)."""

from __future__ import annotations

from functools import cache

from rasd.arabic.fold import fold
from rasd.ontology.knowledge import name_tokens
from rasd.ontology.nounphrases import function_words
from rasd.ontology.tables import items, table

SURE, LIKELY, POSSIBLE = 0.5, 0.3, 0.15  # what a word's likelihood is compared with
UNKNOWN = -1.0  # a rare word, as foreign names are: a name only where the context says so
_ENCLITICS = ("ها", "هم", "هما", "وا", "نا", "تم", "وه", "كم", "ني")


@cache
def _tenths() -> dict[str, float]:
    return {token: int(row["tenths"]) / 10 for row in table("name_words") for token in items(row["tokens"])}


@cache
def joints() -> dict[str, frozenset[str]]:
    """Words inside names by what they do: `before` need a name after them (بن), `after` close one (الدين)."""
    return {row["class"]: frozenset(map(fold, items(row["words"]))) for row in table("name_joints")}


@cache
def name_likelihood(form: str) -> float:
    """0.0 to 1.0 for a folded form, or UNKNOWN for a rare word that looks like no inflected common word."""
    if form in function_words() and form not in joints()["also"]:
        return 0.0
    if form.startswith("عبدال") and len(form) > 6:
        return 0.95
    known = _tenths().get(form)
    if known:
        return max(known, _listed(form))
    listed = _listed(form)
    if listed:
        return listed
    if known == 0.0 or _inflected(form):
        return 0.0
    return UNKNOWN


def _listed(form: str) -> float:
    token = name_tokens().get(form)
    if token is None or token.common or token.first + token.inner + token.last < 3:
        return 0.0
    return 0.6


@cache
def has_clitic(form: str) -> bool:
    """Whether a form is a common word with و, ف, ب, ل or ك before it, and no word of its own: بإعدام, لصحافيين, ودنفورد."""
    tenths = _tenths()
    if form in tenths or len(form) < 4 or form[0] not in "وفبلك":
        return False
    if form.startswith(("بال", "لل", "وال", "فال", "كال")):
        return True
    stem = form[1:]
    if stem in tenths:
        return True
    return len(stem) > 3 and stem[0] in "بلوك" and stem[1:] in tenths


def _inflected(form: str) -> bool:
    """Whether a rare form is a common word with clitics: وناقشها, بعضويتها, للموهبه."""
    tenths = _tenths()
    for prefix in ("وال", "بال", "فال", "كال", "لل", "ال", "و", "ف", "ب", "ل", "س", "ي", "ت"):
        if form.startswith(prefix) and len(form) - len(prefix) > 2 and tenths.get(form[len(prefix) :]) == 0.0:
            return True
    return len(form) > 4 and form.endswith(_ENCLITICS)
