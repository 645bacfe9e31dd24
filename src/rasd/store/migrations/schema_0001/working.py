"""What the store keeps of its own work: who is at what, what failed, notes."""

from __future__ import annotations

from sqlalchemy import Column, ForeignKeyConstraint, Index, Table, Text

from rasd.store.migrations.schema_0001.base import NUMBER, SCHEMA, article_key

Table(
    "claims",
    SCHEMA,
    article_key(),
    Column("task", Text, primary_key=True),
    Column("worker", Text, nullable=False),
    Column("until", Text, nullable=False),
    ForeignKeyConstraint(["article"], ["articles.number"]),
)
Table(
    "failures",
    SCHEMA,
    Column("id", Text, primary_key=True),
    Column("article", NUMBER),
    Column("source", NUMBER),
    Column("step", Text, nullable=False),
    Column("place", Text, nullable=False),
    Column("message", Text, nullable=False),
    Column("first_at", Text, nullable=False),
    Column("last_at", Text, nullable=False),
    Column("times", NUMBER, nullable=False),
    ForeignKeyConstraint(["article"], ["articles.number"]),
    ForeignKeyConstraint(["source"], ["sources.number"]),
    Index("ix_failures_article", "article"),
    Index("ix_failures_source", "source"),
)
Table(
    "notes",
    SCHEMA,
    Column("name", Text, primary_key=True),
    Column("value", Text, nullable=False),
)
