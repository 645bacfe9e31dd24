"""The word that governs a mention: its preposition, or the kind of word before it."""

from __future__ import annotations

from rasd.document import Document
from rasd.findings import FoundMention
from rasd.ontology.tables import items, table

AGENT_BEFORE, RELATIVES, GOVERNORS = (frozenset(items(row["words"])) for row in table("party_words"))
BARE = frozenset({"word", "start", "punct"})  # before a noun phrase that no preposition governs


class Governors:
    """The governors of the mentions of one document, cached: several events of a sentence ask for the same."""

    def __init__(self, document: Document) -> None:
        self.document = document
        self._known: dict[int, str] = {}  # by id of the mention

    def of(self, mention: FoundMention) -> str:
        """The preposition before a mention (its proclitic, else the function word before it), "agent", or one of `BARE`."""
        known = self._known.get(id(mention))
        if known is None:
            known = self._known[id(mention)] = self._read(mention)
        return known

    def _read(self, mention: FoundMention) -> str:
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
