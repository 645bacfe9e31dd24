"""Which candidates are statements: an opening of its own, a speaker where the lexicon asks for one, nobody's يعتقد أن."""

from __future__ import annotations

from rasd.extract.statements.clause import CueCandidate, Reading
from rasd.extract.statements.fitness import Case, Fitness
from rasd.extract.statements.judged import Earlier, Judged
from rasd.extract.statements.nominal import Subject
from rasd.extract.statements.opening import Opening
from rasd.extract.statements.openings import Openings
from rasd.extract.statements.parenthesis import speaker_of
from rasd.extract.statements.positions import Positions
from rasd.extract.statements.speaker import Speakers
from rasd.extract.statements.subjects import Subjects
from rasd.ontology import cues

_NO_CREDIT = cues.words("no_credit")
_CUSTODY = cues.words("custody")
_OWN_WORDS = cues.words("own_words")
_AND_HE = frozenset({"وهو", "وهي"})
_BACKWARD = frozenset({"ذلك", "بذلك"})
_RULES = cues.words("rule_noun")
_SPOKEN = frozenset({"أن", ":"})  # frames of a verb that can stand after what it reports


class Judge:
    """Tells cues from words that are only spelled like them."""

    def __init__(self, reading: Reading, positions: Positions, speakers: Speakers) -> None:
        self.reading = reading
        self.positions = positions
        self.speakers = speakers
        self.openings = Openings(reading, positions.boundaries, positions.verbs)
        self.subjects = Subjects(reading, positions, speakers)
        self.fitness = Fitness(reading, positions, speakers)

    def cues(self) -> list[Judged]:
        """The cues of the document, in order; of two readings of one word the first that is fit."""
        found = Earlier()
        opened = self._opened()
        carried = {opening.said for _, opening in opened if opening is not None}
        for candidate, opening in opened:
            if candidate.first in carried or (found and found[-1].candidate.first == candidate.first):
                continue
            judged = self._judge(candidate, opening, found)
            if judged is not None:
                found.append(judged)
        return found

    def _judge(self, candidate: CueCandidate, opening: Opening | None, before: Earlier) -> Judged | None:
        if candidate.cue.kind == "phrase":
            return self._phrase(candidate)
        phrase = self.positions.after_phrases.get(candidate.first)
        if self._points_back(candidate):
            subject = self.speakers.following.find(candidate, self.positions.next_stop(candidate))
            return Judged(candidate, None, subject, None) if subject is not None else None
        if self.positions.points_back(candidate):
            opening = None  # «...»، بهذه الكلمات لخص الطبيب الوضع: the quotation before, not the object, nor what a later verb opens
        if opening is None and phrase is None and self._is_credit(candidate):
            phrase = candidate.first - 1  # content كما قال فلان
        if opening is None or (phrase is not None and self.reading.starts[candidate.first] != phrase):
            return self._inverted(candidate, phrase, before)
        case = Case(candidate, opening, *self.subjects.of(candidate, opening, before), first=not before)
        return Judged(candidate, opening, case.subject, case.hint) if self.fitness.is_fit(case) else None

    def _points_back(self, candidate: CueCandidate) -> bool:
        """Whether ذلك after the verb points to what stands before it: أغلقت المحال، أوضح ذلك مدير البلدية."""
        speech = candidate.cue.frames >= _SPOKEN and candidate.form.shape == "verb"
        return speech and candidate.cue.strength != "text" and self.reading.form(candidate.last + 1) in _BACKWARD  # جاء ذلك is no speech

    def _is_credit(self, candidate: CueCandidate) -> bool:
        """Whether a verb after كما credits what stands before it: المدينة آمنة، كما قال المحافظ."""
        speech = candidate.cue.frames >= _SPOKEN and candidate.cue.lemma not in _NO_CREDIT
        return speech and self.reading.form(candidate.first - 1) == "كما"

    def _phrase(self, candidate: CueCandidate) -> Judged | None:
        """Whether a source or a pronoun makes a phrase a cue: وفق القانون is none, and وفق ما leaves it to the verb after it."""
        frames = candidate.cue.frames
        if "verb" in frames:
            return None
        if "self" in frames:
            return Judged(candidate, None, None, "chain")
        if candidate.cue.lemma == "على ذمة" and self.reading.form(candidate.last + 1).removeprefix("ال") in _CUSTODY:
            return None
        if self.reading.form(candidate.last + 1).removeprefix("ل") in _OWN_WORDS:
            return Judged(candidate._replace(last=candidate.last + 1), None, None, "chain")
        if "after" in frames:
            subject = self.speakers.preceding.sentence_subject(candidate)
            return Judged(candidate, None, subject, None if subject else "chain")
        subject = self.speakers.following.find(candidate, self.positions.next_stop(candidate))
        if subject is None or (subject.made and not self.speakers.nominals.is_document(subject.mention.first)):
            return None
        if self._is_rule(candidate, subject):
            return None
        return Judged(candidate, None, subject, None)

    def _is_rule(self, candidate: CueCandidate, subject: Subject) -> bool:
        """Whether a phrase names a rule and no source: حل وفقا لاتفاق جنيف; but وبحسب القرار فإن."""
        named = any(stem.removeprefix("ال") in _RULES for _, stem in self.reading.tokens[subject.mention.first].word.readings)
        return named and candidate.first > self.reading.starts[candidate.first] and candidate.form.prefix != "و"

    def _inverted(self, candidate: CueCandidate, phrase: int | None, before: Earlier) -> Judged | None:
        """«...» قال فلان, or a clause before حسبما أعلن فلان."""
        if candidate.form.shape != "verb":
            return None
        if phrase is None:
            closing = self.reading.quote_before(candidate.first - 1)
            if closing is None or closing < self.reading.starts[candidate.first]:
                return self._parenthesis(candidate, before)
            if candidate.form.prefix:
                return None
        subject = self.speakers.following.find(candidate, self.positions.next_stop(candidate))
        if subject is None and phrase is None and not self._stands_alone(candidate):
            return None
        if subject is None and phrase is None:
            subject = self.subjects.acted_before(candidate, before)  # تجلس سعاد أمام بيتها. «...»، تقول
        return Judged(candidate, None, subject, None if subject else "chain")

    def _parenthesis(self, candidate: CueCandidate, before: Earlier) -> Judged | None:
        """الأسعار، يضيف الباحث، ستنخفض; not قال إن الأسعار، يضيف الباحث، ستنخفض, which only goes on with what he said."""
        end = self.positions.next_stop(candidate)
        mention = speaker_of(self.reading, candidate, end)
        if mention is None or before.speaks_since(self.reading.starts[candidate.first]):
            return None
        return Judged(candidate, None, Subject(self.speakers.following.names.of(mention, end), False), None)

    def _stands_alone(self, candidate: CueCandidate) -> bool:
        """Whether a verb of speech after a quotation has no subject, since its clause is over: «...»، يضيف."""
        after = candidate.last + 1
        over = after >= self.reading.ends[candidate.first] or self.reading.tokens[after].kind == "punct"
        how = not over and (self.reading.is_circumstance(after) or self.reading.form(after) in _AND_HE)
        return candidate.form.present and candidate.cue.frames >= _SPOKEN and (over or how)

    def _opened(self) -> list[tuple[CueCandidate, Opening | None]]:
        """Each candidate with its opening. An opening goes to one cue: قوله before the verb that led to it, the clause's own cue first."""
        found = [(c, None if c.cue.kind == "phrase" else self.openings.find(c)) for c in self.positions.candidates]
        best: dict[int, tuple[int, int]] = {}
        for number, (candidate, opening) in enumerate(found):
            if opening is not None:
                rank = self._rank(candidate)
                held = best.get(opening.start)
                if held is None or rank > held[0]:
                    best[opening.start] = rank, number
        return [(c, o if o is None or best[o.start][1] == number else None) for number, (c, o) in enumerate(found)]

    def _rank(self, candidate: CueCandidate) -> int:
        if candidate.cue.lemma == "قول":
            return 3 if candidate.form.object and not candidate.form.prefix.startswith("ب") else -1
        if candidate.form.shape == "masdar":
            return 0
        return 2 if candidate.first in self.positions.edges else 1
