"""Who speaks in a text: بيان الجيش, تقرير صادر عن الوزارة: the author where one is named after it, else the text itself."""

from __future__ import annotations

from rasd.extract.statements.clause import Reading
from rasd.extract.statements.nominal import Nominals, Subject
from rasd.findings import FoundMention
from rasd.ontology import cues

AUTHOR_REACH = 6  # tokens between a document and its author: بيان صحفي صادر عن
_BY = cues.words("issued_by")
_THROUGH = frozenset({"علي", "عبر", "في"})  # بيان نشرته على فيسبوك: where a text stands is not who wrote it
_RELATIVE = cues.words("relative")
_NO_HEAD = cues.words("no_head") | _RELATIVE


class Authors:
    """Finds the author of a document that stands where a speaker does."""

    def __init__(self, reading: Reading, nominals: Nominals) -> None:
        self.reading = reading
        self.nominals = nominals

    def of(self, index: int, written: FoundMention | None, end: int) -> Subject:
        """The author of a document, if one is named after it, else the document: بيان الجيش, البيان."""
        reading = self.reading
        last = written.last if written is not None else index
        for k in range(last + 1, end):
            mention = reading.document.mention_at(k)
            if mention is not None and mention is not written:
                if self._is_author(last, mention):
                    return Subject(mention, False)
                break
            if reading.is_comma(k) or (reading.form(k) in _RELATIVE and reading.form(k + 1) not in _BY):
                break
        unmarked = self._unmarked_author(index, last, end)
        if unmarked is not None:
            return self.nominals.phrase(unmarked, end)
        return Subject(written, False) if written is not None else self.nominals.phrase(index, end)

    def _unmarked_author(self, index: int, last: int, end: int) -> int | None:
        """Where an author begins whom nobody marked: بيان لمديرية, بيان صادر عن الرئاسة, تقرير المنظمة."""
        reading, after = self.reading, last + 1
        for k in range(index + 1, min(after + 3, end)):
            if reading.form(k) == "عن" and k + 1 < end and reading.form(k - 1) in _BY:
                return k + 1
        if after >= end or reading.tokens[after].kind != "word" or reading.document.time_at(after) is not None:
            return None
        if reading.has_l(after):
            return after
        indefinite = not reading.form(index).startswith(("ال", "وال", "لل"))
        return after if indefinite and last == index and reading.form(after).startswith("ال") else None

    def is_written(self, index: int, first: int) -> bool:
        """Whether a document stands here as a subject: not في بيان."""
        reading = self.reading
        if not self.nominals.is_document(index) or reading.form(index) in _NO_HEAD or reading.is_preposition(index):
            return False
        return not reading.is_preposition(index - 1) or index - 2 == first  # جاء في بيان

    def _is_author(self, last: int, mention: FoundMention) -> bool:
        """Whether a party is annexed to a document: بيان الجيش, بلاغ لرئاسة الجمهورية, بيان صادر عن الوزارة."""
        between = range(last + 1, mention.first)
        if len(between) > AUTHOR_REACH or mention.kind in ("place",) or self.reading.form(mention.first - 1) in _THROUGH:
            return False
        words = [self.reading.form(k) for k in between]
        if self.reading.form(last).startswith("ال"):  # البيان has no author annexed to it
            return any(word in _BY for word in words) or mention.span.start > self.reading.tokens[mention.first].start
        if not any(self.reading.is_preposition(k) or self.reading.form(k) in _RELATIVE for k in between):
            return True
        return any(word in _BY for word in words) and not any(self.reading.is_comma(k) for k in between)
