"""The input of relating: one `Telling` per article, with its findings if it was read."""

from __future__ import annotations

from dataclasses import dataclass, replace

from rasd.records import Actor, Article, Event, Record

_OPENING = 400  # letters behind the headline: what an article is about stands there, what went before stands below
_DAY = len("2026-10-12")
_NAMED = frozenset({"person", "government", "military", "armed_group", "party", "igo", "ngo", "company", "media", "other"})


@dataclass(frozen=True, slots=True)
class Happening:
    """An event as relating uses it: PLOVER type, parties as actor keys (see `Findings.actors`), EDTF date, place name, casualties."""

    type: str
    source: tuple[str, ...] = ()
    target: tuple[str, ...] = ()
    date: str | None = None
    place: str | None = None
    dead: int | None = None
    injured: int | None = None


@dataclass(frozen=True, slots=True)
class Findings:
    """The findings of an article. `actors` are the ids of named actors (the same in every article), `names` their names; `places` are
    Arabic names; `day` is that of the first event that its opening tells with a day, in ISO 8601."""

    actors: tuple[str, ...] = ()
    names: tuple[str, ...] = ()
    places: tuple[str, ...] = ()
    events: tuple[Happening, ...] = ()
    day: str | None = None


@dataclass(frozen=True, slots=True)
class Telling:
    """One article as relating uses it.

    `text` is title, blank line, body. `published` is ISO 8601 or None; `seen`, when it was collected, replaces it then. `vector` is the
    article's sentence vector (any length, the same for all), None without one.
    """

    id: str
    text: str
    title: str | None = None
    outlet: str | None = None
    published: str | None = None
    seen: str | None = None
    url: str | None = None
    credit: tuple[str, ...] = ()
    findings: Findings | None = None
    vector: tuple[float, ...] | None = None


def telling_of_article(article: Article, *, seen: str | None = None) -> Telling:
    """The telling of an article that was not read."""
    return Telling(
        id=article.id,
        text=article.text,
        title=article.title,
        outlet=article.outlet,
        published=article.published,
        seen=seen,
        url=article.url,
        credit=article.credit,
    )


def telling_of_record(record: Record, *, seen: str | None = None, vector: tuple[float, ...] | None = None) -> Telling:
    """The telling of an article with its findings."""
    return replace(telling_of_article(record.article, seen=seen), findings=findings_of(record), vector=vector)


def findings_of(record: Record) -> Findings:
    """The named actors, places and actual events of a record. Anonymous actors and historical events are left out, as they relate
    nothing."""
    actors = {actor.id: actor.name.ar for actor in record.actors if _is_named(actor)}
    places = tuple(dict.fromkeys(place.name.ar for place in record.places))
    events = tuple(_happening(event, record) for event in record.events if not event.historical)
    return Findings(tuple(actors), tuple(actors.values()), places, events, _first_day(record))


def _first_day(record: Record) -> str | None:
    """The day of the first event of the opening that has happened, or will, on a known day."""
    last = len(record.article.title or "") + _OPENING
    told = [event for event in record.events if not event.historical and len(event.date or "") == _DAY and event.trigger.start < last]
    return min(told, key=lambda event: event.trigger.start).date if told else None


def _is_named(actor: Actor) -> bool:
    return actor.kind in _NAMED and any(mention.form == "name" for mention in actor.mentions)


def _happening(event: Event, record: Record) -> Happening:
    place = record.places[event.place].name.ar if event.place is not None else None
    return Happening(event.type, event.source, event.target, event.date, place, event.dead, event.injured)
