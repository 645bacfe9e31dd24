"""Loads what the store holds around arrivals: all within reach, and the rest on demand."""

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
# With so few articles held, their counts are poor estimates of rarity, and each arrival changes all scores; so all are scored anew.
FEW = 300


class Around:
    """The surroundings of a slab of arrivals. After relating, `scores` says what is to be stored."""

    def __init__(self, store: Store, relater: Arriving, slab: Rows) -> None:
        self._store = store
        self._relater = relater
        self.slab = slab

    def gather(self, step: int) -> Iterator[int]:
        """Give the slab and what is within reach of it to the relater, part by part. Yields how many of the slab are done."""
        fresh = [number for number, _, _ in self.slab]
        near = self._within_reach(set(fresh))
        kept = self._scores_of(near)
        if len(fresh) + len(near) <= FEW:
            kept = {}
        again = [number for number in near if number not in kept]  # their stored scores are missing, perhaps damaged on the disk
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
        """Articles out of reach as stored, without those that have no scores or were read again since."""
        with self._store.read() as connection:
            sure = marked(connection, RELATED, numbers)
            placed = stories_of(connection, sure)
        kept = self._scores_of(sorted(sure & placed.keys()))
        return self._parts(sorted(kept), kept, placed)

    def followers(self, ids: Sequence[str]) -> set[int]:
        """The numbers of the articles stored as follow-ups of these."""
        with self._store.read() as connection:
            return followers_of(connection, ids)

    def scores(self) -> dict[int, bytes]:
        """The changed scores, to be stored. Those with articles out of reach stay."""
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
        """The stored scores; damaged ones count as missing."""
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
