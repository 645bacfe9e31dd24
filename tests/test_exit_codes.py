"""Exit codes: the table of `rasd --help` holds for every command; Ctrl-C and a reader that has gone leave no traceback."""

from __future__ import annotations

import io
import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import click
import pytest
from click.testing import CliRunner

from rasd.cli.main import COMMANDS, cli
from rasd.export.console import Console
from rasd.plugins import load

ROOT = Path(__file__).resolve().parent.parent


def leaves() -> Iterator[tuple[tuple[str, ...], click.Command]]:
    """Every command that does something, with the words that name it."""
    for name, (path, _) in COMMANDS.items():
        command = load(path)
        if isinstance(command, click.Group):
            yield from (((name, inner), one) for inner, one in command.commands.items())
        else:
            yield (name,), command


LEAVES = dict(leaves())
MAKE = {("collect",), ("watch",), ("sources", "add"), ("sources", "import"), ("sources", "test"), ("serve",), ("demo",), ("people", "add")}
"""Commands that make a store, or need not have one."""
DECIDE = [
    *(("actors", name) for name in ("add", "merge", "split", "rename", "alias", "set", "undo", "import")),
    *(("stories", name) for name in ("merge", "split", "undo")),
]


def started(*args: object, **options: Any) -> subprocess.Popen[bytes]:
    pipes = {"stdout": subprocess.PIPE, "stderr": subprocess.PIPE, **options}
    return subprocess.Popen([sys.executable, "-m", "rasd.cli", *map(str, args)], cwd=ROOT, **pipes)


def code(*args: object) -> int:
    """The exit code of a command in this process, by the way of `main`."""
    from unittest import mock

    from rasd.cli import main

    with mock.patch.object(sys, "argv", ["rasd", *map(str, args)]):
        return main.run()


@pytest.mark.parametrize("words", LEAVES, ids=" ".join)
def test_help_is_0_and_an_option_that_there_is_not_is_2(words: tuple[str, ...]) -> None:
    assert CliRunner().invoke(cli, [*words, "--help"]).exit_code == 0
    assert CliRunner().invoke(cli, [*words, "--no-such-option"]).exit_code == 2


ON_A_STORE = [words for words, one in LEAVES.items() if any(p.name == "where" for p in one.params) and words not in MAKE]


@pytest.mark.parametrize("words", ON_A_STORE, ids=" ".join)
def test_a_store_that_there_is_not_is_1_and_none_is_made(
    words: tuple[str, ...], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    if words in {("collect",), ("watch",), ("sources", "add"), ("sources", "import"), ("serve",), ("sources", "test"), ("demo",)}:
        pytest.skip("makes a store, or need not have one")
    command, where = LEAVES[words], tmp_path / "none.db"
    arguments = ["x" for p in command.params if isinstance(p, click.Argument) and p.required and p.name != "where"]
    arguments += ["x"] if words == ("stories", "merge") else ["x"] if words == ("search",) else []
    given = [where] if any(isinstance(p, click.Argument) and p.name == "where" for p in command.params) else ["--store", where]
    assert code(*words, *arguments, *given) == 1, capsys.readouterr()
    assert "no such store" in capsys.readouterr().err
    assert not where.exists()


@pytest.mark.parametrize(
    ("args", "expected", "says"),
    [
        (("search", "x", "--since", "bad", "--store", "s.db"), 2, "a day is written 2020-08-23, a month 2020-08"),
        (("people", "list", "--store", "STORE"), 0, "nobody; `rasd people add`"),
        (("alerts", "list", "--store", "STORE"), 0, "no alerts yet"),
        (("stories", "journal", "--store", "STORE"), 0, "no story was merged or split"),
        (("actors", "log", "--store", "STORE"), 0, "nothing was corrected yet"),
        (("evaluate", "/dev/null"), 1, "holds no annotated article"),
        (("search", "--place", "المغرب", "--store", "STORE"), 0, "nothing found; --place MAR finds"),
        (("export", "--outlet", "x", "--store", "STORE"), 0, "nothing to export: no article of the store fits"),
        (("search", "x", "--since", "٢٣/٨/٢٠٢٠", "--store", "STORE"), 0, "nothing found"),
        (("actors", "set", "amir-hatami", "country=Iraq"), 2, "did you mean IRQ"),
        (("actors", "search", "زققموس"), 0, "nobody of the base; `rasd search --actor NAME --store STORE` looks in articles"),
        (("stories", "list"), 2, "Missing option '--store'. Name a file such as desk.db"),
        (("store", "stats"), 2, "or as RASD_STORE in the environment"),
        (("sources", "add", "none/such", "--store", "STORE"), 2, "nor is there a file or folder"),
        (("actors", "show", "زققموس"), 1, "nobody known"),
        (("collect", "hesprezz", "--store", "STORE"), 1, "near it: hespress"),
        (("alerts", "add", "x", "event", "type=ASAULT", "--to", "file:x.jsonl", "--store", "STORE"), 2, "did you mean ASSAULT?"),
        (("alerts", "add", "x", "event", "country=Sudan", "--to", "file:x.jsonl", "--store", "STORE"), 2, "did you mean SDN"),
        (("alerts", "add", "x", "search", "q=x", "since=٢٣/٨/٢٠٢٠", "--to", "file:x.jsonl", "--store", "STORE"), 0, ""),
        (("actors", "merge", "act-000000000000", "donald-trump", "--store", "STORE"), 0, "act-000000000000: no article of this store"),
        (("actors", "set", "donald-trump", "knd=person"), 2, "did you mean kind?"),
        (("search", "x", "--event", "ASSAULT:dron", "--store", "STORE"), 2, "did you mean drone?"),
        (("store", "failures", "STORE"), 0, "nothing failed"),
        (("alerts", "add", "x", "evnt", "--to", "file:x.jsonl", "--store", "STORE"), 2, "did you mean event?"),
        (("sources", "catalogue", "زققموس"), 0, "no outlet"),
        (("sources", "show", "x", "--store", "STORE"), 1, "no source of this name"),
        (("stories", "show", "x", "--store", "STORE"), 1, "no story"),
        (("search", "x", "--store", "STORE"), 0, "nothing found"),
        (("search", '"', "--store", "STORE"), 2, "expected 1 to 32 words"),
        (("search", "OR", "--store", "STORE"), 2, "expected 1 to 32 words"),
        (("search", "x", "OR", "--store", "STORE"), 0, "nothing found"),
        (("search", '"x y', "--store", "STORE"), 0, "nothing found"),
    ],
)
def test_the_table_holds(
    args: tuple[str, ...],
    expected: int,
    says: str,
    tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    from rasd.store import open_store

    monkeypatch.delenv("RASD_STORE", raising=False)
    where = tmp_path / "desk.db"
    if "STORE" in args:
        open_store(where).close()
    assert code(*(str(where) if arg == "STORE" else arg for arg in args)) == expected
    assert says in capsys.readouterr().err


@pytest.mark.parametrize("words", DECIDE, ids=" ".join)
def test_whoever_decides_is_named_by_the_environment(words: tuple[str, ...]) -> None:
    (author,) = [option for option in LEAVES[words].params if option.name == "author"]
    assert author.envvar == "RASD_AUTHOR"


def test_all_commands_that_name_an_author_are_listed_here() -> None:
    named = {words for words, one in LEAVES.items() if any(p.name == "author" for p in one.params)}
    assert set(DECIDE) <= named


@pytest.mark.skipif(os.name != "posix", reason="needs signals of POSIX")
@pytest.mark.parametrize("after", [0.05, 0.15, 0.3])
def test_ctrl_c_while_it_is_still_importing_is_130_without_a_word(after: float) -> None:
    """Before Python has come to Rasd's first line there is nobody to be quiet: the test waits until it has."""
    run = (
        "from rasd.cli.start import main\n"
        "import sys; sys.stderr.write('.'); sys.stderr.flush()\n"
        "sys.argv = ['rasd', 'actors', 'list', '--limit', '1000000']\n"
        "main()"
    )
    with subprocess.Popen([sys.executable, "-c", run], cwd=ROOT, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE) as running:
        assert running.stderr is not None
        first = running.stderr.read(1)
        time.sleep(after)
        running.send_signal(signal.SIGINT)
        said = first + running.stderr.read()
    assert b"Traceback" not in said.replace(b"KeyboardInterrupt", b""), said
    assert running.returncode in (0, 130, -signal.SIGINT)


@pytest.mark.skipif(os.name != "posix", reason="needs pipes of POSIX")
@pytest.mark.parametrize("args", [("actors", "list", "--limit", "100000"), ("--help",), ("sources", "catalogue"), ("samples", "brief")])
def test_a_reader_that_has_gone_is_141_without_a_word(args: tuple[str, ...]) -> None:
    read, write = os.pipe()
    os.close(read)
    try:
        with started(*args, stdout=write) as running:
            said = running.communicate(timeout=60)[1]
    finally:
        os.close(write)
    assert (running.returncode, said) == (141, b"")


class Gone(io.StringIO):
    """A pipe that nobody reads any more."""

    def write(self, _: str) -> int:
        raise BrokenPipeError


def test_a_console_raises_where_its_reader_has_gone() -> None:
    """Rich's own would end the program, with 1: `rasd search … | head -1` did."""
    with pytest.raises(BrokenPipeError):
        Console(file=Gone()).print("words")
