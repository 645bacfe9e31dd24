"""Excludes actors from roles in acts of force by the nouns that name them, whatever their weights."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable
from functools import cache, cached_property

from rasd.arabic.tokens import Token
from rasd.document import Document
from rasd.findings import FoundActor, FoundEvent
from rasd.ontology.numbers import number_words
from rasd.ontology.triggers import word_set

Pairs = dict[tuple[int | None, int | None], float]
PEOPLE = frozenset({"group", "military", "person"})
_NOUN_WITHIN = 3  # words of a mention in which its head noun is looked for: 35 شهيدا، عشرات من الجرحى
FALLEN, TELLERS, BOMBERS, OTHERS = (word_set(name) for name in ("fallen", "tellers", "suicide bombers", "others counted"))


class Able:
    """The roles that the unnamed actors of one document can have."""

    def __init__(self, document: Document) -> None:
        self.document = document

    def of(self, event: FoundEvent, pairs: Pairs) -> Pairs:
        """For an act of force: the pairs whose actors can have such a role; all pairs if there are none.

        The dead and injured (35 شهيدا) can only be targets, a "source" has no role, and a suicide bomber is no target.
        """
        if event.type != "ASSAULT" or not any((self._fallen, self._tellers, self._bombers)):
            return pairs
        able: Pairs = defaultdict(float)
        for (source, target), chance in pairs.items():
            if source in self._fallen:
                source, target = None, source
            if not {source, target} & self._tellers and target not in self._bombers:
                able[source, target] += chance
        return able or pairs

    def name_counts(self, events: list[FoundEvent]) -> None:
        """Replace a target that is a mere number by the people before it that it counts: قتل [ثلاثة عمال] وأصيب سبعة.

        Beside other people a number is left out. One that directly follows the trigger stays: it is then the victim.
        """
        for event in events if self.counted else ():
            targets = event.target_actors
            if event.type != "ASSAULT" or not targets:
                continue
            event.target_actors = [actor for actor in targets if actor not in self.counted]
            if not event.target_actors:
                first = min(mention.first for k in targets for mention in self.document.actors[k].mentions)
                people = self._people_before(event, first) if first != event.token + 1 else None
                event.target_actors = targets if people is None else [people]

    def _people_before(self, event: FoundEvent, count: int) -> int | None:
        """The last people named before a number in the event's sentence who are no source of it."""
        tokens, found = self.document.tokens, None
        for mention in self.document.mentions:
            here = mention.last < count and tokens[mention.first].sentence == event.sentence and mention.form == "nominal"
            if here and mention.kind in PEOPLE and mention.actor is not None and mention.actor not in event.source_actors:
                found = found if mention.actor in self.counted else mention.actor
        return found

    @cached_property
    def _fallen(self) -> frozenset[int | None]:
        return self._told(lambda words: _has(FALLEN, words))

    @cached_property
    def _tellers(self) -> frozenset[int | None]:
        return self._told(lambda words: _has(TELLERS, words))

    @cached_property
    def _bombers(self) -> frozenset[int | None]:
        return self._told(lambda words: _has(BOMBERS, words))

    @cached_property
    def counted(self) -> frozenset[int | None]:
        """Those of whom a count alone tells."""
        return self._told(lambda words: all(token.kind == "number" or token.form in _counts() for token in words))

    def _told(self, asked: Callable[[list[Token]], bool]) -> frozenset[int | None]:
        """The unnamed actors whose mentions all pass a test of their words."""
        return frozenset(k for k, actor in enumerate(self.document.actors) if actor.mentions and self._all(actor, asked))

    def _all(self, actor: FoundActor, asked: Callable[[list[Token]], bool]) -> bool:
        return all(not m.named and asked(self.document.tokens[m.first : m.last + 1]) for m in actor.mentions)


@cache
def _counts() -> frozenset[str]:
    """Words that only count: numbers, dozens, "others"."""
    return OTHERS.union(number_words())


def _has(words: frozenset[str], tokens: list[Token]) -> bool:
    """Whether one of the first words of a phrase is in `words`, with or without ال."""
    return any(token.form.removeprefix("و").removeprefix("ال") in words for token in tokens[:_NOUN_WITHIN])
