"""The progress of a run and its results."""

from __future__ import annotations

import os
from dataclasses import dataclass, field
from time import monotonic
from typing import Protocol


class Progress(Protocol):
    """Called with each step (collecting, reading, relating, …), how much is done, and of how much (None if unknown)."""

    def __call__(self, step: str, done: int, total: int | None, /) -> None:
        """Show that so many are done."""
        ...


def quiet(step: str, done: int, total: int | None, /) -> None:
    """Show nothing."""


@dataclass
class Run:
    """The results of a run. `judged` counts pairs of articles scored; `seconds` and `cpu` are the wall and processor time of each step,
    over all processes."""

    new: int = 0
    known: int = 0
    failed: int = 0
    read: int = 0
    read_failed: int = 0
    related: int = 0
    stories: int = 0
    judged: int = 0
    messages: list[str] = field(default_factory=list)
    unsaid: int = 0
    seconds: dict[str, float] = field(default_factory=dict)
    cpu: dict[str, float] = field(default_factory=dict)

    def say(self, message: str, most: int = 5) -> None:
        """Keep a message for the end; beyond `most` messages only count it."""
        if len(self.messages) < most:
            self.messages.append(message)
        else:
            self.unsaid += 1


class Stopwatch:
    """Adds the seconds of a block to `run.seconds[step]` and `run.cpu[step]`."""

    def __init__(self, run: Run, step: str) -> None:
        self.run, self.step = run, step

    def __enter__(self) -> None:
        self.began, self.worked = monotonic(), _worked()

    def __exit__(self, *_: object) -> None:
        self.run.seconds[self.step] = self.run.seconds.get(self.step, 0.0) + monotonic() - self.began
        self.run.cpu[self.step] = self.run.cpu.get(self.step, 0.0) + _worked() - self.worked


def _worked() -> float:
    """Processor time of this process and of its ended children."""
    return sum(os.times()[:4])
