"""What the store keeps around arrivals, read for relating them: within reach whole, farther away as it is asked for."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from contextlib import suppress
from datetime import date, timedelta

from rasd.errors import DataError
from rasd.flow.regrouping import story_known
from rasd.flow.sketches import RELATED, SCORES, sketches_of
from rasd.store import Store
from rasd.store.relations import around, followers_of, known_stories, marked, stories_of
from rasd.store.values import days_of
from rasd.stories.arriving import Arriving
from rasd.stories.reasons import REACH
from rasd.stories.resuming import Part
from rasd.stories.scores import Scores, unpack_scores

Rows = Sequence[tuple[int, str, str | None]]
"""Articles to relate: number, id, day."""
# While so few are held their counts say too little of how rare a word is: each arrival changes the scores of all, so all are judged anew.
FEW = 300


class Around:
    """What lies around a slab of arrivals; `scores` tells, once they are related, what is to be kept."""

    def __init__(self, store: Store, relater: Arriving, slab: Rows) -> None:
        self._store = store
        self._relater = relater
        self.slab = slab

    def gather(self, step: int) -> Iterator[int]:
        """Give the relater the slab and what is within reach of it, part by part; tells how many of the slab are in."""
        fresh = [number for number, _, _ in self.slab]
        near = self._within_reach(set(fresh))
        kept = self._scores_of(near)
        if len(fresh) + len(near) <= FEW:
            kept = {}
        again = [number for number in near if number not in kept]  # without kept scores, perhaps damaged on the disk
        with self._store.read() as connection:
            placed = stories_of(connection, [*fresh, *near])
        for start in range(0, len(fresh), step):
            part = sketches_of(self._store, fresh[start : start + step])
            self._relater.take(part)
            yield len(part)
        for start in range(0, len(again), step):
            self._relater.take(sketches_of(self._store, again[start : start + step]))
        for number in (*fresh, *again):
            if number in placed:
                self._relater.place(number, placed[number])
        old = sorted(kept)
        for start in range(0, len(old), step):
            self._relater.hold(self._parts(old[start : start + step], kept, placed))
        self._know(set(placed.values()))

    def _within_reach(self, fresh: set[int]) -> list[int]:
        spans = [days_of(day) for _, _, day in self.slab]
        firsts, lasts = [first for first, _ in spans if first], [last for _, last in spans if last]
        first, last = (_shifted(min(firsts), -REACH), _shifted(max(lasts), REACH)) if firsts and lasts else ("0", "9")
        with self._store.read() as connection:
            return [number for number, _ in around(connection, RELATED, first, last) if number not in fresh]

    def _know(self, stories: set[str]) -> None:
        with self._store.read() as connection:
            known = known_stories(connection, stories)
        self._relater.know(story_known(id, *told) for id, told in known.items())

    def fetch(self, numbers: Collection[int]) -> list[Part]:
        """Articles out of reach as they were left; without those that have no scores, or were read again since."""
        with self._store.read() as connection:
            sure = marked(connection, RELATED, numbers)
            placed = stories_of(connection, sure)
        kept = self._scores_of(sorted(sure & placed.keys()))
        return self._parts(sorted(kept), kept, placed)

    def followers(self, ids: Sequence[str]) -> set[int]:
        """Who is kept as following these articles."""
        with self._store.read() as connection:
            return followers_of(connection, ids)

    def scores(self) -> dict[int, bytes]:
        """What is to be kept of the scores that moved; those with articles too far away to be held stay as they were."""
        numbers = self._relater.numbers()
        held = set(numbers.values())
        ids = dict(zip(numbers.values(), numbers, strict=True))
        before = self._scores_of(sorted(self._relater.moved))
        made = {}
        for number in sorted(self._relater.moved):
            scores = self._relater.scores_of(ids[number], numbers)
            made[number] = (scores.beside(before[number], held) if number in before else scores).pack()
        return made

    def _parts(self, numbers: Sequence[int], kept: dict[int, Scores], placed: dict[int, str]) -> list[Part]:
        sketches = sketches_of(self._store, numbers)
        return [Part(number, sketch, kept[number], placed.get(number, "")) for number, sketch in sketches.items()]

    def _scores_of(self, numbers: Sequence[int]) -> dict[int, Scores]:
        """The kept scores; those that were damaged on the disk are none."""
        found = {}
        for number, data in self._store.features_of(SCORES, numbers).items():
            with suppress(DataError):
                found[number] = unpack_scores(data)
        return found


def _shifted(day: str, days: int) -> str:
    try:
        return (date.fromisoformat(day[:10]) + timedelta(days=days)).isoformat()
    except (ValueError, OverflowError):
        return day
