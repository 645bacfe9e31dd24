"""The relater: takes sketches in any order, and says which articles are copies, one story, and follow-ups.

    relater = Relater(judgements)
    relater.add(map(sketch_of, tellings))
    changes = relater.settle()

What is held is all that it knows: hold the articles of REACH days around the new ones, and those of the stories that these are in.
"""

from __future__ import annotations

from array import array
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence

from rasd.records import content_id
from rasd.stories.clusters import Linkage
from rasd.stories.followups import NEAR, followups
from rasd.stories.graph import Graph
from rasd.stories.grouping import Grouping
from rasd.stories.held import Held
from rasd.stories.links import Changes, Judgement, Link, Reason, Story
from rasd.stories.reasons import APART, apart
from rasd.stories.scores import Scores
from rasd.stories.sketch import Sketch
from rasd.stories.weighing import Row

_TELLING = 3  # stems of a headline that tells something: a column's name or "Condemnation" over a round-up names no story


class Relater:
    """Articles, what was decided of them, and the stories that follow. Not safe for several threads."""

    def __init__(
        self, judgements: Iterable[Judgement] = (), *, linkage: Linkage | None = None, table: Mapping[str, Row] | None = None
    ) -> None:
        self._graph = self._made(table)
        self._judged: defaultdict[str, dict[str, Judgement]] = defaultdict(dict)
        self._grouping = Grouping(self._graph, self._judged, linkage or Linkage())
        self._dirty: set[int] = set()
        self._stories: dict[str, Story] = {}
        self._story_of: dict[int, str] = {}
        for judgement in judgements:
            self.judge(judgement)

    def _made(self, table: Mapping[str, Row] | None) -> Graph:
        return Graph(table)

    def __len__(self) -> int:
        return len(self._graph.window.by_id)

    def add(self, sketches: Iterable[Sketch]) -> int:
        """Take articles in, in any order; one that is held already is passed over. How many were new."""
        count = 0
        for sketch in sketches:
            article = self._graph.add(sketch)
            if article is not None:
                self._dirty.add(article.index)
                count += 1
        return count

    def forget(self, articles: Iterable[str]) -> None:
        """Let articles go that are too old to be related to anything new. Their stories stay with what is still held of them."""
        for name in articles:
            article = self._graph.window.by_id.get(name)
            if article is not None:
                self._dirty.discard(article.index)
                self._graph.remove(article)
                story = self._stories.get(self._story_of.pop(article.index, ""))
                if story is not None and not any(other in self._graph.window.by_id for other in story.articles):
                    del self._stories[story.id]

    def judge(self, judgement: Judgement) -> None:
        """Heed what a user decided of two articles, whether they are held yet or not; the last word on a pair counts."""
        self._judged[judgement.one][judgement.other] = self._judged[judgement.other][judgement.one] = judgement
        self._touch(judgement.one, judgement.other)

    def withdraw(self, one: str, other: str) -> None:
        """Forget what was decided of two articles: the scores speak again."""
        self._judged[one].pop(other, None)
        self._judged[other].pop(one, None)
        self._touch(one, other)

    def _touch(self, *articles: str) -> None:
        held = self._graph.window.by_id
        self._dirty.update(held[name].index for name in articles if name in held)

    def settle(self) -> Changes:
        """Bring links and stories up to date with all that was added and judged since the last time."""
        held = self._graph.window.by_index
        dirty = sorted(self._dirty)
        self._dirty.clear()
        self._graph.score([held[index] for index in dirty])
        touched = self._graph.around(dirty, self._bound)
        self._graph.score([held[index] for index in touched], stale_only=True)
        return self._restory(self._graph.around(touched, self._bound))

    def stories(self) -> list[Story]:
        """All stories, in the order of their first articles."""
        held = self._graph.window.by_id
        return sorted(self._stories.values(), key=lambda story: min(held[name].order for name in story.articles if name in held))

    def story_of(self, article: str) -> Story:
        """The story of an article that is held and settled. KeyError where it is not."""
        return self._stories[self._story_of[self._graph.window.by_id[article].index]]

    def why(self, one: str, other: str) -> Link:
        """What joins two articles that are held, and how little it may be (kind "none"). KeyError where one is not held."""
        held = self._graph.window.by_id
        first, second = sorted((held[one], held[other]), key=lambda article: article.order)
        for article in (first, second):
            self._graph.window.weigh(article)
        return self._link(first, second)

    def scores_of(self, article: str, numbers: Mapping[str, int]) -> Scores:
        """What an article that is held was weighed by and scored, to be kept; `numbers` tells the articles held by their ids."""
        held = self._graph.window
        own = held.by_id[article]
        near = self._graph.near.get(own.index, {})
        terms, keys = held.counts(own)
        kin = {index for index, score in near.items() if score - APART * apart(own, held.by_index[index]) >= NEAR}

        def number(index: int) -> int:
            return numbers[held.by_index[index].id]

        return Scores(
            held.rarity.articles,
            array("I", terms),
            array("I", keys),
            {number(index): score for index, score in near.items()},
            {number(index): score for index, score in self._graph.copies.get(own.index, {}).items()},
            frozenset(map(number, kin)),
        )

    # -- from scores to stories

    def _bound(self, index: int) -> list[int]:
        """The articles held that a judgement binds to this one."""
        held = self._graph.window
        judged = self._judged.get(held.by_index[index].id, {})
        return [held.by_id[name].index for name in judged if name in held.by_id]

    def _restory(self, indices: Sequence[int]) -> Changes:
        """Cluster these articles anew; what became of their stories."""
        return self._enter(indices, self._grouped(indices))

    def _grouped(self, indices: Iterable[int]) -> list[list[Held]]:
        held = self._graph.window.by_index
        return self._grouping.groups(sorted((held[index] for index in indices), key=lambda article: article.order))

    def _enter(self, indices: Iterable[int], groups: Iterable[list[Held]]) -> Changes:
        """Let these groups be the stories of these articles; what became of those before."""
        before = {self._story_of[index] for index in indices if index in self._story_of}
        after = {content_id("sto", group[0].id): group for group in groups}
        for name, group in after.items():
            self._story_of |= {article.index: name for article in group}
        made = {name: self._story(name, group) for name, group in after.items()}
        changed = {name: story for name, story in made.items() if self._stories.get(name) != story}
        gone = sorted(before - set(after))
        for name in gone:
            self._stories.pop(name, None)
        self._stories |= changed
        return Changes(tuple(changed.values()), tuple(gone), tuple(self._followups([after[name] for name in changed])))

    def _story(self, name: str, group: Sequence[Held]) -> Story:
        ids = tuple(article.id for article in group)
        known = self._stories.get(name)
        if known is not None and known.articles == ids:
            return known
        links = tuple(self._link(*pair) for pair in self._spanning(group))
        return Story(name, ids, self._originals(group), self._typical(group).title, links)

    def _spanning(self, group: Sequence[Held]) -> list[tuple[Held, Held]]:
        """For each article but the first the best pair with one before it: a judged one, then a copy, then the nearest."""
        pairs = []
        for k, article in enumerate(group[1:], 1):
            judged = self._judged.get(article.id, {})
            copies = self._graph.copies.get(article.index, {})
            near = self._graph.near.get(article.index, {})
            best = max(
                group[:k],
                key=lambda other: (
                    other.id in judged and judged[other.id].verdict == "same",
                    copies.get(other.index, 0.0),
                    near.get(other.index, 0.0),
                ),
            )
            pairs.append((best, article))
        return pairs

    def _originals(self, group: Sequence[Held]) -> dict[str, str]:
        """Copy → the earliest of the articles that copies join it to. The group is in order, so the first one met is the earliest."""
        first: dict[int, Held] = {}
        inside = {article.index for article in group}
        for article in group:
            stack = [article.index] if article.index not in first else []
            while stack:
                index = stack.pop()
                if index not in first:
                    first[index] = article
                    stack += [other for other in self._graph.copies.get(index, ()) if other in inside]
        return {article.id: first[article.index].id for article in group if first[article.index] is not article}

    def _typical(self, group: Sequence[Held]) -> Held:
        """The article that is nearest to the others, the earliest of such; before all others one whose headline tells something."""
        inside = {article.index for article in group}

        def nearness(article: Held) -> float:
            return sum(score for index, score in self._graph.near.get(article.index, {}).items() if index in inside)

        def tells(article: Held) -> int:
            return min(_TELLING, sum(map(bool, article.in_title))) if article.title else -1

        return max(group, key=lambda article: (tells(article), round(nearness(article), 6)))

    def _link(self, one: Held, other: Held, kind: str = "") -> Link:
        together = self._story_of.get(one.index, "-") == self._story_of.get(other.index)
        judged = self._judged.get(one.id, {}).get(other.id)
        link = self._graph.link("story" if together else "none", one, other)
        if judged is None:
            return link
        sure = 1.0 if judged.verdict == "same" else 0.0
        said = Reason("judged", 1.0, 1.0 if sure else -1.0, "judged to be one story" if sure else "judged to be different stories")
        return Link(link.kind if sure else "none", link.one, link.other, sure, (said, *link.reasons))

    def _followups(self, groups: Sequence[Sequence[Held]]) -> list[Link]:
        found = followups(groups, self._graph.near, lambda index: self._story_of[index], self._graph.window.by_index)
        links = [self._graph.link("followup", earlier, later) for earlier, later, _ in found]
        return [link for link in links if link.kind == "followup"]  # a copy that was judged to be another story follows nothing
