"""Indexes by which pages look up what they would go through: an alert's hits in order, what became of its channels, when sources gave."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0008"
down_revision = "0007"
branch_labels = None
depends_on = None

_FAILED = sa.text("error IS NOT NULL")


def upgrade() -> None:
    """Bring the store to this version."""
    op.drop_index("ix_sightings_source", "sightings", if_exists=True)
    op.create_index("ix_sightings_source_seen_at", "sightings", ["source", "seen_at"], if_not_exists=True)
    op.drop_index("ix_alert_hits_alert_found_at", "alert_hits", if_exists=True)
    op.create_index("ix_alert_hits_alert_found_at_article", "alert_hits", ["alert", "found_at", "article"], if_not_exists=True)
    told = ["alert", "channel", "delivered_at", "next_at"]
    op.create_index("ix_deliveries_alert_channel_delivered_at_next_at", "deliveries", told, if_not_exists=True)
    failed = ["alert", "channel", "error"]
    op.create_index(
        "ix_deliveries_alert_channel_error", "deliveries", failed, if_not_exists=True, sqlite_where=_FAILED, postgresql_where=_FAILED
    )
