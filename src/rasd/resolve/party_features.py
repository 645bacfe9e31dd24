"""What speaks for and against an actor as a party of an event: named features, each a short string.

The weights in `ontology/data/party_weights.tsv` are fitted by `tools/train_parties.py`; here are only the observations.
"""

from __future__ import annotations

from bisect import bisect_left
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field

from rasd.document import Document
from rasd.findings import FoundEvent, FoundMention
from rasd.ontology.tables import items, table

FAR = 60  # tokens; a mention further from the trigger than this is no candidate by itself
AGENT_BEFORE, RELATIVES, GOVERNORS = (frozenset(items(row["words"])) for row in table("party_words"))
BUCKETS = (1, 2, 4, 7, 12, 20, 35)


@dataclass(slots=True)
class Candidate:
    """An actor that may be a party of an event, with its mention nearest to the trigger, if it has one in reach."""

    actor: int
    mention: FoundMention | None
    features: list[str] = field(default_factory=list)


class PartyFeatures:
    """The candidates of each event of a document, with their features."""

    def __init__(self, document: Document) -> None:
        self.document = document
        self._mentions: dict[int, list[FoundMention]] = defaultdict(list)  # by sentence
        for mention in document.mentions:
            if mention.actor is not None:
                self._mentions[document.tokens[mention.first].sentence].append(mention)
        self._cues = sorted(statement.cue_token for statement in document.statements)
        self._triggers = sorted(event.token for event in document.events)

    def candidates(self, event: FoundEvent) -> list[Candidate]:
        """The actors to choose from, in order of their distance from the trigger."""
        nearest: dict[int, FoundMention | None] = {}
        mentions = sorted(self._mentions[event.sentence], key=lambda m: _distance(event.token, m))
        for mention in mentions:
            if mention.actor is not None and not mention.first <= event.token <= mention.last and _distance(event.token, mention) <= FAR:
                nearest.setdefault(mention.actor, mention)
        speakers = [statement.actor for statement in (event.statement, event.by) if statement is not None]
        addressee = event.statement.addressee.actor if event.statement and event.statement.addressee else None
        for actor in (*event.source_actors, *event.target_actors, *speakers, addressee):
            if actor is not None:
                nearest.setdefault(actor, None)
        found = [Candidate(actor, mention) for actor, mention in nearest.items() if self._seen(actor) or actor in speakers]
        for rank, candidate in enumerate(found):
            candidate.features = list(self._features(event, candidate, rank))
        return found

    def _seen(self, actor: int) -> bool:
        """Whether the encoder, where it reads along, sees an actor here at all: of those it does not, 1 in 6 is a party."""
        return self.document.signals is None or any(mention.support for mention in self.document.actors[actor].mentions)

    def _features(self, event: FoundEvent, candidate: Candidate, rank: int) -> Iterator[str]:
        actor = self.document.actors[candidate.actor]
        in_source, in_target = candidate.actor in event.source_actors, candidate.actor in event.target_actors
        rule = "source" if in_source else "target" if in_target else "none"
        other = f"{'s' if event.source_actors else '-'}{'t' if event.target_actors else '-'}"
        yield f"rule {rule}"
        yield f"rule {rule} told {other}"
        yield f"rule {rule} type {event.type}"
        yield f"kind {actor.kind}"
        yield f"kind {actor.kind} type {event.type}"
        role = self._speech_role(event, candidate.actor)
        if role:
            yield role
            yield f"{role} type {event.type}"
            yield f"{role} rule {rule}"
        if candidate.mention is None:
            yield "no mention"
            return
        yield from self._position(event, candidate.mention, rule, rank)

    def _speech_role(self, event: FoundEvent, actor: int) -> str:
        if event.statement is not None and event.statement.actor == actor:
            return "speaker"
        if event.statement is not None and event.statement.addressee is not None and event.statement.addressee.actor == actor:
            return "addressee"
        return "asserts" if event.by is not None and event.by.actor == actor else ""

    def _position(self, event: FoundEvent, mention: FoundMention, rule: str, rank: int) -> Iterator[str]:
        side = "before" if mention.last < event.token else "after"
        distance = next((str(limit) for limit in BUCKETS if _distance(event.token, mention) <= limit), "far")
        governor = self._governor(mention)
        word = self._word(event)
        yield f"{side} {distance}"
        yield f"{side} {distance} {word}"
        yield f"{side} rank {min(rank, 4)}"
        yield f"{side} governed {governor}"
        yield f"{side} governed {governor} {word}"
        yield f"{side} governed {governor} type {event.type}"
        yield f"{side} governed {governor} rule {rule}"
        yield f"{side} type {event.type}"
        yield f"{side} {word} type {event.type}"
        yield f"form {mention.form}{' named' if mention.named else ''}"
        for read in event.origin.rules[1:]:
            yield f"{side} read {read} rule {rule}"
        low, high = sorted((event.token, mention.first if side == "after" else mention.last))
        crossed = self._crossed(low, high)
        if crossed:
            yield f"{side} across {crossed}"
            yield f"{side} across {crossed} rule {rule}"
        if self._others(self._triggers, low, high):
            yield f"{side} across event"
        if self._others(self._cues, low, high):
            yield f"{side} across cue"

    def _word(self, event: FoundEvent) -> str:
        """verb, participle, noun, or a noun with ال."""
        definite = event.word_class == "noun" and self.document.tokens[event.token].form.lstrip("وفب").startswith(("ال", "لل"))
        return "definite" if definite else event.word_class

    def _governor(self, mention: FoundMention) -> str:
        """The preposition before a mention: its proclitic, else the function word before it, else what kind of word stands there."""
        tokens = self.document.tokens
        first = tokens[mention.first]
        prefix = self.document.text[first.start : mention.span.start] if mention.span.start > first.start else ""
        letters = "".join(letter for letter in prefix if letter in "بلكو")
        if letters:
            return letters
        before = tokens[mention.first - 1] if mention.first else None
        if before is None or before.sentence != first.sentence:
            return "start"
        if before.kind == "punct":
            return "punct"
        form = before.form
        if form in AGENT_BEFORE and mention.first > 1 and tokens[mention.first - 2].form in ("من", "علي"):
            return "agent"
        return form if form in GOVERNORS else "word"

    def _crossed(self, low: int, high: int) -> str:
        tokens = self.document.tokens[low + 1 : high]
        if any(token.form in "؛:" for token in tokens if token.kind == "punct"):
            return "colon"
        if any(token.kind == "punct" and token.form in "،," for token in tokens):
            return "comma"
        if any(token.form in RELATIVES for token in tokens):
            return "relative"
        return ""

    def _others(self, positions: list[int], low: int, high: int) -> bool:
        at = bisect_left(positions, low + 1)
        return at < len(positions) and positions[at] < high


def _distance(token: int, mention: FoundMention) -> int:
    return mention.first - token if mention.first > token else token - mention.last
