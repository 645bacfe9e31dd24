"""Two sides over time: cooperation and conflict of two states or actors, by week or month."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Annotated, Any

from fastapi import APIRouter, Query

from rasd.desk import charts
from rasd.desk.listing import ENDS, Given, country_code, ends, given_filters, people, whom
from rasd.desk.page import Blank, InDays, Page, Quad, Table, add_page
from rasd.desk.workspace import InWorkspace, Workspace
from rasd.flow.cast import Called
from rasd.store.lists.dyads import DyadFilters, Level, Pair, Period, Step, dyad, pairs, side

router = APIRouter()
_PAIRS = 40


@dataclass(frozen=True, slots=True)
class Side:
    """One of the two sides: a state by its code, or the ids of the actors that the text `given` means; `called` is the name to show."""

    given: str
    country: str | None
    ids: list[str]
    called: Called | None


@dataclass(frozen=True, slots=True)
class Dyads:
    """What two sides did to each other by periods; without two sides, the `pairs` of most events. `left_out` is the number of
    their events in none of the periods: older ones, and those dated less exactly than a period.

    `counts` of a period are events of quad class 1 to 4: cooperation in words and deeds, conflict in words and deeds.
    """

    asked: dict[str, Given]
    a: Side | None
    b: Side | None
    by: Step
    level: Level
    periods: list[Period]
    left_out: int
    pairs: list[Pair]
    names: dict[str, Called]

    @property
    def chart(self) -> charts.Bars:
        """The periods as bars of a chart."""
        return charts.bars([(period.counts, period.mean) for period in self.periods])

    def table(self) -> Table:
        """One row a period, or a pair."""
        quads = ("cooperation_words", "cooperation_deeds", "conflict_words", "conflict_deeds")
        if self.a and self.b:
            rows = [(p.first, p.last, *p.counts, sum(p.counts), p.by_first, p.mean) for p in self.periods]
            return Table(("first", "last", *quads, "events", "by_first", "mean_score"), rows)
        found = [(*ends(self.names, p.source, p.target), *p.counts, p.events, p.mean, p.first, p.last) for p in self.pairs]
        return Table((*ENDS, *quads, "events", "mean_score", "first", "last"), found)


def load(
    workspace: InWorkspace,
    days: InDays,
    a: Annotated[str | None, Query(max_length=200, description="A state (IRN, or its name) or an actor (name, id, QID).")] = None,
    b: Annotated[str | None, Query(max_length=200, description="The other one.")] = None,
    by: Annotated[Step | None, Blank, Query(description="Weeks from Monday, months or years; the shortest that show all if none.")] = None,
    quad: Annotated[Quad | None, Blank, Query(description="Only events of this class.")] = None,
    type: Annotated[str | None, Query(max_length=20, description="Only events of this PLOVER type.")] = None,
    level: Annotated[Level, Query(description="Which pairs are listed: of states or of actors.")] = "country",
    all: Annotated[bool, Query(description="With what is told as background or denied.")] = False,
) -> Dyads:
    """What two sides did to each other; with one or no side, the pairs of most events."""
    asked = given_filters(a=a, b=b, by=by, quad=quad, type=type, since=days.since, until=days.until)
    asked |= given_filters(level=level if level != "country" else None, all=all or None)
    filters = DyadFilters(days.since, days.until, quad, type or None, all)
    one, other = side_of(workspace, a), side_of(workspace, b)
    found = workspace.columns.events()
    cast = workspace.cast
    if one is not None and other is not None:
        first, second = (side(workspace.columns, found, cast, country=it.country, ids=it.ids) for it in (one, other))
        line = dyad(workspace.columns, found, first, second, filters, by)
        return Dyads(asked, one, other, line.step, level, line.periods, line.left_out, [], {})
    listed = workspace.remembered(("pairs", filters, level), lambda: pairs(workspace.columns, found, cast, filters, level))
    ends = one or other
    shown = [pair for pair in listed if ends is None or _has(pair, ends, level)][:_PAIRS]
    names = people(workspace, (id for pair in shown for id in (pair.source, pair.target))) if level == "actor" else {}
    return Dyads(asked, one, other, by or "week", level, [], 0, shown, names)


def _has(pair: Pair, end: Side, level: Level) -> bool:
    wanted: Any = {end.country} if level == "country" else set(end.ids)
    return pair.source in wanted or pair.target in wanted


def side_of(workspace: Workspace, given: str | None) -> Side | None:
    """The side that a code or name means, None for a blank; a state takes precedence over an actor of the same name."""
    if not given or not given.strip():
        return None
    code = country_code(given)
    if code is not None:
        return Side(given, code, [], None)
    ids = list(whom(workspace, given) or ())
    called = people(workspace, ids[:1]) if len(ids) == 1 or given.startswith("act-") else {}
    return Side(given, None, ids, next(iter(called.values()), None))


add_page(router, Page("dyads", "/events/dyads", load, Dyads))
