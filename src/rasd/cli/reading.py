"""Articles to records, in order, in this process or in several; an item that cannot be read passes through as its failure."""

from __future__ import annotations

import os
import signal
from collections import deque
from collections.abc import Iterable, Iterator
from concurrent.futures import Future, ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from itertools import chain, islice
from typing import NamedTuple

from rasd.collect.items import Item, ItemError
from rasd.errors import RasdError
from rasd.pipeline import Engine, default_pipeline
from rasd.records import Article, Failure, Record

MOST = 16  # processes that are started unasked: each holds 250 MB
_CHUNK = 16  # articles sent to a worker at once: half a second of work, and few enough that Ctrl-C is quick
_MANY = {"full": 40, "rules": 400}  # articles from which processes pay: each takes two seconds to start
_AHEAD = 3  # chunks a worker is ahead: bounds memory over an endless stream


def fitting(items: Iterator[Item], engine: Engine) -> tuple[int, Iterator[Item]]:
    """How many processes suit the items (one for a few, else one a core), and the items again. Not for items that trickle."""
    first = list(islice(items, _MANY[engine]))
    cores = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1
    return (min(cores, MOST) if len(first) == _MANY[engine] else 1), chain(first, items)


class Reading(NamedTuple):
    """What became of one item: a record to write (None where nothing names the article), and the message of its failure."""

    record: Record | None
    failure: str | None


def readings(items: Iterable[Item], workers: int = 1, engine: Engine = "full") -> Iterator[Reading]:
    """What became of each item, in order; the same with any number of workers."""
    if workers <= 1:
        pipeline = default_pipeline(engine)
        for item in items:
            yield _failed(item) if isinstance(item, ItemError) else _read(pipeline.read(item))
        return
    yield from _in_processes(iter(items), workers, engine)


def _in_processes(items: Iterator[Item], workers: int, engine: Engine) -> Iterator[Reading]:
    from multiprocessing import get_context

    # spawn: forking a process that already has threads (the progress bar) can deadlock.
    pool = ProcessPoolExecutor(workers, get_context("spawn"), _start_worker, (engine,))
    waiting: deque[tuple[list[Item], Future[list[Record]]]] = deque()
    try:
        while True:
            while len(waiting) < workers * _AHEAD and (chunk := list(islice(items, _CHUNK))):
                waiting.append((chunk, pool.submit(_read_chunk, [item for item in chunk if isinstance(item, Article)], engine)))
            if not waiting:
                return
            chunk, future = waiting.popleft()
            records = iter(future.result())
            for item in chunk:
                yield _failed(item) if isinstance(item, ItemError) else _read(next(records))
    except BrokenProcessPool as error:
        raise RasdError("a worker process was killed (out of memory?); try again with fewer --workers") from error
    finally:
        pool.shutdown(wait=True, cancel_futures=True)


def _start_worker(engine: Engine) -> None:
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C reaches every process of the terminal; the parent decides
    default_pipeline(engine)


def _read_chunk(articles: list[Article], engine: Engine) -> list[Record]:
    pipeline = default_pipeline(engine)
    return [pipeline.read(article) for article in articles]


def _read(record: Record) -> Reading:
    if not record.failures:
        return Reading(record, None)
    return Reading(record, f"{record.article.id}: " + "; ".join(f"{f.step}: {f.message}" for f in record.failures))


def _failed(item: ItemError) -> Reading:
    record = Record(item.article, failures=(Failure("collect", str(item)),)) if item.article else None
    return Reading(record, str(item))
