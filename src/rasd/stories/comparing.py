"""A story outlet by outlet: names used for the same actor, verbs for the same statement, tolls that differ, denials, what one leaves out.

Everything is counted over what was read, and copies count as the article that they copy. Nothing says who is right; that something was
not found in an article is said so, for the reading may have missed it.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache

from rasd.arabic.fold import fold
from rasd.arabic.segment import segment
from rasd.ontology.place_words import SIDES, heads
from rasd.ontology.tables import items, table
from rasd.records import Actor, Mention, Record
from rasd.stories.events import StoryEvent
from rasd.stories.omissions import Omission, named_actors, omissions, outlet_of
from rasd.stories.saying import Reported, Said, reported, said_of, told_again
from rasd.stories.signs import Signs
from rasd.stories.terms import sentence_words

_MOST = 12  # of each kind, for one page
_DEMONSTRATIVES = frozenset({"هذا", "هذه", "ذلك", "تلك", "هؤلاء"})  # this, that, these


@dataclass(frozen=True, slots=True)
class Loaded:
    """A loaded name (loaded_names.tsv): whom it means, its connotation (hostile, admiring, partisan), and its meaning."""

    entry: str
    name: str
    colour: str
    gloss: str


@dataclass(frozen=True, slots=True)
class Use:
    """A name as written, its count by outlet, and the loaded name in it, if any."""

    words: str
    outlets: Mapping[str, int]
    loaded: Loaded | None


@dataclass(frozen=True, slots=True)
class Naming:
    """All names by which outlets call one actor or place; `id` is an actor's, or None for a place; `kind` an actor's, or "place"."""

    id: str | None
    name: str
    kind: str
    uses: tuple[Use, ...]


@dataclass(frozen=True, slots=True)
class Toll:
    """The first casualty figures of an article, and their sentence."""

    article: str
    outlet: str
    published: str | None
    dead: int | None
    injured: int | None
    quote: str


@dataclass(frozen=True, slots=True)
class Denial:
    """A denial: a statement of denial, or an event reported as denied."""

    speaker: str
    quote: str
    articles: tuple[str, ...]
    outlets: tuple[str, ...]
    cues: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Comparison:
    """A story compared. `outlets` in order of their first articles; `copying` maps an outlet that only copies to those that it copies."""

    outlets: tuple[str, ...]
    copying: Mapping[str, tuple[str, ...]]
    naming: tuple[Naming, ...]
    reported: tuple[Reported, ...]
    tolls: tuple[Toll, ...]
    denials: tuple[Denial, ...]
    omissions: tuple[Omission, ...]

    @property
    def tolls_differ(self) -> bool:
        """Whether two articles give different numbers of dead, or of injured; who gives none contradicts nobody."""
        counted = ({toll.dead for toll in self.tolls}, {toll.injured for toll in self.tolls})
        return any(len(numbers - {None}) > 1 for numbers in counted)


def compare(
    records: Sequence[Record],
    copies: Mapping[str, str],
    events: Sequence[StoryEvent],
    terms: Mapping[str, Collection[str]] | None = None,
    signs: Mapping[str, Signs] | None = None,
) -> Comparison:
    """Compare a story's records (in order of publication); `copies` maps a copy to its original, `events` are those of the story.

    `terms` are the stems of articles by id, `signs` those of their statements and names, where they are known already: to cut words
    costs most here.
    """
    own = [record for record in records if record.article.id not in copies]
    outlets = tuple(dict.fromkeys(map(outlet_of, records)))
    bodies = {record.article.id: len(record.article.title or "") for record in own}
    told = said_of(own, signs)
    groups = reported(told, told_again(told, bodies))
    shared = sorted((group for group in groups if len(group.outlets) > 1), key=lambda g: (not g.differs, -len(g.told)))
    return Comparison(
        outlets=outlets,
        copying=_copying(records, copies),
        naming=tuple(_naming(own, signs or {}))[:_MOST],
        reported=tuple(shared[:_MOST]),
        tolls=tuple(_tolls(own)),
        denials=tuple(_denials(own, groups))[:_MOST],
        omissions=tuple(omissions(own, groups, events, terms or {})),
    )


def _copying(records: Sequence[Record], copies: Mapping[str, str]) -> dict[str, tuple[str, ...]]:
    outlet = {record.article.id: outlet_of(record) for record in records}
    own = {outlet[id] for id in outlet if id not in copies}
    found: defaultdict[str, list[str]] = defaultdict(list)
    for id, of in copies.items():
        if outlet.get(id) not in own and of in outlet:
            found[outlet[id]].append(outlet[of])
    return {name: tuple(dict.fromkeys(sources)) for name, sources in found.items()}


# ---- names


@cache
def _loaded() -> dict[str, Loaded]:
    """Folded name → what it is; longer names first, so that the whole name is found before a part of it."""
    found = {
        fold(name): Loaded(row["entry"], name, row["colour"], row["gloss"]) for row in table("loaded_names") for name in items(row["names"])
    }
    return dict(sorted(found.items(), key=lambda item: -len(item[0])))


def loaded_in(quote: str) -> Loaded | None:
    """The longest loaded name in these words."""
    spaced = f" {fold(quote)} "
    return next((loaded for name, loaded in _loaded().items() if f" {name} " in spaced), None)


def _naming(records: Sequence[Record], signs: Mapping[str, Signs]) -> list[Naming]:
    """Actors and places of two outlets or more that are called differently; those with loaded names first, persons last.

    A person's titles differ with every writer; what a body or a state is called is chosen.
    """
    quotes: defaultdict[_Key, defaultdict[str, Counter[str]]] = defaultdict(lambda: defaultdict(Counter))
    named = _called_differently(records, named_actors(records))
    kept = list(signs.values())

    @cache
    def cut(quote: str) -> tuple[str, ...]:
        return next((words for one in kept if (words := one.named(quote)) is not None), None) or sentence_words(quote)

    for record in records:
        for key, quote in _names_of(record, named, cut):
            quotes[key][quote][outlet_of(record)] += 1
    found = [_named(key, uses, cut) for key, uses in quotes.items() if len({outlet for counts in uses.values() for outlet in counts}) > 1]
    several = [naming for naming in found if len(naming.uses) > 1]

    def order(naming: Naming) -> tuple[bool, bool, int, str]:
        return not any(use.loaded for use in naming.uses), naming.kind == "person", -len(naming.uses), naming.name

    return sorted(several, key=order)


def _called_differently(records: Sequence[Record], named: Mapping[str, str]) -> dict[str, str]:
    """The actors that outlets name in two ways; the words of others need no stemming."""
    ways: defaultdict[str, set[str]] = defaultdict(set)
    outlets: defaultdict[str, set[str]] = defaultdict(set)
    for record in records:
        for actor in record.actors:
            if actor.id in named:
                outlets[actor.id].add(outlet_of(record))
                ways[actor.id].update(mention.quote for mention in actor.mentions)
    return {id: name for id, name in named.items() if len(outlets[id]) > 1 and len(ways[id]) > 1}


_Cut = Callable[[str], tuple[str, ...]]
"""The stems of a name."""
_Key = tuple[str | None, str, str]
"""Id, name and kind of what is named."""


def _names_of(record: Record, named: Mapping[str, str], cut: _Cut) -> Iterator[tuple[_Key, str]]:
    inside = _inside_others(record)
    for actor in record.actors:
        if actor.id in named:
            yield from (((actor.id, named[actor.id], actor.kind), quote) for quote in _full(actor, inside, cut))
    for place in record.places:
        if place.geonames is not None or place.precision == "country":
            yield (None, f"{place.geonames or place.country}", "place"), place.quote


def _full(actor: Actor, inside: Collection[tuple[int, int, str]], cut: _Cut) -> Iterator[str]:
    """The names of an actor in one article, without those that shorten another (السنيدي after فواز السنيدي) and those inside another
    actor's title (وزير الخارجية الكويتي), where the title decides the form."""
    keys = {quote: frozenset(cut(quote)) for quote in (mention.quote for mention in actor.mentions)}
    for mention in actor.mentions:
        key = keys[mention.quote]
        if not key or any(key < other for other in keys.values()) or _only_points(mention):
            continue
        if (mention.start, mention.end, actor.id) not in inside:
            yield mention.quote


def _only_points(mention: Mention) -> bool:
    """Whether a mention names nobody, but points at who was named: بلاده (his country), هذا البلد (this country)."""
    words = mention.quote.split()
    pointing = words[0] in _DEMONSTRATIVES or (len(words) == 1 and bool(segment(words[0]).enclitic))
    return mention.form != "name" and pointing and loaded_in(mention.quote) is None


def _inside_others(record: Record) -> set[tuple[int, int, str]]:
    """The mentions (start, end, id of the actor) that lie in a mention of another actor or equal one."""
    spans = sorted((mention.start, -mention.end, actor.id) for actor in record.actors for mention in actor.mentions)
    owners: defaultdict[tuple[int, int], set[str]] = defaultdict(set)
    for start, minus, id in spans:
        owners[start, minus].add(id)
    found: set[tuple[int, int, str]] = set()
    first, farthest, other = "", -1, -1  # the actor of the mention that reaches farthest, how far, and the farthest end of any other actor
    for start, minus, id in spans:
        end = -minus
        if (other if id == first else farthest) >= end or len(owners[start, minus]) > 1:
            found.add((start, end, id))
        if id == first:
            farthest = max(farthest, end)
        elif end > farthest:
            first, farthest, other = id, end, farthest
        else:
            other = max(other, end)
    return found


def _named(key: _Key, quotes: Mapping[str, Counter[str]], cut: _Cut) -> Naming:
    groups: dict[tuple[str, ...], list[str]] = {}
    for quote in quotes:
        words = cut(quote)
        if key[2] == "place":  # مدينة بعقوبة and بعقوبة (the city of) name one town alike
            words = tuple(word for word in words if word not in _kinds_of_place()) or words
        groups.setdefault(words, []).append(quote)
    uses = []
    for written in groups.values():
        outlets: Counter[str] = Counter()
        for quote in written:
            outlets += quotes[quote]
        shown = min(written, key=lambda quote: (-sum(quotes[quote].values()), len(quote)))
        uses.append(Use(shown, dict(outlets), next(filter(None, map(loaded_in, written)), None)))
    uses.sort(key=lambda use: (-len(use.outlets), -sum(use.outlets.values()), use.words))
    return Naming(key[0], key[1] if key[0] else uses[0].words, key[2], tuple(uses))


@cache
def _kinds_of_place() -> frozenset[str]:
    """The stems of the words of kind before a town or province, and of its sides."""
    return SIDES | {stem for word in heads("area") for stem in sentence_words(word)}


# ---- numbers and denials


def _tolls(records: Sequence[Record]) -> Iterator[Toll]:
    for record in records:
        told = [event for event in record.events if not event.historical and (event.dead is not None or event.injured is not None)]
        if told:
            first = min(told, key=lambda event: event.sentence.start)
            article = record.article
            yield Toll(article.id, outlet_of(record), article.published, first.dead, first.injured, first.sentence.quote)


def _denials(records: Sequence[Record], groups: Sequence[Reported]) -> Iterator[Denial]:
    for group in groups:
        if "deny" in group.stances:
            yield _denial(group.told)
    for record in records:
        names = {actor.id: actor.name.ar for actor in record.actors}
        said = [one.content for one in record.statements if one.cue.stance == "deny"]
        for event in record.events:
            in_words = any(one.start <= event.trigger.start < one.end for one in said)  # the statement is shown
            if event.status == "denied" and not event.historical and not in_words:
                by = names.get(event.asserted_by or "", "")
                yield Denial(by, event.sentence.quote, (record.article.id,), (outlet_of(record),), (event.trigger.quote,))


def _denial(told: Sequence[Said]) -> Denial:
    first = next(said for said in told if said.stance == "deny")
    outlets = tuple(dict.fromkeys(said.outlet or "" for said in told))
    return Denial(first.name, first.content, tuple(said.article for said in told), outlets, tuple(dict.fromkeys(said.cue for said in told)))
