"""The desk in a browser: people, sessions, baskets, alerts."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None

Number = sa.BigInteger().with_variant(sa.Integer, "sqlite")


def upgrade() -> None:
    """Bring the store to this version."""
    for name, columns in _TABLES.items():
        op.create_table(name, *(column() for column in columns), sqlite_with_rowid=name in _WITH_ROW_NUMBERS)
    op.create_index("ix_sessions_person", "sessions", ["person"])
    op.create_index("ix_alert_hits_alert_found_at", "alert_hits", ["alert", "found_at"])
    op.create_index("ix_deliveries_next_at", "deliveries", ["next_at"])


_WITH_ROW_NUMBERS = ("people", "sessions", "alerts")


def _key(name: str) -> sa.Column[str]:
    return sa.Column(name, sa.Text, primary_key=True)


def _text(name: str, default: str | None = None) -> sa.Column[str]:
    return sa.Column(name, sa.Text, nullable=False, server_default=default)


def _maybe(name: str) -> sa.Column[str]:
    return sa.Column(name, sa.Text, nullable=True)


_TABLES: dict[str, list[Callable[[], sa.Column[Any]]]] = {
    "people": [
        lambda: _key("name"),
        lambda: _text("role"),
        lambda: _text("password"),
        lambda: _text("added_at"),
        lambda: _maybe("disabled_at"),
    ],
    "sessions": [
        lambda: _key("id"),
        lambda: sa.Column("person", sa.Text, sa.ForeignKey("people.name", name="fk_sessions_person_people"), nullable=False),
        lambda: _text("made_at"),
        lambda: _text("until"),
    ],
    "basket": [
        lambda: _key("person"),
        lambda: _key("kind"),
        lambda: _key("id"),
        lambda: sa.Column("position", Number, nullable=False),
        lambda: _maybe("section"),
        lambda: _maybe("note"),
        lambda: _text("added_at"),
    ],
    "alerts": [
        lambda: _key("id"),
        lambda: _text("name"),
        lambda: _text("kind"),
        lambda: _text("asked"),
        lambda: _text("channels", "[]"),
        lambda: _text("state", "on"),
        lambda: _text("author"),
        lambda: _text("made_at"),
        lambda: sa.Column("after", Number, nullable=False, server_default="0"),
    ],
    "alert_hits": [
        lambda: sa.Column("alert", sa.Text, sa.ForeignKey("alerts.id", name="fk_alert_hits_alert_alerts"), primary_key=True),
        lambda: _key("kind"),
        lambda: _key("id"),
        lambda: sa.Column("article", Number, nullable=True),
        lambda: _text("found_at"),
        lambda: _text("hit"),
    ],
    "deliveries": [
        lambda: _key("alert"),
        lambda: _key("kind"),
        lambda: _key("id"),
        lambda: _key("channel"),
        lambda: sa.Column("tries", Number, nullable=False, server_default="0"),
        lambda: _maybe("delivered_at"),
        lambda: _maybe("next_at"),
        lambda: _maybe("error"),
    ],
}
