"""What relating found of one article, kept so that its stories can be made anew without scoring anything again.

How rare a word is depends on the articles held when it was weighed (`background.Rarity`), so that a score made later is another one: what
a person decided of two stories would move articles of which nothing was decided. So the counts are kept beside the scores.
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
    """One article's: `near` and `copies` by the numbers of the other articles, both ways. About half a kilobyte packed.

    `articles` were held when it was weighed, of which `terms` and `keys` tell how many had each term of its sketch, each place, actor and
    event, in order. `kin` are those of `near` that are near enough for a follow-up, the days between not counted.
    """

    articles: int
    terms: array[int]
    keys: array[int]
    near: dict[int, float]
    copies: dict[int, float]
    kin: frozenset[int] = frozenset()

    def beside(self, before: Scores, held: Container[int]) -> Scores:
        """These scores, and those made before with articles that were not held now: they are the last that is known of such pairs."""
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
