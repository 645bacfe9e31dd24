"""Collect -> keep: stores the articles and failures of a source in small transactions."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import islice
from time import monotonic
from typing import NamedTuple

from rasd.collect.items import Collected, Found
from rasd.errors import InputError
from rasd.flow.progress import Progress, Run, Stopwatch, quiet
from rasd.flow.workers import surely
from rasd.store import Added, Fetched, IndexWords, Store, Writer, index_words
from rasd.store.values import now

CHUNK = 64  # articles per transaction: a kill loses a tenth of a second of reading
_PATIENCE = 2.0  # seconds after which the articles of a slow source are stored though the chunk is not full


Texts = list[tuple[str | None, str] | None]


class Source(NamedTuple):
    """A source as the store knows it, and what it gives. Iterating `found` may touch the network."""

    name: str
    kind: str
    found: Iterable[Found]
    url: str | None = None
    outlet: str | None = None


def collect(store: Store, source: Source, *, workers: int = 1, run: Run | None = None, progress: Progress = quiet) -> Run:
    """Store everything that a source gives. Returns the run with its counts. What the store has already is only marked as seen."""
    run, began = run or Run(), now()
    with store.write() as writer:
        number = writer.source(source.name, source.kind, url=source.url, outlet=source.outlet)
    with Stopwatch(run, "collect"):
        done = run.new + run.known + run.failed
        for chunk, words in surely(_words, _chunks(source.found), workers, send=_texts):
            with store.write() as writer:
                seen = sum(_keep(writer, found, number, made, run) for found, made in zip(chunk, words, strict=True))
                if seen:
                    writer.source_gave(number, seen)
            done += len(chunk)
            progress("collecting", done, None)
        with store.write() as writer:
            writer.source_tried(number)
            if source.kind != "stream":  # it was read to its end, so all problems that still exist were reported again
                writer.solve(source=number, before=began)
    return run


def _chunks(found: Iterable[Found]) -> Iterator[list[Found]]:
    """Lists of what was found, each full or as much as came in two seconds."""
    stream = iter(found)
    while chunk := list(islice(stream, 1)):
        end = monotonic() + _PATIENCE
        while len(chunk) < CHUNK and monotonic() < end and (more := next(stream, None)) is not None:
            chunk.append(more)
        yield chunk


def _texts(chunk: list[Found]) -> Texts:
    return [(found.article.title, found.article.text) if isinstance(found, Collected) else None for found in chunk]


def _words(texts: Texts) -> list[IndexWords | None]:
    return [None if text is None else index_words(*text) for text in texts]


def keep(writer: Writer, found: Collected, source: int, words: IndexWords | None = None) -> Added:
    """Store an article with its raw form. `words`: its search words, if known."""
    fetched = Fetched(found.data, found.url, found.status, found.media_type, found.charset, found.at)
    return writer.add(found.article, source=source, fetched=fetched, published_from=found.published_from, words=words)


def _keep(writer: Writer, found: Found, source: int, words: IndexWords | None, run: Run) -> int:
    """Store one article or failure. Returns 1 for an article that was not seen in this source before."""
    if isinstance(found, InputError):
        run.failed += 1
        run.say(str(found))
        writer.fail("collect", found.message, source=source, place=found.where)
        return 0
    added = keep(writer, found, source, words)
    run.new += added.new
    run.known += not added.new
    return int(added.seen)
