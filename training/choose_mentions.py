"""Fit the weights by which mentions are read, on articles whose signals are out of fold.

    choose_mentions.py SIGNALS.jsonl.xz --out ../src/rasd/ontology/data/mention_weights.tsv

Two log-linear choices over the features that `rasd.extract.mentions.weighed` names: where a mention ends, and whether words are one. One
fit each (L-BFGS, L2), of features seen often enough. Prints what is right with each fold judged by the weights of the others. Features are
numbers here, for there are too many to be words.
"""

# ruff: noqa: T201

from __future__ import annotations

import sys
from array import array
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from choose_events import calibration_error
from choose_statements import Case, Fit, Weights, crossed, graded, share
from joined import found_before, pipeline_of, signals_and_target

from rasd.evaluate.matching import one_to_one
from rasd.extract.mentions.joined import JoinedMentions
from rasd.extract.mentions.weighed import Weighing
from rasd.ontology.weights import names_of, total
from rasd.pipeline import Pipeline
from rasd.spans import Span, overlap

sys.path.append(str(Path(__file__).resolve().parents[1] / "tools"))
from fitted import write_weights

RIGHT, LEAST = 0.5, 0.02  # intersection over union from which an extent is right; weights below this are left out
PENALTY, RARE, STEPS = 30.0, 10, 60  # with 6 and 5, words of single outlets weigh too much: F1 .881, not .884, on articles never looked at
COMMENT = "# What speaks for an extent and for words being a mention: log-odds, added up. Made by training/choose_mentions.py."


def fit(cases: Iterable[Case]) -> Weights:
    """The weights, by feature, of cases with a right option."""
    return Fit([case for case in cases if any(case.right)], RARE, PENALTY, STEPS).weights()


class Numbers:
    """Features by number."""

    def __init__(self) -> None:
        self.known: dict[str, int] = {}

    def of(self, features: Iterable[str]) -> Any:
        """The numbers of features, in little room."""
        known = self.known
        return array("i", [known.setdefault(feature, len(known)) for feature in features])

    def named(self, weights: dict[Any, float]) -> Weights:
        """Weights by the feature's words again."""
        names = list(self.known)
        return {names[number]: weight for number, weight in weights.items()}


@dataclass
class Read:
    """An article with its candidates."""

    row: dict[str, Any]
    fold: int
    weighing: Weighing
    gold: list[Span]


def gold_of(row: dict[str, Any]) -> list[Span]:
    """The mentions of a gold article."""
    return [Span(*span) for actor in row["actors"] for span in actor["mentions"]]


def near(gold: Span, options: Sequence[Span], own: Span) -> float:
    """How near a candidate is to a gold mention by its best extent; by its own one it is nearer."""
    if not any(gold.touches(option) for option in options):
        return 0.0
    best = max(overlap(gold, option) for option in options)
    return best + (overlap(gold, own) >= RIGHT) if best >= RIGHT else 0.0


def extent_cases(reads: list[Read], numbers: Numbers) -> list[tuple[Case, bool]]:
    """Each candidate's extents; whether it is a gold mention, of which alone the right one is known."""
    made = []
    for read in reads:
        weighing = read.weighing
        options = [weighing.extents(candidate) for candidate in weighing.candidates]
        pairs = list(zip(options, (candidate.span for candidate in weighing.candidates), strict=True))
        gold = {j: read.gold[i] for i, j in one_to_one(read.gold, pairs, lambda span, pair: near(span, *pair))}
        for k, candidate in enumerate(weighing.candidates):
            right = [graded(overlap(gold[k], option), RIGHT) if k in gold else 0.0 for option in options[k]]
            case = Case(read.fold, [numbers.of(names_of(weighing.of_extent(candidate, option))) for option in options[k]], right)
            made.append((case, k in gold))
    return made


def mention_cases(reads: list[Read], numbers: Numbers) -> list[Case]:
    """Whether each candidate, its extent chosen, is a gold mention."""
    made = []
    for read in reads:
        found = [candidate.span for candidate in read.weighing.candidates]
        gold = {j for _, j in one_to_one(read.gold, found, _if_right)}
        for k, candidate in enumerate(read.weighing.candidates):
            features = numbers.of(names_of(read.weighing.of_mention(candidate)))
            made.append(Case(read.fold, [numbers.of(()), features], [float(k not in gold), float(k in gold)]))
    return made


def _if_right(gold: Span, span: Span) -> float:
    value = overlap(gold, span)
    return value if value >= RIGHT else 0.0


def read_all(rows: list[dict[str, Any]], signals: list[Any], folds: list[int], pipeline: Pipeline) -> list[Read]:
    """The articles as far as their candidates."""
    reads = []
    for row, said, fold in zip(rows, signals, folds, strict=True):
        document, policy = found_before(pipeline, row, said, JoinedMentions)
        reads.append(Read(row, fold, policy.weighing(document), gold_of(row)))
    return reads


def f1(cases: Sequence[Case], golden: int, limit: float) -> float:
    """Of cases with yes as their second option."""
    kept = [case.right[1] for case in cases if chance_of(case) >= limit]
    return 2 * sum(kept) / (len(kept) + golden)


def chance_of(case: Case) -> float:
    """Of yes."""
    return case.chance if case.chosen else 1 - case.chance


def error(cases: Sequence[Case]) -> float:
    """The expected calibration error."""
    return calibration_error(np.array([chance_of(case) for case in cases]), np.array([case.right[1] for case in cases]))


def told(name: str, cases: Sequence[Case], golden: int) -> None:
    """Print the F1 at several bounds."""
    figures = " ".join(f"{limit}: {f1(cases, golden, limit):.4f}" for limit in (0.35, 0.4, 0.45, 0.5, 0.55))
    print(f"{name}: {len(cases)}, F1 from {figures}, calibration error {error(cases):.3f}", flush=True)


def study(reads: list[Read], numbers: Numbers) -> Weights:
    """Fit extents, then mentions on the extents that the weights of other folds chose; print what is right."""
    extents = extent_cases(reads, numbers)
    known = [case for case, is_gold in extents if is_gold and len(case.options) > 1]
    by_fold = crossed(known, fit)
    reach = sum(max(case.right) > 0 for case in known)
    print(f"extents: {len(known)}, right {share(known):.4f}, in reach {reach / len(known):.4f}", flush=True)
    following = iter(extents)
    for read in reads:
        weights = by_fold[read.fold]
        options = map(read.weighing.extents, read.weighing.candidates)
        read.weighing.take([(spans, [total(option, weights) for option in next(following)[0].options]) for spans in list(options)])
    cases = mention_cases(reads, numbers)
    crossed(cases, fit)
    told("mentions", cases, sum(len(read.gold) for read in reads))
    return numbers.named(fit(known) | fit(cases))


def main() -> None:
    """Read, fit, print, write."""
    rows, signals, folds, out = signals_and_target(__doc__)
    pipeline, numbers = pipeline_of(rows, signals), Numbers()
    every = study(read_all(rows, signals, folds, pipeline), numbers)
    if out:
        write_weights(out, COMMENT, every, LEAST)


if __name__ == "__main__":
    main()
