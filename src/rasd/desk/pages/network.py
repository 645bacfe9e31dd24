"""The network: who acts on whom, states or actors as nodes, what they do to each other as arrows."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from math import hypot, sqrt
from typing import Annotated, NamedTuple

from fastapi import APIRouter, Query

from rasd.desk.graph import Box, Circle, Tie, layout, name_places
from rasd.desk.listing import ENDS, Given, country_code, ends, given_filters, people, whom
from rasd.desk.page import AtLeast, Blank, InDays, Page, Quad, Table, add_page
from rasd.desk.workspace import InWorkspace, Workspace
from rasd.export.csv import Cell
from rasd.flow.cast import Called
from rasd.ontology.plover import EVENT_TYPES
from rasd.store.lists.dyads import DyadFilters, Level, Pair, pairs

router = APIRouter()
_WIDTH, _HEIGHT = 1000, 680
_ARROWS, _NODES = 120, 40


class Node(NamedTuple):
    """An actor or state in the drawing: `size` is its radius, `events` those that it does or suffers, `name_at` the middle of its name."""

    id: str
    x: float
    y: float
    size: float
    events: int
    name_at: tuple[float, float] = (0.0, 0.0)


class Arrow(NamedTuple):
    """What one node does to another: a curve as an SVG path, its head and the place of it, its width, the quad class of most events."""

    pair: Pair
    path: str
    head: str
    at: Box
    width: float
    quad: int


@dataclass(frozen=True, slots=True)
class Network:
    """Who acts on whom, the arrows of most events; `counts` are events of quad class 1 to 4."""

    asked: dict[str, Given]
    level: Level
    least: int
    arrows: list[Pair]
    names: dict[str, Called]

    @property
    def types(self) -> list[str]:
        """The types of events to choose from."""
        return list(EVENT_TYPES)

    @property
    def width(self) -> int:
        """Of the drawing."""
        return _WIDTH

    @property
    def height(self) -> int:
        """Of the drawing."""
        return _HEIGHT

    def ends(self) -> list[str]:
        """The ids of the ends of the arrows, those of most events first."""
        weights = self._weights()
        return sorted(weights, key=lambda id: (-weights[id], id))

    def nodes(self, texts: Mapping[str, str]) -> list[Node]:
        """The ends of the arrows, with their places and those of their names."""
        weights, ids = self._weights(), self.ends()
        number = {id: k for k, id in enumerate(ids)}
        ties = [Tie(number[pair.source], number[pair.target], float(pair.events)) for pair in self.arrows]
        placed = layout(len(ids), tuple(ties), _WIDTH, _HEIGHT)
        most = max(weights.values(), default=1)
        sizes = [round(6 + 16 * sqrt(weights[id] / most), 1) for id in ids]
        nodes = [Node(id, *placed[k], sizes[k], weights[id]) for k, id in enumerate(ids)]
        circles = [Circle(node.x, node.y, node.size, texts[node.id]) for node in nodes]
        places = name_places(circles, [arrow.at for arrow in self.drawn(nodes)], _WIDTH)
        return [node._replace(name_at=place) for node, place in zip(nodes, places, strict=True)]

    def _weights(self) -> dict[str, int]:
        found: dict[str, int] = {}
        for pair in self.arrows:
            for id in (pair.source, pair.target):
                found[id] = found.get(id, 0) + pair.events
        return found

    def drawn(self, nodes: list[Node]) -> list[Arrow]:
        """The arrows between these nodes, those of few events first, so that the thick ones lie above."""
        at = {node.id: node for node in nodes}
        most = max((pair.events for pair in self.arrows), default=1)
        return [_arrow(pair, at[pair.source], at[pair.target], most) for pair in reversed(self.arrows)]

    def table(self) -> Table:
        """One row an arrow."""
        quads = ("cooperation_words", "cooperation_deeds", "conflict_words", "conflict_deeds")
        rows: list[list[Cell]] = [
            [*ends(self.names, pair.source, pair.target), pair.events, *pair.counts, pair.mean] for pair in self.arrows
        ]
        return Table((*ENDS, "events", *quads, "mean_score"), rows)


def _arrow(pair: Pair, source: Node, target: Node, most: int) -> Arrow:
    """A curve bent to its left, so that the two directions between a pair do not overlap; it ends at the edges of the circles."""
    dx, dy = target.x - source.x, target.y - source.y
    length = max(hypot(dx, dy), 1.0)
    ux, uy = dx / length, dy / length
    bend = min(length * 0.16, 40.0)
    mx, my = (source.x + target.x) / 2 - uy * bend, (source.y + target.y) / 2 + ux * bend
    sx, sy = source.x + ux * source.size, source.y + uy * source.size
    back = hypot(target.x - mx, target.y - my) or 1.0
    vx, vy = (target.x - mx) / back, (target.y - my) / back
    ex, ey = target.x - vx * (target.size + 3), target.y - vy * (target.size + 3)
    width = round(1.2 + 5 * sqrt(pair.events / most), 1)
    reach = 6 + width * 1.4
    bx, by = ex - vx * reach, ey - vy * reach
    side = reach * 0.5
    corners = ((ex, ey), (bx - vy * side, by + vx * side), (bx + vy * side, by - vx * side))
    head = "M{}Z".format("L".join(f"{x:.1f} {y:.1f}" for x, y in corners))
    across, down = zip(*corners, strict=True)
    at = Box(min(across), min(down), max(across), max(down))
    return Arrow(pair, f"M{sx:.1f} {sy:.1f}Q{mx:.1f} {my:.1f} {bx:.1f} {by:.1f}", head, at, width, pair.counts.index(max(pair.counts)) + 1)


def load(
    workspace: InWorkspace,
    days: InDays,
    level: Annotated[Level, Query(description="Nodes are states or actors.")] = "country",
    quad: Annotated[Quad | None, Blank, Query(description="Only events of this class.")] = None,
    type: Annotated[str | None, Query(max_length=20, description="Only events of this PLOVER type.")] = None,
    least: Annotated[AtLeast | None, Blank, Query(description="Only arrows of so many events; 2 if nothing is said.")] = None,
    actor: Annotated[str | None, Query(max_length=200, description="Only arrows from or to this state or actor.")] = None,
    all: Annotated[bool, Query(description="With what is told as background or denied.")] = False,
) -> Network:
    """The arrows that meet the filters."""
    least = 2 if least is None else least
    filters = DyadFilters(days.since, days.until, quad, type or None, all)
    asked = given_filters(
        since=days.since, until=days.until, level=level if level != "country" else None, quad=quad, type=type, actor=actor
    )
    asked |= given_filters(least=least if least != 2 else None, all=all or None)
    found = workspace.columns.events()
    cast = workspace.cast
    listed = workspace.remembered(("pairs", filters, level), lambda: pairs(workspace.columns, found, cast, filters, level))
    wanted = _wanted(workspace, actor, level)
    arrows = [pair for pair in listed if pair.events >= least and (wanted is None or pair.source in wanted or pair.target in wanted)]
    arrows = _bounded(arrows)
    names = people(workspace, (id for pair in arrows for id in (pair.source, pair.target)), asked) if level == "actor" else {}
    return Network(asked, level, least, arrows, names)


def _wanted(workspace: Workspace, actor: str | None, level: Level) -> set[str] | None:
    if not actor or not actor.strip():
        return None
    if level == "country":
        return {code} if (code := country_code(actor)) else set()
    return set(whom(workspace, actor) or ())


def _bounded(arrows: list[Pair]) -> list[Pair]:
    """The first arrows, as long as the drawing has no more nodes than can be read."""
    kept: list[Pair] = []
    nodes: set[str] = set()
    for pair in arrows:
        ends = nodes | {pair.source, pair.target}
        if len(ends) <= _NODES and len(kept) < _ARROWS:
            nodes = ends
            kept.append(pair)
    return kept


add_page(router, Page("network", "/network", load, Network))
