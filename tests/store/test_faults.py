"""What goes wrong around Rasd: each fault is one line that says what, where and what to do, a non-zero exit, and nothing lost.

The table of faults is docs/faults.md; a test holds it to the names here and elsewhere.
"""

from __future__ import annotations

import errno
import json
import os
import re
import resource
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import Any

import pytest

from rasd.articles import article_of
from rasd.cli.main import run as run_command
from rasd.errors import StoreDamaged, StoreReadOnly
from rasd.flow.relating import relate
from rasd.flow.sketches import SKETCH
from rasd.store import Store, open_store
from rasd.store.maintenance import check

ROOT = Path(__file__).resolve().parents[2]
BODY = "قال وزير الدفاع إن الحدود آمنة وإن اللجنة ستجتمع غدا في بغداد."
pytestmark = pytest.mark.skipif(os.name != "posix", reason="needs signals, limits and permissions of POSIX")


def ran(*args: object, before: Callable[[], None] | None = None, **environment: str) -> subprocess.CompletedProcess[bytes]:
    """`rasd` in a process of its own, which `before` spoils."""
    command = [sys.executable, "-m", "rasd.cli", *map(str, args)]
    made = subprocess.run(command, capture_output=True, cwd=ROOT, preexec_fn=before, env={**os.environ, **environment}, check=False)
    assert b"Traceback" not in made.stderr, made.stderr.decode()
    return made


def said(capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch, *args: object) -> tuple[int, str]:
    """Exit code and stderr of a command in this process."""
    monkeypatch.setattr(sys, "argv", ["rasd", *map(str, args)])
    code = run_command()
    return code, capsys.readouterr().err


def bound() -> None:
    """Root, too, obeys the permissions of files: without the capabilities to pass over them."""
    import ctypes

    for capability in (1, 2):  # CAP_DAC_OVERRIDE, CAP_DAC_READ_SEARCH
        ctypes.CDLL(None).prctl(24, capability, 0, 0, 0)  # PR_CAPBSET_DROP


# ---- the disk


def test_a_file_that_may_grow_no_more_is_a_disk_that_fails(path: Path, tmp_path: Path) -> None:
    rows = tmp_path / "a.jsonl"
    rows.write_text("".join(json.dumps({"body": f"{BODY} {k} " + "وأضاف. " * 2000}) + "\n" for k in range(40)), "utf-8")
    size = path.stat().st_size

    def smaller() -> None:
        resource.setrlimit(resource.RLIMIT_FSIZE, (size, size))

    done = ran("collect", rows, "--no-read", "--no-relate", "--store", path, before=smaller)
    assert (done.returncode, done.stderr.count(b"\n")) == (1, 1)
    assert b"desk.db: " in done.stderr
    with open_store(path) as store:
        assert len(list(store.articles())) == 2
        assert list(check(store)) == []
    assert b"40 new, 0 known" in ran("collect", rows, "--no-read", "--no-relate", "--workers", 1, "--store", path).stderr


@pytest.mark.parametrize("args", [("store", "stats", "STORE"), ("--help",), ("export", "--format", "csv", "--store", "STORE")])
def test_a_full_disk_behind_standard_output_is_said_once(path: Path, args: tuple[str, ...]) -> None:
    if not Path("/dev/full").exists():
        pytest.skip("needs /dev/full, which Linux has")
    done = ran(*(path if arg == "STORE" else arg for arg in args), before=lambda: (os.dup2(os.open("/dev/full", os.O_WRONLY), 1), None)[1])
    assert (done.returncode, done.stderr.count(b"\n")) == (1, 1)
    assert b"No space left on device" in done.stderr


def test_a_bulletin_that_finds_no_room_leaves_the_one_before(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    from rasd.bulletin import formats
    from rasd.bulletin.model import Bulletin
    from rasd.errors import RasdError

    target = tmp_path / "today.md"
    target.write_text("yesterday's")
    monkeypatch.setattr(os, "fsync", lambda handle: (_ for _ in ()).throw(OSError(errno.ENOSPC, "No space left on device")))
    with pytest.raises(RasdError, match=r"today\.md: No space left on device; make room"):
        formats.write_bulletin(Bulletin("نشرة", "2020-08-23", "ar", ()), target)
    assert [(found.name, found.read_text()) for found in tmp_path.iterdir()] == [("today.md", "yesterday's")]


@pytest.mark.parametrize("spoil", [lambda path: path.chmod(0o444), lambda path: path.parent.chmod(0o555)], ids=["file", "folder"])
def test_a_store_that_may_not_be_written_to_is_read(path: Path, spoil: Callable[[Path], None]) -> None:
    spoil(path)
    try:
        assert ran("export", "--format", "jsonl", "--store", path, before=bound).stdout.count(b"\n") == 1
        done = ran("collect", ROOT / "README.md", "--no-read", "--store", path, before=bound)
        assert done.returncode == 1
        assert b"may not be written to; check the permissions" in done.stderr
    finally:
        path.parent.chmod(0o755)


def test_a_log_that_a_dead_writer_left_is_not_passed_over(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Of a folder that may only be read: the file alone would be an older state, told as if it were the newest."""
    from rasd.store import engine

    log = path.with_name("desk.db-wal")
    log.write_bytes(b"x" * 100)
    monkeypatch.setattr(os, "access", lambda *_: False)
    assert engine._unwritable(path) == "mode=ro"
    log.unlink()
    assert engine._unwritable(path) == "mode=ro&immutable=1"
    with open_store(path) as store, pytest.raises(StoreReadOnly), store.write() as writer:
        writer.set_note("a", "b")


# ---- damage


@pytest.mark.parametrize(
    ("statement", "args", "says"),
    [
        ("UPDATE readings SET record = x'0011'", ("export", "--format", "jsonl"), "desk.db: the record of article "),
        ("UPDATE articles SET credit = '{'", ("export", "--format", "jsonl"), "something that the store keeps is damaged"),
        ("DROP TABLE statements", ("search", "x", "--speaker", "y"), "its tables are not as Rasd made them (no such table: statements)"),
    ],
)
def test_what_is_damaged_inside_the_file_is_named(
    path: Path,
    statement: str,
    args: tuple[str, ...],
    says: str,
    capsys: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    with open_store(path) as store, store.write() as writer:
        writer.execute(statement)
    code, told = said(capsys, monkeypatch, *args, "--store", path)
    assert (code, told.count("\n")) == (1, 1)
    assert says in told
    assert "backup" in told


def test_a_damaged_sketch_is_made_anew(path: Path) -> None:
    with open_store(path) as store:
        relate(store)
        with store.write() as writer:
            writer.execute("UPDATE features SET data = x'0011'")
    with open_store(path) as store:
        with store.write() as writer:
            writer.add(article_of(BODY + " وأضاف.", title="آخر", published="2020-08-23"))
        assert relate(store).related == 1


def test_a_log_of_another_database_is_found_by_check_or_passed_over(path: Path) -> None:
    path.with_name("desk.db-wal").write_bytes(os.urandom(50_000))
    with open_store(path) as store:
        assert list(check(store)) == []
        assert len(list(store.articles())) == 2


def test_a_damaged_lexicon_is_made_anew(tmp_path: Path) -> None:
    from rasd.arabic.kept import read_parts, write_parts

    kept, digest, plain = tmp_path / "lexicon.bin", bytes(range(16)), {"a": ("ب", 1)}
    write_parts(kept, plain, digest)
    whole = kept.read_bytes()
    assert read_parts(kept, digest) == plain
    for at in range(len(whole)):
        kept.write_bytes(whole[:at] + bytes([whole[at] ^ 0x10]) + whole[at + 1 :])
        assert read_parts(kept, digest) is None, f"byte {at}"
        kept.write_bytes(whole[:at])
        assert read_parts(kept, digest) is None, f"cut at {at}"


def test_a_damaged_value_is_an_error_of_the_store() -> None:
    from rasd.store.values import from_json, unpack, unpack_json

    for read in (partial(unpack, b"xx"), partial(unpack_json, b"xx"), partial(from_json, "{")):
        with pytest.raises(StoreDamaged, match="store check"):
            read()


# ---- the machine


def test_articles_that_come_while_relating_wait_for_the_next_run(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Visits go on beside it: such an article has no sketch yet, which ended a watch with an error."""
    from rasd.flow import relating

    late = article_of(BODY + " وتابع.", title="متأخر", published="2020-08-23")
    sketched = relating._sketch
    with open_store(path) as store:

        def and_then(*given: Any) -> None:
            sketched(*given)
            with store.write() as writer:
                writer.add(late)

        monkeypatch.setattr(relating, "_sketch", and_then)
        assert relate(store).related == 2
        monkeypatch.undo()
        assert relate(store).related == 1
        assert len(list(store.features(SKETCH))) == 3


@pytest.mark.parametrize("files", [5, 6])
def test_too_few_files_may_be_open(path: Path, files: int) -> None:
    done = ran("export", "--format", "jsonl", "--store", path, before=lambda: resource.setrlimit(resource.RLIMIT_NOFILE, (files, files)))
    assert done.returncode in (0, 1)
    assert done.returncode == 0 or b"ulimit -n" in done.stderr, done.stderr


@pytest.mark.parametrize("closed", [0, 1, 2])
def test_streams_that_were_closed_are_not_taken_by_the_store(path: Path, closed: int) -> None:
    done = ran("store", "check", path, before=lambda: os.close(closed))
    assert done.returncode == 0
    with open_store(path) as store:
        assert list(check(store)) == []


def test_another_locale_and_no_home(path: Path) -> None:
    no_home = {"HOME": "/nonexistent", "TMPDIR": "/nonexistent"}
    done = ran("search", "وزير", "--store", path, before=None, LC_ALL="C", PYTHONUTF8="0", PYTHONCOERCECLOCALE="0", **no_home)
    assert (done.returncode, "وزير" in done.stdout.decode()) == (0, True)


def test_bytes_that_are_no_text_are_said(path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> None:
    code, told = said(capsys, monkeypatch, "stories", "show", "\udcff\udcfe", "--store", path)
    assert (code, told.count("\n")) == (1, 1)
    assert "no text; write it in UTF-8" in told


@pytest.mark.parametrize(
    ("error", "says"),
    [
        (OSError(errno.EMFILE, "Too many open files", "x"), "rasd: x: Too many open files; let it open more files"),
        (OSError(errno.EIO, "Input/output error"), "rasd: reading or writing failed: Input/output error"),
        (MemoryError(), "rasd: the memory of this machine is used up"),
    ],
)
def test_what_the_system_refuses_is_one_line(
    error: BaseException, says: str, path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("rasd.store.maintenance.stats", lambda store: (_ for _ in ()).throw(error))
    code, told = said(capsys, monkeypatch, "store", "stats", path)
    assert (code, told.count("\n")) == (1, 1)
    assert told.startswith(says)


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGHUP, signal.SIGINT])
def test_a_signal_in_the_midst_loses_and_doubles_nothing(path: Path, tmp_path: Path, number: signal.Signals) -> None:
    rows = tmp_path / "a.jsonl"
    rows.write_text("".join(json.dumps({"body": f"{BODY} {k}"}) + "\n" for k in range(200)), "utf-8")
    command = [sys.executable, "-m", "rasd.cli", "collect", str(rows), "--no-read", "--no-relate", "--workers", "1", "--store", str(path)]
    with subprocess.Popen(command, stderr=subprocess.PIPE, cwd=ROOT) as process:
        with open_store(path) as store:
            end = time.monotonic() + 30
            while process.poll() is None and _count(store) < 60:
                assert time.monotonic() < end
                time.sleep(0.01)
        process.send_signal(number)
        told = process.stderr.read() if process.stderr else b""
    assert b"Traceback" not in told
    assert process.returncode in (0, 130, -number)
    done = ran("collect", rows, "--no-read", "--no-relate", "--workers", 1, "--store", path)
    assert done.returncode == 0
    with open_store(path) as store:
        assert _count(store) == 202
        assert list(check(store)) == []


def _count(store: Store) -> int:
    with store.read() as connection:
        return int(connection.exec_driver_sql("SELECT count(*) FROM articles").scalar_one())


# ---- the table


def test_every_fault_of_the_table_has_its_test() -> None:
    """docs/faults.md names a test for each line: a function of a test file, or a tool."""
    table = (ROOT / "docs" / "faults.md").read_text("utf-8")
    functions = {
        name
        for file in (ROOT / "tests").rglob("test_*.py")
        for name in re.findall(r"^def (test_\w+)", file.read_text("utf-8"), re.MULTILINE)
    }
    named = set(re.findall(r"`(test_\w+)`", table))
    tools = re.findall(r"`(tools/\w+\.py)", table)
    assert len(named) > 25
    assert named <= functions, named - functions
    assert all((ROOT / tool).exists() for tool in tools)
