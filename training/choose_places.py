"""Fit the weights by which events choose their place, on articles whose signals are out of fold.

    choose_places.py SIGNALS.jsonl.xz --out ../src/rasd/ontology/data/event_place_weights.tsv

One log-linear model over the places that an article tells, and none, by `rasd.resolve.events.place_features` (`options.fit`),
for the full engine and for the rules alone. Prints, each fold of outlets judged by the weights of the others, the share of the places given
that are gold's, and of gold's that are given; the same of the first guess of `rasd.resolve.events.setting`.
"""
# ruff: noqa: T201

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, ClassVar
from unittest.mock import patch

from options import aligned, fit, fit_table

from rasd.document import Document
from rasd.evaluate.gold import article_of_gold
from rasd.evaluate.matching import one_in_other
from rasd.findings import FoundEvent
from rasd.ontology.weights import chances_by, total
from rasd.pipeline import Pipeline
from rasd.resolve.events import resolver as resolve_events
from rasd.resolve.events.place_features import Option, PlaceFeatures
from rasd.resolve.events.places import chosen

COMMENT = """\
# What speaks for and against a place as that of an event, and for none: log-odds, added up, of the rules alone and where the encoder
# reads along. Fitted, not written by hand: made by training/choose_places.py; rasd.resolve.events.place_features explains the features."""


@dataclass
class Case:
    """An aligned event: its places with their features (None is nowhere, and first), the first guess, and gold's words for its place."""

    fold: int
    options: dict[Option, list[str]]
    guess: Option
    gold: str | None

    def right(self) -> list[bool]:
        """Which places are gold's; nowhere, where gold has none or one that is no option."""
        found = [self.is_gold(place) for place in self.options]
        return found if any(found) else [place is None for place in self.options]

    def is_gold(self, place: Option) -> bool:
        """Whether a place is the one that gold names."""
        return place is not None and one_in_other(self.gold, place.name)


class Recorder:
    """Stands in for the chooser: changes nothing and remembers what it was asked."""

    seen: ClassVar[list[tuple[FoundEvent, dict[Option, list[str]]]]] = []

    def __init__(self, document: Document) -> None:
        self.features = PlaceFeatures(document)

    def choose(self, event: FoundEvent) -> None:
        """Remember the event."""
        self.seen.append((event, self.features.of(event)))


def cases_of(row: dict[str, Any], fold: int, pipeline: Pipeline) -> list[Case]:
    """The aligned events of one article."""
    Recorder.seen = []
    document, _ = pipeline.document(article_of_gold(row))
    pairs = aligned(row, document, [event for event, _ in Recorder.seen])
    return [Case(fold, Recorder.seen[j][1], Recorder.seen[j][0].place, gold["place"]) for gold, j in pairs]


def told(name: str, cases: list[Case], places: list[Option]) -> None:
    """Print how many of some places are right."""
    right = sum(case.is_gold(place) for case, place in zip(cases, places, strict=True))
    given, wanted = sum(place is not None for place in places), sum(case.gold is not None for case in cases)
    print(f"{name}: {len(cases)} events, {right / given:.3f} of {given} places given right, {right / wanted:.3f} of gold's {wanted}")


def report(name: str, cases: list[Case]) -> None:
    """Print what weights fitted without their fold get right, and the first guesses."""
    told(f"{name}, first guess", cases, [case.guess for case in cases])
    chances: dict[int, dict[Option, float]] = {}
    for fold in sorted({case.fold for case in cases}):
        weights = fit([case for case in cases if case.fold != fold])
        for k, case in enumerate(cases):
            if case.fold == fold:
                chances[k] = chances_by({place: total(features, weights) for place, features in case.options.items()})
    told(name, cases, [chosen(chances[k]) for k in range(len(cases))])


def main() -> None:
    """Fit, print, write."""
    with patch.object(resolve_events, "PlaceChooser", Recorder):
        fit_table(__doc__, COMMENT, cases_of, report)


if __name__ == "__main__":
    main()
