"""Whose words they are: the speaker of a cue, or where the resolver is to look for one."""

from __future__ import annotations

from rasd.extract.statements.clause import CueCandidate, Reading
from rasd.extract.statements.judged import Earlier, Voice
from rasd.extract.statements.nominal import Subject
from rasd.extract.statements.opening import Opening
from rasd.extract.statements.positions import Positions
from rasd.extract.statements.speaker import Speakers

_CALLED_UPON = frozenset({"group", "igo", "armed_group"})
_BODIES = frozenset({"government", "military", "company", "party", "ngo", "other"})
_OWN_PRONOUNS = {"بانه": "m", "بانها": "f"}
_WAS = frozenset({"كان", "كانت"})


class Subjects:
    """Decides who speaks at each cue, by its shape and by the cues before it."""

    def __init__(self, reading: Reading, positions: Positions, speakers: Speakers) -> None:
        self.reading = reading
        self.positions = positions
        self.speakers = speakers

    def of(self, candidate: CueCandidate, opening: Opening, before: Earlier) -> Voice:
        """Who speaks at a cue whose content opens after it."""
        if self.positions.is_resumptive(candidate) and (subject := self.speakers.preceding.nearest(candidate)) is not None:
            return Voice(subject)
        if candidate.form.shape == "participle":
            return self._of_participle(candidate, opening, before)
        if candidate.form.shape == "masdar":
            return Voice(self._annexed(candidate, opening), "quote")
        end = opening.gap if opening.kind != "object" else opening.start
        if subject := self._before_or_passed_on(candidate, end):
            return Voice(subject)
        return self._after(candidate, opening, before, end) or self._dropped(candidate, before)

    # --- verbs

    def _before_or_passed_on(self, candidate: CueCandidate, end: int) -> Subject | None:
        """The subject before a verb, or the source that it quotes."""
        preceding, title = self.speakers.preceding, self.reading.document.title
        return (
            preceding.adjacent(candidate, self.reading.starts[candidate.first])
            or preceding.unmarked(candidate)
            or self.speakers.sources.reported(candidate, end)
            or (preceding.headline(candidate, title) if title is not None else None)
        )

    def _after(self, candidate: CueCandidate, opening: Opening, before: Earlier, end: int) -> Voice | None:
        """The subject after a verb, unless the party that stands there is accused or called upon."""
        subject = self.speakers.following.find(candidate, end)
        if subject is None:
            return None
        if self._is_accused(candidate, subject, opening):
            return Voice(None, "chain" if candidate.form.prefix and before else "nobody")
        return None if self._is_addressed(candidate, subject, before, end) else Voice(subject)

    def _dropped(self, candidate: CueCandidate, before: Earlier) -> Voice:
        """The subject of a verb that has none of its own: the other side, who acts, or whoever the resolver finds."""
        if self.positions.has_side(candidate):
            return Voice(None, "his-side")
        if candidate.first not in self.positions.edges and not candidate.form.present:
            subject = self.speakers.preceding.before(candidate)
            if subject is not None:
                return Voice(subject)
        return Voice(self._acting(candidate, before) or self._had_said(candidate, before), "chain")

    def _had_said(self, candidate: CueCandidate, before: Earlier) -> Subject | None:
        """Who acts in the sentence before, of whom وكان قد قال goes on to tell: امتنع البنك عن التعليق. وكان قد قال إن."""
        reading, first = self.reading, candidate.first - (self.reading.form(candidate.first - 1) == "قد")
        floor = reading.starts[candidate.first]
        was = first - 1 == floor and reading.form(floor).lstrip("و") in _WAS
        return self.acted_before(candidate, before) if was else None

    def acted_before(self, candidate: CueCandidate, before: Earlier) -> Subject | None:
        """Who acts in the sentence before, of the same paragraph, where nobody speaks in it."""
        reading, floor = self.reading, self.reading.starts[candidate.first]
        if floor == 0 or not reading.same_paragraph(floor):
            return None
        if before.speaks_since(reading.starts[floor - 1]):
            return None
        subject = self.speakers.preceding.acting(reading.starts[floor - 1], floor, candidate)
        return subject if subject is not None and reading.gender_of(subject.mention) == candidate.form.gender else None

    def _acting(self, candidate: CueCandidate, before: Earlier) -> Subject | None:
        """Who acts in the sentence, for the first cue of a sentence that began with another verb: وتطرق ترامب إلى الأمر وقال."""
        floor = self.reading.starts[candidate.first]
        edge = self.positions.edges.get(candidate.first)
        if edge is None or edge <= floor or candidate.form.gender is None:
            return None
        if before.speaks_since(floor):
            return None
        subject = self.speakers.preceding.sentence_subject(candidate)
        if subject is None or self.reading.gender_of(subject.mention) != candidate.form.gender:
            return None
        many = subject.mention.number in ("p", "d") or self.reading.form(subject.mention.first).endswith(("ون", "ين"))
        return None if many and candidate.form.number == "s" else subject

    def _is_accused(self, candidate: CueCandidate, subject: Subject, opening: Opening) -> bool:
        """Whether the one party after اتهمت is the one accused (a passive, or a dropped subject): اتهمت الشركة بأنها باعت."""
        mention, pronoun = subject.mention, _OWN_PRONOUNS.get(self.reading.form(opening.start))
        if candidate.cue.stance != "accuse" or pronoun is None or opening.gap > mention.last + 1:
            return False
        return mention.number not in ("p", "d") and self.reading.gender_of(mention) == pronoun

    def _is_addressed(self, candidate: CueCandidate, subject: Subject, before: Earlier, gap: int) -> bool:
        """Whether the one party after ودعا، واتهم is the one called upon, and the speaker is dropped: ودعا الشعب إلى, ودعت المواطنين."""
        if (
            candidate.cue.stance not in ("demand", "accuse")
            or not candidate.cue.person
            or not before
            or candidate.first not in self.positions.edges
        ):
            return False
        mention = subject.mention
        if self.speakers.others(mention, gap) or self.speakers.nominals.is_document(mention.first):
            return False
        if self.reading.form(mention.first).endswith("ون") or self.reading.is_nominative(mention.first):
            return False
        if subject.made:
            return self.reading.form(mention.first).endswith("ين")
        if self.reading.gender_of(mention) not in (None, candidate.form.gender) and candidate.form.number == "s":
            return True
        if candidate.first == self.positions.edges[candidate.first] and not candidate.form.prefix:
            return False  # طالبت الأمم المتحدة بفتح تحقيق: where nothing is gone on with, no subject is dropped
        if mention.kind == "country":
            floor = self.reading.starts[candidate.first]
            return any(j.candidate.form.shape == "verb" for j in before.since(floor))
        if mention.kind in _CALLED_UPON or (mention.first == mention.last and self.reading.form(mention.first).endswith("ين")):
            return True
        return mention.kind in _BODIES and self._goes_on(candidate, before)

    def _goes_on(self, candidate: CueCandidate, before: Earlier) -> bool:
        """Whether a verb of the same gender spoke before in the sentence: اعتبرت الرئيسة أن ...، وطالبت الحكومة بالكشف."""
        floor = self.reading.starts[candidate.first]
        last = before.last_verb()
        return last is not None and last.first >= floor and last.form.gender == candidate.form.gender

    # --- participles and masdars

    def _of_participle(self, candidate: CueCandidate, opening: Opening, before: Earlier) -> Voice:
        """A subject of its own right after it (مؤكدا الوزير أن), else that of the clause it hangs on."""
        if not candidate.cue.person and opening.kind != "object" and opening.start > candidate.last + 1:
            mention = self.reading.document.mention_at(candidate.last + 1)
            if mention is not None and mention.kind == "person" and not self.reading.is_oblique(mention):
                return Voice(Subject(mention, False))
        return self._governing(candidate, before)

    def _governing(self, candidate: CueCandidate, before: Earlier) -> Voice:
        """A participle speaks for the subject of its clause: that of the last verb of saying before it, else the first party."""
        floor = self.reading.starts[candidate.first]
        last = next((j.candidate.first for j in before.since(floor) if self._governs(j.candidate)), -1)
        for other in self.positions.between(max(floor, last + 1), candidate.first):
            if self._leads(other):
                subject = self.speakers.preceding.adjacent(other, floor) or self.speakers.following.find(
                    other, self.positions.next_stop(other)
                )
                if subject is not None and not subject.made:
                    return Voice(subject)
        if last >= 0:
            return Voice(None, "participle")
        subject = self.speakers.preceding.sentence_subject(candidate)
        return Voice(subject, None if subject else "participle")

    def _governs(self, candidate: CueCandidate) -> bool:
        return candidate.form.shape != "masdar" or candidate.cue.lemma == "قول"

    def _leads(self, candidate: CueCandidate) -> bool:
        """Whether a verb opens a clause though it has no content: رد الوزير بسرعة، محذرا."""
        return candidate.cue.kind == "verb" and candidate.form.shape == "verb" and candidate.first in self.positions.edges

    def _annexed(self, candidate: CueCandidate, opening: Opening) -> Subject | None:
        if candidate.form.object or candidate.form.prefix.endswith("ال"):
            source = self.speakers.sources.quoted_source(candidate)
            if source is None and candidate.cue.lemma == "قول" and candidate.form.prefix[:1] == "ب":
                return self.speakers.sources.introducing(candidate)
            return source
        return self.speakers.following.find(candidate, opening.gap)
