"""What the desk keeps for its people: who may sign in, their baskets, what they have seen, what they want to be told of."""

from __future__ import annotations

from sqlalchemy import ForeignKey, Index, text
from sqlalchemy.orm import Mapped, mapped_column

from rasd.store.tables.base import COMPACT, Base, of_article, table_of

_FAILED = text("error IS NOT NULL")


class PersonRow(Base):
    """Who may sign in: `role` is reader or editor, `password` an Argon2 hash; who is disabled keeps his name on what he decided."""

    __tablename__ = "people"
    name: Mapped[str] = mapped_column(primary_key=True)
    role: Mapped[str]
    password: Mapped[str]
    added_at: Mapped[str]
    disabled_at: Mapped[str | None]


class SessionRow(Base):
    """A browser that signed in; `id` is the SHA-256 of its token, so that a copy of the store lets nobody in."""

    __tablename__ = "sessions"
    id: Mapped[str] = mapped_column(primary_key=True)
    person: Mapped[str] = mapped_column(ForeignKey("people.name"), index=True)
    made_at: Mapped[str]
    until: Mapped[str]


class BasketRow(Base):
    """What a person put aside for a bulletin: a story, article, statement or event, in the order and section chosen."""

    __tablename__ = "basket"
    __table_args__ = (COMPACT,)
    person: Mapped[str] = mapped_column(primary_key=True)
    kind: Mapped[str] = mapped_column(primary_key=True)
    id: Mapped[str] = mapped_column(primary_key=True)
    position: Mapped[int]
    section: Mapped[str | None]
    note: Mapped[str | None]
    added_at: Mapped[str]


class VisitRow(Base):
    """That a person had seen all there was: the articles up to the number `until`, but those that waited to be related.

    `waiting` are these as ranges of numbers, `12-12 40-45`.
    """

    __tablename__ = "visits"
    __table_args__ = (COMPACT,)
    person: Mapped[str] = mapped_column(primary_key=True)
    at: Mapped[str] = mapped_column(primary_key=True)
    until: Mapped[int]
    waiting: Mapped[str] = mapped_column(server_default="")


class SeenRow(Base):
    """An article that a person has seen since, in its story."""

    __tablename__ = "seen"
    __table_args__ = (COMPACT,)
    person: Mapped[str] = mapped_column(primary_key=True)
    article: Mapped[int] = of_article(primary_key=True)
    at: Mapped[str]


class AlertRow(Base):
    """What somebody wants to be told of. `kind` says how it is looked for, `asked` (JSON) with what, `channels` (JSON) where it is told.

    `asked` also has `start`, the number of the article after which articles count; `after` is the number of the last reading that was
    looked at; `state` is on or paused.
    """

    __tablename__ = "alerts"
    id: Mapped[str] = mapped_column(primary_key=True)
    name: Mapped[str]
    kind: Mapped[str]
    asked: Mapped[str]
    channels: Mapped[str] = mapped_column(server_default="[]")
    state: Mapped[str] = mapped_column(server_default="on")
    author: Mapped[str]
    made_at: Mapped[str]
    after: Mapped[int] = mapped_column(server_default="0")


class AlertHitRow(Base):
    """What an alert found: a finding or a story, each once. `hit` (JSON) is what is told of it."""

    __tablename__ = "alert_hits"
    __table_args__ = (Index("ix_alert_hits_alert_found_at_article", "alert", "found_at", "article"), COMPACT)
    alert: Mapped[str] = mapped_column(ForeignKey("alerts.id"), primary_key=True)
    kind: Mapped[str] = mapped_column(primary_key=True)
    id: Mapped[str] = mapped_column(primary_key=True)
    article: Mapped[int | None]
    found_at: Mapped[str]
    hit: Mapped[str]


class DeliveryRow(Base):
    """That a hit was told through a channel, or could not be: `error`, and when it is tried again."""

    __tablename__ = "deliveries"
    __table_args__ = (
        Index("ix_deliveries_next_at", "next_at"),
        Index("ix_deliveries_alert_channel_delivered_at_next_at", "alert", "channel", "delivered_at", "next_at"),
        Index("ix_deliveries_alert_channel_error", "alert", "channel", "error", sqlite_where=_FAILED, postgresql_where=_FAILED),
        COMPACT,
    )
    alert: Mapped[str] = mapped_column(primary_key=True)
    kind: Mapped[str] = mapped_column(primary_key=True)
    id: Mapped[str] = mapped_column(primary_key=True)
    channel: Mapped[str] = mapped_column(primary_key=True)
    tries: Mapped[int] = mapped_column(server_default="0")
    delivered_at: Mapped[str | None]
    next_at: Mapped[str | None]
    error: Mapped[str | None]


people = table_of(PersonRow)
sessions = table_of(SessionRow)
basket = table_of(BasketRow)
visits = table_of(VisitRow)
seen = table_of(SeenRow)
alerts = table_of(AlertRow)
alert_hits = table_of(AlertHitRow)
deliveries = table_of(DeliveryRow)
