"""The words of an article for relating: light stems, numbers and Latin words, in the order of the text."""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import lru_cache
from sys import intern
from zlib import crc32

from rasd.arabic.fold import fold
from rasd.arabic.segment import frequency, segment, segment_folded
from rasd.arabic.tokens import Token, tokenize

SHINGLE = 4  # words; with three, two writers share phrases by chance, with five, edited copies are missed
_SHORTEST = 2  # letters of a stem
_FRONTS = ("و", "ف", "ب", "ل", "ك", "ال", "وال", "فال", "بال", "كال", "لل", "ولل", "وبال", "فبال", "وب", "ول", "فل", "فب")
_ENDS = ("ات", "ين", "ون", "ان", "ها", "هم", "هما", "نا", "ه", "يه", "وا", "ا", "ي", "ته", "تها", "تهم", "اته", "اتها", "اتهم")
_YEAR = re.compile(r"(?:19|20)\d\d|14[3-9]\d")
_COUNTED = frozenset({"word", "number", "latin"})
_MASK = 0xFFFFFFFF
_STEP = 0x9E3779B1  # the golden ratio times 2**32, odd: sums of word hashes spread over all bits


@lru_cache(maxsize=100_000)  # stemming costs a hundred times as much as folding
def stem(word: str) -> str:
    """The light stem of a word, folded, without clitics and endings: وبالمدرسة → مدرس. "" where at most one letter is left.

    Words that are rare in news get a simpler stem: careful segmentation took nine tenths of the time over an archive, where one word in ten
    is new.
    """
    form = fold(word)
    found = fold(segment(word).stem) if frequency(form) else _rare_stem(form)
    return intern(found) if len(found) >= _SHORTEST else ""


def _rare_stem(form: str) -> str:
    """The stem of the most frequent word that a form holds between its clitics, else the form without article and ending."""
    options = [(form[len(front) :], "") for front in _FRONTS if form.startswith(front)]
    options += [(rest[: -len(end)], end) for rest, _ in [(form, ""), *options] for end in _ENDS if rest.endswith(end)]
    options = [(rest, end) for rest, end in options if len(rest) > _SHORTEST]
    best = max(((frequency(rest), rest) for rest, _ in options), default=(0, ""))
    if best[0]:
        return fold(segment_folded(best[1]).stem)
    shortest = min((rest for rest, _ in options), key=len, default=form)
    return shortest if len(shortest) > _SHORTEST else form


def stems(tokens: Sequence[Token]) -> list[str]:
    """The stems of words, Latin words in lower case, and numbers of two digits or more."""
    found = []
    for token in tokens:
        if token.kind == "word":
            form = stem(token.text)
        elif token.kind == "latin":
            form = token.form.lower()
        else:
            form = token.form if token.kind == "number" and len(token.form) > 1 else ""
        if form:
            found.append(form)
    return found


def words(text: str) -> list[str]:
    """The stems of a text."""
    return stems(tokenize(text))


@lru_cache(maxsize=4_000)
def sentence_words(text: str) -> tuple[str, ...]:
    """The stems of a name or sentence; cached, since one sentence may have three events and a name recurs in every article."""
    return tuple(words(text))


def is_number(form: str) -> bool:
    """Whether a stem is a number that may distinguish happenings; years are in every article."""
    return form[0].isdigit() and not _YEAR.fullmatch(form)


def shingles(tokens: Sequence[Token]) -> list[int]:
    """Hashes (32 bits) of every four consecutive words, folded, in order; of all words together if there are fewer. The same on every
    machine."""
    hashes = [_hash(token.form) for token in tokens if token.kind in _COUNTED]
    width = min(SHINGLE, len(hashes))
    found = []
    rolling, leaving = 0, pow(_STEP, width, _MASK + 1)
    for k, value in enumerate(hashes):
        rolling = (rolling * _STEP + value) & _MASK
        if k >= width:
            rolling = (rolling - hashes[k - width] * leaving) & _MASK
        if k >= width - 1:
            found.append(rolling ^ rolling >> 15)
    return found


@lru_cache(maxsize=20_000)
def _hash(form: str) -> int:
    return crc32(form.encode("utf-8", "surrogatepass"))
