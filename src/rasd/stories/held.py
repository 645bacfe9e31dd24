"""An article in memory: its sketch with words and keys as numbers, and, once it is weighed, what it is compared by."""

from __future__ import annotations

from array import array
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

import numpy as np
import numpy.typing as npt

from rasd.stories.sketch import Sketch

Numbers = npt.NDArray[np.int32]
Weights = npt.NDArray[np.float32]


class Vocabulary:
    """Words and keys as numbers, so that an article holds four bytes for each."""

    def __init__(self) -> None:
        self.names: list[str] = []
        self._numbers: dict[str, int] = {}

    def number(self, name: str) -> int:
        """The number of a name, given now where it has none."""
        found = self._numbers.get(name)
        if found is None:
            found = self._numbers[name] = len(self.names)
            self.names.append(name)
        return found

    def numbers(self, names: Iterable[str]) -> array[int]:
        """The numbers of names, in order."""
        return array("I", map(self.number, names))


@dataclass(slots=True, eq=False)
class Held:
    """One article. Once weighed, `slots` and `values` are all that it is compared by, block after block (see `weighing`), and `rare` are
    the terms of its headline and lead with what they weigh, rarest first.
    """

    index: int
    id: str
    outlet: str | None
    title: str | None
    credit: tuple[str, ...]
    day: int | None
    minute: int | None
    terms: array[int]
    in_title: bytes
    in_lead: bytes
    in_body: bytes
    shingles: array[int]
    findings: bool
    keys: dict[str, array[int]]
    vector: array[float] | None
    span: tuple[int, int] | None = None
    told: int | None = None
    slots: Numbers = field(default_factory=lambda: np.zeros(0, np.int32))
    values: Weights = field(default_factory=lambda: np.zeros(0, np.float32))
    blocks: dict[str, tuple[int, int]] = field(default_factory=dict)  # by the name of the reason: where its slots begin and end
    rare: tuple[array[int], array[float]] = field(default_factory=lambda: (array("I"), array("f")))
    weighed_at: int = 0  # how many articles were held when it was weighed

    @property
    def order(self) -> tuple[int, int, int, int, str]:
        """Which came first: by day, by time where it is told, without a credit before with one, longer before shorter, then by id."""
        day = self.day if self.day is not None else 1 << 30
        minute = self.minute if self.minute is not None else 1 << 30
        return day, minute, len(self.credit), -len(self.shingles), self.id


KEYS = ("places", "actors", "events")


def held(index: int, sketch: Sketch, vocabulary: Vocabulary) -> Held:
    """A sketch taken in; it is not weighed yet."""
    keys: dict[str, Sequence[str]] = {"places": sketch.places, "actors": sketch.actors, "events": sketch.events}
    return Held(
        index=index,
        id=sketch.id,
        outlet=sketch.outlet,
        title=sketch.title,
        credit=sketch.credit,
        day=sketch.day,
        minute=sketch.minute,
        terms=vocabulary.numbers(sketch.terms),
        in_title=sketch.in_title,
        in_lead=sketch.in_lead,
        in_body=sketch.in_body,
        shingles=sketch.shingles,
        findings=sketch.findings,
        keys={kind: vocabulary.numbers(f"{kind}:{name}" for name in names) for kind, names in keys.items()},
        vector=sketch.vector,
        span=sketch.span,
        told=sketch.told,
    )
