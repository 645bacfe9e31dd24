"""The day of an event: of the times that its own sentence tells, and of those that the article tells elsewhere, the likeliest, or none."""

from __future__ import annotations

from datetime import timedelta

from rasd.document import Document
from rasd.findings import FoundEvent
from rasd.ontology.weights import chances_by, total, weights_of
from rasd.resolve.events.date_features import DateFeatures

# The chance of no day from which an event has none: of what its own sentence tells, and of what another one tells. Annotators who leave
# the day out count half in the fit, so that these are no plain chances. Held out on 740 articles (training/LOG.md), own days: at .5 .84 of
# gold's dates right and .69 of those given in gold, at .7 .88 and .63; carried ones: at .5 .27 and .42, at .7 .46 and .27.
OWN, CARRIED = 0.7, 0.5
RULE = "date carried"
SINCE = frozenset({"منذ", "ومنذ", "من"})
NEWS = 31  # days: what ended longer before the article's day is background of its news, whatever made it report that again


def shipped_weights(*, encoder: bool) -> dict[str, float]:
    """The weights of the package, by feature: of the rules alone, or where the encoder read along."""
    return weights_of("date_weights", "full" if encoder else "rules")


class DateChooser:
    """Chooses the dates of the events of one document, after their parties."""

    def __init__(self, document: Document, weights: dict[str, float] | None = None) -> None:
        self.features = DateFeatures(document)
        self.weights = shipped_weights(encoder=document.signals is not None) if weights is None else weights

    def choose(self, event: FoundEvent) -> None:
        """Set the date of an event anew; one that another sentence tells is marked among the rules."""
        told = {time.value for time in self.features.own.of(event)}
        held = event.date
        event.date = chosen(self.chances(event), told)
        if event.date is not None and event.date not in told and event.date != held:
            event.add_rule(RULE)
        event.historical = self.is_background(event)

    def is_background(self, event: FoundEvent) -> bool:
        """Whether an event is older than the news of its article: over for a month by what its own words tell.

        What goes on since then (منذ، من ... حتى) is not over, and what the headline tells is the news, whatever day was read: of 42 marked
        on a half of the training articles without these two limits, two were wrong in that way.
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
        """The chance of each day, and of none."""
        return chances_by({value: total(features, self.weights) for value, features in self.features.of(event).items()})


def last_day(value: str) -> str:
    """The last day of a date, a month, a year or a range; of a month "-31", which no day of it comes after."""
    end = value.rpartition("/")[2]
    return end + {4: "-12-31", 7: "-31"}.get(len(end), "")


def chosen(chances: dict[str | None, float], told: set[str | None]) -> str | None:
    """The likeliest day, if that of none lies under its threshold; `told` are the days of the sentence."""
    best = max((value for value in chances if value is not None), key=lambda value: chances[value], default=None)
    return best if best is not None and chances[None] <= (OWN if best in told else CARRIED) else None
