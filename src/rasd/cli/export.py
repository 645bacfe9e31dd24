"""`rasd export`: the records of a store in the formats of `rasd read`."""

from __future__ import annotations

import os
import sys

import click

from rasd.cli.keeping import store_option
from rasd.cli.output import Output
from rasd.cli.read import BROKEN_PIPE, INTERRUPTED, date_option
from rasd.errors import RasdError
from rasd.plugins import exporters, load


@click.command(short_help="Write the records of a store as JSON Lines, CSV, HTML or text.")
@store_option
@click.option("--format", "form", type=click.Choice(list(exporters())), default="jsonl", show_default=True, help="What to write.")
@click.option("--output", "-o", metavar="FILE", help="Write to FILE, which appears when it is whole.  [default: standard output]")
@click.option("--since", metavar="DATE", callback=date_option, help="Articles of this day or later.")
@click.option("--until", metavar="DATE", callback=date_option, help="Articles of this day or before.")
@click.option("--outlet", metavar="NAME", help="Only this outlet.")
def export(where: str, form: str, output: str | None, since: str | None, until: str | None, outlet: str | None) -> None:
    """Write what was read from the articles of a store, in the order in which they came. What was not read yet is left out;
    actors are those of the corrections (`rasd actors`).

    \b
    Example:
      rasd export --store desk.db --since 2020-08-23 --output records.jsonl
      rasd export --store desk.db --format csv --output desk.csv
    """
    from rasd.flow.actors import seen_by
    from rasd.store import open_store

    target = Output(output)
    exporter = load(exporters()[form])()
    try:
        with open_store(where, create=False) as store:
            exporter.open(target.stream)
            seen = seen_by(store)
            for _, record in store.records(since=since, until=until, outlet=outlet):
                if record is not None:
                    exporter.write(seen(record))
            exporter.close()
        target.finish()
    except KeyboardInterrupt:
        target.abandon()
        sys.exit(INTERRUPTED)
    except BrokenPipeError:
        # The reader of our output (head, less) has gone: nothing to say, and nothing more to flush at exit.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        sys.exit(BROKEN_PIPE)
    except OSError as error:
        raise RasdError(f"writing {output or 'standard output'} failed: {error.strerror}") from error
    finally:
        target.close()
