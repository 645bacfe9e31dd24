"""Chances of tags and pointers of a whole article, its windows merged; and the spans in a tag head. Scores are natural logs."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from itertools import pairwise

import numpy as np
from numpy.lib.stride_tricks import sliding_window_view

from rasd.models.layout import Array, Layout
from rasd.models.network import Window
from rasd.models.pieces import cut, home_window

FEW = 6  # rows of a product at a time: from 8 on OpenBLAS wakes a thread for each core, which costs more than the product
Mark = tuple[int, int, float]  # first and last piece, chance


@dataclass(frozen=True, slots=True)
class Pointer:
    """Where an anchor piece points: chance of none, and log chances of the pieces from `first` on."""

    none: float
    first: int
    logs: Array
    chances: Array


def log_softmax(scores: Array) -> Array:
    """Along the last axis, in float32."""
    scores = scores.astype(np.float32, copy=False)
    scores = scores - scores.max(axis=-1, keepdims=True)
    made: Array = scores - np.log(np.exp(scores).sum(axis=-1, keepdims=True))
    return made


class Scores:
    """What the network says about one article: each piece is read in the window where it lies most central."""

    def __init__(self, ids: list[int], run: Callable[[list[int]], Window], layout: Layout) -> None:
        self.layout, self.count = layout, len(ids)
        self.cuts = cut(self.count, layout.window - 2, layout.overlap)
        self.home = home_window(self.cuts, self.count)
        said = [run(ids[first:past]) for first, past in self.cuts]
        tags = self._placed([window.tags for window in said])
        self.tags = {head: log_softmax(tags[:, a:b]) for head, (a, b) in layout.columns.items()}
        self.queries, self.keys = self._placed([window.queries for window in said]), self._placed([window.keys for window in said])
        self.none = [window.keys[0] for window in said]  # of <s>: each window has its own
        self._outside: dict[str, list[float]] = {}

    def _placed(self, parts: list[Array]) -> Array:
        """What windows say about their pieces, as one array over the pieces of the article."""
        whole = np.empty((self.count, *parts[0].shape[1:]), dtype=np.float32)
        edges = np.searchsorted(self.home, np.arange(len(parts) + 1)).tolist()
        for k, (first, _) in enumerate(self.cuts):
            whole[edges[k] : edges[k + 1]] = parts[k][edges[k] - first + 1 : edges[k + 1] - first + 1]
        return whole

    def _reach(self, window: int) -> tuple[int, int]:
        """The pieces that anchors of a window point to: its own and those of its neighbours."""
        return self.cuts[max(0, window - 1)][0], self.cuts[min(len(self.cuts) - 1, window + 1)][1]

    def inside(self, head: str, first: int, last: int) -> float:
        """Mean chance that the pieces of a span are not O."""
        if head not in self._outside:
            self._outside[head] = [0.0, *np.cumsum(np.exp(self.tags[head][:, 0]), dtype=np.float64).tolist()]
        total = self._outside[head]
        return 1 - (total[last + 1] - total[first]) / (last + 1 - first)

    def pointers(self, relation: str, anchors: list[int]) -> list[Pointer]:
        """A pointer for each anchor piece, over the pieces in reach."""
        made: list[Pointer | None] = [None] * len(anchors)
        places = np.array(anchors, dtype=np.int64)
        r = self.layout.relations[relation]
        for window in np.unique(self.home[places]).tolist():
            first, past = self._reach(window)
            mine = np.flatnonzero(self.home[places] == window)
            at = places[mine]
            keys, asked = self.keys[first:past, r].T, self.queries[at, r]
            scores = np.empty((len(mine), past - first + 1), dtype=np.float32)
            scores[:, 0] = asked @ self.none[window][r]
            for k in range(0, len(mine), FEW):
                scores[k : k + FEW, 1:] = asked[k : k + FEW] @ keys
            scores /= np.float32(self.layout.scale)
            steps = sliding_window_view(self.layout.distance[r], past - first)  # the scores of distance from every place, as views
            scores[:, 1:] += steps[first - at + self.layout.reach - 1]
            scores -= scores.max(axis=1, keepdims=True)
            chances = np.exp(scores)
            total = chances.sum(axis=1, keepdims=True)
            chances /= total
            scores -= np.log(total)
            for row, k in enumerate(mine.tolist()):
                made[k] = Pointer(float(chances[row, 0]), first, scores[row, 1:], chances[row, 1:])
        return [pointer for pointer in made if pointer is not None]


def best_path(scores: Array) -> list[int]:
    """The likeliest sequence of O, B-*, I-* in which every I-x follows B-x or I-x."""
    count, labels = scores.shape
    kinds = (labels - 1) // 2
    value, back = scores[0].copy(), np.zeros((count, labels), dtype=np.int64)
    value[kinds + 1 :] = -1e9
    continued = np.arange(1, kinds + 1)
    for k in range(1, count):
        top = int(value.argmax())
        free = value[top]
        begun, going = value[1 : kinds + 1], value[kinds + 1 :]
        back[k, : kinds + 1] = top
        back[k, kinds + 1 :] = np.where(begun >= going, continued, continued + kinds)
        step = scores[k].copy()
        step[: kinds + 1] += free
        step[kinds + 1 :] += np.maximum(begun, going)
        value = step
    path = [int(value.argmax())]
    for k in range(count - 1, 0, -1):
        path.append(int(back[k, path[-1]]))
    return path[::-1]


def is_path(labels: list[int], kinds: int) -> bool:
    """Whether every I-x follows B-x or I-x."""
    return all(b <= kinds or a in (b, b - kinds) for a, b in zip([0, *labels], labels, strict=False))


def spans(scores: Array, threshold: float, sure: float) -> list[tuple[int, int, int]]:
    """(first, last, kind index) of every span of a BIO head, where O is less than `sure`; a threshold under one half favours finding."""
    kinds = (scores.shape[1] - 1) // 2
    pieces = np.flatnonzero(scores[:, 0] < np.log(sure))
    part = scores[pieces]
    part[:, 0] += np.log(threshold / (1 - threshold))
    best, where = part.argmax(axis=1).tolist(), pieces.tolist()
    found: list[tuple[int, int, int]] = []
    for low, high in stretches(where):
        labels = best[low:high]  # the best label of every piece is the best path, where it is a path: nine times in ten
        if not is_path(labels, kinds):
            labels = best_path(part[low:high])
        for k, label in enumerate(labels, where[low]):
            if 0 < label <= kinds:
                found.append((k, k, label - 1))
            elif label and found and found[-1][1] == k - 1:
                found[-1] = (found[-1][0], k, found[-1][2])
    return found


def stretches(pieces: list[int]) -> list[tuple[int, int]]:
    """Where runs of neighbouring pieces begin and end in a list of pieces."""
    cuts = [0, *(k for k in range(1, len(pieces)) if pieces[k] != pieces[k - 1] + 1), len(pieces)]
    return [(low, high) for low, high in pairwise(cuts) if low < high]


def marks(scores: Array, begins: int, threshold: float) -> list[Mark]:
    """Cues and triggers: O, then `begins` B labels, then one I for all. A faint one inside a mark before it is no second one."""
    chance = np.exp(scores[:, 1 : begins + 1]).sum(axis=1)
    best = scores.argmax(axis=1)
    found: list[Mark] = []
    for first in np.flatnonzero(chance > threshold).tolist():
        if found and first <= found[-1][1] and chance[first] < 0.5:
            continue
        last = first
        while last + 1 < len(scores) and best[last + 1] == begins + 1:
            last += 1
        found.append((first, last, float(chance[first])))
    return found
