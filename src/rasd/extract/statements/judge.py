"""Which candidates are statements: an opening of its own, a speaker where the lexicon asks for one, nobody's يعتقد أن."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import takewhile
from typing import NamedTuple

from rasd.arabic.fold import fold
from rasd.extract.statements.clause import CueCandidate, Reading
from rasd.extract.statements.nominal import Subject
from rasd.extract.statements.opening import Opening, Openings
from rasd.extract.statements.positions import Positions
from rasd.extract.statements.speaker import Speakers, gender_of
from rasd.ontology import cues

NEAR_DOCUMENT = 6  # tokens between a document and what is said to stand in it: بيان مشترك صدر اليوم جاء فيه
FURTHEST_COLON = 14  # tokens between a verb that is not always speech and a colon
_CALLED_UPON = frozenset({"group", "igo", "armed_group"})
_BODIES = frozenset({"government", "military", "company", "party", "ngo", "other"})
_SPEECH_KINDS = frozenset({"that", "quote", "colon"})
_OWN_PRONOUNS = {"بانه": "m", "بانها": "f"}
_RELATIVE = cues.words("relative")
_FIRST_PERSON = cues.words("first_person")
_IMPERSONAL = cues.words("impersonal")
_ATTACKS = cues.words("attack")
_NO_CREDIT = cues.words("no_credit")
_CUSTODY = cues.words("custody")
_TELLING = cues.words("telling")
_OWN_WORDS = cues.words("own_words")
_WAS = frozenset({"كان", "كانت"})
_AND_HE = frozenset({"وهو", "وهي"})
_BACKWARD = frozenset({"ذلك", "بذلك"})
_THINKING = cues.words("thinking")
_RULES = cues.words("rule_noun")
_QUOTING = cues.words("quoting")


class Judged(NamedTuple):
    """A candidate that is a cue: how its content opens (None: it stands before the cue), and who speaks."""

    candidate: CueCandidate
    opening: Opening | None
    subject: Subject | None
    hint: str | None


class Judge:
    """Tells cues from words that are only spelled like them."""

    def __init__(self, reading: Reading, positions: Positions, speakers: Speakers) -> None:
        self.reading = reading
        self.positions = positions
        self.speakers = speakers
        self.openings = Openings(reading, positions.boundaries, positions.verbs)

    def cues(self) -> list[Judged]:
        """The cues of the document, in order; of two readings of one word the first that is fit."""
        found: list[Judged] = []
        opened = self._opened()
        carried = {opening.said for _, opening in opened if opening is not None}
        for candidate, opening in opened:
            if candidate.first in carried or (found and found[-1].candidate.first == candidate.first):
                continue
            judged = self._judge(candidate, opening, found)
            if judged is not None:
                found.append(judged)
        return found

    def _judge(self, candidate: CueCandidate, opening: Opening | None, before: list[Judged]) -> Judged | None:
        if candidate.cue.kind == "phrase":
            return self._phrase(candidate)
        phrase = self.positions.after_phrases.get(candidate.first)
        if self._points_back(candidate):
            subject = self.speakers.after(candidate, self.positions.next_stop(candidate))
            return Judged(candidate, None, subject, None) if subject is not None else None
        if self.positions.points_back(candidate):
            opening = None  # «...»، بهذه الكلمات لخص الطبيب الوضع: the quotation before, not the object, nor what a later verb opens
        if opening is None and phrase is None and self._is_credit(candidate):
            phrase = candidate.first - 1  # content كما قال فلان
        if opening is None or (phrase is not None and self.reading.starts[candidate.first] != phrase):
            return self._inverted(candidate, phrase, before)
        subject, hint = self._subject(candidate, opening, before)
        return Judged(candidate, opening, subject, hint) if self._is_fit(candidate, opening, subject, hint, before) else None

    def _points_back(self, candidate: CueCandidate) -> bool:
        """Whether ذلك after the verb points to what stands before it: أغلقت المحال، أوضح ذلك مدير البلدية."""
        speech = {"أن", ":"} <= candidate.cue.frames and candidate.form.shape == "verb"
        return speech and candidate.cue.strength != "text" and self.reading.form(candidate.last + 1) in _BACKWARD  # جاء ذلك is no speech

    def _is_credit(self, candidate: CueCandidate) -> bool:
        """Whether a verb after كما credits what stands before it: المدينة آمنة، كما قال المحافظ."""
        speech = {"أن", ":"} <= candidate.cue.frames and candidate.cue.lemma not in _NO_CREDIT
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
            subject = self.speakers.sentence_subject(candidate)
            return Judged(candidate, None, subject, None if subject else "chain")
        subject = self.speakers.after(candidate, self.positions.next_stop(candidate))
        if subject is None or (subject.made and not self.speakers.nominals.is_document(subject.mention.first)):
            return None
        if self._is_rule(candidate, subject):
            return None
        return Judged(candidate, None, subject, None)

    def _is_rule(self, candidate: CueCandidate, subject: Subject) -> bool:
        """Whether a phrase names a rule and no source: حل وفقا لاتفاق جنيف; but وبحسب القرار فإن."""
        named = any(stem.removeprefix("ال") in _RULES for _, stem in self.reading.tokens[subject.mention.first].word.readings)
        return named and candidate.first > self.reading.starts[candidate.first] and candidate.form.prefix != "و"

    def _inverted(self, candidate: CueCandidate, phrase: int | None, before: list[Judged]) -> Judged | None:
        """«...» قال فلان, or a clause before حسبما أعلن فلان."""
        if candidate.form.shape != "verb":
            return None
        if phrase is None:
            closing = self.reading.quote_before(candidate.first - 1)
            if closing is None or candidate.form.prefix or closing < self.reading.starts[candidate.first]:
                return None
        subject = self.speakers.after(candidate, self.positions.next_stop(candidate))
        if subject is None and phrase is None and not self._stands_alone(candidate):
            return None
        if subject is None and phrase is None:
            subject = self._acted_before(candidate, before)  # تجلس سعاد أمام بيتها. «...»، تقول
        return Judged(candidate, None, subject, None if subject else "chain")

    def _stands_alone(self, candidate: CueCandidate) -> bool:
        """Whether a verb of speech after a quotation has no subject, since its clause is over: «...»، يضيف."""
        after = candidate.last + 1
        over = after >= self.reading.ends[candidate.first] or self.reading.tokens[after].kind == "punct"
        how = not over and (self.reading.is_circumstance(after) or self.reading.form(after) in _AND_HE)
        return candidate.form.present and {"أن", ":"} <= candidate.cue.frames and (over or how)

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

    def _is_fit(self, candidate: CueCandidate, opening: Opening, subject: Subject | None, hint: str | None, before: list[Judged]) -> bool:
        """Whether cue, opening and speaker together make a statement: the strength column of the lexicon."""
        cue = candidate.cue
        if candidate.form.shape == "masdar":
            return self._is_masdar_fit(candidate, opening, subject)
        if cue.strength == "text":
            if self.positions.is_resumptive(candidate):
                return self._follows_document(candidate)  # بيان جاء فيه أن
            gap = range(candidate.last + 2, min(opening.start, candidate.last + 6))
            return self.reading.form(candidate.last + 1) in ("في", "ب") and any(
                cues.noun_of(self.reading.tokens[k].word, cues.documents()) for k in gap
            )
        if subject is None and self._is_impersonal(candidate, hint):
            return False
        if opening.kind == "colon" and cue.strength == "clause" and opening.start - candidate.last > FURTHEST_COLON:
            return False
        if self._is_inside(candidate, opening, subject, hint):
            return False
        if opening.kind in _SPEECH_KINDS:
            return True
        if hint == "chain" and subject is None and not before and self.reading.document.title is None:
            return False  # أدانت without anyone before it that could speak
        if opening.kind == "object" and subject is None and self._opens_headline(candidate):
            return False  # كشف خطة in a headline is the noun
        if cue.strength == "clause":
            return False
        if candidate.form.prefix == "ل":
            return False
        if cue.strength == "media":
            return subject is not None and (subject.mention.kind == "media" or self.reading.form(subject.mention.first) in _TELLING)
        if cue.strength == "attack":
            return self.reading.form(opening.start) in _ATTACKS
        if cue.strength == "participle":
            return candidate.form.shape == "participle"
        if cue.strength == "past":
            return not candidate.form.present or bool(candidate.form.object)
        if cue.strength == "nouns" and opening.kind == "preposition":
            ordered = cue.stance == "demand" and subject is not None and subject.mention.kind == "person"
            return ordered or cues.noun_of(self.reading.tokens[opening.start].word, cues.nouns()) is not None
        if self.reading.form(candidate.first - 1) in _RELATIVE and (opening.kind == "object" or candidate.form.present):
            return False
        if cue.strength == "body":
            return (subject is not None and self.speakers.speaks(subject)) or (
                hint in ("chain", "participle") and candidate.first in self.positions.edges
            )
        return True

    def _follows_document(self, candidate: CueCandidate) -> bool:
        near = range(max(self.reading.starts[candidate.first], candidate.first - NEAR_DOCUMENT), candidate.first)
        return any(self.speakers.nominals.is_document(k) for k in near)

    def _is_inside(self, candidate: CueCandidate, opening: Opening, subject: Subject | None, hint: str | None) -> bool:
        """Whether a present verb inside a clause only says what a thing shows or somebody thinks: أن الزيارة تؤكد أن, إنه يأمل أن.

        Of 40 such in the train articles gold has 6, most of them demands (مشروع قرار يدعو إلى).
        """
        form = candidate.form
        if form.shape != "verb" or not form.present or candidate.cue.stance == "demand":
            return False
        if fold(candidate.cue.lemma) in _THINKING and opening.kind == "that":
            return subject is None or not self.speakers.speaks(subject) or candidate.first not in self.positions.edges
        if candidate.first in self.positions.edges:
            return False
        if subject is None:
            return hint == "chain" and opening.kind in ("that", "preposition")
        people = form.number == "p" and self.reading.form(subject.mention.first).endswith("ين")  # وسط منتقدين يقولون إن
        return subject.made and opening.kind == "that" and not (people or self.speakers.speaks(subject))

    def _opens_headline(self, candidate: CueCandidate) -> bool:
        title = self.reading.document.title
        return title is not None and self.reading.tokens[candidate.first].start <= title.start

    def _is_impersonal(self, candidate: CueCandidate, hint: str | None) -> bool:
        """Whether nobody in the text says it: يعتقد أن, or, inside a quotation, a form that can be first person (اعتقد، آمل)."""
        form = candidate.form
        if form.shape != "verb":
            return False
        inside = self.reading.quote_around[candidate.first]
        if inside is not None:
            return form.prefix not in ("و", "ف") or fold(candidate.cue.lemma) in _FIRST_PERSON
        return form.present and form.gender == "m" and form.number == "s" and fold(candidate.cue.lemma) in _IMPERSONAL

    def _is_masdar_fit(self, candidate: CueCandidate, opening: Opening, subject: Subject | None) -> bool:
        """A masdar reports where its speaker is annexed right to it (إعلان الوزارة عن) or a clause follows."""
        if candidate.cue.lemma == "قول":
            return subject is not None or candidate.form.prefix != "ال"  # يمكن القول is nobody's
        if opening.kind in ("colon", "quote") and candidate.cue.stance != "neutral":
            return False
        if subject is None or (candidate.form.prefix[:1] in ("ب", "ل") and candidate.cue.person):
            return False
        if opening.kind in _SPEECH_KINDS:
            return True
        return not subject.made and subject.mention.first <= candidate.last + 1 and opening.start <= subject.mention.last + 12

    def _subject(self, candidate: CueCandidate, opening: Opening, before: list[Judged]) -> tuple[Subject | None, str | None]:
        shape = candidate.form.shape
        if self.positions.is_resumptive(candidate) and (subject := self.speakers.nearest(candidate)) is not None:
            return subject, None
        if shape == "participle" and not candidate.cue.person and opening.kind != "object" and opening.start > candidate.last + 1:
            mention = self.reading.document.mention_at(candidate.last + 1)
            if mention is not None and mention.kind == "person" and not self.reading.is_oblique(mention):
                return Subject(mention, False), None  # مؤكدا الوزير أن
        if shape == "participle":
            return self._governing(candidate, before)
        if shape == "masdar":
            return self._annexed(candidate, opening), "quote"
        end = opening.gap if opening.kind != "object" else opening.start
        subject = self.speakers.adjacent(candidate, self.reading.starts[candidate.first])
        if subject is None:
            subject = self.speakers.preceding(candidate)
        if subject is None and candidate.cue.lemma in _QUOTING:
            subject = self.speakers.reported(candidate, end)
        if subject is None and candidate.cue.lemma == "علم":
            subject = self.speakers.reported(candidate, end, ("من",))  # علمت الوكالة من مصدر أن
        if subject is None and self.reading.document.title is not None:
            subject = self.speakers.headline(candidate, self.reading.document.title)
        if subject is not None:
            return subject, None
        subject = self.speakers.after(candidate, end)
        if subject is not None and self._is_accused(candidate, subject, opening):
            return None, "chain" if candidate.form.prefix and before else "nobody"
        if subject is not None and not self._is_addressed(candidate, subject, before, end):
            return subject, None
        if self.positions.has_side(candidate):
            return None, "his-side"
        if candidate.first not in self.positions.edges or candidate.form.prefix not in ("و", "ف"):
            subject = (
                self.speakers.before(candidate) if candidate.first not in self.positions.edges and not candidate.form.present else None
            )
            if subject is not None:
                return subject, None
        return self._acting(candidate, before) or self._had_said(candidate, before), "chain"

    def _had_said(self, candidate: CueCandidate, before: list[Judged]) -> Subject | None:
        """Who acts in the sentence before, of whom وكان قد قال goes on to tell: امتنع البنك عن التعليق. وكان قد قال إن."""
        reading, first = self.reading, candidate.first - (self.reading.form(candidate.first - 1) == "قد")
        floor = reading.starts[candidate.first]
        was = first - 1 == floor and reading.form(floor).lstrip("و") in _WAS
        return self._acted_before(candidate, before) if was else None

    def _acted_before(self, candidate: CueCandidate, before: list[Judged]) -> Subject | None:
        """Who acts in the sentence before, of the same paragraph, where nobody speaks in it."""
        reading, floor = self.reading, self.reading.starts[candidate.first]
        if floor == 0 or not reading.same_paragraph(floor):
            return None
        if any(j.candidate.form.shape != "masdar" for j in _since(reading.starts[floor - 1], before)):
            return None
        subject = self.speakers.acting(reading.starts[floor - 1], floor, candidate)
        return subject if subject is not None and gender_of(reading, subject.mention) == candidate.form.gender else None

    def _acting(self, candidate: CueCandidate, before: list[Judged]) -> Subject | None:
        """Who acts in the sentence, for the first cue of a sentence that began with another verb: وتطرق ترامب إلى الأمر وقال."""
        floor = self.reading.starts[candidate.first]
        edge = self.positions.edges.get(candidate.first)
        if edge is None or edge <= floor or candidate.form.gender is None:
            return None
        if any(j.candidate.form.shape != "masdar" for j in _since(floor, before)):
            return None
        subject = self.speakers.sentence_subject(candidate)
        if subject is None or gender_of(self.reading, subject.mention) != candidate.form.gender:
            return None
        many = subject.mention.number in ("p", "d") or self.reading.form(subject.mention.first).endswith(("ون", "ين"))
        return None if many and candidate.form.number == "s" else subject

    def _is_accused(self, candidate: CueCandidate, subject: Subject, opening: Opening) -> bool:
        """Whether the one party after اتهمت is the one accused (a passive, or a dropped subject): اتهمت الشركة بأنها باعت."""
        mention, pronoun = subject.mention, _OWN_PRONOUNS.get(self.reading.form(opening.start))
        if candidate.cue.stance != "accuse" or pronoun is None or opening.gap > mention.last + 1:
            return False
        return mention.number not in ("p", "d") and gender_of(self.reading, mention) == pronoun

    def _is_addressed(self, candidate: CueCandidate, subject: Subject, before: list[Judged], gap: int) -> bool:
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
        if self.reading.form(mention.first).endswith("ون"):
            return False
        if subject.made:
            return self.reading.form(mention.first).endswith("ين")
        if gender_of(self.reading, mention) not in (None, candidate.form.gender) and candidate.form.number == "s":
            return True
        if candidate.first == self.positions.edges[candidate.first] and not candidate.form.prefix:
            return False  # طالبت الأمم المتحدة بفتح تحقيق: where nothing is gone on with, no subject is dropped
        if mention.kind == "country":
            floor = self.reading.starts[candidate.first]
            return any(j.candidate.form.shape == "verb" for j in _since(floor, before))
        if mention.kind in _CALLED_UPON or (mention.first == mention.last and self.reading.form(mention.first).endswith("ين")):
            return True
        return mention.kind in _BODIES and self._goes_on(candidate, before)

    def _goes_on(self, candidate: CueCandidate, before: list[Judged]) -> bool:
        """Whether a verb of the same gender spoke before in the sentence: اعتبرت الرئيسة أن ...، وطالبت الحكومة بالكشف."""
        floor = self.reading.starts[candidate.first]
        last = next((j.candidate for j in reversed(before) if j.candidate.form.shape == "verb"), None)
        return last is not None and last.first >= floor and last.form.gender == candidate.form.gender

    def _governing(self, candidate: CueCandidate, before: list[Judged]) -> tuple[Subject | None, str | None]:
        """A participle speaks for the subject of its clause: that of the last verb of saying before it, else the first party."""
        floor = self.reading.starts[candidate.first]
        last = next((j.candidate.first for j in _since(floor, before) if self._governs(j.candidate)), -1)
        for other in self.positions.between(max(floor, last + 1), candidate.first):
            if self._leads(other):
                subject = self.speakers.adjacent(other, floor) or self.speakers.after(other, self.positions.next_stop(other))
                if subject is not None and not subject.made:
                    return subject, None
        if last >= 0:
            return None, "participle"
        subject = self.speakers.sentence_subject(candidate)
        return subject, None if subject else "participle"

    def _governs(self, candidate: CueCandidate) -> bool:
        return candidate.form.shape != "masdar" or candidate.cue.lemma == "قول"

    def _leads(self, candidate: CueCandidate) -> bool:
        """Whether a verb opens a clause though it has no content: رد الوزير بسرعة، محذرا."""
        return candidate.cue.kind == "verb" and candidate.form.shape == "verb" and candidate.first in self.positions.edges

    def _annexed(self, candidate: CueCandidate, opening: Opening) -> Subject | None:
        if candidate.form.object or candidate.form.prefix.endswith("ال"):
            source = self.speakers.quoted_source(candidate)
            if source is None and candidate.cue.lemma == "قول" and candidate.form.prefix[:1] == "ب":
                return self.speakers.introducing(candidate)
            return source
        return self.speakers.after(candidate, opening.gap)


def _since(floor: int, before: list[Judged]) -> Iterator[Judged]:
    """The cues from token `floor` on, the last first."""
    return takewhile(lambda judged: judged.candidate.first >= floor, reversed(before))
