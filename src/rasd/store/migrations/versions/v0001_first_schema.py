"""The first schema."""

from __future__ import annotations

from alembic import op

from rasd.store.migrations.schema_0001 import SCHEMA, SEARCH, VIEWS

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Bring the store to this version."""
    bind = op.get_bind()
    SCHEMA.create_all(bind, checkfirst=False)
    for statement in SEARCH[bind.dialect.name]:
        op.execute(statement)
    for name, query in VIEWS[bind.dialect.name].items():
        op.execute(f"CREATE VIEW {name} AS {query}")
