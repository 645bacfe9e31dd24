"""The scores of pairs of articles: which are near, and which are copies; stored in both directions."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping

from rasd.stories.copies import Copies, copy_reasons, copy_score
from rasd.stories.held import Held
from rasd.stories.links import Link, LinkKind
from rasd.stories.reasons import APART, Scorer, apart, chance
from rasd.stories.sketch import Sketch
from rasd.stories.weighing import Row, reasons_table
from rasd.stories.window import Window

KEPT = 0.07  # lower scores are not stored; two articles of one day reach it by chance
LOOSE = 0.18  # articles that no path of such scores connects are never one story, and not clustered together; lower values change nothing
COPY = 0.5


class Graph:
    """The articles held, and the scores of those pairs that were compared."""

    def __init__(self, table: Mapping[str, Row] | None = None, window: Callable[[Mapping[str, Row]], Window] = Window) -> None:
        table = table if table is not None else reasons_table()
        self.window = window(table)
        self._scorer = Scorer(table)
        self.near: defaultdict[int, dict[int, float]] = defaultdict(dict)
        self.copies: defaultdict[int, dict[int, float]] = defaultdict(dict)
        self._index = Copies()
        self.judged = 0
        """How many pairs were scored."""

    def add(self, sketch: Sketch, number: int | None = None) -> Held | None:
        """Add an article without scores; None if it is held already."""
        article = self.window.add(sketch, number)
        if article is not None:
            self._index.add(article)
        return article

    def remove(self, article: Held) -> None:
        """Remove an article and its scores."""
        self.window.remove(article)
        self._index.remove(article)
        for scores in (self.near, self.copies):
            for other in scores.pop(article.index, {}):
                scores[other].pop(article.index, None)

    def score(self, articles: Iterable[Held], *, stale_only: bool = False) -> None:
        """Score articles against their candidates, replacing old scores; with `stale_only` only those that need new weights."""
        fresh = [article for article in articles if self.window.weigh(article) or not stale_only]
        for article in fresh:
            for other in self.near.pop(article.index, {}):
                self.near[other].pop(article.index, None)
        for article in fresh:
            self._compare(article)

    def _compare(self, article: Held) -> None:
        others = {other.index: other for other in self.window.candidates(article)}
        for index in self._index.candidates(article):
            other = self.window.by_index[index]
            sure = copy_score(article, other)
            if sure >= COPY:
                self.copies[article.index][index] = self.copies[index][article.index] = sure
                others[index] = other
        mine = self.near[article.index]
        unknown = [other for index, other in others.items() if index not in mine]
        for other in unknown:
            self.window.ready(other)
        self.judged += len(unknown)
        self._scorer.lay(article)
        for other, score in zip(unknown, self._scorer.scores(unknown), strict=True):
            if score - APART * apart(article, other) >= KEPT:  # a follow-up appears days later
                mine[other.index] = self.near[other.index][article.index] = score

    def around(self, indices: Iterable[int], also: Callable[[int], Iterable[int]]) -> list[int]:
        """The articles of all loose components with one of these; `also` gives further neighbours of an article."""
        seen: set[int] = set()
        stack = list(indices)
        while stack:
            index = stack.pop()
            if index not in seen:
                seen.add(index)
                stack += [other for other, score in self.near.get(index, _NOTHING).items() if score >= LOOSE]
                stack += self.copies.get(index, _NOTHING)
                stack += also(index)
        return sorted(seen)

    def link(self, kind: LinkKind, one: Held, other: Held) -> Link:
        """The link of two articles with its reasons; for copies always of kind copy."""
        sure = copy_score(one, other)
        if sure >= COPY:
            return Link("copy", one.id, other.id, round(sure, 3), copy_reasons(one, other))
        self.window.ready(one)
        self.window.ready(other)
        self._scorer.lay(one)
        reasons = self._scorer.reasons(other, self.window.vocabulary.names, self.window.labels)
        return Link(kind, one.id, other.id, round(chance(self._scorer.scores([other])[0]), 3), reasons)


_NOTHING: dict[int, float] = {}
