"""Builds src/rasd/desk/data/outlines.tsv, the outlines of states for the map of the desk, from a TopoJSON file of Natural Earth.

    npm pack world-atlas && tar xzf world-atlas-*.tgz
    python tools/build_outlines.py package/countries-50m.json --out src/rasd/desk/data/outlines.tsv

The file shares the line between two states, so that both lose the same points when it is made coarser: finer where Arab
states are, coarse elsewhere. Islands of less than 0.03 square degrees go, but for the largest part of a state.
"""

from __future__ import annotations

import argparse
import json
import math
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from babel import Locale
from babel.core import get_global

from rasd.ontology.knowledge import countries

Point = tuple[float, float]
NEAR = (-20.0, 0.0, 66.0, 44.0)  # west, south, east, north of where the map usually looks
FINE, COARSE = 0.06, 0.25  # degrees by which a line may be off
SMALLEST = 0.03  # square degrees: Gaza has 0.035
HEAD = """# Outlines of states for the map of the desk: ISO 3166 alpha-3 code (- for none), and a ring of longitude and latitude in degrees.
# Natural Earth 1:50m, public domain, by way of world-atlas (ISC); made coarser by tools/build_outlines.py.
code\tring
"""


def main() -> None:
    """Read the topology, write the table."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("topology", type=Path)
    parser.add_argument("--out", type=Path, required=True)
    given = parser.parse_args()
    topology = json.loads(given.topology.read_text("utf-8"))
    arcs = [simple(arc) for arc in lines_of(topology)]
    rows = sorted({row for geometry in topology["objects"]["countries"]["geometries"] for row in rows_of(geometry, arcs)})
    given.out.parent.mkdir(exist_ok=True)
    given.out.write_text(HEAD + "".join(f"{code}\t{ring}\n" for code, ring in rows), "utf-8")


def lines_of(topology: dict[str, Any]) -> list[list[Point]]:
    """The arcs as degrees."""
    (sx, sy), (tx, ty) = topology["transform"]["scale"], topology["transform"]["translate"]
    made = []
    for arc in topology["arcs"]:
        x = y = 0
        points = []
        for dx, dy in arc:
            x, y = x + dx, y + dy
            points.append((x * sx + tx, y * sy + ty))
        made.append(points)
    return made


def simple(line: Sequence[Point]) -> list[Point]:
    """A line with fewer points, by Douglas and Peucker."""
    if len(line) < 3:
        return list(line)
    west, south, east, north = NEAR
    near = any(west <= x <= east and south <= y <= north for x, y in line)
    least = FINE if near else COARSE
    keep = {0, len(line) - 1}
    parts = [(0, len(line) - 1)]
    if line[0] == line[-1]:  # an island: its farthest point splits it
        far = max(range(len(line)), key=lambda k: (line[k][0] - line[0][0]) ** 2 + (line[k][1] - line[0][1]) ** 2)
        keep.add(far)
        parts = [(0, far), (far, len(line) - 1)]
    while parts:
        first, last = parts.pop()
        if last - first < 2:
            continue
        k = max(range(first + 1, last), key=lambda k: distance(line[k], line[first], line[last]))
        if distance(line[k], line[first], line[last]) > least:
            keep.add(k)
            parts += [(first, k), (k, last)]
    return [line[k] for k in sorted(keep)]


def distance(point: Point, one: Point, other: Point) -> float:
    """Of a point from the line through two others."""
    (x, y), (ax, ay), (bx, by) = point, one, other
    length = math.hypot(bx - ax, by - ay)
    if not length:
        return math.hypot(x - ax, y - ay)
    return abs((bx - ax) * (ay - y) - (ax - x) * (by - ay)) / length


def rows_of(geometry: dict[str, Any], arcs: Sequence[list[Point]]) -> list[tuple[str, str]]:
    """Code and ring of each part of a state."""
    parts = geometry.get("arcs", [])
    polygons = [parts] if geometry["type"] == "Polygon" else parts
    rings = [ring_of(polygon[0], arcs) for polygon in polygons]
    if not rings:
        return []
    largest = max(rings, key=area)
    kept = [ring for ring in rings if len(ring) > 3 and (area(ring) >= SMALLEST or ring is largest)]
    code = code_of(geometry)
    return [(code, "|".join(f"{x:.2f} {y:.2f}" for x, y in ring)) for ring in kept]


def ring_of(numbers: Sequence[int], arcs: Sequence[list[Point]]) -> list[Point]:
    """The points of a ring; an arc with a negative number runs backwards."""
    points: list[Point] = []
    for number in numbers:
        arc = arcs[number] if number >= 0 else arcs[~number][::-1]
        points += arc[1:] if points else arc
    return points


def area(ring: Sequence[Point]) -> float:
    """In square degrees."""
    return abs(sum(a[0] * b[1] - b[0] * a[1] for a, b in zip(ring, [*ring[1:], ring[0]], strict=True))) / 2


def code_of(geometry: dict[str, Any]) -> str:
    """The code of a state of the ontology, - for what is none."""
    two = (get_global("territory_aliases").get(geometry.get("id", "")) or [""])[0]
    codes = {alias: found[0] for alias, found in get_global("territory_aliases").items() if len(alias) == 3 and alias.isalpha()}
    own = {"Kosovo": "XKX", "Somaliland": "SOM", "N. Cyprus": "CYP"}
    name = geometry["properties"]["name"]
    if name in own:
        return own[name]
    found = [code for code in countries() if codes.get(code) == two] if two else []
    english = Locale("en").territories.get(two, name)
    return found[0] if found else next((code for code, state in countries().items() if state.en in (english, name)), "-")


if __name__ == "__main__":
    main()
