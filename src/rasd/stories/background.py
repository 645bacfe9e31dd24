"""How rare a word is: counts over a background of news, blended with the counts of the articles that are held."""

from __future__ import annotations

import gzip
import math
from collections import Counter
from collections.abc import Iterable
from functools import cache
from importlib.resources import files

from rasd.errors import DataError

# Half of the weight goes to the articles held, once there are many: a name that the background never saw (a new war) is soon no longer
# rare. With a background of other years, stories of dev rise by .015; with one of the same year they stay.
OWN_SHARE = 0.5
_FEW = 100  # articles held: with as many, their counts have half of their weight
_UNSEEN = 2.0**-15  # the share of articles with a stem that the background does not list: under four in 26,000
_KEY_SHARE, _KEY_ARTICLES = 0.01, 30  # what is assumed of an actor, place or event before articles are counted: one in a hundred, of thirty


@cache
def background() -> dict[str, float]:
    """Stem → share of articles that have it. Raises DataError where the table is not as tools/count_terms.py writes it."""
    found: dict[str, float] = {}
    packed = files("rasd.stories").joinpath("data", "terms.txt.gz").read_bytes()
    for number, line in enumerate(gzip.decompress(packed).decode("utf-8").splitlines(), 1):
        if line.startswith("#"):
            continue
        quarter, *names = line.split(" ")
        if not quarter.isdigit():
            raise DataError(f"terms.txt.gz line {number}: begins with {quarter[:20]!r}, expected the class of its stems, a number")
        found |= dict.fromkeys(names, 2.0 ** (-int(quarter) / 4))
    return found


class Rarity:
    """Counts of the articles held, and what weight a stem or a key (an actor, place or event) has by them: minus the log of its share."""

    def __init__(self) -> None:
        self.articles = 0
        self._terms: Counter[str] = Counter()
        self._keys: Counter[str] = Counter()
        self._background = background()

    def add(self, terms: Iterable[str], keys: Iterable[str], sign: int = 1) -> None:
        """Count an article; `sign` -1 takes it out again."""
        self.articles += sign
        for counter, names in ((self._terms, terms), (self._keys, keys)):
            for name in names:
                counter[name] += sign

    def of_term(self, term: str) -> float:
        """The weight of a stem."""
        own = OWN_SHARE * self.articles / (self.articles + _FEW)
        share = (1 - own) * self._background.get(term, _UNSEEN)
        if own:
            share += own * self._terms[term] / self.articles
        return -math.log(share)

    def of_key(self, key: str) -> float:
        """The weight of an actor, place or event, of which there is no background."""
        return -math.log((self._keys[key] + _KEY_SHARE * _KEY_ARTICLES) / (self.articles + _KEY_ARTICLES))
