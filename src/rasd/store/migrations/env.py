"""What Alembic runs for each command: it is handed the connection, inside the transaction in which everything happens."""

from __future__ import annotations

from alembic import context

from rasd.store.tables import Base

context.configure(
    connection=context.config.attributes["connection"],
    target_metadata=Base.metadata,
    include_name=lambda name, kind, _: kind != "table" or not str(name).startswith("article_words"),
)
context.run_migrations()
