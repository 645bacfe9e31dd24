"""One pipeline serves many articles, at once even: nothing of one article shows in another, and no memory grows without bound."""

from __future__ import annotations

import importlib
import inspect
import pkgutil
from collections.abc import Iterable, Iterator
from concurrent.futures import ThreadPoolExecutor
from functools import cache
from itertools import chain, zip_longest
from typing import Any

import pytest

import rasd
from rasd import samples
from rasd.document import Document
from rasd.pipeline import Pipeline
from rasd.records import Article

CLOSED = {
    "column",
    "name",
    "role",
    "engine",
    "encoder",
    "kind",
    "table",
    "returning",
    "names",
    "postgresql",
    "language",
    "reader",  # the preferences of a reader: 36 at most
}  # of tables, columns, classes: as many as the package has


@cache
def pipeline() -> Pipeline:
    return Pipeline(engine="rules")


def findings(found: Iterable[object]) -> list[str]:
    return list(map(repr, found))


def test_an_extractor_reads_two_articles_in_turns() -> None:
    articles = list(samples.articles())
    for first, second in zip(articles, reversed(articles), strict=True):
        documents = [[Document(first), Document(second)] for _ in range(2)]
        for extractor in pipeline().extractors:
            alone = [list(extractor(document)) for document in documents[0]]
            turns = list(zip_longest(*(extractor(document) for document in documents[1])))
            together = [[finding for finding in column if finding is not None] for column in zip(*turns, strict=True)] or [[], []]
            assert findings(chain(*together)) == findings(chain(*alone)), extractor.name
            for pair, found in zip(zip(*documents, strict=True), zip(alone, together, strict=True), strict=True):
                for document, mine in zip(pair, found, strict=True):
                    for finding in mine:
                        document.add(finding)


def test_threads_may_share_a_pipeline() -> None:
    articles = list(samples.articles()) * 3
    alone = list(map(pipeline().read, articles))
    with ThreadPoolExecutor(4) as pool:
        assert list(pool.map(pipeline().read, articles)) == alone


def functions() -> Iterator[tuple[str, Any]]:
    """Everything with a cache, by module."""
    for module in pkgutil.walk_packages(rasd.__path__, "rasd."):
        if not module.name.endswith("__main__") and ".migrations." not in module.name:  # those run under Alembic only
            for name, value in vars(importlib.import_module(module.name)).items():
                if hasattr(value, "cache_parameters") and value.__module__ == module.name:
                    yield f"{module.name}.{name}", value


def test_no_cache_grows_with_what_is_read() -> None:
    unbound = [name for name, value in functions() if value.cache_parameters()["maxsize"] is None]
    asked = {name: set(inspect.signature(value).parameters) for name, value in functions()}
    assert [name for name in unbound if asked[name] - CLOSED] == []
    assert len(asked) > 30


@pytest.mark.parametrize(
    ("words", "published"),
    [
        ("وصل في 12.5٬3.2009 إلى عمان", "2020-08-20"),  # a thousands mark inside a dotted date
        ("وصل في 1." + "9" * 5_000 + ".2 إلى عمان", "2020-08-20"),  # more digits than int() takes
        ("قال وزير \ufe70 الخارجية \ufe7e إن \ufc5e الأمر", "2020-08-20"),  # vowel signs by shape that stand alone
        ("في أواخر ماي" + " أو بداية جوان" * 2_000, "2020-08-20"),  # one end after another
        ("في 25 شوال 1436" + " الموافق 25 شوال 1436" * 2_000, "2020-08-20"),
        ("مسؤول محلي" + "ا" * 3_000 + " قال إن الأمر عاد", None),  # a letter held down
    ],
)
def test_odd_words_cost_no_step(words: str, published: str | None) -> None:
    text = f"قال وزير الدفاع أمس الأحد إن الحدود آمنة. {words}."
    record = pipeline().read(Article("odd", text, published=published))
    assert record.failures == ()
    assert record.statements
    assert record.times
