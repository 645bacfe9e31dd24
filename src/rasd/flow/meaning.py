"""Vectors of articles for searches by meaning, made while reading, and for articles that have none yet."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import cache
from typing import NamedTuple

from rasd.errors import StoreBusy, StoreReadOnly
from rasd.flow.progress import Progress, quiet
from rasd.models.vectors import Vectors, available, open_vectors
from rasd.store import Kept, Store
from rasd.store.relations import unmarked
from rasd.store.vectors import any_of, pack_vector

_CHUNK = 256  # articles in one transaction: half a second of work


class VectorEncoder(NamedTuple):
    """Turns texts into vectors. `method` names its model in the store."""

    method: str
    encode: Callable[[str], Sequence[float]]

    def vector(self, text: str) -> Sequence[float]:
        """The vector of a text."""
        return self.encode(text)


@cache
def _shipped() -> Vectors | None:
    return open_vectors() if available() else None


def encoder_of(store: Store | None = None) -> VectorEncoder | None:
    """The shipped vectors; None where files or libraries are missing, or the store has no vectors of them."""
    vectors = _shipped()
    if vectors is None:
        return None
    found = VectorEncoder(f"vector {vectors.digest}", vectors.vector)  # type: ignore[arg-type] # numpy's array is a sequence but in name
    return found if store is None or any_of(store, found.method) else None


def vector_of(kept: Kept) -> dict[str, bytes]:
    """The packed vector of an article by its method; empty if none can be made. A reading stores it, since it costs some milliseconds."""
    encoder = encoder_of()
    return {encoder.method: pack_vector(encoder.encode(kept.article.text))} if encoder is not None else {}


def fill(store: Store, progress: Progress = quiet) -> None:
    """Make the missing vectors of a store: of articles not read, or read by an earlier version. Stops where the store cannot be written."""
    encoder = encoder_of()
    if encoder is None:
        return
    with store.read() as connection:
        missing = [number for number, _, _ in unmarked(connection, encoder.method)]
    for start in range(0, len(missing), _CHUNK):
        part = missing[start : start + _CHUNK]
        made = {kept.number: pack_vector(encoder.encode(kept.article.text)) for kept in store.articles(numbers=part)}
        try:
            with store.write() as writer:
                writer.save_features(encoder.method, made)
        except (StoreReadOnly, StoreBusy):  # a search then uses the vectors that exist
            return
        progress("vectors", start + len(part), len(missing))
