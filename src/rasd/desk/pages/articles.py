"""Articles: everything that was collected, the newest first."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Annotated

from fastapi import APIRouter, Query

from rasd.desk.listing import Given, Words, given_filters, words_around
from rasd.desk.page import InDays, InPaging, Page, Paging, Table, add_page
from rasd.desk.workspace import InWorkspace
from rasd.store.filters import Filters
from rasd.store.lists.articles import ArticleSummary, article_summaries
from rasd.store.lists.outlets import OutletLine, outlets
from rasd.store.search import Hit
from rasd.store.search import search as find

router = APIRouter()


@dataclass(frozen=True, slots=True)
class ArticleLine:
    """An article in a list. `statements` and `events` are None where it has not been read; `copy`: its text is copied."""

    id: str
    title: str | None
    outlet: str | None
    published: str | None
    url: str | None
    byline: str | None
    statements: int | None
    events: int | None
    story: str | None
    story_title: str | None
    story_articles: int
    copy: bool
    words: Words


@dataclass(frozen=True, slots=True)
class Articles:
    """A page of articles; `asked` are the filters."""

    asked: dict[str, Given]
    articles: list[ArticleLine]
    outlets: list[OutletLine]
    paging: Paging
    more: bool

    def table(self) -> Table:
        """One row an article."""
        columns = ("id", "outlet", "published", "title", "url", "byline", "statements", "events", "story", "copy")
        return Table(columns, [[getattr(line, name) for name in columns] for line in self.articles])


def line_of(hit: Hit, read: ArticleSummary) -> ArticleLine:
    """The line of a search hit."""
    article = hit.kept.article
    facts = (read.statements, read.events, read.story, read.story_title, read.story_articles, read.copy)
    head = (hit.kept.id, article.title, article.outlet, article.published, article.url, article.byline)
    return ArticleLine(*head, *facts, words_around(hit))


def load(
    workspace: InWorkspace,
    paging: InPaging,
    days: InDays,
    outlet: Annotated[str | None, Query(max_length=200, description="Only of this outlet.")] = None,
    words: Annotated[str | None, Query(max_length=400, description="Only with these words; see the page of search.")] = None,
    story: Annotated[str | None, Query(max_length=80, description="Only of the story of this id.")] = None,
) -> Articles:
    """The articles that meet the filters."""
    asked = given_filters(since=days.since, until=days.until, outlet=outlet, words=words, story=story)
    filters = Filters(outlet or None, days.since, days.until, story=story or None)
    found = find(workspace.store, words or "", filters, sort="newest", limit=paging.size, offset=paging.offset)
    facts = article_summaries(workspace.store, [hit.kept.number for hit in found.hits])
    lines = [line_of(hit, facts[hit.kept.number]) for hit in found.hits]
    return Articles(asked, lines, outlets(workspace.columns), paging, found.more)


add_page(router, Page("articles", "/articles", load, Articles))
