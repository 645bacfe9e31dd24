"""When and where: the time and the place that the clause of an event tells."""

from __future__ import annotations

from rasd.document import Document
from rasd.findings import FoundEvent

PLACE_REACH = 40


def set_date(document: Document, event: FoundEvent) -> None:
    """The nearest resolved time of the sentence; one after the trigger counts as nearer than one before it."""
    if event.date is not None:
        return
    sentence = document.sentences[event.sentence]
    best: tuple[int, str] | None = None
    for time in document.times:
        if time.value is None or not sentence.holds(time.span):
            continue
        distance = time.first - event.token if time.first > event.token else 2 * (event.token - time.last)
        if best is None or distance < best[0]:
            best = (distance, time.value)
    if best is not None:
        event.date = best[1]


def set_place(document: Document, event: FoundEvent) -> None:
    """The first place after the trigger, else the nearest before it, in its sentence."""
    if event.place is not None:
        return
    sentence = document.sentences[event.sentence]
    after = [p for p in document.places if sentence.holds(p.span) and 0 < p.first - event.token <= PLACE_REACH]
    before = [p for p in document.places if sentence.holds(p.span) and 0 < event.token - p.last <= PLACE_REACH]
    if after:
        event.place = min(after, key=lambda p: p.first)
    elif before:
        event.place = max(before, key=lambda p: p.last)
