"""What persons decide: their judgements of findings and their corrections; never overwritten."""

from __future__ import annotations

from sqlalchemy import ForeignKey, Index, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from rasd.store.tables.base import COMPACT, Base, of_article, table_of


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


class VerdictRow(Base):
    """What the judgements of a finding come to now: accept, reject, edit, add, done (of an article), or orphan where nothing matches them.

    `id` is that of the finding in the current reading, `judgement` the last one that counts. Made anew with each judgement and reading.
    """

    __tablename__ = "verdicts"
    __table_args__ = (Index("ix_verdicts_subject_verdict", "subject", "verdict"), COMPACT)
    article: Mapped[int] = of_article(primary_key=True)
    subject: Mapped[str] = mapped_column(primary_key=True)
    id: Mapped[str] = mapped_column(primary_key=True)
    verdict: Mapped[str]
    author: Mapped[str]
    at: Mapped[str]
    judgement: Mapped[str]


judgements = table_of(JudgementRow)
verdicts = table_of(VerdictRow)
corrections = table_of(CorrectionRow)
