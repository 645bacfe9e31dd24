"""Every plug point, on one page. A plug-in is one class that fits one of these protocols and one line in `rasd.plugins`."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Protocol, TextIO, TypeVar

from rasd.records import Article, Correction, Record

DocumentT = TypeVar("DocumentT", contravariant=True)
FindingT = TypeVar("FindingT", covariant=True)
NoticeT = TypeVar("NoticeT", contravariant=True)


class Extractor(Protocol[DocumentT, FindingT]):
    """Reads a document and yields findings of one kind; changes nothing. See `rasd.findings` for the kinds."""

    name: str
    version: str

    def __call__(self, document: DocumentT, /) -> Iterable[FindingT]:
        """Yield the findings of this extractor in the document."""
        ...


class Resolver(Protocol[DocumentT]):
    """Runs after all extractors, over the whole article: links findings to each other (who is who, who is speaking)."""

    name: str
    version: str

    def __call__(self, document: DocumentT, /) -> None:
        """Fill the links of the document's findings."""
        ...


class Source(Protocol):
    """Where articles come from: a file, a folder, a page. One bad item is yielded as an error value, never raised."""

    def __iter__(self) -> Iterator[Article | Exception]:
        """Yield articles, or the error that stands for one."""
        ...


class Exporter(Protocol):
    """Writes records in one format."""

    name: str

    def open(self, stream: TextIO, /) -> None:
        """Begin a file on this stream."""
        ...

    def write(self, record: Record, /) -> None:
        """Write one record."""
        ...

    def close(self) -> None:
        """End the file; the stream stays open."""
        ...


class CorrectionLog(Protocol):
    """Keeps what people decided about actors: a file, a table of the store. Entries are appended, never changed."""

    def __iter__(self) -> Iterator[Correction]:
        """Yield the entries in the order in which they were appended."""
        ...

    def append(self, *entries: Correction) -> None:
        """Append entries, all of them or none, and keep them before returning."""
        ...


class Notifier(Protocol[NoticeT]):
    """Tells of what alerts found, through one kind of channel. See `rasd.alerts.model.Notice` for what it is given."""

    name: str

    def check(self, to: str, /, *, private: bool) -> str:
        """The address as it is kept, checked when an alert is made; raises UsageError or RefusedAddress for one that cannot be used."""
        ...

    def __call__(self, notice: NoticeT, /) -> str | None:
        """Tell it, and return when it has been taken: None, or what is to be known all the same (one of three mailboxes refused it).

        Raises RasdError where it was not taken, and is called again later with the same ids.
        """
        ...
