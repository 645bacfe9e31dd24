"""A text in the pieces in which a parser tells it."""

from __future__ import annotations


class Pieces:
    """A text in pieces, as it is told: what stands in elements `within`, not in those `without`, whatever stands in them.

    `between` are those, such as a frame with its description, in which only elements `within` hold text again.
    """

    def __init__(self, within: frozenset[str], without: frozenset[str] = frozenset(), between: frozenset[str] = frozenset()) -> None:
        self._within, self._without, self._between = within, without, between
        self._counted = [False]
        self._left_out = 0
        self._pieces: list[str] = []

    @property
    def left_out(self) -> bool:
        """Whether what is told now stands in an element without text."""
        return self._left_out > 0

    def start(self, name: str) -> None:
        """An element begins."""
        if name in self._without:
            self._left_out += 1
        elif name in self._within or name in self._between:
            self._counted.append(name in self._within)

    def end(self, name: str) -> None:
        """An element ends."""
        if name in self._without:
            self._left_out -= 1
        elif name in self._within or name in self._between:
            self._counted.pop()

    def data(self, text: str) -> int:
        """Take a piece where it counts; how many letters that were."""
        if self._left_out or not self._counted[-1]:
            return 0
        self._pieces.append(text)
        return len(text)

    def taken(self) -> str:
        """The text since it was taken last."""
        text = "".join(self._pieces)
        self._pieces.clear()
        return text
