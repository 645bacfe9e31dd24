"""The layout of the network's output: the columns of the tag heads, the relations, the distance scores. Read from config.json."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

Array = NDArray[np.float32]
Indices = NDArray[np.int64]
EDGES = (1, 2, 3, 4, 5, 7, 10, 15, 22, 33, 50, 75, 112, 170, 255)  # of the buckets of distance, as in training


@dataclass(frozen=True, slots=True)
class Layout:
    """Everything about a model that decoding must know."""

    window: int
    overlap: int
    reach: int  # the longest distance of a pointer, plus one
    columns: dict[str, tuple[int, int]]  # tag head -> its columns
    labels: dict[str, tuple[str, ...]]
    kinds: tuple[str, ...]  # of actors
    speech: tuple[str, ...]  # kinds of statements
    types: tuple[str, ...]  # of events
    anchors: dict[str, str]  # relation -> where it is asked: cue, trigger, mention
    relations: dict[str, int]  # relation -> its index in queries and keys
    scale: float  # a pointer's scores are divided by it
    distance: Array  # relation x (piece - anchor + reach - 1)
    modes: dict[str, Indices]  # type of event -> the labels of the mode head that it can have
    settings: dict[str, float]


def begins(labels: tuple[str, ...]) -> tuple[str, ...]:
    """The labels of a head that begin with B-, without the prefix."""
    return tuple(label[2:] for label in labels if label.startswith("B-"))


def bucket(distance: int) -> int:
    """Signed distance in pieces -> bucket: exact to 5, then by powers of about 1.5."""
    size = sum(abs(distance) >= edge for edge in EDGES)
    return 16 + size if distance >= 0 else 16 - size


def layout_of(config: dict[str, Any]) -> Layout:
    """The layout that a model's config tells."""
    labels = {head: tuple(names) for head, names in config["tags"].items()}
    ends = np.cumsum([len(names) for names in labels.values()]).tolist()
    columns = {head: (end - len(labels[head]), end) for head, end in zip(labels, ends, strict=True)}
    reach = int(config["window"]) * 3  # a window and its neighbours
    buckets = np.array([bucket(d) for d in range(1 - reach, reach)])
    place = {mode: k for k, mode in enumerate(labels["mode"])}
    types = begins(labels["trigger"])
    return Layout(
        window=int(config["window"]),
        overlap=int(config["overlap"]),
        reach=reach,
        columns=columns,
        labels=labels,
        kinds=begins(labels["outer"]),
        speech=begins(labels["cue"]),
        types=types,
        anchors=dict(config["relations"]),
        relations={relation: k for k, relation in enumerate(config["relations"])},
        scale=float(config["pointer_width"]) ** 0.5,
        distance=np.asarray(config["distance"], dtype=np.float32)[:, buckets],
        modes={name: np.array([place[m] for m in config["modes"].get(name, [""])], dtype=np.int64) for name in types},
        settings={name: float(value) for name, value in config["settings"].items()},
    )
