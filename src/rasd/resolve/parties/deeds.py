"""Whose deed is condemned: أدان الرئيس الهجوم is against who attacked, as the event that the noun tells or points back to has it."""

from __future__ import annotations

from rasd.document import Document
from rasd.findings import FoundEvent
from rasd.ontology.triggers import trigger_lexicon, word_set

ADVERBS = 2  # words between a condemnation and the deed, its subject left out: بشدة، بأشد العبارات
CONDEMNING = frozenset({"ACCUSE", "REJECT"})
ALLEGING = frozenset({"allege", "investigate"})  # their object is who is accused
DEEDS = frozenset({"ASSAULT", "COERCE", "SANCTION", "MOBILIZE", "THREATEN", "ACCUSE"})
WHEREIN = word_set("wherein")  # أدان خلاله الاعتداءات: what was told before, no object
CLOSED = word_set("relatives") | word_set("breaks")


class Deeds:
    """Settles the condemnations of one document whose object is a deed that another event tells."""

    def __init__(self, document: Document) -> None:
        self.document = document

    def settle(self, events: list[FoundEvent]) -> None:
        """Give a condemnation without a target, or against who suffered the deed, the one who did it."""
        condemned = [event for event in events if event.type in CONDEMNING and event.mode not in ALLEGING]
        at = {token: event for event in events for token in self._tokens(event)} if condemned else {}
        for event in condemned:
            deed = self._deed(event, at, events)
            if deed is None or set(deed.source_actors) & {*event.source_actors, *event.target_actors}:
                continue
            if not event.target_actors or set(event.target_actors) <= set(deed.target_actors):
                event.target_actors = deed.source_actors[:1]

    def _tokens(self, event: FoundEvent) -> list[int]:
        return [event.token, *(self.document.token_at(span.start) for span in event.also)]

    def _deed(self, event: FoundEvent, at: dict[int, FoundEvent], events: list[FoundEvent]) -> FoundEvent | None:
        """The event that the object of a condemnation tells: at its own word, else the last one of its type before."""
        found = self._object(event)
        if found is None:
            return None
        told = at.get(found[0])
        if told is not None and told.type in DEEDS and told.source_actors:
            return told
        if not self.document.tokens[found[0]].form.startswith(("ال", "بال", "لل")):
            return None
        before = [one for one in events if one.token < event.token and one.type in found[1] and one.type in DEEDS and one.source_actors]
        return before[-1] if before else None

    def _object(self, event: FoundEvent) -> tuple[int, set[str]] | None:
        """The first noun of a deed behind a condemnation, its subject left out, and the types that it may tell."""
        tokens, words = self.document.tokens, 0
        for k in range(event.token + 1, len(tokens)):
            token = tokens[k]
            if token.sentence != event.sentence or words > ADVERBS or token.kind == "punct" or token.form in CLOSED:
                return None
            if token.form in WHEREIN or self.document.mention_at(k) is not None:
                continue
            words += 1
            types = {match.sense.type for match in trigger_lexicon().match(token.word) if match.kind == "noun"}
            if types & DEEDS:
                return k, types
            if words == 1 and not token.form.startswith("ب"):
                return None
        return None
