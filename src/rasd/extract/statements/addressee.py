"""Whom a statement is told to: after ل, by a medium that it was told to, or the object of دعا and its like."""

from __future__ import annotations

from rasd.extract.statements.clause import MARKS, CueCandidate, Reading
from rasd.extract.statements.nominal import Nominals
from rasd.findings import FoundMention

_CREDITING = frozenset({"وفقا", "طبقا", "بحسب", "وفق", "عن"})
_TOLD_TO = frozenset({"مع", "الي", "لدي", "صحيفه", "قناه", "وكاله", "موقع", "شبكه", "جريده"})


class Addressees:
    """Finds the addressee of a candidate."""

    def __init__(self, reading: Reading, nominals: Nominals) -> None:
        self.reading = reading
        self.nominals = nominals

    def of(self, candidate: CueCandidate, gap: int, subject: FoundMention | None) -> FoundMention | None:
        """The party addressed: after ل, or the object of دعا and its like."""
        reading, index = self.reading, candidate.last + 1
        speaking = subject.last if subject is not None else -1
        while index < gap:
            mention = reading.document.mention_at(index)
            if mention is None:
                index += 1
                continue
            if (
                mention.first == speaking + 1
                and reading.form(mention.first)[:1] == "و"
                and mention.span.start > reading.tokens[mention.first].start
            ):
                speaking = mention.last  # دعت بريطانيا والنرويج إلى: both call, on nobody
            elif mention is not subject and self._is_addressee(mention, candidate, subject):
                return mention
            index = mention.last + 1
        return None

    def _is_addressee(self, mention: FoundMention, candidate: CueCandidate, subject: FoundMention | None) -> bool:
        """Told by ل (قال لرويترز), by a medium that it was told to (في حوار مع), or by being the object of دعا. The accused is none."""
        reading, before = self.reading, mention.first - 1
        while before > candidate.last and reading.tokens[before].text in MARKS:
            before -= 1
        if reading.form(before) in _CREDITING or self.nominals.is_document(mention.first):
            return False
        attached = mention.span.start > reading.tokens[mention.first].start and reading.form(mention.first)[:1] == "ل"
        if subject is not None and mention.last < subject.first:
            return False  # a title before the name that speaks
        if attached or reading.form(mention.first).startswith("لل") or "ل" in (reading.form(before), reading.form(before - 1)):
            owner = subject is not None and subject.kind not in ("person", "group") and mention.first == subject.last + 1
            return mention.kind == "media" or not (owner or mention.kind == "armed_group")  # المركز الإعلامي للمقاومة
        if mention.kind == "media" and reading.form(before) in _TOLD_TO:
            return True
        if candidate.cue.stance == "demand" and candidate.cue.person and reading.form(before) == "من":
            return before == candidate.last + 1 or (subject is not None and before == subject.last + 1)  # طلب من الأردن
        apposed = reading.is_comma(before) and subject is not None and subject.kind == mention.kind
        return candidate.cue.person and candidate.cue.stance != "accuse" and not apposed and not reading.is_oblique(mention)
