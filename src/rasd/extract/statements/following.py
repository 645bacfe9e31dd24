"""The subject after a cue (قال الوزير, the source of وفق), and the name that its title stands for (المستشارة الألمانية، أنجيلا ميركل)."""

from __future__ import annotations

from functools import cached_property

from rasd.extract.statements.authors import Authors
from rasd.extract.statements.clause import CueCandidate, Reading
from rasd.extract.statements.nominal import Nominals, Subject
from rasd.findings import FoundMention
from rasd.ontology import cues

TITLE_WORDS = 7  # tokens between a title and a name that belong to the title
TITLE_REACH = 14  # tokens between a title and the name after it
_CALLED = frozenset({"يدعي", "ويدعي", "تدعي", "وتدعي", "يسمي", "ويسمي", "اسمه", "واسمه", "اسمها", "واسمها"})
_SKIP = cues.words("passed")
_NO_HEAD = cues.words("no_head") | cues.words("relative")
_THIS, _LATTER = frozenset({"هذا", "هذه"}), frozenset({"الاخير", "الاخيره"})  # أكد هذا الأخير: "the latter"
_SAME = frozenset({"ذات", "نفس"})  # أكد ذات المصدر: "the same source"
_AND_HE = frozenset({"وهو", "وهي", "وهما", "وهم"})


class Following:
    """Finds the subject after a candidate."""

    def __init__(self, reading: Reading, nominals: Nominals) -> None:
        self.reading = reading
        self.nominals = nominals
        self.authors = Authors(reading, nominals)
        self.names = Names(reading)
        self.adverbs = cues.markers("adverb")

    def find(self, candidate: CueCandidate, end: int) -> Subject | None:
        """The subject between the cue and token `end`."""
        if candidate.form.shape == "verb" and candidate.form.number in ("p", "d"):
            return None  # a verb before its subject is singular, so قالوا has none after it
        reading, start = self.reading, candidate.last + 1
        index, crossed = start, False  # whether a preposition was passed
        reach = min(end, start + 2) if candidate.cue.kind == "phrase" and self._is_word(start) else end  # the source stands right there
        while index < reach:
            if reading.tokens[index].kind == "punct":
                index += 1
                continue
            mention = reading.document.mention_at(index)
            if subject := self._at(index, mention, candidate, end, crossed=crossed):
                return subject
            if mention is not None:
                index = mention.last + 1
                continue
            if self._is_over(candidate, index):
                return None
            crossed = crossed or reading.is_preposition(index)
            index += 1
        return None

    def _is_word(self, index: int) -> bool:
        return index < self.reading.count and self.reading.tokens[index].kind == "word"

    def _at(self, index: int, mention: FoundMention | None, candidate: CueCandidate, end: int, *, crossed: bool) -> Subject | None:
        """The subject at the token: a party (after a preposition a country is where), the author of a text, the first noun phrase."""
        if mention is not None and self._is_subject(mention, candidate, index) and not (crossed and mention.kind == "country"):
            if self.nominals.is_document(mention.first):
                return self.authors.of(index, mention, end)
            return Subject(self.names.of(mention, end), False)
        if self.authors.is_written(index, candidate.last if candidate.cue.strength == "text" else -1):
            return self.authors.of(index, None, end)
        if mention is None and index == self._first(candidate) and self.nominals.is_head(index) and not self.reading.is_circumstance(index):
            return self.names.past_quoted(index, end) or self.nominals.phrase(index, end)
        return None

    def _is_subject(self, mention: FoundMention, candidate: CueCandidate, index: int) -> bool:
        """Whether a party is the subject: it hangs on no preposition save the ل of وفقا ل; وبين and وعبر are none here."""
        reading, first, phrase = self.reading, mention.first, candidate.cue.kind == "phrase"
        if reading.form(first) in _NO_HEAD or first <= candidate.last or (candidate.form.shape == "verb" and reading.is_objective(mention)):
            return False
        if first == candidate.last + 1 and mention.span.start == reading.tokens[first].start:
            return phrase or not reading.form(first).startswith("لل")
        return not reading.is_oblique(mention) or (phrase and index == candidate.last + 1)

    def _is_over(self, candidate: CueCandidate, index: int) -> bool:
        """Whether no subject can follow: another clause begins (يقول وهو يغالب دموعه), or a pronoun refers to somebody known."""
        if self.reading.form(index) in _AND_HE or self._looks_back(index):
            return True
        return candidate.cue.kind != "phrase" and self._turns(candidate, index)

    def _turns(self, candidate: CueCandidate, index: int) -> bool:
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
            elif self._points_back(index):
                index += 1
            else:
                break
        return index

    def _points_back(self, index: int) -> bool:
        """Whether a word only points back to whom the next one names."""
        form, after = self.reading.form(index), self.reading.form(index + 1)
        return (form in _THIS and after in _LATTER) or (form in _SAME and after.startswith("ال"))


class Names:
    """Finds the name after a title."""

    def __init__(self, reading: Reading) -> None:
        self.reading = reading

    def of(self, mention: FoundMention, end: int) -> FoundMention:
        """The name that follows a title after a comma or brackets, or the mention itself."""
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

    def past_quoted(self, head: int, end: int) -> Subject | None:
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
