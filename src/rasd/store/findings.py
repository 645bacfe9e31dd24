"""The rows of a record in the tables that filters, counts and Datasette read."""

from __future__ import annotations

from typing import Any

from rasd.arabic.fold import fold
from rasd.records import Actor, Event, Place, Record, Statement
from rasd.store.values import as_json, days_of, keepable, kept

Rows = list[dict[str, Any]]


def actor_rows(record: Record) -> Rows:
    """One row for the actor itself, the same in whichever article it is met."""
    return [
        {
            "id": actor.id,
            "name": keepable(actor.name.ar),
            "name_en": kept(actor.name.en),
            "kind": actor.kind,
            "country": actor.country,
            "sector": actor.sector,
            "wikidata": actor.wikidata,
            "words": keepable(fold(actor.name.ar)),
        }
        for actor in sorted(record.actors, key=lambda actor: actor.id)
    ]


def article_actor_rows(article: int, record: Record) -> Rows:
    """One row for each actor of the article."""
    return [_article_actor(article, actor) for actor in record.actors]


def _article_actor(article: int, actor: Actor) -> dict[str, Any]:
    first = actor.mentions[0] if actor.mentions else None
    return {
        "article": article,
        "actor": actor.id,
        "mentions": len(actor.mentions),
        "starts": first.start if first else None,
        "ends": first.end if first else None,
        "quote": keepable(first.quote) if first else None,
        "office": kept(actor.office.ar) if actor.office else None,
        "office_en": kept(actor.office.en) if actor.office else None,
        "score": actor.link.score,
        "reasons": as_json(actor.link.reasons),
    }


def statement_rows(article: int, record: Record) -> Rows:
    """One row a statement."""
    return [_statement(article, statement) for statement in record.statements]


def _statement(article: int, statement: Statement) -> dict[str, Any]:
    return {
        "article": article,
        "id": statement.id,
        "speaker": statement.speaker.actor if statement.speaker else None,
        "speaker_words": kept(statement.speaker.quote) if statement.speaker else None,
        "cue": keepable(statement.cue.quote),
        "lemma": keepable(statement.cue.lemma),
        "stance": statement.cue.stance,
        "kind": statement.kind,
        "content": keepable(statement.content.quote),
        "starts": statement.content.start,
        "ends": statement.content.end,
        "addressee": statement.addressee,
        "confidence": statement.confidence,
    }


def event_rows(article: int, record: Record) -> Rows:
    """One row an event."""
    return [_event(article, event, record.places) for event in record.events]


def _event(article: int, event: Event, places: tuple[Place, ...]) -> dict[str, Any]:
    place = places[event.place] if event.place is not None else None
    first, last = days_of(event.date)
    return {
        "article": article,
        "id": event.id,
        "type": event.type,
        "mode": event.mode,
        "contexts": as_json(event.contexts),
        "status": event.status,
        "historical": int(event.historical),
        "asserted_by": event.asserted_by,
        "date": event.date,
        "first_day": first,
        "last_day": last,
        "place": keepable(place.name.ar) if place else None,
        "place_country": place.country if place else None,
        "words": keepable(event.trigger.quote),
        "starts": event.trigger.start,
        "ends": event.trigger.end,
        "sentence": keepable(event.sentence.quote),
        "dead": event.dead,
        "injured": event.injured,
        "quad": event.quad,
        "score": event.score,
        "confidence": event.confidence,
    }


def party_rows(article: int, record: Record) -> Rows:
    """One row for each source and target of each event."""
    return [
        {"article": article, "event": event.id, "role": role, "position": position, "actor": actor}
        for event in record.events
        for role, actors in (("source", event.source), ("target", event.target))
        for position, actor in enumerate(actors)
    ]


def place_rows(article: int, record: Record) -> Rows:
    """One row for each place of the article, however often it is named."""
    places: dict[tuple[str, str | None, int | None], dict[str, Any]] = {}
    for place in record.places:
        row = places.setdefault((place.name.ar, place.country, place.geonames), _place(article, len(places), place))
        row["mentions"] += 1
    return list(places.values())


def _place(article: int, position: int, place: Place) -> dict[str, Any]:
    return {
        "article": article,
        "position": position,
        "name": keepable(place.name.ar),
        "name_en": kept(place.name.en),
        "words": keepable(fold(place.name.ar)),
        "country": place.country,
        "geonames": place.geonames,
        "latitude": place.latitude,
        "longitude": place.longitude,
        "precision": place.precision,
        "mentions": 0,
        "starts": place.start,
        "ends": place.end,
    }
