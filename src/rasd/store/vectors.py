"""Vectors of articles: stored as bytes, compared by cosine."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from typing import TYPE_CHECKING, Any
from weakref import WeakKeyDictionary

from sqlalchemy import func, select

from rasd.store.store import Store
from rasd.store.tables import features

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray


def pack_vector(values: Sequence[float]) -> bytes:
    """A vector of length one in half precision: 2 bytes a number, which changes a cosine by less than 0.001."""
    import numpy as np

    vector = np.asarray(values, dtype=np.float32)
    norm = float(np.linalg.norm(vector))
    return bytes((vector / norm if norm else vector).astype("<f2").tobytes())


def any_of(store: Store, method: str) -> bool:
    """Whether the store holds a vector of this method."""
    with store.read() as connection:
        return connection.execute(select(features.c.article).where(features.c.method == method).limit(1)).first() is not None


_Held = tuple[tuple[Any, ...], "NDArray[np.int64]", "NDArray[np.float32]"]
_held: WeakKeyDictionary[Store, _Held] = WeakKeyDictionary()


def _all_of(store: Store, method: str, size: int) -> _Held:
    """The numbers and vectors of a method, cached until there are new ones (25 MB for 25,000), since loading takes longest."""
    import numpy as np

    number = features.c.article
    with store.read() as connection:
        counted = connection.execute(select(func.count(), func.max(number), func.sum(number)).where(features.c.method == method)).one()
        stamp = (method, size, *counted)
        held = _held.get(store)
        if held is not None and held[0] == stamp:
            return held
        rows = connection.execute(select(number, features.c.data).where(features.c.method == method)).all()
    rows = [row for row in rows if len(row[1]) == size * 2]
    vectors = np.frombuffer(b"".join(row[1] for row in rows), dtype="<f2").reshape(len(rows), size).astype(np.float32)
    _held[store] = held = stamp, np.array([row[0] for row in rows], dtype=np.int64), vectors
    return held


def nearest(
    store: Store, method: str, values: Sequence[float], limit: int, allowed: Collection[int] | None = None
) -> list[tuple[int, float]]:
    """The articles with the nearest vectors and their cosines, nearest first; only those `allowed`. None for a zero vector."""
    import numpy as np

    asked = np.frombuffer(pack_vector(values), dtype="<f2").astype(np.float32)
    if not asked.any():
        return []
    _, numbers, vectors = _all_of(store, method, asked.size)
    cosines = vectors @ asked
    if allowed is not None:
        mine = np.isin(numbers, np.fromiter(allowed, np.int64, len(allowed)))
        numbers, cosines = numbers[mine], cosines[mine]
    order = np.lexsort((numbers, -cosines))[:limit]
    return [(int(numbers[k]), float(cosines[k])) for k in order]
