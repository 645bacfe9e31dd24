"""The 37 contexts of PLOVER from key words (data/contexts.tsv): what an event is about, any number an event."""

from __future__ import annotations

from collections.abc import Iterable

from rasd.arabic.fold import fold
from rasd.ontology.tables import items, table

CONTEXTS: tuple[str, ...] = tuple(dict.fromkeys(row["context"] for row in table("contexts")))


class ContextWords:
    """Key words of every context, looked up by stem."""

    def __init__(self) -> None:
        self._of: dict[str, tuple[str, ...]] = {}
        for row in table("contexts"):
            for word in items(row["words"]):
                key = fold(word)
                self._of[key] = tuple(dict.fromkeys((*self._of.get(key, ()), row["context"])))

    def of(self, stems: Iterable[str]) -> tuple[str, ...]:
        """The contexts that these stems tell, in the order of the table."""
        found = {context for stem in stems for context in self._of.get(stem, ())}
        return tuple(context for context in CONTEXTS if context in found)
