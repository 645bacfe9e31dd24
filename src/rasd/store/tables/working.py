"""What the store keeps of its own work: who is at what, what failed, notes."""

from __future__ import annotations

from sqlalchemy import ForeignKey
from sqlalchemy.orm import Mapped, mapped_column

from rasd.store.tables.base import Base, of_article, table_of


class ClaimRow(Base):
    """That a worker is doing a task (`read rules`) on an article now; after `until`, by the database's clock, another may take it.

    `tries` counts the workers that were lost over it.
    """

    __tablename__ = "claims"
    article: Mapped[int] = of_article(primary_key=True)
    task: Mapped[str] = mapped_column(primary_key=True)
    worker: Mapped[str] = mapped_column(index=True)
    until: Mapped[str]
    tries: Mapped[int] = mapped_column(server_default="0")


class LeaseRow(Base):
    """What one worker alone does until a moment of the database's clock: `relate`, `source 12` (a visit, on `host`).

    The lease `watch …` of a `rasd watch` says no more than that it is there.
    """

    __tablename__ = "leases"
    name: Mapped[str] = mapped_column(primary_key=True)
    worker: Mapped[str]
    host: Mapped[str | None]
    since: Mapped[str]
    until: Mapped[str]


class FailureRow(Base):
    """What could not be collected, read or related: where, in which step, and the message; the same one again is counted.

    `solved_at` is when what it is about was had after all, empty while it is open.
    """

    __tablename__ = "failures"
    id: Mapped[str] = mapped_column(primary_key=True)
    article: Mapped[int | None] = mapped_column(ForeignKey("articles.number"), index=True)
    source: Mapped[int | None] = mapped_column(ForeignKey("sources.number"), index=True)
    step: Mapped[str]
    place: Mapped[str]
    message: Mapped[str]
    first_at: Mapped[str]
    last_at: Mapped[str]
    times: Mapped[int]
    solved_at: Mapped[str | None]


class NoteRow(Base):
    """What the store remembers of itself, by name."""

    __tablename__ = "notes"
    name: Mapped[str] = mapped_column(primary_key=True)
    value: Mapped[str]


claims = table_of(ClaimRow)
leases = table_of(LeaseRow)
failures = table_of(FailureRow)
notes = table_of(NoteRow)
