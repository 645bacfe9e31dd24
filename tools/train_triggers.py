"""Fit the weights by which a word is an event: train_triggers.py GOLD.jsonl ... [--silver SILVER.jsonl] [--out FILE]

Reads the gold articles with the rules, takes every candidate of the trigger tables, doubtful ones too, and fits a model,
log-linear over `rasd.extract.events.trigger_features` (the likeliest weights under an L2 penalty). A candidate is right where gold has an
event of its type at its word, or tells one in its line that no candidate touches. The fit to gold begins at the one to silver, if given.
"""

from __future__ import annotations

import sys
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any

from fitted import Likeliest, folds, given, write_weights

from rasd.document import Document
from rasd.evaluate.gold import Row, article_of_gold
from rasd.extract.events.extractor import Events
from rasd.extract.events.trigger_features import chance, sense_features
from rasd.extract.events.triggers import TriggerCandidate
from rasd.ontology.weights import total
from rasd.pipeline import Pipeline

# Of 1,500 articles, judged on outlets that nothing was fitted on: log loss .391 and F1 .602 at best by twelve rounds of stochastic descent
# (until 2026-11-27), .348 and .625 with a penalty of 8, .348 and .627 with 16, .352 and .618 with 32.
FIT = Likeliest(penalty=10.0, rare=5)
# Of the weights fitted to silver articles. Log loss and F1 on 636 articles that nothing was fitted on: .352 .631 without, .347 .637 with
# .35, .347 .639 with .5, .347 .641 with .7, .348 .643 with all. With all of them six of the sentences of tests/cases go wrong.
SHARE = 0.5
COMMENT = """\
# What speaks for and against a word as an event: log-odds, added up. Fitted, not written by hand: made by
# tools/train_triggers.py from annotated articles; rasd.extract.events.trigger_features explains the features."""


@dataclass
class Case:
    """A candidate: where it stands, its features, whether it is right."""

    article: str
    type: str
    start: int
    end: int
    features: list[str]
    right: bool = False
    counts: bool = True


class Recorder(Events):
    """The extractor of the rules, in a pipeline of its own, which remembers what it weighs and finds no event."""

    def __init__(self) -> None:
        super().__init__({})
        self.records = True
        self.seen: list[Case] = []
        self.pipeline = Pipeline()
        self.pipeline.extractors = [self if isinstance(extractor, Events) else extractor for extractor in self.pipeline.extractors]

    def weigh(self, document: Document, candidate: TriggerCandidate, words: list[str], around: list[str], odds: float) -> float:
        """Remember; no candidate is an event."""
        token = document.tokens[candidate.token]
        self.seen.append(Case("", candidate.sense.type, token.start, token.end, [*sense_features(candidate), *words, *around]))
        return 0.0

    def cases(self, row: dict[str, Any]) -> list[Case]:
        """The candidates of one gold article."""
        self.seen = []
        self.pipeline.document(article_of_gold(row))
        for case in self.seen:
            case.article = row["id"]
        return judged(row, self.seen)


def judged(row: dict[str, Any], cases: list[Case]) -> list[Case]:
    """The candidates of a gold article of which gold tells whether they are right."""
    lines = row["sentences"]
    for event in row["events"]:
        mine = [case for case in cases if case.type == event["type"]]
        trigger = event["trigger"]
        touched = [case for case in mine if trigger and case.start < trigger[1] and trigger[0] < case.end]
        for case in touched:
            case.right = True
        home = [lines[event["line"]]] if isinstance(event["line"], int) else []
        also = [lines[k] for k in event["also"] if isinstance(k, int) and 0 <= k < len(lines)]
        for case in mine:
            inside = any(start <= case.start < end for start, end in home)
            if any(start <= case.start < end for start, end in also) or (inside and not touched):
                case.right = True
            elif inside and not case.right:
                case.counts = False
    return [case for case in cases if case.right or case.counts]


def report(pairs: Iterable[tuple[Case, float]]) -> None:
    """Print precision and recall of the candidates at several chances."""
    rows = list(pairs)
    right = sum(case.right for case, _ in rows)
    print(f"{len(rows)} candidates, {right} right")
    for least in (0.2, 0.3, 0.4, 0.45, 0.5, 0.6):
        given = [case for case, value in rows if value >= least]
        good = sum(case.right for case in given)
        p, r = good / max(1, len(given)), good / max(1, right)
        print(f"  from {least:.2f}: P {p:.3f} R {r:.3f} F1 {2 * p * r / max(1e-9, p + r):.3f}")


def start_of(silver: Iterable[Row], recorder: Recorder) -> dict[str, float]:
    """Half the weights fitted to silver articles, at which the fit to gold begins; none without any."""
    cases = [case for row in silver for case in recorder.cases(row)]
    return {feature: SHARE * weight for feature, weight in FIT.fit(cases).items()} if cases else {}


def held_out(cases: list[Case], start: dict[str, float]) -> Iterator[tuple[Case, float]]:
    """Each candidate with the chance that weights fitted without its article give it."""
    for known, held in folds(cases):
        weights = FIT.fit(known, start)
        yield from ((case, chance(total(case.features, weights))) for case in held)


def main() -> int:
    """Fit and write."""
    asked, recorder = given(__doc__, silver=True), Recorder()
    start = start_of(asked.silver, recorder)
    cases = [case for row in asked.gold for case in recorder.cases(row)]
    if asked.out:
        write_weights(asked.out, COMMENT, FIT.fit(cases, start), least=0.1)
    report(held_out(cases, start))
    return 0


if __name__ == "__main__":
    sys.exit(main())
