"""Extracts times. (To be written.)"""

from __future__ import annotations

from collections.abc import Iterator

from rasd.document import Document
from rasd.findings import FoundTime


class Times:
    """Yields the times of a document."""

    name = "times"
    version = "1"

    def __call__(self, document: Document) -> Iterator[FoundTime]:
        """Yield the times found."""
        yield from ()
