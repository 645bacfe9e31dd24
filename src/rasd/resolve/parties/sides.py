"""Resolves "the two sides" (الجانبان، الطرفان، البلدان) to the two parties of the meeting before, else of the event before."""

from __future__ import annotations

from collections.abc import Sequence

from rasd.arabic.fold import fold
from rasd.arabic.tokens import Token
from rasd.document import Document
from rasd.findings import FoundEvent
from rasd.ontology.triggers import word_set

BOTH, STATES = word_set("both sides"), word_set("both states")
NEAR = 2  # tokens between a trigger and "the two sides" that take part in it
TOLD = (fold("ة"), "ي")  # endings of adjectives that name the sides; الاثنين، الأحد end otherwise
BACK = 3  # sentences back to the event whose parties they are
MEETINGS, MEETING_BACK = frozenset({"CONSULT", "AGREE", "COOPERATE"}), 10  # who met is meant before others in whatever lies between
SUBJECTS_AFTER = frozenset(map(fold, ("أن", "إن", "بأن", "لكن", "لأن")))  # أن الجانبين اتفقا


def _is_told(after: Sequence[Token]) -> bool:
    """Whether an adjective names them: الجانبان المصري والسعودي; also the plural البلدان النامية, which looks like a dual."""
    return any(token.form.startswith("ال") and token.form.endswith(TOLD) for token in after)


class Sides:
    """Resolves "the two sides" in the events of one document."""

    def __init__(self, document: Document) -> None:
        self.document = document
        tokens = document.tokens
        self._words = frozenset(k for k, token in enumerate(tokens) if token.form in BOTH and not _is_told(tokens[k + 1 : k + 2]))

    def settle(self, events: list[FoundEvent]) -> None:
        """Set the parties of events of "the two sides", in the order of the text. "The two sides" stay as they are where no event before
        names two."""
        pairs: list[FoundEvent] = []
        for event in events if self._words else ():
            word = self._told_by(event)
            if word is not None:
                self._set(event, word, self._two(event, pairs))
            elif len(event.source_actors) == len(event.target_actors) == 1:
                pairs.append(event)

    def _two(self, event: FoundEvent, pairs: list[FoundEvent]) -> tuple[int, int] | None:
        """The two of the last meeting before, else of the last event with one on each side."""
        meetings = [pair for pair in pairs if pair.type in MEETINGS and pair.mode != "third-party"]  # mediation is between others
        met = [pair for pair in meetings if event.sentence - pair.sentence <= MEETING_BACK]
        near = [pair for pair in pairs if event.sentence - pair.sentence <= BACK]
        last = (met or near)[-1:]
        return (last[0].source_actors[0], last[0].target_actors[0]) if last else None

    def _told_by(self, event: FoundEvent) -> int | None:
        """The token of "the two sides", beside the trigger or in a party in its sentence."""
        mentions = [m for k in (*event.source_actors, *event.target_actors) for m in self.document.actors[k].mentions]
        if event.source_actors and event.target_actors and not any(m.first in self._words for m in mentions):
            return None  # it has two parties already
        near = (*range(event.token - 1, event.token + 1 + NEAR), *(m.first for m in mentions))
        return next((k for k in near if k in self._words and self._acts(event, k)), None)

    def _acts(self, event: FoundEvent, index: int) -> bool:
        """Whether "the two sides" act: as subject, after a noun (اتفاق الجانبين) or after بين. Not as object: دعا الوزير الطرفين."""
        tokens = self.document.tokens
        if tokens[index].sentence != event.sentence:
            return False
        return (
            tokens[index].form.endswith("ان")
            or tokens[index - 1].form == "بين"
            or tokens[index - 1].form in SUBJECTS_AFTER
            or (event.token == index - 1 and event.word_class != "verb")
        )

    def _set(self, event: FoundEvent, word: int, two: tuple[int, int] | None) -> None:
        first, second = two if two is not None else (None, None)
        if first is not None and second is not None and self.document.tokens[word].form in STATES:
            first, second = self._state(first), self._state(second)
        if first is not None and second is not None and first != second:
            event.source_actors, event.target_actors = [first], [second]
            return
        mention = self.document.mention_at(word)
        event.source_actors, event.target_actors = [mention.actor] if mention is not None and mention.actor is not None else [], []

    def _state(self, actor: int) -> int | None:
        """The state of an actor's country, if the article names it."""
        country = self.document.actors[actor].country
        states = (k for k, other in enumerate(self.document.actors) if other.kind == "country" and other.country == country)
        return next(states, None) if country is not None else None
