"""Fit the weights by which events choose their parties: train_parties.py GOLD.jsonl [--out FILE]

Reads the gold articles with the rules, aligns the events found with the gold events, and fits one logistic regression a role over the
features of `rasd.resolve.party_features` (AdaGrad, L2, fixed order: the same input gives the same weights). Reports the share of aligned
events whose parties are right, for the rules and, held out over five folds of articles, for the weights.
"""

from __future__ import annotations

import argparse
import math
import sys
from collections import Counter
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
from rasd.resolve.parties import ROLES, PartyChooser, Weights, choose
from rasd.resolve.party_features import Candidate

EPOCHS, RATE, L2, RARE = 30, 0.15, 0.002, 3
GRID = (0.1, 0.15, 0.2, 0.25, 0.3, 0.4)


@dataclass
class Case:
    """An aligned event: the candidates, who is gold in each role, and what the rules chose."""

    article: str
    candidates: list[Candidate]
    gold: dict[str, set[int]]
    wanted: dict[str, bool]
    rules: dict[str, set[int]]


class Recorder(PartyChooser):
    """A chooser that changes nothing and remembers what it was asked."""

    seen: ClassVar[list[tuple[FoundEvent, list[Candidate], dict[str, set[int]]]]] = []

    def __init__(self, document: Document) -> None:
        super().__init__(document, Weights({}, {}, 0.5, 0.5))

    def choose(self, event: FoundEvent) -> None:
        """Remember the event as the rules left it."""
        rules = {"source": set(event.source_actors), "target": set(event.target_actors)}
        self.seen.append((event, self.features.candidates(event), rules))


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
    cases = []
    for i, j in pairs:
        _, candidates, rules = Recorder.seen[j]
        gold = {role: {c.actor for c in candidates if gold_of.get(c.actor) in row["events"][i][role]} for role in ROLES}
        wanted = {role: bool(row["events"][i][role]) for role in ROLES}
        cases.append(Case(row["id"], candidates, gold, wanted, rules))
    return cases


def _told(document: Document, event: FoundEvent) -> dict[str, Any]:
    sentence = document.sentences[event.sentence]
    return {
        "type": event.type,
        "trigger": {"start": event.trigger.start, "end": event.trigger.end},
        "sentence": {"start": sentence.start, "end": sentence.end},
    }


def fit(cases: list[Case], role: str) -> dict[str, float]:
    """The weights of one role."""
    counts = Counter(feature for case in cases for c in case.candidates for feature in c.features)
    rows = [
        ([f for f in c.features if counts[f] >= RARE], float(c.actor in case.gold[role]))
        for case in cases
        if case.gold[role] or not case.wanted[role]  # a gold party that no candidate is teaches nothing
        for c in case.candidates
    ]
    weights: dict[str, float] = {"bias": -1.0}
    squares: dict[str, float] = {}
    for _ in range(EPOCHS):
        for features, label in rows:
            names = ["bias", *features]
            total = sum(weights.get(name, 0.0) for name in names)
            error = 1 / (1 + math.exp(-max(-30.0, min(30.0, total)))) - label
            for name in names:
                step = error + L2 * weights.get(name, 0.0)
                squares[name] = squares.get(name, 1e-6) + step * step
                weights[name] = weights.get(name, 0.0) - RATE * step / math.sqrt(squares[name])
    return weights


def right(case: Case, chosen: dict[str, set[int]]) -> bool:
    """Both roles share an actor with gold or are rightly empty."""
    return all(bool(case.gold[role] & chosen[role]) if case.wanted[role] else not chosen[role] for role in ROLES)


def chances(case: Case, weights: Weights) -> list[dict[int, float]]:
    """The chance of each candidate in each role."""
    return [{c.actor: weights.probability(role, c) for c in case.candidates} for role in ROLES]


def chosen(case: Case, weights: Weights) -> dict[str, set[int]]:
    """What the weights choose for a case."""
    return _chosen(chances(case, weights), weights.source_least, weights.target_least)


def _chosen(likely: list[dict[int, float]], source_least: float, target_least: float) -> dict[str, set[int]]:
    return dict(zip(ROLES, map(set, choose(*likely, source_least, target_least)), strict=True))


def learn(cases: list[Case], folds: int = 5) -> tuple[Weights, float]:
    """Weights for both roles with the chances of none that get most held-out events right, and the share that they get right."""
    likely = []
    for inside in _folds(cases, folds):
        rest = [case for case in cases if case.article not in inside]
        weights = Weights(fit(rest, "source"), fit(rest, "target"), 0.0, 0.0)
        likely += [(case, chances(case, weights)) for case in cases if case.article in inside]
    shares = {(a, b): sum(right(case, _chosen(each, a, b)) for case, each in likely) / max(1, len(likely)) for a in GRID for b in GRID}
    best = max(shares, key=lambda pair: (shares[pair], -pair[0], -pair[1]))
    return Weights(fit(cases, "source"), fit(cases, "target"), *best), shares[best]


def _folds(cases: list[Case], folds: int) -> list[set[str]]:
    articles = sorted({case.article for case in cases})
    return [set(articles[k::folds]) for k in range(folds)]


def report(cases: list[Case], share: float) -> None:
    """Print the share of events whose parties are right, rules against weights."""
    rules = sum(right(case, case.rules) for case in cases)
    reach = sum(all(case.gold[role] or not case.wanted[role] for role in ROLES) for case in cases)
    print(f"{len(cases)} aligned events: rules {rules / len(cases):.3f}, weights {share:.3f} held out, in reach {reach / len(cases):.3f}")


def write(weights: Weights, path: Path) -> None:
    """The table, weights of any use only."""
    names = sorted(set(weights.source) | set(weights.target))
    lines = [
        "# What speaks for and against an actor as source or target of an event: log-odds, added up. Fitted, not written by hand:",
        "# made by tools/train_parties.py from annotated articles; the features are explained in rasd.resolve.party_features.",
        "feature\tsource\ttarget",
        f"least\t{weights.source_least}\t{weights.target_least}",
    ]
    for name in names:
        source, target = weights.source.get(name, 0.0), weights.target.get(name, 0.0)
        if max(abs(source), abs(target)) >= 0.02:
            lines.append(f"{name}\t{source:.2f}\t{target:.2f}")
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
    weights, share = learn(cases)
    report(cases, share)
    if options.out:
        write(weights, options.out)
    return 0


if __name__ == "__main__":
    sys.exit(main())
