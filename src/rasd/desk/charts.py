"""Charts made on the server: coordinates for numbers, which templates write as SVG."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import NamedTuple

_WIDTH, _HEIGHT, _EDGE = 1000, 320, 46
_NARROWEST = 24  # the widest column of a small chart is this part of its width
_SCORES = 10.0  # the range of PLOVER's scores in both directions


class Block(NamedTuple):
    """A rectangle: `kind` is its CSS class, `period` the number of its column."""

    x: float
    y: float
    width: float
    height: float
    kind: int
    period: int


class Mark(NamedTuple):
    """A tick of an axis with its value."""

    at: float
    value: float


@dataclass(frozen=True, slots=True)
class Bars:
    """Columns of counts around zero: classes 1 and 2 above, 3 and 4 below; `mean` are the points of mean scores."""

    width: int
    height: int
    zero: float
    blocks: list[Block]
    mean: list[list[tuple[float, float]]]
    counts: list[Mark]
    periods: list[Mark]

    def lines(self) -> list[str]:
        """The runs of mean scores, as points of SVG."""
        return [" ".join(f"{x:.1f},{y:.1f}" for x, y in run) for run in self.mean]


def bars(columns: Sequence[tuple[Sequence[int], float | None]]) -> Bars:
    """Columns of four counts with a mean score each, None for one without."""
    up = max((counts[0] + counts[1] for counts, _ in columns), default=0)
    down = max((counts[2] + counts[3] for counts, _ in columns), default=0)
    room = _HEIGHT - _EDGE
    most = max(up, down, 1)
    zero = room * max(up, most * 0.15) / (max(up, most * 0.15) + max(down, most * 0.15))
    unit = min((zero - 8) / max(up, 1), (room - zero - 8) / max(down, 1)) if up or down else 1.0
    step = (_WIDTH - 2 * _EDGE) / max(len(columns), 1)
    wide = min(step * 0.8, 42.0)
    blocks: list[Block] = []
    runs: list[list[tuple[float, float]]] = [[]]
    for k, (counts, mean) in enumerate(columns):
        x = _EDGE + step * (k + 0.5)
        tops = (zero - counts[0] * unit, zero - (counts[0] + counts[1]) * unit, zero, zero + counts[2] * unit)
        blocks += [
            Block(round(x - wide / 2, 1), round(tops[kind], 1), round(wide, 1), round(count * unit, 1), kind + 1, k)
            for kind, count in enumerate(counts)
            if count
        ]
        if mean is None:
            runs.append([])
        else:
            reach = zero - 8 if mean > 0 else room - zero - 8
            runs[-1].append((x, zero - mean / _SCORES * reach))
    return Bars(
        _WIDTH,
        _HEIGHT,
        round(zero, 1),
        blocks,
        [run for run in runs if run],
        _count_marks(up, down, zero, unit),
        _period_marks(len(columns), step),
    )


def _count_marks(up: int, down: int, zero: float, unit: float) -> list[Mark]:
    step = _round_step(max(up, down))
    above = [Mark(round(zero - n * unit, 1), n) for n in range(step, up + 1, step)]
    return above + [Mark(round(zero + n * unit, 1), n) for n in range(step, down + 1, step)]


def _round_step(most: int) -> int:
    step = 1
    while most / step > 4:
        step = step * 2 if str(step)[0] != "2" else step * 5 // 2
    return step


def _period_marks(count: int, step: float) -> list[Mark]:
    every = max(1, -(-count // 8))
    return [Mark(round(_EDGE + step * (k + 0.5), 1), k) for k in range(0, count, every)]


class Column(NamedTuple):
    """A column of a small chart: its position and height from the bottom."""

    x: float
    y: float
    width: float
    height: float
    at: int


def spark(values: Sequence[float], width: float = 130, height: float = 28) -> list[Column]:
    """Values as small columns, the highest as high as the chart; a value above zero has at least a pixel.

    A few values are not widened to blocks: their columns stay in the middle of their places.
    """
    most = max(values, default=0) or 1
    step = width / max(len(values), 1)
    wide = max(min(step * 0.8, width / _NARROWEST), 0.5)
    made = []
    for k, value in enumerate(values):
        high = max(1.0, value / most * (height - 2)) if value else 0.0
        made.append(Column(round(k * step + (step - wide) / 2, 2), round(height - high, 2), round(wide, 2), round(high, 2), k))
    return made
