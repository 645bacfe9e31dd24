"""`rasd actors export` and `rasd actors import`: tables of actors, Wikidata dumps and query results."""

from __future__ import annotations

import csv
import json
import sys
from pathlib import Path
from typing import Any

import click

from rasd.cli.actors import actors, rows_of
from rasd.cli.actors_journal import ActorJournal, with_journal
from rasd.cli.bars import bars
from rasd.cli.options import Choice
from rasd.cli.output import Output, say
from rasd.corrections.importing import COLUMNS, Found, Wrong, decide, read_rows
from rasd.errors import RasdError

_SHOWN = 20
_AT_ONCE = 5_000  # entries appended together: a crash loses at most these, and a dump of millions needs little memory


@actors.command("export")
@with_journal
@click.option("--format", "form", type=Choice(("csv", "json")), default="csv", show_default=True, help="What to write.")
@click.option("--output", "-o", metavar="FILE", help="Write to FILE, which appears when it is whole.  [default: standard output]")
@click.option("--added", is_flag=True, help="Only actors that people added.")
def export(journal: ActorJournal, form: str, output: str | None, added: bool) -> None:
    """Write everyone known as a table, as corrections describe them; `rasd actors import` reads it back.

    \b
    Example:
      rasd actors export --format csv --output actors.csv --corrections desk.jsonl
    """
    rows = (row for row in rows_of(journal) if not added or row["id"] in journal.state.added)
    target = Output(output)
    try:
        if form == "csv":
            writer = csv.DictWriter(target.stream, COLUMNS, lineterminator="\n")
            writer.writeheader()
            writer.writerows({name: _cell(row[name]) for name in COLUMNS} for row in rows)
        else:
            for row in rows:
                target.stream.write(json.dumps(row, ensure_ascii=False) + "\n")
        target.finish()
    finally:
        target.close()


def _cell(value: Any) -> str:
    """A cell without text that a spreadsheet would run as a formula."""
    text = "|".join(value) if isinstance(value, list) else value or ""
    return "'" + text if text[:1] in ("=", "+", "-", "@", "\t", "\r") else text


@actors.command("import")
@click.argument("path", metavar="FILE", type=click.Path(path_type=Path))
@with_journal
@click.option("--keep-going", is_flag=True, help="Keep the rows that are right where others are wrong.")
@click.option("--dry-run", is_flag=True, help="Say what would be done and keep nothing.")
def import_(path: Path, journal: ActorJournal, keep_going: bool, dry_run: bool) -> None:
    """Add actors from a file.

    Reads CSV and JSON as `rasd actors export` writes them, a Wikidata JSON dump (also .gz, .bz2), or the JSON result of a Wikidata query.
    A row whose id or Wikidata id is known changes that actor where it differs and gives it its new names; any other is added. Each row
    that is wrong is told with its line: then nothing is kept, unless --keep-going says so. Importing a file again adds nothing.

    Exit code: 0 all rows kept, 1 some were wrong.

    \b
    Example:
      rasd actors import actors.csv --corrections desk.jsonl
      rasd actors import latest-all.json.bz2 --keep-going --corrections desk.jsonl
    """
    if journal.log is None and not dry_run:
        journal.keep()  # says where corrections can be stored
    if not path.is_file():
        raise RasdError(f"{path}: no such file")
    run = _Import(journal, keep_going=keep_going, dry_run=dry_run)
    with bars() as progress:
        total = path.stat().st_size
        for row in read_rows(path, lambda done: progress("importing", done, total)):
            run.take(row)
    run.finish()


class _Import:
    """An import: decisions that wait for the journal, and what was wrong."""

    def __init__(self, journal: ActorJournal, *, keep_going: bool, dry_run: bool) -> None:
        self.journal = journal
        self.keep_going, self.dry_run = keep_going, dry_run
        self.made: list[Any] = []
        self.seen: dict[str, int] = {}
        self.rows = self.added = self.changed = self.wrong = 0

    def take(self, row: Found | Wrong) -> None:
        """Make the decisions of a row."""
        self.rows += 1
        decisions = row if isinstance(row, Wrong) else decide(row, self.journal.directory, self.seen)
        if isinstance(decisions, Wrong):
            self.tell(decisions)
            return
        try:
            made = [self.journal.state.decide(action, payload, author=self.journal.author) for action, payload in decisions]
        except RasdError as error:
            self.tell(Wrong(row.line, str(error)))
            return
        self.made += made
        self.added += any(entry.action == "add" for entry in made)
        self.changed += any(entry.action != "add" for entry in made)
        if self.keep_going and len(self.made) >= _AT_ONCE:
            self.append()

    def tell(self, wrong: Wrong) -> None:
        """Report what is wrong with a row."""
        self.wrong += 1
        if self.wrong <= _SHOWN:
            say(f"line {wrong.line:,}: {wrong.why}")

    def append(self) -> None:
        """Store the decisions so far."""
        if self.journal.log is not None and not self.dry_run and self.made:
            self.journal.log.append(*self.made)
        self.made = []

    def finish(self) -> None:
        """Store the rest, or nothing if a row was wrong, and report the result."""
        if self.wrong > _SHOWN:
            say(f"… and {self.wrong - _SHOWN:,} more")
        if self.wrong and not self.keep_going:
            raise RasdError(f"{self.wrong:,} of {self.rows:,} rows are wrong; nothing was kept (--keep-going keeps the rest)")
        self.append()
        told = f"{self.rows:,} rows: {self.added:,} added, {self.changed:,} changed, {self.wrong:,} wrong"
        say(told + (" (dry run: nothing was kept)" if self.dry_run else ""))
        if self.wrong:
            sys.exit(1)
