"""Extracts places. (To be written.)"""

from __future__ import annotations

from collections.abc import Iterator

from rasd.document import Document
from rasd.findings import FoundPlace


class Places:
    """Yields the places of a document."""

    name = "places"
    version = "1"

    def __call__(self, document: Document) -> Iterator[FoundPlace]:
        """Yield the places found."""
        yield from ()
