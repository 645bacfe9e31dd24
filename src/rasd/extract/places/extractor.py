"""Places: every named location of an article, with country and coordinates where the gazetteer knows it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from math import log10
from typing import NamedTuple

from rasd.document import Document
from rasd.extract.places.names import Names, PlaceCandidate
from rasd.extract.places.roles import Roles
from rasd.findings import FoundPlace
from rasd.ontology.gazetteer import PlaceEntry, gazetteer
from rasd.ontology.knowledge import demonym_phrases
from rasd.ontology.place_words import SIDES, common, nisba_of
from rasd.records import Origin
from rasd.spans import Span

IN = frozenset(("في", "وفي", "ففي", "الي", "من"))
_OFTEN = 4  # points of `Context.counts` from which an article is about a country
KINGDOMS = {"المملكه": ("SAU", "MAR", "JOR", "BHR")}  # names of more than one state: the article tells which


class Accepted(NamedTuple):
    """A candidate that is a place, and its words."""

    candidate: PlaceCandidate
    first: int
    prefix: str


class Places:
    """Yields the places of a document."""

    name = "places"
    version = "1"

    def __init__(self) -> None:
        self.gazetteer = gazetteer()
        common(), demonym_phrases()  # read at construction, not in the first article

    def __call__(self, document: Document) -> Iterator[FoundPlace]:
        """Yield the places found."""
        names, roles = Names(document), Roles(document)
        candidates = list(names.candidates())
        accepted = [found for candidate in candidates if (found := self.accept(document, roles, candidate))]
        context = Context(document, candidates, accepted)
        for place in accepted:
            if not context.stray(place.candidate):
                yield self.finding(document, place, context)

    def accept(self, document: Document, roles: Roles, candidate: PlaceCandidate) -> Accepted | None:
        """The candidate with its words, if it is a place here."""
        entries = candidate.match.entries
        entry = entries[0] if entries else UNKNOWN
        if candidate.head == "" and all(e.trust == "c" for e in entries):
            return None
        if candidate.head == "":
            entry = min(entries, key=lambda e: e.trust) if not (entry.state or entry.capital) else entry
        if not roles.is_place(candidate, entry):
            return None
        return self.with_side(document, candidate)

    def with_side(self, document: Document, candidate: PlaceCandidate) -> Accepted:
        """في شمال العراق, بجنوب لبنان: the side belongs to the place after a preposition."""
        k = candidate.first - 1
        tokens = document.tokens
        if candidate.prefix or candidate.inner or k < 1 or tokens[k].sentence != tokens[candidate.first].sentence:
            return Accepted(candidate, candidate.first, candidate.prefix)
        form = tokens[k].form
        if form[:1] == "ب" and form[1:] in SIDES:
            return Accepted(candidate, k, "ب")
        if form in SIDES and tokens[k - 1].form in IN:
            return Accepted(candidate, k, "")
        return Accepted(candidate, candidate.first, candidate.prefix)

    def finding(self, document: Document, place: Accepted, context: Context) -> FoundPlace:
        """The finding: names and coordinates of the place that the article most likely means."""
        candidate = place.candidate
        entry = context.choose(candidate)
        token = document.tokens[place.first]
        joined = place.prefix.endswith("ل") and token.form.startswith("لل", len(place.prefix) - 1)  # للأردن hides the alef: the whole word
        start = token.after(place.prefix[:-1] if joined else place.prefix) if place.prefix else token.start
        span = Span(start, document.tokens[candidate.last].end)
        known = entry is not None and candidate.head not in {"site", "weak", "org"}
        origin = Origin(self.name, self.version, rules=(candidate.head or ("gazetteer" if entry else "unknown"),))
        return FoundPlace(
            span=span,
            first=place.first,
            last=candidate.last,
            name=entry.ar if entry and known else span.of(document.text),
            english=entry.en if entry and known else None,
            country=entry.country if entry and entry.country else (None if entry else context.country_near(candidate)),
            geonames=entry.geonames if entry and known else None,
            latitude=entry.latitude if entry else None,
            longitude=entry.longitude if entry else None,
            precision=candidate.precision or (entry.precision if entry else "city"),
            origin=origin,
        )


UNKNOWN = PlaceEntry("", "", None, "city", "a", None, None)


class Context:
    """The countries of an article: what ambiguous and unknown names are resolved by."""

    def __init__(self, document: Document, candidates: list[PlaceCandidate], accepted: list[Accepted]) -> None:
        self.document = document
        self.candidates = candidates
        self.accepted = accepted
        self._counts: Counter[str] | None = None
        self._chosen: dict[int, PlaceEntry | None] = {}

    @property
    def counts(self) -> Counter[str]:
        """How often each country is told, by certain places, states and nisbas; counted when it is first asked for."""
        if self._counts is None:
            self._counts = self.count()
        return self._counts

    def count(self) -> Counter[str]:
        """See `counts`."""
        counts: Counter[str] = Counter()
        home = self.document.home
        if home:
            counts[home] = 1
        for token in self.document.tokens:
            if token.kind == "word" and (iso3 := nisba_of(token.word)):
                counts[iso3] += 1
        for candidate in self.candidates:
            entry = candidate.match.entries[0] if candidate.match.entries else None
            if entry and entry.state and entry.trust == "a" and entry.country:
                counts[entry.country] += 2
        for place in self.accepted:
            entries = place.candidate.match.entries
            if len({entry.country for entry in entries}) == 1 and entries[0].country and entries[0].trust == "a" and not entries[0].state:
                counts[entries[0].country] += 2
        return counts

    def choose(self, candidate: PlaceCandidate) -> PlaceEntry | None:
        """The place that a name means here, None where it is one that no list knows."""
        key = candidate.first
        if key not in self._chosen:
            self._chosen[key] = self.chosen(candidate)
        return self._chosen[key]

    def chosen(self, candidate: PlaceCandidate) -> PlaceEntry | None:
        """See `choose`."""
        entries = candidate.match.entries
        if candidate.head == "area" and len(entries) > 1 and entries[0].country is None:
            entries = tuple(entry for entry in entries if entry.country) or entries
        if not entries or entries[0].country == "?":
            return None
        kingdoms = KINGDOMS.get(self.document.tokens[candidate.last].form) if len(entries) == 1 and entries[0].state else None
        if kingdoms:
            best = max(kingdoms, key=lambda iso3: (self.counts[iso3], iso3 == "SAU"))
            return gazetteer().of_state(best)[0] if self.counts[best] > 2 * self.counts["SAU"] else entries[0]
        if len(entries) == 1 or len({entry.country for entry in entries}) == 1:
            return None if self.namesake(candidate, entries[0]) else entries[0]
        capital = next((entry for entry in entries if entry.capital), None) if entries[0].state else None
        if capital and self.is_capital(candidate):
            return capital
        likely = max(enumerate(entries), key=lambda item: self.weight(item[1], item[0]))[1]
        return None if self.namesake(candidate, likely) else likely

    def is_capital(self, candidate: PlaceCandidate) -> bool:
        """Whether a name of a state and a capital is the capital: العاصمة الأردنية عمان, or at the head of a dateline."""
        tokens = self.document.tokens
        at = tokens[candidate.first].start
        return tokens[max(candidate.first - 2, 0)].form.endswith("العاصمه") or any(line.start == at for line in self.document.datelines)

    def stray(self, candidate: PlaceCandidate) -> bool:
        """Whether a rare name without its kind is of a country that the article does not tell: more often a word than a town."""
        entries = candidate.match.entries
        return candidate.head == "" and bool(entries) and entries[0].country != "?" and self.choose(candidate) is None

    def namesake(self, candidate: PlaceCandidate, entry: PlaceEntry) -> bool:
        """Whether an unknown place of the article's country bears the name of a small known one elsewhere (خيبر in Pakistan)."""
        if entry.state or entry.capital or entry.country is None or entry.population > 300_000:
            return False
        if entry.trust == "a" and candidate.head != "area":
            return False
        own = 2 * sum(1 for place in self.accepted if place.candidate.match.entries[:1] == (entry,)) if entry.trust == "a" else 0
        if self.counts[entry.country] > own:
            return False
        return any(told >= _OFTEN and country != entry.country for country, told in self.counts.items())

    def weight(self, entry: PlaceEntry, rank: int) -> float:
        """How likely a place is meant: its country in the article, its rank among its namesakes, its size."""
        told = min(self.counts[entry.country], 10) if entry.country else 0
        return told + (4.0 if rank == 0 and entry.trust == "a" else 0.0) + log10(entry.population + 10) / 4

    def country_near(self, candidate: PlaceCandidate) -> str | None:
        """The country of an unknown name: that of the nearest place of its sentence, else the one that the article tells most."""
        tokens = self.document.tokens
        sentence = tokens[candidate.first].sentence
        best: tuple[int, str] | None = None
        for place in self.accepted:
            other = place.candidate
            if other is candidate or not other.match.entries or tokens[other.first].sentence != sentence:
                continue
            entry = self.choose(other)
            gap = other.first - candidate.last if other.first > candidate.last else (candidate.first - other.last) * 2
            if entry and entry.country and (best is None or gap < best[0]):
                best = (gap, entry.country)
        if best:
            return best[1]
        common = self.counts.most_common(1)
        return common[0][0] if common else None
