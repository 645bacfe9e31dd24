"""Joins mentions of one event across the articles of a story, and shows where its sources agree and differ.

It does not decide between sources: where one outlet counts twelve dead and another fifteen, it gives both with their sources. Findings are
not changed; the result refers to them.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import combinations

from rasd.arabic.fold import fold
from rasd.ontology.numbers import number_words
from rasd.records import Actor, Event, Place, Record, content_id
from rasd.stories.terms import sentence_words

BAR = 1.0  # least points of two mentions of one event; see _points
_WIDE = frozenset({"country", "region"})  # precisions of places in which others lie


@dataclass(frozen=True, slots=True)
class Told:
    """One article's mention of an event: the ids of article and event, and the fields by name (None or empty where it gives none)."""

    article: str
    event: str
    outlet: str | None
    published: str | None
    quote: str
    fields: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Version:
    """One value of a field, and the articles that give it, in order of publication. Copies are in `articles` but not in `independent`."""

    value: str
    articles: tuple[str, ...]
    independent: int


@dataclass(frozen=True, slots=True)
class StoryEvent:
    """One event of a story. `fields` holds the versions of each field, the one with most independent articles first.

    All articles agree on a field with one version; `differing` lists the others.
    """

    id: str
    type: str
    told: tuple[Told, ...]
    fields: Mapping[str, tuple[Version, ...]]

    @property
    def differing(self) -> tuple[str, ...]:
        """The fields on which articles differ."""
        return tuple(name for name, versions in self.fields.items() if len(versions) > 1)


@dataclass(frozen=True, slots=True)
class _Telling:
    """An event with the values by which it is compared; `named` are those of its parties that have a name."""

    record: int
    event: Event
    source: frozenset[str]
    target: frozenset[str]
    named: frozenset[str]
    place: Place | None
    words: frozenset[str]


def events_of_story(records: Sequence[Record], copies: Mapping[str, str] | None = None) -> list[StoryEvent]:
    """The events of a story's records (in order of publication); `copies` maps a copy to its original, as `Story.copies` does.

    Events that an article tells as background of long ago are left out.
    """
    tellings = [_telling(k, record, event) for k, record in enumerate(records) for event in record.events if not event.historical]
    return [_story_event(records, [tellings[k] for k in group], copies or {}) for group in _groups(tellings)]


def _telling(index: int, record: Record, event: Event) -> _Telling:
    actors = {actor.id: _key(actor) for actor in record.actors}
    return _Telling(
        index,
        event,
        frozenset(actors.get(name, name) for name in event.source),
        frozenset(actors.get(name, name) for name in event.target),
        frozenset(name for name in (*event.source, *event.target) if actors.get(name) == name),
        record.places[event.place] if event.place is not None else None,
        frozenset(sentence_words(event.sentence.quote)),
    )


def _key(actor: Actor) -> str:
    """The key of an actor across articles: its id if it is named, else kind, country and words."""
    if any(mention.form == "name" for mention in actor.mentions):
        return actor.id
    return f"{actor.kind} {actor.country or ''} {fold(actor.name.ar)}"


def _groups(tellings: Sequence[_Telling]) -> list[list[int]]:
    """Events joined pair by pair, the surest first. Two of one article stay apart, since reading has merged those that are one."""
    pairs = [
        (points, one, other)
        for one, other in _comparable(tellings)
        if (points := _points(tellings[one], tellings[other])) is not None and points >= BAR
    ]
    group = {k: [k] for k in range(len(tellings))}
    for _, one, other in sorted(pairs, key=lambda pair: (-pair[0], pair[1], pair[2])):
        mine, theirs = group[one], group[other]
        if mine is theirs or {tellings[k].record for k in mine} & {tellings[k].record for k in theirs}:
            continue
        mine += theirs
        group |= dict.fromkeys(theirs, mine)
    return sorted({id(members): sorted(members) for members in group.values()}.values())


def _comparable(tellings: Sequence[_Telling]) -> Iterable[tuple[int, int]]:
    by_type: dict[str, list[int]] = {}
    for k, telling in enumerate(tellings):
        by_type.setdefault(telling.event.type, []).append(k)
    for members in by_type.values():
        yield from ((one, other) for one, other in combinations(members, 2) if tellings[one].record != tellings[other].record)


def _points(one: _Telling, other: _Telling) -> float | None:
    """The points for two events of a type being one; None where date, place or both parties contradict.

    A shared target or source gives most points; absence of contradiction gives none. Different tolls do not contradict, since tolls grow.
    """
    if not _dates_allow(one.event.date, other.event.date) or {one.event.status, other.event.status} == {"actual", "denied"}:
        return None
    named = one.named | other.named
    parties = [_shared(one.target, other.target, named), _shared(one.source, other.source, named)]
    if parties == [-1, -1]:
        return None
    points = 0.6 * (parties[0] > 0) + 0.5 * (parties[1] > 0) - 0.4 * (-1 in parties)
    points += 0.2 * bool(one.event.date and one.event.date == other.event.date)
    points += 0.3 * _same_place(one.place, other.place)
    points += 0.2 * bool(one.event.dead and one.event.dead == other.event.dead)
    if points + 1.2 < BAR:
        return None  # the words, which cost most, could not make up for the difference
    smaller = min(len(one.words), len(other.words)) or 1
    return points + 1.2 * len(one.words & other.words) / smaller


def _shared(one: frozenset[str], other: frozenset[str], named: frozenset[str]) -> int:
    """1 if the sides share a party, -1 if both have named parties and share none, else 0.

    Whom no article names (five policemen, six of the guards) each outlet describes in words of its own.
    """
    return 1 if one & other else -1 if one & named and other & named else 0


def _same_place(one: Place | None, other: Place | None) -> int:
    """1 for one place, -1 for two, 0 where one is not told or may lie in the other (Iraq, Baquba)."""
    if one is None or other is None:
        return 0
    if fold(one.name.ar) == fold(other.name.ar):
        return 1
    wide = [place for place in (one, other) if place.precision in _WIDE]
    return 0 if len(wide) == 1 and one.country == other.country else -1


def _dates_allow(one: str | None, other: str | None) -> bool:
    """Whether two dates may be one day: one is missing, or one is a part of the other (2015-08 and 2015-08-06)."""
    return not one or not other or one.startswith(other) or other.startswith(one) or "/" in one + other


def _story_event(records: Sequence[Record], group: Sequence[_Telling], copies: Mapping[str, str]) -> StoryEvent:
    told = tuple(_told(records[telling.record], telling.event) for telling in group)
    names = dict.fromkeys(name for one in told for name in one.fields)
    versions = {name: _versions(name, _exact(name, group, told), copies) for name in names}
    fields = {name: found for name, found in versions.items() if found}
    first = group[0].event
    return StoryEvent(content_id("sev", first.id), first.type, told, fields)


def _exact(name: str, group: Sequence[_Telling], told: Sequence[Told]) -> Sequence[Told]:
    """The tellings whose value of a field is a version of its own: not the state where others tell the town, nor the month of a day, nor
    a mere count (16 قتيلا: dead) where others tell another, for that is its toll."""
    if name == "place":
        finer = {telling.event.id for telling in group if telling.place is not None and telling.place.precision != "country"}
        return [one for one in told if one.event in finer] or told
    if name == "date":
        dates = {one.fields.get(name, "") for one in told}
        wide = {one for one in dates for other in dates if one != other and other.startswith(f"{one}-")}
        return [one for one in told if one.fields.get(name, "") not in wide]
    if name in ("source", "target"):
        counts = [one for one in told if _is_toll(one, name)]
        if len({_meant(one.fields[name]) for one in counts}) > 1:
            return [one for one in told if one not in counts]
    return told


def _is_toll(told: Told, name: str) -> bool:
    """Whether a party is no more than the number of dead or injured: two words, of which one is that number."""
    words = told.fields.get(name, "").split()
    return len(words) == 2 and words[0] in (told.fields.get("dead"), told.fields.get("injured"))


def _told(record: Record, event: Event) -> Told:
    actors = {actor.id: actor.name.ar for actor in record.actors}
    place = record.places[event.place].name.ar if event.place is not None else ""
    fields = {
        "source": "، ".join(actors.get(name, name) for name in event.source),
        "target": "، ".join(actors.get(name, name) for name in event.target),
        "date": event.date or "",
        "place": place,
        "dead": "" if event.dead is None else str(event.dead),
        "injured": "" if event.injured is None else str(event.injured),
        "mode": event.mode,
        "status": event.status,
        "asserted_by": actors.get(event.asserted_by, "") if event.asserted_by else "",
    }
    article = record.article
    return Told(article.id, event.id, article.outlet, article.published, event.sentence.quote, {k: v for k, v in fields.items() if v})


def _versions(name: str, told: Sequence[Told], copies: Mapping[str, str]) -> tuple[Version, ...]:
    by_value: dict[str, tuple[str, list[str]]] = {}
    for one in told:
        value = one.fields.get(name)
        if value:
            by_value.setdefault(_meant(value), (value, []))[1].append(one.article)
    versions = [
        Version(value, tuple(found), len({copies.get(article, article) for article in found})) for value, found in by_value.values()
    ]
    return tuple(sorted(versions, key=lambda version: -version.independent))


def _meant(value: str) -> str:
    """What tells versions apart: the number of people that are only counted (16 شخصا, 16 قتيلا: persons, dead), else the words."""
    words = fold(value).split()
    number = number_words().get(words[0]) if words else None
    counted = words[0] if words and words[0].isdecimal() else number
    return f"{counted} people" if counted is not None and len(words) > 1 and "،" not in value else fold(value)
