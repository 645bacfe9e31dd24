"""Fit the weights by which events choose their parties: train_parties.py GOLD.jsonl [--out FILE]

Reads the gold articles with the rules, aligns the events found with the gold events, and fits one log-linear model over all pairs of a
source and a target, with the features of `rasd.resolve.party_features` (stochastic descent, L2, fixed order: the same input gives the
same weights). Reports the share of aligned events whose parties are right, for the rules and, held out over five folds of articles, for
the weights.
"""

from __future__ import annotations

import argparse
import math
import sys
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Any, ClassVar

from rasd.assembly import assemble
from rasd.document import Document
from rasd.evaluate.gold import article_of_gold, read_gold
from rasd.evaluate.matching import actor_map, one_to_one
from rasd.evaluate.score import _Article
from rasd.evaluate.tally import Tally
from rasd.findings import FoundEvent
from rasd.pipeline import Pipeline
from rasd.resolve import events as resolve_events
from rasd.resolve.parties import ROLES, PartyChooser, Weights, total
from rasd.resolve.party_features import EventReader

EPOCHS, RATE, L2, RARE = 15, 0.03, 8.0, 3  # 4, 8, 15 and 30 for L2: .426, .434, .431, .423 held out
Pair = tuple[int, int]  # positions in the options of a case; 0 is nobody


@dataclass
class Case:
    """An aligned event: the features of each option and of each pair, which options are right in each role, and whether the rules are."""

    article: str
    features: list[list[str]]
    pairs: list[tuple[Pair, list[str]]]
    right: dict[str, set[int]]
    rules: bool

    def is_right(self, pair: Pair) -> bool:
        """Both roles are right: an actor that is gold, or nobody where gold has nobody."""
        return all(k in self.right[role] for role, k in zip(ROLES, pair, strict=True))

    def teaches(self, pair: Pair) -> bool:
        """Both roles are right, a role aside whose gold party is no candidate."""
        return all(k in self.right[role] or not self.right[role] for role, k in zip(ROLES, pair, strict=True))


class Recorder(PartyChooser):
    """A chooser that changes nothing and remembers what it was asked."""

    seen: ClassVar[list[tuple[FoundEvent, EventReader, dict[str, set[int]]]]] = []

    def __init__(self, document: Document) -> None:
        super().__init__(document, Weights({}, {}, {}))

    def choose(self, event: FoundEvent) -> None:
        """Remember the event as the rules left it."""
        rules = {"source": set(event.source_actors), "target": set(event.target_actors)}
        self.seen.append((event, self.features.read(event), rules))


def cases_of(row: dict[str, Any], pipeline: Pipeline) -> list[Case]:
    """The aligned events of one gold article."""
    Recorder.seen = []
    article = article_of_gold(row)
    document, _ = pipeline.document(article)
    for actor in document.actors:
        actor.kept = True
    record = assemble(document, []).to_dict()
    to_gold = actor_map(row["actors"], record["actors"])
    gold_of = {k: to_gold.get(actor["id"]) for k, actor in enumerate(record["actors"])}
    checker = _Article(row, record, Tally())
    found = [_told(document, event) for event, _, _ in Recorder.seen]
    pairs = one_to_one(row["events"], found, checker.told)
    return [_case(row["id"], row["events"][i], gold_of, *Recorder.seen[j][1:]) for i, j in sorted(pairs, key=lambda pair: pair[1])]


def _case(article: str, event: dict[str, Any], gold_of: dict[int, str | None], reader: EventReader, rules: dict[str, set[int]]) -> Case:
    options = reader.options
    right = {
        role: {k for k, option in enumerate(options) if (gold_of.get(option.actor) in event[role] if option else not event[role])}
        for role in ROLES
    }
    said = all({gold_of.get(actor) for actor in rules[role]} & set(event[role]) if event[role] else not rules[role] for role in ROLES)
    every = range(len(options))
    pairs = [((a, b), list(reader.pair(options[a], options[b]))) for a in every for b in every if a != b or not a]
    return Case(article, reader.features, pairs, right, said)


def _told(document: Document, event: FoundEvent) -> dict[str, Any]:
    sentence = document.sentences[event.sentence]
    return {
        "type": event.type,
        "trigger": {"start": event.trigger.start, "end": event.trigger.end},
        "sentence": {"start": sentence.start, "end": sentence.end},
    }


def fit(cases: list[Case]) -> Weights:
    """The weights, of features seen often enough."""
    counts = Counter(feature for case in cases for features in case.features for feature in features)
    counts.update(feature for case in cases for _, features in case.pairs for feature in features)
    weights = Weights({}, {}, {})
    useful = [_without_rare(case, counts) for case in cases if any(case.teaches(pair) for pair, _ in case.pairs)]
    for epoch in range(EPOCHS):
        rate = RATE / (1 + 0.2 * epoch)
        for case in useful:
            for side, feature, error in _errors(case, weights):
                weights[side][feature] = weights[side].get(feature, 0.0) - rate * error
        for side in weights:
            for feature in side:
                side[feature] /= 1 + rate * L2
    return weights


def _without_rare(case: Case, counts: Counter[str]) -> Case:
    features = [[feature for feature in row if counts[feature] >= RARE] for row in case.features]
    pairs = [(pair, [feature for feature in row if counts[feature] >= RARE]) for pair, row in case.pairs]
    return Case(case.article, features, pairs, case.right, case.rules)


def _errors(case: Case, weights: Weights) -> Iterable[tuple[int, str, float]]:
    """By how much each feature of a case is overrated: (source, target or pair, feature, chance beyond what is right)."""
    scores = scores_of(case, weights)
    top = max(scores)
    values = [math.exp(score - top) for score in scores]
    right = [case.teaches(pair) for pair, _ in case.pairs]
    whole = sum(values)
    good = sum(value for value, true in zip(values, right, strict=True) if true) or 1e-30
    ours, theirs = [0.0] * len(case.features), [0.0] * len(case.features)
    for ((a, b), features), value, true in zip(case.pairs, values, right, strict=True):
        error = value / whole - (value / good if true else 0.0)
        ours[a] += error
        theirs[b] += error
        if abs(error) > 1e-4:
            yield from ((2, feature, error) for feature in features)
    for side, errors in enumerate((ours, theirs)):
        for features, error in zip(case.features, errors, strict=True):
            if abs(error) > 1e-4:
                yield from ((side, feature, error) for feature in features)


def scores_of(case: Case, weights: Weights) -> list[float]:
    """The score of each pair."""
    ours = [total(weights.source, features) for features in case.features]
    theirs = [total(weights.target, features) for features in case.features]
    return [ours[a] + theirs[b] + total(weights.pair, features) for (a, b), features in case.pairs]


def chosen(case: Case, weights: Weights) -> Pair:
    """What the weights choose for a case."""
    scores = scores_of(case, weights)
    return case.pairs[max(range(len(scores)), key=scores.__getitem__)][0]


def held_out(cases: list[Case], folds: int = 5) -> float:
    """The share of events that weights fitted without their article get right."""
    articles = sorted({case.article for case in cases})
    right = 0
    for k in range(folds):
        inside = set(articles[k::folds])
        weights = fit([case for case in cases if case.article not in inside])
        right += sum(case.is_right(chosen(case, weights)) for case in cases if case.article in inside)
    return right / max(1, len(cases))


def report(cases: list[Case], share: float) -> None:
    """Print the share of events whose parties are right, rules against weights."""
    rules = sum(case.rules for case in cases)
    reach = sum(all(case.right.values()) for case in cases)
    print(f"{len(cases)} aligned events: rules {rules / len(cases):.3f}, weights {share:.3f} held out, in reach {reach / len(cases):.3f}")


def write(weights: Weights, path: Path) -> None:
    """The table, weights of any use only."""
    lines = [
        "# What speaks for and against an actor as source or target of an event, and two as its pair: log-odds, added up. Fitted, not",
        "# written by hand: made by tools/train_parties.py from annotated articles; rasd.resolve.party_features explains the features.",
        "feature\tsource\ttarget\tpair",
    ]
    for name in sorted(set().union(*weights)):
        values = [side.get(name, 0.0) for side in weights]
        if max(map(abs, values)) >= 0.02:
            lines.append("\t".join([name, *(f"{value:.2f}" if name in side else "" for value, side in zip(values, weights, strict=True))]))
    path.write_text("\n".join(lines) + "\n", "utf-8")


def main() -> int:
    """Fit and write."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("gold", type=Path)
    parser.add_argument("--out", type=Path)
    options = parser.parse_args()
    resolve_events.PartyChooser = Recorder  # type: ignore[misc,attr-defined]
    pipeline = Pipeline()
    cases = [case for row in read_gold(options.gold) for case in cases_of(row, pipeline)]
    if options.out:
        write(fit(cases), options.out)
    report(cases, held_out(cases))
    return 0


if __name__ == "__main__":
    sys.exit(main())
