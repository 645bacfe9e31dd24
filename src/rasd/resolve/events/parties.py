"""From the mentions of an event to its actors: speakers of speech acts, dropped subjects, states named by a nisba or a place."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterable

from rasd.document import Document
from rasd.findings import FoundEvent, FoundMention

SENTENCES_BACK, MANY = 2, 4
INVITATIONS = frozenset({"دعوة", "لدعوة", "بدعوة"})  # وصل الوزير تلبية لدعوة من نظيره: who acted last is invited


class ActorFinder:
    """Looks up the actors of events; remembers who acted last, for dropped subjects."""

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
        """Fill the source and target actors of an event; events must come in the order of the text."""
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
            found = self._subject_before(event)
        return found

    def _of(self, mentions: Iterable[FoundMention]) -> list[int]:
        return list(dict.fromkeys(m.actor for m in mentions if m.actor is not None))

    def _foreign(self, event: FoundEvent) -> list[int]:
        """The state gone to, unless it is the visitor's own."""
        country = event.parties.target_country or ""
        index = self._states.get(country)
        own = {self.document.actors[actor].country for actor in event.source_actors}
        return [index] if index is not None and index not in event.source_actors and country not in own else []

    def _subject_before(self, event: FoundEvent) -> list[int]:
        """Who spoke or acted last before a verb without subject, in its sentence or the ones before."""
        at = event.trigger.start
        spoken = self._spoken[bisect_left(self._spoken, (at, -1)) - 1 :][:1] if self._spoken and self._spoken[0][0] < at else []
        acted = self._acted[-1:]
        latest = max([(start, [actor]) for start, actor in spoken] + [(start, actors) for start, actors in acted], default=None)
        if latest is None or event.sentence - self.document.sentence_of(latest[0]) > SENTENCES_BACK:
            return []
        return latest[1]

    def _many(self, event: FoundEvent) -> bool:
        """A body of states, or four parties and more: a multilateral meeting."""
        parties = [*event.source_actors, *event.target_actors]
        return len(parties) >= MANY or any(self.document.actors[actor].kind == "igo" for actor in parties)

    def direct_visit(self, event: FoundEvent) -> None:
        """A meeting at one side's home is the other side's visit: the host is the target, unless the encoder weighed in."""
        if event.type != "CONSULT" or event.mode not in ("", "visit"):
            return
        if not event.mode and self._many(event):
            event.mode = "multilateral"
            return
        if event.place is None or not event.place.country:
            return
        home = event.place.country
        actors = self.document.actors
        source_home = any(actors[a].country == home for a in event.source_actors)
        target_home = any(actors[a].country == home for a in event.target_actors)
        foreign_target = any(actors[a].country not in (home, None, "INT") for a in event.target_actors)
        foreign_source = any(actors[a].country not in (home, None, "INT") for a in event.source_actors)
        if source_home and foreign_target and not target_home and event.mode != "visit":
            if event.signal is None:  # else which side is which was weighed already: of 10 such swaps in 840 articles more were wrong
                event.source_actors, event.target_actors = event.target_actors, event.source_actors
            event.mode = "visit"
        elif target_home and foreign_source and not source_home:
            event.mode = "visit"
