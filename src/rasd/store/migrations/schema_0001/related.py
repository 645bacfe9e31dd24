"""What relates articles: stories, who copies whom, what follows what, the events that several tell."""

from __future__ import annotations

from sqlalchemy import Column, Float, ForeignKeyConstraint, Index, Table, Text

from rasd.store.migrations.schema_0001.base import NUMBER, SCHEMA, article_key

Table(
    "stories",
    SCHEMA,
    Column("id", Text, primary_key=True),
    Column("title", Text),
    Column("first_day", Text),
    Column("last_day", Text),
    Column("articles", NUMBER, nullable=False),
    Column("outlets", NUMBER, nullable=False),
    Index("ix_stories_first_day", "first_day"),
)
Table(
    "story_articles",
    SCHEMA,
    article_key(),
    Column("story", Text, nullable=False),
    Column("position", NUMBER, nullable=False),
    Column("copy_of", NUMBER),
    Column("score", Float, nullable=False),
    Column("reasons", Text, nullable=False),
    ForeignKeyConstraint(["article"], ["articles.number"]),
    ForeignKeyConstraint(["copy_of"], ["articles.number"]),
    ForeignKeyConstraint(["story"], ["stories.id"]),
    Index("ix_story_articles_story", "story"),
)
Table(
    "story_events",
    SCHEMA,
    Column("story", Text, primary_key=True),
    Column("id", Text, primary_key=True),
    Column("type", Text, nullable=False),
    Column("day", Text),
    Column("tellings", NUMBER, nullable=False),
    Column("record", Text, nullable=False),
    ForeignKeyConstraint(["story"], ["stories.id"]),
    sqlite_with_rowid=False,
)
Table(
    "relations",
    SCHEMA,
    Column("kind", Text, primary_key=True),
    Column("first", Text, primary_key=True),
    Column("second", Text, primary_key=True),
    Column("score", Float, nullable=False),
    Column("reasons", Text, nullable=False),
    Column("method", Text, nullable=False),
    Index("ix_relations_kind_second", "kind", "second"),
    sqlite_with_rowid=False,
)
