"""Today: what is new and growing, and what should be checked."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Annotated

from fastapi import APIRouter, Query
from sqlalchemy import func, select

from rasd.desk.page import Page, Table, add_page
from rasd.desk.workspace import InWorkspace, Workspace
from rasd.store.tables import articles, stories

router = APIRouter()


@dataclass(frozen=True, slots=True)
class StoryLine:
    """A story in a list: its days, how many articles tell it and how many outlets."""

    id: str
    title: str | None
    first: str | None
    last: str | None
    articles: int
    outlets: int


@dataclass(frozen=True, slots=True)
class Today:
    """The stories that have an article of this day, the most told first; `day` is the last one with articles unless one is asked for."""

    day: str | None
    articles: int
    stories: list[StoryLine]

    def table(self) -> Table:
        """One row a story."""
        columns = ("id", "title", "first", "last", "articles", "outlets")
        return Table(columns, [(story.id, story.title, story.first, story.last, story.articles, story.outlets) for story in self.stories])


def load(workspace: InWorkspace, day: Annotated[str | None, Query(pattern=r"^\d{4}-\d\d-\d\d$")] = None) -> Today:
    """What the page of a day shows."""
    day = day or workspace.remembered("last day", lambda: _last_day(workspace))
    with workspace.store.read() as connection:
        count = connection.execute(select(func.count()).select_from(articles).where(articles.c.day == day)).scalar_one()
        query = select(stories).where(stories.c.first_day <= day, stories.c.last_day >= day)
        rows = connection.execute(query.order_by(stories.c.outlets.desc(), stories.c.articles.desc(), stories.c.id).limit(50)).mappings()
        told = [StoryLine(row["id"], row["title"], row["first_day"], row["last_day"], row["articles"], row["outlets"]) for row in rows]
    return Today(day, count, told)


def _last_day(workspace: Workspace) -> str | None:
    with workspace.store.read() as connection:
        found: str | None = connection.execute(select(func.max(articles.c.day))).scalar()
        return found


add_page(router, Page("today", "/", load, Today))
