"""Texts cut into windows as the reader cuts them, and put together again: rows for the trunk, frames of whole texts for the heads.

A text is read in windows of equal lengths that overlap a little. Each piece counts where it lies most central, and pointers go from any
piece of the text to any other: that is how articles are read after training, so it is how they are read in training.
"""

from __future__ import annotations

import random
from collections.abc import Iterable

import numpy as np
import torch
from layout import END, OVERLAP, PAD, START, WINDOW
from targets import HEADS, IGNORE, Doc
from torch import Tensor

from rasd.models.pieces import cut, home_window

SHAPES = {WINDOW: 1.0, 320: 5 / 3}  # length of rows -> how many of them for one of full length; two, as each is compiled anew


def cuts_of(doc: Doc, length: int, rng: random.Random | None) -> list[tuple[int, int]]:
    """The windows of a text in rows of some length; with `rng` at places drawn at random, else as the reader cuts."""
    room = length - 2
    if rng is None:
        return cut(len(doc), room, OVERLAP)
    room = room if length == WINDOW else rng.randint(room * 5 // 8, room)
    return cut(len(doc), room, rng.choice((48, OVERLAP, 80)))


class Queue:
    """Endless shuffled supply of texts; an article comes in its own spelling or in one of its noisy ones."""

    def __init__(self, articles: list[list[Doc]], noise: float, rng: random.Random) -> None:
        self.articles, self.noise, self.rng = articles, noise, rng
        self.waiting: list[Doc] = []

    def take(self, rows: int, length: int) -> list[tuple[Doc, list[tuple[int, int]]]]:
        """Texts with their windows, as many as fill so many rows."""
        taken, left = [], rows
        while True:
            if not self.waiting:
                self.refill()
            cuts = cuts_of(self.waiting[-1], length, self.rng)
            if len(cuts) > left:
                return taken
            left -= len(cuts)
            taken.append((self.waiting.pop(), cuts))

    def refill(self) -> None:
        """Every article once more, shuffled."""
        for versions in self.articles:
            noisy = len(versions) > 1 and self.rng.random() < self.noise
            self.waiting.append(self.rng.choice(versions[1:]) if noisy else versions[0])
        self.rng.shuffle(self.waiting)


class Rows:
    """Windows of texts as rows for the trunk, and where each place of a text lies in them."""

    def __init__(self, taken: list[tuple[Doc, list[tuple[int, int]]]], rows: int, length: int, device: torch.device) -> None:
        self.count, self.frame = len(taken), 1 + max(len(doc) for doc, _ in taken)
        ids = np.full((rows, length), PAD, dtype=np.int64)
        ids[:, 0] = START  # a row without a piece to look at would give no numbers
        index = np.zeros((self.count, self.frame), dtype=np.int64)
        where = np.zeros((self.count, self.frame), dtype=np.int64)
        real = np.zeros((self.count, self.frame), dtype=bool)
        row = 0
        for d, (doc, cuts) in enumerate(taken):
            real[d, : len(doc) + 1] = True
            index[d, 0], where[d, 0] = row * length, row
            home = home_window(cuts, len(doc))
            starts = np.array([first for first, _ in cuts])
            at = np.arange(len(doc))
            index[d, 1 : len(doc) + 1] = (row + home) * length + at - starts[home] + 1
            where[d, 1 : len(doc) + 1] = row + home
            for first, past in cuts:
                ids[row, 1 : past - first + 1], ids[row, past - first + 1] = doc.ids[first:past], END
                row += 1
        self.ids, self.index, self.row, self.real = (put(array, device) for array in (ids, index, where, real))
        self.mask = self.ids != PAD


class Gold:
    """Labels of the first texts of some rows, on the device."""

    def __init__(self, docs: Iterable[Doc], frame: int, device: torch.device) -> None:
        labelled = [doc for doc in docs if doc.tags is not None]
        self.count = len(labelled)
        tags = np.full((len(HEADS), self.count, frame), IGNORE, dtype=np.int64)
        for d, doc in enumerate(labelled):
            tags[:, d, 1 : len(doc) + 1] = doc.tags
        self.tags = put(tags, device)
        items = np.concatenate([np.column_stack([np.full(len(doc.items), d), doc.items]) for d, doc in enumerate(labelled)])
        rank = ranks(items)
        self.items, self.most = put(np.column_stack([items, rank]), device), int(rank.max(initial=0)) + 1
        self.weights = put(np.concatenate([doc.weights for doc in labelled]), device)
        self.right = put(marked([group for doc in labelled for group in doc.right], frame), device)
        told = [(d, kind, pieces) for d, doc in enumerate(labelled) for kind, pieces in doc.told]
        self.told = put(np.array([(d, kind) for d, kind, _ in told], dtype=np.int64).reshape(-1, 2), device)
        self.telling = put(marked([pieces for _, _, pieces in told], frame), device)


def ranks(items: np.ndarray) -> np.ndarray:
    """The number of each item among those of its text and relation."""
    seen: dict[tuple[int, int], int] = {}
    made = []
    for text, relation, _ in items.tolist():
        made.append(seen.get((text, relation), 0))
        seen[text, relation] = made[-1] + 1
    return np.array(made, dtype=np.int64)


def marked(groups: list[np.ndarray], frame: int) -> np.ndarray:
    """One row of booleans for every group of places."""
    rows = np.zeros((len(groups), frame), dtype=bool)
    for k, group in enumerate(groups):
        rows[k, group] = True
    return rows


def put(array: np.ndarray, device: torch.device) -> Tensor:
    """An array on the device."""
    tensor = torch.from_numpy(array)
    return tensor.pin_memory().to(device, non_blocking=True) if device.type == "cuda" and tensor.numel() else tensor.to(device)
