"""The findings of a record as marks on its text, cut where they overlap, so that every piece of text occurs once."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections import deque
from collections.abc import Iterator
from itertools import pairwise
from typing import NamedTuple

from rasd.records import Record


class Mark(NamedTuple):
    """Words of a finding: their span, their CSS class, and the key that links them to a field."""

    start: int
    end: int
    role: str
    key: str


class Piece(NamedTuple):
    """A piece of text with the same marks throughout; `first` are the keys whose words begin here for the first time."""

    text: str
    roles: tuple[str, ...]
    keys: tuple[str, ...]
    first: tuple[str, ...]


def marks_of(record: Record, prefix: str) -> list[Mark]:
    """Every mark of the record: statements s0 (with its cue s0c and speaker s0w), events e0, actors a0, times t0, places p0."""
    marks: list[Mark] = []
    for k, statement in enumerate(record.statements):
        marks.append(Mark(statement.content.start, statement.content.end, "said", f"{prefix}s{k}"))
        marks.append(Mark(statement.cue.start, statement.cue.end, "cue", f"{prefix}s{k}c"))
        speaker = statement.speaker
        if speaker and speaker.start is not None and speaker.end is not None:
            marks.append(Mark(speaker.start, speaker.end, "who", f"{prefix}s{k}w"))
    for k, event in enumerate(record.events):
        marks.extend(Mark(quote.start, quote.end, "did", f"{prefix}e{k}") for quote in (event.trigger, *event.also))
    for k, actor in enumerate(record.actors):
        marks.extend(Mark(mention.start, mention.end, "who", f"{prefix}a{k}") for mention in actor.mentions)
    marks.extend(Mark(time.start, time.end, "when", f"{prefix}t{k}") for k, time in enumerate(record.times))
    marks.extend(Mark(place.start, place.end, "where", f"{prefix}p{k}") for k, place in enumerate(record.places))
    return marks


class Marked:
    """A text with its marks: `pieces(start, end)` gives any part of it; each key is `first` once in the whole text."""

    def __init__(self, text: str, marks: list[Mark]) -> None:
        self._text = text
        self._cuts, self._over = _layers(sorted(mark for mark in marks if 0 <= mark.start < mark.end <= len(text)))
        self._seen: set[str] = set()

    def pieces(self, start: int, end: int) -> Iterator[Piece]:
        """The pieces of `text[start:end]`, in order, without gaps."""
        first, last = bisect_right(self._cuts, start), bisect_left(self._cuts, end)
        for k, (left, right) in enumerate(pairwise([start, *self._cuts[first:last], end]), first):
            over = self._over[k]
            keys = tuple(dict.fromkeys(mark.key for mark in over))
            new = tuple(key for key in keys if key not in self._seen)
            self._seen.update(keys)
            yield Piece(self._text[left:right], tuple(dict.fromkeys(mark.role for mark in over)), keys, new)


def _layers(marks: list[Mark]) -> tuple[list[int], list[tuple[Mark, ...]]]:
    """The sorted boundaries of marks, and the marks before the first, between each two, and after the last."""
    cuts = sorted({at for mark in marks for at in (mark.start, mark.end)})
    layers: list[tuple[Mark, ...]] = [()]
    held: list[Mark] = []
    waiting = deque(marks)
    for cut in cuts:
        held = [mark for mark in held if mark.end > cut]
        while waiting and waiting[0].start == cut:
            held.append(waiting.popleft())
        layers.append(tuple(held))
    return cuts, layers
