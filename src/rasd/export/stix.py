"""STIX 2.1: a report for each article, identities, locations, incidents for conflict, notes for statements; a bundle of all of them.

Ids are UUIDs of version 5 over Rasd's own ids, so that the same record always gives the same objects. What STIX has no word for
(type and mode, status, the evidence) stands in an extension of Rasd's own.
"""

from __future__ import annotations

import json
import uuid
from typing import Any, TextIO

from rasd.articles import shortened
from rasd.export.eventrows import iso2, published_at
from rasd.export.safe import json_line, web_uri
from rasd.records import Actor, Event, Place, Record, Statement

_SPACE = uuid.UUID("6a4e8f3c-2f0b-5e0e-9a6f-7e5d3b1c9a10")  # of Rasd's own: ids of other makers never meet these
EXTENSION = f"extension-definition--{uuid.uuid5(_SPACE, 'extension')}"
_NAME = 120  # letters of the first words, which name an article without a headline
_EPOCH = "1970-01-01T00:00:00.000Z"
_CLASSES = {"person": "individual", "country": "organization", "group": "group", "other": "unknown"}


class Stix:
    """One bundle. An object that several articles share is written once."""

    name = "stix"

    def open(self, stream: TextIO, /) -> None:
        """Begin the bundle."""
        self._stream = stream
        self._seen: set[str] = set()
        stream.write('{"type": "bundle", "id": "bundle--' + str(uuid.uuid5(_SPACE, "bundle")) + '", "objects": [')
        for made in (_maker(), _definition()):
            self._object(made)

    def write(self, record: Record, /) -> None:
        """Write the objects of one article."""
        objects = _objects(record)
        for made in objects:
            self._object(made)
        self._object(_report(record, [made["id"] for made in objects]))

    def close(self) -> None:
        """End the bundle."""
        self._stream.write("\n]}\n")

    def _object(self, made: dict[str, Any]) -> None:
        if made["id"] in self._seen:
            return
        line = json_line(json.dumps({key: value for key, value in made.items() if value is not None}, ensure_ascii=False))
        self._stream.write(("," if self._seen else "") + "\n" + line)
        self._seen.add(made["id"])


def _id(kind: str, *parts: str) -> str:
    return f"{kind}--{uuid.uuid5(_SPACE, chr(31).join((kind, *parts)))}"


def _made(kind: str, at: str, *parts: str, **fields: Any) -> dict[str, Any]:
    head = {"type": kind, "spec_version": "2.1", "id": _id(kind, *parts)}
    return head | {"created_by_ref": _id("identity", "rasd"), "created": at, "modified": at} | fields


def _maker() -> dict[str, Any]:
    made = _made("identity", _EPOCH, "rasd", name="Rasd", identity_class="system")
    return {key: value for key, value in made.items() if key != "created_by_ref"}


def _definition() -> dict[str, Any]:
    told = "The record of Rasd: PLOVER type and mode, status, who asserts it, and the words that support it."
    made = _made("extension-definition", _EPOCH, "extension", name="Rasd record", description=told, version="1.0.0")
    return made | {"id": EXTENSION, "schema": "docs/formats.md", "extension_types": ["property-extension"]}


def _moment(record: Record) -> str:
    """The moment of publication, of a day its beginning; the epoch where no day is told, so that the same record gives the same bytes."""
    at = published_at(record.article)
    return f"{at:%Y-%m-%dT%H:%M:%S}.000Z" if at else _EPOCH


def _objects(record: Record) -> list[dict[str, Any]]:
    at = _moment(record)
    places = [_location(place, at) for place in record.places if place.country or place.latitude is not None]
    actors = [_identity(actor, at) for actor in record.actors]
    said = [_note(statement, record, at) for statement in record.statements]
    done = [made for event in record.events for made in _incident(event, record, at)]
    return list({made["id"]: made for made in (*places, *actors, *said, *done)}.values())


def _identity(actor: Actor, at: str) -> dict[str, Any]:
    about = {"extension_type": "property-extension", "name_ar": actor.name.ar, "country": actor.country, "sector": actor.sector}
    source = {"source_name": "wikidata", "external_id": actor.wikidata} if actor.wikidata else None
    return _made(
        "identity",
        _EPOCH,  # an actor is the same in all articles
        actor.id,
        name=actor.name.en or actor.name.ar,
        identity_class=_CLASSES.get(actor.kind, "organization"),
        external_references=[source] if source else None,
        extensions={EXTENSION: _told(about | {"kind": actor.kind})},
    )


def _location(place: Place, at: str) -> dict[str, Any]:
    where = {"latitude": place.latitude, "longitude": place.longitude} if place.latitude is not None else {}
    country = {"country": code} if (code := iso2().get(place.country or "")) else {}
    name = place.name.en or place.name.ar
    region = {} if where or country else {"region": name}
    return _made("location", _EPOCH, name, place.country or "", str(place.geonames), name=name, **where, **country, **region)


def _note(said: Statement, record: Record, at: str) -> dict[str, Any]:
    speaker = next((actor for actor in record.actors if said.speaker and actor.id == said.speaker.actor), None)
    about = [_id("identity", speaker.id)] if speaker else []
    words = {"cue": said.cue.quote, "stance": said.cue.stance, "kind": said.kind, "start": said.content.start, "end": said.content.end}
    return _made(
        "note",
        at,
        record.article.id,
        said.id,
        abstract=f"{speaker.name.en or speaker.name.ar if speaker else 'unknown speaker'}: {said.cue.quote}",
        content=said.content.quote or said.cue.quote,
        authors=[speaker.name.en or speaker.name.ar] if speaker else None,
        object_refs=[*about, _id("report", record.article.id)],
        confidence=round(said.confidence * 100),
        extensions={EXTENSION: {"extension_type": "property-extension", **words}},
    )


def _incident(event: Event, record: Record, at: str) -> list[dict[str, Any]]:
    """The event, and who acts and who is acted on as relationships to it."""
    words = {"start": event.trigger.start, "end": event.trigger.end, "quote": event.trigger.quote}
    told = {
        "extension_type": "property-extension", "type": event.type, "mode": event.mode or None, "status": event.status, "date": event.date,
        "quad": event.quad, "score": event.score, "dead": event.dead, "injured": event.injured, **words,
    }  # fmt: skip
    name = event.type + (f" {event.mode}" if event.mode else "")
    made = _made(
        "incident",
        at,
        record.article.id,
        event.id,
        name=name,
        description=event.sentence.quote.strip(),
        confidence=round(event.confidence * 100),
        extensions={EXTENSION: _told(told)},
    )
    known = {actor.id for actor in record.actors}
    links = [
        _made(
            "relationship",
            at,
            made["id"],
            role,
            id,
            relationship_type=role,
            source_ref=_id("identity", id) if role == "acts-in" else made["id"],
            target_ref=made["id"] if role == "acts-in" else _id("identity", id),
        )
        for role, ids in (("acts-in", event.source), ("targets", event.target))
        for id in ids
        if id in known
    ]
    return [made, *links]


def _report(record: Record, refs: list[str]) -> dict[str, Any]:
    article = record.article
    at = _moment(record)
    source = {"source_name": article.outlet or "unknown outlet", "url": web_uri(article.url), "external_id": article.id}
    return _made(
        "report",
        at,
        article.id,
        name=article.title or shortened(article.text, _NAME) or article.id,
        description=None,
        published=at,
        report_types=["observed-data"],
        lang=article.language,
        object_refs=refs or [_id("identity", "rasd")],
        external_references=[_told(source)],
    )


def _told(fields: dict[str, Any]) -> dict[str, Any]:
    return {key: value for key, value in fields.items() if value is not None}
