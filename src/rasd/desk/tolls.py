"""The words of a sentence around the number that it is shown for: cut at its beginning alone, a long one ends before its dead are told."""

from __future__ import annotations

import re
from collections.abc import Collection

from rasd.arabic.fold import fold
from rasd.desk.listing import Words
from rasd.ontology.numbers import number_words

_WORD = re.compile(r"\d+|[^\W\d]+")  # apart also where no blank stands between: 10من
_SHORT = 190  # letters that stand whole, as those of other quotes in lists
_BEFORE = 90  # letters before the number; who was struck stands behind it


def around_numbers(quote: str, numbers: Collection[int | None]) -> Words:
    """The part of a sentence in which the first of these numbers stands, in digits or as a word, with each of them lit."""
    wanted = {number for number in numbers if number is not None}
    told = [found.span() for found in _WORD.finditer(quote) if _value(found.group()) in wanted]
    start, end = 0, len(quote)
    if told and end > _SHORT:
        start = _word_starting(quote, told[0][0] - _BEFORE) if told[0][1] > _SHORT - _BEFORE // 2 else 0
    if end - start > _SHORT:
        end = _word_ending(quote, start + _SHORT)
    return Words(start, end, quote[start:end], [span for span in told if start <= span[0] and span[1] <= end])


def _word_starting(text: str, at: int) -> int:
    return text.find(" ", max(0, at)) + 1


def _word_ending(text: str, at: int) -> int:
    found = text.rfind(" ", 0, at + 1)
    return found if found > 0 else at


def _value(word: str) -> int | None:
    """12, ١٢, تسعة and وتسعة (and nine); None for what is no number, and for compounds (خمسة وعشرون)."""
    if word.isdecimal():
        return int(word)
    known = number_words()
    folded = fold(word)
    return known.get(folded, known.get(folded.removeprefix("و")))
