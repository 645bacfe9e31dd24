"""The event types of PLOVER with their modes, quad classes and scores (data/plover.tsv)."""

from __future__ import annotations

from typing import NamedTuple

from rasd.ontology.tables import items, table


class EventType(NamedTuple):
    """A PLOVER type: quad class 1 to 4, default score, the score of each mode, a definition in both languages, and older names of modes."""

    name: str
    quad: int
    score: float
    modes: dict[str, float]
    ar: str
    en: str
    aliases: dict[str, str]

    def mode(self, name: str) -> str:
        """A mode by its name or an older one; "" for what is none of this type."""
        name = self.aliases.get(name, name)
        return name if name in self.modes else ""


def _read() -> dict[str, EventType]:
    types = {}
    for row in table("plover"):
        score = float(row["score"])
        modes = {}
        for item in items(row["modes"]):
            mode, _, value = item.partition(" ")
            modes[mode] = float(value) if value else score
        aliases = dict(item.split("=") for item in items(row["aliases"]))
        types[row["type"]] = EventType(row["type"], int(row["quad"]), score, modes, row["ar"], row["en"], aliases)
    return types


EVENT_TYPES: dict[str, EventType] = _read()
