"""Columns as one page sees them: the state when the page began, queried once."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from rasd.store.lists.columns import Array, Columns, Frame

if TYPE_CHECKING:
    from rasd.store.lists.columns import _Articles


class Look(Columns):
    """A view of columns for one page and one thread. It returns the same data again, whatever others load meanwhile.

    `at` has the numbers of the latest article and reading; columns at least as recent are returned without a query.
    """

    def __init__(self, of: Columns, at: Callable[[], tuple[int, int]]) -> None:
        self._of = of
        self._at = at
        self._seen: dict[str, dict[str, Frame]] = {}
        self._last = 0  # article in what was seen: another page may have loaded a later one than `at` knows
        self.store, self.codes, self.contexts = of.store, of.codes, of.contexts

    def actor_fields(self) -> tuple[Array, Array, Array]:
        """The codes of country, kind and sector of each actor by its code, as the readings have them."""
        return self._of.actor_fields()

    def _frames(self, *names: str, reading: int | None = None) -> dict[str, Frame]:
        found = self._seen.get(names[0])
        if found is None:
            found = self._seen[names[0]] = self._of._frames(*names, reading=self._at()[1])
            self._last = max(self._last, *(int(frame["article"].max(initial=0)) for frame in found.values()))
        return found

    def _up_to_date_articles(self, last: int | None = None) -> _Articles:
        return self._of._up_to_date_articles(max(self._at()[0], self._last))
