"""`rasd collect`: from named sources into a store, read and related."""

from __future__ import annotations

import gzip
import sys
import zlib
from pathlib import Path
from typing import TYPE_CHECKING

import click

from rasd.cli.bars import bars
from rasd.cli.engine import engine_option
from rasd.cli.keeping import steps_options, store_option
from rasd.cli.options import date_option, day_order_option
from rasd.cli.output import INTERRUPTED, counted, say, say_some
from rasd.collect.items import Hints
from rasd.collect.moments import DayOrder
from rasd.collect.sources import Settings
from rasd.pipeline import Engine

if TYPE_CHECKING:
    from rasd.flow.progress import Progress, Run
    from rasd.store import Store


@click.command(short_help="Collect articles into a store, read and relate them.")
@click.argument("sources", nargs=-1, required=True, metavar="SOURCE...")
@store_option
@engine_option
@steps_options
@click.option("--published", metavar="DATE", callback=date_option, help="Day of publication (ISO 8601) where a source does not say it.")
@day_order_option
@click.option("--outlet", metavar="NAME", help="Outlet, where a source does not say it.")
@click.option("--limit", type=click.IntRange(1, 50_000), default=200, show_default=True, help="Pages fetched of each feed or sitemap.")
@click.option("--ignore-robots", is_flag=True, help="Leave robots.txt unasked: for a site of your own.")
@click.option("--allow-private", is_flag=True, help="Let a URL lead to a private address or another port (an intranet page).")
def collect(
    sources: tuple[str, ...],
    where: str,
    engine: Engine,
    no_read: bool,
    no_relate: bool,
    workers: int,
    published: str | None,
    day_order: DayOrder | None,
    outlet: str | None,
    limit: int,
    ignore_robots: bool,
    allow_private: bool,
) -> None:
    """Collect articles from each SOURCE into a store, read them, and tell copies, stories and follow-ups apart.

    A SOURCE is a file (.jsonl, .jsonl.gz, .json, .csv, .tsv, .xlsx, .ods, .parquet, .txt, .docx, .odt, .html, .warc, .warc.gz), a folder of
    these, the http(s) address of a feed, a sitemap, a page, or a home page that names its feed, an outlet of the catalogue (`rasd
    sources catalogue`), or - for standard input.
    Addresses are fetched as a good neighbour does (docs/collect.md), and are sources of the store from then on, which `rasd watch` visits.

    An article that the store has is not kept twice. A run that was stopped, however, is taken up by the same command.

    Exit code: 0 done (items that could not be used are counted, and kept under `rasd store failures`), 1 a source gave nothing but
    errors, 2 wrong use, 130 interrupted.

    \b
    Example:
      rasd collect news.jsonl --store desk.db
      rasd collect archive/ https://example.org/feed --store desk.db --engine rules
    """
    from rasd.flow.inputs import collect_all
    from rasd.flow.progress import Run
    from rasd.flow.reading import read
    from rasd.flow.relating import relate
    from rasd.store import open_store

    _leave_if_all_absent(sources, where)
    run = Run()
    settings = Settings(limit=limit, robots=not ignore_robots, published=published, private=allow_private)
    try:
        with open_store(where) as store, bars() as progress:
            shown = _with_total(progress, _total(sources))
            barren = collect_all(
                store, sources, Hints(published, outlet, day_order=day_order), settings=settings, workers=workers, run=run, progress=shown
            )
            if not no_read:
                read(store, engine, workers=workers, run=run, progress=progress)
            if not no_relate:
                relate(store, workers=workers, run=run, progress=progress)
            _tell_alerts(store, run)
    except KeyboardInterrupt:
        report(run, where, "interrupted; the same command goes on from here")
        sys.exit(INTERRUPTED)
    report(run, where)
    if barren:
        sys.exit(1)


def _leave_if_all_absent(sources: tuple[str, ...], where: str) -> None:
    """Exit where there is no store yet and nothing to put into one: a mistyped name or an empty folder leaves no empty store behind."""
    from rasd.flow.inputs import absence_of
    from rasd.store.engine import is_there

    absent = [] if is_there(where) else [why for source in sources if (why := absence_of(source))]
    if len(absent) == len(sources):
        for why in absent:
            say(why)
        say("nothing to collect; no store was made")
        sys.exit(1)


def _tell_alerts(store: Store, run: Run) -> None:
    """Look for the alerts of the store in what is new, and tell them."""
    from rasd.store.alerts import any_alert

    if any_alert(store):
        from rasd.flow.alerts.work import tell

        for error in tell(store).errors:
            run.say(f"alert {error}")


def report(run: Run, where: str, ending: str = "") -> None:
    """Say on stderr what a run did, its first failures before it."""
    say_some(run.messages, len(run.messages) + run.unsaid, f"; rasd store failures {_shown(where)} lists what could not be used")
    parts = [f"{run.new} new", f"{run.known} known"]
    parts += [f"{run.failed} unusable"] if run.failed else []
    parts += [f"{run.read} read"] if run.read else []
    parts += [f"{run.read_failed} with failures"] if run.read_failed else []
    parts += [f"{run.related} related", counted(run.stories, "story", "stories")] if run.related else []
    seconds = f"{sum(run.seconds.values()):.1f} s ({', '.join(f'{step} {took:.1f}' for step, took in run.seconds.items())})"
    say(f"{', '.join(parts)} in {seconds} -> {_shown(where)}" + (f"; {ending}" if ending else ""))


def _shown(where: str) -> str:
    from rasd.store.engine import address_of, shown

    return shown(address_of(where))


def _with_total(progress: Progress, total: int | None) -> Progress:
    def told(step: str, done: int, _: int | None, /) -> None:
        progress(step, done, total if total is None else max(total, done))

    return told


def _total(sources: tuple[str, ...]) -> int | None:
    """How many articles there are, None where it cannot be told beforehand; asked only where somebody sees it."""
    return sum(_lines(Path(source)) for source in sources) if sys.stderr.isatty() and all(map(_countable, sources)) else None


def _countable(source: str) -> bool:
    return source.lower().endswith((".txt", ".html", ".htm", ".jsonl", ".jsonl.gz")) and Path(source).is_file()


def _lines(path: Path) -> int:
    if not path.name.lower().endswith((".jsonl", ".jsonl.gz")):
        return 1
    opened = gzip.open if path.name.lower().endswith(".gz") else open
    try:
        with opened(path, "rb") as stream:
            return sum(block.count(b"\n") for block in iter(lambda: stream.read(1 << 20), b""))
    except (OSError, EOFError, zlib.error):
        return 0
