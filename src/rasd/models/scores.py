"""Chances of tags and pointers of a whole article, its windows merged; and the spans in a tag head. Scores are natural logs."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from rasd.models.layout import Array, Indices, Layout
from rasd.models.network import Window
from rasd.models.pieces import cut, home_window

# Largest product in one step: from 262,144 multiplications OpenBLAS starts a thread per core, which costs more than the product.
MOST = 250_000
Mark = tuple[int, int, float]  # first and last piece, chance


class Pointer(NamedTuple):
    """Where an anchor piece points: the chance of none, and the chances of the pieces from `first` on; `raw` minus `total` are their
    logs."""

    none: float
    first: int
    raw: Array
    total: np.float32
    chances: Array

    @property
    def logs(self) -> Array:
        """The log chances, computed on access."""
        made: Array = self.raw - self.total
        return made


def log_softmax(scores: Array) -> Array:
    """Along the last axis, in float32."""
    scores = scores.astype(np.float32, copy=False)
    scores = scores - scores.max(axis=-1, keepdims=True)
    made: Array = scores - np.log(np.exp(scores).sum(axis=-1, keepdims=True))
    return made


class Tags(dict[str, Array]):
    """Log chances by head (piece x label), computed when a head is first read."""

    def __init__(self, scores: Array, columns: Mapping[str, tuple[int, int]]) -> None:
        self._scores, self._columns = scores, columns

    def __missing__(self, head: str) -> Array:
        first, past = self._columns[head]
        made = self[head] = log_softmax(self._scores[:, first:past])
        return made

    def row(self, head: str, piece: int) -> Array:
        """The log chances of one piece, for wide heads that are read at few pieces."""
        first, past = self._columns[head]
        made: Array = log_softmax(self._scores[piece, first:past])
        return made


class Scores:
    """The network's scores for one article; each piece is taken from the window in which it is most central."""

    def __init__(self, ids: list[int], run: Callable[[list[int]], Window], layout: Layout) -> None:
        self.layout, self.count = layout, len(ids)
        self.cuts = cut(self.count, layout.window - 2, layout.overlap)
        self.home = home_window(self.cuts, self.count)
        self._edges = self._homes()
        said = [run(ids[first:past]) for first, past in self.cuts]
        self.tags = Tags(self._placed([window.tags for window in said]), layout.columns)
        self._said = said
        self._outside: dict[str, list[float]] = {}

    def _homes(self) -> list[int]:
        """Where the pieces taken from each window begin, and where the last ones end."""
        edges: list[int] = np.searchsorted(self.home, np.arange(len(self.cuts) + 1)).tolist()
        return edges

    def _placed(self, parts: list[Array]) -> Array:
        """Parts of windows as one array over the pieces of the article."""
        whole = np.empty((self.count, *parts[0].shape[1:]), dtype=np.float32)
        for k, (first, _) in enumerate(self.cuts):
            low, high = self._edges[k : k + 2]
            whole[low:high] = parts[k][low - first + 1 : high - first + 1]
        return whole

    def _keys(self, first: int, past: int) -> Iterator[tuple[int, int, Array]]:
        """Parts of the pieces first..past with their keys, each from its window; as views, since copies cost a millisecond."""
        for k, (start, _) in enumerate(self.cuts):
            low, high = max(first, self._edges[k]), min(past, self._edges[k + 1])
            if low < high:
                yield low, high, self._said[k].keys[low - start + 1 : high - start + 1]

    def _reach(self, window: int) -> tuple[int, int]:
        """The pieces that anchors of a window point to: its own and those of its neighbours."""
        return self.cuts[max(0, window - 1)][0], self.cuts[min(len(self.cuts) - 1, window + 1)][1]

    def inside(self, head: str, first: int, last: int) -> float:
        """Mean chance that the pieces of a span are not O."""
        if head not in self._outside:
            self._outside[head] = [0.0, *np.cumsum(np.exp(self.tags[head][:, 0]), dtype=np.float64).tolist()]
        total = self._outside[head]
        return 1 - (total[last + 1] - total[first]) / (last + 1 - first)

    def pointers(self, relations: Sequence[str], anchors: list[int]) -> list[list[Pointer]]:
        """For each relation a pointer for each anchor piece, over the pieces in reach."""
        made: list[dict[int, Pointer]] = [{} for _ in relations]
        places = np.array(anchors, dtype=np.int64)
        homes = self.home[places]
        for window in sorted(set(homes.tolist())):  # np.unique imports masked arrays, 40 ms of a start
            mine = np.flatnonzero(homes == window)
            first, past = self._reach(window)
            scores = self._pointed(window, [self.layout.relations[r] for r in relations], places[mine], first, past)
            scores -= scores.max(axis=2, keepdims=True)
            chances = np.exp(scores)
            sums = chances.sum(axis=2, keepdims=True)
            chances /= sums
            totals, none = np.log(sums[:, :, 0]), chances[:, :, 0].tolist()
            for r, found in enumerate(made):
                for row, k in enumerate(mine.tolist()):
                    found[k] = Pointer(none[r][row], first, scores[r, row, 1:], totals[r, row], chances[r, row, 1:])
        return [[found[k] for k in range(len(anchors))] for found in made]

    def _pointed(self, window: int, relations: list[int], at: Indices, first: int, past: int) -> Array:
        """Scores of none and of the pieces first..past: relation x anchor of this window x (1 + piece)."""
        said, which = self._said[window], _together(relations)
        asked = said.queries[at - self.cuts[window][0] + 1][:, which].transpose(1, 0, 2) / np.float32(self.layout.scale)
        scores = np.empty((len(relations), len(at), past - first + 1), dtype=np.float32)
        np.matmul(asked, said.keys[0, which][:, :, None], out=scores[:, :, :1])  # of <s>: each window has its own none
        for low, high, keys in self._keys(first, past):
            answered = keys[:, which].transpose(1, 2, 0)
            rows = max(1, MOST // (answered.shape[1] * (high - low)))
            for k in range(0, len(at), rows):
                np.matmul(asked[:, k : k + rows], answered, out=scores[:, k : k + rows, low - first + 1 : high - first + 1])
        steps = self.layout.distance[which]
        for k, low in enumerate((first - at + self.layout.reach - 1).tolist()):  # one by one: no copy of what is added
            scores[:, k, 1:] += steps[:, low : low + past - first]
        return scores


def _together(relations: list[int]) -> slice | list[int]:
    """Relations that lie side by side, as those of one kind of anchor do, as a slice, whose numbers are views and no copies."""
    first, past = relations[0], relations[-1] + 1
    return slice(first, past) if relations == list(range(first, past)) else relations


def best_path(scores: Array) -> list[int]:
    """The likeliest sequence of O, B-*, I-* in which every I-x follows B-x or I-x."""
    kinds = (scores.shape[1] - 1) // 2
    value = scores[0].copy()
    value[kinds + 1 :] = -1e9
    before: list[tuple[int, Array]] = []  # the best label of the piece before, and the values of its labels
    for step in scores[1:]:
        top = int(value.argmax())
        before.append((top, value))
        made = step + value[top]
        made[kinds + 1 :] = step[kinds + 1 :] + np.maximum(value[1 : kinds + 1], value[kinds + 1 :])
        value = made
    path = [int(value.argmax())]
    for top, value in reversed(before):
        label = path[-1]
        if label > kinds:
            label -= kinds if value[label - kinds] >= value[label] else 0
        else:
            label = top
        path.append(label)
    return path[::-1]


def spans(scores: Array, threshold: float, sure: float) -> list[tuple[int, int, int]]:
    """(first, last, kind index) of every span of a BIO head, where O is less than `sure`; a threshold under one half favours finding."""
    kinds = (scores.shape[1] - 1) // 2
    (pieces,) = (scores[:, 0] < np.log(sure)).nonzero()
    part = scores[pieces]
    part[:, 0] += np.log(threshold / (1 - threshold))
    labels = part.argmax(axis=1)  # the best label of every piece is the best path, where it is a path: nine times in ten
    before = np.concatenate(([0], labels[:-1]))[: len(labels)]
    before[1:][pieces[1:] - pieces[:-1] > 1] = 0
    wrong = (labels > kinds) & (before != labels) & (before != labels - kinds)  # every I-x follows B-x or I-x
    for low, high in _around(pieces, wrong.nonzero()[0]):
        labels[low:high] = best_path(part[low:high])
    (marked,) = labels.nonzero()
    found: list[tuple[int, int, int]] = []
    for k, label in zip(pieces[marked].tolist(), labels[marked].tolist(), strict=True):
        if label <= kinds:
            found.append((k, k, label - 1))
        elif found and found[-1][1] == k - 1:
            found[-1] = (found[-1][0], k, found[-1][2])
    return found


def untouched(found: list[tuple[int, int, int]], taken: NDArray[np.bool_]) -> list[tuple[int, int, int]]:
    """The spans in which no piece is taken."""
    before = [0, *np.cumsum(taken).tolist()]
    return [span for span in found if before[span[1] + 1] == before[span[0]]]


def _around(pieces: Indices, wrong: Indices) -> list[tuple[int, int]]:
    """Where the runs of neighbouring pieces begin and end, in a list of pieces, in which something is wrong."""
    if not len(wrong):
        return []
    cuts = np.array([0, *((pieces[1:] - pieces[:-1] != 1).nonzero()[0] + 1).tolist(), len(pieces)])
    held = dict.fromkeys(np.searchsorted(cuts, wrong, side="right").tolist())
    return [(int(cuts[k - 1]), int(cuts[k])) for k in held]


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
