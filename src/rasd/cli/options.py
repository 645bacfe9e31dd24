"""Options that many commands have."""

from __future__ import annotations

import click

from rasd.articles import check_date

output_option = click.option(
    "--output", "-o", metavar="FILE", help="Write to FILE, which appears when it is whole.  [default: standard output]"
)


def date_option(ctx: click.Context, param: click.Parameter, value: str | None) -> str | None:
    """Check a date given as an option."""
    if value:
        try:
            check_date(value)
        except ValueError as error:
            raise click.BadParameter(str(error)) from error
    return value
