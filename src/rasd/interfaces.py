"""The plug-in protocols. A plug-in is a class that fits one of them, and one line in `rasd.plugins`."""

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
    """Runs after all extractors and links the findings of an article: which mentions are one actor, who speaks."""

    name: str
    version: str

    def __call__(self, document: DocumentT, /) -> None:
        """Fill the links of the document's findings."""
        ...


class Source(Protocol):
    """A source of articles: a file, a folder, a page. A bad item is yielded as an error, never raised."""

    def __iter__(self) -> Iterator[Article | Exception]:
        """Yield each article, or the error in its place."""
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
    """The corrections that people made to actors, in a file or a table of the store. Entries are appended, never changed."""

    def __iter__(self) -> Iterator[Correction]:
        """Yield the entries in the order in which they were appended."""
        ...

    def append(self, *entries: Correction) -> None:
        """Append all entries or none; they are stored when this returns."""
        ...


class Notifier(Protocol[NoticeT]):
    """Sends alerts through one kind of channel. See `rasd.alerts.model.Notice` for its argument."""

    name: str

    def check(self, to: str, /, *, private: bool) -> str:
        """The address in the form in which it is stored. Raises UsageError or RefusedAddress for one that cannot be used."""
        ...

    def __call__(self, notice: NoticeT, /) -> str | None:
        """Send a notice. Returns None, or a warning where it was taken in part (one of three mailboxes refused it).

        Raises RasdError where it was not taken. The notice is then sent again later, with the same ids.
        """
        ...
