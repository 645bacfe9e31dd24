"""What some outlets of a story omit: events, actors and statements that most of its outlets report."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Literal, NamedTuple

from rasd.arabic.fold import fold
from rasd.arabic.tokens import tokenize
from rasd.ontology.place_words import nisba_of
from rasd.records import Record
from rasd.stories.events import StoryEvent
from rasd.stories.saying import COMPARED, Reported, weight
from rasd.stories.terms import sentence_words, words

_TOLD_WORDS = 0.7  # share of the weight of the words of a statement or event, from which an article counts as reporting it
_FEWEST_OUTLETS = 3  # with two outlets, each omits what the other reports
_NAMED = COMPARED - {"country"}


@dataclass(frozen=True, slots=True)
class Omission:
    """Something that most outlets report and some omit. `kind` is event, actor or statement, `words` describes it, `id` is that of an
    actor or event."""

    kind: Literal["event", "actor", "statement"]
    id: str
    words: str
    quote: str
    told_by: tuple[str, ...]
    missing_in: tuple[str, ...]


class _Topic(NamedTuple):
    """Something that outlets report: the fields of its omission, the outlets that report it, and those that may; `names` tell an
    actor."""

    kind: Literal["event", "actor", "statement"]
    id: str
    words: str
    quote: str
    outlets: set[str]
    uncertain: set[str]
    names: frozenset[str] = frozenset()


class _Coverage:
    """The words of one outlet's articles, collected on access: those of all outlets took a third of a comparison."""

    def __init__(self, records: Sequence[Record], terms: Mapping[str, Collection[str]]) -> None:
        self._articles = [record.article for record in records]
        self._terms = terms

    def mentions(self, topic: _Topic) -> bool:
        """Whether an article names the actor, or has most of the words of the event or statement."""
        if topic.kind == "actor":
            return any(part in self._text for part in topic.names)
        own = {stem: weight(stem) for stem in sentence_words(topic.quote)}
        return sum(value for stem, value in own.items() if stem in self._stems) >= _TOLD_WORDS * (sum(own.values()) or 1)

    @cached_property
    def _text(self) -> str:
        return " ".join(fold(article.text) for article in self._articles)

    @cached_property
    def _stems(self) -> frozenset[str]:
        return frozenset(stem for article in self._articles for stem in self._terms.get(article.id) or words(article.text))


def outlet_of(record: Record) -> str:
    """The outlet of a record; "" for one without."""
    return record.article.outlet or ""


def named_actors(records: Sequence[Record]) -> dict[str, str]:
    """The actors that some article names, by id, with a name."""
    return {
        actor.id: actor.name.ar
        for record in records
        for actor in record.actors
        if actor.kind in COMPARED and any(mention.form == "name" for mention in actor.mentions)
    }


def omissions(
    records: Sequence[Record], groups: Sequence[Reported], events: Sequence[StoryEvent], terms: Mapping[str, Collection[str]]
) -> Iterator[Omission]:
    """What more than half of the outlets report and some do not, in `records` without copies. `terms` are stems of articles by id."""
    outlets = tuple(dict.fromkeys(map(outlet_of, records)))
    if len(outlets) < _FEWEST_OUTLETS:
        return
    coverage = {name: _Coverage([record for record in records if outlet_of(record) == name], terms) for name in outlets}
    for topic in (*_events(events, records), *_statements(groups), *_actors(records)):
        told_by = tuple(outlet for outlet in outlets if outlet in topic.outlets)
        if 2 * len(told_by) <= len(outlets) or len(told_by) < 2:
            continue
        others = (outlet for outlet in outlets if outlet not in topic.outlets | topic.uncertain)
        missing = tuple(outlet for outlet in others if not coverage[outlet].mentions(topic))
        if missing:
            yield Omission(topic.kind, topic.id, topic.words, topic.quote, told_by, missing)


def _events(events: Sequence[StoryEvent], records: Sequence[Record]) -> Iterator[_Topic]:
    """Events as topics. An outlet with another event of this type on this day may mean the same, and omits nothing."""
    for event in events:
        days = {told.fields.get("date") for told in event.told} | {None}
        alike = (r for r in records if any(e.type == event.type and e.date in days and not e.historical for e in r.events))
        outlets = {told.outlet or "" for told in event.told}
        yield _Topic("event", event.id, event.type, event.told[0].quote, outlets, set(map(outlet_of, alike)))


def _statements(groups: Sequence[Reported]) -> Iterator[_Topic]:
    for group in groups:
        first = group.told[0]
        yield _Topic("statement", first.statement, first.name, first.content, {outlet or "" for outlet in group.outlets}, set())


def _actors(records: Sequence[Record]) -> Iterator[_Topic]:
    named = named_actors(records)
    outlets: defaultdict[str, set[str]] = defaultdict(set)
    names: defaultdict[str, set[str]] = defaultdict(set)
    for record in records:
        for actor in record.actors:
            if actor.id in named and actor.kind in _NAMED:
                outlets[actor.id].add(outlet_of(record))
                quotes = {mention.quote for mention in actor.mentions if mention.form == "name"}
                names[actor.id].update(part for name in (named[actor.id], *quotes) for part in _parts(name, body=actor.kind != "person"))
    for id, told in outlets.items():
        yield _Topic("actor", id, named[id], named[id], told, set(), frozenset(names[id]))


def _parts(name: str, *, body: bool) -> list[str]:
    """The parts of a name that show an article to mention its bearer: all of it, or its last word; a ministry of Iraq also without Iraq.

    The nisba of a person is his surname: who is named محمد علي المصري is no other علي.
    """
    tokens = [token for token in tokenize(name) if token.kind != "punct"]
    shown = tokens[:-1] if body and len(tokens) > 2 and nisba_of(tokens[-1].word) else tokens
    return [fold(name[shown[0].start : shown[-1].end]), fold(shown[-1].text)] if shown else []
