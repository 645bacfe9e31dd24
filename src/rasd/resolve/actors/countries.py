"""Finds the countries of actors: from nisbas, shared names, titles and owners, and from the words nearby."""

from __future__ import annotations

from bisect import bisect_left
from collections import defaultdict
from collections.abc import Container, Iterable
from functools import cache, lru_cache
from itertools import pairwise

from rasd.arabic.fold import fold
from rasd.document import Document
from rasd.findings import FoundMention
from rasd.ontology.compiled import WORDS
from rasd.ontology.knowledge import countries, demonym_phrases, name_tokens, people
from rasd.ontology.outlets import home_of
from rasd.ontology.spelling import name_key
from rasd.ontology.state_bodies import known_body
from rasd.ontology.tables import items, table
from rasd.ontology.words import ends_phrase, has_article, is_verb_form
from rasd.resolve.actors.cluster import Cluster
from rasd.spans import Span

_NEAR = 150  # characters; within them distance hardly reduces a signal (60 to 300 gave the same on the training set)
_FAR = 10_000  # characters beyond which a signal counts for nothing; longer than an article, so that long texts stay fast
_SEEN, _OFTEN = 5, 50  # least count in Arab full names for a token to be Arab, and for one that is also foreign
_OF_MANY = ("دولي", "دول", "امم", "عالم", "عرب", "خليج", "اورب", "اوروب", "افريق", "غرب", "اقليم")
_REGION = frozenset(("gulf", "middle-east", "north-africa"))
_APART = 2.5  # times the weight of the outlet's home
_CLOSING = frozenset('"»”')
_CLEAR = 1.5  # times the weight of the next country
_HOME = 0.006  # weight of the outlet's own country: about one signal in the same sentence


def nation(document: Document, mention: FoundMention) -> str | None:
    """The country of a nisba in a phrase that no mention extractor has read (أطراف فلسطينية), or before a name (السويدي فلان)."""
    unread = mention.origin.extractor != "mentions" or mention.kind == "group"
    untitled = mention.kind == "person" and mention.title is None
    before = untitled and mention.name is not None and mention.name.start > mention.span.start
    inside = nisba_inside(document, mention) if unread or before else None
    return inside or (_nisba_before(document, mention.first) if untitled and mention.name == mention.span else None)


def _nisba_before(document: Document, first: int) -> str | None:
    """The country of a nisba before a name that stands by itself: فاز [السويدي] فلان, not السفير [السويدي] فلانا."""
    tokens, at = document.tokens, first - 1
    if at < 0 or not has_article(tokens[at].form) or not _is_free(document, at - 1):
        return None
    match = demonym_phrases().match(tokens, at)
    told = match is not None and match.last == at and match.value.number == "s" and not match.value.ambiguous
    return match.value.country if match is not None and told and match.value.country != "INT" else None


def _is_free(document: Document, before: int) -> bool:
    """Whether nothing before a nisba can be its noun: a mark, a verb or a function word stands there, or a sentence begins."""
    if before < 0:
        return True
    token = document.tokens[before]
    return token.kind != "word" or ends_phrase(token.form) or is_verb_form(token.form)


def nisba_after(document: Document, mention: FoundMention) -> str | None:
    """The country of a nisba right after a name in quotation marks: «ميرسك» الدنماركية."""
    after = mention.last + 1
    tokens = document.tokens
    if mention.kind == "person" or after + 1 >= len(tokens) or tokens[after].text not in _CLOSING or not mention.named:
        return None
    match = demonym_phrases().match(tokens, after + 1) if tokens[after + 1].form.startswith("ال") else None
    sure = match is not None and not match.value.ambiguous and match.value.country != "INT"
    return match.value.country if match is not None and sure else None


def nisba_inside(document: Document, mention: FoundMention) -> str | None:
    """The country of the first nisba inside a mention."""
    for index in range(mention.first, mention.last + 1):
        match = demonym_phrases().match(document.tokens, index)
        if match is not None and match.last <= mention.last and not match.value.ambiguous:
            country = match.value.country
            return country if country != "INT" or in_many_states(mention.span.of(document.text)) else None
    return None


_SHARED = {"المملكه": ("SAU", "MAR", "JOR", "BHR"), "عمان": ("OMN", "JOR"), "السلطنه": ("OMN",)}  # names of more than one state


def shared_names(document: Document, mentions: list[FoundMention]) -> None:
    """Set the country of names that several states share (المملكة، عمان): the state that the article mentions most, with the outlet's
    home as one mention; else the first."""
    weights: dict[str, int] = defaultdict(int)
    shared = [
        (m, _SHARED[key]) for m in mentions if m.kind == "country" and (key := _with_article(fold(m.span.of(document.text)))) in _SHARED
    ]
    open_ = {id(mention) for mention, _ in shared}
    for mention in mentions:
        if mention.country and id(mention) not in open_:
            weights[mention.country] += 1
    home = document.home
    if home is not None:
        weights[home] += 1
    for mention, options in shared:
        best = max(options, key=lambda code: (weights[code], -options.index(code)))
        mention.country = mention.entry = best


def _with_article(form: str) -> str:
    """A form as it is without ل before its ال: للمملكة, المملكة."""
    return "ال" + form[2:] if form.startswith("لل") else form


def lend_countries(clusters: list[Cluster]) -> None:
    """Give spokesmen the country and sector of the body in their title: المتحدث باسم [الوزارة]."""
    bodies = _Inside(cluster for cluster in clusters if cluster.kind != "person")
    for person in clusters:
        if person.kind != "person" or (person.country is not None and any(m.sector for m in person.mentions)):
            continue
        for mention in person.mentions:
            inside = bodies.of(mention.title) if mention.title is not None else []
            body = next((c for m, c in inside if m.span != mention.span and c.kind != "country"), None)
            if body is None:
                continue
            country = body.country or entry_country(body.entry)
            if person.country is None and country is not None:
                person.country = country
                person.reasons.append(f"country {country} of the body in the title")
            if not any(m.sector for m in person.mentions):
                mention.sector = next((m.sector for m in body.mentions if m.sector), None)
            break


def lend_owners(clusters: list[Cluster]) -> None:
    """Give bodies that are named by their head his country: حكومة [ترامب], قوات [صالح]."""
    people_found = _Inside(cluster for cluster in clusters if cluster.kind == "person")
    for body in clusters:
        if body.kind not in ("government", "military", "armed_group") or body.country is not None:
            continue
        inside = (c for mention in body.mentions for _, c in people_found.of(mention.span))
        country = next((c.country or entry_country(c.entry) for c in inside), None)
        if country is not None:
            body.country = country
            body.reasons.append(f"country {country} of the person whose it is")


class _Inside:
    """Finds the mentions of some clusters inside a span, in the order of the clusters."""

    def __init__(self, clusters: Iterable[Cluster]) -> None:
        pairs = [(mention, cluster) for cluster in clusters for mention in cluster.mentions]
        found = sorted((mention.span.start, k, mention, cluster) for k, (mention, cluster) in enumerate(pairs))
        self._starts = [start for start, *_ in found]
        self._found = [(k, mention, cluster) for _, k, mention, cluster in found]

    def of(self, span: Span) -> list[tuple[FoundMention, Cluster]]:
        near = self._found[bisect_left(self._starts, span.start) : bisect_left(self._starts, span.end)]
        return [(mention, cluster) for _, mention, cluster in sorted(near) if mention.span.end <= span.end]


@cache
def _homes() -> dict[tuple[str, str], str]:
    """(class, folded word or words) → country of word_homes.tsv."""
    return {(row["class"], fold(word)): row["country"] for row in table("word_homes") for word in items(row["words"])}


def in_many_states(words: str) -> bool:
    """Whether a word for the world or a region makes a phrase international (دولي، عربي); not a religion or an adverb (إسلاميون، معترف
    به دوليا)."""
    forms = (word.removeprefix("ال").removeprefix("لل") for word in fold(words).split())
    return any(form.startswith(_OF_MANY) and form != "دوليا" for form in forms)


def country_of_outlet(words: str) -> str | None:
    """The home of an outlet, named with or without its noun: إذاعة الجوهرة, الشرق الأوسط."""
    _, _, rest = words.partition(" ")
    return home_of(words, None) or (home_of(rest, None) if rest else None) or home_of(f"صحيفة {words}", None)


def country_by_words(phrase: str) -> str | None:
    """The country of an unnamed actor, by one of its words: settlers are Israeli. None for "the states of"."""
    words = fold(phrase).split()
    heads = (_homes().get(("head", " ".join(words[:length]))) for length in (2, 1))
    anywhere = (_homes().get(("any", told)) for told in (*words, *map(" ".join, pairwise(words))))
    return next((country for country in (*heads, *anywhere) if country), None)


@lru_cache(maxsize=20_000)
def name_origin(name: str) -> str | None:
    """ "arab" or "foreign", if all parts of a full name agree or a single part is a foreign token; else None."""
    parts = name_key(name)
    arab = [_is_arab(part) for part in parts]
    if len(parts) < 2:
        return "foreign" if parts and not arab[0] and parts[0] in _foreign_tokens() else None
    return "arab" if all(arab) else None if any(arab) else "foreign"


def _is_arab(part: str) -> bool:
    if (part.startswith("ال") and len(part) > 4) or part.startswith(("عبد", "ابو")):
        return True
    token = name_tokens().get(part)
    seen = token.first + token.inner + token.last if token is not None else 0
    return seen >= _OFTEN if part in _foreign_tokens() else seen >= _SEEN


def is_of_region(code: str) -> bool:
    """Whether a state's people commonly have Arab names."""
    return countries()[code].region in _REGION and code != "ISR"


@cache
def _foreign_tokens() -> frozenset[str]:
    found: frozenset[str] = WORDS.parts()["foreign names"]
    return found


class Surroundings:
    """The country signals of an article: states, nisbas and places near a mention, and the outlet's home."""

    def __init__(self, document: Document, mentions: list[FoundMention]) -> None:
        signals = [(m.span.start, m.country) for m in mentions if m.country and m.country != "INT"]
        signals += [(place.span.start, place.country) for place in document.places if place.country]
        self.signals = sorted(signals)
        self.home = document.home
        self._weighed: dict[int, dict[str, float]] = {}  # by position: read several times where an actor is first named

    def country(self, position: int, origin: str | None = None, never: Container[str] = ()) -> str | None:
        """The country with the most and nearest signals, none of `never`; the outlet's home counts as near everywhere.

        A person with a foreign name gets no Arab state if another is near, and one with an Arab name a state of the region.
        """
        weights = self.weights(position)
        weights = {code: weight for code, weight in weights.items() if code not in never} if never else weights
        own = {code for code in weights if code in countries() and is_of_region(code) == (origin == "arab")}
        own = own if origin else set()
        return max(own or weights, key=lambda c: (weights[c], c)) if weights else None

    def clear(self, position: int) -> str | None:
        """The country of `country`, unless another comes near it."""
        weights = self.weights(position)
        best = max(weights, key=lambda c: (weights[c], c)) if weights else None
        others = [weight for country, weight in weights.items() if country != best]
        return best if best is not None and weights[best] > _CLEAR * max(others, default=0.0) else None

    def apart(self, position: int, home: str | None) -> bool:
        """Whether the country near a position weighs far more than the outlet's home does there."""
        weights = self.weights(position)
        return home is None or max(weights.values(), default=0.0) > _APART * weights.get(home, 0.0)

    def weights(self, position: int) -> dict[str, float]:
        """Country -> weight near a position. Callers must not change it."""
        weighed = self._weighed.get(position)
        if weighed is None:
            weighed = self._weighed[position] = self._weigh(position)
        return weighed

    def _weigh(self, position: int) -> dict[str, float]:
        weights: dict[str, float] = defaultdict(float)
        first, last = (bisect_left(self.signals, (position + reach,)) for reach in (-_FAR, _FAR))
        for offset, country in self.signals[first:last]:
            weights[country] += 1 / (_NEAR + abs(offset - position))
        if self.home is not None:
            weights[self.home] += _HOME
        return weights


def entry_country(entry: str | None) -> str | None:
    """The country of a known body or person, None for other entries."""
    if entry is None:
        return None
    body = known_body(entry)
    person = people().get(entry)
    return body.country if body else person.country if person else None


@cache
def international_titles() -> frozenset[str]:
    """Titles that only international bodies have (المبعوث الأممي)."""
    return frozenset(title for row in table("title_homes") if row["country"] == "INT" for title in items(row["titles"]))
