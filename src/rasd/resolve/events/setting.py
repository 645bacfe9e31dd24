"""A first date and place of an event, from its own sentence."""

from __future__ import annotations

from collections import defaultdict
from functools import cached_property

from rasd.document import Document
from rasd.findings import FoundEvent, FoundPlace
from rasd.resolve.events.times import ARRANGED, EventTimes, nearest

PLACE_REACH, DATELINE = 40, 2


class Setting:
    """Sets first dates and places of the events of one document."""

    def __init__(self, document: Document) -> None:
        self.document = document
        self._times = EventTimes(document)
        self._places: dict[int, list[FoundPlace]] = defaultdict(list)  # by sentence
        for place in document.places:
            sentence = document.tokens[place.first].sentence
            if document.sentences[sentence].holds(place.span):
                self._places[sentence].append(place)

    def set_date(self, event: FoundEvent) -> None:
        """Set the nearest time as date. Mentions are compared by it before `rasd.resolve.events.dates` weighs the whole article."""
        time = nearest(event, self._times.of(event))
        if event.date is None and time is not None:
            event.date = time.value

    def set_status(self, event: FoundEvent) -> None:
        """Make a meeting or protest on a later day planned. In 740 articles gold has 5 such events as planned and 2 as actual."""
        if event.type in ARRANGED and event.status == "actual" and self._times.is_ahead(event.date):
            event.status = "planned"

    def set_place(self, event: FoundEvent) -> None:
        """Set a first place. Mentions are compared by it before `rasd.resolve.events.places` weighs the whole article.

        It is the first place after the trigger, else the nearest before it, in its sentence and in the same reported speech.
        """
        if event.place is not None:
            return
        places = self._places.get(event.sentence, ())
        after = [p for p in places if 0 < p.first - event.token <= PLACE_REACH]
        told = event.by.content if event.by is not None else None
        before = [p for p in places if 0 < event.token - p.last <= PLACE_REACH and (told is None or told.holds(p.span))]
        if after:
            event.place = min(after, key=lambda p: p.first)
        elif before:
            event.place = max(before, key=lambda p: p.last)
        elif event.type == "CONSULT":
            event.place = self._dateline

    @cached_property
    def _dateline(self) -> FoundPlace | None:
        """The place that opens the body (الرياض 26 شوال), for a meeting whose sentence names none."""
        document = self.document
        body = document.title.end if document.title is not None else 0
        opening = [place for place in document.places if body <= place.span.start]
        first = min(opening, key=lambda place: place.first, default=None)
        if first is None:
            return None
        start = document.token_at(body)
        return first if first.first - start <= DATELINE else None
