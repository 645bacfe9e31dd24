"""Findings of a record as answers: each with the words that support it."""

from __future__ import annotations

from rasd import records
from rasd.mcp.answers import Dated, Event, Evidence, Located, Mentioned, Source, Statement, Who
from rasd.records import Record


class Findings:
    """The findings of one record, in the words of its article."""

    def __init__(self, record: Record, source: Source) -> None:
        self.record = record
        self.source = source
        self._who = {actor.id: who(actor) for actor in record.actors}

    def statement(self, said: records.Statement) -> Statement:
        """A statement with its evidence."""
        speaker = said.speaker
        words = None
        if speaker is not None and speaker.start is not None and speaker.end is not None:
            words = self.evidence(speaker.start, speaker.end)
        return Statement(
            id=said.id,
            source=self.source,
            speaker=self._of(speaker.actor if speaker else None),
            speaker_words=words,
            cue=self.evidence(said.cue.start, said.cue.end),
            lemma=said.cue.lemma,
            stance=said.cue.stance,
            kind=said.kind,
            content=self.evidence(said.content.start, said.content.end),
            addressee=self._of(said.addressee),
            confidence=said.confidence,
            read_by=said.origin.extractor,
        )

    def event(self, told: records.Event) -> Event:
        """An event with its evidence."""
        place = self.record.places[told.place] if told.place is not None else None
        return Event(
            id=told.id,
            source=self.source,
            type=told.type,
            mode=told.mode,
            status=told.status,
            background=told.historical,
            by=[found for id in told.source if (found := self._of(id))],
            to=[found for id in told.target if (found := self._of(id))],
            asserted_by=self._of(told.asserted_by),
            date=told.date,
            place=place.name.ar if place else None,
            place_country=place.country if place else None,
            dead=told.dead,
            injured=told.injured,
            contexts=list(told.contexts),
            trigger=self.evidence(told.trigger.start, told.trigger.end),
            sentence=self.evidence(told.sentence.start, told.sentence.end),
            also=[self.evidence(span.start, span.end) for span in told.also],
            confidence=told.confidence,
            read_by=told.origin.extractor,
        )

    def statements(self, start: int, end: int) -> list[Statement]:
        """The statements whose content or cue, whichever comes first, begins in this part of the text."""
        return [self.statement(s) for s in self.record.statements if start <= min(s.cue.start, s.content.start) < end]

    def events(self, start: int, end: int) -> list[Event]:
        """The events whose trigger begins in this part."""
        return [self.event(e) for e in self.record.events if start <= e.trigger.start < end]

    def actors(self, start: int, end: int) -> list[Mentioned]:
        """The actors named in this part, with the words that do."""
        made = []
        for actor in self.record.actors:
            here = [self.evidence(m.start, m.end) for m in actor.mentions if start <= m.start < end]
            if here:
                made.append(Mentioned(who(actor), here))
        return made

    def times(self, start: int, end: int) -> list[Dated]:
        """The time expressions of this part."""
        return [Dated(self.evidence(t.start, t.end), t.value) for t in self.record.times if start <= t.start < end]

    def places(self, start: int, end: int) -> list[Located]:
        """The places named in this part."""
        return [
            Located(self.evidence(p.start, p.end), p.name.ar, p.name.en, p.country, p.latitude, p.longitude)
            for p in self.record.places
            if start <= p.start < end
        ]

    def evidence(self, start: int, end: int) -> Evidence:
        """Words of the article."""
        return Evidence(start, end, self.record.article.text[start:end])

    def _of(self, id: str | None) -> Who | None:
        return self._who.get(id) if id is not None else None


def who(actor: records.Actor) -> Who:
    """An actor as answers name it."""
    return Who(
        actor.id,
        actor.name.ar,
        actor.name.en,
        actor.kind,
        actor.country,
        actor.sector,
        actor.office.ar if actor.office else None,
    )
