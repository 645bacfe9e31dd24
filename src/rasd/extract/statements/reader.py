"""The statement reader: from candidate cues to statements, in one pass over a document."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cached_property

from rasd.extract.statements.addressee import Addressees
from rasd.extract.statements.clause import CueCandidate, Reading
from rasd.extract.statements.content import Contents
from rasd.extract.statements.draft import Draft, finding
from rasd.extract.statements.headline import headline
from rasd.extract.statements.judge import Judge
from rasd.extract.statements.judged import Judged
from rasd.extract.statements.opening import Opening
from rasd.extract.statements.parenthesis import around
from rasd.extract.statements.positions import Positions
from rasd.extract.statements.speaker import Speakers
from rasd.extract.statements.turns import turns
from rasd.findings import FoundMention, FoundStatement
from rasd.ontology import cues

_NECESSITY = frozenset({"ضروره", "بضروره"})
_SO = cues.words("so")
SHORTEST_INVERTED = 4  # tokens of a quotation that can stand before its cue; shorter ones are names
LOOK_BACK = 100  # statements back to the one that holds a quotation


class StatementReader:
    """Reads one document."""

    def __init__(self, reading: Reading) -> None:
        self.reading = reading
        self.positions = Positions(reading)
        self.speakers = Speakers(reading)
        self.addressees = Addressees(reading, self.speakers.nominals)

    def findings(self) -> Iterator[FoundMention | FoundStatement]:
        """The statements, each after the mention made for its speaker where nobody had marked one."""
        given: set[int] = set()
        for draft in self.drafts():
            subject = draft.subject
            if subject and subject.made and id(subject.mention) not in given:
                given.add(id(subject.mention))
                yield subject.mention
            yield finding(self.reading, draft)

    def drafts(self) -> list[Draft]:
        """The statements in tokens, the headline's first."""
        judged = Judge(self.reading, self.positions, self.speakers).cues()
        edges = self.positions.edges
        contents = Contents(
            self.reading,
            {j.candidate.first: edges[j.candidate.first] for j in judged if j.candidate.first in edges and not self._is_aside(j.candidate)},
        )
        drafts = [*headline(self.reading, self.speakers), *turns(self.reading, self.speakers.nominals)]
        contents.set_gaps([(j.candidate.first, j.opening.gap) for j in judged if j.opening and j.candidate.form.shape == "verb"])
        for item in judged:
            draft = self._draft(item, contents, drafts)
            if draft is not None:
                drafts.append(draft)
        return drafts

    def _is_aside(self, candidate: CueCandidate) -> bool:
        """Whether على حد تعبيره stands between two commas, so that the content goes on after it."""
        after, end = candidate.last + 1, self.reading.ends[candidate.first]
        own = "self" in candidate.cue.frames
        return (
            own
            and after + 1 < end
            and self.reading.is_comma(candidate.first - 1)
            and self.reading.is_comma(after)
            and (after + 1 not in self.positions.edges)
        )

    def _draft(self, judged: Judged, contents: Contents, drafts: list[Draft]) -> Draft | None:
        candidate, opening, subject, hint = judged
        if candidate.cue.kind == "phrase":
            return self._phrase(judged, contents, drafts)
        if opening is None:
            return self._inverted(judged, contents, drafts)
        first, last = opening.start, contents.close(opening, candidate)
        if last < first:
            return None
        while first < last and self.reading.tokens[first].kind == "punct":
            first += 1
        if (first == last and self.reading.is_that(first)) or self._signs(first, last):
            return None
        if opening.kind == "preposition" and self.reading.form(first) in _NECESSITY and first < last:
            first += 1  # شدد على ضرورة فتح المعابر: what is called for
        addressee = self.addressees.of(candidate, opening.gap, subject.mention if subject else None)
        return Draft(candidate, first, last, subject, hint, addressee, opening.kind)

    def _signs(self, first: int, last: int) -> bool:
        """Whether these words are the writer's name: كتب: فلان (written by) opens an article and reports nothing."""
        tokens, article = self.reading.tokens, self.reading.document.article
        return bool(article.byline) and article.text[tokens[first].start : tokens[last].end] == article.byline

    def _inverted(self, judged: Judged, contents: Contents, drafts: list[Draft]) -> Draft | None:
        """«...» قال فلان, or a clause before حسبما أعلن."""
        candidate = judged.candidate
        phrase = self.positions.after_phrases.get(candidate.first)
        if phrase is None and self.reading.form(candidate.first - 1) == "كما":
            phrase = candidate.first - 1
            if phrase <= self.reading.starts[phrase] + 2:
                return None
        if phrase is not None and self._is_first(phrase, self.reading.starts[phrase]):
            return self._phrase_first(judged, contents)  # وبحسب ما صرح به مصدر، فإن
        if phrase is not None:
            found = self._just_quoted(drafts, phrase) or contents.before(candidate, phrase)
            return Draft(candidate, *found, judged.subject, judged.hint, None, "before", credit=True) if found else None
        if self.reading.form(candidate.last + 1) in ("ذلك", "بذلك"):
            return self._pointed(judged, contents)
        closing = self.reading.quote_before(candidate.first - 1)
        if closing is None or closing < self.reading.starts[candidate.first]:
            found = around(self.reading, contents, candidate, self.positions.next_stop(candidate))
            return Draft(candidate, *found, judged.subject, judged.hint, None, "before") if found else None
        quotation = self.reading.quote_closing[closing]
        if quotation.words < SHORTEST_INVERTED or any(d.first <= quotation.first <= d.last for d in drafts[-LOOK_BACK:]):
            return None
        return Draft(candidate, quotation.first, quotation.last, judged.subject, judged.hint, None, "before")

    def _just_quoted(self, drafts: list[Draft], index: int) -> tuple[int, int] | None:
        """The content of the statement that ends in a quotation right before a credit: قال: «...»، بحسب ما نقلته الوكالة."""
        closing = self.reading.quote_before(index - 1)
        if closing is None or closing < self.reading.starts[index]:
            return None
        first = self.reading.quote_closing[closing].first
        last = next((d for d in reversed(drafts) if d.rule in ("quote", "object", "that")), None)
        return (last.first, last.last) if last is not None and last.last == closing - 1 and first <= last.first + 2 else None

    def _pointed(self, judged: Judged, contents: Contents) -> Draft | None:
        """What ذلك points to: the clause before the verb, or the sentence before where the verb opens its own."""
        candidate = judged.candidate
        floor = self.reading.starts[candidate.first]
        if self.positions.edges.get(candidate.first, floor) > floor:
            found = contents.before(candidate, self.positions.edges[candidate.first])
            return Draft(candidate, *found, judged.subject, judged.hint, None, "before") if found else None
        return self._phrase_last(judged, contents, floor)

    def _phrase(self, judged: Judged, contents: Contents, drafts: list[Draft]) -> Draft | None:
        """وفق، بحسب، على حد قوله: the source after it, the content before it or, where it opens a clause, after it."""
        candidate, _, subject, hint = judged
        floor = self.reading.starts[candidate.first]
        if "after" in candidate.cue.frames:
            return self._after(judged, contents)
        if subject is None and self._is_first(candidate.first, floor):
            return self._phrase_first(judged, contents)
        if subject is None:
            if any(d.candidate.first >= floor for d in (*drafts[:1], *drafts[-1:])):
                return None  # it only repeats the speaker just cued
            found = contents.before(candidate, candidate.first)
            return Draft(candidate, *found, None, hint, None, "self") if found else None
        if self._opens(candidate, subject.mention.last + 1, floor):
            draft = self._phrase_first(judged, contents) or self._phrase_last(judged, contents, floor)
            return draft._replace(credit=not self._is_first(candidate.first, floor)) if draft else None
        found = self._just_quoted(drafts, candidate.first) or contents.before(candidate, candidate.first)
        if found is None:
            return None
        last = self._past_credit(judged, contents) if found[0] not in self._quoted_firsts else -1
        return Draft(candidate, found[0], max(found[1], last), subject, None, None, "phrase", credit=True)

    @cached_property
    def _quoted_firsts(self) -> frozenset[int]:
        return frozenset(quoted.first for quoted in self.reading.quoted)

    def _past_credit(self, judged: Judged, contents: Contents) -> int:
        """The end of a content that goes on after a credit between two commas (وتضم القائمة، وفق الوزارة، عشرة أسماء), or -1.

        It does where the rest needs what stood before: a number or a preposition. A noun may be the office of whoever was credited.
        """
        reading, candidate, subject = self.reading, judged.candidate, judged.subject
        comma = subject.mention.last + 1 if subject else reading.count
        after, end = comma + 1, reading.ends[candidate.first]
        if after >= end or not reading.is_comma(comma) or not reading.is_comma(candidate.first - 1):
            return -1
        needs = reading.tokens[after].kind == "number" or reading.is_preposition(after) or reading.has_l(after) or reading.has_b(after)
        if not needs or (reading.form(after)[:1] in "وف" and reading.form(after) != "في"):
            return -1
        if contents.is_stop(after) or reading.form(after) in cues.words("turn"):
            return -1
        return contents.close(Opening("phrase", after, after), candidate)

    def _after(self, judged: Judged, contents: Contents) -> Draft | None:
        """بدعوى عدم الالتزام: the content right after the phrase, the speaker whoever acts in the sentence."""
        start = judged.candidate.last + 1
        if start >= self.reading.ends[judged.candidate.first]:
            return None
        last = contents.close(Opening("phrase", start, start), judged.candidate)
        return Draft(judged.candidate, start, last, judged.subject, judged.hint, None, "phrase") if last >= start else None

    def _is_first(self, index: int, floor: int) -> bool:
        return all(self.reading.tokens[k].kind == "punct" for k in range(floor, index))

    def _opens(self, candidate: CueCandidate, after: int, floor: int) -> bool:
        """Whether the content of a phrase comes after it: at the start of the sentence, or where أن or فإن follows the source."""
        reading = self.reading
        if self._is_first(candidate.first, floor):
            return True
        return (
            after < reading.count
            and (reading.form(after) in _SO or reading.form(after + 1) in _SO or candidate.cue.lemma == "نقلا عن")
            and (reading.is_that(after) or reading.is_that(after + 1) or reading.form(after) in _SO)
        )

    def _phrase_last(self, judged: Judged, contents: Contents, floor: int) -> Draft | None:
        """A source that is a sentence of its own: the content is the sentence before it in the paragraph."""
        document, tokens = self.reading.document, self.reading.tokens
        if floor == 0 or document.paragraph_of(tokens[floor].start) != document.paragraph_of(tokens[floor - 1].start):
            return None
        found = contents.span(self.reading.starts[floor - 1], floor - 1)
        return Draft(judged.candidate, *found, judged.subject, judged.hint, None, "phrase") if found else None

    def _phrase_first(self, judged: Judged, contents: Contents) -> Draft | None:
        reading, candidate = self.reading, judged.candidate
        limit = reading.ends[candidate.first]
        index = max(candidate.last, judged.subject.mention.last if judged.subject else 0) + 1
        reach = range(index, min(limit, index + 25))
        spoken = next((k for k in reach[:3] if reading.tokens[k].kind == "word"), None)
        if spoken in self.positions.verbs:
            reach = range(0)  # وبحسب الوكالة، صرح الوزير أن: the content begins at the verb
        start = (
            spoken
            if not reach
            else next((k for k in reach if reading.form(k) in _SO or (reading.is_that(k) and reading.form(k)[0] != "و")), None)
        )
        if start is None:
            start = next((k for k in reach[:12] if reading.is_comma(k)), index)
        while start < limit and reading.tokens[start].kind == "punct":
            start += 1
        if start >= limit:
            return None
        last = contents.close(Opening("phrase", start, start), candidate)
        return Draft(candidate, start, last, judged.subject, judged.hint, None, "phrase") if last >= start else None
