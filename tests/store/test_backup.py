"""Backup and restore, as a drill: copied while a writer writes, restored elsewhere, checked, equal to what was copied."""

from __future__ import annotations

import os
import shutil
import subprocess
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from click.testing import CliRunner

from builders import article, record
from rasd.articles import article_of
from rasd.cli.main import cli
from rasd.errors import NotAStore, StoreDamaged, StoreError, UsageError
from rasd.store import Store, Version, open_store
from rasd.store.backup import back_up, prune
from rasd.store.checksum import checksums
from rasd.store.maintenance import check
from servers import Server


@pytest.fixture
def path(made: Path, tmp_path: Path) -> Path:
    where = Path(shutil.copy(made, tmp_path / "desk.db"))
    with open_store(where) as store:
        begun(store)
    return where


def begun(store: Store) -> None:
    with store.write() as writer:
        writer.save_reading(writer.add(article()).number, record(), Version("rules", "1"))


def written(store: Store, k: int) -> None:
    with store.write() as writer:
        writer.add(article_of(f"قال الوزير إن الخبر رقم {k} وصل. " + "وأضاف أن ذلك كان أمس. " * 40, outlet="المدار"))


@contextmanager
def writing(where: str) -> Iterator[list[int]]:
    """A writer that goes on writing in another connection; gives what it has written, of which there is something already."""
    over, done, some = threading.Event(), list[int](), threading.Event()

    def write() -> None:
        with open_store(where) as store:
            while not over.is_set():
                written(store, len(done))
                done.append(len(done))
                some.set()

    thread = threading.Thread(target=write)
    thread.start()
    assert some.wait(30)
    try:
        yield done
    finally:
        over.set()
        thread.join()


def whole(where: str) -> dict[str, str]:
    """The checksums of a store that `rasd store check` finds whole."""
    done = CliRunner().invoke(cli, ["store", "check", where])
    assert done.exit_code == 0, done.output
    with open_store(where, create=False) as store:
        return checksums(store)


def numbers(where: str) -> list[int]:
    with open_store(where, create=False) as store:
        return [kept.number for kept in store.articles()]


def test_a_sqlite_store_is_copied_while_a_writer_writes_and_restored(path: Path, tmp_path: Path) -> None:
    with writing(str(path)) as done:
        before = len(done)
        copy = back_up(path, tmp_path / "copy.db")
        after = len(done)
    kept = numbers(str(copy))
    assert kept == list(range(1, len(kept) + 1)), "one state, without holes"
    assert 1 + before <= len(kept) <= 2 + after
    held = whole(str(copy))
    for end in ("", "-wal", "-shm"):  # what was is moved away, with what is beside it
        path.with_name(path.name + end).unlink(missing_ok=True)
    restored = back_up(copy, path)
    assert whole(str(restored)) == held
    with open_store(path) as store:
        written(store, 10_000)
        assert list(check(store)) == [], "and it goes on"


def test_a_long_copy_is_not_begun_anew_by_writers(path: Path, tmp_path: Path) -> None:
    with open_store(path) as store:
        for k in range(60):
            written(store, k)
    left: list[int] = []

    def told(done: int, total: int) -> None:
        left.append(total - done)
        with open_store(path) as store:
            written(store, 1000 + len(left))

    from rasd.store import backup

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(backup, "_PAGES", 8)
        copy = back_up(path, tmp_path / "copy.db", progress=told)
    assert len(left) > 5
    assert left == sorted(left, reverse=True), "it comes to its end"
    assert len(numbers(str(copy))) == 61, "and holds nothing of what came meanwhile"
    whole(str(copy))


def test_a_copy_is_never_written_over_anything(path: Path, tmp_path: Path) -> None:
    there = tmp_path / "there.db"
    there.write_bytes(b"mine")
    with pytest.raises(UsageError, match="is there already"):
        back_up(path, there)
    assert there.read_bytes() == b"mine"
    (tmp_path / "gone.db-wal").write_bytes(b"the log of a store that was")
    with pytest.raises(UsageError, match="db-wal: is there already"):
        back_up(path, tmp_path / "gone.db")
    with pytest.raises(UsageError, match="folder does not exist"):
        back_up(path, tmp_path / "none" / "copy.db")
    with pytest.raises(UsageError, match="pg_dump"):
        back_up("postgresql://rasd:secret@127.0.0.1:1/rasd", tmp_path / "copy.db")


def test_what_is_no_store_is_not_copied(tmp_path: Path) -> None:
    with pytest.raises(NotAStore, match="no such store"):
        back_up(tmp_path / "none.db", tmp_path / "copy.db")
    (tmp_path / "text.db").write_text("هذا نص" * 900, "utf-8")
    with pytest.raises(StoreError, match="is no database"):
        back_up(tmp_path / "text.db", tmp_path / "copy.db")
    assert sorted(one.name for one in tmp_path.iterdir()) == ["text.db"]


def test_a_damaged_store_gives_no_copy(path: Path, tmp_path: Path) -> None:
    with open_store(path) as store:
        for k in range(40):
            written(store, k)
    data = bytearray(path.read_bytes())
    for page in range(20, len(data) // 8192, 2):
        data[page * 8192 : page * 8192 + 64] = os.urandom(64)
    path.write_bytes(data)
    with pytest.raises(StoreDamaged, match="damaged"):
        back_up(path, tmp_path / "copy.db")
    assert not [one.name for one in tmp_path.iterdir() if "copy" in one.name]


def test_an_interrupted_copy_leaves_nothing(path: Path, tmp_path: Path) -> None:
    def told(done: int, total: int) -> None:
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        back_up(path, tmp_path / "copy.db", progress=told)
    assert not [one.name for one in tmp_path.iterdir() if "copy" in one.name]
    whole(str(path))


def test_copies_in_a_folder_are_named_by_time_and_the_newest_stay(path: Path, tmp_path: Path) -> None:
    folder = tmp_path / "copies"
    folder.mkdir()
    others = ["desk-20250101T000000Z.db", "desk-20250102T000000Z.db", "desk-20250103T000000Z.db", "notes.txt", "other-20200101T000000Z.db"]
    for name in others:
        (folder / name).touch()
    path.chmod(0o640)
    done = CliRunner().invoke(cli, ["store", "backup", str(path), str(folder), "--keep", "2"])
    assert done.exit_code == 0, done.output
    made = Path(done.output.splitlines()[0])
    assert {one.name for one in folder.iterdir()} == {made.name, *others[2:]}
    assert made.stat().st_mode & 0o777 == 0o640, "it may be read by whom the store may"
    assert "2 older removed" in done.output
    assert prune(folder, path, 1) == [folder / others[2]]


def test_keep_is_for_a_folder(path: Path, tmp_path: Path) -> None:
    done = CliRunner().invoke(cli, ["store", "backup", str(path), str(tmp_path / "copy.db"), "--keep", "2"])
    assert isinstance(done.exception, UsageError)


def test_a_postgresql_store_is_dumped_while_a_writer_writes_and_restored(server: Server, tmp_path: Path) -> None:
    """The commands of docs/deploy.md."""
    url, other = server.database(), server.database()
    with open_store(url) as store:
        begun(store)
    dump = str(tmp_path / "rasd.dump")

    def run(program: str, *arguments: str) -> None:
        subprocess.run([str(server.programs / program), *arguments], check=True, timeout=120)

    with writing(url) as done:
        before = len(done)
        run("pg_dump", "--format=custom", f"--file={dump}", url)
        after = len(done)
    run("pg_restore", "--exit-on-error", "--no-owner", f"--dbname={other}", dump)
    kept = numbers(other)
    assert kept == list(range(1, len(kept) + 1))
    assert 1 + before <= len(kept) <= 2 + after
    whole(other)
    with open_store(url) as store, store.write() as writer:  # what came after the dump is taken away: now both are one state
        for table, column in (("article_words", "article"), ("sightings", "article"), ("articles", "number")):
            writer.execute(f"DELETE FROM {table} WHERE {column} > :last", {"last": len(kept)})  # noqa: S608
    assert whole(other) == whole(url)
    with open_store(other) as store:
        written(store, 10_000)
        assert list(check(store)) == [], "and it goes on, its sequences too"
