"""Reads articles: encoder, extractors, resolvers, assembly. Batch and stream use the same loop."""

from __future__ import annotations

import gc
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from functools import cache, partial
from typing import TYPE_CHECKING, Literal, TypeVar, get_args

from rasd import plugins
from rasd.assembly import assemble
from rasd.document import Document
from rasd.findings import Finding
from rasd.interfaces import Extractor, Resolver
from rasd.records import Article, Failure, Record

if TYPE_CHECKING:
    from rasd.models import Encoder

ResultT = TypeVar("ResultT")

# Longer texts are read by the rules alone, since the encoder's memory grows with the text. The longest of 60,000 press articles has 50,000
# letters.
ENCODER_LETTERS = 100_000
Engine = Literal["full", "rules", "full+llm", "rules+llm", "full+transformers", "rules+transformers"]
SHIPPED: tuple[Engine, ...] = ("full", "rules")
"""The engines that need only what the package contains."""
ENGINES: tuple[Engine, ...] = get_args(Engine)


def base_of(engine: Engine) -> str:
    """The engine without its addition: "full" or "rules"."""
    return engine.partition("+")[0]


def added_to(engine: Engine) -> str | None:
    """The name of an engine's addition (a key of `plugins.ADDED`), or None."""
    return engine.partition("+")[2] or None


class Pipeline:
    """Runs extractors, then resolvers, in the order of `rasd.plugins`. A step that fails loses only its own findings.

    The engine "full" reads with the rules and the shipped encoder, "rules" with the rules alone, twenty times as fast. An article on which
    the encoder fails is read by the rules alone, and its record lists the failure. "+llm" and "+transformers" add the findings of a model
    of the user (`plugins.ADDED`); raises UsageError where that model is not set up.
    """

    def __init__(
        self,
        extractors: Iterable[Extractor[Document, Finding]] | None = None,
        resolvers: Iterable[Resolver[Document]] | None = None,
        *,
        engine: Engine = "rules",
    ) -> None:
        joined = base_of(engine) == "full"
        with _no_collection():
            # one thread, so that the sums are the same on every machine
            self.encoder: Encoder | None = plugins.load(plugins.ENCODER)(threads=1) if joined else None
            if self.encoder is not None:
                self.encoder.prepare()  # loads its files while the lexicons are built below
            self.extractors = list(extractors) if extractors is not None else plugins.extractors(joined=joined, added=added_to(engine))
            self.resolvers = list(resolvers) if resolvers is not None else plugins.resolvers()

    def document(self, article: Article) -> tuple[Document, list[Failure]]:
        """The article with its resolved findings, and the failures of single steps."""
        document = Document(article)
        failures: list[Failure] = []
        if self.encoder is not None and len(document.text) <= ENCODER_LETTERS:
            seen = _guarded(partial(self.encoder.signals, document.plain), "encoder", failures)
            document.signals = seen.outside(document.asides) if seen is not None else None
        for extractor in self.extractors:
            _guarded(partial(_extract, extractor, document), extractor.name, failures)
        for resolver in self.resolvers:
            _guarded(partial(resolver, document), f"resolve {resolver.name}", failures)
        return document, failures

    def read(self, article: Article) -> Record:
        """The record of one article. Never raises because of an article: failures are in `Record.failures`."""
        try:
            document, failures = self.document(article)
            return assemble(document, failures)
        except Exception as error:  # noqa: BLE001 - one bad article is one Failure, never a stopped run
            return Record(article, failures=(_failure("read", error),))

    def taken_counts(self) -> Counter[str]:
        """How many findings of the user's model were added or dropped since the last call (`Llm.counts`)."""
        taken: Counter[str] = Counter()
        for extractor in self.extractors:
            counts: Counter[str] | None = getattr(extractor, "counts", None)
            if counts is not None:
                taken.update(counts)
                counts.clear()
        return taken

    def process(self, articles: Iterable[Article]) -> Iterator[Record]:
        """The records of a stream of articles, in order."""
        for article in articles:
            yield self.read(article)


@contextmanager
def _no_collection() -> Iterator[None]:
    """Turn garbage collection off while lexicons are loaded: none of it is garbage, and collecting took a fifth of the start-up time."""
    was_enabled = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_enabled:
            gc.enable()


def _extract(extractor: Extractor[Document, Finding], document: Document) -> None:
    for finding in list(extractor(document)):  # as a list, so that an extractor does not see its own findings
        document.add(finding)


def _guarded(step: Callable[[], ResultT], name: str, failures: list[Failure]) -> ResultT | None:
    """The result of a step. A step that raises gives None and adds a failure."""
    try:
        return step()
    except Exception as error:  # noqa: BLE001 - see Pipeline
        failures.append(_failure(name, error))
        return None


def _failure(step: str, error: Exception) -> Failure:
    return Failure(step, f"{type(error).__name__}: {error}")


@cache
def default_pipeline(engine: Engine = "full") -> Pipeline:
    """The built-in pipeline of an engine, one per process."""
    return Pipeline(engine=engine)
