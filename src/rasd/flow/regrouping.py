"""Decisions on stories take effect at once: only the stories concerned, and those that they could join or leave, are grouped anew.

A decision changes no score. So what relating kept of scores is enough: the loose component of the articles that were decided of is grouped
again, and then the follow-ups of the stories that changed and of those near them. Nothing outside can change: no two groups are joined
without a pair of `Linkage.least`, and a story's follow-ups depend on the stories of its `kin` alone.
"""

from __future__ import annotations

from array import array
from collections.abc import Collection, Iterable, Sequence
from dataclasses import replace

from rasd.flow.relating_lease import hold_lease
from rasd.flow.sketches import RELATED, SCORES, sketches_of
from rasd.flow.story_rows import METHOD, as_known, members, relation
from rasd.store import Store
from rasd.store.relations import known_stories, marked, mates, numbers_of
from rasd.stories.clusters import Linkage
from rasd.stories.links import Judgement, Story
from rasd.stories.resuming import Part, Resumed
from rasd.stories.scores import Scores, unpack_scores


def regroup(store: Store, judgements: Sequence[Judgement], ids: Collection[str]) -> int | None:
    """Regroup the stories that decisions on these articles concern. Returns how many were written.

    None where an article has no stored scores or was read again since; it must then be related anew.
    """
    found = _Kept(store, judgements, ids)
    component = found.component(ids)
    if component is None:
        return None
    resumed = Resumed(judgements)
    parts = found.parts(component)
    if any(part.sketch.vector is not None for part in parts):
        return None  # the mean vector of that time is not stored
    resumed.hold(parts)
    with store.read() as connection:
        known = known_stories(connection, {found.story[number] for number in component if number in found.story})
    decided = [story_known(id, *told) for id, told in known.items() if not any(article in ids for article, _ in told[1])]
    changed = [
        story
        for story in resumed.regroup(component, decided).stories
        if known.get(story.id) != as_known(story) or any(article in ids for article in story.articles)
    ]
    found.move(changed)
    following = found.near(changed)
    resumed.hold(found.followers(following))
    followups = [relation(link) for link in resumed.follow(following)]
    made = [members(store, story, found.numbers) for story in changed]
    with store.write() as writer:
        hold_lease(writer)
        writer.save_stories(made, followups, method=METHOD, following=[found.ids[number] for story in following for number in story])
    return len(made)


def story_known(id: str, title: str | None, told: Sequence[tuple[str, str | None]]) -> Story:
    """A story in the form of `known_stories`, without its links."""
    return Story(id, tuple(article for article, _ in told), {article: of for article, of in told if of is not None}, title)


class _Kept:
    """What the store holds of articles, loaded on access, by their numbers."""

    def __init__(self, store: Store, judgements: Sequence[Judgement], ids: Iterable[str]) -> None:
        self._store = store
        self._scores: dict[int, Scores] = {}
        self._sure: set[int] = set()  # related, and neither new nor read again since
        self._component: set[int] = set()
        self.story: dict[int, str] = {}
        pairs = [(judgement.one, judgement.other) for judgement in judgements]
        with store.read() as connection:
            self.numbers = numbers_of(connection, {id for pair in pairs for id in pair} | set(ids))
        self.ids = {number: id for id, number in self.numbers.items()}
        self._judged: dict[int, set[int]] = {}
        for one, other in ((self.numbers.get(a), self.numbers.get(b)) for a, b in pairs):
            if one is not None and other is not None:
                self._judged.setdefault(one, set()).add(other)
                self._judged.setdefault(other, set()).add(one)

    def component(self, ids: Iterable[str]) -> set[int] | None:
        """All articles that could be in one story with these or their mates; None if the scores of one are unknown."""
        least = Linkage().least
        met: set[int] = set()
        wave = {self.numbers[id] for id in ids if id in self.numbers}
        while wave:
            met |= wave
            self._read(wave)
            reached: set[int] = set(self._place(wave))
            for number in wave:
                scores = self._scores.get(number)
                if scores is None or number not in self._sure:
                    if number in self.story:
                        return None
                    continue  # it was never related: its decisions wait
                self._component.add(number)
                reached |= {other for other, score in scores.near.items() if score >= least}
                reached |= scores.copies.keys() | self._judged.get(number, set())
            wave = reached - met
        return self._component

    def parts(self, component: Collection[int]) -> list[Part]:
        """The component, and what is near it with its copies, by which a topic is told from a happening."""
        outside: set[int] = set()
        wave = {other for number in component for other in self._scores[number].near} - set(component)
        while wave:
            outside |= wave
            self._read(wave)
            wave = {other for number in wave if number in self._scores for other in self._scores[number].copies} - outside - set(component)
        self._place(outside)
        return self._made(component, {number: set(self._scores[number].near) for number in component}, outside)

    def move(self, stories: Iterable[Story]) -> None:
        """Note the new stories of articles."""
        self.story |= {self.numbers[id]: story.id for story in stories for id in story.articles}

    def near(self, stories: Iterable[Story]) -> list[list[int]]:
        """The articles of these stories, and those of stories that may follow them or be followed by them."""
        own = {self.numbers[id] for story in stories for id in story.articles}
        kin = {other for number in own for other in self._scores[number].kin}
        self._place(kin - self._component)
        wanted = {self.story[number] for number in own | kin if number in self.story}
        found: dict[str, list[int]] = {}
        for number, story in self.story.items():
            if story in wanted:
                found.setdefault(story, []).append(number)
        self._read({number for group in found.values() for number in group} - self._component)
        return [group for group in found.values() if all(number in self._sure and number in self._scores for number in group)]

    def followers(self, stories: Iterable[Iterable[int]]) -> list[Part]:
        """The articles of these stories with those that they may follow."""
        inside = {number for story in stories for number in story} - self._component  # all that is near the component is held
        kin = {number: set(self._scores[number].kin) for number in inside}
        outside = {other for near in kin.values() for other in near} - inside - self._component
        self._place(outside)
        self._read(outside)
        return self._made(inside, kin, outside)

    def _made(self, inside: Collection[int], near: dict[int, set[int]], outside: Collection[int]) -> list[Part]:
        sketches = sketches_of(self._store, sorted({*inside, *outside}))
        self.numbers |= {sketch.id: number for number, sketch in sketches.items()}
        self.ids |= {number: sketch.id for number, sketch in sketches.items()}
        found = []
        for number, sketch in sketches.items():
            scores = self._scores.get(number, _NOTHING)
            kept = near.get(number, set()) & (sketches.keys() | self._component)
            cut = replace(scores, near={other: score for other, score in scores.near.items() if other in kept})
            found.append(Part(number, sketch, cut, self.story.get(number, "")))
        return found

    def _read(self, numbers: Collection[int]) -> None:
        """Load the scores of articles, and whether they are still valid."""
        unread = [number for number in sorted(numbers) if number not in self._scores]
        with self._store.read() as connection:
            self._sure |= marked(connection, RELATED, unread)
        self._scores |= {number: unpack_scores(data) for number, data in self._store.features_of(SCORES, unread).items()}

    def _place(self, numbers: Collection[int]) -> Collection[int]:
        """Load the stories and mates of articles. Returns the articles."""
        with self._store.read() as connection:
            found = mates(connection, numbers)
        self.story |= {number: story for number, story in found.items() if number not in self._component}
        return found.keys()


_NOTHING = Scores(0, array("I"), array("I"), {}, {})
