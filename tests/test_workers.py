"""How many processes read, where nobody says so."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import count, islice

import pytest

from rasd.flow.streaming import MOST, fitting
from rasd.pipeline import Engine
from rasd.records import Article


def articles(number: int | None) -> Iterator[Article]:
    return (Article(id=str(k), text="قال") for k in (count() if number is None else range(number)))


@pytest.mark.parametrize(("number", "engine", "one"), [(0, "full", True), (5, "full", True), (39, "full", True), (60, "rules", True)])
def test_a_few_articles_are_read_in_one_process(number: int, engine: Engine, one: bool) -> None:
    workers, items = fitting(articles(number), engine)
    assert (workers == 1) is one
    assert [item.id for item in items if isinstance(item, Article)] == [str(k) for k in range(number)]


def test_many_are_read_with_a_process_a_core_and_none_is_lost() -> None:
    workers, items = fitting(articles(None), "full")
    assert 1 <= workers <= MOST
    assert [item.id for item in islice(items, 50) if isinstance(item, Article)] == [str(k) for k in range(50)]
