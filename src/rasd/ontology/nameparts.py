"""What may be part of a name, and where one begins in the words for a person that end in it: رئيس قسم المطافئ العقيد [سالم الفرجاني]."""

from __future__ import annotations

from collections.abc import Sequence

from rasd.arabic.tokens import Token
from rasd.ontology.knowledge import (
    demonym_phrases,
    name_tokens,
    nominal_phrases,
    organisation_phrases,
    state_phrases,
    title_at,
    title_phrases,
)
from rasd.ontology.names import is_given_name, is_sure_name, joints, name_likelihood
from rasd.ontology.organisation_heads import head_phrases
from rasd.ontology.place_words import head_of
from rasd.ontology.words import COURTESY, has_article, has_clitic, tenths

_OPENING = frozenset("،,:)»”")  # behind these a name stands alone: الأمين العام للحزب، [سعد الدين المالكي]
_SHORTEST = 3  # letters of a single word that may be a name
_ORDINARY = 2  # words inside a name that are ordinary ones elsewhere: علي [أكبر] المنصوري
_CALLED_AFTER = frozenset(("ngo", "other"))  # kinds of bodies that are called after somebody; a company is his
_CLITICAL = 4  # least letters of a word with a proclitic
_JOINED = ("لل", "بال", "وال", "فال", "كال")  # before ال: للأحرار ends a body and opens no name


def name_in(tokens: Sequence[Token], first: int, last: int) -> int | None:
    """The first token of the name that ends at `last` and begins at `first` or later; None where none ends there.

    What a name is made of: likely words, rare ones as foreign names are, and any word behind a given name (علي أكبر) or a comma.
    """
    start = last + 1
    while start > first and may_be_part(tokens[start - 1]):
        start -= 1
    if start > last:
        return None
    told = next((k for k in range(max(first, start - _ORDINARY), start) if _opens(tokens, k)), start)
    if any(tokens[k].kind != "word" for k in range(told, last + 1)):
        told = start
    while told <= last and _stands_before(tokens, told, last):
        told += 1
    return None if told > last or (told == last and len(tokens[told].form) < _SHORTEST) else told


def behind_nisba(tokens: Sequence[Token], first: int, last: int) -> int | None:
    """The first token of a name behind the nisba of its state: السويدي [إريك لاندستروم]; المصري alone is a surname."""
    nisba = demonym_phrases().match(tokens, first) if has_article(tokens[first].form) else None
    if nisba is None or nisba.value.ambiguous or nisba.value.country in (None, "INT") or nisba.last >= last:
        return None
    return nisba.last + 1 if may_be_part(tokens[nisba.last + 1]) else name_in(tokens, nisba.last + 1, last)


def behind_relative(tokens: Sequence[Token], first: int, last: int) -> int | None:
    """The first token of a name behind a noun with a pronoun: زوجته [راشيل], زميلها [محمود الدغيدي]."""
    owned = first < last and name_likelihood(tokens[first].form) == 0.0 and is_owned(tokens[first])
    return name_in(tokens, first + 1, last) if owned else None


def is_owned(token: Token) -> bool:
    """Whether a noun ends in a pronoun: زميلها, شقيقه, whose key is also that of شقيقة."""
    relation = token.text.endswith("ه") and title_at([token], 0) is not None
    return relation or bool(token.segments.enclitic)


def opening_clitic(tokens: Sequence[Token], first: int, *, named: bool) -> str:
    """The proclitic before the words for an actor: [ب]المجلس, [و]منظمة تيفاوت, [ل]نجيب; "" where the letter is the word's own (وليد).

    `named` for a person's name. لل is left, also behind و: its ل has swallowed the alef of ال.
    """
    token = tokens[first]
    form = token.form
    whole = named and name_tokens().get(form) is not None and token.text[1:2] != "أ"  # لامين is a name, and لأمين is not
    if whole or len(form) < _CLITICAL or form[0] not in "وفبل" or form.startswith("لل"):
        return ""
    known = (state_phrases(), organisation_phrases(), title_phrases(), nominal_phrases())
    matches = [match.prefix for phrases in known if (match := phrases.match(tokens, first)) is not None]
    if matches:  # banks (بنوك) are not in Nuuk (ب and نوك)
        prefix = min(matches, key=len).removesuffix("ال")
        return prefix.removesuffix("ل") if form.startswith("لل", len(prefix) - 1) else prefix
    if named:
        return form[0] if is_sure_name(form[1:]) or (form[0] == "و" and _ends_name(tokens, first - 1)) else ""
    own = form[0] == "ب" and form.endswith("يه")  # بحرية, بلدية
    return form[0] if has_clitic(form) and token.segments.proclitics[:1] == (form[0],) and not own else ""


def _ends_name(tokens: Sequence[Token], index: int) -> bool:
    """Whether a name may end at a token: [جوناثان ريد] وشيلا موران."""
    return index >= 0 and tokens[index].kind == "word" and name_likelihood(tokens[index].form) != 0.0


def is_namesake(tokens: Sequence[Token], first: int) -> bool:
    """Whether the name at a token, behind a title, is that of a place or body called after the man: مطار الملك [عبدالعزيز]."""
    start = first
    while start and has_article(tokens[start - 1].form) and _honours(tokens, start - 1):
        start -= 1
    if start == first or not start:
        return False
    site, head = head_of(tokens[start - 1].form), head_phrases().match(tokens, start - 1)
    body = head is not None and not head.value.definite and head.value.head.kind in _CALLED_AFTER
    return body or (site is not None and site[2] in ("site", "org"))


def _honours(tokens: Sequence[Token], index: int) -> bool:
    """Whether a token is a rank, an honorific or a title that is a first name too: الملك, الأمير, الشيخ."""
    title = title_at(tokens, index)
    return title is not None and (title.title.cls in ("rank", "honorific") or title.title.ambiguous)


def goes_on(tokens: Sequence[Token], first: int, last: int) -> bool:
    """Whether all words may go on with a name that ended before them: none is an ordinary word or joined to one by ال."""
    words = [tokens[k] for k in range(first, last + 1)]
    return all(may_be_part(word) or (word.kind == "word" and word.form not in tenths()) for word in words)


def may_be_part(token: Token) -> bool:
    """Whether a word may be part of a name: a likely or a rare one, or what joins two."""
    if token.kind != "word" or token.form.startswith(_JOINED):
        return False
    return name_likelihood(token.form) != 0.0 or any(token.form in words for words in joints().values())


def _opens(tokens: Sequence[Token], index: int) -> bool:
    """Whether a name begins at a word though some of its words are ordinary: a given name, or the first behind a rank, comma or bracket."""
    token, before = tokens[index], tokens[index - 1] if index else None
    if token.kind != "word" or before is None:
        return False
    ranked = not has_article(token.form) and (before.form in COURTESY or _is_rank(tokens, index - 1))
    return ranked or is_given(token) or before.form in _OPENING


def is_given(token: Token) -> bool:
    """Whether a word is often a first name; the preposition على is spelt like one."""
    return is_given_name(token.form) and (token.form != "علي" or token.text.endswith("ي"))


def _is_rank(tokens: Sequence[Token], index: int) -> bool:
    title = title_at(tokens, index)
    return title is not None and title.title.cls == "rank" and title.definite


def _stands_before(tokens: Sequence[Token], index: int, last: int) -> bool:
    """Whether a word is a rank, a courtesy or the adjective of a state before the name: الرئيس [الغاني] كوامي أدوبو."""
    token = tokens[index]
    if has_article(token.form) and demonym_phrases().match(tokens, index) is not None:
        return True
    if index == last or is_given(token) or tokens[index + 1].form in joints()["before"]:
        return False
    return token.form in COURTESY or title_at(tokens, index) is not None
