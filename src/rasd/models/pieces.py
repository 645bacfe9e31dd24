"""Text -> pieces with code-point offsets -> windows of the encoder."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from rasd.models.layout import Indices
from rasd.spans import Span

if TYPE_CHECKING:
    from tokenizers import Tokenizer

START, PAD, END = 0, 1, 2
SURROGATES = re.compile("[\ud800-\udfff]")
LOST = "\ufffd"  # stands for a lone surrogate, which no tokenizer takes; one code point for one


@dataclass(slots=True)
class Pieces:
    """The pieces of one text, </s> between its lines. An empty piece (start == end) is a line break or a lone space."""

    ids: list[int]
    starts: list[int]
    ends: list[int]

    def __len__(self) -> int:
        return len(self.ids)

    def span(self, first: int, last: int) -> Span | None:
        """The code points of pieces first..last without empty ones at the edges; None where nothing is left."""
        while first <= last and self.starts[first] == self.ends[first]:
            first += 1
        while first <= last and self.starts[last] == self.ends[last]:
            last -= 1
        return Span(self.starts[first], self.ends[last]) if first <= last else None


def pieces_of(text: str, tokenizer: Tokenizer) -> Pieces:
    """Encode line by line; offsets lose the space that a piece begins with."""
    ids: list[int] = []
    starts: list[int] = []
    ends: list[int] = []
    at = 0
    for line in SURROGATES.sub(LOST, text).split("\n"):
        if line.strip():
            if ids:
                ids.append(END)
                starts.append(at)
                ends.append(at)
            encoded = tokenizer.encode(line, add_special_tokens=False)
            ids += encoded.ids
            low = high = at
            for start, end in encoded.offsets:
                while start < end and line[start].isspace():
                    start += 1
                start, end = at + start, at + end
                low = start if start > low else low  # NFKC can give one letter to several pieces
                high = end if end > high else high
                high = low if low > high else high
                starts.append(low)
                ends.append(high)
        at += len(line) + 1
    return Pieces(ids, starts, ends)


def cut(count: int, room: int, overlap: int) -> list[tuple[int, int]]:
    """Windows of equal lengths over `count` pieces, each of `room` at most and reaching `overlap` or a little more into the next."""
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
    """For every piece the index of the window in which it lies farthest from a cut edge: the middle of each overlap parts them."""
    home = np.zeros(count, dtype=np.int64)
    for window, (first, _) in enumerate(cuts[1:], 1):
        home[(first + cuts[window - 1][1] + 1) // 2 :] = window
    return home
