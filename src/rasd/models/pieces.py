"""Text -> pieces with code-point offsets -> windows of the encoder."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from rasd.arabic.remembered import Remembered
from rasd.models.layout import Indices
from rasd.spans import Span

if TYPE_CHECKING:
    from tokenizers import Tokenizer

START, PAD, END = 0, 1, 2
SURROGATES = re.compile("[\ud800-\udfff]")
LOST = "\ufffd"  # stands for a lone surrogate, which no tokenizer takes; one code point for one
# Makes a word of a line be split otherwise than alone: several spaces, letters that the tokenizer folds together with their neighbours, and
# the < of its own marks.
JOINING = re.compile(r"  |[^ -;=-~\u0621-\u063a\u0640-\u0652\u0660-\u0669«»،؛؟“”–]")
WORD = re.compile(" [^ ]*|[^ ]+")
WORDS = 16_384  # words in the cache
_Cut = tuple[Sequence[int], Sequence[tuple[int, int]]]  # ids of pieces, and where they begin and end
_BREAK: _Cut = ((END,), ((0, 0),))


@dataclass(slots=True)
class Pieces:
    """The pieces of one text, </s> between its lines. An empty piece (start == end) is a line break or a lone space."""

    ids: list[int]
    starts: list[int]
    ends: list[int]

    def __len__(self) -> int:
        return len(self.ids)

    def add(self, at: int, cut: _Cut) -> None:
        """Add pieces whose offsets are relative to a position."""
        ids, bounds = cut
        self.ids += ids
        for start, end in bounds:
            self.starts.append(at + start)
            self.ends.append(at + end)

    def span(self, first: int, last: int) -> Span | None:
        """The code points of pieces first..last, without empty ones at the edges; None if nothing is left."""
        while first <= last and self.starts[first] == self.ends[first]:
            first += 1
        while first <= last and self.starts[last] == self.ends[last]:
            last -= 1
        return Span(self.starts[first], self.ends[last]) if first <= last else None


class Cutter:
    """Splits texts into pieces, line by line. It caches the pieces of words: nine words of ten recur."""

    def __init__(self, tokenizer: Tokenizer) -> None:
        self._tokenizer = tokenizer
        self._known: Remembered[str, _Cut] = Remembered(WORDS)

    def __call__(self, text: str) -> Pieces:
        """The pieces of a text. Offsets exclude the space that a piece begins with."""
        made = Pieces([], [], [])
        at = 0
        for line in SURROGATES.sub(LOST, text).replace("\r", "\n").split("\n"):
            if line.strip():
                if made.ids:
                    made.add(at, _BREAK)
                if JOINING.search(line):
                    made.add(at, self._cut(line))
                else:
                    self._words(line, at, made)
            at += len(line) + 1
        return made

    def _words(self, line: str, at: int, made: Pieces) -> None:
        """Add the pieces of a line, word by word, each with the space before it."""
        known = self._known
        for word in WORD.findall(line):
            found = known.get(word)
            if found is None:
                found = known.keep(word, self._cut(word))
            made.add(at, found)
            at += len(word)

    def _cut(self, line: str) -> _Cut:
        """The pieces of a line or of a word, counted from its start."""
        encoded = self._tokenizer.encode(line, add_special_tokens=False)
        bounds: list[tuple[int, int]] = []
        low = high = 0
        for start, end in encoded.offsets:
            while start < end and line[start].isspace():
                start += 1
            low = start if start > low else low  # NFKC can give one letter to several pieces
            high = end if end > high else high
            high = low if low > high else high
            bounds.append((low, high))
        return tuple(encoded.ids), tuple(bounds)  # of which none is searched for garbage


def pieces_of(text: str, tokenizer: Tokenizer) -> Pieces:
    """The pieces of one text."""
    return Cutter(tokenizer)(text)


def cut(count: int, room: int, overlap: int) -> list[tuple[int, int]]:
    """Windows of equal length over `count` pieces, each of at most `room` and overlapping the next by at least `overlap`."""
    if count <= room:
        return [(0, count)]
    windows = -(-(count - overlap) // (room - overlap))
    length = -(-(count + (windows - 1) * overlap) // windows)
    starts = [round(k * (count - length) / (windows - 1)) for k in range(windows)]
    return [(start, start + length) for start in starts]


def framed(ids: list[int]) -> Indices:
    """The ids of one window between <s> and </s>, as a batch of one."""
    return np.array([[START, *ids, END]], dtype=np.int64)


def home_window(cuts: list[tuple[int, int]], count: int) -> Indices:
    """For every piece, the index of the window in which it is farthest from an edge."""
    home = np.zeros(count, dtype=np.int64)
    for window, (first, _) in enumerate(cuts[1:], 1):
        home[(first + cuts[window - 1][1] + 1) // 2 :] = window
    return home
