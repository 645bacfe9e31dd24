"""Fit the weights by which actors whose words tell no country are given one, on articles whose signals are out of fold.

    choose_countries.py SIGNALS.jsonl.xz --out ../src/rasd/ontology/data/country_weights.tsv

A log-linear choice over the features that `rasd.resolve.actors.nearby` names, taught on the actors as the engine groups them with the
weights of `choose_actors.py`, which is to be run first. Prints what is right with each fold judged by the weights of the others, beside
nearness.
"""

# ruff: noqa: T201

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from typing import Any

from choose_actors import gold_of, mentioned
from choose_statements import Case, Weights, crossed, fit, share
from fitted import write_weights
from joined import signals_and_target

from rasd.document import Document
from rasd.resolve.actors.cluster import Cluster
from rasd.resolve.actors.countries import Surroundings, name_origin
from rasd.resolve.actors.nearby import Nearby
from rasd.resolve.actors.resolver import Actors

LEAST = 0.03
COMMENT = "# What speaks for a country as that of an actor whose words tell none: log-odds, added up. Made by training/choose_countries.py."


class TaughtNearby(Nearby):
    """Chooses by nearness, and keeps each choice of which gold knows the country as a case."""

    def __init__(
        self, document: Document, surroundings: Surroundings, clusters: list[Cluster], gold: dict[int, str | None], fold: int
    ) -> None:
        super().__init__(document, surroundings, clusters)
        self.gold, self.fold = gold, fold
        self.cases: list[Case] = []
        self.nearest: list[bool] = []

    def choose(self, cluster: Cluster) -> tuple[str, str] | None:
        """The nearest country, as the rules find it."""
        first = min(cluster.mentions, key=lambda m: m.span)
        name = next((m.name for m in cluster.mentions if m.name is not None), None) if cluster.kind == "person" else None
        near = self.surroundings.country(first.span.start, name_origin(name.of(self.document.text)) if name else None)
        held = Counter(self.gold[id(m)] for m in cluster.mentions if id(m) in self.gold)
        wanted = held.most_common(1)[0][0] if held else None
        if wanted is not None:
            options = self.options(cluster)
            self.cases.append(Case(self.fold, [o.features for o in options], [float(o.country == wanted) for o in options]))
            self.nearest.append(near == wanted)
        return (near, "") if near else None


class TaughtActors(Actors):
    """Resolves actors with countries that are taught."""

    def __init__(self, row: dict[str, Any], document: Document, fold: int) -> None:
        country = {actor["id"]: actor["country"] for actor in row["actors"]}
        self.gold, self.fold = {mention: country[actor] for mention, actor in gold_of(row, document.mentions).items()}, fold
        self.made: list[TaughtNearby] = []

    def nearby(self, document: Document, surroundings: Surroundings, clusters: list[Cluster]) -> Nearby:
        """One that is taught."""
        self.made.append(TaughtNearby(document, surroundings, clusters, self.gold, self.fold))
        return self.made[-1]


def study(reads: Iterable[tuple[dict[str, Any], int, Document]]) -> tuple[Weights, dict[int, Weights]]:
    """Fit; print what is right."""
    cases: list[Case] = []
    nearest: list[bool] = []
    for row, fold, document in reads:
        actors = TaughtActors(row, document, fold)
        actors(document)
        for made in actors.made:
            cases += made.cases
            nearest += made.nearest
    found = crossed([case for case in cases if any(case.right)])
    reach = [case for case in cases if any(case.right)]
    right = share(reach) * len(reach) / len(cases)
    print(f"{len(cases)} countries, {len(reach)} in reach; right: nearest {sum(nearest) / len(cases):.4f}, weighed {right:.4f}")
    return fit(reach), found


def main() -> None:
    """Read, fit, print, write."""
    rows, signals, folds, out = signals_and_target(__doc__)
    weights, _ = study(mentioned(rows, signals, folds))
    if out:
        write_weights(out, COMMENT, weights, LEAST)


if __name__ == "__main__":
    main()
