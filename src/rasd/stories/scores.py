"""The results of relating one article, stored so that its stories can be rebuilt without scoring.

The rarity of a word depends on the articles held at the time (`background.Rarity`), so that a later score would differ, and a judgement on
two stories would move unrelated articles. Therefore the counts are stored with the scores.
"""

from __future__ import annotations

import zlib
from array import array
from collections.abc import Container
from dataclasses import dataclass, replace

from rasd.errors import DataError
from rasd.stories.sketch import array_of, little

_HEAD = 6


@dataclass(frozen=True, slots=True)
class Scores:
    """The scores of one article: `near` and `copies` by the numbers of the other articles, in both directions. About half a kilobyte
    packed.

    `articles` is how many were held when it was weighed; `terms` and `keys` say how many of them had each term of its sketch, and each
    place, actor and event, in order. `kin` are those of `near` that are near enough for a follow-up without regard to days.
    """

    articles: int
    terms: array[int]
    keys: array[int]
    near: dict[int, float]
    copies: dict[int, float]
    kin: frozenset[int] = frozenset()

    def beside(self, before: Scores, held: Container[int]) -> Scores:
        """These scores, plus earlier ones with articles that were not held now, which are the last known ones."""
        near, copies = ({other: score for other, score in old.items() if other not in held} for old in (before.near, before.copies))
        if not near and not copies:
            return self
        kin = self.kin | {number for number in before.kin if number in near}
        return replace(self, near=self.near | near, copies=self.copies | copies, kin=kin)

    def pack(self) -> bytes:
        """As bytes."""
        near = sorted(self.near)
        head = array("I", [self.articles, len(self.terms), len(self.keys), len(near), len(self.copies), len(self.kin)])
        whole = head + self.terms + self.keys + array("I", near) + array("I", self.copies) + array("I", sorted(self.kin))
        scores = array("d", [*(self.near[number] for number in near), *self.copies.values()])
        return zlib.compress(little(whole) + little(scores), 1)


def unpack_scores(packed: bytes) -> Scores:
    """The scores that `Scores.pack` packed. DataError where the bytes are none."""
    try:
        data = zlib.decompress(packed)
        articles, *lengths = array_of("I", data[: 4 * _HEAD])
        cut = 4 * (_HEAD + sum(lengths))
        numbers, values = array_of("I", data[4 * _HEAD : cut]), array_of("d", data[cut:])
        parts = []
        start = 0
        for length in lengths:
            parts.append(numbers[start : start + length])
            start += length
        terms, keys, near, copies, kin = parts
        scores = dict(zip(near, values[: len(near)], strict=True)), dict(zip(copies, values[len(near) :], strict=True))
        return Scores(articles, terms, keys, *scores, frozenset(kin))
    except (zlib.error, ValueError) as error:
        raise DataError(f"kept scores cannot be unpacked ({error}); relate the article again") from error
