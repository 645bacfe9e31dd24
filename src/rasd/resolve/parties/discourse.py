"""The parties of other events of the article, as the rules found them: a party is often named in another sentence."""

from __future__ import annotations

from bisect import bisect_left
from collections import Counter, defaultdict
from collections.abc import Iterator

from rasd.document import Document
from rasd.findings import FoundEvent

ALIKE, SALIENT, NEAR = 4, 3, 2  # parties of events of the type; most mentioned actors; sentences back to the event before


class Discourse:
    """The parties, speakers and most mentioned actors of one article. Made once the rules have set the parties of all events."""

    def __init__(self, document: Document) -> None:
        self.document = document
        self.counts = Counter(mention.actor for mention in document.mentions if mention.actor is not None)
        self.ranks = {actor: rank for rank, actor in enumerate(sorted(self.counts, key=lambda actor: (-self.counts[actor], actor)))}
        self._salient = list(self.ranks)[:SALIENT]
        title = document.title
        self.headline = {mention.actor for mention in document.mentions if title is not None and mention.span.start < title.end}
        self._tokens = sorted(event.token for event in document.events)
        self._parties = {event.token: (list(event.source_actors), list(event.target_actors)) for event in document.events}
        self.roles: dict[str, Counter[tuple[int, str]]] = defaultdict(Counter)
        for event in document.events:
            self.roles[event.type].update((actor, "source") for actor in event.source_actors)
            self.roles[event.type].update((actor, "target") for actor in event.target_actors)
        self._alike = {type_: [actor for (actor, _), _ in _ranked(roles)[:ALIKE]] for type_, roles in self.roles.items()}
        self._told = sorted((s.cue_token, s.actor) for s in document.statements if s.actor is not None)
        self.states: dict[str, int] = {}
        for index, actor in enumerate(document.actors):
            if actor.kind == "country" and actor.country:
                self.states.setdefault(actor.country, index)

    def before(self, event: FoundEvent) -> tuple[int, list[int], list[int]] | None:
        """The distance in sentences to the event before, its sources and its targets; None where it is too far."""
        at = bisect_left(self._tokens, event.token)
        if not at:
            return None
        token = self._tokens[at - 1]
        gap = event.sentence - self.document.tokens[token].sentence
        return (gap, *self._parties[token]) if gap <= NEAR else None

    def speaker_before(self, event: FoundEvent) -> int | None:
        """The last speaker before the event."""
        at = bisect_left(self._told, (event.token, -1))
        return self._told[at - 1][1] if at else None

    def others(self, event: FoundEvent, speakers: list[int]) -> Iterator[int]:
        """Actors that may be a party without a mention near the trigger."""
        before = self.before(event)
        if before is not None:
            yield from (*before[1][:2], *before[2][:2])
        spoke = self.speaker_before(event)
        if spoke is not None:
            yield spoke
        yield from self._alike.get(event.type, ())
        yield from self._salient
        countries = [event.place.country if event.place is not None else None, *(self.document.actors[actor].country for actor in speakers)]
        for country in countries:
            if country in self.states:
                yield self.states[country]


def _ranked(roles: Counter[tuple[int, str]]) -> list[tuple[tuple[int, str], int]]:
    return sorted(roles.items(), key=lambda item: (-item[1], item[0]))
