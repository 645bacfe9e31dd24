"""The direct object that is the content: أكد الوزير ضرورة, نفى ما نشرته الصحيفة, وصفته بالجائر."""

from __future__ import annotations

from rasd.extract.statements.clause import CueCandidate, Reading
from rasd.extract.statements.opening import Opening, Way
from rasd.findings import FoundMention
from rasd.ontology import cues
from rasd.ontology.words import is_verb_form

NOUN_REACH = 24  # tokens between cue and a noun of cue_nouns.tsv
_OBJECT_PRONOUNS = frozenset({"اياه", "اياها", "اياهم", "اياهما"})  # واصفا إياه بأنه
_CONTENT_NOUNS = cues.words("content_noun")
_RELATIVE = cues.words("relative")
_NO_OBJECT = _RELATIVE | {"وهو", "وهي", "وهما", "وهم"}  # a clause on the subject begins
_GREETINGS = frozenset({"praise", "hope", "admit"})  # what قدم and its like bring: قدم التعازي


class Objects:
    """Finds the object of a cue that is what is said."""

    def __init__(self, reading: Reading, boundaries: frozenset[int]) -> None:
        self.reading = reading
        self.boundaries = boundaries
        self.nouns = cues.nouns()
        self.adverbs = cues.markers("adverb")

    def are_taken(self, candidate: CueCandidate) -> bool:
        """Whether the cue may have a direct object here: not where a pronoun already is it (أعلنتها), save for وصفته and its like."""
        frames = candidate.cue.frames
        if has_pronoun(candidate):
            return "np2" in frames
        return not frames.isdisjoint(("np", "nouns", "greetings"))

    # --- an object told by its first word

    def noun(self, way: Way) -> Opening | None:
        """The object that begins where the search stands: a noun that is said, not says, or a clause with ما."""
        if "np" not in way.candidate.cue.frames or not self.are_taken(way.candidate):
            return None
        told = self._is_content_noun(way.candidate, way.index) or self._is_what(way.candidate, way.index)
        return Opening("object", way.index, way.index) if told else None

    def _is_content_noun(self, candidate: CueCandidate, index: int) -> bool:
        """Whether the object begins at a noun that is said, not says: أكد الوزير أمس ضرورة. After a participle any noun is."""
        reading = self.reading
        if reading.is_preposition(index - 1) or reading.tokens[index].kind != "word":
            return False
        if index - 1 > candidate.last and reading.has_l(index - 1) and reading.document.mention_at(index - 1) is None:
            return False  # اتفاق لوقف إطلاق النار: what ل brings goes on with what stands before it
        if candidate.form.shape == "participle" and index == candidate.last + 1:
            return self._follows_participle(candidate, index)
        mention = reading.document.mention_at(index)
        if mention is not None and mention.first < index:
            return False
        form = reading.form(index)
        if form[:1] in "وف" and form not in _CONTENT_NOUNS:
            return False
        return form in _CONTENT_NOUNS or _bare(form) in _CONTENT_NOUNS

    def _follows_participle(self, candidate: CueCandidate, index: int) -> bool:
        """Whether the word right after a participle is its object, and no subject, pronoun, preposition or adverb."""
        reading, named = self.reading, self.reading.document.mention_at(index)
        if named is not None and named.kind == "person" and candidate.cue.stance in ("neutral", "stress") and not candidate.cue.person:
            return False  # مؤكدا الوزير أن
        if reading.form(index) in _OBJECT_PRONOUNS:
            return False
        return not (reading.is_preposition(index) or reading.has_b(index) or reading.has_l(index) or reading.ends_adverb(index))

    def _is_what(self, candidate: CueCandidate, index: int) -> bool:
        """Whether the object is a clause with ما after a subject: نفى الوزير ما نشرته الصحيفة, not قال ما نشر."""
        reading = self.reading
        if reading.form(index) != "ما":
            return False
        follows_party = reading.document.mention_at(index - 1) is not None or index == candidate.last + 1
        return follows_party and index + 1 < reading.ends[index] and is_verb_form(reading.form(index + 1))

    # --- an object told by where it stands

    def first(self, candidate: CueCandidate, limit: int) -> Opening | None:
        """The direct object: the first noun phrase after the subject and what belongs to it."""
        index, named = candidate.last + 1, candidate.form.shape == "participle"
        if has_pronoun(candidate):
            # وصفته بالجائر, اعتبرتها تصريحات, وصفها مسؤول بأنها: the pronoun is the object, the content says what it is held to be
            named, index = True, self._past_mention(index)
        by_noun = "np" not in candidate.cue.frames
        while index < limit and index not in self.boundaries:
            if opening := self._set_apart(index, limit):
                return opening
            if (past := self._past_adjunct(candidate, index, limit, named=named)) > index:
                index = past
            elif by_noun:
                if index > candidate.last + NOUN_REACH:
                    return None
                if self._is_noun_object(candidate, index):
                    return Opening("object", index, index)
                index = self._past(index)
            elif self._is_of_subject(candidate, index, named=named):
                named, index = True, self._past(index)
            else:
                return None if self.reading.form(index) in _NO_OBJECT else Opening("object", index, index)
        return None

    def _set_apart(self, index: int, limit: int) -> Opening | None:
        """The object after a pronoun that stands for its first (إياه), or in quotation marks."""
        if self.reading.form(index) in _OBJECT_PRONOUNS and index + 1 < limit:
            return Opening("object", index + 1, index + 1)
        quotation = self.reading.quote_opening.get(index) if self.reading.tokens[index].kind == "punct" else None
        if quotation and self.reading.document.mention_at(quotation.first) is None:
            return Opening("object", quotation.first, index)
        return None

    def _past_adjunct(self, candidate: CueCandidate, index: int, limit: int, *, named: bool) -> int:
        """The token after the adverb, aside, time or prepositional phrase that begins here, or `index` where none does."""
        reading = self.reading
        adverb = self.adverbs.match(reading.tokens, index)
        if adverb and not cues.noun_of(reading.tokens[index].word, self.nouns):
            return adverb.last + 1
        if reading.tokens[index].kind == "punct":
            return self._past_aside(index, limit)
        time = reading.document.time_at(index)
        if time is not None:
            return time.last + 1
        own_b = bool(candidate.form.object)  # وصفته بالجائر
        if (
            reading.is_preposition(index)
            or reading.form(index) in ("ل", "ب")
            or (not own_b and reading.has_b(index))
            or (not named and reading.has_l(index))
        ):
            return self._past_phrase(index, limit)
        return index

    def _is_of_subject(self, candidate: CueCandidate, index: int, *, named: bool) -> bool:
        """Whether the subject begins here, or a further name of it; a plural in ون is a subject, marked or not."""
        mention = self.reading.document.mention_at(index)
        if not named:
            return mention is not None or self.reading.form(index).endswith("ون") or self.reading.is_nominative(index)
        return mention is not None and self._is_apposition(mention, candidate, index)

    def _is_apposition(self, mention: FoundMention, candidate: CueCandidate, index: int) -> bool:
        """Whether a second mention right after the first (or after a comma) still names the subject."""
        return candidate.form.shape == "verb" and mention.kind == "person" and index > candidate.last + 1 and mention.first == index

    def _is_noun_object(self, candidate: CueCandidate, index: int) -> bool:
        """Whether a noun of cue_nouns.tsv stands here; of praise or hope where the cue takes only greetings (قدم التعازي)."""
        noun = cues.noun_of(self.reading.tokens[index].word, self.nouns)
        if noun is None or self.reading.form(index).startswith("و"):
            return False
        return "greetings" not in candidate.cue.frames or self.nouns[noun] in _GREETINGS

    # --- what is passed over

    def _past(self, index: int) -> int:
        """The token after this one and the mention it belongs to."""
        mention = self.reading.document.mention_at(index)
        return mention.last + 1 if mention is not None else index + 1

    def _past_mention(self, index: int) -> int:
        """The token after the mention that begins here, or `index` where none does."""
        mention = self.reading.document.mention_at(index)
        return mention.last + 1 if mention is not None and mention.first == index else index

    def _past_phrase(self, index: int, limit: int) -> int:
        """The index after a prepositional phrase: its noun, and the definite words, names and prepositions that follow."""
        reading = self.reading
        index += 1
        taken, free = False, index
        while index < limit and index not in self.boundaries:
            if past := self._past_finding(index):
                index = free = past
                taken = True
                continue
            token = reading.tokens[index]
            if token.kind == "punct":
                return index
            if token.form in _RELATIVE:
                end = self._past_clause(index, limit)
                # أدانت الرابطة بمكة التصريحات التي صدرت: without a comma after the clause the object stands before it
                return end if end < limit and reading.is_comma(end) else free
            preposition = reading.is_preposition(index)
            if taken and not preposition and not token.form.startswith(("ال", "وال")):
                return index
            taken = taken or not preposition
            index += 1
        return index

    def _past_finding(self, index: int) -> int:
        """The token after the mention, time or place that the token belongs to, 0 where it belongs to none."""
        document = self.reading.document
        finding = document.mention_at(index) or document.time_at(index) or document.place_at(index)
        return finding.last + 1 if finding is not None else 0

    def _past_aside(self, index: int, limit: int) -> int:
        """The index after a mark, or after the phrase between two commas that begins there: فلان، في حديثه للصحفيين، الإعلان."""
        reading = self.reading
        if not reading.is_comma(index) or not reading.is_preposition(index + 1):
            return index + 1
        end = self._past_clause(index + 1, limit)
        return end + 1 if end < limit and reading.is_comma(end) else index + 1

    def _past_clause(self, index: int, limit: int) -> int:
        """The index of the mark that ends a relative clause, or of the end: خلال اللقاء الذي عقد أمس، متانة."""
        while index < limit and index not in self.boundaries and self.reading.tokens[index].kind != "punct":
            index += 1
        return index


def has_pronoun(candidate: CueCandidate) -> bool:
    """Whether a pronoun on the cue is its object: وصفته, not إعلانه."""
    return bool(candidate.form.object) and candidate.form.shape != "masdar"


def _bare(form: str) -> str:
    """A noun without ال and without a pronoun: مسؤوليتها → مسؤوليه."""
    form = form.removeprefix("ال")
    for pronoun in ("هما", "ها", "هم", "ه"):
        if form.endswith(pronoun) and len(form) > len(pronoun) + 2:
            stem = form.removesuffix(pronoun)
            return stem[:-1] + "ه" if stem.endswith("ت") and stem[:-1] + "ه" in _CONTENT_NOUNS else stem
    return form
