"""Writes the public record from the findings: ids from content, quotes from the text, and only the fields of the contract."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TypeVar

from rasd.arabic.fold import fold
from rasd.document import Document
from rasd.findings import FoundActor, FoundEvent, FoundMention, FoundPlace, FoundStatement
from rasd.ontology.calibration import calibrated
from rasd.ontology.plover import EVENT_TYPES
from rasd.records import (
    Actor,
    Article,
    ContentIds,
    Cue,
    Event,
    Failure,
    Link,
    Mention,
    Name,
    Place,
    Quote,
    Record,
    Speaker,
    Statement,
    Time,
    content_id,
)
from rasd.spans import Span

ItemT = TypeVar("ItemT", Statement, Event)
OWN = frozenset({"events", "encoder"})  # extractors that calibration was fitted on; the chances of a model of the user stay as they are


def assemble(document: Document, failures: list[Failure]) -> Record:
    """The record of a document whose findings are resolved."""
    return _Assembly(document).record(failures)


class _Assembly:
    def __init__(self, document: Document) -> None:
        self.document = document
        self.article = document.article
        self.made = ContentIds(document.article.text)
        self.ids = _actor_ids(self.article, document.actors)
        self.engine = "rules" if document.signals is None else "full"

    def record(self, failures: list[Failure]) -> Record:
        document, text = self.document, self.article.text
        places = sorted(document.places, key=lambda p: p.span)
        index = {id(place): k for k, place in enumerate(places)}
        return Record(
            article=self.article,
            actors=tuple(self.actor(k) for k, actor in enumerate(document.actors) if actor.kept),
            statements=_unique(self.statement(s) for s in sorted(document.statements, key=lambda s: s.cue)),
            events=_unique(self.event(e, index) for e in sorted(document.events, key=lambda e: e.trigger)),
            times=tuple(Time(*t.span, t.span.of(text), t.value, t.origin) for t in sorted(document.times, key=lambda t: t.span)),
            places=tuple(self.place(p) for p in places),
            failures=tuple(failures),
        )

    def quote(self, span: Span) -> Quote:
        return Quote(span.start, span.end, span.of(self.article.text))

    def actor(self, index: int) -> Actor:
        found = self.document.actors[index]
        mentions = sorted(found.mentions, key=lambda m: m.span)
        return Actor(
            id=self.ids[index],
            name=Name(found.name, found.english),
            kind=found.kind,
            country=found.country,
            sector=found.sector,
            mentions=tuple(self.mention(m) for m in mentions),
            wikidata=found.wikidata,
            office=found.office,
            link=Link(round(calibrated("link", self.engine, found.score), 3), tuple(found.reasons)),
            origin=mentions[0].origin if mentions else None,
        )

    def mention(self, found: FoundMention) -> Mention:
        return Mention(*found.span, found.span.of(self.article.text), found.form)

    def statement(self, found: FoundStatement) -> Statement:
        speaker = None
        if found.actor is not None:
            words = found.speaker.span if found.speaker else found.speaker_words
            quote = self.quote(words) if words else None
            speaker = Speaker(self.ids[found.actor], *((quote.start, quote.end, quote.quote) if quote else ()))
        addressee = found.addressee.actor if found.addressee else None
        return Statement(
            id=self.made("stm", *found.cue, *found.content),
            speaker=speaker,
            cue=Cue(*found.cue, found.cue.of(self.article.text), found.lemma, found.stance),
            content=self.quote(found.content),
            kind=found.kind,
            addressee=None if addressee is None else self.ids[addressee],
            confidence=round(found.confidence, 3),
            origin=found.origin,
        )

    def event(self, found: FoundEvent, places: dict[int, int]) -> Event:
        kind = EVENT_TYPES[found.type]
        sure = calibrated("event", self.engine, found.confidence) if found.origin.extractor in OWN else found.confidence
        asserted = found.by.actor if found.by else None
        return Event(
            id=self.made("evt", found.type, *found.trigger),
            type=found.type,
            mode=found.mode,
            contexts=found.contexts,
            source=tuple(dict.fromkeys(self.ids[k] for k in found.source_actors)),
            target=tuple(dict.fromkeys(self.ids[k] for k in found.target_actors)),
            status=found.status,
            historical=found.historical,
            asserted_by=None if asserted is None else self.ids[asserted],
            date=found.date,
            place=places.get(id(found.place)) if found.place else None,
            trigger=self.quote(found.trigger),
            sentence=self.quote(self.document.sentences[found.sentence]),
            also=tuple(self.quote(span) for span in found.also),
            dead=found.dead,
            injured=found.injured,
            quad=kind.quad,
            score=kind.modes.get(found.mode, kind.score),
            confidence=round(sure, 3),
            origin=found.origin,
        )

    def place(self, found: FoundPlace) -> Place:
        return Place(
            *found.span,
            found.span.of(self.article.text),
            Name(found.name, found.english),
            found.country,
            found.geonames,
            found.latitude,
            found.longitude,
            found.precision,
            found.origin,
        )


def _unique(items: Iterable[ItemT]) -> tuple[ItemT, ...]:
    return tuple({item.id: item for item in items}.values())


def _actor_ids(article: Article, actors: list[FoundActor]) -> list[str]:
    """The ids of actors: from the entry of known actors, from name, kind and country of named ones, and from the article for the others."""
    ids: dict[str, None] = {}
    own = ContentIds("article", article.text)
    for actor in actors:
        if actor.entry:
            made = content_id("act", "entry", actor.entry)
        elif any(mention.named for mention in actor.mentions):
            made = content_id("act", "name", fold(actor.name), actor.kind, actor.country)
        else:
            first = min((m.span for m in actor.mentions), default=Span(0, 0))
            made = own("act", fold(actor.name), *first)
        while made in ids:
            made = content_id("act", made, len(ids))
        ids[made] = None
    return list(ids)
