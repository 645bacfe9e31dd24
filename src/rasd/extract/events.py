"""Extracts events. (To be written.)"""

from __future__ import annotations

from collections.abc import Iterator

from rasd.document import Document
from rasd.findings import FoundEvent


class Events:
    """Yields the events of a document."""

    name = "events"
    version = "1"

    def __call__(self, document: Document) -> Iterator[FoundEvent]:
        """Yield the events found."""
        yield from ()
