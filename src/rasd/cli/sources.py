"""`rasd sources`: the feeds and sitemaps that a store is filled from."""

from __future__ import annotations

import json
import os
import sys
from typing import Any

import click

from rasd.cli.keeping import store_option
from rasd.cli.options import Choice
from rasd.cli.output import counted, print_json, say
from rasd.cli.sources_look import catalogue, form_option, health, show, table, test
from rasd.errors import RasdError
from rasd.export.safe import one_line

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
    """Add the options for visiting a source differently from the defaults."""
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
@click.option("--kind", type=Choice(["feed", "sitemap"]), help="What it is, unasked.  [default: the address is asked]")
@click.option("--outlet", metavar="NAME", help="Outlet of its articles.  [default: of the catalogue, else what each page says]")
@settings_options
def add(addresses: tuple[str, ...], where: str, name: str | None, kind: str | None, outlet: str | None, **given: Any) -> None:
    """Add sources: the ADDRESS of a feed, a sitemap or a home page that names its feed, an outlet of the catalogue, or a folder or file.

    Each is looked at first; one that is no feed or cannot be reached is not added. Adding one again changes its settings. A folder
    is one to drop files into: `rasd watch` collects it again when something in it has changed.

    Exit code: 0 all added, 1 some were not.

    \b
    Example:
      rasd sources add https://www.hespress.com/feed --every 10 --store desk.db
      rasd sources add hespress youm7 --store desk.db
    """
    from rasd.flow import web
    from rasd.flow.folders import add_folder
    from rasd.flow.sources import add as keep
    from rasd.flow.sources import offers
    from rasd.store import open_store

    if name and len(addresses) > 1:
        raise click.UsageError("--name is for one address at a time.")
    settings, client, failed = settings_of(given), web.client_of(), 0
    with open_store(where) as store:
        for path in [address for address in addresses if os.path.exists(address)]:
            add_folder(store, path, outlet=outlet, settings=settings)
            click.echo(one_line(f"{'folder' if os.path.isdir(path) else 'file'} {os.path.abspath(path)}"))
        for offer in [offer for address in addresses if not os.path.exists(address) for offer in offers(address)]:
            try:
                _, found = keep(store, offer, client, kind=kind, name=name, outlet=outlet, settings=settings)
            except RasdError as error:
                if len(addresses) == 1:
                    raise
                failed += 1
                say(f"{offer.url}: {error}")
                continue
            entries = f", {counted(found.entries, 'entry', 'entries')}" if found.entries else ""
            click.echo(one_line(f"{found.kind} {found.url}{entries}"))
    if failed:
        sys.exit(1)


def settings_of(given: dict[str, Any]) -> Any:
    """The settings in the options. Raises UsageError for values out of bounds."""
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


@sources.command("list")
@store_option
@form_option
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
        print_json([{**row, "settings": json.loads(row["settings"])} for row in rows])
        return
    shown = [(row["name"], row["kind"], row["state"], row["articles"], row["last_success_at"], row["url"] or "") for row in rows]
    table(("name", "kind", "state", "articles", "last success", "address"), shown, "no sources yet; `rasd sources add` adds one")


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


@sources.command("import")
@click.argument("file", type=click.Path(exists=True, dir_okay=False))
@store_option
@settings_options
def import_(file: str, where: str, **given: Any) -> None:
    """Add the feeds of an OPML FILE, the list that every feed reader exports. They are looked at when they are visited first.

    \b
    Example:
      rasd sources import feeds.opml --store desk.db
    """
    from rasd.flow.sources import add_all
    from rasd.store import open_store

    with open_store(where) as store:
        added, known = add_all(store, file, settings_of(given))
    click.echo(f"{added} added, {known} known")


@sources.command()
@store_option
def export(where: str) -> None:
    """Print the feeds of a store as OPML, which every feed reader imports.

    \b
    Example:
      rasd sources export --store desk.db > feeds.opml
    """
    from rasd.collect.opml import written
    from rasd.store import open_store

    with open_store(where, create=False) as store:
        rows = [row for row in store.sources() if row["kind"] == "feed"]
    click.echo(written([(row["name"], row["url"]) for row in rows]), nl=False)


for looking in (health, show, test, catalogue):
    sources.add_command(looking)
