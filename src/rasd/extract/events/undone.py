"""Acts that were prevented or called off: أحبطت قوات الأمن هجوما، تم إفشال محاولة تفجير."""

from __future__ import annotations

from functools import cache

from rasd.arabic.fold import fold
from rasd.arabic.remembered import Remembered
from rasd.arabic.tokens import Token
from rasd.document import Document
from rasd.ontology.tables import items, table
from rasd.ontology.triggers import trigger_lexicon, word_set
from rasd.ontology.words import is_verb_form

REACH = 8  # tokens back to the word of prevention, past its subject and محاولة or مخطط
AFTERMATH, LINKS = word_set("preposition of time"), word_set("skipped before a verb")
_foils: Remembered[str, bool] = Remembered()


def is_undone(document: Document, index: int) -> bool:
    """Whether the act at a token was prevented: a word of prevention precedes it, without another verb, a punctuation mark or a second
    act (وقتلت ثلاثة، واعتقال خلية) between them."""
    tokens = document.tokens
    if _is_joined(tokens[index]):
        return False
    for k in range(index - 1, max(-1, index - 1 - REACH), -1):
        token = tokens[k]
        if token.sentence != tokens[index].sentence or token.kind == "punct":
            return False
        if _foils_here(token):
            return True
        if token.form in AFTERMATH or _is_joined(token) or (is_verb_form(token.form) and token.form not in LINKS):
            return False
    return False


def _is_joined(token: Token) -> bool:
    """Whether a token begins a second act, joined by و."""
    return token.form[:1] == "و" and bool(trigger_lexicon().match(token.word)) and token.segments.proclitics[:1] == ("و",)


def _foils_here(token: Token) -> bool:
    known = _foils.get(token.form)
    return _foils.keep(token.form, not token.word.stems.isdisjoint(_words())) if known is None else known


@cache
def _words() -> frozenset[str]:
    rows = [row for row in table("trigger_status") if row["effect"] == "undone"]
    return frozenset(fold(word) for row in rows for word in items(row["words"]))
