"""How rare a word is: its share in a background of news, blended with its share in the articles held."""

from __future__ import annotations

import gzip
import math
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from functools import cache
from importlib.resources import files

from rasd.errors import DataError

# Weight of the articles held, once there are many, so that a name unknown to the background (a new war) soon counts as common. Without them
# stories of dev score .02 lower, and lower still with a background of other years.
OWN_SHARE = 0.3
_FEW = 100  # articles held at which their counts have half of that weight
_PAIR = 2  # every shared word is in two articles, which says nothing about its rarity
# The lowest share. Words rarer than one article in 500 weigh alike, since the background may simply have missed them.
_RAREST = 1 / 500
_KEY_SHARE, _KEY_ARTICLES = 0.01, 30  # prior for actors, places and events: one in a hundred of thirty articles


@cache
def background() -> dict[str, float]:
    """Stem → share of articles that have it. Raises DataError where the table is not as tools/count_terms.py writes it."""
    found: dict[str, float] = {}
    packed = files("rasd.stories").joinpath("data", "terms.txt.gz").read_bytes()
    for number, line in enumerate(gzip.decompress(packed).decode("utf-8").splitlines(), 1):
        if line.startswith("#"):
            continue
        quarter, *names = line.split("\t")
        if not quarter.isdigit():
            raise DataError(f"terms.txt.gz line {number}: begins with {quarter[:20]!r}, expected the class of its stems, a number")
        found |= dict.fromkeys(names, 2.0 ** (-int(quarter) / 4))
    return found


class Rarity:
    """Counts over the articles held, and the weight of a stem or key (actor, place, event) by them: minus the log of its share."""

    def __init__(self) -> None:
        self.articles = 0
        self._terms: Counter[str] = Counter()
        self._keys: Counter[str] = Counter()
        self._background = background()
        self._sum: Sequence[float] = ()
        self._vectors = 0

    def add(self, terms: Iterable[str], keys: Iterable[str], sign: int = 1) -> None:
        """Count an article; `sign` -1 takes it out again."""
        self.articles += sign
        for counter, names in ((self._terms, terms), (self._keys, keys)):
            for name in names:
                counter[name] += sign

    @classmethod
    def as_of(cls, articles: int, terms: Mapping[str, int], keys: Mapping[str, int]) -> Rarity:
        """The counts of these terms and keys when so many articles were held."""
        made = cls()
        made.articles = articles
        made._terms.update(terms)
        made._keys.update(keys)
        return made

    def counts(self, terms: Iterable[str], keys: Iterable[str]) -> tuple[list[int], list[int]]:
        """The number of articles held that have each term, and each key."""
        return [self._terms[term] for term in terms], [self._keys[key] for key in keys]

    def of_term(self, term: str) -> float:
        """The weight of a stem."""
        own = OWN_SHARE * self.articles / (self.articles + _FEW)
        share = (1 - own) * self._background.get(term, 0.0)
        if own:
            share += own * max(0, self._terms[term] - _PAIR) / self.articles
        return -math.log(max(share, _RAREST))

    def of_key(self, key: str) -> float:
        """The weight of an actor, place or event; the background has none."""
        return -math.log((self._keys[key] + _KEY_SHARE * _KEY_ARTICLES) / (self.articles + _KEY_ARTICLES))

    def add_vector(self, vector: Sequence[float], sign: int = 1) -> None:
        """Count an article's vector; `sign` -1 takes it out again."""
        self._vectors += sign
        self._sum = [total + sign * value for total, value in zip(self._sum or [0.0] * len(vector), vector, strict=True)]

    def centred(self, vector: Sequence[float]) -> list[float]:
        """A vector minus the mean of all articles: without this, two articles of one day have cosines from .77 to .98."""
        return [value - total / self._vectors for value, total in zip(vector, self._sum, strict=True)] if self._vectors else list(vector)
