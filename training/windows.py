"""Text -> pieces with code-point offsets -> windows of the encoder. Needs `tokenizers` and numpy only."""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from dataclasses import dataclass
from typing import Any

import numpy as np
from layout import END, OVERLAP, PAD, START, WINDOW

SURROGATES = re.compile("[\ud800-\udfff]")  # the tokenizer raises on them


@dataclass(slots=True)
class Pieces:
    """The pieces of one text, </s> between its lines. An empty piece (start == end) is a line break or a lone space."""

    ids: list[int]
    starts: list[int]
    ends: list[int]

    def __len__(self) -> int:
        return len(self.ids)

    def cover(self, start: int, end: int) -> tuple[int, int] | None:
        """First and last non-empty piece that the span touches, or None."""
        first = bisect_right(self.ends, start)
        while first < len(self.ids) and self.starts[first] == self.ends[first]:
            first += 1
        last = bisect_left(self.starts, end) - 1
        while last >= 0 and self.starts[last] == self.ends[last]:
            last -= 1
        return (first, last) if first <= last and self.starts[first] < end and self.ends[last] > start else None


def pieces_of(text: str, tokenizer: Any) -> Pieces:
    """Encode line by line; offsets lose the space that a piece begins with."""
    ids: list[int] = []
    starts: list[int] = []
    ends: list[int] = []
    at = 0
    for line in text.split("\n"):
        if line.strip():
            if ids:
                ids.append(END)
                starts.append(at)
                ends.append(at)
            encoded = tokenizer.encode(SURROGATES.sub("\ufffd", line), add_special_tokens=False)
            for piece, (start, end) in zip(encoded.ids, encoded.offsets, strict=True):
                while start < end and line[start].isspace():
                    start += 1
                start = max(start, starts[-1] - at if starts else 0)  # NFKC can give one letter to several pieces
                ids.append(piece)
                starts.append(at + start)
                ends.append(max(at + max(start, end), ends[-1] if ends else 0))
        at += len(line) + 1
    return Pieces(ids, starts, ends)


def cut(count: int) -> list[tuple[int, int]]:
    """Windows (first piece, past the last) over `count` pieces, each reaching OVERLAP back into the one before; the last may be short."""
    room = WINDOW - 2
    cuts = [(0, min(room, count))]
    while cuts[-1][1] < count:
        first = cuts[-1][1] - OVERLAP
        cuts.append((first, min(first + room, count)))
    return cuts


def batch(rows: list[list[int]], length: int | None = None) -> tuple[np.ndarray, np.ndarray]:
    """Token ids and mask of windows, padded to the longest or to `length`."""
    length = length or max(len(row) for row in rows) + 2
    ids = np.full((len(rows), length), PAD, dtype=np.int64)
    mask = np.zeros((len(rows), length), dtype=np.int64)
    for k, row in enumerate(rows):
        ids[k, 0], ids[k, 1 : len(row) + 1], ids[k, len(row) + 1] = START, row, END
        mask[k, : len(row) + 2] = 1
    return ids, mask


def best_window(cuts: list[tuple[int, int]], count: int) -> np.ndarray:
    """For every piece the index of the window in which it lies farthest from a cut edge."""
    at = np.arange(count)
    room = np.full((len(cuts), count), -1)
    for k, (first, past) in enumerate(cuts):
        left = at - first + (10**6 if first == 0 else 0)
        right = past - 1 - at + (10**6 if past == count else 0)
        room[k] = np.where((at >= first) & (at < past), np.minimum(left, right), -1)
    return room.argmax(axis=0)
