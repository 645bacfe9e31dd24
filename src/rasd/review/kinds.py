"""What judging means for each kind of finding: its evidence, how like it is to a judged one, how fields change it, how one is added."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import replace
from typing import Any, Protocol, get_args

from rasd.arabic.fold import fold
from rasd.arabic.tokens import tokenize
from rasd.ontology.cues import lexicon
from rasd.ontology.plover import EVENT_TYPES
from rasd.records import (
    Actor,
    Cue,
    Event,
    Kind,
    Link,
    Mention,
    Name,
    Origin,
    Place,
    Quote,
    Speaker,
    Stance,
    Statement,
    StatementKind,
    Status,
    Time,
    content_id,
)
from rasd.review.draft import BY_HAND, Draft, Unfit, span_id
from rasd.review.matching import SAME_WORDS, Evidence, likeness, touching
from rasd.spans import Span

Fields = Mapping[str, Any]
_EDTF = re.compile(r"[~?%]?-?\d{4}(?:-\d\d){0,2}[~?%]?(?:/(?:\.\.|-?\d{4}(?:-\d\d){0,2}[~?%]?)?)?")
_COUNTRY = re.compile("[A-Z]{3}")
_MOST = 10_000_000  # dead or injured
_LONGEST = 200  # letters of a name


class Judged(Protocol):
    """How one kind of finding is judged. `found` are the findings of the draft by id."""

    def found(self, draft: Draft) -> dict[str, Any]:
        """The findings of this kind by id."""

    def weight(self, evidence: Evidence, finding: Any) -> float:
        """How like a finding is to the judged one, 0 for not at all."""

    def edited(self, draft: Draft, finding: Any, id: str, fields: Fields) -> Any:
        """The finding with fields changed. Raises Unfit where a field does not fit."""

    def made(self, draft: Draft, fields: Fields) -> tuple[str, Any]:
        """A finding that was missed, with its id. Raises Unfit."""

    def vouched(self, finding: Any, told: tuple[str, ...]) -> Any:
        """The finding as one that a person vouches for."""


def stamped(origin: Origin | None, told: tuple[str, ...]) -> Origin:
    """An origin that names judgements beside its rules."""
    return replace(origin or BY_HAND, rules=(*(origin.rules if origin else ()), *told))


def one_of(name: str, value: Any, allowed: Iterable[str]) -> str:
    """A value that must be one of these. Raises Unfit listing them."""
    known = list(allowed)
    if value not in known:
        raise Unfit(f"{name} “{value}” is none of {', '.join(filter(None, known))}")
    return str(value)


def edtf(value: Any) -> str | None:
    """A date in EDTF, None for nothing. Raises Unfit for what is no date."""
    if value in (None, ""):
        return None
    if (
        not isinstance(value, str)
        or not _EDTF.fullmatch(value)
        or any(not "01" <= month <= "41" for month in re.findall(r"\d{4}-(\d\d)", value))
    ):
        raise Unfit(f"“{value}” is no date as 2020-08-23, 2020-08, 2020 or 2020-08-01/2020-08-31")
    return value


class Statements:
    """Statements: cue and content are their evidence."""

    def found(self, draft: Draft) -> dict[str, Any]:
        """See `Judged`."""
        return draft.statements

    def weight(self, evidence: Evidence, finding: Statement) -> float:
        """The cues touch, or the contents are the same words; for an added one both."""
        content = likeness(evidence.get("content"), Span(finding.content.start, finding.content.end))
        cue = touching(evidence.get("cue"), Span(finding.cue.start, finding.cue.end))
        if evidence.get("added") and not (cue and content >= SAME_WORDS):
            return 0.0  # another statement of the same cue is what may have been missed
        return 1.0 + content if cue else content if content >= SAME_WORDS else 0.0

    def edited(self, draft: Draft, finding: Statement, id: str, fields: Fields) -> Statement:
        """See `Judged`."""
        cue, content, speaker, addressee, kind = finding.cue, finding.content, finding.speaker, finding.addressee, finding.kind
        if "cue" in fields:
            words = draft.quote(fields["cue"])
            lemma, stance = cue_of(words.quote) if (words.start, words.end) != (cue.start, cue.end) else (cue.lemma, cue.stance)
            cue = Cue(words.start, words.end, words.quote, lemma, stance)
        if "stance" in fields:
            cue = replace(cue, stance=one_of("stance", fields["stance"], get_args(Stance)))  # type: ignore[arg-type]
        if "content" in fields:
            content = draft.quote(fields["content"])
        if "kind" in fields:
            kind = one_of("kind", fields["kind"], get_args(StatementKind))  # type: ignore[assignment]
        if "speaker" in fields:
            speaker = _speaker(draft, fields["speaker"])
        if "addressee" in fields:
            addressee = None if fields["addressee"] is None else draft.actor(fields["addressee"])
        return replace(finding, cue=cue, content=content, speaker=speaker, addressee=addressee, kind=kind)

    def made(self, draft: Draft, fields: Fields) -> tuple[str, Statement]:
        """See `Judged`."""
        content = draft.quote(fields.get("content"))
        words = draft.quote(fields.get("cue"))
        lemma, stance = cue_of(words.quote)
        id = content_id("stm", draft.text, words.start, words.end, content.start, content.end)
        plain = Statement(id, None, Cue(words.start, words.end, words.quote, lemma, stance), content, "indirect", None, 1.0, BY_HAND)
        return id, self.edited(draft, plain, id, fields)

    def vouched(self, finding: Statement, told: tuple[str, ...]) -> Statement:
        """See `Judged`."""
        return replace(finding, confidence=1.0, origin=stamped(finding.origin, told))


def _speaker(draft: Draft, value: Any) -> Speaker | None:
    if value is None:
        return None
    if not isinstance(value, dict):
        raise Unfit(f"speaker {value}: no actor with words")
    actor = draft.actor(value.get("actor"))
    if value.get("words") is None:
        return Speaker(actor)
    words = draft.quote(value["words"])
    return Speaker(actor, words.start, words.end, words.quote)


def cue_of(words: str) -> tuple[str, Stance]:
    """Lemma and stance of a cue as the lexicon has them; the words themselves, neutral, where it has none."""
    for token in tokenize(words):
        for form in lexicon().forms(token.word):
            return form.cue.lemma, form.cue.stance
    return " ".join(words.split()), "neutral"


class Events:
    """Events: type and trigger are their evidence."""

    def found(self, draft: Draft) -> dict[str, Any]:
        """See `Judged`."""
        return draft.events

    def weight(self, evidence: Evidence, finding: Event) -> float:
        """The type is the judged one, and the triggers touch; less, where one's trigger is among the other words that tell the other.

        Of the words that tell an event once, another engine may choose another for its trigger (مقتل، انفجار)."""
        trigger = Span(finding.trigger.start, finding.trigger.end)
        if evidence.get("type") != finding.type:
            return 0.0
        if touching(evidence.get("trigger"), trigger):
            return 1.0 + likeness(evidence.get("trigger"), trigger)
        if evidence.get("added"):  # what was added had been missed beside the others
            return 0.0
        also = evidence.get("also")
        told = [evidence.get("trigger"), *(also if isinstance(also, list | tuple) else ())]
        words = [trigger, *(Span(one.start, one.end) for one in finding.also)]
        return 0.5 * any(touching(one, span) for one in told for span in words)

    def edited(self, draft: Draft, finding: Event, id: str, fields: Fields) -> Event:
        """See `Judged`."""
        changes: dict[str, Any] = {}
        kind = one_of("type", fields.get("type", finding.type), EVENT_TYPES)
        modes = EVENT_TYPES[kind].modes
        mode = one_of("mode", fields["mode"], ("", *modes)) if "mode" in fields else finding.mode if finding.mode in modes else ""
        if (kind, mode) != (finding.type, finding.mode):
            changes |= {"type": kind, "mode": mode, "quad": EVENT_TYPES[kind].quad, "score": modes.get(mode, EVENT_TYPES[kind].score)}
        if "status" in fields:
            changes["status"] = one_of("status", fields["status"], get_args(Status))
        if "historical" in fields:
            changes["historical"] = bool(fields["historical"])
        for side in ("source", "target"):
            if side in fields:
                if not isinstance(fields[side], list | tuple):
                    raise Unfit(f"{side}: expected a list of actors")
                changes[side] = tuple(dict.fromkeys(draft.actor(one) for one in fields[side]))
        if "asserted_by" in fields:
            changes["asserted_by"] = None if fields["asserted_by"] is None else draft.actor(fields["asserted_by"])
        if "date" in fields:
            changes["date"] = edtf(fields["date"])
        if "trigger" in fields:
            changes |= _told(draft, finding, draft.quote(fields["trigger"]))
        for count in ("dead", "injured"):
            if count in fields:
                changes[count] = _count(count, fields[count])
        place = draft.place(fields["place"]) if "place" in fields else draft.place_of.get(id)  # last: it may make one
        draft.place_of[id] = place
        return replace(finding, **changes) if changes else finding

    def made(self, draft: Draft, fields: Fields) -> tuple[str, Event]:
        """See `Judged`."""
        words = draft.quote(fields.get("trigger"))
        kind = one_of("type", fields.get("type"), EVENT_TYPES)
        id = content_id("evt", draft.text, kind, words.start, words.end)
        plain = Event(
            id=id,
            type=kind,
            mode="",
            contexts=(),
            source=(),
            target=(),
            status="actual",
            historical=False,
            asserted_by=None,
            date=None,
            place=None,
            trigger=words,
            sentence=draft.sentence_at(words.start),
            also=(),
            dead=None,
            injured=None,
            quad=EVENT_TYPES[kind].quad,
            score=EVENT_TYPES[kind].score,
            confidence=1.0,
            origin=BY_HAND,
        )
        return id, self.edited(draft, plain, id, fields)

    def vouched(self, finding: Event, told: tuple[str, ...]) -> Event:
        """See `Judged`."""
        return replace(finding, confidence=1.0, origin=stamped(finding.origin, told))


def _told(draft: Draft, finding: Event, words: Quote) -> dict[str, Any]:
    inside = finding.sentence.start <= words.start and words.end <= finding.sentence.end
    return {"trigger": words} if inside else {"trigger": words, "sentence": draft.sentence_at(words.start)}


def _count(name: str, value: Any) -> int | None:
    if value is None:
        return None
    if type(value) is not int or not 0 <= value <= _MOST:
        raise Unfit(f"{name} “{value}” is no number of people")
    return int(value)


def _same_words(evidence: Evidence, finding: Time | Place) -> float:
    """How like the judged words those of a finding are, 0 where they are others."""
    alike = likeness(evidence.get("words"), Span(finding.start, finding.end))
    return alike if alike >= SAME_WORDS else 0.0


class Times:
    """Times: their words are their evidence."""

    def found(self, draft: Draft) -> dict[str, Any]:
        """See `Judged`."""
        return draft.times

    def weight(self, evidence: Evidence, finding: Time) -> float:
        """See `_same_words`."""
        return _same_words(evidence, finding)

    def edited(self, draft: Draft, finding: Time, id: str, fields: Fields) -> Time:
        """See `Judged`."""
        if "words" in fields:
            words = draft.quote(fields["words"])
            finding = replace(finding, start=words.start, end=words.end, quote=words.quote)
        return replace(finding, value=edtf(fields["value"])) if "value" in fields else finding

    def made(self, draft: Draft, fields: Fields) -> tuple[str, Time]:
        """See `Judged`."""
        words = draft.quote(fields.get("words"))
        made = Time(words.start, words.end, words.quote, None, BY_HAND)
        return span_id("tim", words.start, words.end), self.edited(draft, made, "", fields)

    def vouched(self, finding: Time, told: tuple[str, ...]) -> Time:
        """See `Judged`."""
        return replace(finding, origin=stamped(finding.origin, told))


class Places:
    """Places: their words are their evidence. Coordinates are those of the gazetteer, so that another country leaves none."""

    def found(self, draft: Draft) -> dict[str, Any]:
        """See `Judged`."""
        return draft.places

    def weight(self, evidence: Evidence, finding: Place) -> float:
        """See `_same_words`."""
        return _same_words(evidence, finding)

    def edited(self, draft: Draft, finding: Place, id: str, fields: Fields) -> Place:
        """See `Judged`."""
        if "words" in fields:
            words = draft.quote(fields["words"])
            finding = replace(finding, start=words.start, end=words.end, quote=words.quote)
        name = Name(_name(fields.get("ar", finding.name.ar)), _name(fields.get("en", finding.name.en)) or None)
        country = _country(fields.get("country", finding.country))
        if country != finding.country:
            finding = replace(finding, country=country, geonames=None, latitude=None, longitude=None)
        return replace(finding, name=name) if name != finding.name and name.ar else finding

    def made(self, draft: Draft, fields: Fields) -> tuple[str, Place]:
        """See `Judged`."""
        words = draft.quote(fields.get("words"))
        made = Place(words.start, words.end, words.quote, Name(words.quote), None, None, None, None, "site", BY_HAND)
        return span_id("plc", words.start, words.end), self.edited(draft, made, "", fields)

    def vouched(self, finding: Place, told: tuple[str, ...]) -> Place:
        """See `Judged`."""
        return replace(finding, origin=stamped(finding.origin, told))


class Actors:
    """Actors: their mentions are their evidence. Who is one with whom is decided by corrections, what he is called too."""

    def found(self, draft: Draft) -> dict[str, Any]:
        """See `Judged`."""
        return draft.actors

    def weight(self, evidence: Evidence, finding: Actor) -> float:
        """Mentions of the same words."""
        spans = [Span(mention.start, mention.end) for mention in finding.mentions]
        told = evidence.get("mentions")
        held = told if isinstance(told, list | tuple) else ()
        return sum(max((likeness(one, span) for span in spans), default=0.0) >= SAME_WORDS for one in held)

    def edited(self, draft: Draft, finding: Actor, id: str, fields: Fields) -> Actor:
        """See `Judged`."""
        if "words" in fields:
            words = draft.quote(fields["words"])
            draft.give(span_id("men", words.start, words.end), Mention(words.start, words.end, words.quote, "name"), id)
        return finding

    def made(self, draft: Draft, fields: Fields) -> tuple[str, Actor]:
        """See `Judged`."""
        words = draft.quote(fields.get("words"))
        name = _name(fields.get("ar")) or words.quote
        kind: Kind = one_of("kind", fields.get("kind", "other"), get_args(Kind))  # type: ignore[assignment]
        country = _country(fields.get("country"))
        id = str(fields["id"]) if fields.get("id") else content_id("act", "name", fold(name), kind, country)
        mention = Mention(words.start, words.end, words.quote, "name")
        made = Actor(id, Name(name, _name(fields.get("en")) or None), kind, country, None, mentions=(mention,), origin=BY_HAND)
        draft.actors[id] = made
        draft.give(span_id("men", words.start, words.end), mention, id)
        return id, made

    def vouched(self, finding: Actor, told: tuple[str, ...]) -> Actor:
        """See `Judged`."""
        return replace(finding, link=Link(1.0, (*told, *finding.link.reasons)), origin=stamped(finding.origin, told))


def _country(value: Any) -> str | None:
    if not value:
        return None
    if not isinstance(value, str) or not _COUNTRY.fullmatch(value):
        raise Unfit(f"country “{value}” is no code of three letters (ISO 3166)")
    return value


def _name(value: Any) -> str:
    if value is not None and not isinstance(value, str):
        raise Unfit(f"“{value}” is no name")
    return " ".join((value or "").split())[:_LONGEST]


KINDS: dict[str, Judged] = {"actor": Actors(), "time": Times(), "place": Places(), "statement": Statements(), "event": Events()}
