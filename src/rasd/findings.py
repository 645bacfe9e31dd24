"""What extractors find, before the whole article is resolved: spans and features, not yet actors.

The resolvers group `FoundMention`s into actors and fill the speakers, parties, dates and places of statements and events; the
pipeline then writes the public record (`rasd.records`) from them.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field, fields
from functools import cache
from operator import attrgetter
from typing import Any, TypeVar

from rasd.records import Form, Kind, Office, Origin, Stance, StatementKind, Status
from rasd.signals import SignalEvent
from rasd.spans import Span

FindingT = TypeVar("FindingT")
MENTION = 0.4  # chance from which words are a mention, where rules and encoder were weighed together


@dataclass(slots=True, eq=False)
class FoundMention:
    """A noun phrase that names or describes an actor. Compared by identity."""

    span: Span
    first: int  # index of its first token
    last: int  # index of its last token, included
    form: Form
    kind: Kind
    country: str | None = None  # ISO 3166-1 alpha-3 or "INT"
    sector: str | None = None
    name: Span | None = None  # the name inside the phrase, without its title
    title: Span | None = None  # the title or office inside the phrase
    role: str | None = None  # normalised office, e.g. "وزير دفاع"; what الوزير or "his counterpart" must agree with
    entry: str | None = None  # id of a knowledge-base entry
    english: str | None = None
    gender: str | None = None  # "m", "f", None
    number: str | None = None  # "s", "d", "p", None
    named: bool = False  # a proper name is inside (gold annotates these even when they do nothing)
    counterpart: bool = False  # نظيره الروسي: same office, other country
    encoder_chance: float | None = None  # the encoder's own chance that this is a mention; None where it was not asked
    chance: float | None = None  # that this is a mention, by rules and encoder together (joined_mentions); None where the rules read alone
    cluster: int | None = None  # the encoder's group of mentions that are one actor
    actor: int | None = None  # filled by resolve: index into document.actors
    origin: Origin = Origin("mentions", "0")


@dataclass(slots=True, eq=False)
class FoundActor:
    """A group of mentions that are one actor. Filled by resolve."""

    name: str
    english: str | None
    kind: Kind
    country: str | None
    sector: str | None
    mentions: list[FoundMention]
    wikidata: str | None = None
    entry: str | None = None
    office: Office | None = None  # what a known person held on the day of publication
    kept: bool = False  # whether it reaches the record: named, or takes part in a statement or event
    score: float = 1.0
    reasons: list[str] = field(default_factory=list)


@dataclass(slots=True, eq=False)
class FoundStatement:
    """A reported speech act. `speaker` None means dropped or unknown: then `hint` says where to look."""

    cue: Span
    cue_token: int
    lemma: str
    stance: Stance
    content: Span
    kind: StatementKind
    speaker: FoundMention | None = None
    speaker_words: Span | None = None  # the surface of the speaker at the cue, if any
    hint: str | None = None  # "chain" (وأضاف), "his-side" (من جانبه), "participle" (مؤكدا), "quote" (no cue subject), None
    gender: str | None = None  # agreement of the cue verb
    number: str | None = None
    addressee: FoundMention | None = None
    speaker_cluster: int | None = None  # the encoder's cluster of the speaker
    speaker_chance: float = 0.0  # the encoder's, of that cluster
    encoder_speaker: FoundMention | None = None  # the words at the cue that the encoder takes for the speaker
    rules_speaker: FoundMention | None = None  # the rules' speaker, where the encoder's took its place
    addressee_cluster: int | None = None  # the encoder's cluster of the addressee
    actor: int | None = None  # filled by resolve: index into document.actors of the speaker
    confidence: float = 0.8
    origin: Origin = Origin("statements", "0")


@dataclass(slots=True, eq=False)
class FoundEvent:
    """A told event. Parties are mentions; `statement` is the speech act that it is or stands in."""

    trigger: Span
    token: int
    sentence: int
    type: str
    mode: str = ""
    sources: list[FoundMention] = field(default_factory=list)
    targets: list[FoundMention] = field(default_factory=list)
    status: Status = "actual"
    historical: bool = False
    statement: FoundStatement | None = None  # for a speech act (طالب، أدان): the statement it is; its speaker is a source
    by: FoundStatement | None = None  # the statement in whose content it is told: its speaker asserts it
    date: str | None = None
    place: FoundPlace | None = None
    dead: int | None = None
    injured: int | None = None
    contexts: tuple[str, ...] = ()
    also: list[Span] = field(default_factory=list)
    source_actors: list[int] = field(default_factory=list)  # filled by resolve
    target_actors: list[int] = field(default_factory=list)  # filled by resolve
    lemma: str = ""  # of the trigger, as triggers.tsv spells it
    word_class: str = "noun"  # of the trigger: verb, noun, participle
    source_country: str | None = None  # where only a nisba or a place names a party: الغارات التركية
    target_country: str | None = None
    of_state: str | None = None  # the state that an adjective of the trigger names: الغارات التركية are of Turkey
    spare_targets: list[FoundMention] = field(default_factory=list)  # the next best, should the target turn out to be the source
    dropped: bool = False  # the subject is dropped: resolve looks for the speaker or the subject before
    signal: SignalEvent | None = None  # what the encoder says of this trigger
    confidence: float = 0.6
    origin: Origin = Origin("events", "0")


@dataclass(slots=True, eq=False)
class FoundTime:
    """A time expression with its EDTF value, None where it cannot be resolved."""

    span: Span
    first: int
    last: int
    value: str | None
    origin: Origin = Origin("times", "0")


@dataclass(slots=True, eq=False)
class FoundPlace:
    """A place name used as a location."""

    span: Span
    first: int
    last: int
    name: str
    english: str | None
    country: str | None
    geonames: int | None = None
    latitude: float | None = None
    longitude: float | None = None
    precision: str = "city"
    origin: Origin = Origin("places", "0")


Finding = FoundMention | FoundStatement | FoundEvent | FoundTime | FoundPlace


def copy_of(finding: FindingT) -> FindingT:
    """The same finding once more, with the same values; `dataclasses.replace` takes five times as many instructions."""
    kind: Any = type(finding)
    made: FindingT = kind(*_values_of(kind)(finding))
    return made


@cache
def _values_of(kind: Any) -> Callable[[Any], tuple[Any, ...]]:
    return attrgetter(*(each.name for each in fields(kind)))
