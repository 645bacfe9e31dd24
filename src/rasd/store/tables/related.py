"""What relates articles: stories, who copies whom, what follows what, the events that several tell."""

from __future__ import annotations

from sqlalchemy import ForeignKey, Index
from sqlalchemy.orm import Mapped, mapped_column

from rasd.store.tables.base import COMPACT, Base, of_article, table_of


class StoryRow(Base):
    """One happening as the outlets told it. `title` is that of its first article; the counts are for lists."""

    __tablename__ = "stories"
    id: Mapped[str] = mapped_column(primary_key=True)
    title: Mapped[str | None]
    first_day: Mapped[str | None] = mapped_column(index=True)
    last_day: Mapped[str | None]
    articles: Mapped[int]
    outlets: Mapped[int]


class StoryArticleRow(Base):
    """Which story an article belongs to; `position` is its place by time, `copy_of` the article whose text it repeats."""

    __tablename__ = "story_articles"
    article: Mapped[int] = of_article(primary_key=True)
    story: Mapped[str] = mapped_column(ForeignKey("stories.id"), index=True)
    position: Mapped[int]
    copy_of: Mapped[int | None] = mapped_column(ForeignKey("articles.number"))
    score: Mapped[float]
    reasons: Mapped[str]


class StoryEventRow(Base):
    """One event that several articles of a story tell: its members and its fields, agreeing and differing, as JSON."""

    __tablename__ = "story_events"
    __table_args__ = (COMPACT,)
    story: Mapped[str] = mapped_column(ForeignKey("stories.id"), primary_key=True)
    id: Mapped[str] = mapped_column(primary_key=True)
    type: Mapped[str]
    day: Mapped[str | None]
    tellings: Mapped[int]
    record: Mapped[str]


class RelationRow(Base):
    """A link between two articles by their ids: `kind` is copy, story or followup, `first` the earlier; `reasons` a JSON list."""

    __tablename__ = "relations"
    __table_args__ = (Index("ix_relations_kind_second", "kind", "second"), COMPACT)
    kind: Mapped[str] = mapped_column(primary_key=True)
    first: Mapped[str] = mapped_column(primary_key=True)
    second: Mapped[str] = mapped_column(primary_key=True)
    score: Mapped[float]
    reasons: Mapped[str]
    method: Mapped[str]


stories = table_of(StoryRow)
story_articles = table_of(StoryArticleRow)
story_events = table_of(StoryEventRow)
relations = table_of(RelationRow)
