"""Places: a map of places named and of events, drawn here without map tiles of a third party, and the list beside it."""

from __future__ import annotations

from dataclasses import dataclass
from math import sqrt
from typing import Annotated, Literal, NamedTuple

from fastapi import APIRouter, Query

from rasd.desk.listing import Given, given_filters
from rasd.desk.outlines import ARAB, WORLD, Canvas, Shape, Window, shapes
from rasd.desk.page import Blank, InDays, Page, Quad, Table, add_page
from rasd.desk.workspace import InWorkspace
from rasd.ontology.plover import EVENT_TYPES
from rasd.store.lists.places import PlaceFilters, PlaceLine, places

router = APIRouter()
View = Literal["arab", "data", "world"]
_MOST, _LABELS, _WIDTH = 300, 22, 1000
_PRECISE = ("city", "site", "region")


class Spot(NamedTuple):
    """A place on the map: a circle with an area by its events, or by its articles where it has none; a name where there is room.

    `name_at` is the middle of the name: over the circle, as far as that keeps the name on the map.
    """

    place: PlaceLine
    x: float
    y: float
    radius: float
    named: bool
    name_at: float


@dataclass(frozen=True, slots=True)
class Places:
    """The places of most events, then of most articles, 300 at most."""

    asked: dict[str, Given]
    view: View
    places: list[PlaceLine]

    @property
    def types(self) -> list[str]:
        """The types of events to choose from."""
        return list(EVENT_TYPES)

    def canvas(self) -> Canvas:
        """The part of the world that the map shows."""
        window = {"arab": ARAB, "world": WORLD}.get(self.view) or _around(self.places)
        return Canvas(window, _WIDTH)

    def land(self) -> tuple[Shape, ...]:
        """The states in it."""
        return shapes(self.canvas())

    def spots(self) -> list[Spot]:
        """The places in it, the largest first, so that small ones lie above; whole states are in the list alone."""
        canvas = self.canvas()
        inside = [place for place in self.places if place.precision in _PRECISE and _lies(place, canvas)]
        most = max((place.events or place.articles / 4 for place in inside), default=1) or 1
        made: list[Spot] = []
        taken: list[tuple[float, float, float, float]] = []
        for place in inside:
            x, y = canvas.at(place.longitude or 0.0, place.latitude or 0.0)
            radius = round(max(2.5, 26 * sqrt((place.events or place.articles / 4) / most)), 1)
            half = 4.5 * max(len(place.name), len(place.name_en or ""))
            at = round(min(max(x, half + 4), canvas.width - half - 4), 1)
            box = (at - half, y - radius - 24, at + half, y - radius)
            free = sum(spot.named for spot in made) < _LABELS and not any(_cross(box, other) for other in taken)
            if free:
                taken.append(box)
            made.append(Spot(place, x, y, radius, free, at))
        return sorted(made, key=lambda spot: -spot.radius)

    def table(self) -> Table:
        """One row a place."""
        names = ("name", "name_en", "country", "precision", "latitude", "longitude", "articles", "events")
        return Table(names, [[getattr(place, name) for name in names] for place in self.places])


def _lies(place: PlaceLine, canvas: Canvas) -> bool:
    """Whether a place is a spot within the canvas: areas larger than a state (Africa, the Gulf) are in the list alone."""
    if place.precision == "region" and not place.country:
        return False
    return place.latitude is not None and place.longitude is not None and canvas.holds(place.longitude, place.latitude)


def _cross(one: tuple[float, float, float, float], other: tuple[float, float, float, float]) -> bool:
    return one[0] < other[2] and other[0] < one[2] and one[1] < other[3] and other[1] < one[3]


def _around(found: list[PlaceLine]) -> Window:
    """The window that holds the middle nine tenths of latitudes and longitudes, with a margin; without places that of the Arab states."""
    told = [place for place in found if place.latitude is not None and place.precision in _PRECISE]
    if not told:
        return ARAB
    west, east = _middle([place.longitude or 0.0 for place in told])
    south, north = _middle([place.latitude or 0.0 for place in told])
    wide, high = max(east - west, 6.0) * 0.15 + 1, max(north - south, 4.0) * 0.15 + 1
    return Window(max(west - wide, -180), max(south - high, -80), min(east + wide, 180), min(north + high, 80))


def _middle(values: list[float]) -> tuple[float, float]:
    ordered = sorted(values)
    cut = len(ordered) // 20
    return ordered[cut], ordered[len(ordered) - 1 - cut]


def load(
    workspace: InWorkspace,
    days: InDays,
    type: Annotated[str | None, Query(max_length=20, description="Only events of this PLOVER type.")] = None,
    quad: Annotated[Quad | None, Blank, Query(description="Only events of this class.")] = None,
    country: Annotated[str | None, Query(pattern=r"^([A-Z]{3})?$", description="Only places in this country.")] = None,
    view: Annotated[View, Query(description="Which part of the world: the Arab states, where the places are, or all of it.")] = "arab",
) -> Places:
    """The places that meet the filters."""
    filters = PlaceFilters(days.since, days.until, type or None, quad, country or None)
    asked = given_filters(since=days.since, until=days.until, type=type, quad=quad, country=country)
    found = workspace.remembered(("places", filters), lambda: places(workspace.columns, filters, _MOST))
    return Places(asked, "data" if country and view == "arab" else view, found)


add_page(router, Page("places", "/places", load, Places))
