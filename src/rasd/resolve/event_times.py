"""The times that the sentence of an event tells: which of them may date it, and which is nearest."""

from __future__ import annotations

from collections import defaultdict

from rasd.document import Document
from rasd.findings import FoundEvent, FoundTime

DAY = len("2020-01-31")
ARRANGED = frozenset({"CONSULT", "PROTEST"})
"""What is arranged beforehand: it may lie ahead where it is told as done."""


class EventTimes:
    """The resolved times of one document, by sentence."""

    def __init__(self, document: Document) -> None:
        self.published = (document.article.published or "")[:DAY]
        self.by_sentence: dict[int, list[FoundTime]] = defaultdict(list)
        for time in document.times:
            sentence = document.tokens[time.first].sentence
            if time.value is not None and document.sentences[sentence].holds(time.span):
                self.by_sentence[sentence].append(time)

    def of(self, event: FoundEvent) -> list[FoundTime]:
        """Those of its sentence; a day to come is that of a meeting or protest, or of what is planned, and of no deed.

        Beside a deed that is told as done it is that of what is demanded or agreed.
        """
        times = self.by_sentence.get(event.sentence, [])
        if event.status != "actual" or event.type in ARRANGED:
            return times
        return [time for time in times if not self.is_ahead(time.value)]

    def is_ahead(self, value: str | None) -> bool:
        """Whether a date begins after the day of the article; never where that day is not known."""
        return len(self.published) == DAY and value is not None and value.partition("/")[0] > self.published


def nearest(event: FoundEvent, times: list[FoundTime]) -> FoundTime | None:
    """The nearest of some times; one after the trigger counts as nearer than one before it. None of none."""
    return min(times, key=lambda time: _steps(event, time), default=None)


def _steps(event: FoundEvent, time: FoundTime) -> int:
    return time.first - event.token if time.first > event.token else 2 * (event.token - time.last)
