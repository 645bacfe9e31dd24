"""A page of the statements of a store: those that meet filters, name an actor and hold words, as corrections have the actors."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from rasd.corrections.directory import Directory
from rasd.flow.overview import Overview
from rasd.store.lists.actors import articles_of, forms_of
from rasd.store.lists.statements import Holds, Narrowed, StatementFilters, articles_with, first_that, holding, naming, without_exclusions
from rasd.store.query import Query


@dataclass(frozen=True, slots=True)
class StatementPage:
    """The keys (article number and id) of a page, by which the store gives its rows, and all that the filters leave.

    `count` is None where words or an actor are looked for, since the texts are read page by page.
    """

    keys: list[tuple[int, str]]
    narrowed: Narrowed
    count: int | None
    more: bool


def statement_page(
    held: Overview, filters: StatementFilters, query: Query, about: tuple[str, ...] | None, *, newest: bool, offset: int, limit: int
) -> StatementPage:
    """So many statements after so many: of those that meet the filters and hold the words of a query; `about` are the ids of an actor that
    they name, None for any."""
    columns = held.columns
    columns.statements()
    only, holds = _by_words(held, query, about)
    narrowed = Narrowed(columns, held.cast, filters, only)
    rows: Any = narrowed.rows(newest=newest)
    count = None if holds else len(rows)
    if holds:
        rows = first_that(held.store, columns, narrowed, rows, holds, offset + limit + 1)
    return StatementPage(columns.keys(narrowed.found, rows[offset : offset + limit]), narrowed, count, len(rows) > offset + limit)


def _by_words(held: Overview, query: Query, about: tuple[str, ...] | None) -> tuple[list[int] | None, list[Holds]]:
    """The articles in which such a statement may stand (None for all), and the tests that its words must pass."""
    only: list[int] | None = None
    holds: list[Holds] = []
    if query.groups:
        only = articles_with(held.store, without_exclusions(query))
        holds.append(holding(query))
    if about is not None:
        held.columns.mentions()
        of = articles_of(held.columns, held.cast, about)
        only = of if only is None else sorted(set(only) & set(of))
        directory = Directory(held.corrections)
        holds.append(naming({name for id in about for name in directory.names(id)} | set(forms_of(held.store, about))))
    return only, holds
