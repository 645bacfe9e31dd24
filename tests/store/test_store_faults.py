"""What can be wrong with a store: each is an error that names the store and says what to do, and nothing that was kept is lost."""

from __future__ import annotations

import os
import sqlite3
import subprocess
import sys
from collections.abc import Callable
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import Connection, MetaData, column, insert, select, table
from sqlalchemy.exc import IntegrityError

from builders import article, record
from rasd.articles import article_of
from rasd.errors import NotAStore, StoreBusy, StoreDamaged, StoreError, StoreFull, StoreReadOnly, StoreVersion, UsageError
from rasd.store import Fetched, Store, Version, open_store, schema
from rasd.store.engine import address_of, connect, writing
from rasd.store.maintenance import check, stats, vacuum
from rasd.store.migrating import migrate_store
from rasd.store.tables import actors, name_endings, name_words
from rasd.store.values import pack

BODY = "قال وزير الدفاع إن الحدود آمنة."


def execute(path: Path, *statements: str) -> None:
    with closing(sqlite3.connect(path)) as connection:
        for statement in statements:
            connection.execute(statement)
        connection.commit()


def a_text_file(path: Path) -> None:
    path.write_text("هذا نص وليس قاعدة بيانات\n" * 50, encoding="utf-8")


def another_database(path: Path) -> None:
    path.unlink()
    execute(path, "CREATE TABLE things (id INTEGER)")


def a_newer_store(path: Path) -> None:
    execute(path, "UPDATE alembic_version SET version_num = '9999'")


def a_store_cut_off(path: Path) -> None:
    os.truncate(path, 20_000)


def a_folder(path: Path) -> None:
    path.unlink()
    path.mkdir()


@pytest.mark.parametrize(
    ("spoil", "error", "says"),
    [
        (a_text_file, NotAStore, "is no database"),
        (another_database, NotAStore, "no store of Rasd's"),
        (a_newer_store, StoreVersion, "made by a newer Rasd"),
        (a_store_cut_off, StoreDamaged, "damaged"),
        (a_folder, NotAStore, "is a folder"),
    ],
)
def test_what_is_no_store_is_named(path: Path, spoil: Callable[[Path], None], error: type[StoreError], says: str) -> None:
    spoil(path)
    with pytest.raises(error, match=says) as raised, open_store(path) as store:
        list(store.articles())
    assert str(raised.value).startswith(str(path))


def test_an_older_store_is_migrated_when_asked(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    head = schema.HEAD
    monkeypatch.setattr(schema, "HEAD", "9999")
    with pytest.raises(StoreVersion, match="run `rasd store migrate"):
        open_store(path)
    monkeypatch.undo()
    assert migrate_store(path) == (head, head)


@pytest.mark.parametrize(
    ("spoil", "error", "says"),
    [(another_database, NotAStore, "is no store of Rasd's"), (a_newer_store, StoreVersion, "made by a newer Rasd")],
)
def test_what_cannot_be_migrated_is_left_as_it_is(path: Path, spoil: Callable[[Path], None], error: type[StoreError], says: str) -> None:
    spoil(path)
    before = path.read_bytes()
    with pytest.raises(error, match=says):
        migrate_store(path)
    assert path.read_bytes() == before


def store_of(version: str, path: Path, fill: Callable[[Connection], None]) -> None:
    """A store of an older schema, filled as one of its time could be."""
    from alembic import command

    engine = connect(address_of(path), create=True, readonly=False)
    with writing(engine) as connection:
        command.upgrade(schema._config(connection), version)
        fill(connection)
    engine.dispose()


def one_row_each(connection: Connection) -> dict[str, dict[str, Any]]:
    """Fill each table with a row of 1 for numbers and "x" for texts, to which references between tables then point too."""
    metadata, values = MetaData(), {bytes: b"x", str: "x", int: 1, float: 1.0}
    metadata.reflect(connection, only=lambda name, _: not name.startswith(("article_words", "alembic_version")))
    rows = {}
    for made in metadata.sorted_tables:
        rows[made.name] = {part.name: values[part.type.python_type] for part in made.columns}
        connection.execute(insert(made), rows[made.name])
    return rows


@pytest.mark.parametrize("version", schema.known()[:-1])
def test_a_store_of_an_older_schema_keeps_every_row(version: str, tmp_path: Path) -> None:
    path = tmp_path / "old.db"
    rows: dict[str, dict[str, Any]] = {}
    store_of(version, path, lambda connection: rows.update(one_row_each(connection)))
    with pytest.raises(StoreVersion, match="run `rasd store migrate"):
        open_store(path)
    assert migrate_store(path) == (version, schema.HEAD)
    assert len(rows) > 15
    with open_store(path) as store:
        for name, row in rows.items():
            assert [dict(kept) for kept in store.rows(select(table(name, *map(column, row))))] == [row]


def test_names_of_many_actors_are_migrated_in_portions(tmp_path: Path) -> None:
    path = tmp_path / "old.db"
    store_of("0005", path, two_portions)
    migrate_store(path)
    with open_store(path) as store:
        assert {row["actor"] for row in store.rows(select(name_words).where(name_words.c.word == "وزير"))} == {"act-0000", "act-5999"}
        assert [row["word"] for row in store.rows(select(name_endings).where(name_endings.c.ending == "زير"))] == ["وزير"]


def two_portions(connection: Connection) -> None:
    """Six thousand actors, the first and the last named by one word (وزير: minister), those between by none."""
    row = {"kind": "person", "name": "x"}
    named = {f"act-{k:04d}": "وزير" if k in (0, 5999) else "" for k in range(6_000)}
    connection.execute(insert(actors), [{**row, "id": id, "words": words} for id, words in named.items()])


def test_the_newest_migration_is_the_head() -> None:
    assert schema.known()[-1] == schema.HEAD


def test_the_migrations_make_the_tables_of_the_code(store: Store) -> None:
    from alembic.autogenerate import compare_metadata
    from alembic.migration import MigrationContext

    from rasd.store.tables import Base

    with store.read() as connection:
        context = MigrationContext.configure(connection)
        found = [change for change in compare_metadata(context, Base.metadata) if "article_words" not in str(change)]
    assert found == []


def test_what_a_commit_kept_is_on_the_disk_and_refers_to_what_is_there(path: Path) -> None:
    with open_store(path) as store:
        with store.read() as connection:
            found = {name: connection.exec_driver_sql(f"PRAGMA {name}").scalar_one() for name in ("journal_mode", "synchronous")}
        assert found == {"journal_mode": "wal", "synchronous": 2}, "a power cut may lose no article that was reported as stored"
        with pytest.raises(IntegrityError, match="FOREIGN KEY"), store.write() as writer:
            writer.execute("DELETE FROM articles")


def test_a_missing_store_is_not_made_by_reading_it(tmp_path: Path) -> None:
    with pytest.raises(NotAStore, match="no such store"):
        open_store(tmp_path / "none.db", create=False)
    assert not (tmp_path / "none.db").exists()
    with pytest.raises(NotAStore, match="folder does not exist"):
        open_store(tmp_path / "no" / "desk.db")


@pytest.mark.parametrize("address", ["mysql://host/name", "http://example.org/x", "://", "", ":memory:", "sqlite://"])
def test_other_databases_are_refused(address: str) -> None:
    with pytest.raises(UsageError):
        open_store(address)


def test_a_password_is_never_shown() -> None:
    with pytest.raises(StoreError) as raised:
        open_store("postgresql://user:secret@127.0.0.1:1/none")
    assert "secret" not in str(raised.value)
    assert "could not be reached" in str(raised.value)


def test_a_store_that_may_only_be_read_is_read(path: Path) -> None:
    with open_store(path, readonly=True) as store:
        assert len(list(store.articles())) == 2
        with pytest.raises(StoreReadOnly, match="may not be written to"), store.write() as writer:
            writer.add(article_of(BODY + " وأضاف."))


def test_a_full_disk_keeps_what_was_kept(path: Path) -> None:
    with open_store(path) as store:
        with store.read() as connection:
            pages = connection.exec_driver_sql("PRAGMA page_count").scalar_one()

        from sqlalchemy import event

        event.listen(store.engine, "connect", lambda connection, _: connection.execute(f"PRAGMA max_page_count = {pages}"))
        store.engine.dispose()
        with pytest.raises(StoreFull, match="no room is left"), store.write() as writer:  # noqa: PT012 - which of them fails is open
            for k in range(200):
                writer.add(article_of(f"{BODY} {k} " + "وأضاف أن ذلك كان أمس. " * 200))
    with open_store(path) as store:
        assert len(list(store.articles())) == 2
        assert list(check(store)) == []


def test_a_second_writer_waits_and_then_says_so(path: Path) -> None:
    with Store(path) as first, Store(path, busy=0.05) as second, first.write() as writer:
        writer.add(article_of(BODY + " وأضاف."))
        assert len(list(second.articles())) == 2, "readers are not kept waiting"
        with pytest.raises(StoreBusy, match="another process has been writing"), second.write():
            pass


def test_a_whole_store_has_no_faults(path: Path) -> None:
    with open_store(path) as store:
        assert list(check(store)) == []


@pytest.mark.parametrize(
    ("statement", "says"),
    [
        ("UPDATE articles SET text = text || '.' WHERE number = 2", "not what its hash says"),
        ("UPDATE articles SET outlet = 'غيره' WHERE number = 2", "does not come from its content"),
        ("DELETE FROM sightings WHERE article = 2", "no sighting"),
        ("UPDATE readings SET current = 0", "readings are current"),
        ("UPDATE readings SET record = x'00'", "cannot be unpacked"),
        ("UPDATE statements SET starts = starts + 1", "quotes other words"),
        ("UPDATE events SET starts = starts + 1", "quotes other words"),
        ("UPDATE articles SET credit = '[' WHERE number = 2", "its credits cannot be read"),
        ("INSERT INTO event_parties VALUES (77, 'e', 'source', 0, 'a')", "does not exist"),
        ("DELETE FROM article_words_docsize WHERE id = 2", "article 2: is not in the search index"),
        ("DELETE FROM articles WHERE number = 2", "article 2: is in the search index, but no article"),
    ],
)
def test_a_fault_is_found(path: Path, statement: str, says: str) -> None:
    execute(path, "PRAGMA foreign_keys = OFF", statement)
    with open_store(path) as store:
        assert says in "\n".join(check(store))


@pytest.mark.parametrize(
    ("statement", "says"),
    [
        ("UPDATE articles SET credit = '['", "the store keeps is damaged"),
        ("UPDATE readings SET record = x'00'", "the record of article art-"),
    ],
)
def test_who_meets_a_fault_is_told_what_lists_them_all(path: Path, statement: str, says: str) -> None:
    execute(path, statement)
    with open_store(path) as store, pytest.raises(StoreDamaged, match=f"{says}.* `rasd store check`"):
        store.record(1)


@pytest.mark.parametrize("body", [b"", b"no zlib", pack(b"another page")])
def test_a_raw_form_that_changed_is_found(path: Path, body: bytes) -> None:
    with open_store(path) as store:
        with store.write() as writer:
            writer.add(article_of(f"{BODY} نعم"), fetched=Fetched(b"a page", "http://news.example/"))
        assert list(check(store)) == []
        with store.write() as writer:
            writer.execute("UPDATE fetches SET body = :body", {"body": body})
        assert list(check(store)) == ["fetch 1: what was fetched is not what its hash says"]


def test_a_broken_page_is_found_or_told(path: Path) -> None:
    with open_store(path) as store:
        vacuum(store)
    data = bytearray(path.read_bytes())
    middle = len(data) // 8192 // 2 * 8192
    data[middle : middle + 4096] = os.urandom(4096)
    path.write_bytes(data)
    try:
        with open_store(path) as store:
            found = list(check(store))
    except StoreDamaged as error:
        found = [str(error)]
    assert found


def test_vacuum_keeps_everything(store: Store) -> None:
    from rasd.store.checksum import checksums

    with store.write() as writer:
        added = writer.add(article())
        writer.save_reading(added.number, record(), Version("rules", "1"))
    before = checksums(store)
    vacuum(store)
    assert checksums(store) == before
    assert stats(store)["rows"]["articles"] == 1


@pytest.fixture
def crashed(path: Path) -> Path:
    """The store of a process that was killed in the middle of a transaction, its log still beside it."""
    code = (
        "import os, signal, sys; sys.path.insert(0, sys.argv[2])\n"
        "from rasd.articles import article_of; from rasd.store import open_store\n"
        "store = open_store(sys.argv[1])\n"
        "with store.write() as writer: writer.add(article_of('قال الوزير إن الأول وصل.'))\n"
        "with store.write() as writer:\n"
        "    writer.add(article_of('قال الوزير إن الثاني وصل.'))\n"
        "    os.kill(os.getpid(), signal.SIGKILL)\n"
    )
    source = str(Path(__file__).resolve().parents[2] / "src")
    subprocess.run([sys.executable, "-c", code, str(path), source], check=False)
    assert path.with_name("desk.db-wal").stat().st_size
    return path


def test_a_killed_process_leaves_a_store_that_opens(crashed: Path) -> None:
    with open_store(crashed) as store:
        assert [kept.article.text for kept in store.articles()][2:] == ["قال الوزير إن الأول وصل."]
        assert list(check(store)) == []
