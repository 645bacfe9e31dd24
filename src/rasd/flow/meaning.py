"""Vectors of articles: made by the encoder where it gives them, so that a search finds what means the like."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, NamedTuple

from rasd.pipeline import default_pipeline
from rasd.store import Store


class VectorEncoder(NamedTuple):
    """How a text becomes a vector, and the name under which the store keeps those of its model."""

    method: str
    encode: Any

    def vector(self, text: str) -> Sequence[float]:
        """The vector of a text."""
        made: Sequence[float] = self.encode(text)
        return made


def encoder_of(store: Store | None = None) -> VectorEncoder | None:
    """The shipped encoder as a maker of vectors; None where it gives none, or the store holds none of its model."""
    encoder = default_pipeline("full").encoder
    encode = getattr(encoder, "vector", None)
    if encoder is None or encode is None:
        return None
    found = VectorEncoder(f"vector {encoder.model}", encode)
    if store is not None and next(iter(store.features(found.method)), None) is None:
        return None
    return found
