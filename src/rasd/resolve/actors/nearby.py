"""Chooses the country of an actor whose words name none: a country of the article, the outlet's home, or none.

Distance alone is right in three of four. The features are the distance and side of each country, its share of the article, whether headline
or encoder cluster name it, whether it fits the name, and the actor's words. The weights in `ontology/data/country_weights.tsv` are fitted
by `training/choose_countries.py`.
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
from rasd.ontology.weights import FeatureValues, likeliest, names_of, step, weighed, weights_of
from rasd.resolve.actors import features as feature
from rasd.resolve.actors.cluster import Cluster
from rasd.resolve.actors.countries import Surroundings, entry_country, is_of_region, name_origin
from rasd.spans import Cover

MANY = "INT"
MOST = 6  # countries considered, those of the highest weight
_NEAR = (15, 40, 90, 200, 500)  # letters
_SHARES = (0.05, 0.15, 0.3, 0.5, 0.7, 0.85)
_ALONG = 40  # mentions of countries on each side that are searched for the nearest of each
_BACK = 4  # actors with a known country that are searched backwards


@dataclass(frozen=True, slots=True)
class Option:
    """A candidate country, with its features."""

    country: str
    values: list[FeatureValues]

    @property
    def features(self) -> list[str]:
        """The names of its features."""
        return names_of(self.values)


class Nearby:
    """Chooses the countries of actors of one document. All mentions must be grouped."""

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
        self._groups: dict[int, Counter[str]] = defaultdict(Counter)  # the encoder's cluster -> countries of its mentions
        for mention in document.mentions:
            if mention.cluster is not None and id(mention) in owned:
                self._groups[mention.cluster][owned[id(mention)]] += 1

    def choose(self, cluster: Cluster) -> tuple[str, str] | None:
        """The likeliest country of an actor and the reason; None where the article names none."""
        options = self.options(cluster)
        if all(option.country == MANY for option in options):
            return None  # the article names no state: who belongs to none is told otherwise
        weights = weights_of(feature.COUNTRIES)
        best, chance = likeliest([weighed(option.values) for option in options])
        features = sorted(options[best].features, key=lambda name: -weights.get(name, 0.0))[:2]
        reasons = ", ".join(f"{name} {weights.get(name, 0.0):+.1f}" for name in features)
        return options[best].country, f"country {options[best].country} by what stands near, weighed {chance:.2f}: {reasons}"

    def options(self, cluster: Cluster) -> list[Option]:
        """The candidate countries with their features."""
        first = min(cluster.mentions, key=lambda m: m.span)
        weights = self.surroundings.weights(first.span.start)
        rank = sorted(weights, key=lambda code: (-weights[code], code))
        codes = dict.fromkeys(rank[:MOST])
        if self.surroundings.home is not None:
            codes[self.surroundings.home] = None
        codes.update(dict.fromkeys(code for m in cluster.mentions if m.cluster is not None for code in self._groups.get(m.cluster, ())))
        codes[MANY] = None
        codes = {code: None for code in codes if code not in cluster.foreign}
        asked = _Asked(self, cluster, first, weights, {code: k for k, code in enumerate(rank)})
        return [Option(code, list(asked.of(code))) for code in codes]

    def grouped(self, cluster: Cluster) -> Counter[str]:
        """The countries of the other mentions in the encoder's clusters of an actor."""
        held: Counter[str] = Counter()
        for mention in cluster.mentions:
            if mention.cluster is not None:
                held.update(self._groups.get(mention.cluster, {}))
        return held

    def speaker(self, first: FoundMention) -> str | None:
        """The country of the speaker of the statement in which the actor is first named."""
        for k in self._contents.holding(first.span.start):
            speaker = self.document.statements[k].speaker
            if speaker is not None and id(speaker) in self.owned:
                return self.owned[id(speaker)]
        return None

    @cached_property
    def whole(self) -> int:
        """The number of mentions of countries."""
        return sum(self.counts.values()) or 1

    @cached_property
    def _contents(self) -> Cover:
        return self.document.contents()

    @cached_property
    def headline(self) -> frozenset[str]:
        """The countries in the headline."""
        end = self.document.title.end if self.document.title is not None else 0
        return frozenset(code for start, code, _ in self.told if start < end)

    @cached_property
    def dateline(self) -> frozenset[str]:
        """The countries in datelines and labels (#سوريا |)."""
        heads = (*self.document.labels, *self.document.datelines)
        return frozenset(code for start, code, _ in self.told if any(span.start <= start < span.end for span in heads))


class _Asked:
    """The facts about one actor that the features of each country use; computed once."""

    def __init__(self, nearby: Nearby, cluster: Cluster, first: FoundMention, weights: dict[str, float], rank: dict[str, int]) -> None:
        """`weights` and `rank`: of the countries near the first mention."""
        self.nearby, self.kind, self.first, self.weights, self.rank = nearby, cluster.kind, first, weights, rank
        document = nearby.document
        self.whole = sum(weights.values()) or 1.0
        words = fold(first.span.of(document.text)).split()
        self.words = list(dict.fromkeys((words[0], words[-1]))) if words else []  # in order: a set would name equal reasons in any order
        self.form = "named" if first.named else first.form
        self.held = nearby.grouped(cluster)
        self.most = max(self.held.values(), default=0)
        self.speaker = nearby.speaker(first)
        named = cluster.kind == "person" and first.name is not None
        self.origin = (name_origin(first.name.of(document.text)),) if named and first.name is not None else None
        at = bisect_left(nearby.told, (first.span.start,))
        before, after = nearby.told[max(0, at - _ALONG) : at][::-1], nearby.told[at : at + _ALONG]
        self.sides = ("before", self._nearest(before)), ("after", self._nearest(after))
        self.back = before[:_BACK]

    def _nearest(self, told: list[tuple[int, str, str]]) -> dict[str, tuple[str, str]]:
        """Country -> its distance on one side and the kind of word that names it, nearest first."""
        document, at = self.nearby.document, self.first.span.start
        sentence = document.tokens[self.first.first].sentence
        found: dict[str, tuple[str, str]] = {}
        for start, country, by in told:
            if country not in found:
                found[country] = f"{step(abs(start - at), _NEAR)} {document.sentence_of(start) == sentence}", by
        return found

    def of(self, code: str) -> Iterator[FeatureValues]:
        """The features of one country."""
        nearby, kind = self.nearby, self.kind
        place = "home" if code == nearby.surroundings.home else MANY if code == MANY else "abroad"
        yield feature.actor, (kind, place, self.form)
        for word in self.words:
            yield feature.word, (place, word)
        yield feature.mentioned, (kind, place, self._grouped(code), "-" if self.speaker is None else str(self.speaker == code))
        if code == MANY:
            return
        share, article = self.weights.get(code, 0.0) / self.whole, nearby.counts[code] / nearby.whole
        yield feature.share, (kind, place, min(self.rank.get(code, 9), 4), step(share, _SHARES), step(article, _SHARES))
        yield feature.opening, (kind, code in nearby.headline, code in nearby.dateline)
        if self.origin is not None:
            yield feature.name, (*self.origin, is_of_region(code) if code in countries() else "-", place)
        for side, told in self.sides:
            distance, by = told.get(code, ("none", "-"))
            yield feature.side, (side, distance, kind, by)
        for k, (_, country, owner) in enumerate(self.back):
            yield feature.back, (k, owner, kind, country == code)

    def _grouped(self, code: str) -> str:
        """Whether the encoder's cluster of the actor has a mention of this country, or of another."""
        if not self.held:
            return "-"
        return "same" if self.held[code] == self.most else "some" if self.held[code] else "other"
