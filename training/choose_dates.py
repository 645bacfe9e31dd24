"""Fit the weights by which events choose their day, on articles whose signals are out of fold.

    choose_dates.py SIGNALS.jsonl.xz --out ../src/rasd/ontology/data/date_weights.tsv

One log-linear model over the days that an article tells, and none, by `rasd.resolve.events.date_features` (`options.fit`), for
the full engine and for the rules alone. Prints, each fold of outlets judged by the weights of the others, the share of gold's dates that
are right, and of the dates given.
"""
# ruff: noqa: T201

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, ClassVar
from unittest.mock import patch

from options import aligned, fit, fit_table

from rasd.document import Document
from rasd.evaluate.gold import article_of_gold
from rasd.findings import FoundEvent
from rasd.ontology.weights import chances_by, total
from rasd.pipeline import Pipeline
from rasd.resolve.events import resolver as resolve_events
from rasd.resolve.events.date_features import DateFeatures
from rasd.resolve.events.dates import chosen

COMMENT = """\
# What speaks for and against a day as the date of an event, and for none: log-odds, added up, of the rules alone and where the encoder
# reads along. Fitted, not written by hand: made by training/choose_dates.py; rasd.resolve.events.date_features explains the features."""


@dataclass
class Case:
    """An aligned event: its days with their features (None is no day), those of its own sentence, and the day that gold gives."""

    fold: int
    options: dict[str | None, list[str]]
    told: set[str | None]
    gold: str | None

    def right(self) -> list[bool]:
        """Which days are gold's, to the coarser precision; none where gold has none, or one that the article does not tell."""
        found = [same(value, self.gold) for value in self.options]
        return found if any(found) else [value is None for value in self.options]


class Recorder:
    """Stands in for the chooser: changes nothing and remembers what it was asked."""

    seen: ClassVar[list[tuple[FoundEvent, dict[str | None, list[str]], set[str | None]]]] = []

    def __init__(self, document: Document) -> None:
        self.features = DateFeatures(document)

    def choose(self, event: FoundEvent) -> None:
        """Remember the event."""
        told = {time.value for time in self.features.own.of(event)}
        self.seen.append((event, self.features.of(event), told))


def same(a: str | None, b: str | None) -> bool:
    """Whether two dates agree to the coarser precision."""
    return bool(a and b and (a.startswith(b) or b.startswith(a)))


def cases_of(row: dict[str, Any], fold: int, pipeline: Pipeline) -> list[Case]:
    """The aligned events of one article."""
    Recorder.seen = []
    document, _ = pipeline.document(article_of_gold(row))
    pairs = aligned(row, document, [event for event, _, _ in Recorder.seen])
    return [Case(fold, *Recorder.seen[j][1:], event["date"]) for event, j in pairs]


def judge(case: Case, weights: dict[str, float]) -> str | None:
    """The day that weights give to a case."""
    return chosen(chances_by({day: total(features, weights) for day, features in case.options.items()}), case.told)


def report(name: str, cases: list[Case]) -> None:
    """Print what weights fitted without their fold get right."""
    given, right = 0, 0
    for fold in sorted({case.fold for case in cases}):
        weights = fit([case for case in cases if case.fold != fold])
        days = [(judge(case, weights), case.gold) for case in cases if case.fold == fold]
        given += sum(day is not None for day, _ in days)
        right += sum(same(day, gold) for day, gold in days)
    wanted = sum(case.gold is not None for case in cases)
    print(f"{name}: {len(cases)} events, {right / wanted:.3f} of gold's {wanted} dates right, {right / given:.3f} of {given} dates given")


def main() -> None:
    """Fit, print, write."""
    with patch.object(resolve_events, "DateChooser", Recorder):
        fit_table(__doc__, COMMENT, cases_of, report)


if __name__ == "__main__":
    main()
