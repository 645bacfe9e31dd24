"""Arrivals: articles that come to many which are related already. Only what they can touch is judged and grouped anew.

    arriving = Arriving(judgements)
    arriving.hold(parts)                    what lies within reach of them, as it was left, whole stories
    arriving.take({number: sketch, ...})
    changes = arriving.arrive(fetch)        `fetch` gives further articles by their numbers
    arriving.moved                          whose scores are others now

Each arrival is scored against its candidates; the scores that others have among each other stay, as they were kept. The stories that an
arrival lies near to are grouped anew with it. That is what grouping all would give: an arrival without a score for any article of a
group never makes it fit better to another (an unknown pair counts less than the floor), so that groups farther away change only where
old articles are put together or parted otherwise than before; then the stories near those are taken in too, until nothing else moves.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import replace

from rasd.stories.background import Rarity
from rasd.stories.clusters import Linkage
from rasd.stories.followups import NEAR
from rasd.stories.graph import LOOSE, Graph
from rasd.stories.held import Held, held
from rasd.stories.links import Changes, Judgement, Link, Story
from rasd.stories.reasons import APART, apart
from rasd.stories.relater import Relater
from rasd.stories.resuming import Part, rarity_kept
from rasd.stories.scores import Scores
from rasd.stories.sketch import Sketch
from rasd.stories.weighing import Row, weigh
from rasd.stories.window import STALE, Window

Fetch = Callable[[Collection[int]], Iterable[Part]]
Followers = Callable[[Sequence[str]], Iterable[int]]
"""From ids of articles to the numbers of articles stored as follow-ups of them."""


class Arriving(Relater):
    """Relates arrivals to articles that are related already. All numbers are those of articles in the store."""

    _graph: _Graph

    def __init__(self, judgements: Iterable[Judgement] = (), *, linkage: Linkage | None = None) -> None:
        super().__init__(judgements, linkage=linkage)
        self._least = (linkage or Linkage()).least
        self._mates: dict[str, set[int]] = {}
        self._fresh: set[int] = set()
        self.moved: set[int] = set()

    def _made(self, table: Mapping[str, Row] | None) -> Graph:
        return _Graph(table, _Window)

    @property
    def judged(self) -> int:
        """The number of pairs that were scored."""
        return self._graph.judged

    # ---- what is held

    def numbers(self) -> dict[str, int]:
        """The numbers of the articles that are held, by their ids."""
        return {id: article.index for id, article in self._graph.window.by_id.items()}

    def ids(self, numbers: Iterable[int]) -> list[str]:
        """The ids of articles with these numbers."""
        return [self._graph.window.by_index[number].id for number in numbers]

    def take(self, sketches: Mapping[int, Sketch]) -> None:
        """Add the arrivals. This comes first, since stored scores of other articles with them no longer count."""
        for number, sketch in sketches.items():
            if self._graph.add(sketch, number) is not None:
                self._fresh.add(number)

    def hold(self, parts: Iterable[Part]) -> None:
        """Hold stored articles within reach of the arrivals, as whole stories."""
        for part in parts:
            if part.number not in self._fresh and self._graph.add(part.sketch, part.number) is not None:
                self._graph.window.kept[part.number] = part.scores
                self._place(part)

    def place(self, number: int, story: str) -> None:
        """Set the former story of an arrival that was read again."""
        self._story_of[number] = story
        self._mates.setdefault(story, set()).add(number)

    def know(self, stories: Iterable[Story]) -> None:
        """Set how stories are stored, so that unchanged ones get no new links. Links of arrivals are always new."""
        known = self._graph.window.by_id
        for story in stories:
            if all(id in known and known[id].index not in self._fresh for id in story.articles):
                self._stories[story.id] = story

    def _place(self, part: Part) -> None:
        if part.story:
            self.place(part.number, part.story)

    def _link_up(self) -> None:
        """Enter the stored scores among all articles held. Scores with other articles stay where they are stored."""
        window, graph = self._graph.window, self._graph
        for number, scores in window.kept.items():
            graph.enter(number, scores, window.kept)
            if not self._fresh.isdisjoint(scores.near.keys() | scores.copies.keys()):
                self.moved.add(number)

    # ---- relating

    def arrive(self, fetch: Fetch, followers: Followers = lambda ids: ()) -> tuple[Changes, list[int]]:
        """Relate the arrivals. Returns the changes, with all follow-ups of changed stories and of those near them, and the numbers of
        these articles."""
        self._link_up()
        graph, window = self._graph, self._graph.window
        graph.score([window.by_index[number] for number in sorted(self._fresh)])
        stale = self._rescored(self._whole(self._near(self._fresh, LOOSE)) - self._fresh)
        dirty = self._fresh | stale
        self.moved |= dirty | self._near(dirty)
        for number in dirty:
            self._stories.pop(self._story_of.get(number, ""), None)
        area, groups = self._settled(self._whole(dirty | self._near(dirty)), fetch)
        found = self._enter(sorted(area), groups)
        following = self._following(found.stories, followers)
        self._complete({article.index for group in following for article in group}, fetch)
        links = super()._followups(following)
        return Changes(found.stories, found.gone, tuple(links)), [article.index for group in following for article in group]

    def _rescored(self, numbers: Collection[int]) -> set[int]:
        """Score anew those of these articles that were weighed when far fewer were held. Returns the former neighbours of changed
        scores."""
        window = self._graph.window
        stale = sorted(number for number in numbers if number in window.kept and window.is_stale(window.by_index[number]))
        self.moved |= self._near(stale)
        self._graph.score([window.by_index[number] for number in stale], stale_only=True)
        return set(stale)

    def _settled(self, area: set[int], fetch: Fetch) -> tuple[set[int], list[list[Held]]]:
        """Group an area anew, and what lies near it wherever old articles join or part."""
        while True:
            self._complete(area, fetch)
            groups = self._grouped(area)
            before = {frozenset(self._mates[story] - self._fresh) for story in {self._story_of.get(number, "") for number in area} - {""}}
            after = {frozenset(article.index for article in group) - self._fresh for group in groups}
            turned = {number for group in before ^ after for number in group}
            wider = self._whole(self._near(turned, self._least)) - area
            if not wider:
                return area, groups
            area = area | wider

    def _near(self, numbers: Iterable[int], least: float = 0.0) -> set[int]:
        """The articles within reach that have a score of at least `least` with these, copies included."""
        graph, counted = self._graph, self._graph.window.counted
        found: set[int] = set()
        for number in numbers:
            found |= {other for other, score in graph.near.get(number, {}).items() if score >= least}
            found |= graph.copies.get(number, {}).keys()
        return {number for number in found if number in counted}

    def _whole(self, numbers: set[int]) -> set[int]:
        """These articles, those that a judgement binds to them, and all of their stories."""
        window = self._graph.window
        found: set[int] = set()
        wave = set(numbers)
        while wave:
            found |= wave
            reached = {other for number in wave for other in self._bound(number)}
            reached |= {other for number in wave for other in self._mates.get(self._story_of.get(number, ""), ())}
            wave = {number for number in reached - found if number in window.counted}
        return found

    def _complete(self, numbers: Iterable[int], fetch: Fetch) -> None:
        """Hold articles out of reach that have a score with these: grouping needs them to tell a topic from a happening, and for
        follow-ups."""
        graph, window = self._graph, self._graph.window
        linked = [(number, window.kept[number]) for number in numbers if number in window.kept]
        missing = {other for _, scores in linked for other in (*scores.near, *scores.copies)} - window.by_index.keys()
        for part in fetch(missing) if missing else ():
            window.hold_beside(part)
            self._place(part)
        for number in missing & window.beside.keys():
            graph.copies[number] = {other: sure for other, sure in window.beside[number].copies.items() if other in window.by_index}
        for number, scores in linked:
            graph.enter(number, scores, window.beside)

    def _following(self, stories: Sequence[Story], followers: Followers) -> list[list[Held]]:
        """The changed stories, with those that may follow them and those that did, each as its articles in order."""
        window, near = self._graph.window, self._graph.near
        own = {window.by_id[id].index for story in stories for id in story.articles}
        kin = set(followers([id for story in stories for id in story.articles]))
        for number in own:
            article = window.by_index[number]
            kin |= {
                other for other, score in near.get(number, {}).items() if score - APART * apart(article, window.by_index[other]) >= NEAR
            }
        wanted = {self._story_of[number] for number in (own | kin) & window.counted if number in self._story_of}
        groups: dict[str, list[Held]] = {}
        for number in window.counted:
            if (story := self._story_of.get(number)) in wanted:
                groups.setdefault(str(story), []).append(window.by_index[number])
        made = [sorted(group, key=lambda article: article.order) for group in groups.values()]
        return sorted(made, key=lambda group: group[0].order)

    def _followups(self, groups: Sequence[Sequence[Held]]) -> list[Link]:
        return []  # not before the stories near the changed ones are complete: see `arrive`

    def scores_of(self, article: str, numbers: Mapping[str, int]) -> Scores:
        """The counts by which an article was weighed, and its scores; an old article keeps its former counts."""
        made = super().scores_of(article, numbers)
        window = self._graph.window
        number = window.by_id[article].index
        kept = window.kept.get(number)
        if kept is None or number in window.anew:
            return made
        return replace(made, articles=kept.articles, terms=kept.terms, keys=kept.keys)


class _Window(Window):
    """Articles by their numbers in the store. Arrivals are weighed by what is held now, old articles by what was held then."""

    def __init__(self, table: Mapping[str, Row]) -> None:
        super().__init__(table)
        self.kept: dict[int, Scores] = {}
        self.counted: set[int] = set()
        self.beside: dict[int, Scores] = {}
        self._rarities: dict[int, Rarity] = {}
        self.anew: set[int] = set()

    def add(self, sketch: Sketch, number: int | None = None) -> Held | None:
        """Add an article within reach."""
        article = super().add(sketch, number)
        if article is not None:
            self.counted.add(article.index)
        return article

    def hold_beside(self, part: Part) -> None:
        """Hold an article out of reach: no arrival is compared with it, and it is not counted."""
        article = held(part.number, part.sketch, self.vocabulary)
        if article.id not in self.by_id:
            self.by_id[article.id] = self.by_index[article.index] = article
            self.labels |= zip(part.sketch.actors, part.sketch.names, strict=False)
            self.beside[article.index] = part.scores

    def is_stale(self, article: Held) -> bool:
        """Whether an old article was weighed when far fewer were held."""
        scores = self.kept.get(article.index)
        return scores is not None and article.index not in self.anew and self.rarity.articles >= STALE * scores.articles

    def rarity_of(self, article: Held) -> Rarity:
        """The counts by which an article is weighed."""
        scores = self.kept.get(article.index) or self.beside.get(article.index)
        if scores is None or article.index in self.anew or article.vector is not None:
            return self.rarity  # what all vectors had in common is not kept: those of now are taken
        found = self._rarities.get(article.index)
        if found is None:
            found = self._rarities[article.index] = rarity_kept(scores, article, self)
        return found

    def ready(self, article: Held) -> None:
        """Weigh an article that is not weighed yet."""
        if not article.weighed_at:
            weigh(article, self.vocabulary, self.rarity_of(article), self._table)

    def weigh(self, article: Held) -> bool:
        """Weigh an arrival, or a stale old article anew. Returns whether current counts were used."""
        if article.index in self.kept or article.index in self.beside:
            if not self.is_stale(article):
                self.ready(article)
                return False
            self.anew.add(article.index)
            article.weighed_at = 0
        return super().weigh(article)


class _Graph(Graph):
    """A graph of scores in which those between old articles are kept."""

    window: _Window

    def enter(self, number: int, scores: Scores, among: Collection[int]) -> None:
        """Enter the stored scores of an article with these others."""
        for mine, told in ((self.near, scores.near), (self.copies, scores.copies)):
            mine[number] |= {other: score for other, score in told.items() if other in among}
