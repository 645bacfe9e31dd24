"""Creates, checks and migrates the schema of a store, each in one transaction."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

from sqlalchemy import Connection, Engine, inspect, text

from rasd.errors import NotAStore, StoreVersion
from rasd.store.engine import APPLICATION, writing
from rasd.store.statements import is_postgresql

if TYPE_CHECKING:
    from alembic.config import Config

HEAD = "0008"
"""The newest migration, a constant so that opening a store does not load Alembic; a test compares it with the files."""
LOCK = 0x52617364
MIGRATIONS = Path(__file__).parent / "migrations"


def ready(engine: Engine, where: str, *, create: bool) -> None:
    """Create the schema in an empty database (if allowed), else check its version.

    Raises NotAStore, or StoreVersion that says whether to upgrade Rasd or the store.
    """
    with engine.connect() as connection:
        found = revision(connection)
        empty = found is None and not inspect(connection).get_table_names()
    if empty and create:
        _create(engine)
    elif found is None:
        raise NotAStore(f"{where}: is a database, but no store of Rasd's; name another, or one that does not exist yet")
    else:
        check(found, where)


def check(found: str, where: str) -> None:
    """Raise StoreVersion unless this is the version of this Rasd."""
    if found == HEAD:
        return
    if found in known():
        raise StoreVersion(f"{where}: was made by an older Rasd (schema {found}, now {HEAD}); run `rasd store migrate {where}`")
    raise StoreVersion(f"{where}: was made by a newer Rasd (schema {found}; this one knows {HEAD}); bring Rasd up to date")


def known() -> list[str]:
    """All schema versions that this Rasd can migrate from, oldest first."""
    from alembic.script import ScriptDirectory

    return [script.revision for script in reversed(list(ScriptDirectory.from_config(_config(None)).walk_revisions()))]


def revision(connection: Connection) -> str | None:
    """The schema version of a store, None where there is none."""
    if not inspect(connection).has_table("alembic_version"):
        return None
    found = connection.execute(text("SELECT version_num FROM alembic_version")).scalar()
    return None if found is None else str(found)


def _create(engine: Engine) -> None:
    if engine.dialect.name == "sqlite":
        # Both are stored in the file and cannot be set inside a transaction. A page of 8 KiB holds the texts of two articles.
        raw = engine.raw_connection()
        try:
            raw.driver_connection.execute("PRAGMA page_size = 8192")  # type: ignore[union-attr]
            raw.driver_connection.execute("PRAGMA journal_mode = WAL")  # type: ignore[union-attr]
        finally:
            raw.close()
    migrate(engine)


def migrate(engine: Engine) -> tuple[str | None, str]:
    """Migrate a store to the newest version, or create it, all or nothing. Returns the version before and after."""
    from alembic import command

    with exclusive(engine) as connection:
        before = revision(connection)
        if before != HEAD:
            command.upgrade(_config(connection), "head")
            if not is_postgresql(connection):
                connection.exec_driver_sql(f"PRAGMA application_id = {APPLICATION}")
    return before, HEAD


@contextmanager
def exclusive(engine: Engine) -> Iterator[Connection]:
    """A transaction without other writers: SQLite allows only one, PostgreSQL gets a lock."""
    with writing(engine) as connection:
        if is_postgresql(connection):
            connection.execute(text("SELECT pg_advisory_xact_lock(:lock)"), {"lock": LOCK})
        yield connection


def _config(connection: Connection | None) -> Config:
    from alembic.config import Config

    config = Config()
    config.set_main_option("script_location", str(MIGRATIONS).replace("%", "%%"))
    config.attributes["connection"] = connection
    return config
