"""Who speaks at a cue: the subject after the verb, before it, the noun annexed to a masdar or phrase, or the source passed on."""

from __future__ import annotations

from rasd.extract.statements.clause import MARKS, CueCandidate, Reading
from rasd.extract.statements.following import Following
from rasd.extract.statements.nominal import Nominals, Subject
from rasd.extract.statements.preceding import Preceding
from rasd.findings import FoundMention
from rasd.ontology import cues

_ASCRIBED = ("عن", "الي")  # نقل عن, نسب إلى
_PASSED_ON = dict.fromkeys(cues.words("quoting"), _ASCRIBED) | {"علم": ("من",)}  # lemma → before the source


class Speakers:
    """The places where the speaker of a candidate is looked for; each makes its mentions through the same `nominals`."""

    def __init__(self, reading: Reading) -> None:
        self.reading = reading
        self.nominals = Nominals(reading)
        self.following = Following(reading, self.nominals)
        self.preceding = Preceding(reading, self.nominals)
        self.sources = Sources(reading, self.nominals)

    def speaks(self, subject: Subject) -> bool:
        """Whether a subject is surely somebody: a marked party, people in the plural (ناشطون), a text."""
        return (
            not subject.made
            or self.reading.has_l(subject.mention.first)
            or self.nominals.is_document(subject.mention.first)
            or self.reading.form(subject.mention.first).endswith("ون")
        )

    def others(self, subject: FoundMention, end: int) -> bool:
        """Whether another party that is not oblique stands between the subject and token `end`."""
        index = subject.last + 1
        while index < end:
            mention = self.reading.document.mention_at(index)
            joined = mention is not None and mention.first == subject.last + 1 and self.reading.form(mention.first)[:1] == "و"
            if mention is not None and joined:
                subject, index = mention, mention.last + 1  # اتهم الحزب والتنظيم: one party
                continue
            if mention is not None and mention is not subject and not self.reading.is_oblique(mention):
                return True
            index += 1
        return False


class Sources:
    """Finds the source that a candidate quotes."""

    def __init__(self, reading: Reading, nominals: Nominals) -> None:
        self.reading = reading
        self.nominals = nominals

    def reported(self, candidate: CueCandidate, gap: int) -> Subject | None:
        """The source that a medium quotes, where the cue is of those: نقلت الوكالة عن مصدر أن."""
        before, reading = _PASSED_ON.get(candidate.cue.lemma), self.reading
        if before is None:
            return None
        for index in range(candidate.last + 1, gap - 1):
            if reading.form(index) in before and not reading.document.mention_at(index):
                quoted = reading.tokens[index + 1].text in MARKS
                mention = reading.document.mention_at(index + 1 + quoted)
                if mention is not None:
                    return Subject(mention, False)
                return self.nominals.phrase(index + 1, gap) if self.nominals.is_head(index + 1) else None
        return None

    def quoted_source(self, candidate: CueCandidate) -> Subject | None:
        """The source named before قوله: ونقلت الوكالة عن المتحدث قوله."""
        reading, floor = self.reading, self.reading.starts[candidate.first]
        for index in range(candidate.first - 1, floor - 1, -1):
            if reading.form(index) in _ASCRIBED and index + 1 < candidate.first:
                mention = reading.document.mention_at(index + 1)
                if mention is not None:
                    return Subject(mention, False)
                if reading.is_that(index + 1) or reading.is_preposition(index + 1) or reading.tokens[index + 1].kind == "punct":
                    return None
                return self.nominals.phrase(index + 1, candidate.first)
        return None

    def introducing(self, candidate: CueCandidate) -> Subject | None:
        """Who begins, answers or ends with words: اكتفى المدرب بالقول, يستهل الشاعر حديثه بالقول."""
        reading, index = self.reading, candidate.first - 1
        while index >= reading.starts[candidate.first] and not reading.is_comma(index):
            mention = reading.document.mention_at(index)
            if mention is not None and not reading.is_oblique(mention) and not self.nominals.is_document(mention.first):
                return Subject(mention, False)
            index = mention.first - 1 if mention is not None else index - 1
        return None
