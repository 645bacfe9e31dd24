"""JSON-LD: the record as linked data in the words of schema.org and the Web Annotation model, evidence as text positions."""

from __future__ import annotations

import json
from typing import Any, TextIO
from urllib.parse import quote

from rasd.export.safe import json_line, web_uri
from rasd.records import Actor, Event, Name, Place, Quote, Record, Statement

CONTEXT = {
    "@vocab": "https://schema.org/",
    "oa": "http://www.w3.org/ns/oa#",
    "plover": "https://github.com/openeventdata/PLOVER#",
    "rasd": "urn:rasd:",
    "xsd": "http://www.w3.org/2001/XMLSchema#",
    "url": {"@type": "@id"},  # without it an address is a mere text, which links to nothing
    "sameAs": {"@type": "@id"},
    "actionStatus": {"@type": "@vocab"},
    "start": {"@id": "oa:start", "@type": "xsd:nonNegativeInteger"},
    "end": {"@id": "oa:end", "@type": "xsd:nonNegativeInteger"},
    "exact": "oa:exact",
}
_STATUSES = {"actual": "CompletedActionStatus", "planned": "PotentialActionStatus"}  # there is none for what is denied
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
        "url": web_uri(article.url),
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
    return {
        "@id": f"rasd:{_key(actor.id)}",
        "@type": _TYPES[actor.kind],
        "name": _named(actor.name),
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
        "rasd:addressee": {"@id": f"rasd:{_key(said.addressee)}"} if said.addressee else None,
        "isPartOf": {"@id": f"rasd:{_key(record.article.id)}"},
        "rasd:cue": said.cue.quote,
        "rasd:stance": said.cue.stance,
        "rasd:kind": said.kind,
        "rasd:confidence": said.confidence,
        "rasd:evidence": _evidence(record, said.content),
    }


def _event(event: Event, record: Record) -> dict[str, Any]:
    place = record.places[event.place] if event.place is not None else None
    first, _, last = (event.date or "").partition("/")
    return {
        "@id": f"rasd:{_key(record.article.id)}/{_key(event.id)}",
        "@type": ["Event", "Action", f"plover:{event.type}"],  # an Event has a date and place, an Action an agent and an object
        "plover:mode": event.mode or None,
        "description": event.sentence.quote.strip() or None,
        "startDate": first or None,
        "endDate": last or None,
        "rasd:date": event.date,
        "actionStatus": _STATUSES.get(event.status),
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
        "rasd:evidence": [_evidence(record, words) for words in (event.trigger, *event.also)],
    }


def _place(place: Place) -> dict[str, Any]:
    geo = {"@type": "GeoCoordinates", "latitude": place.latitude, "longitude": place.longitude} if place.latitude is not None else None
    same = f"https://sws.geonames.org/{place.geonames}/" if place.geonames else None
    return {
        "@type": "Place",
        "name": _named(place.name),
        "address": {"@type": "PostalAddress", "addressCountry": place.country} if place.country else None,
        "geo": geo,
        "sameAs": same,
    }


def _named(name: Name) -> list[dict[str, str]]:
    named = (("ar", name.ar), ("en", name.en))
    return [{"@language": language, "@value": words} for language, words in named if words]


def _evidence(record: Record, words: Quote) -> dict[str, Any]:
    """Words of the article, by where they stand in its text and by themselves."""
    kinds = ["oa:TextPositionSelector", "oa:TextQuoteSelector"]
    selector = {"@type": kinds, "start": words.start, "end": words.end, "exact": words.quote}
    return {"@type": "oa:SpecificResource", "oa:hasSource": {"@id": f"rasd:{_key(record.article.id)}"}, "oa:hasSelector": selector}


def _told(value: Any) -> Any:
    """The value without empty fields."""
    if isinstance(value, dict):
        return {key: _told(inner) for key, inner in value.items() if inner is not None}
    return [_told(inner) for inner in value] if isinstance(value, list) else value


def _key(id: str) -> str:
    """An id as part of an IRI."""
    return quote(id, safe="-._~")
