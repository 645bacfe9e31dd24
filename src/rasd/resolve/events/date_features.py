"""Features for and against a day as the date of an event; each is a short string.

The weights in `ontology/data/date_weights.tsv` are fitted by `training/choose_dates.py`.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Iterator
from datetime import date

from rasd.document import Document
from rasd.findings import FoundEvent, FoundTime
from rasd.resolve.events.surroundings import SPEECH, Between, apart, group, trigger_word
from rasd.resolve.events.times import DAY, EventTimes, nearest

AGES = (0, 1, 2, 4, 8, 32, 400)  # days before publication


class DateFeatures:
    """The candidate days of each event of a document, with their features."""

    def __init__(self, document: Document) -> None:
        self.document = document
        self.own = EventTimes(document)
        self.times = self.own.by_sentence
        self.between = Between(document)
        self.unknown = {
            document.tokens[time.first].sentence
            for time in document.times
            if time.value is None and time.origin.rules[:1] in (("deictic",), ("weekday",))
        }
        self.days = {k: found for k, times in sorted(self.times.items()) if (found := [t for t in times if self._is_past_day(t.value)])}
        self._sentences = list(self.days)
        self._told = sorted(self.times)
        self.body = document.sentence_of(document.title.end) if document.title is not None else 0
        self.spoken = self._spoken()

    def _is_past_day(self, value: str | None) -> bool:
        """Whether a value is a single day, not after publication."""
        published = self.document.published
        return value is not None and len(value) == DAY and (published is None or value <= published.isoformat())

    def _spoken(self) -> dict[int, tuple[int, str]]:
        """Actor -> token of its first statement in a sentence with a day, and that day."""
        found: dict[int, tuple[int, str]] = {}
        for statement in sorted(self.document.statements, key=lambda statement: statement.cue_token):
            times = self.days.get(self.document.tokens[statement.cue_token].sentence)
            if statement.actor is not None and times:
                found.setdefault(statement.actor, (statement.cue_token, str(times[0].value)))
        return found

    def of(self, event: FoundEvent) -> dict[str | None, list[str]]:
        """The candidate days of an event, None for no day, with the features of each."""
        found: dict[str | None, list[str]] = {None: []}
        times = self.own.of(event)
        near = nearest(event, times)
        for time in times:
            found.setdefault(time.value, []).extend(self._features(event, time, time is near, len(times)))
        if event.date is not None:
            held = "own" if event.date in found else "also"
            found.setdefault(event.date, []).extend((f"held {held}", f"held {held} {group(event)}"))
        told = f"{min(len(times), 2)}{'h' if event.date is not None else '-'}"
        for name, value in self._context(event):
            found.setdefault(value, []).extend(self._carried(event, name, value, told))
        found[None] = list(self._none(event, len(found), told))
        return found

    def _context(self, event: FoundEvent) -> Iterator[tuple[str, str]]:
        """Candidate days from other sentences, each with the name of its source.

        `lead` is the first day of the article, `scene` and `past` the last days before the event, `day` that of publication, `spoken` the
        day of an earlier statement by the source.
        """
        published = self.document.published
        at = bisect_left(self._sentences, event.sentence)
        if self._sentences and not any(sentence < self._sentences[0] for sentence in self.unknown):
            yield "lead", str(self.days[self._sentences[0]][0].value)
        if at and not any(self._sentences[at - 1] <= sentence < event.sentence for sentence in self.unknown):
            yield "scene", str(self.days[self._sentences[at - 1]][-1].value)
        told = bisect_left(self._told, event.sentence)
        if told and (not at or self._told[told - 1] != self._sentences[at - 1]) and event.sentence - self._told[told - 1] <= 2:
            yield "past", str(self.times[self._told[told - 1]][0].value)
        if published is not None:
            yield "day", published.isoformat()
        days = [self.spoken[actor] for actor in event.source_actors if actor in self.spoken]
        first = min(days, default=None)
        if first is not None and first[0] < event.token and event.type in SPEECH:
            yield "spoken", first[1]

    def _carried(self, event: FoundEvent, name: str, value: str, told: str) -> Iterator[str]:
        """Features of a day from another sentence."""
        kind, word = group(event), trigger_word(self.document, event)
        yield name
        yield f"{name} told {told}"
        yield f"{name} {kind} {told}"
        yield f"{name} {event.type}"
        yield f"{name} {word}"
        yield f"{name} {event.status}"
        yield f"{name} by {event.by is not None} {kind}"
        yield f"{name} title {event.sentence < self.body}"
        yield f"{name} opens {self.opening(event)}"
        yield f"{name} after {self.before(event)}"
        yield f"{name} age {self.age(value)}"
        if name == "lead":
            where = self._sentences[0]
            yield f"lead at {min(where - self.body, 4)}"
            yield f"lead gap {bisect_right((-1, 0, 1, 3, 6, 12), event.sentence - where)}"
            yield f"lead days {min(len({time.value for times in self.days.values() for time in times}), 4)}"
        if name == "scene":
            where = self._sentences[bisect_left(self._sentences, event.sentence) - 1]
            yield f"scene gap {bisect_right((1, 2, 3, 5, 8), event.sentence - where)}"
            yield f"scene lead {where == self._sentences[0]}"
            same = self.document.paragraph_of(self.document.sentences[where].start) == self.document.paragraph_of(event.trigger.start)
            yield f"scene paragraph {same}"
        if event.signal is not None:
            yield f"{name} encoder {event.signal.time is not None}"

    def opening(self, event: FoundEvent) -> str:
        """The first word of the event's sentence."""
        return self.document.tokens[self.document.token_at(self.document.sentences[event.sentence].start)].form

    def before(self, event: FoundEvent) -> str:
        """The word before the trigger."""
        return self.document.tokens[event.token - 1].form if event.token else ""

    def _none(self, event: FoundEvent, count: int, told: str) -> Iterator[str]:
        kind = group(event)
        yield "none"
        yield f"none {told}"
        yield f"none {told} {kind}"
        yield f"none {event.type}"
        yield f"none {trigger_word(self.document, event)} {told}"
        yield f"none status {event.status}"
        yield f"none options {min(count, 5)}"
        yield f"none after {self.before(event)}"
        yield f"none opens {self.opening(event)}"
        yield f"none by {event.by is not None} {kind}"
        yield f"none published {self.document.published is not None} {bool(self.days)}"
        if event.signal is not None:
            yield f"none encoder {event.signal.time is not None}"

    def _features(self, event: FoundEvent, time: FoundTime, nearest: bool, count: int) -> Iterator[str]:
        tokens, kind, word = self.document.tokens, group(event), trigger_word(self.document, event)
        side, far = apart(event, time)
        first = event.sentence != (tokens[time.first - 1].sentence if time.first else None)
        rule = time.origin.rules[0] if time.origin.rules else ""
        yield f"{side} {far}"
        yield f"{side} {kind}"
        yield f"{side} {word}"
        yield f"{side} {word} {far}"
        yield f"nearest {nearest} {min(count, 2)}"
        yield f"nearest {nearest} {side}"
        yield f"first {first} {side}"
        yield f"rule {rule}"
        yield f"word {tokens[time.first - 1].form if not first else '#'}"
        yield from self.between.of(event, time, side, word)
        yield from self._speech(event, time)
        yield from self._value(event, time, kind)
        if event.signal is not None:
            told = event.signal.time
            yield "encoder silent" if told is None else f"encoder {told.touches(time.span)}"

    def _speech(self, event: FoundEvent, time: FoundTime) -> Iterator[str]:
        """Whether the time lies in the content of the statement that the event is, or stands in."""
        if event.statement is not None:
            yield f"content {event.statement.content.holds(time.span)}"
            yield f"content {event.statement.content.holds(time.span)} {group(event)}"
        if event.by is not None:
            yield f"told {event.by.content.holds(time.span)}"

    def _value(self, event: FoundEvent, time: FoundTime, kind: str) -> Iterator[str]:
        """The precision of a value and its distance from publication."""
        value = time.value or ""
        size = "range" if "/" in value else str(len(value))
        age = self.age(value)
        yield f"size {size}"
        yield f"size {size} {kind}"
        yield f"age {age}"
        yield f"age {age} {kind}"
        yield f"age {age} {event.status}"

    def age(self, value: str) -> str:
        """How long before publication a date begins, in steps."""
        published = self.document.published
        if published is None:
            return "unknown"
        begin, day = value.partition("/")[0], published.isoformat()
        if len(begin) < DAY:
            same = begin == day[: len(begin)]
            return f"same {len(begin)}" if same else "ahead" if begin > day else f"before {len(begin)}"
        days = published.toordinal() - _ordinal(begin)
        return "ahead" if days < 0 else str(bisect_left(AGES, days))


def _ordinal(day: str) -> int:
    return date.fromisoformat(day[:DAY]).toordinal()
