"""Whether cue, opening and speaker together make a statement: the strength column of the lexicon, test by test."""

from __future__ import annotations

from collections.abc import Callable
from typing import NamedTuple

from rasd.arabic.fold import fold
from rasd.extract.statements.clause import CueCandidate, Reading
from rasd.extract.statements.nominal import Subject
from rasd.extract.statements.opening import Opening
from rasd.extract.statements.positions import Positions
from rasd.extract.statements.speaker import Speakers
from rasd.ontology import cues

NEAR_DOCUMENT = 6  # tokens between a document and what is said to stand in it: بيان مشترك صدر اليوم جاء فيه
DOCUMENT_REACH = 6  # tokens from جاء to the document after في
FURTHEST_COLON = 14  # tokens between a verb that is not always speech and a colon
MASDAR_REACH = 12  # tokens between whom a masdar is annexed to and its content
_SPEECH_KINDS = frozenset({"that", "quote", "colon"})
_RELATIVE = cues.words("relative")
_FIRST_PERSON = cues.words("first_person")
_IMPERSONAL = cues.words("impersonal")
_ATTACKS = cues.words("attack")
_TELLING = cues.words("telling")
_THINKING = cues.words("thinking")
_RULES = cues.words("rule_noun")
_IN = frozenset({"في", "ب"})


class Case(NamedTuple):
    """A candidate with its opening and its speaker; `first` where nobody has spoken before it."""

    candidate: CueCandidate
    opening: Opening
    subject: Subject | None
    hint: str | None
    first: bool


class Fitness:
    """Tells the cases that are statements."""

    def __init__(self, reading: Reading, positions: Positions, speakers: Speakers) -> None:
        self.reading = reading
        self.positions = positions
        self.speakers = speakers

    def is_fit(self, case: Case) -> bool:
        """Whether a case is a statement: a masdar and a text by rules of their own; else speech is, and what is less must be asked for."""
        candidate = case.candidate
        if candidate.form.shape == "masdar":
            return self._is_masdar_fit(case)
        if candidate.cue.strength == "text":
            return self._is_in_document(case)
        if self._is_nobodys(case) or self._is_beside_colon(case) or self._is_inside(case) or self._is_ruled(case) or self._is_deemed(case):
            return False
        return case.opening.kind in _SPEECH_KINDS or self._is_fit_without_speech(case)

    def _is_fit_without_speech(self, case: Case) -> bool:
        """Whether an object or a preposition is enough: by the strength of the cue."""
        strength = case.candidate.cue.strength
        if self._is_without_speaker(case) or case.candidate.form.prefix == "ل" or strength == "clause":
            return False
        if (test := _ALONE.get(strength)) is not None:
            return test(self, case)
        if strength == "nouns" and case.opening.kind == "preposition":
            return self._brings_noun(case)
        if self._hangs_on_noun(case):
            return False
        return strength != "body" or self._is_by_body(case)

    # --- what speaks against every statement

    def _is_nobodys(self, case: Case) -> bool:
        """Whether nobody in the text says it: يعتقد أن, or, inside a quotation, a form that can be first person (اعتقد، آمل)."""
        form, lemma = case.candidate.form, case.candidate.cue.lemma
        if case.subject is not None or form.shape != "verb":
            return False
        if self.reading.quote_around[case.candidate.first] is not None:
            return form.prefix not in ("و", "ف") or fold(lemma) in _FIRST_PERSON
        return form.present and form.gender == "m" and form.number == "s" and fold(lemma) in _IMPERSONAL

    def _is_beside_colon(self, case: Case) -> bool:
        """Whether a colon stands too far from a verb that is not always speech."""
        far = case.opening.start - case.candidate.last > FURTHEST_COLON
        return far and case.opening.kind == "colon" and case.candidate.cue.strength == "clause"

    def _is_inside(self, case: Case) -> bool:
        """Whether a present verb inside a clause only says what a thing shows or somebody thinks: أن الزيارة تؤكد أن, إنه يأمل أن.

        Of 40 such in the train articles gold has 6, most of them demands (مشروع قرار يدعو إلى).
        """
        candidate, opening, subject = case.candidate, case.opening, case.subject
        form, opens_clause = candidate.form, candidate.first in self.positions.edges
        if form.shape != "verb" or not form.present or candidate.cue.stance == "demand":
            return False
        if fold(candidate.cue.lemma) in _THINKING and opening.kind == "that":
            return subject is None or not opens_clause or not self.speakers.speaks(subject)
        if opens_clause:
            return False
        if subject is None:
            return case.hint == "chain" and opening.kind in ("that", "preposition")
        people = form.number == "p" and self.reading.form(subject.mention.first).endswith("ين")  # وسط منتقدين يقولون إن
        return subject.made and opening.kind == "that" and not (people or self.speakers.speaks(subject))

    def _is_ruled(self, case: Case) -> bool:
        """Whether a law lays it down, which says nothing: ينص القانون على أن, المادة التي تنص على أن."""
        if case.candidate.cue.lemma != "نص":
            return False
        if self.reading.form(case.candidate.first - 1).removeprefix("و") in _RELATIVE:
            return True
        head = self.reading.tokens[case.subject.mention.first].word if case.subject is not None else None
        return head is not None and any(stem.removeprefix("ال") in _RULES for _, stem in head.readings)

    def _is_deemed(self, case: Case) -> bool:
        """Whether يعد is "is deemed" and no promise: neither أن nor ب follows it or its subject at once (يعد خطأ, تعد «الأولى»)."""
        candidate, opening, subject = case.candidate, case.opening, case.subject
        if candidate.cue.lemma != "وعد" or not candidate.form.present or opening.kind == "that":
            return False
        before = subject.mention.last if subject is not None and subject.mention.first > candidate.last else candidate.last
        return opening.kind != "preposition" or opening.gap > before + 1

    # --- what speaks against one without a clause or marks

    def _is_without_speaker(self, case: Case) -> bool:
        """Whether nobody stands there who could speak: أدانت without anyone before it, or كشف خطة in a headline, which is the noun."""
        if case.subject is not None:
            return False
        if case.hint == "chain" and case.first and self.reading.document.title is None:
            return True
        return case.opening.kind == "object" and self._opens_headline(case.candidate)

    def _opens_headline(self, candidate: CueCandidate) -> bool:
        title = self.reading.document.title
        return title is not None and self.reading.tokens[candidate.first].start <= title.start

    def _hangs_on_noun(self, case: Case) -> bool:
        """Whether the verb stands in a relative clause, which tells what somebody is like: الذي يؤكد أهمية."""
        if self.reading.form(case.candidate.first - 1) not in _RELATIVE:
            return False
        return case.opening.kind == "object" or case.candidate.form.present

    # --- what the strength of a cue asks for

    def _is_by_medium(self, case: Case) -> bool:
        subject = case.subject
        return subject is not None and (subject.mention.kind == "media" or self.reading.form(subject.mention.first) in _TELLING)

    def _claims_attack(self, case: Case) -> bool:
        return self.reading.form(case.opening.start) in _ATTACKS

    def _is_participle(self, case: Case) -> bool:
        return case.candidate.form.shape == "participle"

    def _is_past(self, case: Case) -> bool:
        return not case.candidate.form.present or bool(case.candidate.form.object)

    def _brings_noun(self, case: Case) -> bool:
        """Whether a preposition brings a noun of cue_nouns.tsv, or a person gives an order."""
        ordered = case.candidate.cue.stance == "demand" and case.subject is not None and case.subject.mention.kind == "person"
        return ordered or cues.noun_of(self.reading.tokens[case.opening.start].word, cues.nouns()) is not None

    def _is_by_body(self, case: Case) -> bool:
        """Whether the speaker is surely somebody, or is dropped where a clause opens."""
        if case.subject is not None and self.speakers.speaks(case.subject):
            return True
        return case.hint in ("chain", "participle") and case.candidate.first in self.positions.edges

    # --- shapes with rules of their own

    def _is_in_document(self, case: Case) -> bool:
        """Whether a text is named that something stands in: جاء في البيان, بيان جاء فيه أن."""
        candidate, is_document = case.candidate, self.speakers.nominals.is_document
        if self.positions.is_resumptive(candidate):
            first = max(self.reading.starts[candidate.first], candidate.first - NEAR_DOCUMENT)
            return any(map(is_document, range(first, candidate.first)))
        if self.reading.form(candidate.last + 1) not in _IN:
            return False
        documents, end = cues.documents(), min(case.opening.start, candidate.last + DOCUMENT_REACH)
        return any(cues.noun_of(self.reading.tokens[k].word, documents) for k in range(candidate.last + 2, end))

    def _is_masdar_fit(self, case: Case) -> bool:
        """A masdar reports where its speaker is annexed right to it (إعلان الوزارة عن) or a clause follows."""
        candidate, opening, subject = case.candidate, case.opening, case.subject
        if candidate.cue.lemma == "قول":
            return subject is not None or candidate.form.prefix != "ال"  # يمكن القول is nobody's
        if opening.kind in ("colon", "quote") and candidate.cue.stance != "neutral":
            return False
        if subject is None or (candidate.form.prefix[:1] in ("ب", "ل") and candidate.cue.person):
            return False
        if opening.kind in _SPEECH_KINDS:
            return True
        annexed = not subject.made and subject.mention.first <= candidate.last + 1
        return annexed and opening.start <= subject.mention.last + MASDAR_REACH


# Strengths that ask for one thing and nothing else, where neither a clause nor marks show speech.
_ALONE: dict[str, Callable[[Fitness, Case], bool]] = {
    "media": Fitness._is_by_medium,
    "attack": Fitness._claims_attack,
    "participle": Fitness._is_participle,
    "past": Fitness._is_past,
}
