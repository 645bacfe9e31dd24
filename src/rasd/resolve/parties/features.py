"""Features for and against an actor as a party of an event; each is a short string.

The weights in `ontology/data/party_weights.tsv` are fitted by `tools/train_parties.py`.
"""

from __future__ import annotations

from bisect import bisect_left
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass

from rasd.document import Document
from rasd.findings import FoundActor, FoundEvent, FoundMention
from rasd.ontology.triggers import Trigger, trigger_lexicon
from rasd.resolve.parties.context import kinds, neighbours, nobody, speech
from rasd.resolve.parties.discourse import Discourse
from rasd.resolve.parties.encoder import EncoderReading, Pointed
from rasd.resolve.parties.governors import BARE, RELATIVES, Governors

FAR = 60  # tokens from the trigger; an actor mentioned only further away is no candidate by that mention
BUCKETS = (1, 2, 4, 7, 12, 20, 35)


@dataclass(slots=True)
class Candidate:
    """An actor that may be a party, with its mention nearest to the trigger, if one is in reach."""

    actor: int
    mention: FoundMention | None


class PartyFeatures:
    """The candidates of each event of a document, with their features."""

    def __init__(self, document: Document) -> None:
        self.document = document
        self.mentions: dict[int, list[FoundMention]] = defaultdict(list)  # by sentence
        for mention in document.mentions:
            if mention.actor is not None:
                self.mentions[document.tokens[mention.first].sentence].append(mention)
        self.cues = sorted(statement.cue_token for statement in document.statements)
        self.governors = Governors(document)
        self._pointed: Pointed | None = None
        self._discourse: Discourse | None = None
        self._triggers: list[int] = []

    @property
    def triggers(self) -> list[int]:
        """The tokens of the triggers, in order."""
        self.discourse  # noqa: B018 - made together, when the rules have filled and merged all events
        return self._triggers

    @property
    def discourse(self) -> Discourse:
        """The parties of other events. Made at the first event, when the rules have set and merged all of them."""
        if self._discourse is None:
            self._discourse = Discourse(self.document)
            self._triggers = sorted(event.token for event in self.document.events)
        return self._discourse

    @property
    def pointed(self) -> Pointed:
        """The encoder's readings of the triggers. Made at the first event, as `discourse` is."""
        if self._pointed is None:
            self._pointed = Pointed(self.document)
        return self._pointed

    def read(self, event: FoundEvent) -> EventReader:
        """The candidates of an event with their features."""
        return EventReader(self, event)


class EventReader:
    """The candidates of one event, nobody first, with the features of each."""

    def __init__(self, article: PartyFeatures, event: FoundEvent) -> None:
        self.article, self.document, self.event = article, article.document, event
        self.discourse = article.discourse
        self.speakers = [s.actor for s in (event.statement, event.by) if s is not None and s.actor is not None]
        near = [mention for mention in article.mentions.get(event.sentence, ()) if _distance(event.token, mention) <= FAR]
        self.here = sorted(near, key=lambda mention: _distance(event.token, mention))
        self.told = f"{'s' if event.source_actors else '-'}{'t' if event.target_actors else '-'}"
        self.word = self._word()
        self.trigger = self._trigger()
        self.before = self.discourse.before(event)
        self.spoke = self.discourse.speaker_before(event)
        self.countries = {self.document.actors[actor].country for actor in self.speakers}
        around = [mention for mention in self.here if not mention.first <= event.token <= mention.last]
        self.encoder = EncoderReading(event, event.signal, article.pointed, around) if event.signal is not None else None
        found = self._candidates()
        self.options: list[Candidate | None] = [None, *found]
        self.features = [list(self._nobody(found)), *(list(self._features(candidate, rank)) for rank, candidate in enumerate(found))]

    def joined(self, one: int, other: int) -> bool:
        """Whether mentions of two actors near the trigger are adjacent and joined by و."""
        held = {option.actor: option.mention for option in self.options if option is not None}
        a, b = held.get(one), held.get(other)
        if a is None or b is None:
            return False
        a, b = (a, b) if a.first <= b.first else (b, a)
        return 0 < b.first - a.last <= 2 and self._with_and(b)

    def _with_and(self, mention: FoundMention) -> bool:
        first = self.document.tokens[mention.first]
        return first.text.startswith("و") and mention.span.start > first.start

    def _candidates(self) -> list[Candidate]:
        """The candidates, by distance from the trigger."""
        event = self.event
        nearest: dict[int, FoundMention | None] = {}
        for mention in self.here:
            if mention.actor is not None and not mention.first <= event.token <= mention.last:
                nearest.setdefault(mention.actor, mention)
        addressee = event.statement.addressee.actor if event.statement and event.statement.addressee else None
        for actor in (*event.source_actors, *event.target_actors, *self.speakers, addressee):
            if actor is not None:
                nearest.setdefault(actor, None)
        for actor in self.encoder.pointed_at() if self.encoder is not None else ():
            nearest.setdefault(actor, None)
        for actor in self.discourse.others(event, self.speakers):
            nearest.setdefault(actor, None)
        return [Candidate(actor, m) for actor, m in nearest.items() if m is not None or self._seen(actor) or actor in self.speakers]

    def _seen(self, actor: int) -> bool:
        """Whether the encoder sees an actor here at all; true by the rules alone. Of those it does not see, 1 in 6 is a party: often a
        state that it takes for a place."""
        return self.document.signals is None or any(mention.encoder_chance for mention in self.document.actors[actor].mentions)

    def _trigger(self) -> Trigger | None:
        found = [t for t in trigger_lexicon().match(self.document.tokens[self.event.token].word) if t.sense.type == self.event.type]
        return next((t for t in found if t.lemma == self.event.lemma), found[0] if found else None)

    def _word(self) -> str:
        """verb, participle, noun, or a noun with ال."""
        event = self.event
        definite = event.word_class == "noun" and self.document.tokens[event.token].form.lstrip("وفب").startswith(("ال", "لل"))
        return "definite" if definite else event.word_class

    def _nobody(self, found: list[Candidate]) -> Iterator[str]:
        event = self.event
        yield "none"
        yield f"none type {event.type}"
        yield f"none told {self.told}"
        yield f"none type {event.type} told {self.told}"
        yield f"none {self.word}"
        yield f"none type {event.type} {self.word}"
        yield f"none near {min(sum(candidate.mention is not None for candidate in found), 3)}"
        yield f"none lemma {event.type} {event.lemma}"
        spoken = f"none{' speech' if event.statement else ''}{' by' if event.by else ''}"
        yield f"{spoken} told"
        yield f"{spoken} type {event.type} told"
        if event.parties.subject_dropped:
            yield "none dropped"
        if self.encoder is not None:
            yield from self.encoder.features(None, self.told)
        yield from nobody(self.document, event, self.word)
        if self.trigger is not None and self.trigger.form is not None:
            yield f"none passive {self.trigger.form.passive}"

    def _features(self, candidate: Candidate, rank: int) -> Iterator[str]:
        event, actor = self.event, self.document.actors[candidate.actor]
        rule = "source" if candidate.actor in event.source_actors else "target" if candidate.actor in event.target_actors else "none"
        if self.encoder is not None:
            yield from self.encoder.features(candidate.actor, rule)
        if not self._seen(candidate.actor):
            yield "unseen"
            yield f"unseen rule {rule}"
            yield f"unseen {actor.kind} type {event.type}"
        yield f"rule {rule}"
        yield f"rule {rule} told {self.told}"
        yield f"rule {rule} type {event.type}"
        yield f"kind {actor.kind}"
        yield f"kind {actor.kind} type {event.type}"
        role = self._speech_role(candidate.actor)
        if role:
            yield role
            yield f"{role} type {event.type}"
            yield f"{role} rule {rule}"
        yield from self._elsewhere(candidate, actor)
        mention = candidate.mention
        side = "away" if mention is None else self._side(mention)
        yield from kinds(event, actor, mention, side, self.word)
        if candidate.mention is None:
            yield "no mention"
            yield f"no mention rule {rule}"
            yield f"no mention type {event.type}"
            return
        governor, holder = self.article.governors.of(candidate.mention), self._holder(candidate.mention)
        yield from self._position(event, candidate.mention, governor, rule, rank)
        if holder is not None:
            yield from self._nested(candidate.mention, holder)
        yield from self._grammar(candidate.mention, governor, holder)
        yield from neighbours(self.document, event, candidate.mention, side, self.word)
        yield from speech(self.document, event, candidate.mention, self.here)

    def _speech_role(self, actor: int) -> str:
        event = self.event
        if event.statement is not None and event.statement.actor == actor:
            return "speaker"
        if event.statement is not None and event.statement.addressee is not None and event.statement.addressee.actor == actor:
            return "addressee"
        return "asserts" if event.by is not None and event.by.actor == actor else ""

    def _elsewhere(self, candidate: Candidate, actor: FoundActor) -> Iterator[str]:
        event, index, discourse = self.event, candidate.actor, self.discourse
        near = "here" if candidate.mention is not None else "away"
        rank, count = discourse.ranks.get(index, 99), discourse.counts[index]
        yield f"{near} salience {rank if rank < 3 else 'many' if count > 2 else count}"
        if index in discourse.headline:
            yield f"{near} headline"
        for role, own in (("source", event.source_actors), ("target", event.target_actors)):
            if discourse.roles[event.type][index, role] > (index in own):
                yield f"{near} else {role}"
                yield f"{near} else {role} {event.type}"
        for role, k in (("source", 1), ("target", 2)):
            if self.before is not None and index in self.before[k]:  # type: ignore[operator]
                yield f"{near} {'near' if self.before[0] else 'same'} before {role}"
                yield f"{near} before {role} type {event.type}"
        if index == self.spoke:
            yield f"{near} spoke before"
        if actor.country and actor.country in self.countries:
            yield f"{near} country of speaker kind {actor.kind}"
        if event.place is not None and event.place.country and actor.country == event.place.country:
            yield f"{near} country of place"
            yield f"{near} country of place type {event.type}"

    def _holder(self, mention: FoundMention) -> FoundMention | None:
        """The mention that contains another: وزير خارجية السودان."""
        size = mention.last - mention.first
        return next((m for m in self.here if m.first <= mention.first and m.last >= mention.last and m.last - m.first > size), None)

    def _nested(self, mention: FoundMention, holder: FoundMention) -> Iterator[str]:
        yield f"{self._side(mention)} nested in {holder.kind}"
        yield f"nested {holder.kind} kind {mention.kind}"
        yield f"nested type {self.event.type}"
        yield f"nested {'first' if holder.first == mention.first else 'last' if holder.last == mention.last else 'mid'}"
        if holder.first <= self.event.token <= holder.last:
            yield "nested with trigger"

    def _side(self, mention: FoundMention) -> str:
        return "before" if mention.last < self.event.token else "after"

    def _grammar(self, mention: FoundMention, governor: str, holder: FoundMention | None) -> Iterator[str]:
        event, side, word = self.event, self._side(mention), self.word
        yield f"{side} lemma {event.type} {event.lemma}"
        yield f"{side} governed {governor} lemma {event.type} {event.lemma}"
        low, high = (event.token, mention.first) if side == "after" else (mention.last, event.token)
        between = [m for m in self.here if low < m.first and m.last < high and m is not holder]
        bare = min(sum(self.article.governors.of(m) in BARE for m in between), 2)
        order = f"{side} {'bare' if governor in BARE else 'governed'} {bare}{' nested' if holder else ''}"
        yield f"{order} {word}"
        yield f"{order} {word} type {event.type}"
        yield f"{side} between {min(len(between), 4)} {word}"
        if self.trigger is not None:
            yield from self._slots(self.trigger, mention, governor, order, len(between))
        if side == "before" and event.token - mention.last == 1:
            yield f"just before {word}"
            yield f"just before {word} governed {governor}"
        if mention.first and self._with_and(mention):
            yield f"{side} joined"
        particle = self.document.tokens[event.token - 1].form if event.token else ""
        if side == "before" and (particle in RELATIVES or particle == "قد"):
            yield f"{side} particle {particle} {min(len(between), 2)}"

    def _slots(self, trigger: Trigger, mention: FoundMention, governor: str, order: str, between: int) -> Iterator[str]:
        """How the phrase fits the sense of the trigger: preposition, genitive, voice, gender."""
        sense, side, word, form = trigger.sense, self._side(mention), self.word, trigger.form
        slots = [slot.lstrip("-") for slot in sense.to]
        swapped = " swapped" if sense.swapped else ""
        if governor in slots:
            yield f"{side} slot{swapped}"
            yield f"{side} slot {min(between, 3)}{swapped}"
        yield f"{order} {word} object {'o' in slots}{swapped}"
        if word in ("noun", "definite"):
            yield f"{order} {word} genitive {sense.genitive}{swapped} {trigger.pronoun != ''}"
        if "recip" in sense.flags:
            yield f"{order} recip"
        if "patient" in sense.flags or (form is not None and form.passive):
            yield f"{order} suffers"
        elif "passive" in sense.flags:
            yield f"{order} may suffer {word}"
        if form is not None and mention.gender:
            agree = "agrees" if form.gender == mention.gender else "differs" if form.gender else "open"
            yield f"{order} {agree}"
            yield f"{order} {agree} {form.number == 'p'} {mention.number}"
        if trigger.pronoun:
            yield f"{order} pronoun {word}"

    def _position(self, event: FoundEvent, mention: FoundMention, governor: str, rule: str, rank: int) -> Iterator[str]:
        side = self._side(mention)
        distance = next((str(limit) for limit in BUCKETS if _distance(event.token, mention) <= limit), "far")
        word = self.word
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
        if _others(self.article.triggers, low, high):
            yield f"{side} across event"
        if _others(self.article.cues, low, high):
            yield f"{side} across cue"

    def _crossed(self, low: int, high: int) -> str:
        tokens = self.document.tokens[low + 1 : high]
        if any(token.form in "؛:" for token in tokens if token.kind == "punct"):
            return "colon"
        if any(token.kind == "punct" and token.form in "،," for token in tokens):
            return "comma"
        if any(token.form in RELATIVES for token in tokens):
            return "relative"
        return ""

    def pair(self, source: Candidate | None, target: Candidate | None) -> Iterator[str]:
        """Features of two actors as source and target."""
        event, actors = self.event, self.document.actors
        ours = actors[source.actor].kind if source else "none"
        theirs = actors[target.actor].kind if target else "none"
        if self.encoder is not None:
            yield from self.encoder.pair(source.actor if source else None, target.actor if target else None)
        yield f"pair {ours} {theirs}"
        yield f"pair type {event.type} {'s' if source else '-'}{'t' if target else '-'}"
        if source is None or target is None:
            return
        home, abroad = actors[source.actor].country, actors[target.actor].country
        same = "unknown" if not home or not abroad else "same" if home == abroad else "other"
        yield f"pair country {same}"
        yield f"pair country {same} type {event.type}"
        if source.actor in event.source_actors and target.actor in event.target_actors:
            yield "pair rules"
        if source.actor in event.target_actors and target.actor in event.source_actors:
            yield "pair rules swapped"
        if source.mention is not None and target.mention is not None:
            yield from self._order(source.mention, target.mention)

    def _order(self, source: FoundMention, target: FoundMention) -> Iterator[str]:
        first = "st" if source.first < target.first else "ts"
        order = f"pair order {self._side(source)} {self._side(target)} {first}"
        yield f"{order} {self.word}"
        yield f"{order} type {self.event.type}"
        if source.first <= target.first and target.last <= source.last:
            yield "pair target in source"
        elif target.first <= source.first and source.last <= target.last:
            yield "pair source in target"
        elif 0 <= max(source.first, target.first) - min(source.last, target.last) <= 2:
            yield f"pair adjacent {first}"


def _others(positions: list[int], low: int, high: int) -> bool:
    at = bisect_left(positions, low + 1)
    return at < len(positions) and positions[at] < high


def _distance(token: int, mention: FoundMention) -> int:
    return mention.first - token if mention.first > token else token - mention.last
