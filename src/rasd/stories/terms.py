"""The words of an article as relating counts them: light stems, numbers and Latin words, in the order of the text."""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import lru_cache
from zlib import crc32

from rasd.arabic.fold import fold
from rasd.arabic.segment import segment
from rasd.arabic.tokens import Token, tokenize

SHINGLE = 4  # words; three find phrases that two writers share by chance, five lose copies whose sentences were edited
_SHORTEST = 2  # letters of a stem
_YEAR = re.compile(r"(?:19|20)\d\d|14[3-9]\d")
_MASK = 0xFFFFFFFF
_STEP = 0x9E3779B1  # the golden ratio times 2**32: spreads sums of word hashes over all bits


@lru_cache(maxsize=100_000)
def stem(word: str) -> str:
    """The light stem of a printed word, folded, without clitics and endings: وبالمدرسة → مدرس. "" where one letter or none is left."""
    found = fold(segment(word).stem)
    return found if len(found) >= _SHORTEST else ""


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


def is_number(form: str) -> bool:
    """Whether a stem is a number that may tell one happening from another: years are in every article."""
    return form[0].isdigit() and not _YEAR.fullmatch(form)


def shingles(tokens: Sequence[Token]) -> list[int]:
    """Hashes (32 bits) of every four words in a row, folded, in order; of all words together where there are fewer. The same everywhere."""
    hashes = [_hash(token.form) for token in tokens if token.kind in ("word", "number", "latin")]
    if not hashes:
        return []
    width = min(SHINGLE, len(hashes))
    return [_joined(hashes[k : k + width]) for k in range(len(hashes) - width + 1)]


@lru_cache(maxsize=100_000)
def _hash(form: str) -> int:
    return crc32(form.encode("utf-8", "surrogatepass"))


def _joined(hashes: Sequence[int]) -> int:
    value = 0
    for one in hashes:
        value = ((value ^ one) * _STEP) & _MASK
        value ^= value >> 15
    return value
