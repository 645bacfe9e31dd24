"""JSON-LD: the record as linked data in the words of schema.org and the Web Annotation model, evidence as text positions."""

from __future__ import annotations

import json
from typing import Any, TextIO
from urllib.parse import quote

from rasd.export.safe import json_line
from rasd.records import Actor, Event, Place, Quote, Record, Statement

CONTEXT = {
    "@vocab": "https://schema.org/",
    "oa": "http://www.w3.org/ns/oa#",
    "plover": "https://github.com/openeventdata/PLOVER#",
    "rasd": "urn:rasd:",
    "start": "oa:start",
    "end": "oa:end",
    "exact": "oa:exact",
}
_TYPES = {
    "person": "Person", "country": "Country", "government": "GovernmentOrganization", "military": "Organization", "party": "PoliticalParty",
    "igo": "Organization", "ngo": "NGO", "company": "Corporation", "media": "NewsMediaOrganization", "armed_group": "Organization",
    "group": "Organization", "other": "Thing",
}  # fmt: skip


class JsonLd:
    """One document with a graph: a NewsArticle for each article, its Quotations, Events, actors and places as nodes of their own."""

    name = "jsonld"

    def open(self, stream: TextIO, /) -> None:
        """Begin the document."""
        self._stream, self._first = stream, True
        stream.write('{"@context": ' + json.dumps(CONTEXT) + ', "@graph": [')

    def write(self, record: Record, /) -> None:
        """Write the nodes of one article."""
        for node in _nodes(record):
            self._stream.write(("" if self._first else ",") + "\n" + json_line(json.dumps(_told(node), ensure_ascii=False)))
            self._first = False

    def close(self) -> None:
        """End the document."""
        self._stream.write("\n]}\n")


def _nodes(record: Record) -> list[dict[str, Any]]:
    article = record.article
    mentioned = [{"@id": f"rasd:{_key(actor.id)}"} for actor in record.actors]
    node = {
        "@id": f"rasd:{_key(article.id)}",
        "@type": "NewsArticle",
        "headline": article.title,
        "url": article.url,
        "inLanguage": article.language,
        "datePublished": article.published,
        "publisher": {"@type": "NewsMediaOrganization", "name": article.outlet} if article.outlet else None,
        "author": {"@type": "Person", "name": article.byline} if article.byline else None,
        "creditText": "، ".join(article.credit) or None,
        "mentions": mentioned or None,
    }
    said = [_statement(statement, record) for statement in record.statements]
    return [node, *(_actor(actor) for actor in record.actors), *said, *(_event(event, record) for event in record.events)]


def _actor(actor: Actor) -> dict[str, Any]:
    names = [{"@language": "ar", "@value": actor.name.ar}, {"@language": "en", "@value": actor.name.en} if actor.name.en else None]
    return {
        "@id": f"rasd:{_key(actor.id)}",
        "@type": _TYPES[actor.kind],
        "name": [name for name in names if name],
        "sameAs": f"http://www.wikidata.org/entity/{actor.wikidata}" if actor.wikidata else None,
        "jobTitle": (actor.office.en or actor.office.ar) if actor.office else None,
        "rasd:country": actor.country,
        "rasd:sector": actor.sector,
    }


def _statement(said: Statement, record: Record) -> dict[str, Any]:
    return {
        "@id": f"rasd:{_key(record.article.id)}/{_key(said.id)}",
        "@type": "Quotation",
        "text": said.content.quote,
        "creator": {"@id": f"rasd:{_key(said.speaker.actor)}"} if said.speaker else None,
        "recipient": {"@id": f"rasd:{_key(said.addressee)}"} if said.addressee else None,
        "isPartOf": {"@id": f"rasd:{_key(record.article.id)}"},
        "rasd:cue": said.cue.quote,
        "rasd:stance": said.cue.stance,
        "rasd:kind": said.kind,
        "rasd:confidence": said.confidence,
        "oa:hasSelector": _selector(said.content),
    }


def _event(event: Event, record: Record) -> dict[str, Any]:
    place = record.places[event.place] if event.place is not None else None
    return {
        "@id": f"rasd:{_key(record.article.id)}/{_key(event.id)}",
        "@type": ["Event", f"plover:{event.type}"],
        "plover:mode": event.mode or None,
        "startDate": event.date,
        "location": _place(place) if place else None,
        "agent": [{"@id": f"rasd:{_key(id)}"} for id in event.source] or None,
        "object": [{"@id": f"rasd:{_key(id)}"} for id in event.target] or None,
        "subjectOf": {"@id": f"rasd:{_key(record.article.id)}"},
        "rasd:status": event.status,
        "rasd:assertedBy": {"@id": f"rasd:{_key(event.asserted_by)}"} if event.asserted_by else None,
        "rasd:dead": event.dead,
        "rasd:injured": event.injured,
        "plover:quad": event.quad,
        "plover:score": event.score,
        "rasd:confidence": event.confidence,
        "oa:hasSelector": [_selector(event.trigger), *map(_selector, event.also)],
    }


def _place(place: Place) -> dict[str, Any]:
    geo = {"@type": "GeoCoordinates", "latitude": place.latitude, "longitude": place.longitude} if place.latitude is not None else None
    same = f"https://sws.geonames.org/{place.geonames}/" if place.geonames else None
    return {
        "@type": "Place",
        "name": place.name.ar,
        "alternateName": place.name.en,
        "addressCountry": place.country,
        "geo": geo,
        "sameAs": same,
    }


def _selector(words: Quote) -> dict[str, Any]:
    return {"@type": "oa:TextPositionSelector", "start": words.start, "end": words.end, "exact": words.quote}


def _told(value: Any) -> Any:
    """The value without empty fields."""
    if isinstance(value, dict):
        return {key: _told(inner) for key, inner in value.items() if inner is not None}
    return [_told(inner) for inner in value] if isinstance(value, list) else value


def _key(id: str) -> str:
    """An id as part of an IRI."""
    return quote(id, safe="-._~")
