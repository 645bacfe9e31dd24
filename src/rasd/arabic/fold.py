"""Folding: one spelling for the many ways in which the same Arabic word is typed.

`fold` makes look-up keys of single words and lexicon entries; it must never be used on a text that leads to evidence. For those,
`FoldedView` keeps the map back to the original.
"""

from __future__ import annotations

import unicodedata
from functools import lru_cache

from rasd.arabic.letters import ARABIC_INDIC_DIGITS, DROPPED, EXTENDED_DIGITS
from rasd.spans import OffsetMap, Span

_SAME = str.maketrans(
    "أإآٱىةیکھہە" + ARABIC_INDIC_DIGITS + EXTENDED_DIGITS,
    "ااااايهيكههه"[1:] + "0123456789" * 2,
)
_DROP = {ord(c): None for c in DROPPED}
_FOLD = {**_SAME, **_DROP}


def fold_letter(letter: str) -> str:
    """The folded form of one code point: "" for what is dropped, more than one letter for ligatures (presentation forms)."""
    if letter in DROPPED:
        return ""
    if "\ufb50" <= letter <= "\ufefc":
        letter = unicodedata.normalize("NFKC", letter)
    return letter.translate(_FOLD)


@lru_cache(maxsize=200_000)
def fold(word: str) -> str:
    """The look-up key of a word or a short phrase: alef, ya, ta marbuta and digits unified; diacritics, tatweel and marks dropped."""
    if any("\ufb50" <= c <= "\ufefc" for c in word):
        word = unicodedata.normalize("NFKC", word)
    return word.translate(_FOLD)


class FoldedView:
    """A text folded for matching, with the way back: `view.text` and `view.span(start, end)` in the original."""

    __slots__ = ("map", "text")

    def __init__(self, original: str) -> None:
        pieces: list[str] = []
        starts: list[int] = []
        origins: list[int] = []
        length, expected = 0, -1
        for position, letter in enumerate(original):
            folded = fold_letter(letter)
            if not folded:
                continue
            if position != expected:
                starts.append(length)
                origins.append(position)
            pieces.append(folded)
            length += len(folded)
            expected = position + 1 if len(folded) == 1 else -1
        self.text = "".join(pieces)
        self.map = OffsetMap(starts, origins, length, len(original))

    def span(self, start: int, end: int) -> Span:
        """The span of the original that `view.text[start:end]` came from."""
        return self.map.span(start, end)
