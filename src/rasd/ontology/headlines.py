"""Headlines of several clauses: X يفعل ... وY يفعل has two subjects, and no mark between them.

In prose a comma separates such clauses and the verb comes first. In headlines the subject comes first, so that و seems to join the second
subject to the last words of the first clause. Each further clause is read as a sentence of its own.
"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise

from rasd.arabic.tokens import Token
from rasd.ontology.cues import lexicon
from rasd.ontology.triggers import trigger_lexicon
from rasd.ontology.words import ends_phrase, is_verb_form

NOUNS = 6  # words that a subject before its verb has at most
LONGEST = 30  # tokens of a headline: nine in ten have 13 at most, and posts are longer
_DOTS = frozenset({"..", "...", "…", ".", "؛", "|"})


def is_headline(tokens: Sequence[Token]) -> bool:
    """Whether a line reads like a headline: few words, no full stop inside, and no verb before its subject."""
    if not 2 < len(tokens) <= LONGEST or _goes_on(tokens[0]):
        return False
    if tokens[-1].text == "." and any(trigger.form is not None for trigger in trigger_lexicon().match(tokens[0].word)):
        return False  # قتل جنود في هجوم. with its full stop is a sentence, قصف على رفح without one has a noun
    return not any(token.text == "." and len(before.text) > 1 for before, token in pairwise(tokens[:-1]))  # but د. فلان


def _goes_on(token: Token) -> bool:
    """Whether a line begins with a verb or with the conjunction و or ف; وزارة has neither."""
    if token.segments.proclitics[:1] in (("و",), ("ف",)):
        return True
    return is_finite(token) and not (token.form[0] == "و" and is_verb_form(token.form[1:]))


def clauses(tokens: Sequence[Token]) -> list[tuple[int, int]]:
    """The second and later clauses of a headline, in order, as (index of the first token of the subject, index of the verb)."""
    found: list[tuple[int, int]] = []
    verbs = {k for k, token in enumerate(tokens) if is_finite(token)}
    since = 0
    for k, token in enumerate(tokens):
        verb = _verb_of(tokens, verbs, k) if k > since + 1 and token.form[:1] == "و" and len(token.form) > 3 else None
        if verb is None or k in verbs or ends_phrase(token.form):
            continue
        if any(since <= v < k for v in verbs) or tokens[k - 1].text in _DOTS or _points_back(tokens[verb]):
            found.append((k, verb))
            since = k
    return found


def _verb_of(tokens: Sequence[Token], verbs: set[int], k: int) -> int | None:
    """The index of the present verb whose subject begins at token k, None for none: at most NOUNS tokens on, with only words of a noun
    phrase between."""
    for j in range(k + 1, min(k + 1 + NOUNS, len(tokens))):
        token = tokens[j]
        if j in verbs:
            return j if token.form[:1] in ("ي", "ت") else None
        if token.kind != "word" or ends_phrase(token.form):
            return None
    return None


def is_finite(token: Token) -> bool:
    """Whether a word is a verb: far more often than a noun, or one of those that report or tell events."""
    if token.kind != "word":
        return False
    if is_verb_form(token.form):
        return True
    present = token.form[:1] in ("ي", "ت")
    return present and (
        any(form.shape == "verb" for form in lexicon().forms(token.word))
        or any(trigger.form is not None for trigger in trigger_lexicon().match(token.word))
    )


def _points_back(token: Token) -> bool:
    """Whether a verb has an object pronoun, which refers to somebody in the clause before: وحزب الله ينعاه."""
    return token.form.endswith(("ه", "ها", "هم")) and len(token.form) > 4 and bool(token.word.pronoun_readings)
