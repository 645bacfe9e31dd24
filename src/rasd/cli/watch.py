"""`rasd watch`: the sources of a store, visited again and again."""

from __future__ import annotations

import signal
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

import click

from rasd.cli.engine import engine_option
from rasd.cli.keeping import steps_options, store_option
from rasd.cli.options import Choice
from rasd.cli.output import say
from rasd.export.safe import one_line
from rasd.flow.parts import PARTS, Part
from rasd.pipeline import Engine

if TYPE_CHECKING:
    from rasd.flow.progress import Run
    from rasd.flow.visiting import Visit
    from rasd.flow.watching import Status


@click.command(short_help="Visit the sources of a store again and again, read and relate what is new.")
@store_option
@engine_option
@steps_options
@click.option("--threads", type=click.IntRange(1, 64), default=8, show_default=True, help="Sources visited side by side.")
@click.option(
    "--only",
    "parts",
    multiple=True,
    type=Choice(PARTS),
    help="Do this part alone, and leave the others to other processes; may be repeated.",
)
@click.option("--once", is_flag=True, help="Visit what is due now, then end (for cron).")
def watch(
    where: str, engine: Engine, no_read: bool, no_relate: bool, workers: int, threads: int, parts: tuple[Part, ...], once: bool
) -> None:
    """Visit the sources of a store when they are due (feeds, sitemaps, folders), read and relate what is new, until Ctrl-C or SIGTERM.

    `rasd sources add` says which and how often. Each visit is a little jittered, and comes later after failures. A terminal shows one
    line of status; elsewhere each visit that gave something or failed is one line on stderr. Stopping it at any moment loses nothing.

    Any number of processes may watch one store, on several machines where it is in PostgreSQL: they share sources and articles, and
    take up what one of them leaves when it dies. `--only read` makes a process that reads what others collect, and so on
    (docs/deploy.md). A server that goes away, as when it is restarted, is waited for, but with --once.

    Exit code: 0 stopped, or with --once all well; 1 with --once where every source failed.

    \b
    Example:
      rasd watch --store desk.db
      rasd watch --store desk.db --once --engine rules
      rasd watch --store postgresql://rasd@db.example/rasd --only read --workers 4
    """
    from rasd.flow import web
    from rasd.flow.watching import Watch, any_watched
    from rasd.store import open_store

    doing = _doing(parts, no_read=no_read, no_relate=no_relate)
    client = web.client_of()
    show = _Line()
    visited: list[Visit] = []

    def on_visit(visit: Visit) -> None:
        if once:
            visited.append(visit)
        show.visit(visit)

    with open_store(where, create=False) as store, stopping():
        if "collect" in doing and not any_watched(store):
            raise click.UsageError("the store has no source to watch; add one with: rasd sources add ADDRESS --store " + where)
        watching = Watch(
            store,
            client,
            engine=engine,
            parts=doing,
            workers=workers,
            threads=threads,
            on_status=show.status,
            on_visit=on_visit,
            on_message=show.said if "collect" not in doing else lambda said: None,
            on_warning=show.said,
        )
        try:
            watching.watch(once=once)
        except KeyboardInterrupt:
            client.stop()
        finally:
            show.end()
    say(f"{'done' if once else 'stopped'}; {_summary(watching.run)}")
    if once and visited and all(visit.error for visit in visited):
        sys.exit(1)


def _summary(run: Run) -> str:
    return f"{run.new} new, {run.failed} unusable, {run.read} read, {run.related} related"


def _doing(only: tuple[Part, ...], *, no_read: bool, no_relate: bool) -> tuple[Part, ...]:
    """The parts to do: those of --only, or all, without those left out."""
    but = {part for part, left_out in (("read", no_read), ("relate", no_relate)) if left_out}
    doing = tuple(part for part in only or PARTS if part not in but)
    if not doing:
        raise click.UsageError("nothing is left to do: --only and --no-… leave out all parts")
    return doing


@contextmanager
def stopping() -> Iterator[None]:
    """Let SIGTERM stop as Ctrl-C does: fetching is aborted, storing completes."""

    def stop(signum: int, frame: Any) -> None:
        # Only the interrupt: code that takes a lock here (setting an event) could meet the lock that it has interrupted.
        signal.signal(signum, signal.default_int_handler)  # a second one ends at once
        raise KeyboardInterrupt

    before = {number: signal.signal(number, stop) for number in (signal.SIGINT, signal.SIGTERM)}
    try:
        yield
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)


class _Line:
    """A status line on a terminal, which is overwritten; elsewhere a line for each visit."""

    def __init__(self) -> None:
        self.live = sys.stderr.isatty()

    def status(self, status: Status) -> None:
        """Show what the watch is doing."""
        if not self.live:
            return
        parts = [f"{status.sources} sources", status.doing + (f" {status.visiting}" if status.visiting else "")]
        parts += [f"{status.new} new"]
        parts += [f"{status.failed} unusable"] if status.failed else []
        parts += [f"{status.failing} failing"] if status.failing else []
        if status.doing == "waiting" and status.seconds is not None:
            parts.append(f"next in {_span(max(0.0, status.seconds))}")
        self._write(" · ".join(parts))

    def visit(self, visit: Visit) -> None:
        """Show a visit with new articles or failures."""
        if not (visit.new or visit.failed or visit.error):
            return
        what = visit.error or ", ".join(
            f"{count} {word}"
            for count, word in ((visit.new, "new"), (visit.failed, "unusable"), (visit.waiting - visit.later, "waiting"))
            if count
        )
        self.said(f"{visit.name}: {what}")

    def said(self, said: str) -> None:
        """Show a message with its time: a visit, or the result of a search of the store."""
        self._clear()
        click.echo(one_line(f"{datetime.now(UTC):%Y-%m-%dT%H:%M:%SZ} {said}")[:500], err=True)

    def end(self) -> None:
        """Clear the line."""
        self._clear()

    def _write(self, text: str) -> None:
        import shutil

        width = shutil.get_terminal_size().columns - 1
        sys.stderr.write(f"\r\x1b[K{one_line(text)[:width]}")
        sys.stderr.flush()

    def _clear(self) -> None:
        if self.live:
            sys.stderr.write("\r\x1b[K")
            sys.stderr.flush()


def _span(seconds: float) -> str:
    if seconds < 90:
        return f"{seconds:.0f} s"
    return f"{seconds / 60:.0f} min" if seconds < 5400 else f"{seconds / 3600:.1f} h"
