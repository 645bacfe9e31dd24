"""Chooses the day of each event, or none, from the times of its sentence and of the rest of the article."""

from __future__ import annotations

from datetime import timedelta

from rasd.document import Document
from rasd.findings import FoundEvent
from rasd.ontology.weights import chances_by, total, weights_of
from rasd.resolve.events.date_features import DateFeatures

# An event has no date where the chance of "no day" is above this: for days of its own sentence, and of another one. Events that annotators
# left undated count half in the fit, so these are not plain probabilities. Held out on 740 articles (training/LOG.md), precision and
# recall: own days at .5 .84 and .69, at .7 .88 and .63; carried ones at .5 .27 and .42, at .7 .46 and .27.
OWN, CARRIED = 0.7, 0.5
RULE = "date carried"
SINCE = frozenset({"منذ", "ومنذ", "من"})
NEWS = 31  # days; an event that ended longer before publication is background, whatever made it news again


def shipped_weights(*, encoder: bool) -> dict[str, float]:
    """The weights shipped for the rules alone, or for rules and encoder together."""
    return weights_of("date_weights", "full" if encoder else "rules")


class DateChooser:
    """Chooses the dates of the events of one document, after their parties."""

    def __init__(self, document: Document, weights: dict[str, float] | None = None) -> None:
        self.features = DateFeatures(document)
        self.weights = shipped_weights(encoder=document.signals is not None) if weights is None else weights

    def choose(self, event: FoundEvent) -> None:
        """Set the date and `historical` of an event. A day from another sentence adds a rule to its origin."""
        times = self.features.own.of(event)
        told = {time.value for time in times}
        held = event.date
        event.date = chosen(self.chances(event), told)
        telling = [time for time in times if time.value == event.date]
        if telling and all(self.features.between.of_another(event, time) for time in telling):
            event.date = None
        if event.date is not None and event.date not in told and event.date != held:
            event.add_rule(RULE)
        event.historical = self.is_background(event)

    def is_background(self, event: FoundEvent) -> bool:
        """Whether an event is background: over for a month, by the words of its own sentence.

        What has gone on since then (منذ، من ... حتى) is not over, and what the headline mentions is news, whatever its date. Without these
        two limits two of 42 events marked on half of the training articles were wrong.
        """
        document = self.features.document
        published, title = document.published, document.title
        if event.date is None or published is None or event.status == "planned" or RULE in event.origin.rules:
            return False
        if title is not None and any(telling.start < title.end for telling in (event.trigger, *event.also)):
            return False
        times = [time for time in self.features.own.of(event) if time.value == event.date and time.first]
        if any(document.tokens[time.first - 1].form in SINCE for time in times):
            return False
        return last_day(event.date) < (published - timedelta(days=NEWS)).isoformat()

    def chances(self, event: FoundEvent) -> dict[str | None, float]:
        """The chance of each day, and of no day."""
        return chances_by({value: total(features, self.weights) for value, features in self.features.of(event).items()})


def last_day(value: str) -> str:
    """The last day of a date, month, year or range. For a month it ends in "-31", which compares as its last day."""
    end = value.rpartition("/")[2]
    return end + {4: "-12-31", 7: "-31"}.get(len(end), "")


def chosen(chances: dict[str | None, float], told: set[str | None]) -> str | None:
    """The likeliest day, unless "no day" is likelier than its threshold. `told` are the days of the event's sentence."""
    best = max((value for value in chances if value is not None), key=lambda value: chances[value], default=None)
    return best if best is not None and chances[None] <= (OWN if best in told else CARRIED) else None
