"""Where the name begins in the mention of a person that ends in one: رئيس قسم المطافئ العقيد [سالم الفرجاني]."""

from __future__ import annotations

from rasd.arabic.tokens import Token
from rasd.document import Document
from rasd.ontology.knowledge import demonym_phrases, title_at
from rasd.ontology.names import is_given_name, joints, name_likelihood
from rasd.ontology.words import COURTESY, has_article, tenths

_OPENING = frozenset("،,:)»”")  # behind these a name stands alone: الأمين العام للحزب، [سعد الدين المالكي]
_SHORTEST = 3  # letters of a single word that may be a name
_ORDINARY = 2  # words inside a name that are ordinary ones elsewhere: علي [أكبر] المنصوري
_JOINED = ("لل", "بال", "وال", "فال", "كال")  # before ال: للأحرار ends a body and opens no name


def name_in(document: Document, first: int, last: int) -> int | None:
    """The first token of the name that ends at `last` and begins at `first` or later; None where none ends there.

    What a name is made of: likely words, rare ones as foreign names are, and any word behind a given name (علي أكبر) or a comma.
    """
    start = last + 1
    while start > first and _may_be_name(document, start - 1):
        start -= 1
    if start > last:
        return None
    told = next((k for k in range(max(first, start - _ORDINARY), start) if _opens(document, k)), start)
    if any(document.tokens[k].kind != "word" for k in range(told, last + 1)):
        told = start
    while told <= last and _stands_before(document, told, last):
        told += 1
    return None if told > last or (told == last and len(document.tokens[told].form) < _SHORTEST) else told


def goes_on(document: Document, first: int, last: int) -> bool:
    """Whether all words may go on with a name that ended before them: none is an ordinary word or joined to one by ال."""
    words = [document.tokens[k] for k in range(first, last + 1)]
    return all(_may_be_name(document, word.index) or (word.kind == "word" and word.form not in tenths()) for word in words)


def _may_be_name(document: Document, index: int) -> bool:
    """Whether a word may be part of a name: a likely or a rare one, or what joins two."""
    token = document.tokens[index]
    if token.kind != "word" or token.form.startswith(_JOINED):
        return False
    return name_likelihood(token.form) != 0.0 or any(token.form in words for words in joints().values())


def _opens(document: Document, index: int) -> bool:
    """Whether a name begins at a word though some of its words are ordinary: a given name, or the first behind a rank, comma or bracket."""
    token, before = document.tokens[index], document.tokens[index - 1] if index else None
    if token.kind != "word" or before is None:
        return False
    ranked = not has_article(token.form) and (before.form in COURTESY or _is_rank(document, index - 1))
    return ranked or is_given(token) or before.form in _OPENING


def is_given(token: Token) -> bool:
    """Whether a word is often a first name; the preposition على is spelt like one."""
    return is_given_name(token.form) and (token.form != "علي" or token.text.endswith("ي"))


def _is_rank(document: Document, index: int) -> bool:
    title = title_at(document.tokens, index)
    return title is not None and title.title.cls == "rank" and title.definite


def _stands_before(document: Document, index: int, last: int) -> bool:
    """Whether a word is a rank, a courtesy or the adjective of a state before the name: الرئيس [الغاني] كوامي أدوبو."""
    token = document.tokens[index]
    if has_article(token.form) and demonym_phrases().match(document.tokens, index) is not None:
        return True
    if index == last or is_given(token) or document.tokens[index + 1].form in joints()["before"]:
        return False
    return token.form in COURTESY or title_at(document.tokens, index) is not None
