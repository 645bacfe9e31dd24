"""Where the content of a statement opens: after أن, a colon, a quotation mark, a preposition, or as the object of the cue."""

from __future__ import annotations

from typing import NamedTuple

from rasd.extract.statements.clause import CueCandidate, Reading
from rasd.findings import FoundMention
from rasd.ontology import cues
from rasd.ontology.words import is_verb_form

REACH = 48  # tokens between cue and content: subjects with titles, place and occasion run long in Gulf agencies
LATER = 12  # tokens in which the cue's own preposition may follow a ل
NOUN_REACH = 24  # tokens between cue and a noun of cue_nouns.tsv
SHORT_QUOTE = 5  # a quotation of fewer tokens before أن is a name or a term («عكاظ»)
_PREPOSITION_FRAMES = {"إلى": ("الي",), "على": ("علي",), "عن": ("عن",), "من": ("من",), "في": ("في",)}
_WHETHER, _SAYING, _RESPONSIBILITY = cues.words("whether"), cues.words("saying"), cues.words("responsibility")
SPEECH = frozenset({"أن", ":", "ب"})  # frames of the cues that take nothing but speech: قال, أضاف
_UNMARKED = frozenset({"قال", "أضاف", "أردف", "استطرد", "استدرك"})  # participles after which speech may follow without any mark


_CONTENT_NOUNS = cues.words("content_noun")
_RELATIVE = cues.words("relative")
_AND_HE = frozenset({"وهو", "وهي", "وهما", "وهم"})
_ALA_ADJUNCTS, _ALA_NOUNS = cues.words("ala_adjunct"), cues.words("ala_noun")


def _bare(form: str) -> str:
    """A noun without ال and without a pronoun: مسؤوليتها → مسؤوليه."""
    form = form.removeprefix("ال")
    for pronoun in ("هما", "ها", "هم", "ه"):
        if form.endswith(pronoun) and len(form) > len(pronoun) + 2:
            stem = form.removesuffix(pronoun)
            return stem[:-1] + "ه" if stem.endswith("ت") and stem[:-1] + "ه" in _CONTENT_NOUNS else stem
    return form


def form_of_object(form: str) -> bool:
    """Whether a word is a pronoun that is the object: واصفا إياه بأنه."""
    return form in ("اياه", "اياها", "اياهم", "اياهما")


class Opening(NamedTuple):
    """How the content opens: `kind` is that, quote, colon, preposition or object; it starts at token `start`; the gap ends at `gap`."""

    kind: str
    start: int
    gap: int
    said: int = -1  # index of a second verb of saying that only carries on this one (أضاف قائلا)


class Openings:
    """Finds the opening of each candidate."""

    def __init__(self, reading: Reading, boundaries: frozenset[int], verbs: frozenset[int]) -> None:
        """`boundaries` begin a new speech act; `verbs` are all verbs of saying."""
        self.reading = reading
        self.verbs = verbs
        self.boundaries = boundaries
        self.nouns = cues.nouns()
        self.adverbs = cues.markers("adverb")

    def find(self, candidate: CueCandidate) -> Opening | None:
        """The opening after the cue, or None where nothing opens a content."""
        cue = candidate.cue
        start = candidate.last + 1
        limit = min(self.reading.ends[candidate.first], start + REACH)
        quoted: Opening | None = None
        said, index, passed_comma, relative = -1, start, False, False
        reading, tokens = self.reading, self.reading.tokens
        while index < limit:
            form = tokens[index].form
            if form == "(" and (past := reading.bracketed(index)) > index:
                index = past
                continue
            if form in _SAYING and ":" in cue.frames:
                said = index if said < 0 else said
            elif index in self.boundaries:
                break
            if "أن" in cue.frames and reading.opens_clause(index) and self._takes(candidate, index):
                return Opening("that", index, self._before_preposition(index, start), said)
            if ":" in cue.frames:
                if form == ":" and index + 1 < reading.count:
                    return self._after_colon(index, limit, said)
                quotation = reading.quote_opening.get(index)
                if (
                    quotation
                    and quoted is None
                    and self._is_quotable(index, candidate)
                    and not self._is_name(quotation.first, quotation.last, index)
                ):
                    quoted = Opening("quote", quotation.first, index, said)
                    if quotation.words >= SHORT_QUOTE:
                        return quoted
            elif form == ":":
                break
            if quotation := reading.quote_opening.get(index):
                index = quotation.end + 1
                continue
            relative = relative or form in _RELATIVE
            if quoted is None and said < 0 and not relative:
                if self._is_content_noun(candidate, index) or self._is_what(candidate, index):
                    return Opening("object", index, index)
                if opening := self._preposition(candidate, index, passed_comma):
                    return opening
            passed_comma = passed_comma or reading.is_comma(index)
            index += 1
        if quoted:
            return quoted
        if self._is_unmarked(candidate, start, limit):
            spoken = next((k for k in range(start, limit) if reading.tokens[k].kind != "punct"), start)
            return Opening("colon", spoken, start)
        if self._takes_object(candidate):
            return self._object(candidate, limit)
        return None

    def _is_unmarked(self, candidate: CueCandidate, start: int, limit: int) -> bool:
        """Whether speech follows a participle without any mark: مضيفا ليس هناك تقارب, قائلا .. أسقطا حقائبكما."""
        reading = self.reading
        if candidate.form.shape != "participle" or candidate.cue.lemma not in _UNMARKED or start >= limit or start in self.boundaries:
            return False
        follows = candidate.first > 0 and reading.tokens[candidate.first - 1].kind == "punct"
        return (reading.tokens[start].kind == "word" and follows) or (candidate.cue.lemma == "قال" and start + 1 < limit)

    def _is_party(self, candidate: CueCandidate, index: int) -> bool:
        return candidate.cue.person and self.reading.document.mention_at(index) is not None

    def _is_content_noun(self, candidate: CueCandidate, index: int) -> bool:
        """Whether the object begins at a noun that is said, not says: أكد الوزير أمس ضرورة. After a participle any noun is."""
        if not self._takes_object(candidate) or "np" not in candidate.cue.frames:
            return False
        reading = self.reading
        if reading.is_preposition(index - 1) or reading.tokens[index].kind != "word":
            return False
        if index - 1 > candidate.last and reading.has_l(index - 1) and reading.document.mention_at(index - 1) is None:
            return False  # اتفاق لوقف إطلاق النار: what ل brings goes on with what stands before it
        if candidate.form.shape == "participle" and index == candidate.last + 1:
            named = reading.document.mention_at(index)
            if named is not None and named.kind == "person" and candidate.cue.stance in ("neutral", "stress") and not candidate.cue.person:
                return False  # مؤكدا الوزير أن
            if form_of_object(reading.form(index)):
                return False
            return not (reading.is_preposition(index) or reading.has_b(index) or reading.has_l(index) or self._is_adverb(index))
        mention = reading.document.mention_at(index)
        if mention is not None and mention.first < index:
            return False
        form = reading.form(index)
        if form[:1] in "وف" and form not in _CONTENT_NOUNS:
            return False
        return form in _CONTENT_NOUNS or _bare(form) in _CONTENT_NOUNS

    def _is_what(self, candidate: CueCandidate, index: int) -> bool:
        """Whether the object is a clause with ما after a subject: نفى الوزير ما نشرته الصحيفة, not قال ما نشر."""
        reading = self.reading
        if reading.form(index) != "ما" or "np" not in candidate.cue.frames or not self._takes_object(candidate):
            return False
        follows_party = reading.document.mention_at(index - 1) is not None or index == candidate.last + 1
        return follows_party and index + 1 < reading.ends[index] and is_verb_form(reading.form(index + 1))

    def _takes_object(self, candidate: CueCandidate) -> bool:
        """Whether the cue may have a direct object here: not where a pronoun already is it (أعلنتها), save for وصفته and its like."""
        frames = candidate.cue.frames
        if candidate.form.object and candidate.form.shape != "masdar":
            return "np2" in frames
        return bool(frames & {"np", "nouns", "greetings"})

    def _takes(self, candidate: CueCandidate, index: int) -> bool:
        """Whether a preposition before أن is one that the cue takes: على أن after أكد, but not where it means provided that."""
        before = self.reading.form(index - 1)
        if candidate.last < index - 1 and index - 1 in self.verbs and before not in _SAYING:
            return False  # كان يعتقد أن: the clause is the nearer verb's
        if before == "علي":
            return bool(candidate.cue.frames & {"على", "إلى"}) or index <= candidate.last + 2
        return True

    def _is_quotable(self, mark: int, candidate: CueCandidate) -> bool:
        """Whether a quotation without colon stands where speech stands: after cue, subject, time or comma, not after a mere noun."""
        before, reading = mark - 1, self.reading
        if before <= candidate.last or reading.tokens[before].kind == "punct":
            return True
        if candidate.cue.frames <= SPEECH and candidate.cue.strength != "text":
            return not reading.is_preposition(before)
        if reading.form(before) in _SAYING or reading.document.time_at(before) or reading.document.mention_at(before):
            return True
        return reading.document.place_at(before) is not None or self._is_adverb(before)

    def _is_adverb(self, index: int) -> bool:
        return any(
            (match := self.adverbs.match(self.reading.tokens, start)) is not None and match.last == index
            for start in range(max(0, index - 2), index + 1)
        )

    def _before_preposition(self, index: int, start: int) -> int:
        while index > start and self.reading.form(index - 1) in ("الي", "علي", "من", "عن", "في", ":", "ب", '"', "،", "«", "“"):
            index -= 1
        return index

    def _after_colon(self, index: int, limit: int, said: int) -> Opening | None:
        follow = self.reading.past_entity(index + 1)
        if follow > index + 1:
            return Opening("colon", follow, index, said)
        quotation = self.reading.quote_opening.get(follow)
        if quotation:
            return Opening("quote", quotation.first, index, said)
        return Opening("colon", follow, index, said)

    def _is_name(self, first: int, last: int, mark: int) -> bool:
        """Whether a quotation is only a name: «الشرق الأوسط», or hangs on ل."""
        if self.reading.form(mark - 1) in ("ل", "ب", "ال"):
            return True
        mention = self.reading.document.mention_at(first)
        return mention is not None and mention.last >= last

    def _preposition(self, candidate: CueCandidate, index: int, passed_comma: bool) -> Opening | None:
        frames, form, reading = candidate.cue.frames, self.reading.form(index), self.reading
        responsibility = candidate.cue.strength == "responsibility"
        if responsibility and form in _RESPONSIBILITY:
            return Opening("object", index, index)
        if "عما" in frames and form in _WHETHER:
            return Opening("that", index, index)
        free = frames if index + 1 < reading.ends[index] else frozenset()
        for frame in free:
            if form in _PREPOSITION_FRAMES.get(frame, ()) and reading.document.mention_at(index) is None:
                if frame == "على" and self._is_other_ala(index):
                    continue
                if frame in ("من", "في") and not self._is_near(candidate, index, passed_comma):
                    continue
                if reading.is_that(index + 1):
                    return Opening("that", index + 1, index)
                return Opening("preposition", index + 1, index)
        if (
            "ب" in frames
            and reading.has_b(index)
            and not (self._is_where(index) or self._is_in_title(index))
            and (not passed_comma or reading.is_comma(index - 1) or self._is_party(candidate, index - 1))
        ):
            if form == "ب" and free:
                quotation = reading.quote_opening.get(index + 1)
                return Opening("preposition", quotation.first if quotation else index + 1, index)
            return Opening("preposition", index, index)
        if "ل" in frames and reading.has_l(index) and index > candidate.last:
            mention = reading.document.mention_at(index)
            if (mention is None or mention.first != index) and not ("إلى" in frames and self._has_later("الي", index)):
                return Opening("preposition", index, index)
        if "bnouns" in frames and form.startswith("ب") and cues.noun_of(reading.tokens[index].word, self.nouns):
            return Opening("preposition", index, index)
        return None

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
        after = self.reading.document.mention_at(index + 1)
        return (
            self.reading.form(index).startswith("بال")
            and after is not None
            and after.first == index + 1
            and after.named
            and after.kind == "person"
            and not self.reading.is_oblique(after)
        )

    def _has_later(self, preposition: str, index: int) -> bool:
        """Whether the preposition of the cue follows soon: دعا في البيان الختامي للقمة الدول إلى عدم."""
        for k in range(index + 1, min(index + LATER, self.reading.ends[index])):
            if k in self.boundaries or self.reading.is_comma(k) or self.reading.is_that(k):
                return False
            if self.reading.form(k) == preposition and self.reading.document.mention_at(k - 1) is not None:
                return True
        return False

    def _is_near(self, candidate: CueCandidate, index: int, passed_comma: bool) -> bool:
        """Whether من or في stands near enough to be the cue's own (حذر من) and not a place or a part."""
        if passed_comma:
            return self.reading.is_comma(index - 1) and candidate.cue.person
        return index <= candidate.last + 8 or (index <= candidate.last + 16 and self._is_party(candidate, index - 1))

    def _is_other_ala(self, index: int) -> bool:
        """Whether على belongs to an adjunct (على هامش) or to a noun before it (في رده على سؤال)."""
        reading = self.reading
        return reading.form(index + 1) in _ALA_ADJUNCTS or any(reading.form(index - k) in _ALA_NOUNS for k in (1, 2, 3))

    def _object(self, candidate: CueCandidate, limit: int) -> Opening | None:
        """The direct object: the first noun phrase after the subject and what belongs to it."""
        reading, index = self.reading, candidate.last + 1
        subject = candidate.form.shape == "participle"
        by_noun = "np" not in candidate.cue.frames
        if candidate.form.object and candidate.form.shape != "masdar":
            # وصفته بالجائر, اعتبرتها تصريحات, وصفها مسؤول بأنها: the pronoun is the object, the content says what it is held to be
            subject, index = True, self._past_mention(index)
        while index < limit:
            if index in self.boundaries:
                return None
            form = reading.form(index)
            if form_of_object(form) and index + 1 < limit:
                return Opening("object", index + 1, index + 1)
            adverb = self.adverbs.match(reading.tokens, index)
            if adverb and not cues.noun_of(reading.tokens[index].word, self.nouns):
                index = adverb.last + 1
                continue
            if reading.tokens[index].kind == "punct":
                quotation = reading.quote_opening.get(index)
                if quotation and (mention := reading.document.mention_at(quotation.first)) is None:
                    return Opening("object", quotation.first, index)
                index = self._past_aside(index, limit)
                continue
            time = reading.document.time_at(index)
            if time is not None:
                index = time.last + 1
                continue
            if (
                reading.is_preposition(index)
                or form in ("ل", "ب")
                or (reading.has_b(index) and not candidate.form.object)
                or (reading.has_l(index) and not subject)
            ):
                index = self._past_phrase(index, limit)
                continue
            if by_noun:
                if index > candidate.last + NOUN_REACH:
                    return None
                if self._is_noun_object(candidate, index):
                    return Opening("object", index, index)
                mention = reading.document.mention_at(index)
                index = mention.last + 1 if mention else index + 1
                continue
            mention = reading.document.mention_at(index)
            if not subject and (mention is not None or form.endswith("ون")):  # a plural in ون is a subject, marked or not
                subject, index = True, mention.last + 1 if mention is not None else index + 1
                continue
            if mention is not None and self._is_apposition(mention, candidate, index):
                index = mention.last + 1
                continue
            if form in _RELATIVE or form in _AND_HE:
                return None
            return Opening("object", index, index)
        return None

    def _past_mention(self, index: int) -> int:
        """The token after the mention that begins here, or `index` where none does."""
        mention = self.reading.document.mention_at(index)
        return mention.last + 1 if mention is not None and mention.first == index else index

    def _is_noun_object(self, candidate: CueCandidate, index: int) -> bool:
        """Whether a noun of cue_nouns.tsv stands here; of praise or hope where the cue takes only greetings (قدم التعازي)."""
        noun = cues.noun_of(self.reading.tokens[index].word, self.nouns)
        if noun is None or self.reading.form(index).startswith("و"):
            return False
        return "greetings" not in candidate.cue.frames or self.nouns[noun] in ("praise", "hope", "admit")

    def _is_apposition(self, mention: FoundMention, candidate: CueCandidate, index: int) -> bool:
        """Whether a second mention right after the first (or after a comma) still names the subject."""
        return candidate.form.shape == "verb" and mention.kind == "person" and index > candidate.last + 1 and mention.first == index

    def _past_phrase(self, index: int, limit: int) -> int:
        """The index after a prepositional phrase: its noun, and the definite words, names and prepositions that follow."""
        reading = self.reading
        index += 1
        taken, free = False, index
        while index < limit and index not in self.boundaries:
            token = reading.tokens[index]
            for finding in (reading.document.mention_at(index), reading.document.time_at(index), reading.document.place_at(index)):
                if finding is not None:
                    index, taken = finding.last + 1, True
                    free = index
                    break
            else:
                if token.kind == "punct":
                    return index
                if token.form in _RELATIVE:
                    end = self._past_clause(index, limit)
                    # أدانت الرابطة بمكة التصريحات التي صدرت: without a comma after the clause the object stands before it
                    return end if end < limit and reading.is_comma(end) else free
                if taken and not token.form.startswith(("ال", "وال")) and not reading.is_preposition(index):
                    return index
                taken = taken or not reading.is_preposition(index)
                index += 1
        return index

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
