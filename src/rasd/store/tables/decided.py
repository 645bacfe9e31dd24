"""What persons decide: their judgements of findings and their corrections; never overwritten."""

from __future__ import annotations

from sqlalchemy import ForeignKey, Index, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from rasd.store.tables.base import Base, table_of


class JudgementRow(Base):
    """What a person said of a finding: `subject` and `subject_id` name it, `reading` the version that was looked at. Never overwritten."""

    __tablename__ = "judgements"
    __table_args__ = (Index("ix_judgements_subject_subject_id", "subject", "subject_id"),)
    id: Mapped[str] = mapped_column(primary_key=True)
    at: Mapped[str]
    author: Mapped[str]
    article: Mapped[int | None] = mapped_column(ForeignKey("articles.number"), index=True)
    subject: Mapped[str]
    subject_id: Mapped[str]
    verdict: Mapped[str]
    value: Mapped[str | None]
    note: Mapped[str | None]
    reading: Mapped[str | None]


class CorrectionRow(Base):
    """The journal of corrections to actors and stories, in order; an entry is never changed, another one undoes it."""

    __tablename__ = "corrections"
    __table_args__ = (UniqueConstraint("id"), Index("ix_corrections_subject", "subject"))
    number: Mapped[int] = mapped_column(primary_key=True)
    id: Mapped[str]
    at: Mapped[str]
    author: Mapped[str]
    subject: Mapped[str]
    action: Mapped[str]
    payload: Mapped[str]


judgements = table_of(JudgementRow)
corrections = table_of(CorrectionRow)
