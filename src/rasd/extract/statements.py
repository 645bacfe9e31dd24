"""Extracts statements. (To be written.)"""

from __future__ import annotations

from collections.abc import Iterator

from rasd.document import Document
from rasd.findings import FoundStatement


class Statements:
    """Yields the statements of a document."""

    name = "statements"
    version = "1"

    def __call__(self, document: Document) -> Iterator[FoundStatement]:
        """Yield the statements found."""
        yield from ()
