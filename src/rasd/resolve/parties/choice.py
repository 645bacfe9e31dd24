"""Chooses source and target of events: pairs of actors are weighed by named features, after the parties that the rules found."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable
from functools import cache, cached_property
from operator import itemgetter
from typing import NamedTuple, TypeVar

from rasd.document import Document
from rasd.findings import FoundEvent
from rasd.ontology.weights import chances_by, total, weights_of
from rasd.resolve.parties.able import Able, Pairs
from rasd.resolve.parties.features import Candidate, EventReader, PartyFeatures

ROLES = ("source", "target")
LIKELIEST = 4  # candidates per role that are tried in pairs; with 6 reading takes half as long again
# Another actor joins a side if its chance is at least this share of the first one's; the second value where و joins their names. Out of
# fold, share of 6,686 aligned events with the right pair, and with both sides complete: .6 and .25 .557 .422; .6 and .1 .558 .427; .5 and
# .1 .566 .415; .7 and .15 .549 .433. Lower values add false parties. Features of their own for further parties gained nothing.
JOIN, JOIN_AND = 0.6, 0.1

# What the chance of "no target" counts where the encoder is read too: on articles that nothing was fitted on, events told to lack a target
# with .1-.2, .2-.3, .3-.4, .4-.5 lack it in .32, .38, .49, .66. Of 954 events of such articles never looked at, parties right with 1 and
# with 1.5: 527 and 536, strictly 452 and 460; with weights fitted anew from more articles 543 and 547. For sources nothing is gained.
NO_TARGET = 1.5

LIGHT = "light verb: target"
PAPERS = frozenset({"other", "media"})  # kinds of what is decided or written: it has no part in a deed
SUFFERED = frozenset({LIGHT, "passive"})  # rules that read who suffers

_SOURCE, _TARGET = itemgetter(0), itemgetter(1)  # of the two weights of a feature
OptionT = TypeVar("OptionT")
Side = dict[int | None, float]  # the chance of each actor; None is nobody
Joined = Callable[[int, int], bool]


class Weights(NamedTuple):
    """The weights of each feature: for a source, for a target, and for a pair."""

    source: dict[str, float]
    target: dict[str, float]
    pair: dict[str, float]

    def sides(self) -> dict[str, tuple[float, float]]:
        """The weights of each feature for source and target together: one look-up in place of two, which is most of the cost of
        weighing."""
        return {name: (self.source.get(name, 0.0), self.target.get(name, 0.0)) for name in self.source.keys() | self.target.keys()}


@cache
def shipped_weights(*, encoder: bool = False) -> Weights:
    """The weights shipped for the rules alone, or for events whose trigger the encoder marks too."""
    name = "party_weights_encoder" if encoder else "party_weights"
    return Weights(*(weights_of(name, column) for column in Weights._fields))


@cache
def _shipped_sides(*, encoder: bool) -> dict[str, tuple[float, float]]:
    return shipped_weights(encoder=encoder).sides()


class PartyChooser:
    """Chooses the parties of the events of one document."""

    def __init__(self, document: Document, weights: Weights | None = None) -> None:
        self.document = document
        self.features = PartyFeatures(document)
        self.able = Able(document)
        self.weights = weights
        self._sides = weights.sides() if weights is not None else None

    def choose(self, event: FoundEvent) -> None:
        """Set the source and target actors of an event."""
        reader = self.features.read(event)
        pairs = self.chances(reader) if reader.encoder is None else favour_no_target(self.chances(reader))
        pairs = self._of_state(event, self._of_subject(event, self._of_speaker(event, pairs)))
        pairs = self.able.of(event, self._of_victim(event, self._of_judged(event, pairs)))
        sources, targets = sides(pairs)
        chosen = choose(pairs, sources, targets, reader.joined)
        event.source_actors, event.target_actors = (self._near(event, side) for side in chosen)

    def _near(self, event: FoundEvent, side: list[int]) -> list[int]:
        """The first actor of a side, and further ones only if the event's sentence names them: others mostly take no part.

        Full engine, 403 articles never looked at: strict .287 to .292, who-whom .376 to .374; dev .319 to .327 and .466 to .460.
        """
        if self.document.signals is None:
            return side
        return side[:1] + [actor for actor in side[1:] if actor in self._here[event.sentence]]

    @cached_property
    def _here(self) -> defaultdict[int, set[int | None]]:
        """The actors named in each sentence."""
        found: defaultdict[int, set[int | None]] = defaultdict(set)
        for mention in self.document.mentions:
            found[self.document.tokens[mention.first].sentence].add(mention.actor)
        return found

    def _of_speaker(self, event: FoundEvent, pairs: Pairs) -> Pairs:
        """For a deed in the first person (وقال الوزير: «ندعم ...»): the pairs whose source is the speaker, if any."""
        speaker = event.quoted_speaker
        return {pair: chance for pair, chance in pairs.items() if pair[0] == speaker} or pairs if speaker is not None else pairs

    def _of_subject(self, event: FoundEvent, pairs: Pairs) -> Pairs:
        """For an active verb in a further clause of the headline: the pairs whose source is its subject, if any."""
        subject = self.document.clause_subject(event.token)
        if subject is None or subject in event.parties.targets:  # a passive, or a noun whose sense takes the victim
            return pairs
        return {pair: chance for pair, chance in pairs.items() if pair[0] == subject.actor} or pairs

    def _of_state(self, event: FoundEvent, pairs: Pairs) -> Pairs:
        """Where an adjective names the acting state (الغارات الإسرائيلية): the pairs whose source is of that state, if any."""
        country, actors = event.parties.acting_state, self.document.actors
        if country is None:
            return pairs
        return {pair: chance for pair, chance in pairs.items() if pair[0] is not None and actors[pair[0]].country == country} or pairs

    def _of_judged(self, event: FoundEvent, pairs: Pairs) -> Pairs:
        """Where an adjective names the state whose deed is judged (دانت الغارات الإسرائيلية): the pairs whose target is of it, if any."""
        country, actors = event.parties.judged_state, self.document.actors
        if country is None:
            return pairs
        able = {k for _, k in pairs if k is not None and actors[k].country == country and actors[k].kind not in PAPERS}
        return {pair: chance for pair, chance in pairs.items() if pair[1] in able} or pairs

    def _of_victim(self, event: FoundEvent, pairs: Pairs) -> Pairs:
        """Where the words name the victim (تعرضت القافلة لهجوم, قتل ثلاثة): the pairs with him as target, if any."""
        if SUFFERED.isdisjoint(event.origin.rules):
            return pairs
        beside = LIGHT in event.origin.rules
        told = {m.actor for m in event.parties.targets if beside or (m.first == event.token + 1 and m.actor in self.able.counted)}
        return {pair: chance for pair, chance in pairs.items() if pair[1] in told} or pairs

    def chances(self, reader: EventReader) -> Pairs:
        """The chance of each pair."""
        weights = self.weights or shipped_weights(encoder=reader.encoder is not None)
        options = reader.options
        known = self._sides or _shipped_sides(encoder=reader.encoder is not None)
        found = [list(filter(None, map(known.get, features))) for features in reader.features]  # most features have no weight
        ours = [sum(map(_SOURCE, row), 0.0) for row in found]
        theirs = [sum(map(_TARGET, row), 0.0) for row in found]
        scores = {
            (a, b): ours[a] + theirs[b] + total(reader.pair(options[a], options[b]), weights.pair)
            for a in _likeliest(ours)
            for b in _likeliest(theirs)
            if a != b or options[a] is None
        }
        return {(_actor(options[a]), _actor(options[b])): chance for (a, b), chance in chances_by(scores).items()}


def favour_no_target(pairs: Pairs) -> Pairs:
    """The pairs, those without a target worth `NO_TARGET` times as much: no chances any more, for choosing only."""
    return {pair: chance * NO_TARGET if pair[1] is None else chance for pair, chance in pairs.items()}


def sides(pairs: Pairs) -> tuple[Side, Side]:
    """The marginal chances of the sources and of the targets."""
    sources: Side = defaultdict(float)
    targets: Side = defaultdict(float)
    for (source, target), chance in pairs.items():
        sources[source] += chance
        targets[target] += chance
    return dict(sources), dict(targets)


def choose(pairs: Pairs, sources: Side, targets: Side, joined: Joined = lambda _, __: False) -> tuple[list[int], list[int]]:
    """The likeliest pair, and on each side further actors that are nearly as likely. Returns sources and targets, by falling chance.

    `joined` says whether و joins the names of two actors.
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
    """The indices of the best scores; always with 0, which is nobody."""
    return [0, *sorted(range(1, len(scores)), key=lambda k: -scores[k])[:LIKELIEST]]


def _actor(candidate: Candidate | None) -> int | None:
    return None if candidate is None else candidate.actor
