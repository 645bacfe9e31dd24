"""The times in the sentence of an event: which of them may date it, and which is nearest."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import replace

from rasd.document import Document
from rasd.findings import FoundEvent, FoundPlace, FoundTime
from rasd.ontology.triggers import word_set

DAY = len("2020-01-31")
ARRANGED = frozenset({"CONSULT", "PROTEST"})
"""Types of events that are arranged in advance, so that a past tense may refer to a later day."""
NAMED, WITHIN = word_set("named by their date"), word_set("within")


class EventTimes:
    """The resolved times of one document, by sentence; a day of which only the month is known stands as that month.

    A year in the name of a treaty, war or border dates no other event.
    """

    def __init__(self, document: Document) -> None:
        self.published = (document.article.published or "")[:DAY]
        self.by_sentence: dict[int, list[FoundTime]] = defaultdict(list)
        self._names: dict[int, list[FoundTime]] = defaultdict(list)  # by the token that they name: اتفاقية 1968, حدود 1967
        for time in document.times:
            sentence = document.tokens[time.first].sentence
            if (time.value is None and time.month is None) or not document.sentences[sentence].holds(time.span):
                continue
            if time.value is None:
                time = replace(time, value=time.month)
            named = _named_by(document, time)
            if named is not None:
                self._names[named].append(time)
            else:
                self.by_sentence[sentence].append(time)

    def of(self, event: FoundEvent) -> list[FoundTime]:
        """The times that may date an event. A later day dates only planned events, meetings and protests.

        Beside an act in the past tense, a later day is that of something demanded or agreed.
        """
        times = [*self.by_sentence.get(event.sentence, ()), *self._names.get(event.token, ())]
        if event.status != "actual" or event.type in ARRANGED:
            return times
        return [time for time in times if not self.is_ahead(time.value)]

    def is_ahead(self, value: str | None) -> bool:
        """Whether a date begins after publication; False without a date of publication."""
        return len(self.published) == DAY and value is not None and value.partition("/")[0] > self.published


def _named_by(document: Document, time: FoundTime) -> int | None:
    """The word before a time in figures that it names, in the same sentence: دستور 2011, but not القانون اليوم. None for other times.

    Events within a war (في حرب 2006) are dated by its year.
    """
    token = document.tokens[time.first - 1] if time.first else None
    if token is None or token.form not in NAMED or token.sentence != document.tokens[time.first].sentence:
        return None
    if token.index and document.tokens[token.index - 1].form in WITHIN:
        return None
    return token.index if any(letter.isdigit() for letter in time.span.of(document.text)) else None


def nearest(event: FoundEvent, times: list[FoundTime]) -> FoundTime | None:
    """The nearest time, one after the trigger before one at the same distance in front of it; None for no times."""
    return min(times, key=lambda time: steps(event, time), default=None)


def steps(event: FoundEvent, told: FoundTime | FoundPlace) -> int:
    """The distance of a time or place from the trigger; one before the trigger counts double."""
    return told.first - event.token if told.first > event.token else 2 * (event.token - told.last)
