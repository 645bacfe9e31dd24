"""`rasd serve`: the desk in a browser."""

from __future__ import annotations

import click

from rasd.errors import UsageError

LOOPBACK = ("127.0.0.1", "::1", "localhost")


@click.command(short_help="Open the desk: read, check, compare and publish, in a browser.")
@click.option(
    "--store", "where", metavar="STORE", envvar="RASD_STORE", help="The store: a file such as desk.db, or postgresql://user@host/name."
)
@click.option("--demo", is_flag=True, help="A store of the sample articles, made anew in a temporary folder.")
@click.option("--host", default="127.0.0.1", show_default=True, help="The address to listen on.")
@click.option("--port", type=click.IntRange(0, 65535), default=8390, show_default=True, help="The port; 0 takes a free one.")
def serve(where: str | None, demo: bool, host: str, port: int) -> None:
    """Open the desk over a store, on this machine only. Ctrl-C ends it.

    \b
    Example:
      rasd serve --demo
      rasd serve --store desk.db
    """
    if demo == bool(where):
        raise UsageError("rasd serve needs a store: --store desk.db (rasd collect makes one), or --demo for the sample articles")
    from rasd.desk.serving import run

    run(where, demo=demo, host=host, port=port)
