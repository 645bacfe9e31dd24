"""Noun phrases that nobody marked: a mention is made for the one that speaks."""

from __future__ import annotations

from typing import NamedTuple

from rasd.extract.statements.clause import Reading
from rasd.findings import FoundMention
from rasd.ontology import cues
from rasd.ontology.words import joins_definite
from rasd.records import Origin

_RELATIVE = cues.words("relative")
_SKIP = cues.words("passed")
_NO_HEAD = cues.words("no_head") | _RELATIVE
_SO = cues.words("so")


class Subject(NamedTuple):
    """A speaker found at the cue: the mention (made here where nobody marked one), and its words."""

    mention: FoundMention
    made: bool


class Nominals:
    """Makes mentions for unmarked noun phrases, one for each place."""

    def __init__(self, reading: Reading) -> None:
        self.reading = reading
        self.documents = cues.documents()
        self.made: dict[int, FoundMention] = {}

    def is_document(self, index: int) -> bool:
        """Whether the token is a written thing that speaks (بيان، تقرير)."""
        word = self.reading.tokens[index].word
        accusative = any(prefix in ("", "و") and stem.removesuffix("ا") in self.documents for prefix, stem in word.readings)  # بيانا
        return accusative or cues.noun_of(word, self.documents) is not None

    def is_head(self, index: int) -> bool:
        """Whether a noun phrase may begin at the token."""
        reading, form = self.reading, self.reading.form(index)
        if reading.tokens[index].kind not in ("word", "latin") or reading.is_preposition(index) or form in _NO_HEAD or len(form) < 3:
            return False
        return not (reading.has_l(index) or reading.has_b(index) or reading.is_that(index))

    def phrase(self, index: int, end: int) -> Subject:
        """A mention for a noun phrase that nobody marked: up to a preposition, punctuation or relative, genitives and adjectives in."""
        reading, last = self.reading, index
        held = self.made.get(index)
        if held is not None:
            return Subject(held, False)
        while last + 1 < end and last - index < 7:
            token = reading.tokens[last + 1]
            mention = reading.document.mention_at(last + 1)
            definite = reading.form(index).startswith("ال")
            if mention is not None and mention.first == last + 1 and definite:
                break  # a definite noun has no genitive: اتهم الإصدار حركة
            if mention is not None and mention.first == last + 1 and not reading.is_oblique(mention):
                last = min(mention.last, end - 1)
                break
            stop = (
                token.kind != "word"
                or token.form in _RELATIVE
                or token.form in _SO
                or reading.is_that(last + 1)
                or reading.document.time_at(last + 1)
            )
            if stop or token.form in _SKIP or reading.has_l(last + 1) or self._ends(index, last + 1):
                break
            if reading.is_preposition(last + 1) and (last + 2 >= end or reading.document.time_at(last + 2)):
                break
            last += 1
        prefix = self._prefix(index)
        span = reading.document.span(index, last, prefix)
        mention = FoundMention(span, index, last, "nominal", "group" if last > index else "other", origin=Origin("statements", "1"))
        self.made[index] = mention
        return Subject(mention, True)

    def _ends(self, head: int, index: int) -> bool:
        """Whether a preposition ends a noun phrase: not مصدر في الوزارة, القائمون على المشروع, but رئيس اللجنة في بيان."""
        reading = self.reading
        if not reading.is_preposition(index):
            return False
        form = reading.form(head)
        if form.endswith(("ون", "ين")):
            return reading.form(index) not in ("من", "في", "على", "علي", "عن")
        return reading.form(index) not in ("من", "في") or form.startswith("ال") or self.is_document(index + 1)

    def _prefix(self, index: int) -> str:
        form = self.reading.form(index)
        if joins_definite(form):
            return "و"  # والقمة تدعو
        return form[0] if form[:1] in "لب" and len(form) > 4 and self.reading.has_l(index) else ""
