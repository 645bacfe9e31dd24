"""The search for the opening of a content: from the cue on, the first of its marks, nouns and prepositions that the cue takes."""

from __future__ import annotations

from rasd.extract.statements.clause import CueCandidate, Reading
from rasd.extract.statements.objects import Objects
from rasd.extract.statements.opening import Marks, Opening, Way
from rasd.extract.statements.prepositions import Prepositions
from rasd.ontology import cues

REACH = 48  # tokens between cue and content: subjects with titles, place and occasion run long in Gulf agencies
SHORT_QUOTE = 5  # a quotation of fewer tokens before أن is a name or a term («عكاظ»)
_UNMARKED = frozenset({"قال", "أضاف", "أردف", "استطرد", "استدرك"})  # participles after which speech may follow without any mark
_SAYING, _RELATIVE = cues.words("saying"), cues.words("relative")


class Openings:
    """Finds the opening of each candidate."""

    def __init__(self, reading: Reading, boundaries: frozenset[int], verbs: frozenset[int]) -> None:
        """`boundaries` begin a new speech act; `verbs` are all verbs of saying."""
        self.reading = reading
        self.boundaries = boundaries
        self.marks = Marks(reading, verbs)
        self.objects = Objects(reading, boundaries)
        self.prepositions = Prepositions(reading, boundaries)

    def find(self, candidate: CueCandidate) -> Opening | None:
        """The opening after the cue, or None where nothing opens a content."""
        way = Way(candidate, min(self.reading.ends[candidate.first], candidate.last + 1 + REACH))
        if opening := self._on_the_way(way) or way.quoted:
            return opening
        if self._is_unmarked(way):
            spoken = next((k for k in range(way.start, way.limit) if self.reading.tokens[k].kind != "punct"), way.start)
            return Opening("colon", spoken, way.start)
        return self.objects.first(candidate, way.limit) if self.objects.are_taken(candidate) else None

    def _on_the_way(self, way: Way) -> Opening | None:
        """The first opening on the way. A short quotation is only noted: what follows it may be the content."""
        reading, frames = self.reading, way.candidate.cue.frames
        takes_clause, takes_marks = "أن" in frames, ":" in frames
        while (index := way.index) < way.limit:
            form = reading.tokens[index].form
            if form == "(" and (past := reading.bracketed(index)) > index:
                way.index = past
                continue
            if takes_marks and form in _SAYING:
                way.said = index if way.said < 0 else way.said
            elif index in self.boundaries:
                return None
            if takes_clause and (opening := self.marks.clause(way)):
                return opening
            if form == ":":
                return self.marks.colon(index, way.said) if takes_marks and index + 1 < reading.count else None
            if quotation := reading.quote_opening.get(index):
                if takes_marks and way.quoted is None and self.marks.is_speech(quotation, way.candidate, index):
                    way.quoted = Opening("quote", quotation.first, index, way.said)
                    if quotation.words >= SHORT_QUOTE:
                        return way.quoted
                way.index = quotation.end + 1
                continue
            way.relative = way.relative or form in _RELATIVE
            if way.seeks_words and (opening := self.objects.noun(way) or self.prepositions.find(way)):
                return opening
            way.passed_comma = way.passed_comma or reading.is_comma(index)
            way.index += 1
        return None

    def _is_unmarked(self, way: Way) -> bool:
        """Whether speech follows a participle without any mark: مضيفا ليس هناك تقارب, قائلا .. أسقطا حقائبكما."""
        reading, candidate, start = self.reading, way.candidate, way.start
        if candidate.form.shape != "participle" or candidate.cue.lemma not in _UNMARKED or start >= way.limit or start in self.boundaries:
            return False
        follows = candidate.first > 0 and reading.tokens[candidate.first - 1].kind == "punct"
        return (reading.tokens[start].kind == "word" and follows) or (candidate.cue.lemma == "قال" and start + 1 < way.limit)
