"""`rasd store`: looking after a store."""

from __future__ import annotations

import sys
from typing import Any

import click

from rasd.cli.bars import bars
from rasd.cli.engine import engine_option
from rasd.cli.keeping import StoreName, workers_option
from rasd.cli.output import print_json, say, standard_output
from rasd.export.safe import one_line
from rasd.pipeline import Engine

_where = click.argument("where", type=StoreName(), metavar="STORE", envvar="RASD_STORE")
_SHOWN = 100


@click.group(short_help="Look after a store: check, stats, failures, migrate, vacuum.")
def store() -> None:
    """Look after a STORE: a file such as desk.db, or postgresql://user@host/name.

    \b
    Example:
      rasd store stats desk.db
      rasd store check desk.db
    """


@store.command()
@_where
def check(where: str) -> None:
    """Check that a store is whole: the file, the references, the search index, every text against its hash, every quote.

    Prints one line for each fault and nothing else; exit code 1 where there is one.

    \b
    Example:
      rasd store check desk.db
    """
    from rasd.store import maintenance, open_store

    found = 0
    with open_store(where, create=False) as opened, bars() as progress:
        for problem in maintenance.check(opened, lambda done, total: progress("checking", done, total)):
            found += 1
            if found <= _SHOWN:
                click.echo(one_line(problem))
    say(f"{found} faults" if found else "the store is whole")
    if found:
        sys.exit(1)


@store.command()
@_where
@click.option("--json", "as_json", is_flag=True, help="Print everything as JSON.")
def stats(where: str, as_json: bool) -> None:
    """Tell what a store holds: articles by outlet and time, readings by version, and its size.

    \b
    Example:
      rasd store stats desk.db --json
    """
    from rasd.store import maintenance, open_store

    with open_store(where, create=False) as opened:
        found = maintenance.stats(opened)
    if as_json:
        print_json(found)
        return
    standard_output()
    for line in _lines(found):
        click.echo(line)


def _lines(found: dict[str, Any]) -> list[str]:
    rows = found["rows"]
    told = ("articles", "sightings", "fetches", "readings", "statements", "events", "actors", "places", "stories")
    decided = ("sources", "failures", "judgements", "corrections")
    lines = [f"{name:<12} {rows[name]:>10,}" for name in (*told, *decided)]
    lines.append(f"{'size':<12} {found['bytes'] / 1e6:>10,.1f} MB")
    if found["readings"]:
        lines += ["", "read by"]
        lines += [
            f"  {row['engine']:<6} {row['version']:<24} {row['readings']:>9,}  current {row['current']:,}" for row in found["readings"]
        ]
    if found["outlets"]:
        lines += ["", "outlets"]
        lines += [
            f"  {row['articles']:>9,}  {row['first'] or '?':<10} to {row['last'] or '?':<10}  {one_line(row['outlet'] or 'not told')}"
            for row in found["outlets"]
        ]
    return lines


@store.command()
@_where
@click.option("--limit", type=click.IntRange(1), default=20, show_default=True, help="How many.")
@click.option("--all", "whole", is_flag=True, help="Those that were solved since too, each with the time.")
def failures(where: str, limit: int, whole: bool) -> None:
    """List what could not be collected, read or related, the latest first: when, how often, step, place, message.

    What was had later (the page fetched, the file corrected, the article read again) is listed no more, but with --all.

    \b
    Example:
      rasd store failures desk.db --limit 5
    """
    from rasd.store import open_store

    standard_output()
    with open_store(where, create=False) as opened:
        found = opened.failures(limit + 1, solved=whole)
    if not found:
        say("nothing failed that was not had since")
    for row in found[:limit]:
        place = row["place"] or (f"article {row['article']}" if row["article"] else "")
        solved = f"  solved {row['solved_at'][:19]}" if row["solved_at"] else ""
        click.echo(one_line(f"{row['last_at'][:19]}  {row['times']}x{solved}  {row['step']}  {place}: {row['message']}"))
    if len(found) > limit:
        say(f"the first {limit}; --limit shows more")


@store.command()
@_where
@click.argument("target", metavar="TARGET", type=click.Path())
@click.option("--keep", type=click.IntRange(1), metavar="N", help="In a folder: keep the N newest copies of this store, remove the others.")
def backup(where: str, target: str, keep: int | None) -> None:
    """Copy a SQLite store to TARGET, a file that is not there yet or a folder, while others write to it.

    The copy is of one moment and checked. In a folder it is named by the store and the time, and its name is printed. To restore, stop
    what works on the store, move it away with what is beside it (desk.db-wal, desk.db-shm), and copy back by this same command. A store in
    PostgreSQL is backed up by pg_dump (docs/deploy.md).

    \b
    Example:
      rasd store backup desk.db /var/backups/rasd/ --keep 14
      rasd store backup /var/backups/rasd/desk-20261127T060000Z.db desk.db
    """
    from pathlib import Path

    from rasd.errors import UsageError
    from rasd.store.backup import back_up, prune

    folder = Path(target).is_dir()
    if keep is not None and not folder:
        raise UsageError(f"{target}: --keep is for a folder of copies, and this is none; make it first")
    with bars() as progress:
        made = back_up(where, target, progress=lambda done, total: progress("copying", done, total))
    click.echo(one_line(str(made))) if folder else None
    removed = len(prune(target, where, keep)) if keep is not None else 0
    said = f", {removed} older removed" if removed else ""
    say(f"{made.stat().st_size / 1e6:,.1f} MB{said}")


@store.command()
@_where
@click.option("--json", "as_json", is_flag=True, help="As JSON.")
def workers(where: str, as_json: bool) -> None:
    """Tell which processes are at work on a store, on which machine, and what each holds.

    Each has what it holds for two minutes, renewed while it lives. `lapsed` is what a process left that was lost: the next that asks for
    work takes it.

    \b
    Example:
      rasd store workers postgresql://rasd@db.example/rasd
    """
    from rasd.store import open_store

    with open_store(where, create=False) as opened:
        found = opened.held()
    if as_json:
        print_json([one._asdict() for one in found])
        return
    standard_output()
    for one in found:
        machine, _, pid = one.worker.rpartition(":")[0].rpartition(":")
        what = f"{one.what}: {one.articles} articles" if one.articles else one.what.partition(" (")[0]
        since = f"since {one.since[:19]}Z, " if one.since else ""
        until = f"until {one.until[:19]}Z" if one.live else "lapsed"
        click.echo(one_line(f"{machine.partition('/')[0]} {pid} {what} ({since}{until})"))
    if not found:
        say("nobody is at work on it")


@store.command()
@_where
def migrate(where: str) -> None:
    """Bring a store of an older Rasd to the schema of this one, in one transaction. Make a copy of it before.

    \b
    Example:
      rasd store backup desk.db desk.before.db && rasd store migrate desk.db
    """
    from rasd.store.migrating import migrate_store

    before, after = migrate_store(where)
    say(f"schema {before} -> {after}" if before != after else f"the schema is {after} already")


@store.command()
@_where
def vacuum(where: str) -> None:
    """Give back unused room and bring the statistics for queries up to date. SQLite needs as much free disk as the file has.

    \b
    Example:
      rasd store vacuum desk.db
    """
    from rasd.store import maintenance, open_store

    with open_store(where, create=False) as opened:
        before, after = maintenance.vacuum(opened)
    say(f"{before / 1e6:,.1f} MB -> {after / 1e6:,.1f} MB")


@store.command()
@_where
@engine_option
@workers_option
def reread(where: str, engine: Engine, workers: int) -> None:
    """Read again what this version of Rasd has not read. Earlier readings, judgements and corrections stay.

    \b
    Example:
      rasd store reread desk.db --engine full
    """
    from rasd.cli.collect import report
    from rasd.flow.reading import read
    from rasd.store import open_store

    with open_store(where, create=False) as opened, bars() as progress:
        run = read(opened, engine, workers=workers, again=True, progress=progress)
    report(run, where)


@store.command()
@_where
def checksum(where: str) -> None:
    """Print for each table its rows and a sum over their content, to compare two stores.

    Two stores that hold the same have the same sums, in whatever order it came and on whatever database; times of work are left out.

    \b
    Example:
      rasd store checksum desk.db
    """
    from rasd.store import open_store
    from rasd.store.checksum import checksums

    with open_store(where, create=False) as opened:
        for name, told in checksums(opened).items():
            rows, _, total = told.partition(" ")
            click.echo(f"{name:<16} {rows:>9}  {total}")
