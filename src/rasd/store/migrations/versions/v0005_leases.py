"""Work shared by several machines: leases by name, and how often an article was left by a worker that died over it."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None

Number = sa.BigInteger().with_variant(sa.Integer, "sqlite")


def upgrade() -> None:
    """Bring the store to this version."""
    op.create_table(
        "leases",
        sa.Column("name", sa.Text, primary_key=True),
        sa.Column("worker", sa.Text, nullable=False),
        sa.Column("host", sa.Text, nullable=True),
        sa.Column("since", sa.Text, nullable=False),
        sa.Column("until", sa.Text, nullable=False),
    )
    op.add_column("claims", sa.Column("tries", Number, nullable=False, server_default="0"))
    op.create_index("ix_claims_worker", "claims", ["worker"])
    op.execute("DELETE FROM notes WHERE name = 'relating'")
