"""The articles held, and an index that finds the candidates for each."""

from __future__ import annotations

from array import array
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence

import numpy as np

from rasd.stories.background import Rarity
from rasd.stories.held import Held, Vocabulary, held
from rasd.stories.reasons import REACH
from rasd.stories.sketch import Sketch
from rasd.stories.weighing import Row, weigh

# For each article its rarest words are followed until this many articles were met, so that a busy day costs no more than a quiet one.
_MEETINGS = 4_000
CANDIDATES = 100  # of the articles met, how many are scored
STALE = 1.5  # an article is weighed again once the number held has grown by this factor
_UNDATED = -1
Postings = dict[int, "array[int]"]  # a word of headline or lead -> the articles that have it


class Window:
    """Articles by number and id, with an index by day from words of headline and lead."""

    def __init__(self, table: Mapping[str, Row]) -> None:
        self._table = table
        self.vocabulary = Vocabulary()
        self.rarity = Rarity()
        self.labels: dict[str, str] = {}
        self.by_id: dict[str, Held] = {}
        self.by_index: dict[int, Held] = {}
        self._postings: defaultdict[int, Postings] = defaultdict(dict)
        self._spans: defaultdict[tuple[int, int], Postings] = defaultdict(dict)  # of articles of a year or month alone
        self._next = 0

    def __len__(self) -> int:
        return len(self.by_id)

    def add(self, sketch: Sketch, number: int | None = None) -> Held | None:
        """Add an article, under the given number or the next one; None if one of its id is held."""
        if sketch.id in self.by_id:
            return None
        article = held(self._next if number is None else number, sketch, self.vocabulary)
        self._next += 1
        self.by_id[article.id] = self.by_index[article.index] = article
        self.labels |= zip(sketch.actors, sketch.names, strict=False)
        self.rarity.add(sketch.terms, self.keys_of(article))
        if article.vector is not None:
            self.rarity.add_vector(article.vector)
        day = self._posted(article)
        for term, lead, title in zip(article.terms, article.in_lead, article.in_title, strict=True):
            if lead or title:
                day.setdefault(term, array("I")).append(article.index)
        return article

    def remove(self, article: Held) -> None:
        """Remove an article."""
        del self.by_id[article.id], self.by_index[article.index]
        names = self.vocabulary.names
        self.rarity.add((names[term] for term in article.terms), self.keys_of(article), sign=-1)
        if article.vector is not None:
            self.rarity.add_vector(article.vector, sign=-1)
        day = self._posted(article)
        for term, lead, title in zip(article.terms, article.in_lead, article.in_title, strict=True):
            if lead or title:
                day[term].remove(article.index)

    def keys_of(self, article: Held) -> list[str]:
        """The names of its places, actors and events."""
        names = self.vocabulary.names
        return [names[key] for numbers in article.keys.values() for key in numbers]

    def rarity_of(self, article: Held) -> Rarity:
        """The counts by which an article is weighed."""
        return self.rarity

    def counts(self, article: Held) -> tuple[list[int], list[int]]:
        """The counts by which an article was weighed: how many articles held have each of its terms, and each of its keys."""
        names = self.vocabulary.names
        return self.rarity.counts((names[term] for term in article.terms), self.keys_of(article))

    def weigh(self, article: Held) -> bool:
        """Weigh an article that is not weighed, or was when far fewer were held. Returns whether it did."""
        if article.weighed_at and self.rarity.articles < STALE * article.weighed_at:
            return False
        weigh(article, self.vocabulary, self.rarity, self._table)
        return True

    def ready(self, article: Held) -> None:
        """Make sure that an article to be compared is weighed; here all are."""

    def candidates(self, article: Held) -> list[Held]:
        """The articles within reach with most rare words in common, by number. The article must be weighed."""
        days = list(self._days(article))
        met: list[array[int]] = []
        weights: list[float] = []
        meetings = 0
        for term, rare in zip(*article.rare, strict=True):
            for day in days:
                postings = day.get(term)
                if postings:
                    met.append(postings)
                    weights.append(rare * rare)
                    meetings += len(postings)
            if meetings > _MEETINGS:
                break
        return [self.by_index[index] for index in sorted(_best(met, weights, article.index))]

    def _posted(self, article: Held) -> Postings:
        """The postings that an article stands in: those of its day, or of its year or month."""
        if article.day is None and article.span is not None:
            return self._spans[article.span]
        return self._postings[_UNDATED if article.day is None else article.day]

    def _days(self, article: Held) -> Iterator[Postings]:
        """The postings of the days within reach, of the years and months that may hold its day, and of articles without a date.

        An article of a year or month alone looks at all days of it; one without a date looks everywhere.
        """
        if article.day is not None:
            own, near = (article.day, article.day), range(article.day - REACH, article.day + REACH + 1)
        elif article.span is not None:
            own, near = article.span, range(article.span[0], article.span[1] + 1)
        else:
            yield from self._postings.values()
            yield from self._spans.values()
            return
        for day in (_UNDATED, *near):
            if day in self._postings:
                yield self._postings[day]
        for span in sorted(self._spans):  # in an order of their own: sums of equal numbers in another order are other sums
            if span[0] <= own[1] and own[0] <= span[1]:
                yield self._spans[span]


def _best(met: Sequence[array[int]], weights: Sequence[float], own: int) -> list[int]:
    """The `CANDIDATES` of those met with the greatest total weight; among equals the first. Sums are in the order of meeting."""
    if not met:
        return []
    found, where = np.unique(np.concatenate([np.frombuffer(postings, np.uint32) for postings in met]), return_inverse=True)
    sums = np.bincount(where, np.repeat(weights, [len(postings) for postings in met]))
    order = np.lexsort((found, -sums))[: CANDIDATES + 1]
    return [index for index in found[order].tolist() if index != own][:CANDIDATES]
