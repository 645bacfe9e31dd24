"""Resolves events. (To be written.)"""

from __future__ import annotations

from rasd.document import Document


class Events:
    """Resolves the events of a document."""

    name = "events"
    version = "1"

    def __call__(self, document: Document) -> None:
        """Fill the links."""
