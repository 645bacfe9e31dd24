"""What each reader of the desk has seen: visits by which all was seen, and articles of stories that were seen one by one."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None

Number = sa.BigInteger().with_variant(sa.Integer, "sqlite")


def upgrade() -> None:
    """Bring the store to this version."""
    op.create_table(
        "visits",
        sa.Column("person", sa.Text, primary_key=True),
        sa.Column("at", sa.Text, primary_key=True),
        sa.Column("until", Number, nullable=False),
        sa.Column("waiting", sa.Text, nullable=False, server_default=""),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "seen",
        sa.Column("person", sa.Text, primary_key=True),
        sa.Column("article", Number, sa.ForeignKey("articles.number"), primary_key=True, autoincrement=False),
        sa.Column("at", sa.Text, nullable=False),
        sqlite_with_rowid=False,
    )
