"""The commands of `rasd sources` that change nothing: health, show, test, catalogue."""

from __future__ import annotations

import json
import sys
from dataclasses import asdict
from typing import Any

import click

from rasd.cli.keeping import store_option
from rasd.cli.options import Choice
from rasd.cli.output import print_json, say, standard_output
from rasd.export.safe import one_line

form_option = click.option("--format", "form", type=Choice(["table", "json"]), default="table", show_default=True, help="What to print.")


@click.command()
@store_option
@click.option("--days", type=click.IntRange(1, 366), default=14, show_default=True, help="How far to look back.")
@form_option
def health(where: str, days: int, form: str) -> None:
    """Tell how each source does: last success, articles a day, days without any, what waits, and what is wrong.

    Status: ok; new (not visited yet); paused; failing (three visits in a row, or never a success); quiet (no new article for a day
    and for five times as long as usual). Exit code: 1 where a source is failing or quiet.

    \b
    Example:
      rasd sources health --store desk.db
      rasd sources health --store desk.db --format json
    """
    from rasd.collect.sources import LISTS
    from rasd.flow.health import health as examined
    from rasd.store import open_store

    with open_store(where, create=False) as store:
        found = [one for one in examined(store, days=days) if one.kind in LISTS or (one.kind != "page" and one.next_at)]
    if form == "json":
        print_json([asdict(one) for one in found])
    else:
        rows = [
            (
                one.status,
                one.name,
                one.last_success_at,
                one.a_day,
                "".join(_bar(one.by_day)),
                len(one.gaps),
                one.waiting,
                one.last_error or "",
            )
            for one in found
        ]
        table(("status", "name", "last success", "a day", f"{days} days", "gaps", "waiting", "error"), rows, "no feeds or sitemaps yet")
    if any(one.status in ("failing", "quiet") for one in found):
        sys.exit(1)


def _bar(by_day: dict[str, int]) -> list[str]:
    """A mark for each day, by its share of the best day; a dot for none."""
    most = max([1, *by_day.values()])
    return ["▁▂▃▄▅▆▇█"[min(7, count * 8 // (most + 1))] if count else "·" for count in by_day.values()]


@click.command()
@click.argument("name")
@store_option
@form_option
def show(name: str, where: str, form: str) -> None:
    """Show the source NAME (or its address) in full: settings, how it does, and what went wrong with it and with its pages.

    \b
    Example:
      rasd sources show hespress --store desk.db
    """
    from rasd.flow.health import health as examined
    from rasd.flow.health import problems
    from rasd.flow.visiting import named
    from rasd.store import open_store

    with open_store(where, create=False) as store:
        row = named(store, name)
        (found,) = [one for one in examined(store) if one.number == row["number"]]
        failed = problems(store, row["number"])
    if form == "json":
        print_json({**asdict(found), "settings": json.loads(row["settings"]), "problems": failed})
        return
    standard_output()
    for label, value in {**asdict(found), "settings": row["settings"]}.items():
        if label not in ("number", "by_day", "gaps") and value is not None:
            click.echo(one_line(f"{label.replace('_', ' ')}: {value}"))
    click.echo(f"articles by day: {''.join(_bar(found.by_day))}" + (f", none on {', '.join(found.gaps)}" if found.gaps else ""))
    for problem in failed:
        click.echo(one_line(f"  {problem['last_at'][:16]} {problem['times']}x {problem['place']}: {problem['message']}"))


@click.command()
@click.argument("address")
@click.option("--store", "where", metavar="STORE", envvar="RASD_STORE", help="The store whose source ADDRESS names.")
@click.option("--pages", type=click.IntRange(0, 20), default=3, show_default=True, help="How many of its articles to fetch.")
@click.option("--ignore-robots", is_flag=True, help="Leave robots.txt unasked: for a site of your own.")
@click.option("--allow-private", is_flag=True, help="Let addresses be private ones, or of other ports.")
def test(address: str, where: str | None, pages: int, ignore_robots: bool, allow_private: bool) -> None:
    """Look at a source and fetch a few of its articles, and keep nothing: what it is, what it lists, what is wrong.

    ADDRESS is an address, an outlet of the catalogue, or with --store the name of a source. Exit code: 0 all well, 1 not.

    \b
    Example:
      rasd sources test https://www.hespress.com/feed
      rasd sources test hespress --pages 1
    """
    from rasd.collect.sources import Settings, VisitedSource, identify
    from rasd.collect.visits import look, take
    from rasd.flow import web
    from rasd.flow.sources import offers

    settings = Settings(robots=not ignore_robots, private=allow_private)
    client, url, faults = web.client_of(), _url_of(address, where) or offers(address)[0].url, 0
    found = identify(url, client, settings)
    click.echo(one_line(f"{found.kind}: {found.title or 'no title'}, {found.entries} entries, {found.url}"))
    visited = VisitedSource(found.url, found.kind, found.url, settings=settings)
    seen = look(visited, client)
    for problem in seen.problems:
        click.echo(one_line(f"  fault: {problem}"))
    for entry in (seen.listing.entries if seen.listing else [])[:pages]:
        outcome = take(entry, visited, client)
        if outcome.found is None:
            faults += 1
            click.echo(one_line(f"  no article: {entry.url or entry.title}: {outcome.error}"))
            continue
        article, how = outcome.found.article, outcome.found.published_from
        click.echo(
            one_line(
                f"  {article.published or 'no date'} ({how or 'none found'}) {article.title} [{len(article.text)} letters] {article.url}"
            )
        )
    if faults:
        sys.exit(1)


def _url_of(name: str, where: str | None) -> str | None:
    if where is None or "://" in name:
        return None
    from rasd.flow.visiting import named
    from rasd.store import open_store

    with open_store(where, create=False) as store:
        url: str | None = named(store, name)["url"]
    return url


@click.command()
@click.argument("words", required=False)
@form_option
def catalogue(words: str | None, form: str) -> None:
    """List the outlets that Rasd knows, those of a country (MAR), or those whose name, id or host has words that begin with WORDS.

    Set RASD_CATALOGUE to a file of your own to add to them (docs/collect.md).

    \b
    Example:
      rasd sources catalogue MAR
    """
    from rasd.ontology.catalogue import outlets, outlets_near, outlets_with

    found = outlets_with(words) if words else [outlet for outlet in outlets().values() if outlet.feeds]
    if form == "json":
        print_json([asdict(outlet) for outlet in found])
        return
    near = f"; near it: {', '.join(close)}" if not found and words and (close := outlets_near(words)) else ""
    rows = [(one.id, one.ar, one.en, one.country, one.hosts[0] if one.hosts else "", " ".join(one.feeds)) for one in found]
    table(("id", "name", "in English", "country", "host", "feeds"), rows, f"no outlet of this name{near}")


def table(head: tuple[str, ...], rows: list[tuple[Any, ...]], none: str) -> None:
    """Print a table on a terminal, tab-separated lines in a pipe."""
    standard_output()
    if not rows:
        say(none)
        return
    shown = [[one_line("-" if value is None else str(value)) for value in row] for row in rows]
    if not sys.stdout.isatty():
        for row in [list(head), *shown]:
            click.echo("\t".join(row))
        return
    from rich.table import Table

    from rasd.export.console import Console

    table = Table(*head, box=None, pad_edge=False, header_style="bold")
    for row in shown:
        table.add_row(*[_short(cell) for cell in row])
    Console().print(table)


def _short(cell: str) -> str:
    from rich.markup import escape

    moment = cell[:16].replace("T", " ") if len(cell) == 24 and cell.endswith("Z") else cell
    return escape(moment)
