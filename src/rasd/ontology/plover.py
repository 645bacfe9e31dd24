"""The event types of PLOVER with their modes, quad classes and scores (data/plover.tsv)."""

from __future__ import annotations

from typing import NamedTuple

from rasd.ontology.tables import items, table


class EventType(NamedTuple):
    """A PLOVER type: quad class 1 to 4, default score, the score of each mode, and a definition in both languages."""

    name: str
    quad: int
    score: float
    modes: dict[str, float]
    ar: str
    en: str


def _read() -> dict[str, EventType]:
    types = {}
    for row in table("plover"):
        score = float(row["score"])
        modes = {}
        for item in items(row["modes"]):
            mode, _, value = item.partition(" ")
            modes[mode] = float(value) if value else score
        types[row["type"]] = EventType(row["type"], int(row["quad"]), score, modes, row["ar"], row["en"])
    return types


EVENT_TYPES: dict[str, EventType] = _read()
