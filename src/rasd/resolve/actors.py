"""Resolves actors: groups the mentions of an article into the people, states, bodies and groups that they are."""

from __future__ import annotations

from bisect import bisect_left
from collections import defaultdict
from collections.abc import Iterable

from rasd.arabic.fold import fold
from rasd.document import Document
from rasd.findings import FoundActor, FoundMention
from rasd.ontology.knowledge import countries, demonym_phrases, organisations, people
from rasd.ontology.offices import offices_of
from rasd.ontology.outlets import home_of
from rasd.records import Office
from rasd.resolve.actors_bodies import Bodies
from rasd.resolve.actors_cluster import Cluster
from rasd.resolve.actors_names import canonical, english_name, nominative
from rasd.resolve.actors_people import People
from rasd.spans import Span

_NEAR = 150  # characters within which a signal's distance hardly matters; swept 60 to 300 on the training set: flat
_FAR = 10_000  # characters beyond which a signal weighs next to nothing: longer than an article, so that a book is no quadratic task
_HOME = 0.006  # weight of the outlet's own country: about one signal in the same sentence


class Actors:
    """Resolves the actors of a document."""

    name = "actors"
    version = "1"

    def __call__(self, document: Document) -> None:
        """Fill `document.actors` and the actor of each mention."""
        taking_part = _taking_part(document)
        mentions = [m for m in document.mentions if id(m) in taking_part or not _is_location(document, m)]
        _shared_names(document, mentions)
        for mention in mentions:
            mention.country = mention.country or _nation(document, mention)
        persons = [m for m in mentions if m.kind == "person"]
        others = [m for m in mentions if m.kind != "person"]
        clusters = People(document).group(persons) + Bodies(document).group(others)
        clusters.sort(key=lambda c: c.first())
        _lend_countries(clusters)
        _lend_owners(clusters)
        surroundings = Surroundings(document, document.mentions)
        document.actors = [_actor(cluster, document, surroundings) for cluster in clusters]
        for index, actor in enumerate(document.actors):
            for mention in actor.mentions:
                mention.actor = index


def _taking_part(document: Document) -> set[int]:
    """The ids of mentions that speak, are spoken to, act or are acted on."""
    used: list[FoundMention | None] = []
    for statement in document.statements:
        used += (statement.speaker, statement.addressee)
    for event in document.events:
        used += (*event.sources, *event.targets)
    return {id(mention) for mention in used if mention is not None}


def _is_location(document: Document, mention: FoundMention) -> bool:
    """Whether a state's name was read as a place where it stands."""
    place = document.place_at(mention.last)
    return mention.kind == "country" and place is not None and place.span.end == mention.span.end


def _nation(document: Document, mention: FoundMention) -> str | None:
    """The country of a nisba in a phrase that no extractor of mentions has read (أطراف فلسطينية)."""
    if mention.origin.extractor == "mentions":
        return None
    for index in range(mention.first, mention.last + 1):
        match = demonym_phrases().match(document.tokens, index)
        if match is not None and match.last <= mention.last and not match.value.ambiguous:
            return match.value.country
    return None


_SHARED = {"المملكه": ("SAU", "MAR", "JOR", "BHR"), "عمان": ("OMN", "JOR"), "السلطنه": ("OMN",)}  # names of more than one state


def _shared_names(document: Document, mentions: list[FoundMention]) -> None:
    """المملكة and عمان are of the state that the article speaks of most, the outlet's home counting as one mention; else of the first."""
    weights: dict[str, int] = defaultdict(int)
    shared = [
        (m, _SHARED[key]) for m in mentions if m.kind == "country" and (key := fold(m.span.of(document.text)).removeprefix("لل")) in _SHARED
    ]
    open_ = {id(mention) for mention, _ in shared}
    for mention in mentions:
        if mention.country and id(mention) not in open_:
            weights[mention.country] += 1
    home = home_of(document.article.outlet, document.article.url)
    if home is not None:
        weights[home] += 1
    for mention, options in shared:
        best = max(options, key=lambda code: (weights[code], -options.index(code)))
        mention.country = mention.entry = best


def _lend_countries(clusters: list[Cluster]) -> None:
    """A spokesman is of the country, and the sector, of the body in his title: المتحدث باسم [الوزارة]."""
    bodies = _Inside(cluster for cluster in clusters if cluster.kind != "person")
    for person in clusters:
        if person.kind != "person" or (person.country is not None and any(m.sector for m in person.mentions)):
            continue
        for mention in person.mentions:
            inside = bodies.of(mention.title) if mention.title is not None else []
            body = next((c for m, c in inside if m.span != mention.span and c.kind != "country"), None)
            if body is None:
                continue
            country = body.country or _entry_country(body)
            if person.country is None and country is not None:
                person.country = country
                person.reasons.append(f"country {country} of the body in the title")
            if not any(m.sector for m in person.mentions):
                mention.sector = _sector(body.mentions)
            break


def _lend_owners(clusters: list[Cluster]) -> None:
    """A body that is called by its head is of his country: حكومة [ترامب], قوات [صالح]."""
    people_found = _Inside(cluster for cluster in clusters if cluster.kind == "person")
    for body in clusters:
        if body.kind not in ("government", "military", "armed_group") or body.country is not None:
            continue
        inside = (c for mention in body.mentions for _, c in people_found.of(mention.span))
        country = next((c.country or _entry_country(c) for c in inside), None)
        if country is not None:
            body.country = country
            body.reasons.append(f"country {country} of the person whose it is")


class _Inside:
    """The mentions of some clusters, asked which of them stand inside a span; answers in the order of the clusters."""

    def __init__(self, clusters: Iterable[Cluster]) -> None:
        pairs = [(mention, cluster) for cluster in clusters for mention in cluster.mentions]
        found = sorted((mention.span.start, k, mention, cluster) for k, (mention, cluster) in enumerate(pairs))
        self._starts = [start for start, *_ in found]
        self._found = [(k, mention, cluster) for _, k, mention, cluster in found]

    def of(self, span: Span) -> list[tuple[FoundMention, Cluster]]:
        near = self._found[bisect_left(self._starts, span.start) : bisect_left(self._starts, span.end)]
        return [(mention, cluster) for _, mention, cluster in sorted(near) if mention.span.end <= span.end]


class Surroundings:
    """The country signals of an article: what states, nisbas and places stand near a mention, and where the outlet is at home."""

    def __init__(self, document: Document, mentions: list[FoundMention]) -> None:
        signals = [(m.span.start, m.country) for m in mentions if m.country and m.country != "INT"]
        signals += [(place.span.start, place.country) for place in document.places if place.country]
        self.signals = sorted(signals)
        self.home = home_of(document.article.outlet, document.article.url)

    def country(self, position: int) -> str | None:
        """The country with the most and nearest signals; the outlet's own counts as one that is near everywhere."""
        weights: dict[str, float] = defaultdict(float)
        first, last = (bisect_left(self.signals, (position + reach,)) for reach in (-_FAR, _FAR))
        for offset, country in self.signals[first:last]:
            weights[country] += 1 / (_NEAR + abs(offset - position))
        if self.home is not None:
            weights[self.home] += _HOME
        return max(weights, key=lambda c: (weights[c], c)) if weights else None


def _actor(cluster: Cluster, document: Document, surroundings: Surroundings) -> FoundActor:
    mentions = sorted(cluster.mentions, key=lambda m: m.span)
    name, english = _names(cluster, mentions, document.text)
    country = cluster.country or _entry_country(cluster)
    reasons = list(cluster.reasons)
    if country is None and cluster.kind not in ("igo", "country"):
        country = surroundings.country(mentions[0].span.start)
        if country is not None:
            reasons.append(f"country {country} from what stands near and where the outlet is at home")
    return FoundActor(
        name=name,
        english=english,
        kind=cluster.kind,
        country=country,
        sector=_sector(mentions),
        mentions=mentions,
        wikidata=_wikidata(cluster.entry),
        entry=cluster.entry,
        office=_office(cluster, document),
        score=cluster.score,
        reasons=reasons,
    )


def _names(cluster: Cluster, mentions: list[FoundMention], text: str) -> tuple[str, str | None]:
    entry = cluster.entry or ""
    if entry in people():
        return people()[entry].ar, people()[entry].en
    if entry in organisations():
        return organisations()[entry].ar, organisations()[entry].en
    if entry in countries():
        return countries()[entry].ar, countries()[entry].en
    named = [m.name.of(text) for m in mentions if m.name is not None]
    if cluster.kind == "person" and named:
        best = max(named, key=lambda n: (len(n.split()), len(n)))
        return canonical(best), english_name(best)
    best = max((m.span.of(text) for m in mentions), key=len)
    english = next((m.english for m in mentions if m.english), None)
    shown = canonical(best)
    plural = cluster.kind in ("group", "armed_group") and any(m.number == "p" for m in mentions)
    return (nominative(shown) if plural else shown), english


def _entry_country(cluster: Cluster) -> str | None:
    entry = cluster.entry or ""
    if entry in organisations():
        return organisations()[entry].country
    return people()[entry].country if entry in people() else None


def _office(cluster: Cluster, document: Document) -> Office | None:
    """What a known person held on the day of publication; nothing where that day is not known."""
    person = people().get(cluster.entry or "")
    if person is None or document.published is None:
        return None
    day = document.published.isoformat()
    held = [office for office in offices_of(person.id) if office.held_on(day)]
    return Office(held[-1].ar, held[-1].en or None, held[-1].since, held[-1].until) if held else None


def _sector(mentions: list[FoundMention]) -> str | None:
    return next((m.sector for m in mentions if m.sector), None)


def _wikidata(entry: str | None) -> str | None:
    for known in (people(), organisations(), countries()):
        found = known.get(entry or "")
        if found is not None:
            return found.qid
    return None
