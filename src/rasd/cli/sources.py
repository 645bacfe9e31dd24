"""`rasd sources`: the feeds and sitemaps that a store is filled from."""

from __future__ import annotations

import json
import os
import sys
from dataclasses import asdict
from typing import Any

import click

from rasd.cli.keeping import store_option
from rasd.cli.output import standard_output
from rasd.errors import RasdError
from rasd.export.safe import one_line

_form = click.option("--format", "form", type=click.Choice(["table", "json"]), default="table", show_default=True, help="What to print.")
_named = click.argument("name")


@click.group(short_help="List, add, pause, test and check the sources of a store.")
def sources() -> None:
    """Keep the list of feeds and sitemaps that `rasd watch` visits.

    \b
    Example:
      rasd sources add https://www.hespress.com --store desk.db
      rasd sources health --store desk.db
    """


def settings_options(function: Any) -> Any:
    """The options by which a source on the web is visited otherwise than usual."""
    for option in reversed(
        [
            click.option("--every", type=float, default=15, show_default=True, metavar="MINUTES", help="Time between two visits."),
            click.option("--limit", type=int, default=200, show_default=True, metavar="N", help="Pages fetched in one visit."),
            click.option("--delay", type=float, metavar="SECONDS", help="Pause between two requests to its host.  [default: 1]"),
            click.option("--days", type=int, default=30, show_default=True, metavar="N", help="Of a sitemap: pages no older than this."),
            click.option("--no-pages", is_flag=True, help="Take articles from the feed alone, where it carries them whole."),
            click.option("--ignore-robots", is_flag=True, help="Leave robots.txt unasked: for a site of your own."),
            click.option("--allow-private", is_flag=True, help="Let its addresses be private ones, or of other ports (an intranet)."),
        ]
    ):
        function = option(function)
    return function


@sources.command()
@click.argument("addresses", nargs=-1, required=True, metavar="ADDRESS...")
@store_option
@click.option("--name", metavar="NAME", help="What to call it.  [default: the outlet's name]")
@click.option("--kind", type=click.Choice(["feed", "sitemap"]), help="What it is, unasked.  [default: the address is asked]")
@click.option("--outlet", metavar="NAME", help="Outlet of its articles.  [default: of the catalogue, else what each page says]")
@settings_options
def add(addresses: tuple[str, ...], where: str, name: str | None, kind: str | None, outlet: str | None, **given: Any) -> None:
    """Add sources: the ADDRESS of a feed, a sitemap or a home page that names its feed, or an outlet of the catalogue.

    Each is looked at first; one that is no feed or cannot be reached is not added. Adding one again changes its settings.

    Exit code: 0 all added, 1 some were not.

    \b
    Example:
      rasd sources add https://www.hespress.com/feed --every 10 --store desk.db
      rasd sources add hespress youm7 --store desk.db
    """
    from rasd.flow.sources import add as keep
    from rasd.flow.sources import offers
    from rasd.store import open_store

    if name and len(addresses) > 1:
        raise click.UsageError("--name is for one address at a time.")
    settings, client, failed = settings_of(given), client_of(), 0
    with open_store(where) as store:
        for offer in [offer for address in addresses for offer in offers(address)]:
            try:
                _, found = keep(store, offer, client, kind=kind, name=name, outlet=outlet, settings=settings)
            except RasdError as error:
                if len(addresses) == 1:
                    raise
                failed += 1
                click.echo(f"rasd: {one_line(f'{offer.url}: {error}')}", err=True)
                continue
            entries = f", {found.entries} entries" if found.entries else ""
            click.echo(one_line(f"{found.kind} {found.url}{entries}"))
    if failed:
        sys.exit(1)


def settings_of(given: dict[str, Any]) -> Any:
    """Settings from the options above. Raises UsageError that names what is out of bounds."""
    from rasd.collect.sources import Settings, setting

    for name in ("every", "limit", "delay", "days"):
        setting(name, given[name])
    return Settings(
        every=given["every"],
        limit=given["limit"],
        delay=given["delay"],
        days=given["days"],
        pages=not given["no_pages"],
        robots=not given["ignore_robots"],
        private=given["allow_private"],
    )


def client_of() -> Any:
    """A polite client; RASD_AGENT in the environment names it to the servers (an address to write to is good manners)."""
    from rasd.collect.fetch import AGENT, Fetcher
    from rasd.collect.polite import Client

    return Client(Fetcher(agent=os.environ.get("RASD_AGENT") or AGENT))


@sources.command("list")
@store_option
@_form
def list_(where: str, form: str) -> None:
    """List the sources with their state.

    \b
    Example:
      rasd sources list --store desk.db
    """
    from rasd.store import open_store

    with open_store(where, create=False) as store:
        rows = store.sources()
    if form == "json":
        _json([{**row, "settings": json.loads(row["settings"])} for row in rows])
        return
    table = [(row["name"], row["kind"], row["state"], row["articles"], row["last_success_at"], row["url"] or "") for row in rows]
    _table(("name", "kind", "state", "articles", "last success", "address"), table, "no sources yet; `rasd sources add` adds one")


@sources.command()
@store_option
@click.option("--days", type=click.IntRange(1, 366), default=14, show_default=True, help="How far to look back.")
@_form
def health(where: str, days: int, form: str) -> None:
    """Tell how each source does: last success, articles a day, days without any, what waits, and what is wrong.

    Status: ok; new (not visited yet); paused; failing (three visits in a row, or never a success); quiet (no new article for a day
    and for five times as long as usual). Exit code: 1 where a source is failing or quiet.

    \b
    Example:
      rasd sources health --store desk.db
      rasd sources health --store desk.db --format json
    """
    from rasd.flow.sources import health as examined
    from rasd.store import open_store

    with open_store(where, create=False) as store:
        found = [one for one in examined(store, days=days) if one.kind in ("feed", "sitemap")]
    if form == "json":
        _json([asdict(one) for one in found])
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
        _table(("status", "name", "last success", "a day", f"{days} days", "gaps", "waiting", "error"), rows, "no feeds or sitemaps yet")
    if any(one.status in ("failing", "quiet") for one in found):
        sys.exit(1)


def _bar(by_day: dict[str, int]) -> list[str]:
    """One mark a day, by its share of the best day; a point for none."""
    most = max([1, *by_day.values()])
    return ["▁▂▃▄▅▆▇█"[min(7, count * 8 // (most + 1))] if count else "·" for count in by_day.values()]


@sources.command()
@_named
@store_option
def pause(name: str, where: str) -> None:
    """Visit the source NAME (or its address) no more, until it is resumed.

    \b
    Example:
      rasd sources pause hespress --store desk.db
    """
    from rasd.flow.sources import pause as change

    _change(name, where, lambda store, row: change(store, row["number"]), "paused")


@sources.command()
@_named
@store_option
def resume(name: str, where: str) -> None:
    """Visit the source NAME (or its address) again, from now on.

    \b
    Example:
      rasd sources resume hespress --store desk.db
    """
    from rasd.flow.sources import resume as change

    _change(name, where, lambda store, row: change(store, row["number"]), "resumed")


@sources.command()
@_named
@store_option
def remove(name: str, where: str) -> None:
    """Forget the source NAME (or its address) that has given no article; one that has is paused instead.

    \b
    Example:
      rasd sources remove hespress --store desk.db
    """
    from rasd.flow.sources import remove as forget

    _change(name, where, forget, "removed")


def _change(name: str, where: str, change: Any, word: str) -> None:
    from rasd.flow.visiting import named
    from rasd.store import open_store

    with open_store(where, create=False) as store:
        row = named(store, name)
        change(store, row)
    click.echo(one_line(f"{row['name']}: {word}"))


@sources.command()
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
    from rasd.collect.sources import Place, Settings, identify
    from rasd.collect.visits import look, take
    from rasd.flow.sources import offers

    settings = Settings(robots=not ignore_robots, private=allow_private)
    client, url, faults = client_of(), _url_of(address, where) or offers(address)[0].url, 0
    found = identify(url, client, settings)
    click.echo(one_line(f"{found.kind}: {found.title or 'no title'}, {found.entries} entries, {found.url}"))
    place = Place(found.url, found.kind, found.url, settings=settings)
    seen = look(place, client)
    for problem in seen.problems:
        click.echo(one_line(f"  fault: {problem}"))
    for entry in (seen.listing.entries if seen.listing else [])[:pages]:
        outcome = take(entry, place, client)
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


@sources.command()
@click.argument("words", required=False)
@_form
def catalogue(words: str | None, form: str) -> None:
    """List the outlets that Rasd knows, those of a country (MAR), or those whose name, id or host holds WORDS.

    Set RASD_CATALOGUE to a file of your own to add to them (docs/collect.md).

    \b
    Example:
      rasd sources catalogue MAR
    """
    from rasd.arabic.fold import fold
    from rasd.ontology.catalogue import outlets

    def fits(outlet: Any) -> bool:
        if not words:
            return bool(outlet.feeds)
        held = " ".join([outlet.id, outlet.en.lower(), *outlet.hosts])
        return outlet.country == words.upper() or words.lower() in held or fold(words) in fold(outlet.ar)

    found = [outlet for outlet in outlets().values() if fits(outlet)]
    if form == "json":
        _json([asdict(outlet) for outlet in found])
        return
    rows = [(one.id, one.ar, one.en, one.country, one.hosts[0] if one.hosts else "", " ".join(one.feeds)) for one in found]
    _table(("id", "name", "in English", "country", "host", "feeds"), rows, "no outlet of this name")


def _json(value: Any) -> None:
    standard_output()
    click.echo(json.dumps(value, ensure_ascii=False, indent=1))


def _table(head: tuple[str, ...], rows: list[tuple[Any, ...]], none: str) -> None:
    """A table on a terminal, tab-separated lines in a pipe."""
    standard_output()
    if not rows:
        click.echo(f"rasd: {none}", err=True)
        return
    shown = [[one_line("-" if value is None else str(value)) for value in row] for row in rows]
    if not sys.stdout.isatty():
        for row in [list(head), *shown]:
            click.echo("\t".join(row))
        return
    from rich.console import Console
    from rich.table import Table

    table = Table(*head, box=None, pad_edge=False, header_style="bold")
    for row in shown:
        table.add_row(*[_short(cell) for cell in row])
    Console().print(table)


def _short(cell: str) -> str:
    from rich.markup import escape

    moment = cell[:16].replace("T", " ") if len(cell) == 24 and cell.endswith("Z") else cell
    return escape(moment)
