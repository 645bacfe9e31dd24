"""The option --engine, of every command that reads."""

from __future__ import annotations

import click

from rasd.cli.options import Choice
from rasd.pipeline import ENGINES, Engine, added_to
from rasd.plugins import ADDED, load


def _set_up(ctx: click.Context, param: click.Parameter, engine: Engine) -> Engine:
    """Check at once that a model of the user's, where one is added, was set up. Raises UsageError."""
    added = added_to(engine)
    if added:
        load(ADDED[added][1]).identity()
    return engine


engine_option = click.option(
    "--engine",
    type=Choice(ENGINES),
    default="full",
    show_default=True,
    callback=_set_up,
    metavar="ENGINE",
    help="full: the rules and the shipped encoder together; rules: the rules alone, many times as fast, less accurate. With +llm or"
    " +transformers (full+llm) a model of yours adds what it finds: see docs/engines.md.",
)
