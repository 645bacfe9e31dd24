"""Vectors of articles: kept as bytes, compared by the angle between them."""

from __future__ import annotations

from collections.abc import Collection, Sequence

from sqlalchemy import select

from rasd.store.store import Store
from rasd.store.tables import features


def pack_vector(values: Sequence[float]) -> bytes:
    """A vector of length one in half precision: 2 bytes a number, of which a cosine loses less than 0.001."""
    import numpy as np

    vector = np.asarray(values, dtype=np.float32)
    norm = float(np.linalg.norm(vector))
    return bytes((vector / norm if norm else vector).astype("<f2").tobytes())


def any_of(store: Store, method: str) -> bool:
    """Whether the store holds a vector of this method."""
    with store.read() as connection:
        return connection.execute(select(features.c.article).where(features.c.method == method).limit(1)).first() is not None


def nearest(
    store: Store, method: str, values: Sequence[float], limit: int, allowed: Collection[int] | None = None
) -> list[tuple[int, float]]:
    """The articles whose vectors lie nearest, with the cosine, nearest first; only those `allowed`. A text of nothing is near nothing."""
    import numpy as np

    asked = np.frombuffer(pack_vector(values), dtype="<f2").astype(np.float32)
    size = asked.size * 2
    with store.read() as connection:  # raw rows: a page at a time, by name, took twice as long
        rows = connection.execute(select(features.c.article, features.c.data).where(features.c.method == method)).all()
    rows = [row for row in rows if len(row[1]) == size and (allowed is None or row[0] in allowed)]
    if not rows or not asked.any():
        return []
    numbers = np.array([row[0] for row in rows])
    cosines = np.frombuffer(b"".join(row[1] for row in rows), dtype="<f2").reshape(len(rows), -1).astype(np.float32) @ asked
    order = np.lexsort((numbers, -cosines))[:limit]
    return [(int(numbers[k]), float(cosines[k])) for k in order]
