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
@click.option("--name", "names", multiple=True, metavar="HOST", help="A name by which an exposed desk is called; may be repeated.")
@click.option("--sign-in", is_flag=True, help="Ask everybody to sign in, on loopback too (behind a proxy, say).")
def serve(where: str | None, demo: bool, host: str, port: int, names: tuple[str, ...], sign_in: bool) -> None:
    """Open the desk over a store, on this machine only. Ctrl-C ends it.

    With another --host than loopback everybody has to sign in, and somebody must be able to: see `rasd people add`. Passwords travel as
    they are: put a proxy that speaks TLS before a desk that leaves your network.

    \b
    Example:
      rasd serve --demo
      rasd serve --store desk.db
      rasd serve --store desk.db --host 0.0.0.0 --name desk.example.org
    """
    if demo == bool(where):
        raise UsageError("rasd serve needs a store: --store desk.db (rasd collect makes one), or --demo for the sample articles")
    from rasd.desk.serving import run

    run(where, demo=demo, host=host, port=port, names=names, exposed=sign_in or host not in LOOPBACK)
