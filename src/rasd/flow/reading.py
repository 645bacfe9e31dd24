"""Keep -> read: claims articles that an engine has not read; several processes read them, and this one stores the results in order."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from functools import partial

from rasd.flow import workers as processes
from rasd.flow.actors import corrections_of
from rasd.flow.heartbeat import heartbeat
from rasd.flow.meaning import vector_of
from rasd.flow.progress import Progress, Run, Stopwatch, quiet
from rasd.flow.review import refresh
from rasd.flow.sketches import RELATED, SIGNS, SKETCH, signs_of, sketch
from rasd.flow.version import version_of
from rasd.pipeline import Engine, default_pipeline
from rasd.records import Failure, Record
from rasd.store import Kept, Prepared, Store, prepare

CHUNK = 32  # articles per claim and transaction: a second of work
Task = tuple[Engine, tuple[Kept, ...]]


def read(store: Store, engine: Engine, *, workers: int = 1, again: bool = False, run: Run | None = None, progress: Progress = quiet) -> Run:
    """Read the articles that this engine has not read (with `again`, those that this version has not read). Returns the run.

    Processes on one store, on any machines, share the articles. What a lost process held goes to the others: at once on its own machine,
    else when its lease lapses. An article that kills its process becomes a failure.
    """
    run = run or Run()
    version = version_of(engine)
    asked = version.version if again else None
    store.release_gone(processes.is_gone)
    with Stopwatch(run, "read"):
        total = run.read + store.unread(engine, asked)
        if total == run.read:
            return run
        with heartbeat(store), _given_back(store):
            for made in _all_made(store, engine, asked, workers):
                with store.write() as writer:
                    for prepared in made:
                        run.read += writer.save_reading(prepared.article, prepared, version)
                        _count_failures(prepared, run)
                    refresh(writer, [prepared.article for prepared in made], lambda: corrections_of(store))
                progress("reading", run.read, max(total, run.read))
    return run


@contextmanager
def _given_back(store: Store) -> Iterator[None]:
    """Release claimed articles that were not read, however reading ends."""
    try:
        yield
    finally:
        store.release(processes.name())


def _all_made(store: Store, engine: Engine, version: str | None, workers: int) -> Iterator[list[Prepared]]:
    """The results of each chunk. Articles over which several processes were lost come last, each in a process of its own."""
    yield from _made(_claimed(store, engine, version), engine, workers)
    yield from _one_by_one(_claimed(store, engine, version, suspect=True), partial(default_pipeline, engine))


def _count_failures(prepared: Prepared, run: Run) -> None:
    if prepared.failures:
        run.read_failed += 1
        run.say(f"article {prepared.article}: " + "; ".join(f"{step}: {message}" for step, message in prepared.failures))


def _claimed(store: Store, engine: Engine, version: str | None, *, suspect: bool = False) -> Iterator[Task]:
    """The chunks to read. Claims of other processes that lapse meanwhile come last."""
    after, worker, limit = 0, processes.name(), 1 if suspect else CHUNK
    while True:
        kept = store.claim(f"read {engine}", worker=worker, engine=engine, version=version, limit=limit, after=after, suspect=suspect)
        if not kept and after == 0:
            return
        if not kept:
            after = 0
            continue
        after = kept[-1].number
        yield engine, tuple(kept)


def _made(tasks: Iterator[Task], engine: Engine, workers: int) -> Iterator[list[Prepared]]:
    """The results of each chunk, in order. If a process dies, its chunk is read again article by article."""
    start = partial(default_pipeline, engine)
    while True:
        try:
            for _, made in processes.in_order(_read, tasks, workers, send=processes.whole, start=start):
                yield made
            return
        except processes.WorkerLost as lost:
            yield from _one_by_one([task for task in lost.waiting if isinstance(task, tuple)], start)


def _one_by_one(tasks: Iterable[Task], start: Callable[[], object]) -> Iterator[list[Prepared]]:
    for engine, articles in tasks:
        for one in articles:
            try:
                yield from processes.alone(_read, (engine, (one,)), start)
            except processes.WorkerLost:
                failure = Failure("read", "the process that read it was killed (out of memory, or a crash in a library)")
                yield [prepare(one.number, Record(one.article, failures=(failure,)))]


def _read(task: Task) -> list[Prepared]:
    engine, articles = task
    pipeline = default_pipeline(engine)
    return [_prepared(kept, pipeline.read(kept.article)) for kept in articles]


def _prepared(kept: Kept, record: Record) -> Prepared:
    """The record as rows, with the sketch for relating (with the record at hand, a tenth of the cost of reading), the signs for
    comparing, and the vector."""
    return prepare(kept.number, record, {SKETCH: sketch(kept, record), SIGNS: signs_of(record), **vector_of(kept)}, stale=(RELATED,))
