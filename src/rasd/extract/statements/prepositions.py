"""The preposition that opens a content: أشار إلى, شدد على, طالب بـ, دعا لـ."""

from __future__ import annotations

from rasd.extract.statements.clause import CueCandidate, Reading
from rasd.extract.statements.opening import Opening, Way
from rasd.ontology import cues

LATER = 12  # tokens in which the cue's own preposition may follow a ل, or a second ب a first
NEAR, NEAR_PARTY = 8, 16  # tokens from the cue to من or في, and to one after whoever is warned
_FREE = {"الي": "إلى", "علي": "على", "عن": "عن", "من": "من", "في": "في"}  # folded form → frame
_LOOSE = frozenset({"من", "في"})  # frames that are places and parts as often
_WHETHER, _RESPONSIBILITY = cues.words("whether"), cues.words("responsibility")
_ALA_ADJUNCTS, _ALA_NOUNS = cues.words("ala_adjunct"), cues.words("ala_noun")


class Prepositions:
    """Finds the preposition of a cue."""

    def __init__(self, reading: Reading, boundaries: frozenset[int]) -> None:
        self.reading = reading
        self.boundaries = boundaries
        self.nouns = cues.nouns()

    def find(self, way: Way) -> Opening | None:
        """The opening where the search stands, if a preposition or a word of the cue's own opens one there."""
        index, frames, strength = way.index, way.candidate.cue.frames, way.candidate.cue.strength
        form = self.reading.form(index)
        if strength == "responsibility" and form in _RESPONSIBILITY:
            return Opening("object", index, index)
        if "عما" in frames and form in _WHETHER:
            return Opening("that", index, index)
        return self._free(way, form) or self._attached(way, form)

    def _free(self, way: Way, form: str) -> Opening | None:
        """A preposition that is a word of its own, a clause or a noun after it."""
        frame = _FREE.get(form)
        if frame is None or frame not in way.candidate.cue.frames:
            return None
        index, reading = way.index, self.reading
        if index + 1 >= reading.ends[index] or reading.document.mention_at(index) is not None:
            return None
        if (frame == "على" and self._is_other_ala(index)) or (frame in _LOOSE and not self._is_near(way)):
            return None
        return Opening("that" if reading.is_that(index + 1) else "preposition", index + 1, index)

    def _attached(self, way: Way, form: str) -> Opening | None:
        """A preposition that is written with its noun."""
        index, frames, reading = way.index, way.candidate.cue.frames, self.reading
        if "ب" in frames and reading.has_b(index) and self._is_own_b(way):
            if form == "ب" and index + 1 < reading.ends[index]:
                quotation = reading.quote_opening.get(index + 1)
                return Opening("preposition", quotation.first if quotation else index + 1, index)
            return Opening("preposition", index, index)
        if "ل" in frames and reading.has_l(index) and index > way.candidate.last and self._is_own_l(way):
            return Opening("preposition", index, index)
        if "bnouns" in frames and form.startswith("ب") and cues.noun_of(reading.tokens[index].word, self.nouns):
            return Opening("preposition", index, index)
        return None

    def _is_own_b(self, way: Way) -> bool:
        """Whether ب is the cue's own: no place, no title, and after a comma only where it follows at once or whoever is called upon."""
        index = way.index
        if self._is_where(index) or self._is_in_title(index):
            return False
        return not way.passed_comma or self.reading.is_comma(index - 1) or is_party(self.reading, way.candidate, index - 1)

    def _is_own_l(self, way: Way) -> bool:
        """Whether ل is the cue's own: no addressee, and no إلى that is its own follows."""
        mention = self.reading.document.mention_at(way.index)
        if mention is not None and mention.first == way.index:
            return False
        return not ("إلى" in way.candidate.cue.frames and self._has_later("الي", way.index))

    def _is_where(self, index: int) -> bool:
        """Whether ب says where, and another ب what: وجه الأمراء بمنطقة مكة باستقبال المبايعين."""
        reading = self.reading
        if reading.document.place_at(index) is None or reading.document.mention_at(index) is not None:
            return False
        return any(
            reading.has_b(k) and reading.document.place_at(k) is None for k in range(index + 1, min(index + LATER, reading.ends[index]))
        )

    def _is_in_title(self, index: int) -> bool:
        """Whether a word with ب belongs to the title before a name: كاتب الدولة للتونسيين بالخارج نبيل."""
        if not self.reading.form(index).startswith("بال"):
            return False
        after = self.reading.document.mention_at(index + 1)
        if after is None or after.first != index + 1 or not after.named or after.kind != "person":
            return False
        return not self.reading.is_oblique(after)

    def _has_later(self, preposition: str, index: int) -> bool:
        """Whether the preposition of the cue follows soon: دعا في البيان الختامي للقمة الدول إلى عدم."""
        for k in range(index + 1, min(index + LATER, self.reading.ends[index])):
            if k in self.boundaries or self.reading.is_comma(k) or self.reading.is_that(k):
                return False
            if self.reading.form(k) == preposition and self.reading.document.mention_at(k - 1) is not None:
                return True
        return False

    def _is_near(self, way: Way) -> bool:
        """Whether من or في stands near enough to be the cue's own (حذر من) and not a place or a part."""
        candidate, index = way.candidate, way.index
        if way.passed_comma:
            return self.reading.is_comma(index - 1) and candidate.cue.person
        reach = NEAR_PARTY if is_party(self.reading, candidate, index - 1) else NEAR
        return index <= candidate.last + reach

    def _is_other_ala(self, index: int) -> bool:
        """Whether على belongs to an adjunct (على هامش) or to a noun before it (في رده على سؤال)."""
        reading = self.reading
        return reading.form(index + 1) in _ALA_ADJUNCTS or any(reading.form(index - k) in _ALA_NOUNS for k in (1, 2, 3))


def is_party(reading: Reading, candidate: CueCandidate, index: int) -> bool:
    """Whether whom the cue calls upon stands at the token: دعا المجلسَ إلى."""
    return candidate.cue.person and reading.document.mention_at(index) is not None
