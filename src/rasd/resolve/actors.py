"""Resolves actors. (To be written.)"""

from __future__ import annotations

from rasd.document import Document


class Actors:
    """Resolves the actors of a document."""

    name = "actors"
    version = "1"

    def __call__(self, document: Document) -> None:
        """Fill the links."""
