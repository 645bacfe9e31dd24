"""Migrates a store of an older Rasd, which opening it does not do by itself."""

from __future__ import annotations

import os

from rasd.errors import NotAStore
from rasd.store import schema
from rasd.store.engine import address_of, connect, shown


def migrate_store(where: str | os.PathLike[str]) -> tuple[str | None, str]:
    """Migrate a store in one transaction; gives its schema version before and after. Raises NotAStore or StoreVersion."""
    url = address_of(where)
    engine = connect(url, create=False, readonly=False)
    try:
        with engine.connect() as connection:
            found = schema.revision(connection)
        if found is None:
            raise NotAStore(f"{shown(url)}: is no store of Rasd's; `rasd collect SOURCE --store {shown(url)}` makes one")
        if found not in schema.known():
            schema.check(found, shown(url))
        return schema.migrate(engine)
    finally:
        engine.dispose()
