"""Texts cut into windows as the reader cuts them, and put together again: rows for the trunk, frames of whole texts for the heads.

A text is read in windows of equal lengths that overlap a little. Each piece counts where it lies most central, and pointers go from any
piece of the text to any other: that is how articles are read after training, so it is how they are read in training. The windows of a
step lie end to end without padding, always as many pieces, so that one compiled graph reads them all.
"""

from __future__ import annotations

import multiprocessing
import random
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, fields
from typing import Any, Self, TypeVar

import numpy as np
import torch
from layout import END, OVERLAP, PAD, START, WINDOW
from targets import HEADS, IGNORE, Doc

from rasd.models.pieces import cut, home_window

ROOM = WINDOW - 2  # pieces of a window beside <s> and </s>
SHORT = 318  # half of the texts are cut into windows of this length or less, as articles of few words are
Cuts = list[tuple[int, int]]
Batch = TypeVar("Batch")


def cuts_of(doc: Doc, rng: random.Random | None = None) -> Cuts:
    """The windows of a text; with `rng` of a length and at places drawn at random, else as the reader cuts."""
    if rng is None:
        return cut(len(doc), ROOM, OVERLAP)
    room = ROOM if rng.random() < 0.5 else rng.randint(SHORT * 5 // 8, SHORT)
    return cut(len(doc), room, rng.choice((48, OVERLAP, 80)))


def size_of(cuts: Cuts) -> int:
    """How many pieces the windows of a text take, with <s> and </s>."""
    return sum(past - first + 2 for first, past in cuts)


def slots_for(pieces: int) -> int:
    """How many windows so many pieces may be cut into at most; the last ones are for what is left over."""
    return pieces // 100 + 8


class Queue:
    """Endless shuffled supply of texts; an article comes in its own spelling or in one of its noisy ones."""

    def __init__(self, articles: list[list[Doc]], noise: float, rng: random.Random) -> None:
        self.articles, self.noise, self.rng = articles, noise, rng
        self.waiting: list[Doc] = []

    def take(self, pieces: int) -> list[tuple[Doc, Cuts]]:
        """Texts with their windows, as many as fill so many pieces."""
        taken: list[tuple[Doc, Cuts]] = []
        windows = slots_for(pieces) - 8
        while True:
            if not self.waiting:
                self.refill()
            cuts = cuts_of(self.waiting[-1], self.rng)
            pieces, windows = pieces - size_of(cuts), windows - len(cuts)
            if pieces < 0 or windows < 0:
                return taken
            taken.append((self.waiting.pop(), cuts))

    def refill(self) -> None:
        """Every article once more, shuffled."""
        for versions in self.articles:
            noisy = len(versions) > 1 and self.rng.random() < self.noise
            self.waiting.append(self.rng.choice(versions[1:]) if noisy else versions[0])
        self.rng.shuffle(self.waiting)


class Movable:
    """A record of arrays that can be put on a device."""

    def to(self, device: torch.device) -> Self:
        """The same with tensors instead of arrays."""
        values = {field.name: getattr(self, field.name) for field in fields(self)}  # type: ignore[arg-type] # all that inherit are data classes
        return type(self)(**{name: put(value, device) if isinstance(value, np.ndarray) else value for name, value in values.items()})


@dataclass(slots=True)
class Rows(Movable):
    """Windows of texts end to end, and where each place of a text lies among them."""

    count: int  # texts
    frame: int  # places of a text: 0 is the <s> of its window, pieces from 1
    ids: Any  # pieces
    places: Any  # pieces: how far from the begin of their window
    edges: Any  # windows + 1: where each begins, where the last ends
    slot: Any  # pieces: where each lies if every window had the full length
    firsts: Any  # windows: the <s> of each
    index: Any  # texts x places: which piece is read there
    row: Any  # texts x places: in which window
    real: Any  # texts x places: whether there is anything

    @classmethod
    def of(cls, taken: list[tuple[Doc, Cuts]], pieces: int) -> Rows:
        """The windows of some texts, filled up to so many pieces."""
        count, frame = len(taken), 1 + max(len(doc) for doc, _ in taken)
        ids = np.full(pieces, PAD, dtype=np.int64)
        begins = [0]
        index, row, real = (np.zeros((count, frame), dtype=kind) for kind in (np.int64, np.int64, bool))
        for d, (doc, cuts) in enumerate(taken):
            own = np.array([0, *np.cumsum([past - first + 2 for first, past in cuts])]) + begins[-1]
            home, at = home_window(cuts, len(doc)), np.arange(len(doc))
            starts, number = np.array([first for first, _ in cuts]), len(begins) - 1
            real[d, : len(doc) + 1] = True
            index[d, 0], row[d, 0] = own[0], number
            index[d, 1 : len(doc) + 1] = own[home] + at - starts[home] + 1
            row[d, 1 : len(doc) + 1] = number + home
            for (first, past), begin in zip(cuts, own.tolist(), strict=False):
                ids[begin], ids[begin + 1 : begin + 1 + past - first], ids[begin + 1 + past - first] = START, doc.ids[first:past], END
            begins += own[1:].tolist()
        edges = filled(begins, pieces)
        lengths = np.diff(edges)
        places = np.arange(pieces) - np.repeat(edges[:-1], lengths)
        slot = places + WINDOW * np.repeat(np.arange(len(lengths)), lengths)
        return cls(
            count, frame, ids, places, edges.astype(np.int32), slot, np.minimum(edges[:-1], pieces - 1), index, row, real,
        )  # fmt: skip


def filled(edges: list[int], pieces: int) -> np.ndarray:
    """What is left over as windows of padding, then empty ones, so that there are always as many."""
    while edges[-1] < pieces:
        edges.append(min(pieces, edges[-1] + WINDOW))
    return np.array([*edges, *[pieces] * (slots_for(pieces) + 1 - len(edges))], dtype=np.int64)


@dataclass(slots=True)
class Gold(Movable):
    """Labels of the first texts of some rows."""

    count: int
    tags: Any  # heads x texts x places
    items: Any  # pointers: text, relation, anchor, number among those of that text and relation
    most: int
    weights: Any
    right: Any  # pointers x places
    told: Any  # lines that tell an event again: text, label
    telling: Any  # lines x places

    @classmethod
    def of(cls, docs: Iterable[Doc], frame: int) -> Gold:
        """What the labelled ones of some texts should be read as."""
        known = [(doc, doc.tags) for doc in docs if doc.tags is not None]
        labelled = [doc for doc, _ in known]
        tags = np.full((len(HEADS), len(labelled), frame), IGNORE, dtype=np.int16)
        for d, (doc, own) in enumerate(known):
            tags[:, d, 1 : len(doc) + 1] = own
        items = np.concatenate([np.column_stack([np.full(len(doc.items), d), doc.items]) for d, doc in enumerate(labelled)])
        rank = ranks(items)
        told = [(d, kind, pieces) for d, doc in enumerate(labelled) for kind, pieces in doc.told]
        return cls(
            len(labelled),
            tags,
            np.column_stack([items, rank]),
            int(rank.max(initial=0)) + 1,
            np.concatenate([doc.weights for doc in labelled]),
            marked([group for doc in labelled for group in doc.right], frame),
            np.array([(d, kind) for d, kind, _ in told], dtype=np.int64).reshape(-1, 2),
            marked([pieces for _, _, pieces in told], frame),
        )


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


def put(array: np.ndarray, device: torch.device) -> torch.Tensor:
    """An array on the device."""
    tensor = torch.from_numpy(array)
    return tensor.pin_memory().to(device, non_blocking=True) if device.type == "cuda" and tensor.numel() else tensor.to(device)


def supply(make: Callable[[random.Random], Iterator[Batch]], seed: int, workers: int, ahead: int = 6) -> Iterator[Batch]:
    """What `make` gives, made by processes of their own some steps ahead, each with its own chance; in the same order every time."""
    if not workers:
        yield from make(random.Random(seed))  # noqa: S311
        return
    context = multiprocessing.get_context("fork")
    queues = [context.Queue(ahead) for _ in range(workers)]

    def work(number: int) -> None:
        for made in make(random.Random(seed * 1000 + number)):  # noqa: S311
            queues[number].put(made)

    for number in range(workers):
        context.Process(target=work, args=(number,), daemon=True).start()
    while True:
        for queue in queues:
            yield queue.get()
