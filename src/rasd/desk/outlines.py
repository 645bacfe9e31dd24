"""The outlines of states (data/outlines.tsv) on a canvas, in Mercator projection."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache, lru_cache
from importlib.resources import files
from math import log, pi, radians, tan
from typing import NamedTuple

Ring = tuple[tuple[float, float], ...]


class Window(NamedTuple):
    """A part of the world, in degrees."""

    west: float
    south: float
    east: float
    north: float


ARAB = Window(-18.0, 1.0, 61.0, 40.0)
WORLD = Window(-170.0, -56.0, 180.0, 74.0)


class Shape(NamedTuple):
    """A state: its code (- for none) and its outline as an SVG path."""

    code: str
    path: str


@dataclass(frozen=True, slots=True)
class Canvas:
    """The projection of a window onto a drawing."""

    window: Window
    width: int

    @property
    def height(self) -> int:
        """The height, from the window's proportions."""
        return round((_north(self.window.north) - _north(self.window.south)) * self._unit)

    @property
    def _unit(self) -> float:
        return self.width / radians(self.window.east - self.window.west)

    def at(self, longitude: float, latitude: float) -> tuple[float, float]:
        """The position of a point, rounded to a tenth."""
        x = radians(longitude - self.window.west) * self._unit
        return round(x, 1), round((_north(self.window.north) - _north(latitude)) * self._unit, 1)

    def holds(self, longitude: float, latitude: float) -> bool:
        """Whether a point is in the window."""
        return self.window.west <= longitude <= self.window.east and self.window.south <= latitude <= self.window.north


def _north(latitude: float) -> float:
    return log(tan(pi / 4 + radians(max(-82.0, min(82.0, latitude))) / 2))


@cache
def _rings() -> tuple[tuple[str, Ring], ...]:
    lines = files("rasd.desk").joinpath("data", "outlines.tsv").read_text("utf-8").splitlines()
    rows = (line.split("\t") for line in lines if not line.startswith("#"))
    next(rows)
    return tuple((code, tuple((float(x), float(y)) for x, y in (point.split(" ") for point in ring.split("|")))) for code, ring in rows)


@lru_cache(maxsize=32)
def shapes(canvas: Canvas) -> tuple[Shape, ...]:
    """The states in a window, each once."""
    paths: dict[str, list[str]] = {}
    for code, ring in _rings():
        if _meets(ring, canvas.window):
            points = _each_once(canvas.at(*point) for point in ring)
            paths.setdefault(code, []).append("M" + "L".join(f"{x:g} {y:g}" for x, y in points) + "Z")
    return tuple(Shape(code, "".join(parts)) for code, parts in paths.items())


def _meets(ring: Ring, window: Window) -> bool:
    xs, ys = [x for x, _ in ring], [y for _, y in ring]
    return min(xs) <= window.east and max(xs) >= window.west and min(ys) <= window.north and max(ys) >= window.south


def _each_once(points: Iterator[tuple[float, float]]) -> Iterator[tuple[float, float]]:
    before = None
    for point in points:
        if point != before:
            yield point
        before = point
