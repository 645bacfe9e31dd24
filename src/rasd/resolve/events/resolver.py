"""Resolves events: finds their actors, merges mentions of one event, and sets date and place."""

from __future__ import annotations

from rasd.document import Document
from rasd.findings import FoundEvent
from rasd.resolve.events.dates import DateChooser
from rasd.resolve.events.merge import merge
from rasd.resolve.events.parties import ActorFinder
from rasd.resolve.events.places import PlaceChooser
from rasd.resolve.events.setting import Setting
from rasd.resolve.events.surroundings import SPEECH
from rasd.resolve.parties.choice import PartyChooser
from rasd.resolve.parties.deeds import Deeds
from rasd.resolve.parties.sides import Sides


class Events:
    """Sets parties, date and place of the document's events, merges mentions of one event, and marks the actors that take part."""

    name = "events"
    version = "1"

    def __call__(self, document: Document) -> None:
        """Resolve all events of the document."""
        actors = ActorFinder(document)
        chooser = PartyChooser(document)
        events = sorted(document.events, key=lambda event: event.trigger)
        for event in events:
            actors.fill(event)
        events = [event for event in events if tells_enough(event)]
        setting = Setting(document)
        for event in events:
            setting.set_date(event)
            setting.set_place(event)
        document.events[:] = merge(document, events)
        changed = False
        for event in document.events:
            read = (event.source_actors, event.target_actors)
            chooser.choose(event)
            if read != (event.source_actors, event.target_actors):
                event.add_rule("parties weighed")
                changed = True
        if changed:  # mentions whose parties differed by the rules may now agree
            document.events[:] = merge(document, document.events)
        chooser.able.name_counts(document.events)
        Deeds(document).settle(document.events)
        Sides(document).settle(document.events)
        for event in document.events:
            actors.direct_visit(event)
            setting.set_status(event)
            for index in (*event.source_actors, *event.target_actors):
                document.actors[index].kept = True
        dates, places = DateChooser(document), PlaceChooser(document)
        for event in document.events:
            dates.choose(event)
            places.choose(event)
            if is_own_act(event):
                event.by = None


def is_own_act(event: FoundEvent) -> bool:
    """Whether an act of speech is reported by its own source: in أعلنت الوزارة رفضها the refusal is no claim, so the outlet asserts it.

    636 articles that nothing was fitted on: .61 of the asserters given are gold's (.52 without this), .76 of gold's are given (.81).
    """
    return event.type in SPEECH and event.by is not None and event.by.actor in event.source_actors


def tells_enough(event: FoundEvent) -> bool:
    """Whether an event has enough parties: an act of speech needs one, an act of force or a meeting none.

    Events that the encoder marks pass, since their parties are chosen later. Without this a tenth of all events was lost with perfect
    signals.
    """
    if event.signal is not None:
        return True
    if event.type in ("ASSAULT", "PROTEST", "COERCE", "MOBILIZE", "SANCTION", "RETREAT", "AGREE", "CONCEDE", "CONSULT"):
        return True
    return bool(event.source_actors or event.target_actors)
