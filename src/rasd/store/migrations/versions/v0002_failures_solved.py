"""A failure that was solved since says when; it is listed as open no more."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Bring the store to this version."""
    op.add_column("failures", sa.Column("solved_at", sa.Text, nullable=True))
