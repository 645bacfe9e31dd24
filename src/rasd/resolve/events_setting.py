"""When and where: the time and the place that the clause of an event tells."""

from __future__ import annotations

from rasd.document import Document
from rasd.findings import FoundEvent, FoundPlace

PLACE_REACH, DATELINE = 40, 2


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
    elif event.type == "CONSULT":
        event.place = _dateline(document)


def _dateline(document: Document) -> FoundPlace | None:
    """The place that opens the body (الرياض 26 شوال): where a meeting was held, if its sentence names none."""
    body = document.title.end if document.title is not None else 0
    opening = [place for place in document.places if body <= place.span.start]
    first = min(opening, key=lambda place: place.first, default=None)
    if first is None:
        return None
    start = document.token_at(body)
    return first if first.first - start <= DATELINE else None
