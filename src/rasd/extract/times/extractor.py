"""Extracts calendar expressions, resolved against the day that the article means by "today"."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta

from rasd.arabic.remembered import Remembered
from rasd.arabic.tokens import Word
from rasd.document import Document
from rasd.extract.times.grammar import STARTS, TimeReading
from rasd.extract.times.periods import Periods
from rasd.extract.times.year import around, holds
from rasd.findings import FoundTime
from rasd.ontology import calendar
from rasd.records import Origin
from rasd.spans import Span

CLAUSE = 14  # tokens before a weekday that may tell its direction; further back is another clause
RELATIVE = frozenset(("deictic", "weekday", "weekdays"))
QUOTES = frozenset("\"«»“”'()")
BREAKS = frozenset(("--", "-", "–", ":", "؛", "«", "CNN"))  # end of the look back: a dateline or the start of a quotation


class Times:
    """Yields the times of a document."""

    name = "times"
    version = "1"

    def __init__(self) -> None:
        self.words = calendar.lexicon()
        self._opens: Remembered[str, bool] = Remembered()
        self._future: Remembered[str, bool] = Remembered()

    def __call__(self, document: Document) -> Iterator[FoundTime]:
        """Yield the times found."""
        tokens = document.tokens
        known = self._opens.get  # a plain look-up: most words open nothing
        opens = [k for k, token in enumerate(tokens) if token.kind == "number" or (known(token.form, True) and self.opens(token.word))]
        anchor, sure = self.anchor(document, opens)
        guessed, month = anchor is None, None
        if guessed:
            anchor, current = around(document, opens)
            month = anchor.isoformat()[:7] if anchor is not None and current else None
        grammar = Periods(tokens, anchor, lambda index: self.direction(document, index))
        found = list(self.readings(document, grammar, opens))
        contradicted = not sure or any(self.contradicts(reading, grammar) for _, reading in found)
        for first, reading in found:
            value = None if (contradicted and reading.rule in RELATIVE) or (guessed and anchor and not holds(reading)) else reading.value
            yield self.finding(document, grammar, first, reading, value, month)

    def opens(self, word: Word) -> bool:
        """Whether a word may begin an expression."""
        known = self._opens.get(word.form)
        if known is None:
            heads = self.words.heads
            opens = any(reading.prefix in STARTS and reading.stem in heads for reading in word.readings)
            known = self._opens.keep(word.form, opens)
        return known

    def readings(self, document: Document, grammar: Periods, opens: list[int]) -> Iterator[tuple[int, TimeReading]]:
        """The expressions from left to right, none inside another."""
        free = 0
        for i in opens:
            if i < free:
                continue
            reading = grammar.read(i)
            if reading:
                free = reading.last + 1  # also where it is refused: the month of "ثورة 25 يناير" is no time either
                if not self.refused(document, grammar, i, reading):
                    yield i, reading

    def refused(self, document: Document, grammar: Periods, index: int, reading: TimeReading) -> bool:
        """Whether the expression is part of a name (صلاة الجمعة, عين اليوم, ثورة 25 يناير), or a recurring day."""
        tokens, rule, alone = document.tokens, reading.rule, reading.last == index
        if tokens[reading.last].sentence != tokens[index].sentence:
            return True
        if alone and tokens[index].form.endswith("الاثنين") and grammar.form(index + 1) in {"الاخرين", "معا", "الاخران"}:
            return True  # "the other two"
        if rule in {"weekday", "weekdays"} and grammar.sense(index - 1, "never", None):
            return alone or grammar.form(index) == "الجمعه"
        if rule == "deictic" and alone:
            named = grammar.form(index - 1) in QUOTES and grammar.form(index + 1) in QUOTES
            named = named or any(grammar.sense(index - 1, "outlet", prefix) for prefix in ("", "ل", "ب"))
            return (named and tokens[index].form != "امس") or self.some_day(grammar, index + 1)  # المصري أمس is no paper, المصري اليوم is
        if rule in {"date", "month"} and grammar.sense(index - 1, "named", None) and grammar.digits(reading.last) in {None, *range(32)}:
            return True
        return rule == "date" and grammar.form(reading.last + 1) == "من" and grammar.form(reading.last + 2) == "كل"

    def some_day(self, grammar: Periods, index: int) -> bool:
        """Whether the word after اليوم makes it another day: اليوم العالمي, اليوم الأول."""
        ordinal = grammar.sense(index, "ordinal")
        return bool(grammar.sense(index, "notday") or (ordinal and grammar.form(index).startswith("ال")))

    def finding(
        self, document: Document, grammar: Periods, first: int, reading: TimeReading, value: str | None, month: str | None
    ) -> FoundTime:
        """The finding of a reading, without its proclitics. `month` is the current one, where the article tells it and not the day."""
        atom = grammar.atom(first) if reading.first is None else None
        first = first if reading.first is None else reading.first
        token = document.tokens[first]
        start = token.after(atom.prefix) if atom and atom.prefix else token.start
        origin = Origin(self.name, self.version, rules=(reading.rule,))
        within = month if value is None and reading.rule in RELATIVE else None
        return FoundTime(Span(start, document.tokens[reading.last].end), first, reading.last, value, origin, within)

    # --- what day "today" is

    def anchor(self, document: Document, opens: list[int]) -> tuple[date | None, bool]:
        """The day that relative words count from, and whether it can be trusted.

        Many outlets publish agency copy days later: where the article's own words (اليوم الأحد, أمس السبت) all point to one day of the week
        before, that day is "today". Where they disagree with each other, the publication date stands.
        """
        published = document.published
        if published is None:
            return None, True
        grammar = Periods(document.tokens, published)
        told = set()
        for i in opens:
            found = grammar.sense(i, "deictic", None)
            weekday = grammar.named_day(found[1])[0] if found else None
            if found and weekday is not None:
                day = calendar.named_day_near(published + timedelta(days=int(found[0])), weekday)
                told.add(day - timedelta(days=int(found[0])))
        return (told.pop() if len(told) == 1 else published), True

    def contradicts(self, reading: TimeReading, grammar: Periods) -> bool:
        """Whether a "current" month is not the anchor's month (يوليو الجاري in an article of 16 August)."""
        if reading.rule not in {"month", "date", "edge"} or self.hijri(grammar, reading) or grammar.anchor is None or reading.value is None:
            return False
        if not grammar.sense(reading.last, "rel") or grammar.sense(reading.last, "rel") != ("0", reading.last + 1):
            return False
        if len(reading.value) > 10 or grammar.form(reading.last - 1) == "الشهر":
            return False
        return reading.value[:7] != grammar.anchor.isoformat()[:7] and grammar.anchor.day > 5

    def hijri(self, grammar: Periods, reading: TimeReading) -> bool:
        """Whether a month is Hijri, so that its days lie in two Gregorian months."""
        found = grammar.sense(reading.last - 1, "monthname", None)
        return bool(found and found[0][0] == "h")

    # --- past or future

    def direction(self, document: Document, index: int) -> int:
        """1 where a verb or word before in the sentence points to the future, -1 after منذ, else 0."""
        tokens = document.tokens
        if index and tokens[index - 1].form in {"منذ", "ومنذ"}:
            return -1
        sentence = tokens[index].sentence
        for k in range(index - 1, max(-1, index - CLAUSE), -1):
            token = tokens[k]
            if token.sentence != sentence or token.form in BREAKS:
                return 0
            if self.future(token.word) or token.text.startswith("سأ"):
                return 1
        return 0

    def future(self, word: Word) -> bool:
        """Whether a word points to the future: سوف, المقرر, a verb with سـ."""
        known = self._future.get(word.form)
        if known is None:
            stem = word.form[1:] if word.form[:1] in {"و", "ف"} else word.form
            ahead = any("before" in self.words.single.get(form, ()) for form in (word.form, stem))
            known = self._future.keep(word.form, ahead)
        return known
