"""Runs the commands that pages show, and puts what they print under them: commands.py [--write] PAGE...

A page shows a session in blocks of ```console: `$ ` begins a command (a line that ends in a backslash goes on in the next), and what
follows is what it printed. All blocks of a page are one session in one empty folder. Run are `rasd ...`, `head -N`, `cat FILE` and
`export NAME=VALUE`, with `|`, `> FILE` and `<< END` as in a shell; anything else is a fault of the page.
"""

from __future__ import annotations

import contextlib
import difflib
import re
import shlex
import sys
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

from click.testing import CliRunner

_BLOCK = re.compile(r"^```console\n(.*?)^```$", re.M | re.S)
_ASSIGNMENT = re.compile(r"([A-Z_]+)=(.*)", re.S)
ALIKE = 0.9
"""Of the lines of an output: the encoder's integer sums differ a little between processors, which turns a finding here and there."""
_CHANGES = (  # what no two runs have alike -> what stands for it in a comparison
    (re.compile(r"\b\d+\.\d+ s \(.*?\)"), "0.0 s"),
    (re.compile(r"\b(alr|cor)-[0-9a-f]{12}\b"), r"\1-000000000000"),
    (re.compile(r"\b20\d\d-\d\d-\d\dT\d\d:\d\d(:\d\d)?(\.\d+)?(\+00:00|Z)?"), "2026-11-27T06:30"),
    (re.compile(r"\b\d+\.\d MB\b"), "1.0 MB"),
    (re.compile(r"\b0\.\d\d+\b"), "0.00"),
    (re.compile(r"\+[0-9a-f]{12}\b"), "+000000000000"),
)


class WrongPage(Exception):
    """A page shows what cannot be run."""


@dataclass
class Session:
    """A folder, and the variables that were exported in it."""

    folder: Path
    names: dict[str, str] = field(default_factory=dict)

    def run(self, command: str) -> str:
        """What the command prints. Raises WrongPage where it fails, with what it said."""
        line, *document = command.split("\n")
        words, given, into = _words(line), None, None
        for mark in [word for word in words if word in {">", "<<"}]:
            at = words.index(mark)
            target = words[at + 1]
            words[at : at + 2] = []
            given, into = ("\n".join(document[:-1]) + "\n", into) if mark == "<<" else (given, target)
        with contextlib.chdir(self.folder):
            shown = self._piped(words, given, command)
            if into is None:
                return shown
            Path(into).write_text(shown, encoding="utf-8")
            return ""

    def _piped(self, words: list[str], given: str | None, command: str) -> str:
        for part in _parts(words):
            given = self._one(part, given, command)
        return given or ""

    def _one(self, words: list[str], given: str | None, command: str) -> str:
        names = dict(self.names)
        if words[0] == "export":
            self.names |= dict(_assigned(word) for word in words[1:])
            return ""
        while _ASSIGNMENT.fullmatch(words[0]):
            name, value = _assigned(words.pop(0))
            names[name] = value
        if words[0] == "head":
            count = int(words[1].removeprefix("-")) if len(words) > 1 else 10
            return "".join((given or "").splitlines(keepends=True)[:count])
        if words[0] == "cat":
            if given is not None:
                return given
            return "".join(Path(word).read_text("utf-8") for word in words[1:])
        if words[0] != "rasd":
            raise WrongPage(f"{words[0]}: only rasd, head, cat and export are run in pages: {command}")
        return self._rasd(words[1:], given, names, command)

    def _rasd(self, words: list[str], given: str | None, names: dict[str, str], command: str) -> str:
        from rasd.cli.main import cli
        from rasd.errors import RasdError

        result = CliRunner().invoke(cli, words, input=given, prog_name="rasd", env={**names, "COLUMNS": None})
        error = result.exception
        if error and not isinstance(error, SystemExit):
            raise WrongPage(f"{command}\n{error}") from (None if isinstance(error, RasdError) else error)
        if result.exit_code:
            raise WrongPage(f"{command}\nexit code {result.exit_code}\n{result.output}")
        return result.output.replace(f"{self.folder.resolve()}/", "")


def _words(line: str) -> list[str]:
    lexer = shlex.shlex(line, posix=True, punctuation_chars="|><")
    lexer.whitespace_split = True
    lexer.commenters = "#"
    return list(lexer)


def _parts(words: list[str]) -> Iterator[list[str]]:
    part: list[str] = []
    for word in words:
        if word == "|":
            yield part
            part = []
        else:
            part.append(word)
    yield part


def _assigned(word: str) -> tuple[str, str]:
    match = _ASSIGNMENT.fullmatch(word)
    if not match:
        raise WrongPage(f"{word}: not NAME=VALUE")
    return match[1], match[2]


def sessions(text: str) -> Iterator[list[tuple[str, str]]]:
    """The console blocks of a page: their commands and what is shown under each."""
    for block in _BLOCK.finditer(text):
        yield _commands(block[1])


def _commands(block: str) -> list[tuple[str, str]]:
    found: list[tuple[str, str]] = []
    for part in re.split(r"^\$ ", block, flags=re.M)[1:]:
        lines = part.rstrip("\n").split("\n")
        count = 1
        while lines[count - 1].endswith("\\"):
            count += 1
        here = re.search(r"<< ?'?(\w+)'?$", lines[0])
        if here:
            count = lines.index(here[1]) + 1
        found.append(("\n".join(lines[:count]), "\n".join(lines[count:])))
    return found


def _joined(command: str) -> str:
    return re.sub(r"\\\n\s*", "", command)


def run(text: str, folder: Path) -> str:
    """The page with what its commands print today; what differs by times and ids of the moment alone stays as it was."""
    session = Session(folder)

    def anew(match: re.Match[str]) -> str:
        parts = []
        for command, before in _commands(match[1]):
            shown = "\n".join(line.rstrip() for line in session.run(_joined(command)).rstrip("\n").split("\n"))
            shown = before if alike(before, shown, exactly=True) else shown
            parts.append(f"$ {command}\n" + (shown + "\n" if shown.strip() else ""))
        return "```console\n" + "".join(parts) + "```"

    return _BLOCK.sub(anew, text)


def drift(text: str, folder: Path) -> list[str]:
    """A line for each command that prints otherwise than the page says, but for times, ids of the moment, and a few lines."""
    wrong = []
    for shown, today in zip(sessions(text), sessions(run(text, folder)), strict=True):
        for (command, old), (_, new) in zip(shown, today, strict=True):
            if not alike(old, new):
                wrong.append(f"{command}\nthe page shows:\n{old}\nit prints:\n{new}")
    return wrong


def alike(old: str, new: str, *, exactly: bool = False) -> bool:
    """Whether two outputs are the same but for what no two runs have alike, and, if not `exactly`, a tenth of the lines."""
    for pattern, stand_in in _CHANGES:
        old, new = pattern.sub(stand_in, old), pattern.sub(stand_in, new)
    if exactly:
        return old == new
    return difflib.SequenceMatcher(None, old.split("\n"), new.split("\n"), autojunk=False).ratio() >= ALIKE


def main(names: list[str]) -> int:
    """Run pages; with --write put what is printed into them."""
    failed = 0
    for name in names:
        if name == "--write":
            continue
        path = Path(name)
        text = path.read_text("utf-8")
        with tempfile.TemporaryDirectory() as folder:
            if "--write" in names:
                path.write_text(run(text, Path(folder)), encoding="utf-8")
            else:
                wrong = drift(text, Path(folder))
                print("\n\n".join(wrong) or f"{name} shows what is printed")  # noqa: T201
                failed |= bool(wrong)
    return failed


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
