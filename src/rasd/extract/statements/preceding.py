"""The subject before a cue: إن الوزير أكد, الوزير الذي اتهم, القوى السياسية تطالب."""

from __future__ import annotations

from rasd.extract.statements.clause import MARKS, CueCandidate, Reading
from rasd.extract.statements.nominal import Nominals, Subject
from rasd.findings import FoundMention
from rasd.ontology import cues
from rasd.spans import Span

_RELATIVE = cues.words("relative")
_SKIP = cues.words("passed")
_TURNS = cues.words("turn")
_CLAUSE_OPENERS = cues.words("before_party")
_OPENINGS = _TURNS | _CLAUSE_OPENERS
_SPEAKING = frozenset({"person", "government", "group", "party", "media", "ngo", "igo", "company", "military", "armed_group"})
_GENDERS = {"الذي": "m", "التي": "f"}
PHRASE_WORDS = 6  # tokens of an unmarked noun phrase before its verb
HEADLINE_WORDS = 5  # and in a headline


class Preceding:
    """Finds the subject before a candidate."""

    def __init__(self, reading: Reading, nominals: Nominals) -> None:
        self.reading = reading
        self.nominals = nominals

    def adjacent(self, candidate: CueCandidate, floor: int) -> Subject | None:
        """The party right before the verb, where it opens the clause or a relative hangs on it: إن الوزير أكد, الوزير الذي اتهم."""
        reading, index = self.reading, candidate.first - 1
        while index >= floor and self._is_passed(index):
            index -= 1
        if candidate.form.prefix in ("و", "ف") or index < floor:
            return None
        relative = reading.form(index) in _RELATIVE and not candidate.form.object
        comma = reading.is_comma(index)
        behind = index - 1 if relative or comma else index
        if relative and reading.is_comma(behind):  # النائب، الذي ندد
            behind -= 1
        mention = reading.document.mention_at(behind)
        head = reading.document.mention_at(floor)
        if comma and head is not None and reading.is_comma(head.last + 1) and reading.form(head.last + 2) in _RELATIVE:
            return Subject(head, False) if candidate.agrees(head) else None  # الوزير، الذي كان يتحدث أمام الوفود، أوضح
        if mention is None or mention.last >= candidate.first or not candidate.agrees(mention):
            return None
        if relative:
            return Subject(mention, False) if self._carries_on(candidate, index) else None
        mention = self._first_of_apposition(mention, floor)
        if reading.is_oblique(mention):
            return None
        before = mention.first - 1
        opens = mention.first <= floor or reading.is_that(before) or reading.form(before) in _CLAUSE_OPENERS
        return Subject(mention, False) if opens or (not comma and reading.tokens[before].kind == "punct") else None

    def _carries_on(self, candidate: CueCandidate, relative: int) -> bool:
        """Whether the verb after a relative agrees with it; it does not in الشركة التي قال إنها أجنبية, where somebody else speaks."""
        gender = _GENDERS.get(self.reading.form(relative).removeprefix("و"))
        return gender is None or candidate.form.gender in (None, gender)

    def _first_of_apposition(self, mention: FoundMention, floor: int) -> FoundMention:
        """The first of parties set one after the other with commas: نور الدين سليك، مستشار برلماني، قال."""
        while mention.first - 2 >= floor and self.reading.is_comma(mention.first - 1):
            earlier = self.reading.document.mention_at(mention.first - 2)
            if earlier is None or earlier.kind != mention.kind or self.reading.is_oblique(earlier):
                break
            mention = earlier
        return mention

    def before(self, candidate: CueCandidate) -> Subject | None:
        """The subject that stands before the verb in its clause: after أن, كان, a full stop, or the start of the sentence."""
        reading, index = self.reading, candidate.first - 1
        floor = reading.starts[candidate.first]
        while index >= floor and self._is_passed(index):
            index -= 1
        if index < floor:
            return None
        mention = reading.document.mention_at(index)
        if reading.form(index) in _RELATIVE:
            mention = reading.document.mention_at(index - 1)
            return Subject(mention, False) if mention else None
        if mention is not None and not reading.is_oblique(mention):
            return Subject(mention, False)
        return self._clause_head(candidate, floor)

    def _is_passed(self, index: int) -> bool:
        reading = self.reading
        return reading.form(index) in _SKIP or reading.tokens[index].text in MARKS  # not brackets and dashes: القدس (CNN)-- قال

    def _clause_head(self, candidate: CueCandidate, floor: int) -> Subject | None:
        reading, start = self.reading, candidate.first - 1
        while start > floor and not reading.is_that(start) and reading.form(start) not in _TURNS:
            start -= 1
        for index in range(start, candidate.first):
            mention = reading.document.mention_at(index)
            if mention is not None and mention.first == index and not reading.is_oblique(mention):
                return Subject(mention, False)
        return None

    def nearest(self, candidate: CueCandidate) -> Subject | None:
        """Whom a verb with a pronoun back to a noun has as subject: ألقى الأمين كلمة جدد فيها, اتصالا من الملك عبر خلاله."""
        reading, beside = self.reading, candidate.first - 1
        while beside > reading.starts[candidate.first] and reading.form(beside) in _RELATIVE:
            beside -= 1
        follows = reading.document.mention_at(candidate.last + 2)
        if (
            follows is not None
            and follows.first == candidate.last + 2
            and not reading.is_oblique(follows)
            and candidate.agrees(follows)
            and (candidate.form.gender != "m" or reading.gender_of(follows) != "f")  # طالب فيه الحكومة بالرد: the government is asked
        ):
            return Subject(follows, False)  # في وقت تعهدت فيه بيونغ يانغ
        source = reading.document.mention_at(beside)
        if source is not None and candidate.agrees(source) and (self._gives(source) or reading.has_l(source.first)):
            return Subject(source, False)
        for index in range(beside, reading.starts[candidate.first] - 1, -1):
            mention = reading.document.mention_at(index)
            if mention is None or mention.kind not in _SPEAKING or self.nominals.is_document(mention.first):
                continue  # أصدر الحزب بيانا جدد فيه: the party
            fits = candidate.agrees(mention) and reading.gender_of(mention) in (None, candidate.form.gender)
            if fits and not reading.is_oblique(mention):
                return Subject(mention, False)
        return None

    def _gives(self, mention: FoundMention) -> bool:
        return self.reading.form(mention.first - 1) == "من"

    def sentence_subject(self, candidate: CueCandidate) -> Subject | None:
        """The first party of the sentence that is not oblique: what a participle without a governing cue agrees with."""
        return self.acting(self.reading.starts[candidate.first], candidate.first, candidate)

    def acting(self, first: int, end: int, candidate: CueCandidate) -> Subject | None:
        """The first party from token `first` to before `end` that is not oblique and agrees with the cue."""
        for index in range(first, end):
            mention = self.reading.document.mention_at(index)
            if mention is not None and mention.first == index and not self.reading.is_oblique(mention) and candidate.agrees(mention):
                return Subject(mention, False)
        return None

    def unmarked(self, candidate: CueCandidate) -> Subject | None:
        """The unmarked noun phrase before a verb: of a plural, which has none after it, or in the accusative after لكن, إن.

        لكن نوابا معارضين يتهمون الرئيس, لكن مسؤولا محليا اتهم التنظيم.
        """
        reading, first = self.reading, candidate.first
        if candidate.form.shape != "verb" or candidate.form.prefix:
            return None
        while first > reading.starts[candidate.first] and candidate.first - first <= PHRASE_WORDS:
            before = first - 1
            if reading.tokens[before].kind != "word" or reading.is_that(before) or reading.form(before) in _OPENINGS:
                break
            first = before
        if first == candidate.first or not self.nominals.is_head(first):
            return None
        if candidate.form.number == "p" or reading.is_accusative(first, candidate.first):
            return self.nominals.phrase(first, candidate.first)
        return None

    def headline(self, candidate: CueCandidate, title: Span) -> Subject | None:
        """The words before a verb in a headline, where nobody marked them: القوى السياسية تطالب."""
        inside = self.reading.document.tokens_in(title)
        if candidate.first not in inside or candidate.first == inside[0] or not candidate.form.present:
            return None
        first = candidate.first - 1
        while first > inside[0] and self.reading.tokens[first - 1].kind == "word":
            first -= 1
        if candidate.first - first > HEADLINE_WORDS or not self.nominals.is_head(first):
            return None
        return self.nominals.phrase(first, candidate.first)
