"""Today: what is new to the reader, the new and the growing stories of a day, what to check, the number of articles by outlet."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Annotated

from fastapi import APIRouter, Query, Request
from fastapi.responses import RedirectResponse

from rasd.desk.page import Blank, Day, Page, Table, add_page
from rasd.desk.since import ForVisitor, News, Seen
from rasd.desk.standing import StoryLine, heaviest, line, tellings
from rasd.desk.workspace import InWorkspace, Workspace
from rasd.flow.cast import Called
from rasd.store.lists.checks import DifferingToll, Doubtful, denials, differing_tolls, doubtful
from rasd.store.lists.days import NO_DAY, day_of
from rasd.store.lists.stories import DayOfOutlet, articles_of, count, last_day, version_of, volume

router = APIRouter()
_STORIES = 40  # of a day; the list of stories has the rest
_CHECKS = 8  # of each kind
_NEWS = 4  # stories of each kind and denials that are new to the reader; the page of changes has all


@dataclass(frozen=True, slots=True)
class Checks:
    """What an editor should check before a bulletin: tolls that differ, denials, findings of low confidence."""

    tolls: list[DifferingToll]
    denials: list[Doubtful]
    doubtful: list[Doubtful]


@dataclass(frozen=True, slots=True)
class Today:
    """A day of the desk: the last one with articles unless one is asked for.

    `stories` have an article of the day, the weightiest first, with their numbers of that day; `more`: there are others.
    `previous` and `next` are the nearest days with articles. `people` are the actors whose ids stand in `checks` and in `news`. `news`
    is what is new to the reader, of any day: the first few stories of each kind. `fresh_in` maps the id of each listed story to the number
    of its articles that are new to the reader.
    """

    day: str | None
    previous: str | None
    next: str | None
    articles: int
    found: int
    stories: list[StoryLine]
    more: bool
    checks: Checks
    volume: list[DayOfOutlet]
    people: dict[str, Called]
    news: News
    fresh_in: dict[str, int]

    @property
    def fresh(self) -> list[StoryLine]:
        """The stories that began this day."""
        return [story for story in self.stories if story.new]

    @property
    def going_on(self) -> list[StoryLine]:
        """Those that began before, the growing ones first."""
        return sorted((story for story in self.stories if not story.new), key=lambda story: not story.growing)

    def table(self) -> Table:
        """One row a story."""
        columns = ("id", "title", "opening", "first", "last", "articles", "outlets", "dead", "injured", "new", "growth", "weight")
        rows = [[*(getattr(story, name) for name in columns), self.fresh_in.get(story.id, 0)] for story in self.stories]
        return Table((*columns, "new_to_you"), rows)


def load(
    workspace: InWorkspace,
    visitor: ForVisitor,
    day: Annotated[Day | None, Blank, Query(description="The day (2020-08-23); the last one with articles where none is given.")] = None,
) -> Today:
    """What the page of a day shows."""
    at = day.toordinal() if day else last_day(workspace.columns)
    shown = workspace.remembered(("today", at, version_of(workspace.store)), lambda: _today(workspace, at))
    news = visitor.news()
    met = workspace.called(one.denial.who for one in news.denials if one.denial.who) if news.denials else {}
    fresh_in = visitor.fresh_of([story.id for story in shown.stories])
    return replace(shown, news=news.brief(_NEWS), people=shown.people | met, fresh_in=fresh_in)


_NO_NEWS = News(Seen(None, "0", False), 0, 0, 0, [], [])


def _today(workspace: Workspace, day: int) -> Today:
    import numpy as np

    columns, told = workspace.columns, tellings(workspace)
    if day == NO_DAY:
        return Today(None, None, None, 0, 0, [], False, Checks([], [], []), [], {}, _NO_NEWS, {})
    mask = articles_of(told, columns, day, day)
    counted = count(told, columns, mask, day)
    rows = heaviest(told, counted, np.flatnonzero(counted.articles))
    lines = [line(told, counted, row, day) for row in rows[:_STORIES]]
    own = mask.copy()
    own[: len(told.copy)] &= ~told.copy[: len(mask)]
    checks = Checks(
        differing_tolls(workspace.store, [told.ids[row] for row in rows[:_STORIES]], _CHECKS),
        denials(workspace.store, columns, own, _CHECKS),
        doubtful(workspace.store, columns, own, _CHECKS),
    )
    people = workspace.called(check.who for check in (*checks.denials, *checks.doubtful) if check.who)
    held = volume(columns, day)
    head = (day_of(day), held.previous, held.next, held.articles, len(rows), lines, len(rows) > _STORIES)
    return Today(*head, checks, held.outlets, people, _NO_NEWS, {})


add_page(router, Page("today", "/", load, Today))


@router.get("/today", name="today.named", include_in_schema=False)
def named(request: Request) -> RedirectResponse:
    """The page by the name that its data have, `/today.json`."""
    return RedirectResponse(f"/?{request.url.query}" if request.url.query else "/", 308)
