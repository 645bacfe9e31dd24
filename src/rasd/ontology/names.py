"""How likely a word is part of a person's name, and which words join the parts (data/name_words.tsv, name_joints.tsv)."""

from __future__ import annotations

from functools import cache, lru_cache

from rasd.arabic.fold import fold
from rasd.ontology.knowledge import name_tokens
from rasd.ontology.tables import items, table
from rasd.ontology.words import function_words, tenths

SURE, LIKELY, POSSIBLE = 0.5, 0.3, 0.15  # thresholds of `name_likelihood`
UNKNOWN = -1.0  # a rare word, as foreign names are: a name only where the context says so
_ENCLITICS = ("ها", "هم", "هما", "وا", "نا", "تم", "وه", "كم", "ني", "ته")


@cache
def joints() -> dict[str, frozenset[str]]:
    """Words inside names by what they do: `before` need a name after them (بن), `after` close one (الدين)."""
    return {row["class"]: frozenset(map(fold, items(row["words"]))) for row in table("name_joints")}


@lru_cache(maxsize=20_000)
def name_likelihood(form: str) -> float:
    """0.0 to 1.0 for a folded form, or UNKNOWN for a rare word that looks like no inflected common word."""
    known = _known(form)
    if known is None:
        return 0.0 if _inflected(form) else UNKNOWN
    return known


def is_sure_name(form: str) -> bool:
    """Whether a folded form is part of a name more often than not: `name_likelihood` of SURE or more, which needs no look at rare words."""
    return (_known(form) or 0.0) >= SURE


def _known(form: str) -> float | None:
    """The likelihood of a word that the lists hold, None for any other."""
    if form in function_words() and form not in joints()["also"]:
        return 0.0
    if form.startswith("عبدال") and len(form) > 6:
        return 0.95
    listed, known = _listed(form), tenths().get(form)
    return max(known or 0.0, listed) if listed or known is not None else None


@lru_cache(maxsize=20_000)
def is_given_name(form: str) -> bool:
    """Whether a form is often the first of a full name, be it an ordinary word as well (أمير)."""
    token = name_tokens().get(form)
    return token is not None and token.first >= 20 and token.first > token.last


@lru_cache(maxsize=20_000)
def is_surname(form: str) -> bool:
    """Whether a form is often the last of a full name, be it an ordinary word as well (القاضي)."""
    token = name_tokens().get(form)
    return token is not None and token.last >= 10 and token.last > token.first


def _listed(form: str) -> float:
    token = name_tokens().get(form)
    if token is None or token.common:
        return 0.0
    seen = token.first + token.inner + token.last
    return 0.6 if seen > 2 else 0.3 if seen == 2 else 0.0


def _inflected(form: str) -> bool:
    """Whether a rare form is a common word with clitics: وناقشها, بعضويتها, للموهبه."""
    listed = tenths()
    for prefix in ("وال", "بال", "فال", "كال", "لل", "ال", "و", "ف", "ب", "ل", "س", "ي", "ت"):
        if form.startswith(prefix) and len(form) - len(prefix) > 2 and listed.get(form[len(prefix) :]) == 0.0:
            return True
    return len(form) > 4 and not form.startswith("ال") and form.endswith(_ENCLITICS)  # the ني of الورشفاني is no pronoun
