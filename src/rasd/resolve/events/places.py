"""Chooses the place of each event, or none, from the places of the article."""

from __future__ import annotations

from rasd.document import Document
from rasd.findings import FoundEvent
from rasd.ontology.weights import chances_by, total, weights_of
from rasd.resolve.events.place_features import Option, PlaceFeatures

# An event has no place where the chance of "no place" is above this. Events that annotators left without a place count half in the fit, so
# this is no plain probability. Held out (training/LOG.md), precision and recall: at .3 .74 and .52, at .4 .70 and .56, at .5 .66 and .58,
# at .6 .63 and .60; the first place after the trigger has .44 and .57.
NOWHERE = 0.45
RULE = "place carried"


class PlaceChooser:
    """Chooses the places of the events of one document, after their parties."""

    def __init__(self, document: Document, weights: dict[str, float] | None = None) -> None:
        self.features = PlaceFeatures(document)
        full = document.signals is not None
        self.weights = weights_of("event_place_weights", "full" if full else "rules") if weights is None else weights

    def choose(self, event: FoundEvent) -> None:
        """Set the place of an event. A place from another sentence adds a rule to its origin."""
        if not self.features.document.places:
            return
        event.place = chosen(self.chances(event))
        if event.place is not None and event.place not in self.features.own(event):
            event.add_rule(RULE)

    def chances(self, event: FoundEvent) -> dict[Option, float]:
        """The chance of each place, and of no place."""
        return chances_by({place: total(features, self.weights) for place, features in self.features.of(event).items()})


def chosen(chances: dict[Option, float]) -> Option:
    """The likeliest place, unless "no place" is above its threshold."""
    best = max((place for place in chances if place is not None), key=lambda place: chances[place], default=None)
    return best if chances[None] <= NOWHERE else None
