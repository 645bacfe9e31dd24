"""Extracts mentions. (To be written.)"""

from __future__ import annotations

from collections.abc import Iterator

from rasd.document import Document
from rasd.findings import FoundMention


class Mentions:
    """Yields the mentions of a document."""

    name = "mentions"
    version = "1"

    def __call__(self, document: Document) -> Iterator[FoundMention]:
        """Yield the mentions found."""
        yield from ()
