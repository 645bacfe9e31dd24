"""A record while judgements are applied to it: findings and places by id, until it becomes a record again."""

from __future__ import annotations

from collections.abc import Callable, Container, Iterable, Mapping, Sequence
from dataclasses import replace
from functools import cached_property
from typing import Any, TypeVar

from rasd.document import Document
from rasd.records import Actor, Event, Mention, Name, Origin, Place, Quote, Record, Speaker, Statement, Time
from rasd.review.matching import SAME_WORDS, likeness, span_in
from rasd.spans import Span

SpannedT = TypeVar("SpannedT", Time, Place)
HeldT = TypeVar("HeldT")
Canonical = Callable[[str], str]
BY_HAND = Origin("review", "1")


class Unfit(Exception):
    """A judgement does not fit the record; the message says why."""


def span_id(kind: str, start: int, end: int) -> str:
    """The id of a finding without one of its own: a time, a place, a mention."""
    return f"{kind}-{start}-{end}"


class Draft:
    """A record in parts. `canonical` gives an actor's id after corrections."""

    def __init__(self, record: Record, canonical: Canonical) -> None:
        self.read = record
        self.text = record.article.text
        self.canonical = canonical
        self.actors: dict[str, Actor] = {actor.id: actor for actor in record.actors}
        self.mentions: dict[str, tuple[str, Mention]] = {}
        for actor in record.actors:
            for mention in actor.mentions:
                self.mentions[_free(span_id("men", mention.start, mention.end), self.mentions)] = (actor.id, mention)
        self.statements: dict[str, Statement] = {statement.id: statement for statement in record.statements}
        self.events: dict[str, Event] = {event.id: event for event in record.events}
        self.times = _by_span("tim", record.times)
        self.places = _by_span("plc", record.places)
        ids = list(self.places)
        self.place_of: dict[str, str | None] = {event.id: None if event.place is None else ids[event.place] for event in record.events}
        self.heirs: dict[str, str] = {}
        self.known = frozenset((*self.statements, *self.events, *self.times, *self.places))

    # ---- what fields mean

    def quote(self, value: Any) -> Quote:
        """The quote of a span `[start, end]`. Raises Unfit if it is outside the text, or only white space."""
        span = span_in(value)
        if span is None or span.end > len(self.text) or not span.of(self.text).strip():
            raise Unfit(f"{value}: no words of this article")
        return Quote(span.start, span.end, span.of(self.text))

    def actor(self, value: Any) -> str:
        """The id in this record of an actor named as `{id, at}`: by id, by a merged actor, else by the words at `at`."""
        given = value if isinstance(value, dict) else {"id": value}
        id = given.get("id")
        if isinstance(id, str):
            if id in self.actors:
                return id
            wanted = self.canonical(id)
            found = next((one for one in self.actors if self.canonical(one) == wanted), None)
            if found is not None:
                return found
        near = [(likeness(given.get("at"), Span(mention.start, mention.end)), owner) for owner, mention in self.mentions.values()]
        best = max(near, key=lambda pair: pair[0], default=(0.0, ""))
        if best[0] < SAME_WORDS:
            raise Unfit(f"{id}: no actor of this article")
        return best[1]

    def place(self, value: Any) -> str | None:
        """The id of the place at these words, which is created if missing; None for None."""
        if value is None:
            return None
        words = self.quote(value)
        near = [(likeness([words.start, words.end], Span(place.start, place.end)), id) for id, place in self.places.items()]
        best = max(near, key=lambda pair: pair[0], default=(0.0, ""))
        if best[0] >= SAME_WORDS:
            return best[1]
        id = span_id("plc", words.start, words.end)
        self.places[id] = Place(words.start, words.end, words.quote, Name(words.quote), None, None, None, None, "site", BY_HAND)
        return id

    def sentence_at(self, offset: int) -> Quote:
        """The sentence of an offset."""
        span = self._document.sentences[self._document.sentence_of(offset)] if self._document.sentences else Span(0, len(self.text))
        return Quote(span.start, span.end, span.of(self.text))

    @cached_property
    def _document(self) -> Document:
        return Document(self.read.article)

    # ---- actors and their mentions

    def give(self, id: str, mention: Mention, owner: str | None) -> None:
        """Give a mention to an actor, or take it from all (None). Speakers with these words change too."""
        before = self.mentions.get(id, (None, mention))[0]
        if owner is None:
            self.mentions.pop(id, None)
        else:
            self.mentions[id] = (owner, mention)
        if before is None or before == owner:
            return
        if owner is not None:
            self.heirs.setdefault(before, owner)
        words = Span(mention.start, mention.end)
        for key, statement in self.statements.items():
            speaker = statement.speaker
            named = speaker is not None and speaker.actor == before and speaker.start is not None and speaker.end is not None
            if named and words.touches(Span(speaker.start, speaker.end)):  # type: ignore[union-attr,arg-type]
                self.statements[key] = replace(statement, speaker=replace(speaker, actor=owner) if owner and speaker else None)

    def drop_actor(self, id: str) -> None:
        """Remove an actor with all its mentions."""
        self.actors.pop(id, None)
        self.mentions = {key: (owner, mention) for key, (owner, mention) in self.mentions.items() if owner != id}

    # ---- back to a record

    def record(self) -> Record:
        """The record, in the order of the text, with ids of removed findings replaced or left out."""
        actors = list(self._actors())
        known = {actor.id for actor in actors}
        places = _in_place(self.places, self.known, lambda place: place.start)
        index = {id: k for k, id in enumerate(places)}

        def now(id: str | None) -> str | None:
            if id is None or id in known:
                return id
            heir = self.heirs.get(id)
            return heir if heir in known else None

        return Record(
            article=self.read.article,
            actors=tuple(actors),
            statements=tuple(
                _statement(self.statements[id], now) for id in _in_place(self.statements, self.known, lambda one: one.cue.start)
            ),
            events=tuple(
                _event(self.events[id], now, index.get(self.place_of.get(id) or ""))
                for id in _in_place(self.events, self.known, lambda one: one.trigger.start)
            ),
            times=tuple(self.times[id] for id in _in_place(self.times, self.known, lambda one: one.start)),
            places=tuple(self.places[id] for id in places),
            failures=self.read.failures,
        )

    def _actors(self) -> Iterable[Actor]:
        held: dict[str, list[Mention]] = {id: [] for id in self.actors}
        for owner, mention in self.mentions.values():
            if owner in held:
                held[owner].append(mention)
        for id, actor in self.actors.items():
            mentions = tuple(sorted(held[id], key=lambda mention: (mention.start, mention.end)))
            if mentions:
                yield actor if set(mentions) == set(actor.mentions) else replace(actor, mentions=mentions)


def _in_place(held: Mapping[str, HeldT], read: Container[str], start: Callable[[HeldT], int]) -> list[str]:
    """The ids in the order of reading, each added one before the first that begins after it."""
    added = [id for id in held if id not in read]
    ids = [id for id in held if id in read]
    for id in sorted(added, key=lambda id: (start(held[id]), id)):
        at = next((k for k, other in enumerate(ids) if start(held[other]) > start(held[id])), len(ids))
        ids.insert(at, id)
    return ids


def _by_span(kind: str, found: Sequence[SpannedT]) -> dict[str, SpannedT]:
    held: dict[str, SpannedT] = {}
    for one in found:
        held[_free(span_id(kind, one.start, one.end), held)] = one
    return held


def _free(id: str, held: Container[str]) -> str:
    """The id, or a variant of it where the same words have a finding already."""
    while id in held:
        id += "-again"
    return id


def _statement(statement: Statement, now: Callable[[str | None], str | None]) -> Statement:
    speaker, addressee = statement.speaker, now(statement.addressee)
    if speaker is not None:
        actor = now(speaker.actor)
        speaker = None if actor is None else Speaker(actor, speaker.start, speaker.end, speaker.quote)
    same = speaker == statement.speaker and addressee == statement.addressee
    return statement if same else replace(statement, speaker=speaker, addressee=addressee)


def _event(event: Event, now: Callable[[str | None], str | None], place: int | None) -> Event:
    source, target = (tuple(dict.fromkeys(id for one in ids if (id := now(one)))) for ids in (event.source, event.target))
    asserted = now(event.asserted_by)
    if (source, target, asserted, place) == (event.source, event.target, event.asserted_by, event.place):
        return event
    return replace(event, source=source, target=target, asserted_by=asserted, place=place)
