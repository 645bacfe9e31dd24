"""Finds copies: articles whose folded text is the same, perhaps cut or lightly edited, under any headline."""

from __future__ import annotations

from array import array
from collections import Counter
from collections.abc import Iterable

from rasd.stories.held import Held
from rasd.stories.links import Reason

# Two texts are copies if their shingles overlap by ALIKE (shared / all); or if WITHIN of the shorter, which is no short notice, lies in the
# longer and both open alike, since agency reports are cut from the end. A text quoted in the middle of another is no copy. On dev every
# overlap of at least .44 is a copy, and none of .40 or less without a third text between.
ALIKE, WITHIN, OPENING, SHORTEST = 0.43, 0.8, 0.6, 40
_SAMPLE = 16  # one hash in so many is indexed, and the lowest of every text, for short ones
_LOWEST = 6
_MOST = 12  # texts with the most common hashes that are compared
_CROWD = 200  # articles with one phrase, which then is the outlet's boilerplate


def overlap(one: Held, other: Held) -> tuple[float, float, float]:
    """Of the shingles of two texts: shared / all, shared / those of the shorter, and the share of the longer's opening in the shorter."""
    short, long = sorted((one.shingles, other.shingles), key=len)
    if not short:
        return 0.0, 0.0, 0.0
    inside, whole = set(short), set(long)
    shared = len(inside & whole)
    opening = long[: len(short)]
    return shared / len(inside | whole), shared / len(inside), sum(1 for mark in opening if mark in inside) / len(opening)


def copy_score(one: Held, other: Held) -> float:
    """The score of one text being a copy of the other; a copy has 0.5 or more."""
    alike, within, opening = overlap(one, other)
    score = 0.5 * alike / ALIKE if alike < ALIKE else 0.5 + 0.5 * (alike - ALIKE) / (1 - ALIKE)
    if within >= WITHIN and opening >= OPENING and min(len(one.shingles), len(other.shingles)) >= SHORTEST:
        score = max(score, 0.5 + 0.5 * (within - WITHIN) / (1 - WITHIN))
    return score


def copy_reasons(one: Held, other: Held) -> tuple[Reason, ...]:
    """The reasons for a copy: shared runs of words, the opening, the length, and the agency that both credit."""
    alike, within, opening = overlap(one, other)
    short, long = sorted((len(one.shingles), len(other.shingles)))
    found = [
        Reason("shared", round(alike, 3), 1.0, f"{alike:.0%} of all phrases of four words stand in both"),
        Reason("within", round(within, 3), 0.0, f"{within:.0%} of the shorter text stands in the longer"),
        Reason("begins", round(opening, 3), 0.0, f"{opening:.0%} of the opening of the longer text stands in the shorter"),
        Reason("length", round(short / long, 3) if long else 0.0, 0.0, f"{short} and {long} phrases"),
    ]
    agencies = [name for name in one.credit if name in other.credit]
    if agencies:
        found.append(Reason("agency", 1.0, 0.0, "، ".join(agencies)))
    return tuple(found)


class Copies:
    """An index of sampled shingles, which finds possible copies of an article."""

    def __init__(self) -> None:
        self._holders: dict[int, array[int]] = {}

    def add(self, article: Held) -> None:
        """Add an article."""
        for mark in _sample(article.shingles):
            self._holders.setdefault(mark, array("I")).append(article.index)

    def remove(self, article: Held) -> None:
        """Remove an article."""
        for mark in _sample(article.shingles):
            self._holders[mark].remove(article.index)

    def candidates(self, article: Held) -> list[int]:
        """The numbers of the articles with most sampled shingles in common, likeliest first."""
        met: Counter[int] = Counter()
        for mark in _sample(article.shingles):
            holders = self._holders.get(mark, _NOBODY)
            if len(holders) <= _CROWD:
                met.update(holders)
        met.pop(article.index, None)
        return [index for index, _ in sorted(met.items(), key=lambda pair: (-pair[1], pair[0]))[:_MOST]]


_NOBODY: array[int] = array("I")


def _sample(shingles: Iterable[int]) -> list[int]:
    """The hashes by which an article is indexed: the same in every text that has them (the lowest: nearly)."""
    marks = set(shingles)
    return sorted({mark for mark in marks if mark % _SAMPLE == 0} | set(sorted(marks)[:_LOWEST]))
