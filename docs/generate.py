"""Writes docs/cli.md from the help of every command: generate.py [--check]. A test fails where the file drifts."""

from __future__ import annotations

import sys
from pathlib import Path

import click
from click.testing import CliRunner

from rasd.cli.main import COMMANDS, cli

TARGET = Path(__file__).resolve().parent / "cli.md"
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


if __name__ == "__main__":
    if "--check" in sys.argv:
        sys.exit(0 if TARGET.read_text("utf-8") == page() else "docs/cli.md is out of date: run docs/generate.py")
    TARGET.write_text(page(), encoding="utf-8")
