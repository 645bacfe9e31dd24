"""Where a noun phrase ends: idafa chains, agreeing adjectives and, where asked for, the prepositional phrase that belongs to it.

No parser: a noun without ال is open (an idafa may follow), a noun with ال closes the chain and takes only words with ال after it.
Function words and frequent verbs (data/function_words.tsv), punctuation and conjunctions end it.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from functools import lru_cache

from rasd.arabic.fold import fold
from rasd.arabic.tokens import Token
from rasd.ontology.knowledge import demonym_phrases
from rasd.ontology.tables import words_of
from rasd.ontology.words import ends_phrase, has_article, has_clitic, is_attribute, is_indefinite_attribute, is_verb_form

_OCCASIONS = frozenset(
    map(fold, ("بيان", "تصريح", "تصريحات", "حديث", "كلمة", "كلمته", "مؤتمر", "مقابلة", "حوار", "رسالة", "تغريدة", "وقت", "ختام", "إطار"))
)
_MASDAR = re.compile("(?:ال|لل)?(?:م(?!راسل|عارض|قاوم|قاتل).ا..(?:ه|ات)|حاجه)")
_BOUND = frozenset(("ب", "ل", "في", "من", "لدي", "عن", "باسم"))


def is_noun_like(token: Token) -> bool:
    """Whether a token can go on a noun phrase at all."""
    return token.kind == "word" and not ends_phrase(token.form) and not is_verb_form(token.form)


@lru_cache(maxsize=20_000)
def adjective_like(form: str) -> bool:
    """Whether an indefinite form can be an adjective of an indefinite noun: a nisba, or a word listed as one."""
    bare = form[:-1] if len(form) > 4 and form.endswith("ا") else form
    return any(stem in demonym_phrases() or is_indefinite_attribute(stem) for stem in {form, bare})


@lru_cache(maxsize=20_000)
def is_masdar(form: str) -> bool:
    """Whether a form that looks like a title of a woman, or like a group of women, is far more often a noun of action: مساعدة, مفاوضات."""
    return _MASDAR.fullmatch(form) is not None


def describes(tokens: Sequence[Token], index: int, prefix: str = "") -> bool:
    """Whether a word that can be a noun or an adjective (إرهابي، عسكري) modifies the noun right before it: العمل الإرهابي, توغل عسكري."""
    if index == 0 or prefix not in ("", "و") or tokens[index - 1].sentence != tokens[index].sentence:
        return False
    before, form = tokens[index - 1], tokens[index].form[len(prefix) :]
    if not is_noun_like(before):
        return False
    if has_article(form):
        return is_attribute(form) and (has_article(before.form.lstrip("و")) or before.form.startswith(("لل", "بال")) or _possessed(before))
    if form.endswith("ون") and before.text.endswith(("ه", "ها", "هم")):
        return False  # كمين نصبه [جهاديون]: who did it
    if form.endswith("ا") and before.form.endswith("ا"):
        form = form[:-1]  # ممرا إرهابيا
    return prefix == "" and is_indefinite_attribute(form) and not has_article(before.form)


def noun_phrase(tokens: Sequence[Token], first: int, *, stop: Callable[[int], bool] | None = None, longest: int = 8) -> int:
    """The last token of the noun phrase whose head is token `first`; `stop(k)` says that token k starts something else (a name)."""
    last, closed = first, _definite_head(tokens[first]) or _possessed(tokens[first])
    sentence = tokens[first].sentence
    while last + 1 < len(tokens) and last - first < longest:
        token = tokens[last + 1]
        if token.sentence != sentence or not is_noun_like(token) or _joins(token) or has_clitic(token.form):
            break
        if stop is not None and stop(last + 1):
            break
        if closed and not is_attribute(token.form):
            break
        closed = closed or has_article(token.form) or _possessed(token)
        last += 1
    return last


def indefinite_phrase(tokens: Sequence[Token], first: int, longest: int = 4) -> int:
    """The last token of an indefinite noun and its adjectives (مصدر أمني عراقي): only words of adjective shape go on."""
    last = first
    numbers = words_of("quantities", "number")
    while last + 1 < len(tokens) and last - first < longest:
        token = tokens[last + 1]
        if token.sentence != tokens[first].sentence or not is_noun_like(token) or has_article(token.form) or _joins(token):
            break
        if token.form in numbers or not (adjective_like(token.form) or _same_plural(token.form, tokens[first].form)):
            break  # a number counts what follows: خطف مسلحون [عشرة تلاميذ]
        last += 1
    return last


def _same_plural(form: str, head: str) -> bool:
    """Whether two words share the ending of a sound plural: متظاهرون غاضبون."""
    return len(form) > 4 and form[-2:] == head[-2:] and form.endswith(("ون", "ين"))


def bound_phrase(tokens: Sequence[Token], last: int, *, stop: Callable[[int], bool] | None = None) -> int:
    """The last token of a phrase with في، من، بـ، لـ، لدى، عن or باسم that directly follows token `last`; `last` where there is none."""
    after = last + 1
    if after >= len(tokens) or tokens[after].sentence != tokens[last].sentence or tokens[after].kind != "word":
        return last
    form = tokens[after].form
    if form in _BOUND:
        following = tokens[after + 1] if after + 1 < len(tokens) else None
        if following is not None and is_noun_like(following) and following.sentence == tokens[last].sentence and _binds(following.form):
            return noun_phrase(tokens, after + 1, stop=stop)
        return last
    if form.startswith(("بال", "لل")) and len(form) > 5 and not ends_phrase(form):
        return noun_phrase(tokens, after, stop=stop)
    return last


def _possessed(token: Token) -> bool:
    """Whether a noun ends in a pronoun and takes no idafa: بلاده, قواتها. A final ه that is written so is no ة."""
    return len(token.form) > 4 and token.text.endswith(("ه", "ها", "هم", "هما", "نا")) and not has_article(token.form)


def _binds(form: str) -> bool:
    """Whether a word after في can say where someone belongs, and is no occasion (في بيان)."""
    return form not in _OCCASIONS and form.removeprefix("ال") not in _OCCASIONS


def _definite_head(token: Token) -> bool:
    return any(
        reading.prefix.endswith(("ال", "لل")) or reading.stem.startswith("ال") for reading in token.word.readings[1:]
    ) or has_article(token.form)


def _joins(token: Token) -> bool:
    """Whether the token starts with و or ف as a conjunction: before ال, ب, ل, or a word that is known without it."""
    return token.form[0] in "وف" and token.form[1:].startswith(("ال", "لل", "بال"))
