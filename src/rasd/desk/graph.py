"""Layout of a network: strong ties near, all nodes apart, with their names. The same network always gets the same drawing."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import lru_cache
from typing import Any, NamedTuple

_STEPS = 260
_PULL_IN = 1.0  # towards the centre: otherwise unconnected groups drift apart and collapse
_APART = 62.0  # least distance of two nodes on the canvas, with room for a name under each


_NARROW, _WIDE = frozenset("iljtfrI .,'()-"), frozenset("mwMW")  # letters


class Tie(NamedTuple):
    """Two nodes, by number, and the strength of their tie."""

    one: int
    other: int
    weight: float


class Box(NamedTuple):
    """The edges of a rectangle."""

    left: float
    top: float
    right: float
    bottom: float

    def shares(self, other: Box) -> float:
        """The area that two rectangles share."""
        across = min(self.right, other.right) - max(self.left, other.left)
        down = min(self.bottom, other.bottom) - max(self.top, other.top)
        return across * down if across > 0 < down else 0.0


def _letter_width(letter: str) -> float:
    """Pixels of a letter in IBM Plex Sans Arabic at 15 px: Latin names are within 6 px of their sum, Arabic ones below it."""
    if not letter.isascii():
        return 6.5
    return 4.4 if letter in _NARROW else 12.6 if letter in _WIDE else 9.6 if letter.isupper() else 8.2


class Circle(NamedTuple):
    """A node as drawn, with its name."""

    x: float
    y: float
    size: float
    name: str

    @property
    def box(self) -> Box:
        """Its bounding box."""
        return Box(self.x - self.size, self.y - self.size, self.x + self.size, self.y + self.size)

    @property
    def half(self) -> float:
        """Half the width of its name."""
        return sum(map(_letter_width, self.name)) / 2 + 4

    def named(self, at: tuple[float, float]) -> Box:
        """The box of its name, centred at a point."""
        return Box(at[0] - self.half, at[1] - 16, at[0] + self.half, at[1] + 6)

    def places(self) -> Iterator[tuple[float, float]]:
        """Possible positions of its name, the best first: below, above, beside, diagonal, and a line or two further."""
        x, y, size, aside = self.x, self.y, self.size, self.half * 0.7
        under, above = y + size + 15, y - size - 7
        yield from ((x, under), (x, above), (x + size + 4 + self.half, y + 5), (x - size - 4 - self.half, y + 5))
        for line in (under, above, under + 18, above - 18, under + 36, above - 36):
            yield from ((x + over, line) for over in (0.0, aside, -aside))


_HEAD = 10.0  # penalty for covering an arrowhead, which shows who acts, compared with a name or circle
_BEYOND = 1_000.0  # penalty for a name beyond the canvas, where it is cut


def name_places(circles: Sequence[Circle], heads: Sequence[Box], width: float) -> list[tuple[float, float]]:
    """The position of each name: where it covers least."""
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
    """Positions of nodes within the edges of a canvas, by Fruchterman and Reingold from a fixed start, for at most some 60 nodes."""
    import numpy as np

    if count == 0:
        return []
    if count == 1:
        return [(width / 2, height / 2)]
    # Nodes start on a golden-angle spiral, the largest in the centre.
    turn = np.arange(count) * 2.399963
    reach = np.sqrt((np.arange(count) + 0.5) / count)
    at = np.stack((reach * np.cos(turn), reach * np.sin(turn)), axis=1)
    pull = np.zeros((count, count))
    for tie in ties:
        pull[tie.one, tie.other] += tie.weight
        pull[tie.other, tie.one] += tie.weight
    pull = np.log1p(pull) / np.log1p(pull.max()) if pull.max() > 0 else pull
    near = 1.6 / np.sqrt(count)
    itself = np.eye(count) * 1e9  # infinitely far from itself, so without force
    for step in range(_STEPS):
        # One force per pair instead of an array by direction, which took four fifths of the time.
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
    """The positions with nodes that are too near pushed apart, where there is room."""
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
