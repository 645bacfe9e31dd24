"""Where the nodes of a network lie: strong ties near, all apart. The same network always gives the same drawing."""

from __future__ import annotations

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
    for step in range(_STEPS):
        gap = at[:, None, :] - at[None, :, :]
        far = np.maximum(np.sqrt((gap**2).sum(axis=2)), 1e-3)
        np.fill_diagonal(far, np.inf)
        force = near**2 / far - pull * np.where(np.isinf(far), 0.0, far) ** 2 / near
        move = (gap / far[:, :, None] * force[:, :, None]).sum(axis=1) - at * _PULL_IN
        length = np.maximum(np.sqrt((move**2).sum(axis=1, keepdims=True)), 1e-9)
        at = at + move / length * np.minimum(length, 0.12 * (1 - step / _STEPS))
    low, high = at.min(axis=0), at.max(axis=0)
    span = np.maximum(high - low, 1e-6)
    room = np.array([width, height]) - 2 * edge
    placed = edge + _apart((at - low) / span * room, room)
    return [(round(float(x), 1), round(float(y), 1)) for x, y in placed]


def _apart(at: Any, room: Any) -> Any:
    """The places with those that lie too near to each other pushed apart, as far as there is room."""
    import numpy as np

    for _ in range(60):
        gap = at[:, None, :] - at[None, :, :]
        far = np.maximum(np.sqrt((gap**2).sum(axis=2)), 1e-3)
        np.fill_diagonal(far, np.inf)
        push = np.maximum(_APART - far, 0.0) / 2
        if not push.any():
            break
        at = np.clip(at + (gap / far[:, :, None] * push[:, :, None]).sum(axis=1) * 0.6, 0.0, room)
    return at
