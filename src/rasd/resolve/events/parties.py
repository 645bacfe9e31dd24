"""Finds the actors of an event by the rules: from its mentions, its speaker, the subject before it, or a state named by a nisba or a
place."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterable

from rasd.document import Document
from rasd.findings import FoundEvent, FoundMention, FoundPlace
from rasd.ontology.triggers import word_set

SENTENCES_BACK, MANY = 2, 4
ENVOYS = word_set("resident envoys")
INVITATIONS = frozenset({"دعوة", "لدعوة", "بدعوة"})  # وصل الوزير تلبية لدعوة من نظيره: the last subject is the one invited


class ActorFinder:
    """Sets the actors of events by the rules. Remembers who acted last, for dropped subjects."""

    def __init__(self, document: Document) -> None:
        self.document = document
        self._states: dict[str, int] = {}
        for index, actor in enumerate(document.actors):
            if actor.country and actor.kind in ("country", "government"):
                held = self._states.get(actor.country)
                if held is None or (actor.kind == "country" and document.actors[held].kind != "country"):
                    self._states[actor.country] = index
        self._spoken = sorted((s.cue.start, s.actor) for s in document.statements if s.actor is not None)
        self._acted: list[tuple[int, list[int]]] = []

    def fill(self, event: FoundEvent) -> None:
        """Set the source and target actors of an event. Events must come in the order of the text."""
        event.source_actors = self._sources(event)
        event.target_actors = [actor for actor in self._of(event.parties.targets) if actor not in event.source_actors]
        if not event.target_actors and event.parties.targets:
            event.target_actors = [actor for actor in self._of(event.parties.spare_targets) if actor not in event.source_actors][:1]
        if not event.target_actors and event.statement is not None and event.statement.addressee is not None:
            event.target_actors = [a for a in self._of((event.statement.addressee,)) if a not in event.source_actors]
        if not event.target_actors and event.type == "AGREE" and event.lemma in INVITATIONS:
            event.target_actors = [actor for actor in self._subject_before(event) if actor not in event.source_actors]
        if not event.target_actors and event.parties.target_country:
            event.target_actors = self._foreign(event)
        if event.source_actors:
            self._acted.append((event.trigger.start, event.source_actors))

    def _sources(self, event: FoundEvent) -> list[int]:
        if event.statement is not None and event.statement.actor is not None:
            return [event.statement.actor]
        parties = event.parties
        found = self._of(parties.sources)
        if not found and parties.source_country and parties.source_country in self._states:
            found = [self._states[parties.source_country]]
        if not found and parties.subject_dropped:
            speaker = event.quoted_speaker
            found = self._subject_before(event) if speaker is None else [speaker]
        return found

    def _of(self, mentions: Iterable[FoundMention]) -> list[int]:
        return list(dict.fromkeys(m.actor for m in mentions if m.actor is not None))

    def _foreign(self, event: FoundEvent) -> list[int]:
        """The state that was visited, unless it is the visitor's own."""
        country = event.parties.target_country or ""
        index = self._states.get(country)
        own = {self.document.actors[actor].country for actor in event.source_actors}
        return [index] if index is not None and index not in event.source_actors and country not in own else []

    def _subject_before(self, event: FoundEvent) -> list[int]:
        """Whoever spoke or acted last before the event, at most `SENTENCES_BACK` sentences back."""
        at = event.trigger.start
        spoken = self._spoken[bisect_left(self._spoken, (at, -1)) - 1 :][:1] if self._spoken and self._spoken[0][0] < at else []
        acted = self._acted[-1:]
        latest = max([(start, [actor]) for start, actor in spoken] + [(start, actors) for start, actors in acted], default=None)
        if latest is None or event.sentence - self.document.sentence_of(latest[0]) > SENTENCES_BACK:
            return []
        return latest[1]

    def _many(self, event: FoundEvent) -> bool:
        """Whether a meeting is multilateral: one party is a body of states, or there are at least four."""
        parties = [*event.source_actors, *event.target_actors]
        return len(parties) >= MANY or any(self.document.actors[actor].kind == "igo" for actor in parties)

    def _is_guest(self, actor: int, home: str) -> bool:
        """Whether an actor is of another country and no envoy, who resides where he meets people."""
        found, tokens = self.document.actors[actor], self.document.tokens
        return found.country not in (home, None, "INT") and not any(tokens[m.first].form in ENVOYS for m in found.mentions)

    def _takes_part(self, event: FoundEvent, place: FoundPlace) -> bool:
        """Whether the word for a place names a party: محادثات بين مصر وتركيا are not in Turkey, but those في تركيا are."""
        if place.first and self.document.tokens[place.first - 1].form in ("في", "وفي"):
            return False
        parties = (self.document.actors[k] for k in (*event.source_actors, *event.target_actors))
        return any(mention.span.touches(place.span) for party in parties for mention in party.mentions)

    def direct_visit(self, event: FoundEvent) -> None:
        """Make a meeting in the country of one side a visit by the other, with the host as target."""
        if event.type != "CONSULT" or event.mode not in ("", "visit"):
            return
        if not event.mode and self._many(event):
            event.mode = "multilateral"
            return
        if event.place is None or not event.place.country or self._takes_part(event, event.place):
            return
        home = event.place.country
        actors = self.document.actors
        source_home = any(actors[a].country == home for a in event.source_actors)
        target_home = any(actors[a].country == home for a in event.target_actors)
        foreign_target = any(self._is_guest(a, home) for a in event.target_actors)
        foreign_source = any(self._is_guest(a, home) for a in event.source_actors)
        if source_home and foreign_target and not target_home and event.mode != "visit":
            if event.signal is None:  # in the full engine sources and targets were weighed; most such swaps were wrong (10 in 840 articles)
                event.source_actors, event.target_actors = event.target_actors, event.source_actors
            event.mode = "visit"
        elif target_home and foreign_source and not source_home:
            event.mode = "visit"
