"""Resolves speakers. (To be written.)"""

from __future__ import annotations

from rasd.document import Document


class Speakers:
    """Resolves the speakers of a document."""

    name = "speakers"
    version = "1"

    def __call__(self, document: Document) -> None:
        """Fill the links."""
