"""The country of an actor of whom no words tell it: among the countries spoken of, the outlet's home and none in particular, weighed.

Nearness alone is right in three of four. The features say how near each country stands and on which side, how much of the article is about
it, whether the headline or the encoder's group has it, whether it goes with the name, and what the words are. The weights are in
`ontology/data/country_weights.tsv`, made by `training/choose_countries.py`.
"""

from __future__ import annotations

from bisect import bisect_left
from collections import Counter, defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property

from rasd.arabic.fold import fold
from rasd.document import Document
from rasd.findings import FoundMention
from rasd.ontology.knowledge import countries
from rasd.ontology.weights import likeliest, step, total, weights_of
from rasd.resolve.actors_cluster import Cluster
from rasd.resolve.actors_countries import Surroundings, entry_country, is_of_region, name_origin
from rasd.spans import Cover

WEIGHTS = "country_weights"
MANY = "INT"
MOST = 6  # countries that are asked, those of the highest weight
_NEAR = (15, 40, 90, 200, 500)  # letters
_SHARES = (0.05, 0.15, 0.3, 0.5, 0.7, 0.85)
_BACK = 4  # actors of a told country that are looked back to


@dataclass(frozen=True, slots=True)
class Option:
    """A country that an actor may be of, with what speaks for it."""

    country: str
    features: list[str]


class Nearby:
    """Chooses the countries of the actors of one document, all of whose groups are made."""

    def __init__(self, document: Document, surroundings: Surroundings, clusters: list[Cluster]) -> None:
        self.document, self.surroundings = document, surroundings
        told: list[tuple[int, str, str]] = [(place.span.start, place.country, "place") for place in document.places if place.country]
        owned: dict[int, str] = {}
        for cluster in clusters:
            country = entry_country(cluster.entry) or cluster.country
            if country is None:
                continue
            for mention in cluster.mentions:
                owned[id(mention)] = country
                told.append((mention.span.start, country, cluster.kind))
        self.told = sorted(told)
        self.owned = owned
        self.counts = Counter(country for _, country, _ in told if country != MANY)
        self._groups: dict[int, Counter[str]] = defaultdict(Counter)  # the encoder's group -> countries told of its mentions
        for mention in document.mentions:
            if mention.cluster is not None and id(mention) in owned:
                self._groups[mention.cluster][owned[id(mention)]] += 1

    def choose(self, cluster: Cluster) -> tuple[str, str] | None:
        """The likeliest country of an actor and why; None where none is spoken of."""
        options = self.options(cluster)
        if not options:
            return None
        weights = weights_of(WEIGHTS)
        best, chance = likeliest([total(option.features, weights) for option in options])
        features = sorted(options[best].features, key=lambda name: -weights.get(name, 0.0))[:2]
        reasons = ", ".join(f"{name} {weights.get(name, 0.0):+.1f}" for name in features)
        return options[best].country, f"country {options[best].country} by what stands near, weighed {chance:.2f}: {reasons}"

    def options(self, cluster: Cluster) -> list[Option]:
        """The countries asked, with the features of each."""
        first = min(cluster.mentions, key=lambda m: m.span)
        weights = self.surroundings.weights(first.span.start)
        rank = sorted(weights, key=lambda code: (-weights[code], code))
        codes = dict.fromkeys(rank[:MOST])
        if self.surroundings.home is not None:
            codes[self.surroundings.home] = None
        codes.update(dict.fromkeys(code for m in cluster.mentions if m.cluster is not None for code in self._groups.get(m.cluster, ())))
        codes[MANY] = None
        return [Option(code, list(self._features(cluster, first, code, rank, weights))) for code in codes]

    def _features(self, cluster: Cluster, first: FoundMention, code: str, rank: list[str], weights: dict[str, float]) -> Iterator[str]:
        kind, home = cluster.kind, self.surroundings.home
        words = fold(first.span.of(self.document.text)).split()
        place = "home" if code == home else MANY if code == MANY else "abroad"
        yield f"{kind} {place}"
        yield f"{place} {'named' if first.named else first.form} {kind}"
        for word in dict.fromkeys((words[0], words[-1])) if words else ():  # in order: a set would tell equal reasons in any
            yield f"{place} word {word}"
        yield f"{kind} grouped {self._grouped(cluster, code)}"
        yield f"{kind} {place} said by {self._speaker(first, code)}"
        if code == MANY:
            return
        at = rank.index(code) if code in rank else 9
        whole = sum(weights.values()) or 1.0
        yield f"{kind} rank {min(at, 4)} {place}"
        yield f"share {step(weights.get(code, 0.0) / whole, _SHARES)} {place}"
        yield f"{kind} share {step(weights.get(code, 0.0) / whole, _SHARES)}"
        yield f"{kind} article {step(self.counts[code] / (sum(self.counts.values()) or 1), _SHARES)} {place}"
        yield f"headline {code in self._headline} {kind}"
        yield f"dateline {code in self._dateline} {kind}"
        if cluster.kind == "person" and first.name is not None:
            origin = name_origin(first.name.of(self.document.text))
            yield f"name {origin} {is_of_region(code) if code in countries() else '-'} {place}"
        for side, distance, by in self._sides(first, code):
            yield f"{side} {distance} {kind}"
            yield f"{side} {distance} {by}"
        for back, (owner, same) in enumerate(self._before(first, code)):
            yield f"back {back} {owner} {kind} {same}"

    def _grouped(self, cluster: Cluster, code: str) -> str:
        """Whether the encoder groups the actor with a mention of this country, or of another."""
        held: Counter[str] = Counter()
        for mention in cluster.mentions:
            if mention.cluster is not None:
                held.update(self._groups.get(mention.cluster, {}))
        return "-" if not held else "same" if held[code] == max(held.values()) else "some" if held[code] else "other"

    def _speaker(self, first: FoundMention, code: str) -> str:
        """Whether who says the words in which an actor is first named is of a country."""
        for k in self._contents.holding(first.span.start):
            speaker = self.document.statements[k].speaker
            if speaker is not None and id(speaker) in self.owned:
                return str(self.owned[id(speaker)] == code)
        return "-"

    def _sides(self, first: FoundMention, code: str) -> Iterator[tuple[str, str, str]]:
        """How near a country is told before and after the first mention, and by what."""
        at = bisect_left(self.told, (first.span.start,))
        sentence = self.document.tokens[first.first].sentence
        before = next(((start, by) for start, told, by in reversed(self.told[max(0, at - 40) : at]) if told == code), None)
        after = next(((start, by) for start, told, by in self.told[at : at + 40] if told == code), None)
        for side, found in (("before", before), ("after", after)):
            if found is None:
                yield side, "none", "-"
            else:
                same = self.document.sentence_of(found[0]) == sentence
                yield side, f"{step(abs(found[0] - first.span.start), _NEAR)} {same}", found[1]

    def _before(self, first: FoundMention, code: str) -> Iterator[tuple[str, bool]]:
        """The last countries told before the first mention: by what kind of actor, and whether it is this one."""
        at = bisect_left(self.told, (first.span.start,))
        for _, told, by in reversed(self.told[max(0, at - _BACK) : at]):
            yield by, told == code

    @cached_property
    def _contents(self) -> Cover:
        return self.document.contents()

    @cached_property
    def _headline(self) -> frozenset[str]:
        end = self.document.title.end if self.document.title is not None else 0
        return frozenset(code for start, code, _ in self.told if start < end)

    @cached_property
    def _dateline(self) -> frozenset[str]:
        return frozenset(code for start, code, _ in self.told if any(span.start <= start < span.end for span in self.document.datelines))
