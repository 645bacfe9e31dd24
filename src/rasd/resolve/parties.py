"""Who acted and who was acted on: candidates weighed by named features, after what the rules read from the words."""

from __future__ import annotations

import math
from collections import Counter, defaultdict
from functools import cache
from typing import NamedTuple

from rasd.document import Document
from rasd.findings import FoundEvent
from rasd.ontology.tables import table
from rasd.resolve.party_features import Candidate, PartyFeatures

ROLES = ("source", "target")
ENCODER, NONE = 0.5, 1.0  # weight of the encoder's chances beside the features'; how much its "none" counts
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
        self._actors = actors_of_clusters(document)

    def choose(self, event: FoundEvent) -> None:
        """Set the source and target actors of an event anew."""
        candidates = self.features.candidates(event)
        source, target = (self._likely(role, candidates) for role in ROLES)
        no_source, no_target = self.weights.source_least, self.weights.target_least
        if event.signal is not None:
            source, no_source = self._mixed(source, no_source, event.signal.sources, event.signal.no_source)
            target, no_target = self._mixed(target, no_target, event.signal.targets, event.signal.no_target)
        event.source_actors, event.target_actors = choose(source, target, no_source, no_target)

    def _mixed(self, rules: dict[int, float], least: float, clusters: dict[int, float], none: float) -> tuple[dict[int, float], float]:
        """Chances of rules and encoder as one: the mean, weighted by ENCODER; its clusters count for the actors that they resolve to."""
        read: dict[int, float] = {}
        for cluster, chance in clusters.items():
            actor = self._actors.get(cluster)
            if actor is not None:
                read[actor] = read.get(actor, 0.0) + chance
        both = {actor: (1 - ENCODER) * rules.get(actor, 0.0) + ENCODER * read.get(actor, 0.0) for actor in {**rules, **read}}
        return both, (1 - ENCODER) * least + ENCODER * NONE * none

    def _likely(self, role: str, candidates: list[Candidate]) -> dict[int, float]:
        return {candidate.actor: self.weights.probability(role, candidate) for candidate in candidates}


def actors_of_clusters(document: Document) -> dict[int, int]:
    """The encoder's cluster -> the actor that most of its mentions were resolved to."""
    votes: dict[int, Counter[int]] = defaultdict(Counter)
    for mention in document.mentions:
        if mention.cluster is not None and mention.actor is not None:
            votes[mention.cluster][mention.actor] += 1
    return {cluster: min(row, key=lambda actor: (-row[actor], actor)) for cluster, row in votes.items()}


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
