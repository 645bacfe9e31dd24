"""Filters over rows as masks: which rows meet all of them, and which would meet all but one, whose choices are counted so."""

from __future__ import annotations

from collections.abc import Iterable

from rasd.store.lists.columns import Array


class Masks:
    """The rows that each filter lets pass, by the filter's name."""

    def __init__(self, size: int, filters: Iterable[tuple[str, Array]]) -> None:
        self._size = size
        self._masks = dict(filters)

    def all_but(self, name: str | None = None) -> Array:
        """The rows that meet all filters, or all but one."""
        import numpy as np

        mask = np.ones(self._size, dtype=bool)
        for other, fits in self._masks.items():
            if other != name:
                mask &= fits
        return mask
