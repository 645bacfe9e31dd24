"""Where the nodes of a network lie, strong ties near, all apart; and their names. The same network always gives the same drawing."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import lru_cache
from typing import Any, NamedTuple

_STEPS = 260
_PULL_IN = 1.0  # towards the middle: without it groups that have no ties between them drift apart, and each is a heap
_APART = 62.0  # between two nodes at least, on the canvas: a name has room under its node


class Tie(NamedTuple):
    """Two nodes, by their numbers, and how strongly they are tied."""

    one: int
    other: int
    weight: float


class Box(NamedTuple):
    """The edges of something that is drawn."""

    left: float
    top: float
    right: float
    bottom: float

    def shares(self, other: Box) -> float:
        """How much ground the two share."""
        across = min(self.right, other.right) - max(self.left, other.left)
        down = min(self.bottom, other.bottom) - max(self.top, other.top)
        return across * down if across > 0 < down else 0.0


class Circle(NamedTuple):
    """A node as it is drawn, with its name."""

    x: float
    y: float
    size: float
    name: str

    @property
    def box(self) -> Box:
        """The square around it."""
        return Box(self.x - self.size, self.y - self.size, self.x + self.size, self.y + self.size)

    @property
    def half(self) -> float:
        """Half of what its name is wide: letters of IBM Plex Sans Arabic at 15 px, Latin ones 8.5 px wide, Arabic ones 7 or 8."""
        return (4.2 if self.name.isascii() else 3.9) * len(self.name) + 4

    def named(self, at: tuple[float, float]) -> Box:
        """What its name takes, with its middle at a point of a line."""
        return Box(at[0] - self.half, at[1] - 16, at[0] + self.half, at[1] + 6)

    def places(self) -> Iterator[tuple[float, float]]:
        """Where its name may stand, the best first: under it, above it, beside it, askew, and a line farther."""
        x, y, size, aside = self.x, self.y, self.size, self.half * 0.7
        under, above = y + size + 15, y - size - 7
        yield from ((x, under), (x, above), (x + size + 4 + self.half, y + 5), (x - size - 4 - self.half, y + 5))
        for line in (under, above, under + 18, above - 18):
            yield from ((x + over, line) for over in (0.0, aside, -aside))


_HEAD = 10.0  # how much worse it is for a name to cover the head of an arrow, which tells who acts, than a name or a circle
_BEYOND = 1_000.0  # or to end beyond the canvas, where it is cut


def name_places(circles: Sequence[Circle], heads: Sequence[Box], width: float) -> list[tuple[float, float]]:
    """Where each name stands: where it covers least of what is there."""
    taken: list[Box] = []
    chosen = []
    for circle in circles:
        others = [*taken, *(other.box for other in circles if other is not circle)]

        def covers(at: tuple[float, float], circle: Circle = circle, others: list[Box] = others) -> float:
            name = circle.named(at)
            beyond = max(-name.left, name.right - width, 0.0)
            return _BEYOND * beyond + _HEAD * sum(map(name.shares, heads)) + sum(map(name.shares, others))

        place = min(circle.places(), key=covers)
        taken.append(circle.named(place))
        chosen.append(place)
    return chosen


@lru_cache(maxsize=64)
def layout(count: int, ties: tuple[Tie, ...], width: float, height: float, edge: float = 70.0) -> list[tuple[float, float]]:
    """A place for each node inside the edges of a canvas, by Fruchterman and Reingold with a fixed start. At most some 60 nodes."""
    import numpy as np

    if count == 0:
        return []
    if count == 1:
        return [(width / 2, height / 2)]
    # Nodes start on a spiral of the golden angle, the greatest in the middle.
    turn = np.arange(count) * 2.399963
    reach = np.sqrt((np.arange(count) + 0.5) / count)
    at = np.stack((reach * np.cos(turn), reach * np.sin(turn)), axis=1)
    pull = np.zeros((count, count))
    for tie in ties:
        pull[tie.one, tie.other] += tie.weight
        pull[tie.other, tie.one] += tie.weight
    pull = np.log1p(pull) / np.log1p(pull.max()) if pull.max() > 0 else pull
    near = 1.6 / np.sqrt(count)
    itself = np.eye(count) * 1e9  # far from itself, so that it neither pulls nor pushes
    for step in range(_STEPS):
        # A force for each pair, and no array of pairs by direction: those took four fifths of the time.
        x, y = at[:, 0], at[:, 1]
        square = np.maximum((x[:, None] - x) ** 2 + (y[:, None] - y) ** 2, 1e-6) + itself
        force = near**2 / square - pull * (np.sqrt(square) / near)
        move = at * (force.sum(axis=1)[:, None] - _PULL_IN) - force @ at
        length = np.maximum(np.hypot(move[:, 0], move[:, 1]), 1e-9)[:, None]
        at = at + move / length * np.minimum(length, 0.12 * (1 - step / _STEPS))
    low, high = at.min(axis=0), at.max(axis=0)
    span = np.maximum(high - low, 1e-6)
    room = np.array([width, height]) - 2 * edge
    placed = edge + _apart((at - low) / span * room, room)
    return [(round(float(x), 1), round(float(y), 1)) for x, y in placed]


def _apart(at: Any, room: Any) -> Any:
    """The places with those that lie too near to each other pushed apart, as far as there is room."""
    import numpy as np

    itself = np.eye(len(at)) * 1e9
    for _ in range(60):
        x, y = at[:, 0], at[:, 1]
        far = np.maximum(np.hypot(np.subtract.outer(x, x), np.subtract.outer(y, y)), 1e-3) + itself
        push = np.maximum(_APART / far - 1.0, 0.0) * 0.3
        if not push.any():
            break
        at = np.clip(at * (1.0 + push.sum(axis=1)[:, None]) - push @ at, 0.0, room)
    return at
