"""Where a word stands, and whether a cue can stand there: which cues open a clause, which words are only spelled like cues."""

from __future__ import annotations

from bisect import bisect_left
from functools import cached_property

from rasd.arabic.fold import fold
from rasd.extract.statements.clause import CueCandidate, Reading
from rasd.ontology import cues
from rasd.ontology.words import is_verb_form

_TURNS = cues.words("turn")
_BEFORE_VERBS = cues.words("before_verb")
_NO_CREDIT = cues.words("no_credit")
_RESUMPTIVE = cues.words("resumptive")
_NOT_SPEAKERS = cues.words("not_a_speaker")
_CALLED = frozenset({"ادعى", "عزى", "سمى"})
_BACKGROUND = frozenset({"يذكر", "ويذكر"})  # يذكر أن opens the outlet's own background
_TURNED_OUT = frozenset({"تبين", "وتبين", "فتبين"})  # وقد تبين أن: "it turned out", spelled like "she explains"
DAMMA = "\u064f"  # on the first letter it marks a passive: دُعي, يُعتقد (active forms IV are printed so too, rarely)
_NOUN_SPELLED = cues.words("noun_spelled")
_ANONYMITY = cues.words("anonymity")
_BEFORE_MASDARS = frozenset({"عدم", "بعدم", "لعدم", "وعدم"})  # a verbal noun follows: طالبا عدم كشف هويته is no كشف
_UNDENIED = cues.words("undenied")
_PREFIXES = frozenset({"", "و", "ف"})
_AFTER = frozenset({"عقب", "وعقب"})  # "after", spelled like "he commented"
_COMMENTED = frozenset({":", "علي", "قائلا", "بالقول", "بقوله", "بقولها"})
EXPRESSED = 10  # tokens from عبر to what is expressed
BEFORE_COLON = 6  # tokens from a verb after قبل أن to the colon: يرد عليه الوزير
_ARRIVED = frozenset({"ورد", "وردت"})
_IN = frozenset({"في", "ضمن", "علي"})
_SPELLED_LIKE_PREPOSITIONS = frozenset({"بين", "عبر", "حسب", "عقب", "دون"})
_BETWEEN = frozenset({"بين", "بينه", "بينها", "بينهم", "بينهما", "بيننا", "بيني"})
BETWEEN_REACH = 8  # tokens from بين to the وبين that goes on with it
_ANNOUNCING = cues.words("announcing")
ANNOUNCED = 20  # tokens from صدر to the colon: صدر عن المكتب الإعلامي لوزير الطاقة البيان الآتي
_WITH_OBJECT = frozenset(
    {"وصف", "دعا", "سأل", "أمر", "قال", "ذكر", "عد"}
)  # short verbs whose object is a pronoun more often than a noun's owner


class Positions:
    """The candidates of a document that stand where a cue can, and the clauses that they open."""

    def __init__(self, reading: Reading) -> None:
        self.reading = reading
        self.sides = cues.markers("side")
        self.openers = cues.markers("opener")
        self.adverbs = cues.markers("adverb")
        every = [c for c in reading.candidates if not self._hides(c)]
        self.after_phrases = self._after_phrases(every)
        self.edges = {c.first: edge for c in every if (edge := self._edge(c)) is not None} | self.after_phrases
        self.candidates = [c for c in every if c.cue.kind == "phrase" or self._may_be_cue(c)]

    def between(self, first: int, end: int) -> list[CueCandidate]:
        """The candidates from token `first` to before `end`, the last first."""
        firsts = self._firsts
        return self.candidates[bisect_left(firsts, first) : bisect_left(firsts, end)][::-1]

    @cached_property
    def _firsts(self) -> list[int]:
        return [candidate.first for candidate in self.candidates]

    @cached_property
    def boundaries(self) -> frozenset[int]:
        """Tokens at which a new speech act may begin, so that no opening is sought past them."""
        return frozenset(c.first for c in self.candidates if c.first in self.edges and self._is_boundary(c))

    @cached_property
    def verbs(self) -> frozenset[int]:
        """Tokens that are verbs of saying."""
        return frozenset(c.first for c in self.candidates if c.cue.kind == "verb" and c.form.shape == "verb")

    def is_resumptive(self, candidate: CueCandidate) -> bool:
        """Whether the verb hangs on a noun before it: كلمة جدد فيها."""
        return candidate.form.shape == "verb" and self.reading.form(candidate.last + 1) in _RESUMPTIVE

    def _is_boundary(self, candidate: CueCandidate) -> bool:
        if candidate.form.shape == "participle":  # متوجها إلى مصر is no speech act
            return candidate.cue.strength != "nouns" and self.reading.tokens[candidate.first - 1].kind == "punct"
        return candidate.cue.kind != "phrase" and candidate.first not in self.after_phrases

    def _hides(self, candidate: CueCandidate) -> bool:
        """طلب عدم نشر اسمه, رفضت الكشف عن هويتها, ورد للوكالة: a remark on the source; or وبين and عقب that are no verbs, or a byline."""
        if candidate.first in self._bylines:
            return True
        if self.reading.form(candidate.first) in _AFTER:
            return not self._comments(candidate.first)
        if self.reading.form(candidate.first) == "وبين":
            return self._goes_on_between(candidate.first)
        if self.reading.form(candidate.first) in _ARRIVED and self.reading.is_comma(candidate.first - 1):
            return self.reading.form(candidate.last + 1).startswith("ل") or self.reading.form(candidate.last + 1) == "الي"
        if candidate.cue.strength == "announced":
            return not self._announces(candidate)
        return candidate.cue.lemma in ("طلب", "رفض", "اشترط") and self.reading.form(candidate.last + 1) in _ANONYMITY

    def _announces(self, candidate: CueCandidate) -> bool:
        """Whether a text and a colon follow what is issued, and by whom: صدر عن الوزارة البيان الآتي: ..., أصدرت النقابة ما يلي: ..."""
        reading, issued = self.reading, candidate.cue.lemma != "صدر"
        for k in range(candidate.last + 1, min(candidate.last + ANNOUNCED, reading.ends[candidate.first] - 1)):
            issued = issued or reading.form(k) == "عن"
            if reading.form(k) in _ANNOUNCING and reading.form(k + 1) == ":":
                before = reading.form(k - 1)
                return issued and (before == "ما" or before.startswith("ال"))
        return False

    @cached_property
    def _bylines(self) -> frozenset[int]:
        """The tokens of datelines: كتبت - فلانة: names the writer."""
        document = self.reading.document
        return frozenset(k for line in document.datelines for k in document.tokens_in(line))

    def _comments(self, index: int) -> bool:
        """Whether عقب is the verb: before its speaker, على, a colon or a quotation; not before a noun (عقب لقائه الوزير)."""
        reading, after = self.reading, index + 1
        mention = reading.document.mention_at(after)
        told = mention is not None and mention.first == after and mention.kind in ("person", "government")
        return told or reading.form(after) in _COMMENTED or after in reading.quote_opening

    def _goes_on_between(self, index: int) -> bool:
        """Whether وبين goes on with a بين before it: اتفاق بينه وبين نظيره, but اجتماع بين الوزيرين وبين أحدهما أن."""
        reading = self.reading
        before = [reading.form(k) for k in range(max(reading.starts[index], index - BETWEEN_REACH), index)]
        if _BETWEEN.isdisjoint(before) or reading.tokens[index - 1].kind == "punct":
            return False
        clause = range(index + 1, min(index + BETWEEN_REACH, reading.ends[index]))
        return "بين" not in before or not any(map(reading.is_that, clause))

    def _may_be_cue(self, candidate: CueCandidate) -> bool:
        if candidate.form.shape == "participle":
            return candidate.first in self.edges
        if candidate.cue.strength == "text" and not self._is_in_text(candidate):
            return False
        return not (self._is_denied(candidate) or self._is_homograph(candidate))

    def _is_in_text(self, candidate: CueCandidate) -> bool:
        """Whether a text is named where something comes: جاء في البيان, جاء فيه; not بيان ورد للوكالة, جاءت النتائج."""
        after = candidate.last + 1
        return self.reading.form(after) in _IN or self.reading.has_b(after) or self.is_resumptive(candidate)

    def _after_phrases(self, every: list[CueCandidate]) -> dict[int, int]:
        """For each verb right after حسبما، وفق ما the first token of the phrase."""
        ends = {c.last + 1: c.first for c in every if c.cue.kind == "phrase" and "verb" in c.cue.frames and self._may_credit(c)}
        return {c.first: ends[c.first] for c in every if c.first in ends and c.form.shape == "verb" and c.cue.lemma not in _NO_CREDIT}

    def _may_credit(self, phrase: CueCandidate) -> bool:
        """على ما is a credit only after a comma: the same words after a verb are its object (علق على ما أعلنه)."""
        return phrase.cue.lemma != "على ما" or phrase.first == 0 or self.reading.is_comma(phrase.first - 1)

    def has_side(self, candidate: CueCandidate) -> bool:
        """Whether من جانبه or its like opens the clause of the cue."""
        edge = self.edges.get(candidate.first)
        return edge is not None and edge < candidate.first and self.sides.match(self.reading.tokens, edge, _PREFIXES) is not None

    def next_stop(self, candidate: CueCandidate) -> int:
        """The end of the words that belong to a phrase or an inverted cue: the next comma, cue, or end of the sentence."""
        index, limit = candidate.last + 1, self.reading.ends[candidate.first]
        while index < limit and index not in self.edges and not self.reading.is_comma(index):
            index += 1
        return index

    def points_back(self, candidate: CueCandidate) -> bool:
        """Whether words right before a verb point to the quotation before them: «...»، بهذه الكلمات لخص."""
        return self.reading.points(candidate.first - 1) and self.reading.quote_before(candidate.first - 1) is not None

    def _is_denied(self, candidate: CueCandidate) -> bool:
        form, text = candidate.form, self.reading.tokens[candidate.first].text
        if form.shape != "verb":
            return False
        previous = self.reading.form(candidate.first - 1)
        if candidate.first in self.after_phrases:
            return False
        if previous in _BEFORE_MASDARS:
            return True
        if self.reading.is_negated(candidate.first):
            return not self.is_undenied(candidate)
        if previous in _NOT_SPEAKERS and form.present and "np2" not in candidate.cue.frames:
            return True
        if self._is_before_saying(candidate):
            return False
        if form.passive or (form.present and (previous in ("ان", "وان") or (text.endswith("ى") and candidate.cue.lemma in _CALLED))):
            return True  # يشار إلى أن, قيل: nobody says it; أن تدعو: it has not been said; يدعى، يعزى
        return self._is_nobodys(candidate) or DAMMA in text[:3]

    def _is_nobodys(self, candidate: CueCandidate) -> bool:
        """Whether nobody says what follows: يذكر أن, وقد تبين أن; but تبين الدراسة أن, الدراسة تبين أن."""
        reading, form = self.reading, self.reading.form(candidate.first)
        if not reading.is_that(candidate.last + 1):
            return False
        return form in _BACKGROUND or (form in _TURNED_OUT and reading.document.mention_at(candidate.first - 1) is None)

    def _is_before_saying(self, candidate: CueCandidate) -> bool:
        """Whether a verb after قبل أن brings words after a colon: قال كذا قبل أن يستدرك: «...»."""
        first, reading = candidate.first, self.reading
        if (reading.form(first - 2), reading.form(first - 1)) != ("قبل", "ان") or ":" not in candidate.cue.frames:
            return False
        return any(reading.form(k) == ":" for k in range(first + 1, min(first + BEFORE_COLON, reading.ends[first])))

    def is_undenied(self, candidate: CueCandidate) -> bool:
        """Whether a verb of denial is itself denied, which says something: لم يستبعد الوزير التمديد."""
        return self.reading.is_negated(candidate.first) and fold(candidate.cue.lemma) in _UNDENIED

    def _is_homograph(self, candidate: CueCandidate) -> bool:
        """Whether a past verb spelled like a noun (نقل، بين، طلب) stands where only the noun can: it opens no clause, has no subject."""
        form, first = candidate.form, candidate.first
        if form.shape == "verb" and form.object and not form.present and form.gender == "m" and form.number == "s":
            stem = self.reading.form(first).removeprefix(form.prefix).removesuffix(form.object)
            return len(stem) <= 3 and candidate.cue.lemma not in _WITH_OBJECT and first not in self.after_phrases  # وعددهم, ورده
        if form.shape != "verb" or form.present or form.object or form.gender != "m" or form.number != "s" or first in self.edges:
            return False
        text = self.reading.form(first)
        if first in self.after_phrases or not (text in _NOUN_SPELLED or (len(text) == 4 and text[0] == "ت")):
            return False
        before = first - 1
        if self.reading.form(before) in _BEFORE_VERBS:
            return False
        mention = self.reading.document.mention_at(before)
        if mention is None or self.reading.is_oblique(mention) or text in _SPELLED_LIKE_PREPOSITIONS:
            return True
        return mention.first > 0 and self._governs(mention.first - 1)

    def _governs(self, index: int) -> bool:
        """Whether the party after the token is its subject, and what follows its object: رفض القاضي طلب, but كان القاضي طلب."""
        token = self.reading.tokens[index]
        if token.form in _BEFORE_VERBS:
            return False
        return is_verb_form(token.form) or any(form.shape == "verb" for form in cues.lexicon().forms(token.word))

    def _edge(self, candidate: CueCandidate) -> int | None:
        """The first token of the clause that a cue opens, or None where it stands inside a clause."""
        reading, first = self.reading, candidate.first
        if candidate.cue.kind == "phrase":
            return None if "after" in candidate.cue.frames else first
        if candidate.form.shape == "masdar":
            return None
        if candidate.form.shape == "participle":
            return first if self._is_adverbial(candidate) else None
        start = self._back(first - self.is_undenied(candidate))
        if candidate.form.prefix in ("و", "ف"):
            return start
        if self._is_before_saying(candidate):
            return first - 2
        if reading.form(start - 1) in ("و", "ف") and start > reading.starts[first]:
            return start - 1  # "و أكد" with a space
        if start == reading.starts[first] or reading.may_end(start - 1):
            bare = start == first and start > reading.starts[first]
            if bare and not reading.is_comma(start - 1) and reading.form(first) in _SPELLED_LIKE_PREPOSITIONS:
                return None  # "العلاقة" بين البلدين
            if bare and reading.form(first) == "عبر" and not self._expresses(first):
                return None  # ، عبر قناته، إلى: by way of
            if bare and (candidate.form.present or reading.form(first + 1) in _RESUMPTIVE):
                return None  # "، يعبر عن", "بيان، عبر فيه": it goes on with the clause before it
            return start
        if start < first and reading.form(start) == "فيما" and candidate.form.object and "np2" in candidate.cue.frames:
            return None  # فيما وصفته بالعدوان: in what it called
        if start < first:
            return start if reading.form(start)[:1] in "وف" or reading.form(start) in _TURNS else None
        return self._named_clause(first)

    def _expresses(self, first: int) -> bool:
        """Whether عن or أن follows عبر before the next comma, so that it is the verb."""
        for k in range(first + 1, min(first + EXPRESSED, self.reading.ends[first])):
            if self.reading.is_comma(k):
                return False
            if self.reading.form(k) == "عن" or self.reading.is_that(k):
                return True
        return False

    def _is_adverbial(self, candidate: CueCandidate) -> bool:
        """Whether a participle is one and no adjective or noun (ضخمة مؤكدة، مذكرة): a comma before it, or its content right after."""
        before = self.reading.tokens[candidate.first - 1] if candidate.first else None
        after = candidate.last + 1
        if before is None or before.kind == "punct":
            joined = before is not None and self.reading.is_comma(candidate.first - 1)
            byline = not joined and candidate.cue.lemma == "تابع" and candidate.form.gender == "f" and self.reading.form(after) == ":"
            return not byline  # "سبق- متابعة:" is the desk
        if candidate.form.number == "p":
            return self.reading.is_that(after) or (
                self.reading.is_preposition(after) and self.reading.is_that(after + 1)
            )  # مؤيدين are people
        if candidate.form.gender == "m":
            return self.adverbs.match(self.reading.tokens, candidate.first) is None  # مجددا is an adverb here
        if candidate.cue.strength == "always" and self.reading.is_preposition(after) and self.reading.is_that(after + 1):
            return True  # مشيرة إلى أن
        return (self.reading.is_that(after) and candidate.cue.strength == "always") or self.reading.form(after) == ":"

    def _named_clause(self, first: int) -> int | None:
        """The start of إلا أن فلان أكد, لكن الوزارة نفت: a turn, then the subject, then the cue."""
        mention = self.reading.document.mention_at(first - 1)
        if mention is None or mention.first < 2:
            start = next((k for k in range(first - 1, max(first - 6, 0), -1) if self.reading.is_accusative(k, first)), 0) - 1
        else:
            start = mention.first - 1
        if start < self.reading.starts[first]:
            return None
        if self.reading.is_that(start):
            start -= 1
        return start if self.reading.form(start) in _TURNS else None

    def _back(self, index: int) -> int:
        """The start of the openers, side phrases, times and adverbs right before a token."""
        reading, floor = self.reading, self.reading.starts[index]
        moved = True
        while moved and index > floor:
            moved = False
            skip = index - 1
            if reading.is_comma(skip) and skip > floor:
                skip -= 1
                comma = True
            else:
                comma = False
            for start in range(max(floor, skip - 3), skip + 1):
                for phrases in (self.sides, self.openers):
                    match = phrases.match(reading.tokens, start, _PREFIXES)
                    if match and match.last == skip and (phrases is self.sides or not comma):
                        index, moved = start, True
                        break
                if moved:
                    break
            if moved and reading.form(index) in _TURNS:
                return index
            if not moved and not comma and (time := reading.document.time_at(skip)) and time.last == skip and time.first >= floor:
                index, moved = time.first, True
        return index
