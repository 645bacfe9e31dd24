"""Turns forms of review into decisions: finds words in the text, names actors so that they are found again, and keeps only changes."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from functools import cache
from typing import Any, get_args

from rasd.arabic.fold import fold
from rasd.articles import typed_day
from rasd.errors import UsageError
from rasd.flow.review import Decision
from rasd.ontology.plover import EVENT_TYPES
from rasd.records import Actor, Event, Kind, Place, Stance, Statement, StatementKind, Status, Time, content_id
from rasd.review import Review, evidence
from rasd.review.draft import span_id
from rasd.review.reviewed import Finding

Form = Mapping[str, Sequence[str]]
NEW = "new"  # the choice of an actor that is in no list
_LONGEST = 20_000


@cache
def choices() -> dict[str, Any]:
    """The values of form fields: stances, kinds of statements, types of events with their modes, statuses, kinds of actors."""
    return {
        "stances": get_args(Stance),
        "manners": get_args(StatementKind),
        "types": {name: tuple(mode for mode in kind.modes if mode) for name, kind in EVENT_TYPES.items()},
        "statuses": get_args(Status),
        "kinds": get_args(Kind),
    }


def finding_of(review: Review, subject: str, id: str) -> Finding:
    """A finding of a reviewed record, rejected ones included. Raises UsageError if there is none."""
    record = review.record
    held: dict[str, dict[str, Any]] = {
        "statement": {one.id: one for one in record.statements},
        "event": {one.id: one for one in record.events},
        "actor": {one.id: one for one in record.actors},
        "time": {span_id("tim", one.start, one.end): one for one in record.times},
        "place": {span_id("plc", one.start, one.end): one for one in record.places},
        "mention": {span_id("men", one.start, one.end): one for actor in record.actors for one in actor.mentions},
    }
    one: Finding | None = held.get(subject, {}).get(id) or review.rejected.get((subject, id))
    if one is None:
        raise UsageError(f"{id}: no {subject} of this id in this article; load the page again")
    return one


def words_at(text: str, words: str, at: str = "", near: int = 0) -> list[int]:
    """The span of words: the given `start-end` if it has them, else their occurrence nearest to an offset.

    Blanks match any white space, as forms change line breaks. Raises UsageError if the text does not have the words.
    """
    wanted = words.split()
    if not wanted or len(words) > _LONGEST:
        raise UsageError("select the words in the text, or type them as they stand there")
    given = _span(at)
    if given and text[given[0] : given[1]].split() == wanted:
        return given
    pattern = r"\s+".join(map(re.escape, wanted))
    found = [[match.start(), match.end()] for match in re.finditer(pattern, text)]
    if not found:
        raise UsageError(f"“{' '.join(wanted)[:80]}” does not stand in this article: mark the words in the text, or copy them")
    return min(found, key=lambda span: abs(span[0] - near))


def _span(told: str) -> list[int] | None:
    """The span in a hidden field, `start-end`."""
    start, _, end = told.partition("-")
    known = len(told) < 24 and start.isascii() and end.isascii() and start.isdecimal() and end.isdecimal()
    return [int(start), int(end)] if known else None


class Filled:
    """A submitted form of an article: its `fields`, and in `before` decisions that must come first (an added actor)."""

    def __init__(self, review: Review, form: Form) -> None:
        self.record = review.record
        self.text = review.record.article.text
        self.form = form
        self.before: list[Decision] = []
        self.actors = {actor.id: actor for actor in review.record.actors}

    def one(self, name: str) -> str:
        """The value of a field, stripped; "" if it was not sent."""
        return next(iter(self.form.get(name, ())), "").strip()

    def date(self, name: str) -> str | None:
        """A date, a day of which is typed as in other fields of days (6/8/2015, also in Arabic digits)."""
        typed = self.one(name)
        return typed_day(typed) or typed or None

    def span(self, name: str, near: int) -> list[int]:
        """The span of the words in a field."""
        return words_at(self.text, self.one(name), self.one(f"{name}_at"), near)

    def actor(self, name: str) -> dict[str, Any] | None:
        """The actor chosen in a field, None for unknown."""
        return self.named(self.one(name))

    def named(self, id: str) -> dict[str, Any] | None:
        """An actor by id, or the one that this form adds."""
        if not id:
            return None
        if id == NEW:
            return self.added()
        actor = self.actors.get(id)
        if actor is None:
            raise UsageError(f"{id}: no actor of this article; load the page again")
        return reference(actor)

    def added(self) -> dict[str, Any]:
        """The actor that the form describes, added once, however often it is chosen."""
        words = self.span("new_words", 0)
        name = self.one("new_name") or self.text[words[0] : words[1]]
        fields: dict[str, Any] = {"ar": name, "en": self.one("new_en"), "kind": self.one("new_kind") or "other", "words": words}
        fields["country"] = self.one("new_country").upper() or None
        id = content_id("act", "name", fold(" ".join(name.split())), fields["kind"], fields["country"])
        if not any(decision.subject_id == id for decision in self.before):
            self.before.append(Decision("actor", id, "add", {"evidence": {"mentions": [words]}, "fields": {**fields, "id": id}}))
        return {"id": id, "at": words}


def reference(actor: Actor) -> dict[str, Any]:
    """An actor in a judgement: its id, and its first words, for a reading that gives it another id."""
    first = actor.mentions[0]
    return {"id": actor.id, "at": [first.start, first.end]}


def fields_of(subject: str, filled: Filled, finding: Finding | None) -> dict[str, Any]:
    """The changes that a form makes to a finding; all its fields for a new one."""
    if subject == "statement":
        said = finding if isinstance(finding, Statement) else None
        return _statement(filled, said)
    if subject == "event":
        return _event(filled, finding if isinstance(finding, Event) else None)
    if subject == "time":
        return {"value": filled.date("value")} if isinstance(finding, Time) else _with_words(filled, {"value": filled.date("value")})
    if subject == "place":
        told = {"ar": filled.one("ar"), "en": filled.one("en"), "country": filled.one("country").upper()}
        return _changed(told, _place(finding)) if isinstance(finding, Place) else _with_words(filled, told)
    if subject == "mention":
        return {"actor": filled.actor("actor")}
    raise UsageError(f"{subject}: expected statement, event, time, place or mention")


def _place(place: Place) -> dict[str, Any]:
    return {"ar": place.name.ar, "en": place.name.en or "", "country": place.country or ""}


def _with_words(filled: Filled, told: dict[str, Any]) -> dict[str, Any]:
    return {"words": filled.span("words", 0), **{name: value for name, value in told.items() if value}}


def _statement(filled: Filled, said: Statement | None) -> dict[str, Any]:
    near = said.content.start if said else 0
    content = filled.span("content", near)
    cue = filled.span("cue", said.cue.start if said else content[0])
    told: dict[str, Any] = {"content": content, "cue": cue, "kind": filled.one("kind") or "indirect"}
    if filled.one("stance"):
        told["stance"] = filled.one("stance")
    speaker = filled.actor("speaker")
    words = filled.span("speaker_words", cue[0]) if filled.one("speaker_words") else None
    told["speaker"] = None if speaker is None else {"actor": speaker, "words": words}
    told["addressee"] = filled.actor("addressee")
    if said is None:
        return told
    return _changed(told, _as_told(said, filled))


def _as_told(said: Statement, filled: Filled) -> dict[str, Any]:
    speaker = said.speaker
    words = [speaker.start, speaker.end] if speaker and speaker.start is not None else None
    return {
        "content": [said.content.start, said.content.end],
        "cue": [said.cue.start, said.cue.end],
        "kind": said.kind,
        "stance": said.cue.stance,
        "speaker": {"actor": filled.named(speaker.actor), "words": words} if speaker else None,
        "addressee": filled.named(said.addressee or ""),
    }


def _event(filled: Filled, event: Event | None) -> dict[str, Any]:
    trigger = filled.span("trigger", event.trigger.start if event else 0)
    told: dict[str, Any] = {"trigger": trigger, "type": filled.one("type"), "status": filled.one("status") or "actual"}
    kind, _, mode = filled.one("mode").rpartition(":")
    told["mode"] = mode if kind in ("", told["type"]) else ""
    told["historical"] = bool(filled.one("historical"))
    for side in ("source", "target"):
        told[side] = [one for id in filled.form.get(side, ()) if (one := filled.named(id.strip())) is not None]
    told["asserted_by"] = filled.actor("asserted_by")
    told["date"] = filled.date("date")
    told["place"] = _where(filled, trigger[0])
    for count in ("dead", "injured"):
        told[count] = _number(count, filled.one(count))
    return told if event is None else _changed(told, _event_as_told(event, filled))


def _event_as_told(event: Event, filled: Filled) -> dict[str, Any]:
    place = filled.record.places[event.place] if event.place is not None else None
    return {
        "trigger": [event.trigger.start, event.trigger.end],
        **{name: getattr(event, name) for name in ("type", "mode", "status", "historical", "date", "dead", "injured")},
        "source": [filled.named(id) for id in event.source],
        "target": [filled.named(id) for id in event.target],
        "asserted_by": filled.named(event.asserted_by or ""),
        "place": [place.start, place.end] if place else None,
    }


def _where(filled: Filled, near: int) -> list[int] | None:
    if filled.one("place_words"):
        return filled.span("place_words", near)
    return _span(filled.one("place"))


def _number(name: str, value: str) -> int | None:
    if not value:
        return None
    if not value.isdecimal() or len(value) > 8:
        raise UsageError(f"{name} “{value[:20]}”: expected a number")
    return int(value)


def _changed(told: dict[str, Any], was: dict[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in told.items() if value != was.get(name)}


def decisions(review: Review, do: str, subject: str, id: str, form: Form) -> list[Decision]:
    """The decisions of a form: `do` is accept, reject, edit or add. An edit without changes accepts."""
    filled = Filled(review, form)
    note = filled.one("note")[:2000] or None
    if do == "add":
        fields = fields_of(subject, filled, None)
        return [
            *filled.before,
            Decision(subject, _id_of(subject, filled, fields), "add", {"evidence": {"type": _type(fields)}, "fields": fields}, note),
        ]
    finding = finding_of(review, subject, id)
    told = {"evidence": evidence(finding)}
    if do != "edit":
        return [Decision(subject, id, do, told, note)]
    fields = fields_of(subject, filled, finding)
    if not fields:
        return [Decision(subject, id, "accept", told, note)]
    return [*filled.before, Decision(subject, id, "edit", {**told, "fields": fields}, note)]


def _type(fields: dict[str, Any]) -> str | None:
    found: str | None = fields.get("type") or fields.get("kind")
    return found


def _id_of(subject: str, filled: Filled, fields: dict[str, Any]) -> str:
    """The id of an added finding: as if it had been read."""
    if subject == "statement":
        return content_id("stm", filled.text, *fields["cue"], *fields["content"])
    if subject == "event":
        return content_id("evt", filled.text, fields["type"], *fields["trigger"])
    kinds = {"time": "tim", "place": "plc", "mention": "men"}
    words = fields.get("words") or filled.span("words", 0)
    return span_id(kinds[subject], *words)
