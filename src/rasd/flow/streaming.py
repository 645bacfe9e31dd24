"""Reads a stream of items into records, in order, in this process or in several; nothing is kept. An item that cannot be read becomes its
failure."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from functools import partial
from itertools import chain, islice
from typing import NamedTuple

from rasd.collect.items import Item, ItemError, unread
from rasd.errors import RasdError
from rasd.flow.workers import WorkerLost, cores, in_order
from rasd.pipeline import Engine, added_to, base_of, default_pipeline
from rasd.records import Article, Record

MOST = 16  # processes that are started by default; each takes 250 MB
# Articles sent to a worker at once: half a second of work, so that Ctrl-C is quick and workers finish together (with 16, two workers of the
# full engine read 200 articles as 104 and 96, and one waited a second and a half of 23).
_CHUNK = {"full": 3, "rules": 16}
_MANY = {"full": 40, "rules": 400}  # articles from which several processes pay, as each takes two seconds to start


def fitting(items: Iterator[Item], engine: Engine) -> tuple[int, Iterator[Item]]:
    """The number of processes for the items (one for a few, else one a core), and the items. Not for items that arrive slowly."""
    if added_to(engine):  # the endpoint or large model is the bottleneck, not the cores
        return 1, items
    first = list(islice(items, _MANY[engine]))
    return (min(cores(), MOST) if len(first) == _MANY[engine] else 1), chain(first, items)


class Reading(NamedTuple):
    """The result for an item: its record (None if nothing names an article), and the message of its failure."""

    record: Record | None
    failure: str | None


def readings(items: Iterable[Item], workers: int = 1, engine: Engine = "full", counts: Counter[str] | None = None) -> Iterator[Reading]:
    """What became of each item, in order; the same with any number of workers.

    `counts` takes up what became of the findings of a model of the user's, where one is added to the engine.
    """
    counts = Counter() if counts is None else counts
    if workers <= 1:
        pipeline = default_pipeline(engine)
        for item in items:
            yield _failed(item) if isinstance(item, ItemError) else _read(pipeline.read(item))
        counts.update(_taken(engine))
        return
    yield from _in_processes(iter(items), workers, engine, counts)


def _in_processes(items: Iterator[Item], workers: int, engine: Engine, counts: Counter[str]) -> Iterator[Reading]:
    size = _CHUNK[base_of(engine)]
    chunks = iter(lambda: list(islice(items, size)), [])
    try:
        for chunk, made in in_order(_records, chunks, workers, send=partial(_sent, engine), start=partial(_start, engine)):
            records = iter(made[0])
            counts.update(made[1])
            for item in chunk:
                yield _failed(item) if isinstance(item, ItemError) else _read(next(records))
    except WorkerLost as error:
        raise RasdError("a worker process was killed (out of memory?); try again with fewer --workers") from error


def _start(engine: Engine) -> None:
    default_pipeline(engine)


def _sent(engine: Engine, chunk: list[Item]) -> tuple[Engine, list[Article]]:
    return engine, [item for item in chunk if isinstance(item, Article)]


def _records(task: tuple[Engine, list[Article]]) -> tuple[list[Record], Counter[str]]:
    engine, articles = task
    pipeline = default_pipeline(engine)
    return [pipeline.read(article) for article in articles], _taken(engine)


def _taken(engine: Engine) -> Counter[str]:
    return default_pipeline(engine).taken_counts() if added_to(engine) else Counter()


def _read(record: Record) -> Reading:
    if not record.failures:
        return Reading(record, None)
    return Reading(record, f"{record.article.id}: " + "; ".join(f"{f.step}: {f.message}" for f in record.failures))


def _failed(item: ItemError) -> Reading:
    return Reading(unread(item), str(item))
