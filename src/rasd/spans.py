"""Positions in an article: half-open ranges of Unicode code points."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Sequence
from typing import NamedTuple


class Span(NamedTuple):
    """A half-open range of code points, `text[start:end]`."""

    start: int
    end: int

    def of(self, text: str) -> str:
        """The words of this span in `text`."""
        return text[self.start : self.end]

    def touches(self, other: Span) -> bool:
        """Whether both share at least one code point."""
        return self.start < other.end and other.start < self.end

    def holds(self, other: Span) -> bool:
        """Whether `other` lies wholly inside this span."""
        return self.start <= other.start and other.end <= self.end

    @property
    def length(self) -> int:
        """The number of code points."""
        return self.end - self.start


class Cover:
    """Many spans, asked which of them hold a position, without a walk over all of them."""

    def __init__(self, spans: Sequence[Span]) -> None:
        self._spans = spans
        self._order = sorted(range(len(spans)), key=lambda k: spans[k].start)
        self._starts = [spans[k].start for k in self._order]
        self._longest = max((span.length for span in spans), default=0)

    def holding(self, position: int) -> list[int]:
        """The indices of the spans that hold the code point at `position`, in the order in which they were given."""
        first = bisect_right(self._starts, position - self._longest - 1)
        near = self._order[first : bisect_right(self._starts, position)]
        return sorted(k for k in near if position < self._spans[k].end)


def overlap(a: Span, b: Span) -> float:
    """Intersection over union of two spans, 0.0 to 1.0."""
    both = min(a.end, b.end) - max(a.start, b.start)
    return both / (max(a.end, b.end) - min(a.start, b.start)) if both > 0 else 0.0
