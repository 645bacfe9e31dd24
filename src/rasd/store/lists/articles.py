"""What lists show of an article besides its headline: how much was read in it, and the story that it belongs to."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import select

from rasd.store.store import Store
from rasd.store.tables import readings, stories, story_articles


@dataclass(frozen=True, slots=True)
class ArticleSummary:
    """How many statements and events were read in an article; None where it has not been read. Its story, and whether it is a copy."""

    statements: int | None = None
    events: int | None = None
    story: str | None = None
    story_title: str | None = None
    story_articles: int = 0
    copy: bool = False


def article_summaries(store: Store, numbers: Sequence[int]) -> dict[int, ArticleSummary]:
    """The summary of each of these articles, by its number; as many as a page holds."""
    read = select(readings.c.article, readings.c.statements, readings.c.events)
    counts = {
        row["article"]: (row["statements"], row["events"])
        for row in store.rows(read.where(readings.c.article.in_(numbers), readings.c.current == 1))
    }
    columns = (story_articles.c.article, story_articles.c.story, story_articles.c.copy_of, stories.c.title, stories.c.articles)
    query = select(*columns).join(stories, stories.c.id == story_articles.c.story)
    in_story = {row["article"]: row for row in store.rows(query.where(story_articles.c.article.in_(numbers)))}
    found = {}
    for number in numbers:
        row = in_story.get(number)
        story = (row["story"], row["title"], row["articles"], row["copy_of"] is not None) if row else ()
        found[number] = ArticleSummary(*counts.get(number, (None, None)), *story)
    return found
