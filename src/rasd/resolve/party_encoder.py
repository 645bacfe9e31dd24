"""What the encoder says of the parties of an event, as features: how likely it finds each actor, and nobody, as source and as target."""

from __future__ import annotations

from bisect import bisect_right
from collections import Counter, defaultdict
from collections.abc import Iterator

from rasd.document import Document
from rasd.findings import FoundEvent

STEPS = (0.01, 0.03, 0.08, 0.15, 0.25, 0.4, 0.6, 0.8, 0.92)  # chances are told by the step that they reach
ROLES = ("source", "target")
Chances = dict[int | None, float]  # by actor; None is nobody


def actors_of_clusters(document: Document) -> dict[int, int]:
    """The encoder's cluster -> the actor that most of its mentions were resolved to."""
    votes: dict[int, Counter[int]] = defaultdict(Counter)
    for mention in document.mentions:
        if mention.cluster is not None and mention.actor is not None:
            votes[mention.cluster][mention.actor] += 1
    return {cluster: min(row, key=lambda actor: (-row[actor], actor)) for cluster, row in votes.items()}


class EncoderReading:
    """The encoder's chances for one event, by actor."""

    def __init__(self, event: FoundEvent, actors: dict[int, int]) -> None:
        self.type = event.type
        signal = event.signal
        self.chances: dict[str, Chances] = {"source": {}, "target": {}}
        if signal is not None:
            self.chances["source"] = _by_actor(signal.sources, signal.no_source, actors)
            self.chances["target"] = _by_actor(signal.targets, signal.no_target, actors)
        self.best = {role: max(found, key=lambda actor: found[actor], default=None) for role, found in self.chances.items()}

    def features(self, actor: int | None, rule: str) -> Iterator[str]:
        """The features of an actor, or of nobody; `rule` is its role as the rules read it."""
        who = "nobody" if actor is None else "actor"
        for role in ROLES:
            step = bisect_right(STEPS, self.chances[role].get(actor, 0.0))
            yield f"encoder {who} {role} {step}"
            yield f"encoder {who} {role} {step} {self.type}"
            yield f"encoder {who} {role} {step} rule {rule}"
            if self.best[role] == actor:
                yield f"encoder {who} {role} best"
                yield f"encoder {who} {role} best {self.type}"

    def pair(self, source: int | None, target: int | None) -> str:
        """Whether two are the encoder's own pair."""
        return f"encoder pair {self.best['source'] == source} {self.best['target'] == target}"


def _by_actor(clusters: dict[int, float], none: float, actors: dict[int, int]) -> Chances:
    found: Chances = {None: none}
    for cluster, chance in clusters.items():
        actor = actors.get(cluster)
        if actor is not None:
            found[actor] = found.get(actor, 0.0) + chance
    return found
