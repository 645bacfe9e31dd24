"""What the encoder says about one article, as plain data in code points: candidates with their chances, nothing decided.

Candidates reach far below what a reader would believe, so that rules and dictionaries can lift them: mentions from a chance of
0.25, cues of speech from 0.2, triggers of events from 0.1. Whoever reads them applies thresholds of his own; at about 0.5 for
mentions and cues and 0.45 for triggers they are the encoder's own best reading.

A cluster is a group of mentions that are one actor, named by a number that its mentions share.
"""

from __future__ import annotations

from dataclasses import dataclass, field

from rasd.records import Form, Kind, StatementKind, Status
from rasd.spans import Span

MENTION, CUE, TRIGGER = 0.25, 0.2, 0.1  # chances from which candidates are given
TYPE, PARTY = 0.05, 0.01  # likewise for the types and the parties of one event


@dataclass(frozen=True, slots=True)
class SignalSpan:
    """A place (kind "place"), a time ("time") or a name (PERS, ORG, LOC, MISC), with the mean chance of its pieces."""

    span: Span
    kind: str
    chance: float


@dataclass(frozen=True, slots=True)
class SignalMention:
    """Words that name or describe an actor. Inner ones lie in a longer one: الحوثيين in المتحدث باسم الحوثيين."""

    span: Span
    kind: Kind
    kind_chance: float
    form: Form
    chance: float
    inner: bool
    cluster: int


@dataclass(frozen=True, slots=True)
class SignalStatement:
    """A cue of speech and what was said. `speaker` is an index into the mentions: the words at the cue, None where dropped.

    `who` is the speaker's cluster; where the words at the cue are known, it is theirs.
    """

    cue: Span
    kind: StatementKind
    chance: float
    content: Span
    content_chance: float
    speaker: int | None
    who: int | None
    who_chance: float
    addressee: int | None


@dataclass(frozen=True, slots=True)
class SignalEvent:
    """A trigger with its arguments. `types` are chances of one whole with "no trigger"; `chance` is the sum over all types.

    `sources` and `targets` give the chance of every cluster, `no_source` and `no_target` that of none in the article; which
    pair is meant is left to the reader (nobody does a thing to himself). `mode` and `status` go with the likeliest type.
    """

    trigger: Span
    type: str
    chance: float
    types: dict[str, float]
    status: Status
    mode: str
    sources: dict[int, float]
    targets: dict[int, float]
    no_source: float
    no_target: float
    by: int | None
    place: Span | None
    time: Span | None


@dataclass(frozen=True, slots=True)
class Signals:
    """Everything that the encoder says about one article, each list in the order of the text. `model` is its digest."""

    mentions: list[SignalMention] = field(default_factory=list)
    statements: list[SignalStatement] = field(default_factory=list)
    events: list[SignalEvent] = field(default_factory=list)
    places: list[SignalSpan] = field(default_factory=list)
    times: list[SignalSpan] = field(default_factory=list)
    names: list[SignalSpan] = field(default_factory=list)
    model: str = ""
