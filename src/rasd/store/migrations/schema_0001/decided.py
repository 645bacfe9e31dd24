"""What persons decide: their judgements of findings and their corrections."""

from __future__ import annotations

from sqlalchemy import Column, ForeignKeyConstraint, Index, Table, Text, UniqueConstraint

from rasd.store.migrations.schema_0001.base import NUMBER, SCHEMA

Table(
    "judgements",
    SCHEMA,
    Column("id", Text, primary_key=True),
    Column("at", Text, nullable=False),
    Column("author", Text, nullable=False),
    Column("article", NUMBER),
    Column("subject", Text, nullable=False),
    Column("subject_id", Text, nullable=False),
    Column("verdict", Text, nullable=False),
    Column("value", Text),
    Column("note", Text),
    Column("reading", Text),
    ForeignKeyConstraint(["article"], ["articles.number"]),
    Index("ix_judgements_article", "article"),
    Index("ix_judgements_subject_subject_id", "subject", "subject_id"),
)
Table(
    "corrections",
    SCHEMA,
    Column("number", NUMBER, primary_key=True),
    Column("id", Text, nullable=False),
    Column("at", Text, nullable=False),
    Column("author", Text, nullable=False),
    Column("subject", Text, nullable=False),
    Column("action", Text, nullable=False),
    Column("payload", Text, nullable=False),
    UniqueConstraint("id"),
    Index("ix_corrections_subject", "subject"),
)
