"""`rasd export`: the records of a store in the formats of `rasd read`."""

from __future__ import annotations

import click

from rasd.cli.keeping import store_option
from rasd.cli.options import Choice, date_option, output_option
from rasd.cli.output import say, written
from rasd.plugins import exporters, load


@click.command(short_help="Write the records of a store: JSON Lines, CSV, Parquet, HTML, JSON-LD, STIX, GDELT, POLECAT.")
@store_option
@click.option("--format", "form", type=Choice(list(exporters())), default="jsonl", show_default=True, help="What to write.")
@output_option
@click.option("--since", metavar="DATE", callback=date_option, help="Articles of this day or later.")
@click.option("--until", metavar="DATE", callback=date_option, help="Articles of this day or before.")
@click.option("--outlet", metavar="NAME", help="Only this outlet.")
@click.option("--as-read", is_flag=True, help="Statements, events and the rest as they were read, whatever was judged of them at the desk.")
def export(where: str, form: str, output: str | None, since: str | None, until: str | None, outlet: str | None, as_read: bool) -> None:
    """Write what was read from the articles of a store, in the order in which they came. What was not read yet is left out;
    actors are those of the corrections (`rasd actors`), and findings as persons judged them at the desk: rejected ones are gone,
    edited ones changed, missing ones added. As gold for `rasd evaluate` only articles are written that were marked as wholly reviewed.

    \b
    Example:
      rasd export --store desk.db --since 2020-08-23 --output records.jsonl
      rasd export --store desk.db --format csv --output desk.csv
      rasd export --store desk.db --format gold --output gold.jsonl
    """
    from rasd.flow.exporting import records_to_export
    from rasd.store import open_store

    exporter = load(exporters()[form])()
    with written(output) as target, open_store(where, create=False) as store:
        exporter.open(target.stream)
        count = 0
        for record in records_to_export(store, since=since, until=until, outlet=outlet, as_read=as_read, reviewed=form == "gold"):
            exporter.write(record)
            count += 1
        exporter.close()
    if not count:
        say("nothing to export: no article of the store " + ("was marked as wholly reviewed" if form == "gold" else "fits"))
