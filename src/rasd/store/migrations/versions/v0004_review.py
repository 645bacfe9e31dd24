"""Review: what judgements come to for each finding, and findings in order of confidence."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None

Number = sa.BigInteger().with_variant(sa.Integer, "sqlite")


def upgrade() -> None:
    """Bring the store to this version."""
    op.create_table(
        "verdicts",
        sa.Column("article", Number, sa.ForeignKey("articles.number"), primary_key=True, autoincrement=False),
        sa.Column("subject", sa.Text, primary_key=True),
        sa.Column("id", sa.Text, primary_key=True),
        sa.Column("verdict", sa.Text, nullable=False),
        sa.Column("author", sa.Text, nullable=False),
        sa.Column("at", sa.Text, nullable=False),
        sa.Column("judgement", sa.Text, nullable=False),
        sqlite_with_rowid=False,
    )
    op.create_index("ix_verdicts_subject_verdict", "verdicts", ["subject", "verdict"])
    op.create_index("ix_statements_confidence", "statements", ["confidence"])
    op.create_index("ix_events_confidence", "events", ["confidence"])
    op.create_index("ix_events_type_confidence", "events", ["type", "confidence"])
