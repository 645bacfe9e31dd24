"""Options that many commands have."""

from __future__ import annotations

import click

from rasd.articles import asked_day

output_option = click.option(
    "--output", "-o", metavar="FILE", help="Write to FILE, which appears when it is whole.  [default: standard output]"
)


_DAYS = "a day is written 2020-08-23, a month 2020-08, a year 2020"


def date_option(ctx: click.Context, param: click.Parameter, value: str | None) -> str | None:
    """A date given as an option: ISO 8601, or a day as people type it (23/8/2020, also in Arabic digits)."""
    if value:
        try:
            return asked_day(value)
        except ValueError as error:
            told = str(error) if param.name == "published" else f"{value[:40]!r}: {_DAYS}"
            raise click.BadParameter(told) from error
    return value
