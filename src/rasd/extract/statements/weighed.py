"""What is to be said for and against a cue of speech, and for each reading of its content: named features, weighed by a fitted table.

Rules and encoder each propose cues and contents; neither is right always, and which of them is shows in what both say and in the words
where a content would end. The weights are in `ontology/data/statement_weights.tsv`, made by `training/choose_statements.py` on articles
whose outlets the encoder had never seen.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterator
from functools import cached_property

from rasd.document import Document
from rasd.extract.statements import features as feature
from rasd.extract.statements.clause import Reading
from rasd.extract.statements.content import withholds
from rasd.extract.statements.opening import SPEECH
from rasd.findings import FoundMention, FoundStatement
from rasd.ontology import cues
from rasd.ontology.weights import CHANCES, STATEMENTS, FeatureValues, likeliest, shares, step, total, weighed, weights_of
from rasd.signals import SignalStatement
from rasd.spans import Span, overlap

LENGTHS = (2, 4, 7, 12, 20, 32, 50, 80)  # and lengths of contents, in tokens
LONGEST = 300  # tokens of a content that are looked through for them: a text without full stops is no quadratic task
MOST_ENDS = 12  # places where a content may be cut: more than a sentence has
SPOKEN_WORDS = 5  # tokens of a quotation without a colon that are no name or term
SPOKEN = 0.9  # the chance of a cue that marks alone make one
SAME_CONTENT = 0.8  # intersection over union from which two contents are one
NEAR = 60  # candidates around one that are asked whether they hold it
_QUOTES = frozenset('"«»“”')
_COMMAS = frozenset("،,؛;")
_CUTS = cues.words("cut")


class Candidate:
    """A cue that rules or encoder propose, or both."""

    def __init__(self, rules: FoundStatement | None, signal: SignalStatement | None, proposed: Span | None) -> None:
        """`proposed` is the encoder's content without the marks around it."""
        self.rules, self.signal, self.proposed = rules, signal, proposed
        self.content: Span = rules.content if rules is not None else proposed or Span(0, 0)
        self.content_chance = 1.0

    @property
    def cue(self) -> Span:
        """The words of the cue."""
        found = self.rules or self.signal
        return found.cue if found is not None else Span(0, 0)

    @property
    def rule(self) -> str:
        """What opened the content as the rules read it."""
        return self.rules.origin.rules[0] if self.rules is not None and self.rules.origin.rules else "none"

    @property
    def by(self) -> str:
        """Who marks the cue."""
        return "both" if self.rules and self.signal else "rules" if self.rules else "encoder"


class Weighing:
    """The features of the candidates of one document."""

    def __init__(self, document: Document, candidates: list[Candidate]) -> None:
        """`candidates` in the order of the text."""
        self.document, self.candidates = document, candidates
        self.cues = sorted(candidate.cue.start for candidate in candidates)
        self.reading = Reading(document)

    @cached_property
    def _title_end(self) -> int:
        return self.document.title.end if self.document.title is not None else 0

    def settle(self) -> list[float]:
        """Give every candidate its likeliest content; how likely each is a cue, the contents chosen."""
        weights = weights_of(STATEMENTS)
        for candidate in self.candidates:
            options = self.contents(candidate)
            best, candidate.content_chance = likeliest([weighed(self.of_content(candidate, option)) for option in options])
            candidate.content = options[best]
        chances = [shares([0.0, total(self.of_cue(candidate, k), weights)])[1] for k, candidate in enumerate(self.candidates)]
        return [
            max(chance, SPOKEN) if self._is_spoken(candidate) else chance
            for candidate, chance in zip(self.candidates, chances, strict=True)
        ]

    def _is_spoken(self, candidate: Candidate) -> bool:
        """Whether marks alone make a statement of what the rules read: a colon and quotation marks, or a quotation right before the cue.

        The fit distrusts what the encoder has missed, whatever it is; of 70 such cues in the train articles gold has 69. Looser marks
        are no proof: تختم مناورات «الاتحاد», يعد «الأربعاء», حمل عنوان: «...».
        """
        rules = candidate.rules
        if candidate.rule == "turn":
            return True  # no article that the fit saw has turns, and the encoder learned none
        if rules is not None and rules.lemma in self._announcing:
            return True  # صدر عن الوزارة البيان الآتي: no article that the fit saw has it
        if rules is None or candidate.signal is not None:
            return False
        if any(other is not candidate and overlap(other.content, rules.content) > 0 for other in self.candidates):
            return False
        if self.reading.is_negated(rules.cue_token):  # لم يستبعد الوزير: newer than the fit
            return rules.speaker is not None and (rules.speaker.kind == "person" or rules.speaker.named)
        if candidate.rule == "before":
            return self._adjoins(rules)
        return candidate.rule == "quote" and self._is_marked(rules)

    @cached_property
    def _announcing(self) -> frozenset[str]:
        return frozenset(cue.lemma for cue in cues.lexicon().cues if cue.strength == "announced")

    def _is_marked(self, rules: FoundStatement) -> bool:
        """Whether a quotation follows the cue or its subject at once, after a colon, or after a verb that is never anything but speech."""
        text, subject = self.document.text, rules.speaker
        said = max(rules.cue.end, subject.span.end if subject is not None else 0)
        between = text[said : rules.content.start].strip()
        forms = cues.lexicon().forms(self.document.tokens[rules.cue_token].word)
        cue = next((form.cue for form in forms if form.cue.lemma == rules.lemma), None)
        if cue is None or not cue.frames <= SPEECH or between[-1:] not in _QUOTES:
            return False
        if between[:-1].strip() == ":":
            return True
        sure = cue.strength == "always" or (subject is not None and not any(form.present for form in forms))  # فرد الوزير «...»
        return len(between) == 1 and sure and self._is_long(rules.content)

    def _is_long(self, quoted: Span) -> bool:
        return len(self.document.tokens_in(quoted)) >= SPOKEN_WORDS

    # --- contents

    def contents(self, candidate: Candidate) -> list[Span]:
        """Every reading of a content: the two that are proposed, the start of one with the end of the other, and shorter ones."""
        rules = candidate.rules
        if rules is not None and (candidate.rule == "turn" or self._is_around(candidate) or self._is_quoted_before(candidate)):
            return [rules.content]
        theirs = None if rules is not None and self._is_anothers(candidate) else candidate.proposed
        proposed = (rules.content if rules else None, theirs)
        bases = [self._without_remark(span) for span in proposed if span is not None]
        found = dict.fromkeys(bases)
        for a in bases:
            for b in bases:
                if a.start < b.end and a.touches(b):
                    found[Span(a.start, b.end)] = None
        for span in list(found):
            for end in self._cuts(span):
                found[Span(span.start, end)] = None
        return list(found)

    def _without_remark(self, span: Span) -> Span:
        """The span up to the outlet's remark on what was left out; of three such in the train articles gold has none in a content."""
        tokens, inside = self.document.tokens, self.document.tokens_in(span)
        for k in inside[2:LONGEST]:
            if withholds(self.reading, k) and self.reading.quote_around[k] is None:
                return Span(span.start, tokens[k - 2].end)
        return span

    def _is_around(self, candidate: Candidate) -> bool:
        """Whether the rules' content stands on both sides of its cue, of which the encoder sees one: الأسعار، يضيف الباحث، ستنخفض."""
        rules = candidate.rules
        return rules is not None and candidate.rule == "before" and rules.content.holds(rules.cue)

    def _is_quoted_before(self, candidate: Candidate) -> bool:
        """Whether the rules' content is a quotation that closes right before the cue, while the encoder took a later one for it.

        «...»، قال فلان. «...»: the second goes on with what the first begins, and is no word of the cue's.
        """
        rules, theirs = candidate.rules, candidate.proposed
        if rules is None or candidate.rule != "before" or theirs is None or theirs.start < candidate.cue.end:
            return False
        return self._adjoins(rules)

    def _is_anothers(self, candidate: Candidate) -> bool:
        """Whether the encoder's content stands in a later sentence, behind the cue of somebody else."""
        theirs, document = candidate.proposed, self.document
        if (
            theirs is None
            or theirs.start < candidate.cue.end
            or document.sentence_of(theirs.start) == document.sentence_of(candidate.cue.start)
        ):
            return False
        after = bisect_left(self.cues, candidate.cue.end)
        return after < len(self.cues) and self.cues[after] < theirs.start

    def _adjoins(self, rules: FoundStatement) -> bool:
        """Whether a quotation closes right before the cue, with the content of the rules."""
        closing = self.reading.quote_before(rules.cue_token - 1)
        return closing is not None and abs(self.document.tokens[closing].start - rules.content.end) <= 1

    def _cuts(self, span: Span) -> list[int]:
        """Where a content could end before its end."""
        document, found = self.document, []
        inside = document.tokens_in(span)
        for k in inside[2:LONGEST]:
            token, before = document.tokens[k], document.tokens[k - 1]
            mark = token.kind == "punct" and token.text in _COMMAS
            stop = token.sentence != before.sentence
            if (mark or stop or token.form in _CUTS or token.start in self._cue_starts) and before.start > span.start:
                last = before
                if last.kind == "punct" and last.text not in "%٪)":
                    last = document.tokens[k - 2]
                if last.end < span.end:
                    found.append(last.end)
        return found[:MOST_ENDS] if len(found) <= MOST_ENDS else found[: MOST_ENDS // 2] + found[-MOST_ENDS // 2 :]

    @cached_property
    def _cue_starts(self) -> frozenset[int]:
        return frozenset(self.document.tokens[k].start for c in self.cues if (k := self.document.token_at(c)) < len(self.document.tokens))

    def of_content(self, candidate: Candidate, span: Span) -> list[FeatureValues]:
        """The features of one reading of a content."""
        rules, theirs = (candidate.rules.content if candidate.rules else None), candidate.proposed
        start = f"{_same(rules, span, 0)}{_same(theirs, span, 0)}"
        end = f"{_same(rules, span, 1)}{_same(theirs, span, 1)}"
        sure = step(candidate.signal.content_chance, CHANCES) if candidate.signal else -1
        length = step(len(self.document.tokens_in(span)), LENGTHS)
        return [
            (feature.proposed, (start, end, candidate.rule, sure)),
            (feature.long, (length, self._quotes(span) % 2, end, candidate.rule)),
            self._after(span, end),
            *self._first(candidate, span, start),
            self._within(candidate, span, end),
        ]

    def _quotes(self, span: Span) -> int:
        return sum(self.document.text.count(mark, span.start, span.end) for mark in _QUOTES)

    def _after(self, span: Span, end: str) -> FeatureValues:
        """What follows the content."""
        document = self.document
        k = document.token_at(span.end)
        if k >= len(document.tokens):
            return feature.followed_by, ("nothing", end)
        token = document.tokens[k]
        if document.paragraph_of(token.start) != document.paragraph_of(span.start):
            return feature.followed_by, ("line", end)
        if token.kind != "punct":
            return feature.followed, (token.form, token.start in self._cue_starts, end)
        following = document.tokens[k + 1] if k + 1 < len(document.tokens) else None
        if following is None or following.sentence != token.sentence:
            return feature.closed, (token.text, end)
        return feature.parted, (token.text, token.text in _COMMAS, following.form, following.start in self._cue_starts, end)

    def _first(self, candidate: Candidate, span: Span, start: str) -> Iterator[FeatureValues]:
        """How the content begins, and where."""
        document = self.document
        k = document.token_at(span.start)
        yield feature.begins, (document.tokens[k].form if k < len(document.tokens) else "", start)
        if k > 0:
            yield feature.preceded, (document.tokens[k - 1].form, start)
        yield feature.behind, (span.start < candidate.cue.start, start)

    def _within(self, candidate: Candidate, span: Span, end: str) -> FeatureValues:
        """What a content would hold: other cues, sentences, its own cue."""
        document = self.document
        low, high = bisect_left(self.cues, span.start), bisect_left(self.cues, span.end)
        first, last = document.sentence_of(span.start), document.sentence_of(max(span.start, span.end - 1))
        lines = document.paragraph_of(span.start) != document.paragraph_of(span.end - 1)
        return feature.within, (min(2, high - low), min(2, last - first), span.holds(candidate.cue), lines, end)

    # --- cues

    def of_cue(self, candidate: Candidate, k: int) -> list[str]:
        """The features of candidate number k, its content chosen."""
        found = [*self._marked(candidate), *self._words(candidate), *self._beside(candidate, k)]
        return [f"cue {name}" for name in found]

    def _marked(self, candidate: Candidate) -> Iterator[str]:
        """What rules and encoder say of it."""
        by, rules, signal = candidate.by, candidate.rules, candidate.signal
        yield f"by {by}"
        shape = rules.origin.rules[1] if rules is not None and len(rules.origin.rules) > 1 else "none"
        yield f"rule {candidate.rule} {shape}"
        if rules is not None:
            yield f"speaker {rules.speaker is not None} hint {rules.hint} {by}"
            yield f"rule {candidate.rule} {by}"
        if signal is not None:
            sure = step(signal.chance, CHANCES)
            yield f"sure {sure} {by}"
            yield f"sure {sure} {candidate.rule}"
            yield f"content sure {step(signal.content_chance, CHANCES)} {by}"
            yield f"speaker words {signal.speaker is not None} sure {step(signal.who_chance, CHANCES)} {by}"
            yield f"kind {signal.kind} {by}"
        if rules is not None and candidate.proposed is not None:
            yield f"agree {step(overlap(rules.content, candidate.proposed), (0.01, 0.5, 0.8, 0.95))}"
        yield f"chosen {step(candidate.content_chance, CHANCES)} {by}"

    def _words(self, candidate: Candidate) -> Iterator[str]:
        """The words of the cue and around it."""
        document, by = self.document, candidate.by
        k = document.token_at(candidate.cue.start)
        if k >= len(document.tokens):
            return
        token, lemma = document.tokens[k], _lemma(candidate)
        yield f"lemma {lemma}"
        yield f"lemma {lemma} {by}"
        yield f"form {token.form}"
        yield f"after {document.tokens[k - 1].form if k else ''}"
        yield f"before {document.tokens[k + 1].form if k + 1 < len(document.tokens) else ''}"
        yield f"headline {token.start < self._title_end} {by} {token.text == ':'}"
        yield f"length {step(len(document.tokens_in(candidate.content)), LENGTHS)} {by}"
        speaker = candidate.rules.speaker if candidate.rules else None
        if speaker is not None:
            yield f"speaker kind {speaker.kind} {lemma}"
            yield from self._speaker(speaker)

    def _speaker(self, speaker: FoundMention) -> Iterator[str]:
        noun = cues.noun_of(self.document.tokens[speaker.first].word, cues.documents())
        yield f"speaker kind {speaker.kind} document {noun is not None} named {speaker.named}"

    def _beside(self, candidate: Candidate, k: int) -> Iterator[str]:
        """Other candidates: one that tells the same content, one in whose content this one stands."""
        by = candidate.by
        for other in self.candidates[max(0, k - NEAR) : k + NEAR]:
            if other is candidate:
                continue
            if overlap(other.content, candidate.content) >= SAME_CONTENT:
                yield f"again {other.by} {by} later {other.cue.start < candidate.cue.start}"
                if other.rules is not None and candidate.rules is None:
                    yield f"again {other.rule} form {candidate.cue.of(self.document.text)[-4:]}"
            elif other.content.holds(candidate.cue):
                yield f"inside {by} {other.by}"
            elif candidate.content.holds(other.cue):
                yield f"holds {by} {other.by}"


def _same(base: Span | None, span: Span, side: int) -> str:
    """Whether a side of the content is that of a proposal: y, n, or - where there is none."""
    return "-" if not base else "y" if abs(base[side] - span[side]) <= 1 else "n"


def _lemma(candidate: Candidate) -> str:
    return candidate.rules.lemma if candidate.rules is not None else "none"
