"""How far a content runs: to the end of its quotation, to the next speech act, or to the narrator's own comment."""

from __future__ import annotations

from bisect import bisect_left, bisect_right

from rasd.arabic.remembered import Remembered
from rasd.extract.statements.clause import CueCandidate, Reading
from rasd.extract.statements.opening import Opening
from rasd.ontology import cues

_CLAUSES = cues.words("clause")
_BUT = frozenset({"لكنه", "لكنها", "لكنهم", "لكنهما", "ولكنه", "ولكنها", "ولكنهم"})
_WITHOUT = frozenset({"لم", "دون", "بدون"})
_MAY_END: Remembered[str, bool] = Remembered()
_ENTITIES = frozenset({"34", "39", "quot", "nbsp"})


class Contents:
    """Finds the last token of each content."""

    def __init__(self, reading: Reading, edges: dict[int, int]) -> None:
        """`edges` maps the first token of each cue that opens a clause to the first token of that clause."""
        self.reading = reading
        self.edges = edges
        self.stops = frozenset(edges.values())
        self.narrators = cues.markers("narrator")
        # Where a content may end or be passed over, found once: contents in one long sentence would each walk to its end otherwise.
        self.landmarks = sorted(self.stops | reading.quote_opening.keys() | self._ends())
        self._gaps: list[tuple[int, int]] = []
        self._widest = 0

    def _ends(self) -> set[int]:
        """The tokens of clause words and narrators' markers; most tokens cost one look-up, remembered by form over all documents."""
        found = set()
        known = _MAY_END
        for index, token in enumerate(self.reading.tokens):
            may = known.get(token.form)
            if may is None:
                may = known.keep(token.form, token.form in _CLAUSES or token.form in _BUT or self.narrators.opens(token.word))
            if may and (token.form in _CLAUSES or self._narrates(index)):
                found.add(index)
        return found

    def set_gaps(self, gaps: list[tuple[int, int]]) -> None:
        """From each verb, in order, to its own content: what is said on the way ends there."""
        self._gaps = gaps
        self._widest = max((gap - verb for verb, gap in gaps), default=0)

    def close(self, found: Opening, cue: CueCandidate) -> int:
        """The index of the last token of the content, or -1 where it is empty."""
        reading, start = self.reading, found.start
        if found.kind == "quote" and (quotation := reading.quote_around[start]):
            if quotation.closed and self._goes_on(quotation.end, quotation.words, cue.cue.frames <= {"أن", ":"}):
                return self._running(quotation.end + 1, cue, start)
            return self._strip(quotation.last, start)
        return self._running(start, cue, start, phrase=found.kind in ("object", "preposition"))

    def _goes_on(self, closing: int, words: int, speech: bool) -> bool:
        """Whether a short quotation is only the first words of the content."""
        after = closing + 1
        if after >= self.reading.ends[closing] or (words > 4 and (speech or not self.reading.form(after).startswith("و"))):
            return False
        return self.reading.tokens[after].kind == "word" and after not in self.edges and not self.is_stop(after)

    def is_stop(self, index: int) -> bool:
        """Whether another speech act or the narrator's comment begins here."""
        return index in self.stops or self.narrators.match(self.reading.tokens, index) is not None

    def _running(self, index: int, cue: CueCandidate, start: int, *, phrase: bool = False) -> int:
        reading = self.reading
        limit = reading.ends[min(start, reading.count - 1)]
        first_gap = bisect_left(self._gaps, (cue.first - self._widest, 0))
        for _, gap in self._gaps[first_gap : bisect_left(self._gaps, (cue.first, 0))]:
            if cue.first < gap and start < gap:
                limit = min(limit, gap)
        around = reading.quote_around[cue.first]
        if around is not None:
            limit = min(limit, around.last + 1)
        while index < limit:
            quotation = reading.quote_opening.get(index)
            if quotation and quotation.end < limit and not (around and around.mark == index):
                index = quotation.end + 1
                continue
            if quotation and quotation.closed and not around:  # a quotation over several sentences belongs to the content
                limit = max(limit, quotation.end + 1)
                index = quotation.end + 1
                limit = reading.ends[quotation.end] if quotation.end < reading.count else limit
                continue
            if index > start and (index in self.stops or self._narrates(index) or (phrase and self._leaves(index))):
                break
            index = min(self._next_landmark(index), limit)
            if index == limit and reading.continues(index) and reading.same_paragraph(index):
                limit = reading.ends[index]
        return self._strip(index - 1, start)

    def _next_landmark(self, index: int) -> int:
        at = bisect_right(self.landmarks, index)
        return self.landmarks[at] if at < len(self.landmarks) else self.reading.count

    def _leaves(self, index: int) -> bool:
        """Whether a content that is a mere noun phrase ends here: after a comma a clause of its own is the outlet's."""
        return self.reading.form(index) in _CLAUSES and self.reading.is_comma(index - 1)

    def _narrates(self, index: int) -> bool:
        """Whether the narrator's own words begin here: a marker after a comma, or one that never needs it."""
        if withholds(self.reading, index):
            return True
        match = self.narrators.match(self.reading.tokens, index, frozenset({"", "و"}))
        return match is not None and (self.reading.is_comma(index - 1) or self.reading.form(index) == "وذلك")

    def _strip(self, last: int, start: int) -> int:
        while last >= start and self.reading.tokens[last].kind == "punct" and self.reading.form(last) not in ("%", "٪"):
            last -= 1
            if self.reading.form(last) in _ENTITIES and self.reading.form(last + 1) == ";":
                last -= 1  # the rest of &#34; or &quot;
        return last if last >= start else -1

    def before(self, candidate: CueCandidate, first: int) -> tuple[int, int] | None:
        """The content that stands before a cue: the quotation just closed, or the clause from the start of the sentence."""
        reading, index = self.reading, first - 1
        floor = reading.starts[candidate.first]
        while index >= floor and reading.tokens[index].kind == "punct" and index not in reading.quote_closing:
            index -= 1
        if index < floor:
            return None
        begin = floor
        quotation = reading.quote_closing.get(index)
        if quotation and quotation.first <= floor + 1:
            return quotation.first, self._strip(quotation.last, quotation.first)
        return self.span(begin, index)

    def span(self, begin: int, last: int) -> tuple[int, int] | None:
        """A stretch of tokens without the punctuation around it, or None where fewer than three are left."""
        while begin < last and self.reading.tokens[begin].kind == "punct":
            begin += 1
        last = self._strip(last, begin)
        if last > begin and self.reading.form(last) == "وذلك":  # opens the credit: ، وذلك وفقا للوزارة
            last = self._strip(last - 1, begin)
        return (begin, last) if last - begin >= 2 else None


def withholds(reading: Reading, index: int) -> bool:
    """Whether the outlet begins to tell what the speaker left out: ، لكنه لم يحدد موعدا، دون ذكر تفاصيل."""
    if not reading.is_comma(index - 1):
        return False
    first = index + 1 if reading.form(index) in _BUT else index
    if reading.form(first).removeprefix("و") not in _WITHOUT and (reading.form(first), reading.form(first + 1)) != ("من", "دون"):
        return False
    return cues.markers("narrator").match(reading.tokens, first, frozenset({"", "و"})) is not None
