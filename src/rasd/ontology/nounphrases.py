"""Where a noun phrase ends: idafa chains, agreeing adjectives and, where asked for, the prepositional phrase that belongs to it.

No parser: a noun without ال is open (an idafa may follow), a noun with ال closes the chain and takes only words with ال after it.
Function words and frequent verbs (data/function_words.tsv), punctuation and conjunctions end it.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import cache

from rasd.arabic.fold import fold
from rasd.arabic.tokens import Token
from rasd.ontology.knowledge import demonym_phrases
from rasd.ontology.tables import items, table

_INDEFINITE_ENDINGS = ("ي", "يه", "ين", "ون", "ات", "ا", "يا")
_BOUND = frozenset(("ب", "ل", "في", "من", "لدي", "عن", "باسم"))


@cache
def function_words() -> dict[str, str]:
    """Folded function word or frequent verb → its class (preposition, particle, pronoun, verb)."""
    return {fold(word): row["class"] for row in table("function_words") for word in items(row["words"])}


@cache
def ends_phrase(form: str) -> bool:
    """Whether this folded form cannot stand inside a noun phrase, the conjunctions و and ف before it or not."""
    words = function_words()
    return form in words or (len(form) > 3 and form[0] in "وف" and form[1:] in words)


def is_noun_like(token: Token) -> bool:
    """Whether a token can go on a noun phrase at all."""
    return token.kind == "word" and not ends_phrase(token.form)


@cache
def has_article(form: str) -> bool:
    """Whether a form starts with ال (after no proclitic), long enough to be an article."""
    return len(form) > 4 and form.startswith("ال")


@cache
def adjective_like(form: str) -> bool:
    """Whether an indefinite form can be an adjective of an indefinite noun: a nisba, a regular plural, or a listed demonym."""
    return len(form) > 3 and (form.endswith(_INDEFINITE_ENDINGS) or form in demonym_phrases() or form in _adjectives())


@cache
def _adjectives() -> frozenset[str]:
    return frozenset(fold(word) for row in table("adjectives") for word in items(row["words"]))


def noun_phrase(tokens: Sequence[Token], first: int, *, stop: Callable[[int], bool] | None = None, longest: int = 8) -> int:
    """The last token of the noun phrase whose head is token `first`; `stop(k)` says that token k starts something else (a name)."""
    last, closed = first, _definite_head(tokens[first])
    sentence = tokens[first].sentence
    while last + 1 < len(tokens) and last - first < longest:
        token = tokens[last + 1]
        if token.sentence != sentence or not is_noun_like(token) or _joins(token) or (stop is not None and stop(last + 1)):
            break
        definite = has_article(token.form)
        if closed and not definite:
            break
        closed = closed or definite
        last += 1
    return last


def indefinite_phrase(tokens: Sequence[Token], first: int, longest: int = 4) -> int:
    """The last token of an indefinite noun and its adjectives (مصدر أمني عراقي): only words of adjective shape go on."""
    last = first
    while last + 1 < len(tokens) and last - first < longest:
        token = tokens[last + 1]
        if token.sentence != tokens[first].sentence or not is_noun_like(token) or has_article(token.form) or _joins(token):
            break
        if not adjective_like(token.form):
            break
        last += 1
    return last


def bound_phrase(tokens: Sequence[Token], last: int, *, stop: Callable[[int], bool] | None = None) -> int:
    """The last token of a phrase with في، من، بـ، لـ، لدى، عن or باسم that directly follows token `last`; `last` where there is none."""
    after = last + 1
    if after >= len(tokens) or tokens[after].sentence != tokens[last].sentence or tokens[after].kind != "word":
        return last
    form = tokens[after].form
    if form in _BOUND:
        if after + 1 < len(tokens) and is_noun_like(tokens[after + 1]) and tokens[after + 1].sentence == tokens[last].sentence:
            return noun_phrase(tokens, after + 1, stop=stop)
        return last
    if form.startswith(("بال", "لل")) and len(form) > 5 and not ends_phrase(form):
        return noun_phrase(tokens, after, stop=stop)
    return last


def _definite_head(token: Token) -> bool:
    return any(
        reading.prefix.endswith(("ال", "لل")) or reading.stem.startswith("ال") for reading in token.word.readings[1:]
    ) or has_article(token.form)


def _joins(token: Token) -> bool:
    """Whether the token starts with و or ف as a conjunction: before ال, ب, ل, or a word that is known without it."""
    return token.form[0] in "وف" and token.form[1:].startswith(("ال", "لل", "بال"))
