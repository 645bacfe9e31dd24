"""What changed since a reader last marked all as seen, and the form that marks it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Annotated, Literal

from fastapi import APIRouter, Form
from fastapi.responses import RedirectResponse, Response
from sqlalchemy import select

from rasd.desk.page import InPaging, Page, Paging, Table, add_page
from rasd.desk.pages.settings import local
from rasd.desk.people import ByPerson, FromReader
from rasd.desk.since import Denied, ForVisitor, Seen, StoryNews
from rasd.desk.workspace import InWorkspace
from rasd.flow.cast import Called
from rasd.store.tables import story_articles
from rasd.store.visits import Mark, Sight, mask_of, read_mark, see, see_all, take_back

router = APIRouter()
_COLUMNS = ("kind", "id", "title", "opening", "articles", "fresh", "copies", "outlets", "dead_before", "dead", "injured_before", "injured")


@dataclass(frozen=True, slots=True)
class Changes:
    """What is new to the reader: a page of stories, those of most weight first, and the denials in new articles.

    `articles` and `found` are the numbers of new articles and of stories with some; `people` the actors whose ids stand in `denials`.
    """

    seen: Seen
    articles: int
    found: int
    stories: list[StoryNews]
    denials: list[Denied]
    people: dict[str, Called]
    paging: Paging
    more: bool

    def table(self) -> Table:
        """One row a story, then one a denial."""
        empty = (None,) * (len(_COLUMNS) - 3)
        rows: list[tuple[str | int | None, ...]] = [tuple(getattr(story, name) for name in _COLUMNS) for story in self.stories]
        rows += [("denial", f"{one.denial.article}/{one.denial.id}", one.denial.quote, *empty) for one in self.denials]
        return Table(_COLUMNS, rows)


def load(workspace: InWorkspace, visitor: ForVisitor, paging: InPaging) -> Changes:
    """What is new since the reader last marked all as seen."""
    news = visitor.news()
    page = news.stories[paging.rows]
    told = news.denials if paging.page == 1 else []
    people = workspace.called(one.denial.who for one in told if one.denial.who)
    return Changes(news.seen, news.articles, len(news.stories), page, told, people, paging, paging.is_followed(len(news.stories)))


add_page(router, Page("changes", "/changes", load, Changes))


@router.post("/seen", name="seen", include_in_schema=False, dependencies=[FromReader])
def say_seen(
    workspace: InWorkspace,
    person: ByPerson,
    do: Annotated[Literal["seen", "undo"], Form()] = "seen",
    as_of: Annotated[str, Form(max_length=20_000)] = "0",
    story: Annotated[str, Form(max_length=200)] = "",
    back: Annotated[str, Form()] = "/",
) -> Response:
    """Mark as seen what the page showed, or one story of it (`do` seen); or undo the last mark (undo)."""
    store = workspace.store
    if do == "undo":
        take_back(store, person)
    elif story:
        see(store, person, _members(workspace, story, read_mark(as_of)))
    else:
        see_all(store, person, read_mark(as_of))
    return RedirectResponse(local(back), 303)


def _members(workspace: InWorkspace, story: str, mark: Mark) -> list[int]:
    """The numbers of the articles of a story that had been related when the page was made; later ones stay new."""
    rows = workspace.store.rows(select(story_articles.c.article).where(story_articles.c.story == story))
    numbers = [row["article"] for row in rows]
    shown = mask_of(Sight(None, mark, ()), max(numbers, default=0) + 1)
    return [number for number in numbers if shown[number]]
