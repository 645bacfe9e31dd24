"""Stories made anew from kept scores, where persons decided something of them: nothing is scored, so that nothing else moves.

resumed = Resumed(judgements)
resumed.hold(parts)                     whole loose components, and the articles near them
changes = resumed.regroup(members, known)
followups = resumed.follow(stories)     of the changed stories, and of those near them
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from rasd.stories.background import Rarity
from rasd.stories.graph import Graph
from rasd.stories.held import Held, held
from rasd.stories.links import Changes, Link, LinkKind, Story
from rasd.stories.relater import Relater
from rasd.stories.scores import Scores
from rasd.stories.sketch import Sketch
from rasd.stories.weighing import Row, weigh
from rasd.stories.window import Window


@dataclass(frozen=True, slots=True)
class Part:
    """A related article: its number in the store, its sketch, its stored scores, and its story.

    For one that is only near the articles concerned, `scores` may lack those with articles that are not held.
    """

    number: int
    sketch: Sketch
    scores: Scores
    story: str


class Resumed(Relater):
    """A relater on stored scores. It holds what it is given, and adds nothing new."""

    _graph: _Graph

    def _made(self, table: Mapping[str, Row] | None) -> Graph:
        return _Graph(table, _Window)

    def hold(self, parts: Iterable[Part]) -> None:
        """Hold articles as stored; one that is held already gets missing scores."""
        for part in parts:
            self._graph.resume(part)
            self._story_of.setdefault(part.number, part.story)

    def regroup(self, numbers: Iterable[int], known: Iterable[Story]) -> Changes:
        """Regroup the stories of these articles; `known` are stories that stay unchanged if their articles do.

        The articles must be whole loose components, with what is near any of them held too. Follow-ups are left to `follow`.
        """
        self._stories |= {story.id: story for story in known}
        found = self._restory(sorted(numbers))
        return Changes(found.stories, found.gone)

    def follow(self, stories: Iterable[Sequence[int]]) -> list[Link]:
        """The follow-up links from stories, each given as its articles in order, to earlier ones."""
        window = self._graph.window.by_index
        groups = [sorted((window[number] for number in story), key=lambda article: article.order) for story in stories]
        return super()._followups(groups)

    def _followups(self, groups: Sequence[Sequence[Held]]) -> list[Link]:
        return []  # not before the stories near the changed ones are held: see `follow`


class _Window(Window):
    """Articles by their numbers in the store, each weighed by its stored counts."""

    def __init__(self, table: Mapping[str, Row]) -> None:
        super().__init__(table)
        self._scores: dict[int, Scores] = {}
        self._rarities: dict[int, Rarity] = {}

    def resume(self, part: Part) -> None:
        """Hold an article again."""
        article = held(part.number, part.sketch, self.vocabulary)
        self.by_id[article.id] = self.by_index[article.index] = article
        self.labels |= zip(part.sketch.actors, part.sketch.names, strict=False)
        self._scores[article.index] = part.scores

    def rarity_of(self, article: Held) -> Rarity:
        """The counts by which it was weighed."""
        found = self._rarities.get(article.index)
        if found is None:
            found = self._rarities[article.index] = rarity_kept(self._scores[article.index], article, self)
        return found

    def weigh(self, article: Held) -> bool:
        """Weigh an article by its stored counts."""
        if article.weighed_at:
            return False
        weigh(article, self.vocabulary, self.rarity_of(article), self._table)
        return True


def rarity_kept(scores: Scores, article: Held, window: Window) -> Rarity:
    """The counts by which an article was weighed."""
    names = window.vocabulary.names
    terms = dict(zip((names[term] for term in article.terms), scores.terms, strict=False))  # it may have been read again since
    keys = dict(zip(window.keys_of(article), scores.keys, strict=False))
    return Rarity.as_of(scores.articles, terms, keys)


class _Graph(Graph):
    """The stored scores."""

    window: _Window

    def resume(self, part: Part) -> None:
        """Hold an article again, with its scores."""
        if part.number not in self.window.by_index:
            self.window.resume(part)
        self.near[part.number] |= part.scores.near
        self.copies[part.number] |= part.scores.copies

    def link(self, kind: LinkKind, one: Held, other: Held) -> Link:
        """The link of two articles with its reasons, which are weighed only here."""
        for article in (one, other):
            self.window.weigh(article)
        return super().link(kind, one, other)
