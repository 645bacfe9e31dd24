"""Who speaks at a cue: the subject after the verb, before it, or the noun annexed to a masdar or phrase."""

from __future__ import annotations

from typing import NamedTuple

from rasd.extract.statements_clause import Candidate, Reading
from rasd.findings import FoundMention
from rasd.ontology import cues
from rasd.records import Origin
from rasd.spans import Span

_RELATIVE = cues.words("relative")
_SKIP = cues.words("passed")
_CLAUSE_OPENERS = cues.words("before_party")
_NO_HEAD = cues.words("no_head") | _RELATIVE
_SO = cues.words("so")
_OPENINGS = cues.words("turn") | cues.words("before_party")


AUTHOR_REACH = 6  # tokens between a document and its author: بيان صحفي صادر عن
TITLE_REACH = 14  # tokens between a title and the name after it
_QUOTES = frozenset("«»\"“”'")
_CREDITING = frozenset({"وفقا", "طبقا", "بحسب", "وفق", "عن"})
_TOLD_TO = frozenset({"مع", "الي", "لدي", "صحيفه", "قناه", "وكاله", "موقع", "شبكه", "جريده"})
_BY = cues.words("issued_by")


class Subject(NamedTuple):
    """A speaker found at the cue: the mention (made here where nobody marked one), and its words."""

    mention: FoundMention
    made: bool


class Speakers:
    """Finds the subject of a candidate."""

    def __init__(self, reading: Reading) -> None:
        self.reading = reading
        self.documents = cues.documents()
        self.adverbs = cues.markers("adverb")
        self.made: dict[int, FoundMention] = {}

    def after(self, candidate: Candidate, end: int) -> Subject | None:
        """The subject between the cue and token `end`."""
        reading = self.reading
        if candidate.form.shape == "verb" and candidate.form.number in ("p", "d"):
            return None  # a verb before its subject is singular, so قالوا has none after it
        start = index = candidate.last + 1
        crossed = False  # a preposition: a country after it is where, not who
        while index < end:
            if reading.tokens[index].kind == "punct":
                index += 1
                continue
            mention = reading.document.mention_at(index)
            if candidate.cue.kind == "phrase" and index > start + 1 and reading.tokens[start].kind == "word":
                break  # the source of a phrase stands right after it
            if mention is not None and self._is_subject(mention, candidate, index, start) and not (crossed and mention.kind == "country"):
                if self.is_document(mention.first):
                    return self._author(index, mention, end)
                return Subject(self._named(mention, end), False)
            if self._is_written(index, candidate.last if candidate.cue.strength == "text" else -1):
                return self._author(index, None, end)
            if mention is not None:
                index = mention.last + 1
                continue
            if index == self._first(candidate) and self._is_head(index):
                return self._nominal(index, end)
            if self._looks_back(index):
                return None
            crossed = crossed or reading.is_preposition(index)
            index += 1
        return None

    def _looks_back(self, index: int) -> bool:
        """Whether a pronoun refers to a subject already known, so that none follows: شدد خلال لقائه المبعوث."""
        form = self.reading.form(index)
        return (
            len(form) > 4
            and form.endswith(("ه", "ها", "هم"))
            and not self.reading.tokens[index].text.endswith("ة")
            and (self.reading.is_preposition(index - 1) and self.reading.form(index - 1) not in ("من", "عن"))
        )

    def _author(self, index: int, written: FoundMention | None, end: int) -> Subject:
        """The author of a document, if one is named after it, else the document: بيان الجيش, البيان."""
        reading = self.reading
        last = written.last if written is not None else index
        for k in range(last + 1, end):
            mention = reading.document.mention_at(k)
            if mention is not None and mention is not written:
                if self._is_author(last, mention):
                    return Subject(mention, False)
                break
            if reading.is_comma(k) or (reading.form(k) in _RELATIVE and reading.form(k + 1) not in _BY):
                break
        unmarked = self._unmarked_author(index, last, end)
        if unmarked is not None:
            return self._nominal(unmarked, end)
        return Subject(written, False) if written is not None else self._nominal(index, end)

    def _unmarked_author(self, index: int, last: int, end: int) -> int | None:
        """Where an author begins whom nobody marked: بيان لمديرية, بيان صادر عن الرئاسة, تقرير المنظمة."""
        reading, after = self.reading, last + 1
        for k in range(index + 1, min(after + 3, end)):
            if reading.form(k) == "عن" and k + 1 < end and reading.form(k - 1) in _BY:
                return k + 1
        if after >= end or reading.tokens[after].kind != "word" or reading.document.time_at(after) is not None:
            return None
        if reading.has_l(after):
            return after
        indefinite = not reading.form(index).startswith(("ال", "وال", "لل"))
        return after if indefinite and last == index and reading.form(after).startswith("ال") else None

    def _is_written(self, index: int, first: int) -> bool:
        """Whether a document stands here as a subject: not في بيان."""
        reading = self.reading
        if not self.is_document(index) or reading.form(index) in _NO_HEAD or reading.is_preposition(index):
            return False
        return not reading.is_preposition(index - 1) or index - 2 == first  # جاء في بيان

    def _is_author(self, last: int, mention: FoundMention) -> bool:
        """Whether a party is annexed to a document: بيان الجيش, بلاغ لرئاسة الجمهورية, بيان صادر عن الوزارة."""
        between = range(last + 1, mention.first)
        if len(between) > AUTHOR_REACH or mention.kind in ("place",):
            return False
        words = [self.reading.form(k) for k in between]
        if self.reading.form(last).startswith("ال"):  # البيان has no author annexed to it
            return any(word in _BY for word in words) or mention.span.start > self.reading.tokens[mention.first].start
        if not any(self.reading.is_preposition(k) or self.reading.form(k) in _RELATIVE for k in between):
            return True
        return any(word in _BY for word in words) and not any(self.reading.is_comma(k) for k in between)

    def _named(self, mention: FoundMention, end: int) -> FoundMention:
        """The name that follows a title after a comma or brackets: المستشارة الألمانية، أنجيلا ميركل."""
        if mention.named or mention.kind != "person":
            return mention
        index = mention.last + 1
        while index < end and index <= mention.last + TITLE_REACH:
            other = self.reading.document.mention_at(index)
            if other is not None and other.kind == "person" and other.named:
                before = self.reading.tokens[other.first - 1]
                return other if before.kind == "punct" and not self.reading.is_oblique(other) else mention
            index = other.last + 1 if other is not None else index + 1
        return mention

    def _is_subject(self, mention: FoundMention, candidate: Candidate, index: int, start: int) -> bool:
        if self.reading.form(mention.first) in _NO_HEAD or mention.first <= candidate.last:
            return False
        if mention.first == candidate.last + 1 and mention.span.start == self.reading.tokens[mention.first].start:
            return (
                not self.reading.form(mention.first).startswith("لل") or candidate.cue.kind == "phrase"
            )  # وبين، وعبر are no prepositions here
        return not self.reading.is_oblique(mention) or (index == start and candidate.cue.kind == "phrase")

    def speaks(self, subject: Subject) -> bool:
        """Whether a subject is surely somebody: a marked party, people in the plural (ناشطون), a text."""
        return not subject.made or self.is_document(subject.mention.first) or self.reading.form(subject.mention.first).endswith("ون")

    def is_document(self, index: int) -> bool:
        """Whether the token is a written thing that speaks (بيان، تقرير)."""
        return self._noun(index) in self.documents

    def _noun(self, index: int) -> str:
        return cues.noun_of(self.reading.tokens[index].word, self.documents) or ""

    def _first(self, candidate: Candidate) -> int:
        """The first token after the cue that is neither punctuation nor adverb nor time."""
        reading = self.reading
        index = candidate.last + 1
        while index < reading.count:
            if reading.tokens[index].kind == "punct" or reading.form(index) in _SKIP:
                index += 1
            elif time := reading.document.time_at(index):
                index = time.last + 1
            elif adverb := self.adverbs.match(reading.tokens, index):
                index = adverb.last + 1
            else:
                break
        return index

    def _is_head(self, index: int) -> bool:
        reading, form = self.reading, self.reading.form(index)
        if reading.tokens[index].kind not in ("word", "latin") or reading.is_preposition(index) or form in _NO_HEAD or len(form) < 3:
            return False
        return not (reading.has_l(index) or reading.has_b(index) or reading.is_that(index))

    def _nominal(self, index: int, end: int) -> Subject:
        """A mention for a noun phrase that nobody marked: up to a preposition, punctuation or relative, genitives and adjectives in."""
        reading, last = self.reading, index
        held = self.made.get(index)
        if held is not None:
            return Subject(held, False)
        while last + 1 < end and last - index < 7:
            token = reading.tokens[last + 1]
            mention = reading.document.mention_at(last + 1)
            definite = reading.form(index).startswith("ال")
            if mention is not None and mention.first == last + 1 and definite:
                break  # a definite noun has no genitive: اتهم الإصدار حركة
            if mention is not None and mention.first == last + 1 and not reading.is_oblique(mention):
                last = min(mention.last, end - 1)
                break
            stop = (
                token.kind != "word"
                or token.form in _RELATIVE
                or token.form in _SO
                or reading.is_that(last + 1)
                or reading.document.time_at(last + 1)
            )
            if stop or token.form in _SKIP or reading.has_l(last + 1) or self._ends_phrase(index, last + 1):
                break
            if reading.is_preposition(last + 1) and (last + 2 >= end or reading.document.time_at(last + 2)):
                break
            last += 1
        prefix = self._prefix(index)
        span = reading.document.span(index, last, prefix)
        mention = FoundMention(span, index, last, "nominal", "group" if last > index else "other", origin=Origin("statements", "1"))
        self.made[index] = mention
        return Subject(mention, True)

    def _ends_phrase(self, head: int, index: int) -> bool:
        """Whether a preposition ends a noun phrase: not مصدر في الوزارة, القائمون على المشروع, but رئيس اللجنة في بيان."""
        reading = self.reading
        if not reading.is_preposition(index):
            return False
        form = reading.form(head)
        if form.endswith(("ون", "ين")):
            return reading.form(index) not in ("من", "في", "على", "علي", "عن")
        return reading.form(index) not in ("من", "في") or form.startswith("ال") or self.is_document(index + 1)

    def _prefix(self, index: int) -> str:
        form = self.reading.form(index)
        return form[0] if form[:1] in "لب" and len(form) > 4 and self.reading.has_l(index) else ""

    def adjacent(self, candidate: Candidate, floor: int) -> Subject | None:
        """The party right before the verb, where it opens the clause or a relative hangs on it: إن الوزير أكد, الوزير الذي اتهم."""
        reading, index = self.reading, candidate.first - 1
        while index >= floor and self._is_passed(index):
            index -= 1
        if candidate.form.prefix in ("و", "ف") or index < floor:
            return None
        relative = reading.form(index) in _RELATIVE and not candidate.form.object
        comma = reading.is_comma(index)
        mention = reading.document.mention_at(index - 1 if relative or comma else index)
        head = reading.document.mention_at(floor)
        if comma and head is not None and reading.is_comma(head.last + 1) and reading.form(head.last + 2) in _RELATIVE:
            return Subject(head, False) if agrees(head, candidate) else None  # الوزير، الذي كان يتحدث أمام الوفود، أوضح
        if mention is None or mention.last >= candidate.first or not agrees(mention, candidate):
            return None
        if relative:
            return Subject(mention, False)
        mention = self._first_of_apposition(mention, floor)
        if reading.is_oblique(mention):
            return None
        before = mention.first - 1
        opens = mention.first <= floor or reading.is_that(before) or reading.form(before) in _CLAUSE_OPENERS
        return Subject(mention, False) if opens or (not comma and reading.tokens[before].kind == "punct") else None

    def _first_of_apposition(self, mention: FoundMention, floor: int) -> FoundMention:
        """The first of parties set one after the other with commas: نور الدين سليك، مستشار برلماني، قال."""
        while mention.first - 2 >= floor and self.reading.is_comma(mention.first - 1):
            earlier = self.reading.document.mention_at(mention.first - 2)
            if earlier is None or earlier.kind != mention.kind or self.reading.is_oblique(earlier):
                break
            mention = earlier
        return mention

    def reported(self, candidate: Candidate, gap: int, by: tuple[str, ...] = ("عن", "الي")) -> Subject | None:
        """The source that a medium quotes: نقلت الوكالة عن مصدر أن."""
        for index in range(candidate.last + 1, gap - 1):
            if self.reading.form(index) in by and not self.reading.document.mention_at(index):
                quoted = self.reading.tokens[index + 1].text in _QUOTES
                mention = self.reading.document.mention_at(index + 1 + quoted)
                if mention is not None:
                    return Subject(mention, False)
                return self._nominal(index + 1, gap) if self._is_head(index + 1) else None
        return None

    def before(self, candidate: Candidate) -> Subject | None:
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
        return reading.form(index) in _SKIP or reading.tokens[index].text in _QUOTES  # not brackets and dashes: القدس (CNN)-- قال

    def _clause_head(self, candidate: Candidate, floor: int) -> Subject | None:
        reading, start = self.reading, candidate.first - 1
        while start > floor and not reading.is_that(start) and reading.form(start) not in cues.words("turn"):
            start -= 1
        for index in range(start, candidate.first):
            mention = reading.document.mention_at(index)
            if mention is not None and mention.first == index and not reading.is_oblique(mention):
                return Subject(mention, False)
        return None

    def nearest(self, candidate: Candidate) -> Subject | None:
        """The last person before the verb in its sentence that is not oblique: ألقى الأمين كلمة جدد فيها."""
        reading = self.reading
        for index in range(candidate.first - 1, reading.starts[candidate.first] - 1, -1):
            mention = reading.document.mention_at(index)
            if mention is not None and mention.kind == "person" and not reading.is_oblique(mention) and agrees(mention, candidate):
                return Subject(mention, False)
        return None

    def sentence_subject(self, candidate: Candidate) -> Subject | None:
        """The first party of the sentence that is not oblique: what a participle without a governing cue agrees with."""
        reading = self.reading
        for index in range(reading.starts[candidate.first], candidate.first):
            mention = reading.document.mention_at(index)
            if mention is not None and mention.first == index and not reading.is_oblique(mention) and agrees(mention, candidate):
                return Subject(mention, False)
        return None

    def quoted_source(self, candidate: Candidate) -> Subject | None:
        """The source named before قوله: ونقلت الوكالة عن المتحدث قوله."""
        reading, floor = self.reading, reading_floor(self.reading, candidate)
        for index in range(candidate.first - 1, floor - 1, -1):
            if reading.form(index) in ("عن", "الي") and index + 1 < candidate.first:
                mention = reading.document.mention_at(index + 1)
                if mention is not None:
                    return Subject(mention, False)
                if reading.is_that(index + 1) or reading.is_preposition(index + 1) or reading.tokens[index + 1].kind == "punct":
                    return None
                return self._nominal(index + 1, candidate.first)
        return None

    def preceding(self, candidate: Candidate) -> Subject | None:
        """The unmarked noun phrase before a plural verb, which cannot have its subject after it: لكن نوابا معارضين يتهمون الرئيس."""
        reading, first = self.reading, candidate.first
        if candidate.form.shape != "verb" or candidate.form.number != "p" or candidate.form.prefix:
            return None
        while first > reading.starts[candidate.first] and candidate.first - first < 7:
            before = first - 1
            if reading.tokens[before].kind != "word" or reading.is_that(before) or reading.form(before) in _OPENINGS:
                break
            first = before
        return self._nominal(first, candidate.first) if first < candidate.first and self._is_head(first) else None

    def headline(self, candidate: Candidate, title: Span) -> Subject | None:
        """The words before a verb in a headline, where nobody marked them: القوى السياسية تطالب."""
        inside = self.reading.document.tokens_in(title)
        if candidate.first not in inside or candidate.first == inside[0] or not candidate.form.present:
            return None
        first = candidate.first - 1
        while first > inside[0] and self.reading.tokens[first - 1].kind == "word":
            first -= 1
        if candidate.first - first > 5 or not self._is_head(first):
            return None
        return self._nominal(first, candidate.first)

    def others(self, subject: FoundMention, end: int) -> bool:
        """Whether another party that is not oblique stands between the subject and token `end`."""
        index = subject.last + 1
        while index < end:
            mention = self.reading.document.mention_at(index)
            if mention is not None and mention is not subject and not self.reading.is_oblique(mention):
                return True
            index += 1
        return False

    def addressee(self, candidate: Candidate, gap: int, subject: FoundMention | None) -> FoundMention | None:
        """The party addressed: after ل, or the object of دعا and its like."""
        reading, index = self.reading, candidate.last + 1
        while index < gap:
            mention = reading.document.mention_at(index)
            if mention is None:
                index += 1
                continue
            if mention is not subject and self._is_addressee(mention, candidate, subject):
                return mention
            index = mention.last + 1
        return None

    def _is_addressee(self, mention: FoundMention, candidate: Candidate, subject: FoundMention | None) -> bool:
        """Told by ل (قال لرويترز), by a medium that it was told to (في حوار مع), or by being the object of دعا. The accused is none."""
        reading, before = self.reading, mention.first - 1
        if reading.form(before) in _CREDITING:
            return False
        attached = mention.span.start > reading.tokens[mention.first].start and reading.form(mention.first)[:1] == "ل"
        if attached or reading.form(mention.first).startswith("لل") or "ل" in (reading.form(before), reading.form(before - 1)):
            return True
        if mention.kind == "media" and reading.form(before) in _TOLD_TO:
            return True
        apposed = reading.is_comma(before) and subject is not None and subject.kind == mention.kind
        return candidate.cue.person and candidate.cue.stance != "accuse" and not apposed and not reading.is_oblique(mention)


def reading_floor(reading: Reading, candidate: Candidate) -> int:
    """The start of the sentence of a candidate."""
    return reading.starts[candidate.first]


def gender_of(reading: Reading, mention: FoundMention) -> str | None:
    """The gender of a mention as a verb would agree with it: told, or read off the ending of its head (ة)."""
    if mention.gender is not None or mention.number == "p":
        return mention.gender
    if mention.kind == "country":
        return "f"
    if mention.kind == "media":
        return None
    return "f" if reading.tokens[mention.first].text.endswith(("ة", "ات")) else "m"


def agrees(mention: FoundMention, candidate: Candidate) -> bool:
    """Whether gender and number of a mention do not contradict the cue's; unknown agrees with all."""
    form = candidate.form
    if form.gender is None or mention.gender is None or mention.number == "p":
        return True
    return mention.gender == form.gender
