"""Who acted and who was acted on: whole pairs of a source and a target, weighed by named features, after what the rules read."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable
from functools import cache
from typing import NamedTuple, TypeVar

from rasd.document import Document
from rasd.findings import FoundEvent
from rasd.ontology.weights import chances_by, total, weights_of
from rasd.resolve.party_features import Candidate, EventReader, PartyFeatures

ROLES = ("source", "target")
LIKELIEST = 4  # candidates a role that are tried in pairs: with 6 an article takes half as long again
# A further actor joins a side from this share of the first one's chance on, from the second one where و joins their names. Out of fold,
# share of 6,686 aligned events whose who-whom is right, and both sides whole: .6 and .25 .557 .422; .6 and .1 .558 .427; .5 and .1 .566
# .415; .7 and .15 .549 .433. The wider ones invent parties. Weighing further parties by features of their own gained nothing.
JOIN, JOIN_AND = 0.6, 0.1

OptionT = TypeVar("OptionT")
Side = dict[int | None, float]  # the chance of each actor, and of nobody
Pairs = dict[tuple[int | None, int | None], float]
Joined = Callable[[int, int], bool]


class Weights(NamedTuple):
    """The weight of each feature: of a source, of a target, and of the two together."""

    source: dict[str, float]
    target: dict[str, float]
    pair: dict[str, float]


@cache
def shipped_weights(*, encoder: bool = False) -> Weights:
    """The weights of the package: of the rules alone, or of the rules and the encoder, where it marks the trigger too."""
    name = "party_weights_encoder" if encoder else "party_weights"
    return Weights(*(weights_of(name, column) for column in Weights._fields))


class PartyChooser:
    """Chooses the parties of the events of one document."""

    def __init__(self, document: Document, weights: Weights | None = None) -> None:
        self.features = PartyFeatures(document)
        self.weights = weights

    def choose(self, event: FoundEvent) -> None:
        """Set the source and target actors of an event anew."""
        reader = self.features.read(event)
        pairs = self.chances(reader)
        sources, targets = sides(pairs)
        event.source_actors, event.target_actors = choose(pairs, sources, targets, reader.joined)

    def chances(self, reader: EventReader) -> Pairs:
        """The chance of each pair, as the features tell it."""
        weights = self.weights or shipped_weights(encoder=reader.encoder is not None)
        options = reader.options
        ours = [total(features, weights.source) for features in reader.features]
        theirs = [total(features, weights.target) for features in reader.features]
        scores = {
            (a, b): ours[a] + theirs[b] + total(reader.pair(options[a], options[b]), weights.pair)
            for a in _likeliest(ours)
            for b in _likeliest(theirs)
            if a != b or options[a] is None
        }
        return {(_actor(options[a]), _actor(options[b])): chance for (a, b), chance in chances_by(scores).items()}


def sides(pairs: Pairs) -> tuple[Side, Side]:
    """The chance of each source, whoever the target is, and the other way round."""
    sources: Side = defaultdict(float)
    targets: Side = defaultdict(float)
    for (source, target), chance in pairs.items():
        sources[source] += chance
        targets[target] += chance
    return dict(sources), dict(targets)


def choose(pairs: Pairs, sources: Side, targets: Side, joined: Joined = lambda _, __: False) -> tuple[list[int], list[int]]:
    """The likeliest pair, and on each side those that are nearly as likely. Returns (sources, targets), each by falling chance.

    `joined`: whether the names of two actors are joined by و.
    """
    first, second = max(pairs, key=lambda pair: pairs[pair])
    chosen = _side(first, sources, {second}, joined)
    return chosen, _side(second, targets, set(chosen), joined)


def _side(first: int | None, chances: Side, taken: Iterable[int | None], joined: Joined) -> list[int]:
    if first is None:
        return []
    others = [
        actor
        for actor, chance in chances.items()
        if actor is not None
        and actor != first
        and actor not in taken
        and chance >= JOIN_AND * chances[first]
        and (chance >= JOIN * chances[first] or joined(first, actor))
    ]
    return [first, *sorted(others, key=lambda actor: (-chances[actor], actor))]


def _likeliest(scores: list[float]) -> list[int]:
    """The positions of the best scores; the first, which is nobody, always."""
    return [0, *sorted(range(1, len(scores)), key=lambda k: -scores[k])[:LIKELIEST]]


def _actor(candidate: Candidate | None) -> int | None:
    return None if candidate is None else candidate.actor
