"""Where the content of a statement opens: after أن, a colon, a quotation mark, a preposition, or as the object of the cue."""

from __future__ import annotations

from typing import NamedTuple

from rasd.extract.statements.clause import CueCandidate, Quoted, Reading
from rasd.ontology import cues

SPEECH = frozenset({"أن", ":", "ب"})  # frames of the cues that take nothing but speech: قال, أضاف
_SAYING = cues.words("saying")
_DOUBTFUL = frozenset({"clause", "body"})  # strengths of verbs that are more than speech
SHORTEST_SPEECH = 5  # tokens of a quotation that is no term wherever it stands after such a verb: أنهى إضرابه في سجن «إيفين»


class Opening(NamedTuple):
    """How the content opens: `kind` is that, quote, colon, preposition or object; it starts at token `start`; the gap ends at `gap`."""

    kind: str
    start: int
    gap: int
    said: int = -1  # index of a second verb of saying that only carries on this one (أضاف قائلا)


class Way:
    """The way from a cue towards its content: where the search stands, how far it may go, and what it has passed."""

    __slots__ = ("candidate", "index", "limit", "passed_comma", "quoted", "relative", "said", "start")

    def __init__(self, candidate: CueCandidate, limit: int) -> None:
        self.candidate = candidate
        self.start = self.index = candidate.last + 1
        self.limit = limit
        self.said = -1  # where a second verb of saying stands
        self.quoted: Opening | None = None  # a short quotation: the content, if nothing better follows
        self.passed_comma = self.relative = False

    @property
    def seeks_words(self) -> bool:
        """Whether a noun or a preposition may still open the content: no relative clause, quotation or second verb came between."""
        return self.quoted is None and self.said < 0 and not self.relative


class Marks:
    """What shows speech without doubt: a clause with أن, a colon, a quotation."""

    def __init__(self, reading: Reading, verbs: frozenset[int]) -> None:
        """`verbs` are all verbs of saying."""
        self.reading = reading
        self.verbs = verbs

    def clause(self, way: Way) -> Opening | None:
        """The clause with أن that opens here, if the cue takes it."""
        index = way.index
        if self.reading.opens_clause(index) and self._is_taken(way.candidate, index):
            return Opening("that", index, self._before_preposition(index, way.start), way.said)
        return None

    def colon(self, index: int, said: int) -> Opening:
        """What follows a colon."""
        follow = self.reading.past_entity(index + 1)
        quotation = self.reading.quote_opening.get(follow) if follow == index + 1 else None
        if quotation:
            return Opening("quote", quotation.first, index, said)
        return Opening("colon", follow, index, said)

    def is_speech(self, quotation: Quoted, candidate: CueCandidate, mark: int) -> bool:
        """Whether a quotation without a colon can be what is said, and no mere name."""
        return self._is_quotable(quotation, candidate, mark) and not self._is_name(quotation, mark)

    def _is_taken(self, candidate: CueCandidate, index: int) -> bool:
        """Whether a preposition before أن is one that the cue takes: على أن after أكد, but not where it means provided that."""
        before = self.reading.form(index - 1)
        if candidate.last < index - 1 and index - 1 in self.verbs and before not in _SAYING:
            return False  # كان يعتقد أن: the clause is the nearer verb's
        if before == "علي":
            return bool(candidate.cue.frames & {"على", "إلى"}) or index <= candidate.last + 2
        return True

    def _before_preposition(self, index: int, start: int) -> int:
        while index > start and self.reading.form(index - 1) in ("الي", "علي", "من", "عن", "في", ":", "ب", '"', "،", "«", "“"):
            index -= 1
        return index

    def _is_quotable(self, quotation: Quoted, candidate: CueCandidate, mark: int) -> bool:
        """Whether a quotation without colon stands where speech stands: after cue, subject, time or comma, not after a mere noun."""
        before, reading = mark - 1, self.reading
        if before <= candidate.last or reading.tokens[before].kind == "punct":
            return True
        doubtful = candidate.cue.strength in _DOUBTFUL and quotation.words < SHORTEST_SPEECH
        if candidate.cue.frames <= SPEECH and candidate.cue.strength != "text" and not doubtful:
            return not reading.is_preposition(before)
        if reading.form(before) in _SAYING or reading.document.time_at(before) or reading.document.mention_at(before):
            return True
        return reading.document.place_at(before) is not None or self.reading.ends_adverb(before)

    def _is_name(self, quotation: Quoted, mark: int) -> bool:
        """Whether a quotation is only a name: «الشرق الأوسط», or hangs on ل."""
        if self.reading.form(mark - 1) in ("ل", "ب", "ال"):
            return True
        mention = self.reading.document.mention_at(quotation.first)
        return mention is not None and mention.last >= quotation.last
