"""From scores to stories: clusters, and a stricter second pass for those that are a topic rather than a happening."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import replace

from rasd.stories.clusters import Clusters, Linkage
from rasd.stories.graph import Graph
from rasd.stories.held import Held
from rasd.stories.links import Judgement

# In a war, articles share towns and sides, and any few of them form a cluster. It is a topic if many articles outside share its mark: on
# dev 1.8 for each member, for stories at most .2.
_SMALLEST = 4  # articles, copies counted once
_BORNE = 0.5  # share of the mark, by weight, from which an article has it
_OUTSIDERS = 0.7  # articles outside with the mark, for each member
_STRICTER = 0.1  # added to the bar for members of a topic


class Grouping:
    """Groups articles into stories by scores and by judgements on pairs."""

    def __init__(self, graph: Graph, judged: Mapping[str, Mapping[str, Judgement]], linkage: Linkage) -> None:
        self._graph = graph
        self._judged = judged
        self._linkage = linkage

    def groups(self, articles: Sequence[Held]) -> list[list[Held]]:
        """The stories of articles in order, each in order. The articles must contain stories as a whole."""
        found: list[list[Held]] = []
        for group in self._clusters(articles, self._linkage):
            if self._is_topic(group):
                found += self._clusters(group, replace(self._linkage, bar=self._linkage.bar + _STRICTER))
            else:
                found.append(group)
        return found

    def _clusters(self, articles: Sequence[Held], linkage: Linkage) -> list[list[Held]]:
        """Clusters; articles are numbered by their order, so that ties do not depend on arrival."""
        number = {article.index: k for k, article in enumerate(articles)}
        must: list[tuple[int, int]] = []
        never: list[tuple[int, int]] = []
        for k, article in enumerate(articles):
            must += [(k, number[index]) for index in self._graph.copies.get(article.index, ()) if number.get(index, -1) > k]
            for name, judgement in self._judged.get(article.id, {}).items():
                other = self._graph.window.by_id.get(name)
                if other is not None and number.get(other.index, -1) > k:
                    (must if judgement.verdict == "same" else never).append((k, number[other.index]))
        near = self._graph.near
        scores = (
            ((k, number[index]), score)  # one by one, as a dict took 250 bytes each
            for k, article in enumerate(articles)
            for index, score in near.get(article.index, {}).items()
            if number.get(index, -1) > k
        )
        groups = Clusters(range(len(articles)), scores, must=must, never=never, linkage=linkage).groups()
        return [[articles[k] for k in group] for group in groups]

    def _is_topic(self, group: Sequence[Held]) -> bool:
        """Whether too many articles outside a group have its mark."""
        if len(group) < _SMALLEST:
            return False
        members = self._independent(group)
        if len(members) < _SMALLEST:
            return False
        bears = self._mark(members)
        inside = {article.index for article in group}
        near = {index for article in group for index in self._graph.near.get(article.index, ()) if index not in inside}
        outside = [article for article in map(self._graph.window.by_index.__getitem__, near) if bears(article) >= _BORNE]
        return len(self._independent(sorted(outside, key=lambda article: article.order))) > _OUTSIDERS * len(members)

    def _mark(self, members: Sequence[Held]) -> Callable[[Held], float]:
        """A function for the share of a group's mark in an article. The mark: stems of at least half of the members, weighed by rarity
        and frequency."""
        window = self._graph.window
        counts = Counter(term for article in members for term in article.terms)
        by = {term: article for article in reversed(members) for term in article.terms}
        names = window.vocabulary.names
        mark = {
            term: window.rarity_of(by[term]).of_term(names[term]) * count / len(members)
            for term, count in counts.items()
            if count > 1 and 2 * count >= len(members)
        }
        whole = sum(mark.values()) or 1.0
        return lambda article: sum(mark.get(term, 0.0) for term in article.terms) / whole

    def _independent(self, articles: Iterable[Held]) -> list[Held]:
        """The articles without copies of others."""
        seen: set[int] = set()
        kept = []
        for article in articles:
            if article.index not in seen:
                kept.append(article)
                stack = [article.index]
                while stack:
                    index = stack.pop()
                    if index not in seen:
                        seen.add(index)
                        stack += self._graph.copies.get(index, ())
        return kept
