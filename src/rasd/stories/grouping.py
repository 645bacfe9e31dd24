"""From scores to stories: clusters, and a second look at those that are a topic rather than a happening."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import replace

from rasd.stories.clusters import Clusters, Linkage
from rasd.stories.graph import Graph
from rasd.stories.held import Held
from rasd.stories.links import Judgement

# A war of which every article names the same towns and sides makes a cluster of any few of them. What tells it from a happening is that
# as many articles outside the cluster bear its mark. On dev such clusters have 1.8 outsiders for each member, stories .2 at most.
_SMALLEST = 4  # articles, copies counted once
_BORNE = 0.5  # of the mark, by weight
_OUTSIDERS = 0.7  # for each member
_STRICTER = 0.1  # added to the bar for the members of a topic


class Grouping:
    """Groups articles into stories by the graph's scores and what was judged of pairs."""

    def __init__(self, graph: Graph, judged: Mapping[str, Mapping[str, Judgement]], linkage: Linkage) -> None:
        self._graph = graph
        self._judged = judged
        self._linkage = linkage

    def groups(self, articles: Sequence[Held]) -> list[list[Held]]:
        """Articles, given in order, as stories, each in order. No story is half in, half out of what is given."""
        found: list[list[Held]] = []
        for group in self._clusters(articles, self._linkage):
            if self._is_topic(group):
                found += self._clusters(group, replace(self._linkage, bar=self._linkage.bar + _STRICTER))
            else:
                found.append(group)
        return found

    def _clusters(self, articles: Sequence[Held], linkage: Linkage) -> list[list[Held]]:
        """The articles are numbered by their order, so that ties fall alike whoever came first."""
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
            ((k, number[index]), score)  # one by one: as a dict they took 250 bytes each
            for k, article in enumerate(articles)
            for index, score in near.get(article.index, {}).items()
            if number.get(index, -1) > k
        )
        groups = Clusters(range(len(articles)), scores, must=must, never=never, linkage=linkage).groups()
        return [[articles[k] for k in group] for group in groups]

    def _is_topic(self, group: Sequence[Held]) -> bool:
        """Whether the mark of a group is borne by too many articles outside."""
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
        """The stems that half of the members have, weighed by how rare and how common among them they are: how much of it one bears."""
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
        """Of copies only the first."""
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
