"""Fit the weights by which mentions are given to actors, on articles whose signals are out of fold.

    choose_actors.py SIGNALS.jsonl.xz --out ../src/rasd/ontology/data/actor_weights.tsv

A log-linear choice over the features that `rasd.resolve.actors.weighed` names: of which of the groups so far a mention is, or of a new one.
First each mention goes to its gold group; then the articles are read again, each fold with the weights of the others, so that the choice is
taught among groups with the faults that it will meet. Prints what is right with each fold judged by the weights of the others.
"""

# ruff: noqa: T201

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Iterator
from typing import Any

from choose_statements import Case, Weights, crossed, fit, share
from fitted import write_weights
from joined import found_before, pipeline_of, signals_and_target

from rasd.document import Document
from rasd.evaluate.matching import MENTION_IOU, iou, one_to_one
from rasd.findings import FoundMention
from rasd.ontology.weights import shares, total
from rasd.resolve.actors.cluster import Cluster
from rasd.resolve.actors.countries import Surroundings
from rasd.resolve.actors.resolver import Actors
from rasd.resolve.actors.weighed import Chooser, Option, Proposal, proposal_of
from rasd.signals import Signals
from rasd.spans import Span

LEAST, ROUNDS = 0.03, 2
COMMENT = "# Of which actor a mention is: log-odds, added up. Made by training/choose_actors.py."


def gold_of(row: dict[str, Any], mentions: list[FoundMention]) -> dict[int, str]:
    """The gold actor of each mention that matches one of its mentions, by the id of the mention found."""
    gold = [(Span(*span), actor["id"]) for actor in row["actors"] for span in actor["mentions"]]

    def near(one: tuple[Span, str], found: FoundMention) -> float:
        value = iou(one[0], found.span)
        return value if value >= MENTION_IOU else 0.0

    return {id(mentions[j]): gold[i][1] for i, j in one_to_one(gold, mentions, near)}


class Taught(Chooser):
    """Chooses as gold does, or by given weights, and keeps each choice as a case."""

    def __init__(self, document: Document, sort: str, gold: dict[int, str], fold: int, weights: Weights | None) -> None:
        super().__init__(document, sort)
        self.gold, self.fold, self.weights = gold, fold, weights
        self.cases: list[Case] = []
        self.held: dict[int, Counter[str]] = defaultdict(Counter)  # by group, how many mentions of each gold actor

    def took(self, mention: FoundMention, k: int) -> None:
        """A group has taken a mention."""
        super().took(mention, k)
        if id(mention) in self.gold:
            self.held[k][self.gold[id(mention)]] += 1

    def choose(self, mention: FoundMention, clusters: list[Cluster], proposal: Proposal | None, fits: dict[int, float]) -> Proposal | None:
        """Gold's group, or the one that the weights choose; of what gold does not know, the rules' without weights."""
        options = self.options(mention, clusters, proposal, fits)
        wanted = self.gold.get(id(mention))
        if wanted is not None:
            right = [float(self._is(option, wanted)) for option in options]
            right[-1] = float(not any(right))
            self.cases.append(Case(self.fold, [option.features for option in options], right))
        if self.weights is not None:
            scores = shares([total(option.features, self.weights) for option in options])
            best = max(range(len(options)), key=scores.__getitem__)
            return proposal_of(options[best], scores[best], proposal, self.weights)
        if wanted is None:
            return proposal
        return proposal_of(options[max(range(len(right)), key=right.__getitem__)], 1.0, proposal, {})

    def _is(self, option: Option, wanted: str) -> bool:
        """Whether a group is that of a gold actor: most of its mentions are."""
        held = self.held.get(option.k)
        return bool(held) and max(held.values()) == held[wanted] if held else False


class TaughtActors(Actors):
    """Resolves actors with choosers that are taught."""

    def __init__(self, row: dict[str, Any], document: Document, fold: int, weights: Weights | None) -> None:
        self.gold, self.fold, self.weights = gold_of(row, document.mentions), fold, weights
        self.made: list[Taught] = []

    def chooser(self, document: Document, sort: str) -> Chooser:
        """One that is taught."""
        self.made.append(Taught(document, sort, self.gold, self.fold, self.weights))
        return self.made[-1]

    def nearby(self, document: Document, surroundings: Surroundings, clusters: list[Cluster]) -> None:
        """Nothing: countries are weighed last, and tell nothing of the groups."""


def cases_of(row: dict[str, Any], document: Document, fold: int, weights: Weights | None) -> list[Case]:
    """The choices of one article whose mentions are found; resolves it."""
    actors = TaughtActors(row, document, fold, weights)
    actors(document)
    return [case for made in actors.made for case in made.cases]


def study(reads: Callable[[], Iterable[tuple[dict[str, Any], int, Document]]]) -> tuple[Weights, dict[int, Weights]]:
    """Fit, first after gold and then after the weights of the other folds. `reads` gives the articles anew, for resolving fills them."""
    cases = [case for row, fold, document in reads() for case in cases_of(row, document, fold, None)]
    found = crossed(cases)
    print(f"{len(cases)} choices, right {share(cases):.4f} after gold")
    for _ in range(1, ROUNDS):
        cases = [case for row, fold, document in reads() for case in cases_of(row, document, fold, found[fold])]
        found = crossed(cases)
        print(f"{len(cases)} choices, right {share(cases):.4f} after what was chosen before")
    return fit(cases), found


def mentioned(rows: list[dict[str, Any]], signals: list[Signals], folds: list[int]) -> Iterator[tuple[dict[str, Any], int, Document]]:
    """Each article with all that the extractors find, nothing resolved."""
    pipeline = pipeline_of(rows, signals)
    for row, said, fold in zip(rows, signals, folds, strict=True):
        yield row, fold, found_before(pipeline, row, said)[0]


def main() -> None:
    """Read, fit, print, write."""
    rows, signals, folds, out = signals_and_target(__doc__)
    weights, _ = study(lambda: mentioned(rows, signals, folds))
    if out:
        write_weights(out, COMMENT, weights, LEAST)


if __name__ == "__main__":
    main()
