"""Options that many commands have."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import click

from rasd.articles import asked_day
from rasd.collect.moments import ORDERS
from rasd.errors import meant, near

if TYPE_CHECKING:
    _Choice = click.Choice[str]
else:
    _Choice = click.Choice  # which takes no type before click 8.2


class Choice(_Choice):
    """One of some words; a word that is none of them is refused with the one that may have been meant."""

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> Any:
        """The word itself."""
        try:
            return super().convert(value, param, ctx)
        except click.BadParameter as error:
            names = near(str(value), map(str, self.choices))
            raise click.BadParameter(error.message.rstrip(".") + meant(names), ctx, param) from error


output_option = click.option(
    "--output", "-o", metavar="FILE", help="Write to FILE, which appears when it is whole.  [default: standard output]"
)


day_order_option = click.option(
    "--day-order",
    type=Choice(ORDERS),
    help="Which goes first in rows whose dates are numbers (5/6/2020), the day or the month.  [default: what the file's other dates tell]",
)
_DAYS = "a day is written 2020-08-23, a month 2020-08, a year 2020"


def date_option(ctx: click.Context, param: click.Parameter, value: str | None) -> str | None:
    """A date given as an option: ISO 8601, or a day as people type it (23/8/2020, also in Arabic digits)."""
    if value:
        try:
            return asked_day(value)
        except ValueError as error:
            told = f"{error}, 23/8/2020 or 23 أغسطس 2020" if param.name == "published" else f"{value[:40]!r}: {_DAYS}"
            raise click.BadParameter(told) from error
    return value
