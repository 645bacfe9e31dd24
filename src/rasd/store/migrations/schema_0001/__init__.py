"""The first schema as it was, for the migration that makes it: it never changes, whatever becomes of `rasd.store.tables`."""

from __future__ import annotations

from rasd.store.migrations.schema_0001 import collected, decided, read, related, working
from rasd.store.migrations.schema_0001.base import SCHEMA
from rasd.store.migrations.schema_0001.views import SEARCH, VIEWS

__all__ = ["SCHEMA", "SEARCH", "VIEWS", "collected", "decided", "read", "related", "working"]
