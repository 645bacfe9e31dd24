"""A cache by word with a bound on its size."""

from __future__ import annotations

from typing import TypeVar

K = TypeVar("K")
V = TypeVar("V")

# New words never stop coming in an archive. A dict of 87,382 entries takes twice the memory of one of 87,381 (CPython doubles its table
# there), and a process has a dozen such caches.
MOST_WORDS = 87_000


class Remembered(dict[K, V]):
    """A dictionary of computed values that is emptied when it holds `most` entries.

    Look up with `get`, which runs no Python code; compute what is missing and hand it to `keep`.
    """

    def __init__(self, most: int = MOST_WORDS) -> None:
        super().__init__()
        self.most = most

    def keep(self, key: K, value: V) -> V:
        """Store a value and return it."""
        if len(self) >= self.most:
            self.clear()
        self[key] = value
        return value
