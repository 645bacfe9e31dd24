"""Who speaks at a cue: the subject after the verb, before it, or the noun annexed to a masdar or phrase."""

from __future__ import annotations

from functools import cached_property

from rasd.extract.statements.authors import Authors
from rasd.extract.statements.clause import MARKS, CueCandidate, Reading
from rasd.extract.statements.nominal import Nominals, Subject
from rasd.findings import FoundMention
from rasd.ontology import cues
from rasd.spans import Span

_RELATIVE = cues.words("relative")
_SKIP = cues.words("passed")
_CLAUSE_OPENERS = cues.words("before_party")
_NO_HEAD = cues.words("no_head") | _RELATIVE
_OPENINGS = cues.words("turn") | cues.words("before_party")


TITLE_WORDS = 7  # tokens between a title and a name that belong to the title
TITLE_REACH = 14  # tokens between a title and the name after it
_CALLED = frozenset({"يدعي", "ويدعي", "تدعي", "وتدعي", "يسمي", "ويسمي", "اسمه", "واسمه", "اسمها", "واسمها"})
_SPEAKING = frozenset({"person", "government", "group", "party", "media", "ngo", "igo", "company", "military", "armed_group"})
_AND_HE = frozenset({"وهو", "وهي", "وهما", "وهم"})


class Speakers:
    """Finds the subject of a candidate."""

    def __init__(self, reading: Reading) -> None:
        self.reading = reading
        self.nominals = Nominals(reading)
        self.authors = Authors(reading, self.nominals)
        self.adverbs = cues.markers("adverb")

    def after(self, candidate: CueCandidate, end: int) -> Subject | None:
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
                if self.nominals.is_document(mention.first):
                    return self.authors.of(index, mention, end)
                return Subject(self._named(mention, end), False)
            if self.authors.is_written(index, candidate.last if candidate.cue.strength == "text" else -1):
                return self.authors.of(index, None, end)
            if mention is not None:
                index = mention.last + 1
                continue
            if index == self._first(candidate) and self.nominals.is_head(index) and not reading.is_circumstance(index):
                return self._named_later(index, end) or self.nominals.phrase(index, end)
            if reading.form(index) in _AND_HE:
                return None  # يقول وهو يغالب دموعه
            if self._looks_back(index) or (candidate.cue.kind != "phrase" and self._is_over(candidate, index)):
                return None
            crossed = crossed or reading.is_preposition(index)
            index += 1
        return None

    def _is_over(self, candidate: CueCandidate, index: int) -> bool:
        """Whether the words after the cue turn to another matter: أكد في حوار، ونقله الموقع، أن; قال وفقا لما نقلته الوكالة إن."""
        reading = self.reading
        if reading.is_comma(index - 1) and reading.tokens[index].kind == "word":
            prefixes = {prefix for prefix, _ in reading.tokens[index].word.readings}
            return "و" in prefixes and reading.form(index) not in _AND_HE and reading.document.mention_at(index) is None
        return index > candidate.last and index in self._credits

    @cached_property
    def _credits(self) -> frozenset[int]:
        """Tokens of phrases that credit a source: وفقا، بحسب ما."""
        return frozenset(c.first for c in self.reading.candidates if c.cue.kind == "phrase" and c.cue.lemma != ":")

    def _looks_back(self, index: int) -> bool:
        """Whether a pronoun refers to a subject already known, so that none follows: شدد خلال لقائه المبعوث."""
        form = self.reading.form(index)
        return (
            len(form) > 4
            and form.endswith(("ه", "ها", "هم"))
            and not self.reading.tokens[index].text.endswith("ة")
            and (self.reading.is_preposition(index - 1) and self.reading.form(index - 1) not in ("من", "عن"))
        )

    def _named(self, mention: FoundMention, end: int) -> FoundMention:
        """The name that follows a title after a comma or brackets: المستشارة الألمانية، أنجيلا ميركل."""
        called = self._called(mention, end)
        if called is not None:
            return called
        if mention.named or mention.kind != "person":
            return mention
        index = mention.last + 1
        while index < end and index <= mention.last + TITLE_REACH:
            other = self.reading.document.mention_at(index)
            if other is not None and other.kind == "person" and other.named:
                before = self.reading.tokens[other.first - 1]
                apposed = before.kind == "punct" or self._is_of_title(mention.last + 1, other.first)
                return other if apposed and not self.reading.is_oblique(other) else mention
            index = other.last + 1 if other is not None else index + 1
        return mention

    def _named_later(self, head: int, end: int) -> Subject | None:
        """The name after an unmarked title that holds a name in quotation marks: عضو "تكتل الجبل" النائب فلان."""
        reading = self.reading
        quoted = next((k for k in range(head + 1, min(head + 3, end)) if k in reading.quote_opening), None)
        if quoted is None or reading.quote_opening[quoted].words > TITLE_WORDS:
            return None
        name = reading.document.mention_at(reading.quote_opening[quoted].end + 1)
        return Subject(name, False) if name is not None and name.kind == "person" and name.named and name.first < end else None

    def _called(self, mention: FoundMention, end: int) -> FoundMention | None:
        """The name of somebody who is told to be called so: أحد السكان، ويدعى حسن."""
        for index in range(mention.last + 1, min(mention.last + 4, end - 1)):
            if self.reading.form(index) in _CALLED:
                return self.reading.document.mention_at(index + 1)
        return None

    def _is_of_title(self, first: int, end: int) -> bool:
        """Whether the words between a title and a name belong to the title: الخبير [في الشأن الليبي] فلان, not في مؤتمر صحفي."""
        reading = self.reading
        if not (first < end <= first + TITLE_WORDS) or not (reading.is_preposition(first) or reading.has_l(first) or reading.has_b(first)):
            return False
        rest = range(first + reading.is_preposition(first), end)
        return len(rest) > 0 and all(self._is_definite(k) for k in rest)

    def _is_definite(self, index: int) -> bool:
        reading = self.reading
        if reading.document.place_at(index) is not None or reading.document.mention_at(index) is not None:
            return True
        form = reading.form(index)
        return form.startswith(("ال", "وال", "لل", "بال")) or (reading.has_l(index) and form not in _NO_HEAD)

    def _is_subject(self, mention: FoundMention, candidate: CueCandidate, index: int, start: int) -> bool:
        if self.reading.form(mention.first) in _NO_HEAD or mention.first <= candidate.last:
            return False
        if mention.first == candidate.last + 1 and mention.span.start == self.reading.tokens[mention.first].start:
            return (
                not self.reading.form(mention.first).startswith("لل") or candidate.cue.kind == "phrase"
            )  # وبين، وعبر are no prepositions here
        return not self.reading.is_oblique(mention) or (index == start and candidate.cue.kind == "phrase")

    def speaks(self, subject: Subject) -> bool:
        """Whether a subject is surely somebody: a marked party, people in the plural (ناشطون), a text."""
        return (
            not subject.made
            or self.reading.has_l(subject.mention.first)
            or self.nominals.is_document(subject.mention.first)
            or self.reading.form(subject.mention.first).endswith("ون")
        )

    def _first(self, candidate: CueCandidate) -> int:
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

    def adjacent(self, candidate: CueCandidate, floor: int) -> Subject | None:
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

    def reported(self, candidate: CueCandidate, gap: int, by: tuple[str, ...] = ("عن", "الي")) -> Subject | None:
        """The source that a medium quotes: نقلت الوكالة عن مصدر أن."""
        for index in range(candidate.last + 1, gap - 1):
            if self.reading.form(index) in by and not self.reading.document.mention_at(index):
                quoted = self.reading.tokens[index + 1].text in MARKS
                mention = self.reading.document.mention_at(index + 1 + quoted)
                if mention is not None:
                    return Subject(mention, False)
                return self.nominals.phrase(index + 1, gap) if self.nominals.is_head(index + 1) else None
        return None

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
        while start > floor and not reading.is_that(start) and reading.form(start) not in cues.words("turn"):
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
            and agrees(follows, candidate)
            and (candidate.form.gender != "m" or gender_of(reading, follows) != "f")  # طالب فيه الحكومة بالرد: the government is asked
        ):
            return Subject(follows, False)  # في وقت تعهدت فيه بيونغ يانغ
        source = reading.document.mention_at(beside)
        if source is not None and agrees(source, candidate) and (self._gives(source) or reading.has_l(source.first)):
            return Subject(source, False)
        for index in range(beside, reading.starts[candidate.first] - 1, -1):
            mention = reading.document.mention_at(index)
            if mention is None or mention.kind not in _SPEAKING or self.nominals.is_document(mention.first):
                continue  # أصدر الحزب بيانا جدد فيه: the party
            fits = agrees(mention, candidate) and gender_of(reading, mention) in (None, candidate.form.gender)
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
            if mention is not None and mention.first == index and not self.reading.is_oblique(mention) and agrees(mention, candidate):
                return Subject(mention, False)
        return None

    def quoted_source(self, candidate: CueCandidate) -> Subject | None:
        """The source named before قوله: ونقلت الوكالة عن المتحدث قوله."""
        reading, floor = self.reading, reading_floor(self.reading, candidate)
        for index in range(candidate.first - 1, floor - 1, -1):
            if reading.form(index) in ("عن", "الي") and index + 1 < candidate.first:
                mention = reading.document.mention_at(index + 1)
                if mention is not None:
                    return Subject(mention, False)
                if reading.is_that(index + 1) or reading.is_preposition(index + 1) or reading.tokens[index + 1].kind == "punct":
                    return None
                return self.nominals.phrase(index + 1, candidate.first)
        return None

    def introducing(self, candidate: CueCandidate) -> Subject | None:
        """Who begins, answers or ends with words: اكتفى المدرب بالقول, يستهل الشاعر حديثه بالقول."""
        reading, index = self.reading, candidate.first - 1
        while index >= reading_floor(reading, candidate) and not reading.is_comma(index):
            mention = reading.document.mention_at(index)
            if mention is not None and not reading.is_oblique(mention) and not self.nominals.is_document(mention.first):
                return Subject(mention, False)
            index = mention.first - 1 if mention is not None else index - 1
        return None

    def preceding(self, candidate: CueCandidate) -> Subject | None:
        """The unmarked noun phrase before a verb: of a plural, which has none after it, or in the accusative after لكن, إن.

        لكن نوابا معارضين يتهمون الرئيس, لكن مسؤولا محليا اتهم التنظيم.
        """
        reading, first = self.reading, candidate.first
        if candidate.form.shape != "verb" or candidate.form.prefix:
            return None
        while first > reading.starts[candidate.first] and candidate.first - first < 7:
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
        if candidate.first - first > 5 or not self.nominals.is_head(first):
            return None
        return self.nominals.phrase(first, candidate.first)

    def others(self, subject: FoundMention, end: int) -> bool:
        """Whether another party that is not oblique stands between the subject and token `end`."""
        index = subject.last + 1
        while index < end:
            mention = self.reading.document.mention_at(index)
            joined = mention is not None and mention.first == subject.last + 1 and self.reading.form(mention.first)[:1] == "و"
            if mention is not None and joined:
                subject, index = mention, mention.last + 1  # اتهم الحزب والتنظيم: one party
                continue
            if mention is not None and mention is not subject and not self.reading.is_oblique(mention):
                return True
            index += 1
        return False


def reading_floor(reading: Reading, candidate: CueCandidate) -> int:
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
    head, described = reading.tokens[mention.first].text, mention.first < mention.last and reading.tokens[mention.first + 1].text
    # الأمم المتحدة، القوى السياسية: a definite adjective tells the gender of a plural that its own ending hides
    agreed = described and reading.form(mention.first).startswith("ال") and described.startswith("ال") and described.endswith("ة")
    return "f" if agreed or head.endswith(("ة", "ات")) else "m"


def agrees(mention: FoundMention, candidate: CueCandidate) -> bool:
    """Whether gender and number of a mention do not contradict the cue's; unknown agrees with all."""
    form = candidate.form
    if form.gender is None or mention.gender is None or mention.number == "p":
        return True
    return mention.gender == form.gender
