"""What is remembered of words, within a bound."""

from __future__ import annotations

from typing import TypeVar

K = TypeVar("K")
V = TypeVar("V")

# An archive never runs out of new words. A dict of 87,382 takes twice the room of one less, and a process has a dozen by word.
MOST_WORDS = 87_000


class Remembered(dict[K, V]):
    """What was found out once, by what it was found out of. All of it is forgotten when there is so much.

    To be asked by `get`, which costs no call of Python's; what is not there is found out and given to `keep`.
    """

    def __init__(self, most: int = MOST_WORDS) -> None:
        super().__init__()
        self.most = most

    def keep(self, key: K, value: V) -> V:
        """Remember a value, and give it back."""
        if len(self) >= self.most:
            self.clear()
        self[key] = value
        return value
