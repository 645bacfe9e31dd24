"""`rasd mcp`: the store for assistants, over the Model Context Protocol."""

from __future__ import annotations

import sys

import click

from rasd.cli.keeping import store_option
from rasd.cli.output import say
from rasd.errors import UsageError


@click.command(short_help="Serve a store to assistants over the Model Context Protocol.")
@store_option
def mcp(where: str) -> None:
    """Serve a store to an assistant over the Model Context Protocol (standard input and output), read-only.

    The client starts this command itself: see docs/mcp.md for its configuration. Answers carry exact words with their offsets. Nothing
    is listened on, nothing is sent anywhere but to the client. Needs the extra: pip install 'rasd[mcp]'.

    \b
    Example:
      rasd mcp --store desk.db
    """
    try:
        from rasd.mcp.server import server_of
    except ModuleNotFoundError as error:
        if (error.name or "").partition(".")[0] not in ("mcp", "mcp_types"):
            raise
        raise UsageError("rasd mcp needs the official SDK of the protocol; install it with: pip install 'rasd[mcp]'") from error
    from rasd.store import open_store

    with open_store(where, create=False, readonly=True) as store:
        if sys.stdin.isatty():
            say("an MCP client should start this command; it waits for one on standard input (Ctrl-C ends it)")
        server_of(store, ahead=True).run("stdio")
