"""What extractors find in one article. Resolvers complete it, and `rasd.assembly` writes the public record from it.

Findings are compared by identity, since two may hold the same values. Each class says which step sets which of its fields.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field, fields, replace
from functools import cache
from operator import attrgetter
from typing import Any, Final, TypeVar

from rasd.records import Form, Kind, Office, Origin, Stance, StatementKind, Status
from rasd.signals import SignalEvent
from rasd.spans import Span

FindingT = TypeVar("FindingT")
MENTION = 0.4  # least chance of a mention that was weighed by rules and encoder together


@dataclass(slots=True, eq=False)
class FoundMention:
    """A noun phrase that names or describes an actor.

    Extractors set everything but `actor`. `rasd.resolve.actors` groups mentions, sets `actor`, and corrects kind, country, sector and entry
    from the whole article.
    """

    span: Span
    first: int  # index of its first token
    last: int  # index of its last token, included
    form: Form
    kind: Kind
    country: str | None = None  # ISO 3166-1 alpha-3 or "INT"
    sector: str | None = None
    name: Span | None = None  # the name inside the phrase, without its title
    title: Span | None = None  # the title or office inside the phrase
    role: str | None = None  # normalised office, e.g. "وزير دفاع"; الوزير and "his counterpart" must agree with it
    entry: str | None = None  # id of a knowledge-base entry
    english: str | None = None
    gender: str | None = None  # "m", "f", None
    number: str | None = None  # "s", "d", "p", None
    named: bool = False  # it contains a proper name; such mentions are annotated even where they take no part in anything
    counterpart: bool = False  # نظيره الروسي: same office, other country
    encoder_chance: float | None = None  # that this is a mention, by the encoder alone; None for one that it did not see
    chance: float | None = None  # that this is a mention, by rules and encoder together; None where only the rules read the article
    cluster: int | None = None  # the encoder's group of mentions that are one actor
    actor: int | None = None  # resolved: index into document.actors
    origin: Origin = Origin("mentions", "0")


@dataclass(slots=True, eq=False)
class FoundActor:
    """A group of mentions that are one actor. Made by `rasd.resolve.actors`, whose last step decides `kept` and drops unlikely mentions."""

    name: str
    english: str | None
    kind: Kind
    country: str | None
    sector: str | None
    mentions: list[FoundMention]
    wikidata: str | None = None
    entry: str | None = None
    office: Office | None = None  # held by a known person on the day of publication
    kept: bool = False  # whether it reaches the record: it has a name, or takes part in a statement or event
    score: float = 1.0
    reasons: list[str] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class EncoderRoles:
    """The encoder's speaker and addressee of one statement."""

    speaker: FoundMention | None = None  # as named at the cue
    speaker_cluster: int | None = None
    speaker_chance: float = 0.0  # of that cluster
    addressee_cluster: int | None = None


@dataclass(slots=True, eq=False)
class FoundStatement:
    """A reported speech act, found at its cue. A `speaker` of None is dropped or unknown; `hint` then says where to look for one.

    `Final` fields keep what the extractor read. The policy of the full engine (`rasd.extract.statements.joined`) revises content, kind,
    speaker and confidence, and adds `encoder`. `rasd.resolve.speakers` then sets `actor` and the addressee, and may choose another speaker.
    """

    cue: Final[Span]
    cue_token: Final[int]
    lemma: Final[str]
    stance: Final[Stance]
    content: Span
    kind: StatementKind
    speaker: FoundMention | None = None
    speaker_words: Span | None = None  # the speaker's words at the cue, if any
    hint: str | None = None  # "chain" (وأضاف), "his-side" (من جانبه), "participle" (مؤكدا), "quote" (no cue subject), None
    gender: Final[str | None] = None  # agreement of the cue verb
    number: Final[str | None] = None
    addressee: FoundMention | None = None
    encoder: EncoderRoles = EncoderRoles()
    rules_speaker: FoundMention | None = None  # the speaker by the rules, where the encoder's replaced it
    actor: int | None = None  # resolved: index of the speaker in document.actors
    confidence: float = 0.8
    origin: Origin = Origin("statements", "0")

    def add_rule(self, rule: str) -> None:
        """Add a rule that changed this finding to its origin."""
        self.origin = replace(self.origin, rules=(*self.origin.rules, rule))


@dataclass(frozen=True, slots=True)
class ReadParties:
    """The parties of one event as named near its trigger: mentions and states, not yet actors."""

    sources: tuple[FoundMention, ...] = ()
    targets: tuple[FoundMention, ...] = ()
    spare_targets: tuple[FoundMention, ...] = ()  # the next best targets, used if the target turns out to be the source
    source_country: str | None = None  # for a source named only by a nisba or a place: الغارات التركية
    target_country: str | None = None
    acting_state: str | None = None  # the state named by an adjective of the trigger: TUR for الغارات التركية
    judged_state: str | None = None  # the state named by an adjective of what is condemned or refused: FRA for رفضت القرار الفرنسي
    subject_dropped: bool = False  # the resolver then looks for the last speaker or subject


FIRST_PERSON = "first person"  # the rule by which a quoted speaker acts: «ندعم», «طلبنا»
# Types whose deeds in the first person are the speaker's own (37 of 41 in annotated articles). Who says «اشتبكنا» or «اتفقنا» speaks for a
# force or a state.
IN_PERSON = frozenset({"ACCUSE", "CONSULT", "REJECT", "REQUEST", "SUPPORT", "THREATEN"})


@dataclass(slots=True, eq=False)
class FoundEvent:
    """An event, found at its trigger. `statement` is the speech act that it is, `by` the statement in whose content it stands.

    `rasd.extract.events` reads the first two groups of fields. In the full engine its policy (`joined`) then adds `signal` and revises
    mode, status and confidence. `rasd.resolve.events` sets the third group from `parties` and the rest of the article, in the order of its
    `Events.__call__`, and may revise the second one. `rasd.resolve.actors.homelands` may replace `parties` as a whole.
    """

    # Read at the trigger.
    trigger: Final[Span]
    token: Final[int]
    sentence: Final[int]
    type: Final[str]
    lemma: Final[str] = ""  # of the trigger, as in triggers.tsv
    word_class: Final[str] = "noun"  # of the trigger: verb, noun, participle
    contexts: Final[tuple[str, ...]] = ()
    statement: Final[FoundStatement | None] = None  # for a speech act (طالب، أدان): its speaker is a source
    parties: ReadParties = ReadParties()

    # First readings, which later steps may revise.
    mode: str = ""
    status: Status = "actual"
    by: FoundStatement | None = None  # whose speaker asserts the event
    place: FoundPlace | None = None
    dead: int | None = None
    injured: int | None = None
    signal: SignalEvent | None = None  # the encoder's reading of this trigger
    confidence: float = 0.6
    origin: Origin = Origin("events", "0")

    # Decided by resolving.
    source_actors: list[int] = field(default_factory=list)  # indices into document.actors
    target_actors: list[int] = field(default_factory=list)
    date: str | None = None
    historical: bool = False
    also: list[Span] = field(default_factory=list)  # the triggers of its other mentions in the article

    def add_rule(self, rule: str) -> None:
        """Add a rule that changed this finding to its origin."""
        self.origin = replace(self.origin, rules=(*self.origin.rules, rule))

    @property
    def quoted_speaker(self) -> int | None:
        """The actor who says that he does it himself (وقال الوزير: «ندعم ...»), if the words say so."""
        told = self.by or self.statement
        return told.actor if told is not None and self.type in IN_PERSON and FIRST_PERSON in self.origin.rules else None

    def fill_from(self, other: FoundEvent) -> None:
        """Fill what is open here from another mention of the same event."""
        self.source_actors = self.source_actors or [actor for actor in other.source_actors if actor not in self.target_actors]
        self.target_actors = self.target_actors or [actor for actor in other.target_actors if actor not in self.source_actors]
        self.date = self.date or other.date
        self.place = self.place or other.place
        self.mode = self.mode or other.mode
        self.dead = other.dead if self.dead is None else self.dead
        self.injured = other.injured if self.injured is None else self.injured


@dataclass(slots=True, eq=False)
class FoundTime:
    """A time expression with its EDTF value, None where it cannot be resolved.

    `month` is the month of a day that is not known (الأحد in an article that tells of "this May" and was published in 2022).
    """

    span: Span
    first: int
    last: int
    value: str | None
    origin: Origin = Origin("times", "0")
    month: str | None = None


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
    """A copy with the same field values; `dataclasses.replace` takes five times as many instructions."""
    kind: Any = type(finding)
    made: FindingT = kind(*_values_of(kind)(finding))
    return made


@cache
def _values_of(kind: Any) -> Callable[[Any], tuple[Any, ...]]:
    return attrgetter(*(each.name for each in fields(kind)))
