"""What the network says about an article, window by window: chances of tags and pointers, and the spans in a tag head. Numpy only.

`predict(ids, mask)` gives tags, queries and keys of a batch of windows, from ONNX Runtime or from torch. Scores are natural logs;
a pointer answers 0 for "none" and piece + 1 otherwise.
"""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
from layout import RELATIONS, bucket, offsets
from windows import Pieces, batch, best_window, cut

Array = np.ndarray
Predict = Callable[[Array, Array], tuple[Array, Array, Array]]
ORDER = list(RELATIONS)
COLUMNS = offsets()
BUCKET_OF = np.array([bucket(d) for d in range(-511, 512)])


def log_softmax(scores: Array) -> Array:
    """Along the last axis, in float32."""
    scores = scores.astype(np.float32)
    scores = scores - scores.max(axis=-1, keepdims=True)
    return scores - np.log(np.exp(scores).sum(axis=-1, keepdims=True))


class Scores:
    """What the network said about one article, windows already merged: each piece is read in the window where it lies most central."""

    def __init__(self, pieces: Pieces, predict: Predict, distance: Array) -> None:
        self.cuts = cut(len(pieces))
        said = [predict(*batch([pieces.ids[first:past]])) for first, past in self.cuts]  # one by one: padding costs as much as pieces
        self.queries, self.keys = [queries[0] for _, queries, _ in said], [keys[0] for _, _, keys in said]
        self.home = best_window(self.cuts, len(pieces))
        self.count, self.distance = len(pieces), distance
        flat = np.empty((self.count, said[0][0].shape[-1]), dtype=np.float32)
        for window, (first, past) in enumerate(self.cuts):
            own = np.flatnonzero(self.home[first:past] == window)
            flat[first + own] = said[window][0][0, own + 1]
        self.tags = {head: log_softmax(flat[:, a:b]) for head, (a, b) in COLUMNS.items()}

    def rows(self, relation: str, anchors: list[int]) -> Array:
        """Log chances of every answer (none, then all pieces of the article) for each anchor piece."""
        out = np.full((len(anchors), self.count + 1), -30.0, dtype=np.float32)
        r = ORDER.index(relation)
        for k, anchor in enumerate(anchors):
            window = self.home[anchor]
            first, past = self.cuts[window]
            at = anchor - first + 1
            keys = self.keys[window][: past - first + 1, r].astype(np.float32)
            scores = keys @ self.queries[window][at, r].astype(np.float32) / 8.0
            scores[1:] += self.distance[r, BUCKET_OF[np.arange(1, len(scores)) - at + 511]]
            scores = log_softmax(scores)
            out[k, 0] = scores[0]
            out[k, first + 1 : past + 1] = scores[1:]
        return out


def runs(outside: Array, limit: float) -> list[tuple[int, int]]:
    """Stretches of pieces whose chance of O is under `limit`: only there a path has to be searched."""
    inside = np.flatnonzero(outside < limit)
    if not len(inside):
        return []
    breaks = np.flatnonzero(np.diff(inside) > 1)
    return list(zip(inside[np.r_[0, breaks + 1]].tolist(), (inside[np.r_[breaks, len(inside) - 1]] + 1).tolist(), strict=True))


def best_path(scores: Array) -> list[int]:
    """The likeliest sequence of O, B-*, I-* in which every I-x follows B-x or I-x."""
    count, labels = scores.shape
    kinds = (labels - 1) // 2
    value, back = scores[0].copy(), np.zeros((count, labels), dtype=np.int64)
    value[kinds + 1 :] = -1e9
    for k in range(1, count):
        top = int(value.argmax())
        free = value[top]
        begun, going = value[1 : kinds + 1], value[kinds + 1 :]
        from_begun = begun >= going
        back[k, : kinds + 1] = top
        back[k, kinds + 1 :] = np.where(from_begun, np.arange(1, kinds + 1), np.arange(kinds + 1, labels))
        value = scores[k] + np.concatenate([np.full(kinds + 1, free), np.maximum(begun, going)])
    path = [int(value.argmax())]
    for k in range(count - 1, 0, -1):
        path.append(int(back[k, path[-1]]))
    return path[::-1]


def spans(scores: Array, threshold: float = 0.5) -> list[tuple[int, int, int]]:
    """(first, last, kind index) of every span of a BIO head; a threshold under one half favours finding."""
    kinds = (scores.shape[1] - 1) // 2
    scores = scores.copy()
    scores[:, 0] += np.log(threshold / (1 - threshold))
    found: list[tuple[int, int, int]] = []
    for start, past in runs(scores[:, 0], np.log(0.98)):
        for k, label in enumerate(best_path(scores[start:past]), start):
            if 0 < label <= kinds:
                found.append((k, k, label - 1))
            elif label and found and found[-1][1] == k - 1:
                found[-1] = (found[-1][0], k, found[-1][2])
    return found


def marks(scores: Array, begins: int, threshold: float) -> list[tuple[int, int, int, float]]:
    """(first, last, label, chance) of cues and triggers: O, then `begins` B labels, then one I for all."""
    chance = np.exp(scores[:, 1 : begins + 1]).sum(axis=1)
    best = scores.argmax(axis=1)
    found = []
    for first in np.flatnonzero(chance > threshold).tolist():
        last = first
        while last + 1 < len(scores) and best[last + 1] == begins + 1:
            last += 1
        found.append((first, last, int(scores[first, 1 : begins + 1].argmax()), float(chance[first])))
    return found
