"""Who acted and who was acted on: candidates weighed by named features, after what the rules read from the words."""

from __future__ import annotations

import math
from functools import cache
from typing import NamedTuple

from rasd.document import Document
from rasd.findings import FoundEvent
from rasd.ontology.tables import table
from rasd.resolve.party_features import Candidate, PartyFeatures

ROLES = ("source", "target")
SURE = 0.5  # from this chance on a further actor joins a side


class Weights(NamedTuple):
    """The weight of each feature in each role, and the probability above which a candidate takes the role."""

    source: dict[str, float]
    target: dict[str, float]
    source_least: float
    target_least: float

    def probability(self, role: str, candidate: Candidate) -> float:
        """How likely the candidate has the role, 0 to 1."""
        weights = self.source if role == "source" else self.target
        total = weights.get("bias", 0.0) + sum(weights.get(feature, 0.0) for feature in candidate.features)
        return 1 / (1 + math.exp(-max(-30.0, min(30.0, total))))


@cache
def shipped_weights() -> Weights:
    """The weights of the package."""
    rows = table("party_weights")
    weights = {role: {row["feature"]: float(row[role]) for row in rows if row[role]} for role in ROLES}
    return Weights(weights["source"], weights["target"], weights["source"].pop("least"), weights["target"].pop("least"))


class PartyChooser:
    """Chooses the parties of the events of one document."""

    def __init__(self, document: Document, weights: Weights | None = None) -> None:
        self.features = PartyFeatures(document)
        self.weights = weights or shipped_weights()

    def choose(self, event: FoundEvent) -> None:
        """Set the source and target actors of an event anew."""
        candidates = self.features.candidates(event)
        source, target = (self._likely(role, candidates) for role in ROLES)
        event.source_actors, event.target_actors = choose(source, target, self.weights.source_least, self.weights.target_least)

    def _likely(self, role: str, candidates: list[Candidate]) -> dict[int, float]:
        return {candidate.actor: self.weights.probability(role, candidate) for candidate in candidates}


def choose(source: dict[int, float], target: dict[int, float], source_least: float, target_least: float) -> tuple[list[int], list[int]]:
    """The likeliest pair of a source and a target, decided together since nobody acts on himself; None competes with the `least` chance.

    Others join a side where their own chance is over one half. Returns (sources, targets), each by falling chance.
    """
    pairs = [
        (p * q, a, b)
        for a, p in [(None, source_least), *source.items()]
        for b, q in [(None, target_least), *target.items()]
        if a is None or a != b
    ]
    _, first, second = max(pairs, key=lambda pair: pair[0])
    sources = _side(first, source, {second})
    return sources, _side(second, target, set(sources))


def _side(first: int | None, chances: dict[int, float], taken: set[int | None]) -> list[int]:
    if first is None:
        return []
    others = [actor for actor, chance in chances.items() if chance > SURE and actor != first and actor not in taken]
    return [first, *sorted(others, key=lambda actor: (-chances[actor], actor))]
