"""Options shared by the commands that work on a store."""

from __future__ import annotations

import os
from collections.abc import Callable
from typing import Any

import click

from rasd.flow.author import user_name


class StoreName(click.types.StringParamType):
    """The file or address of a store; where none is given, what to give."""

    def get_missing_message(self, *_: Any, **__: Any) -> str:
        """What is added to "Missing option"; click calls it in one way before 8.2 and in another since."""
        return "Name a file such as desk.db (or postgresql://user@host/name), here or as RASD_STORE in the environment."


store_option = click.option(
    "--store",
    "where",
    type=StoreName(),
    metavar="STORE",
    envvar="RASD_STORE",
    required=True,
    help="The store: a file such as desk.db, or postgresql://user@host/name.  [or RASD_STORE in the environment]",
)
workers_option = click.option(
    "--workers",
    type=click.IntRange(1, 64),
    default=min(4, os.cpu_count() or 1),
    show_default="the cores, 4 at most",
    help="Processes to work with. What is kept is the same with any number.",
)
author_option = click.option(
    "--author",
    metavar="NAME",
    envvar="RASD_AUTHOR",
    default=user_name,
    show_default="the user's name",
    help="Who decides this.",
)


def steps_options(function: Callable[..., Any]) -> Callable[..., Any]:
    """--no-read, --no-relate and --workers: which steps follow collecting, and with how many processes."""
    for option in (
        workers_option,
        click.option("--no-relate", is_flag=True, help="Leave copies, stories and follow-ups to a later run."),
        click.option("--no-read", is_flag=True, help="Only keep what is collected; a later run reads it."),
    ):
        function = option(function)
    return function
