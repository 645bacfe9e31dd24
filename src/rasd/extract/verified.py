"""Finds quoted words in a text: letter by letter, then folded with a map back. What is not found is never guessed."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache
from unicodedata import combining

from rasd.arabic.fold import FoldedView, fold
from rasd.spans import Span

_LONGEST = 5_000  # letters: the longest quotation of a press article
_JOINED = re.compile("[وف]?[بلكس]?(?:ال)?|[وف]?لل")
_JOINED_LETTERS = 5
_MOST = 200  # occurrences of one word that are tried


class Verifier:
    """Finds quotations in one text."""

    def __init__(self, text: str) -> None:
        self.text = text
        self._view: FoldedView | None = None
        self._all = lru_cache(maxsize=2_000)(self._places)

    def find(self, words: object, near: int | None = None, within: Span | None = None) -> Span | None:
        """The occurrence of these words nearest to an offset (or the first), inside a span; None where they do not occur.

        Spelling may differ within `fold`, and line breaks for blanks; nothing else.
        """
        if not isinstance(words, str) or not words.strip() or len(words) > _LONGEST:
            return None
        found = [span for span in self._all(words.strip()) if within is None or within.holds(span)]
        if near is None:
            return found[0] if found else None
        return min(found, key=lambda span: max(span.start - near, near - span.end, 0), default=None)

    def _places(self, words: str) -> tuple[Span, ...]:
        exact = tuple(_each(self.text, words))
        return exact or tuple(self._folded(words))

    def _folded(self, words: str) -> Iterator[Span]:
        parts = fold(words).split()
        if not parts:
            return
        if self._view is None:
            self._view = FoldedView(self.text)
        view = self._view
        for k, match in enumerate(re.finditer(r"\s+".join(map(re.escape, parts)), view.text)):
            span = view.span(match.start(), match.end())
            if k == _MOST:
                return
            # A slice that cuts a ligature maps to the whole of it: ا is found in ﻻ, but ﻻ does not fold to it.
            if _is_whole(self.text, span) and fold(span.of(self.text)).split() == parts:
                yield span


def _each(text: str, words: str) -> Iterator[Span]:
    at = text.find(words)
    for _ in range(_MOST):
        if at < 0:
            return
        span = Span(at, at + len(words))
        if _is_whole(text, span):
            yield span
        at = text.find(words, at + 1)


def _is_whole(text: str, span: Span) -> bool:
    """Whether the words begin and end at word boundaries: قال is not in مقال. Proclitics may precede (وقال)."""
    if span.end < len(text) and (text[span.end].isalpha() or combining(text[span.end])):
        return False
    start = span.start
    while start > 0 and text[start - 1].isalpha() and span.start - start < _JOINED_LETTERS:
        start -= 1
    return _JOINED.fullmatch(text, start, span.start) is not None
