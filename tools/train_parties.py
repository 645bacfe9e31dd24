"""Fit the weights by which events choose their parties: train_parties.py GOLD.jsonl ... [--out FILE]

Reads the gold articles with the rules, aligns the events found with the gold events, and fits one log-linear model over all pairs of a
source and a target, with the features of `rasd.resolve.parties.features` (AdaGrad, L2, a fixed shuffle: the same input gives the same
weights). Reports the share of aligned events whose parties are right, for the rules and, held out over five folds of articles, for
the weights.
"""

from __future__ import annotations

import sys
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any, ClassVar, NamedTuple
from unittest.mock import patch

import numpy as np
from fitted import folds, given, write
from numpy.typing import NDArray

from rasd.assembly import assemble
from rasd.document import Document
from rasd.evaluate.gold import article_of_gold
from rasd.evaluate.matching import actor_map, one_to_one
from rasd.evaluate.score import ArticleScore
from rasd.evaluate.tally import Tally
from rasd.findings import FoundEvent
from rasd.pipeline import Pipeline
from rasd.resolve.events import resolver as resolve_events
from rasd.resolve.parties.choice import ROLES, PartyChooser, Weights
from rasd.resolve.parties.features import EventReader

EPOCHS, RATE, L2, RARE = 4, 0.02, 10.0, 3
# Held out, rules alone: 8 epochs at a rate of .15 .413, 5 at .06 .430, 3 at .04 .432. With the encoder 3 at .04 .563, 4 at .02 .569.
COMMENT = """\
# What speaks for and against an actor as source or target of an event, and two as its pair: log-odds, added up. Fitted, not
# written by hand: made by tools/train_parties.py from annotated articles; rasd.resolve.parties.features explains the features."""
Array = NDArray[Any]
Pair = tuple[int, int]  # positions in the options of a case; 0 is nobody


@dataclass
class Case:
    """An aligned event: the features of each option and of each pair, which options are right in each role, and whether the rules are.

    `marked`: the encoder marks its word.
    """

    article: str
    features: list[list[str]]
    pairs: list[tuple[Pair, list[str]]]
    right: dict[str, set[int]]
    rules: bool
    marked: bool

    def is_right(self, pair: Pair) -> bool:
        """Both roles are right: an actor that is gold, or nobody where gold has nobody."""
        return all(k in self.right[role] for role, k in zip(ROLES, pair, strict=True))

    def teaches(self, pair: Pair) -> bool:
        """Both roles are right, a role aside whose gold party is no candidate."""
        return all(k in self.right[role] or not self.right[role] for role, k in zip(ROLES, pair, strict=True))


class Row(NamedTuple):
    """A case as arrays; `options` and `pairs` are features and the position to which each belongs."""

    article: str
    options: tuple[Array, Array]
    pairs: tuple[Array, Array]
    sources: Array
    targets: Array
    size: int  # of the options
    teaches: Array
    right: Array


class Recorder(PartyChooser):
    """A chooser that changes nothing and remembers what it was asked."""

    seen: ClassVar[list[tuple[FoundEvent, EventReader, dict[str, set[int]]]]] = []

    def __init__(self, document: Document) -> None:
        super().__init__(document, Weights({}, {}, {}))

    def choose(self, event: FoundEvent) -> None:
        """Remember the event as the rules left it."""
        rules = {"source": set(event.source_actors), "target": set(event.target_actors)}
        self.seen.append((event, self.features.read(event), rules))


def recorded(rows: Iterable[dict[str, Any]], pipeline: Pipeline) -> list[Case]:
    """The aligned events of gold articles, as the rules leave them before parties are weighed."""
    with patch.object(resolve_events, "PartyChooser", Recorder):
        return [case for row in rows for case in cases_of(row, pipeline)]


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
    pairs = matched(row, document, record, [event for event, _, _ in Recorder.seen])
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
    return Case(article, reader.features, pairs, right, said, reader.encoder is not None)


def matched(row: dict[str, Any], document: Document, record: dict[str, Any], events: Sequence[FoundEvent]) -> list[tuple[int, int]]:
    """Which gold event of an article each event found tells, by their numbers, as `rasd evaluate` matches them."""
    return one_to_one(row["events"], [_as_in_records(document, event) for event in events], ArticleScore(row, record, Tally()).told)


def _as_in_records(document: Document, event: FoundEvent) -> dict[str, Any]:
    sentence = document.sentences[event.sentence]
    return {
        "type": event.type,
        "trigger": {"start": event.trigger.start, "end": event.trigger.end},
        "sentence": {"start": sentence.start, "end": sentence.end},
    }


class Table:
    """The cases as arrays: what a fit goes through many times. Features seen less than RARE times are left out."""

    def __init__(self, cases: list[Case]) -> None:
        counts = Counter(feature for case in cases for features in case.features for feature in features)
        counts.update(feature for case in cases for _, features in case.pairs for feature in features)
        self.number: dict[str, int] = {}
        for feature, count in counts.items():
            if count >= RARE:
                self.number[feature] = len(self.number)
        self.rows = [self._row(case) for case in cases]

    def _row(self, case: Case) -> Row:
        options = [[self.number[feature] for feature in features if feature in self.number] for features in case.features]
        pairs = [[self.number[feature] for feature in features if feature in self.number] for _, features in case.pairs]
        return Row(
            case.article,
            _flat(options),
            _flat(pairs),
            np.array([a for (a, _), _ in case.pairs]),
            np.array([b for (_, b), _ in case.pairs]),
            len(options),
            np.array([case.teaches(pair) for pair, _ in case.pairs]),
            np.array([case.is_right(pair) for pair, _ in case.pairs]),
        )

    def scores(self, row: Row, weights: Array) -> Array:
        """The score of each pair."""
        ours = np.bincount(row.options[1], weights[0][row.options[0]], row.size)
        theirs = np.bincount(row.options[1], weights[1][row.options[0]], row.size)
        return ours[row.sources] + theirs[row.targets] + np.bincount(row.pairs[1], weights[2][row.pairs[0]], len(row.sources))

    def fit(self, cases: list[Row]) -> Array:
        """The weights: one row each for sources, targets and pairs."""
        weights = np.zeros((3, len(self.number)))
        gathered = np.full_like(weights, 1e-2)
        rows = [row for row in cases if row.teaches.any()]
        order = np.random.default_rng(0)
        for epoch in range(EPOCHS):
            rate = RATE / (1 + 0.3 * epoch)
            for index in order.permutation(len(rows)):
                row = rows[index]
                for side, features, error in self._errors(row, weights):
                    at, inverse = np.unique(features, return_inverse=True)
                    slope = np.bincount(inverse, error, len(at)) + L2 / len(rows) * weights[side][at]
                    gathered[side][at] += slope * slope
                    weights[side][at] -= rate * slope / np.sqrt(gathered[side][at])
        return weights

    def _errors(self, row: Row, weights: Array) -> Iterator[tuple[int, Array, Array]]:
        """By how much each feature is overrated: (source, target or pair; features; chance beyond what is right)."""
        scores = self.scores(row, weights)
        values = np.exp(scores - scores.max())
        good = np.where(row.teaches, values, 0.0)
        error = values / values.sum() - good / max(good.sum(), 1e-30)
        yield 0, row.options[0], np.bincount(row.sources, error, row.size)[row.options[1]]
        yield 1, row.options[0], np.bincount(row.targets, error, row.size)[row.options[1]]
        yield 2, row.pairs[0], error[row.pairs[1]]


def _flat(lists: list[list[int]]) -> tuple[Array, Array]:
    """Lists of features as one, and the position of the list of each."""
    return (
        np.array([value for values in lists for value in values], dtype=np.int64),
        np.repeat(np.arange(len(lists)), [len(values) for values in lists]),
    )


def held_out(table: Table) -> float:
    """The share of events that weights fitted without their article get right."""
    right = 0
    for known, held in folds(table.rows):
        weights = table.fit(known)
        right += sum(bool(row.right[table.scores(row, weights).argmax()]) for row in held)
    return right / max(1, len(table.rows))


def report(cases: list[Case], share: float) -> None:
    """Print the share of events whose parties are right, rules against weights."""
    rules = sum(case.rules for case in cases)
    reach = sum(all(case.right.values()) for case in cases)
    print(f"{len(cases)} aligned events: rules {rules / len(cases):.3f}, weights {share:.3f} held out, in reach {reach / len(cases):.3f}")


def lines(table: Table) -> Iterator[str]:
    """The weights of any use, by feature."""
    weights = table.fit(table.rows)
    for name in sorted(table.number):
        values = [float(value) for value in weights[:, table.number[name]]]
        if max(map(abs, values)) >= 0.08:
            yield "\t".join([name, *(f"{value:.2f}" if abs(value) >= 0.03 else "" for value in values)])


def main() -> int:
    """Fit and write."""
    asked, pipeline = given(__doc__), Pipeline()
    cases = recorded(asked.gold, pipeline)
    table = Table(cases)
    if asked.out:
        write(asked.out, COMMENT, "feature\tsource\ttarget\tpair", lines(table))
    report(cases, held_out(table))
    return 0


if __name__ == "__main__":
    sys.exit(main())
