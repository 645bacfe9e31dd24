"""Clustering by average linkage that grows easier with size, the same whatever the order of the articles.

Two groups of n and m articles are joined while the mean of (score - FLOOR) over their n·m pairs, times (n·m)**EASE but at most MOST, is
BAR or more, the best first. With EASE 0 it would be the plain average: but articles that tell different sides of a large story share
little, pair by pair; all of them share something, and chance does not make ten pairs agree. Pairs never compared count as UNKNOWN.
"""

from __future__ import annotations

import heapq
from collections.abc import Iterable
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Linkage:
    """How readily groups join. Chosen on dev and on all articles of its two days, where stories are ten times as large: without `most`
    the large ones of a full day swallow each other (BCubed F1 .87 for .89).
    """

    bar: float = 0.19
    floor: float = 0.06
    ease: float = 0.3
    most: float = 2.5
    unknown: float = 0.03

    @property
    def least(self) -> float:
        """The least score of some pair in two groups that join, since the mean of their pairs is at most their best."""
        return self.floor + self.bar / self.most - 1e-9


class Clusters:
    """One clustering of numbered articles: `scores` of unordered pairs (low, high), pairs that must or must not be together."""

    def __init__(
        self,
        articles: Iterable[int],
        scores: Iterable[tuple[tuple[int, int], float]],
        *,
        must: Iterable[tuple[int, int]] = (),
        never: Iterable[tuple[int, int]] = (),
        linkage: Linkage | None = None,
    ) -> None:
        self._by = linkage or Linkage()
        self._members: dict[int, list[int]] = {article: [article] for article in articles}
        self._of: dict[int, int] = {article: article for article in self._members}
        self._sums: dict[int, dict[int, tuple[float, int]]] = {article: {} for article in self._members}
        self._never: dict[int, set[int]] = {}
        for one, other in never:
            self._never.setdefault(one, set()).add(other)
            self._never.setdefault(other, set()).add(one)
        for (one, other), score in scores:
            self._sums[one][other] = self._sums[other][one] = (score, 1)
        for one, other in sorted(must):
            if self._may_join(self._of[one], self._of[other]):
                self._join(self._of[one], self._of[other])

    def groups(self) -> list[list[int]]:
        """The groups, each in order, in the order of their first articles."""
        heap = [entry for one, sums in self._sums.items() for other in sums if one < other and (entry := self._entry(one, other))]
        heapq.heapify(heap)
        while heap:
            _, one, other, size, other_size = heapq.heappop(heap)
            if len(self._members.get(one, ())) != size or len(self._members.get(other, ())) != other_size:
                continue
            if self._may_join(one, other):
                for near in self._join(one, other):
                    entry = self._entry(min(one, near), max(one, near))
                    if entry:
                        heapq.heappush(heap, entry)
        return sorted(sorted(group) for group in self._members.values())

    def _entry(self, one: int, other: int) -> tuple[float, int, int, int, int] | None:
        """A candidate join of two groups, sorted best first; the sizes show later whether the groups are unchanged."""
        value = self._value(one, other)
        return (-value, one, other, len(self._members[one]), len(self._members[other])) if value >= self._by.bar else None

    def _value(self, one: int, other: int) -> float:
        total, known = self._sums[one][other]
        pairs = len(self._members[one]) * len(self._members[other])
        mean = (total + (pairs - known) * self._by.unknown) / pairs - self._by.floor
        return float(mean * min(pairs**self._by.ease, self._by.most))

    def _may_join(self, one: int, other: int) -> bool:
        if one == other:
            return False
        if not self._never:
            return True
        small, large = sorted((self._members[one], self._members[other]), key=len)
        inside = set(large)
        return not any(self._never.get(article, _NONE) & inside for article in small)

    def _join(self, one: int, other: int) -> list[int]:
        """Join two groups under the lower number. Returns the neighbours of the new group."""
        keep, gone = min(one, other), max(one, other)
        self._members[keep] += self._members.pop(gone)
        for article in self._members[keep]:
            self._of[article] = keep
        mine, theirs = self._sums[keep], self._sums.pop(gone)
        mine.pop(gone, None)
        theirs.pop(keep, None)
        for near, (total, known) in theirs.items():
            held, count = mine.get(near, (0.0, 0))
            mine[near] = self._sums[near][keep] = (held + total, count + known)
            del self._sums[near][gone]
        for near in mine:
            self._sums[near][keep] = mine[near]
        return list(mine)


_NONE: frozenset[int] = frozenset()
