"""Writes what the code itself says into the docs: generate.py [--check]. A test fails where they drift.

docs/cli.md is the help of every command; in README.md the transcript is what `rasd read` prints of a sample, the figures are the
committed floors of evals/floors.json, the speed is benchmarks/measured.json. Tables of docs/records.md, docs/events.md and
docs/accuracy.md are made by docs/reference.py, and what commands print in the tutorial and the how-tos is put there by docs/commands.py.
"""

from __future__ import annotations

import difflib
import json
import re
import runpy
import sys
import tempfile
from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path

import click
import commands
import reference
from click.testing import CliRunner

from rasd.cli.main import COMMANDS, cli

ROOT = Path(__file__).resolve().parent.parent
TARGET, README, FLOORS = ROOT / "docs" / "cli.md", ROOT / "README.md", ROOT / "evals" / "floors.json"
SAMPLE = "brief"
ALIKE = 0.9  # of the transcript's lines: the encoder's integer sums differ a little between processors
_HEAD = """# The command line

Made from `rasd --help` and the help of each command by `docs/generate.py`; do not edit.
"""


def page() -> str:
    """The whole page."""
    parts = [_HEAD, _help()]
    parts += [f"## rasd {name}\n\n{_help(name)}" for name in COMMANDS]
    return "\n".join(parts)


def _help(*command: str) -> str:
    result = CliRunner().invoke(cli, [*command, "--help"], prog_name="rasd", terminal_width=100, max_content_width=100, color=False)
    if result.exit_code:
        raise click.ClickException(result.output)
    lines = (line.rstrip() for line in result.output.rstrip().split("\n"))
    return "```\n" + "\n".join(lines) + "\n```\n"


def transcript() -> str:
    """What `rasd samples brief | rasd read - --published 2020-08-23` prints into a pipe."""
    from rasd.samples import named

    command = f"rasd samples {SAMPLE} | rasd read - --published {named(SAMPLE).published}"
    with tempfile.TemporaryDirectory() as folder:
        shown = commands.Session(Path(folder)).run(command)
    return f"```text\n$ {command}\n" + "\n".join(line.rstrip() for line in shown.strip("\n").split("\n")) + "\n```"


_ROWS = (
    ("mention", "mentions of actors, F1"),
    ("actor", "their grouping into actors, B-cubed F1"),
    ("country", "country of the actors found"),
    ("statement", "statements found, F1"),
    ("tuple", "statements with content and speaker both right, F1"),
    ("speaker", "speaker of the statements found"),
    ("event", "events found (type and place in the text), F1"),
    ("who-whom", "events with source and target right, F1"),
    ("where", "places of the events found, F1"),
    ("status", "status of the events found"),
    ("time", "times with their value, F1"),
    ("place", "places with their country, F1"),
)


def figures() -> str:
    """The floors as a table."""
    floors = json.loads(FLOORS.read_text("utf-8"))["dev"]["floors"]
    rows = ((label, *(f"{floors[f'{engine} {name}']:.3f}" for engine in ("full", "rules"))) for name, label in _ROWS)
    return reference.table_of("| 60 articles of 16 outlets, 2009-2022 | full | rules |", rows)


def speed() -> str:
    """The table of benchmarks/measured.json."""
    return str(runpy.run_path(str(ROOT / "benchmarks" / "table.py"))["markdown"]())


def readme(text: str) -> str:
    """README.md with its generated parts anew."""
    return with_parts(text, {"transcript": transcript, "figures": figures, "speed": speed})


def with_parts(text: str, parts: dict[str, Callable[[], str]]) -> str:
    """A page with what stands between `<!-- name -->` and `<!-- /name -->` made anew. Raises KeyError where the marks are missing."""
    for name, make in parts.items():
        marks = re.compile(f"(<!-- {name}[^>]*-->\n).*?(<!-- /{name} -->)", re.S)
        if not marks.search(text):
            raise KeyError(f"no marks of {name}")
        text = marks.sub(partial(_between, make()), text)
    return text


def _between(part: str, marks: re.Match[str]) -> str:
    return f"{marks[1]}{part}\n{marks[2]}"


def sessions() -> list[Path]:
    """The pages whose commands are run."""
    return [path for path in sorted(TARGET.parent.rglob("*.md")) if "```console\n$ " in path.read_text("utf-8")]


def made() -> Iterator[tuple[Path, str]]:
    """The pages that the code says alone, the same on every machine, as they should be."""
    yield TARGET, page()
    for name, parts in reference.PARTS.items():
        path = TARGET.parent / name
        yield path, with_parts(path.read_text("utf-8"), parts)


def _drift() -> str | None:
    for path, text in made():
        if path.read_text("utf-8") != text:
            return f"docs/{path.name} is out of date: run docs/generate.py"
    kept = README.read_text("utf-8").split("\n")
    if difflib.SequenceMatcher(None, kept, readme("\n".join(kept)).split("\n"), autojunk=False).ratio() < ALIKE:
        return "README.md is out of date: run docs/generate.py"
    return None if figures() in "\n".join(kept) else "the figures of README.md are not those of evals/floors.json: run docs/generate.py"


if __name__ == "__main__":
    if "--check" in sys.argv:
        sys.exit(_drift())
    for _path, _text in made():
        _path.write_text(_text, encoding="utf-8")
    README.write_text(readme(README.read_text("utf-8")), encoding="utf-8")
    sys.exit(commands.main(["--write", *map(str, sessions())]))
