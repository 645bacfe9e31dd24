"""What the encoder sees in one article, as plain data with offsets in code points: candidates with chances.

The thresholds are low, so that rules and dictionaries can lift a candidate: mentions from a chance of 0.25, cues from 0.2, triggers from
0.1. Consumers apply their own. The encoder alone is best at about 0.5 for mentions and cues and 0.45 for triggers.

A cluster is the number that mentions of one actor share.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Sequence
from dataclasses import dataclass, field, replace

from rasd.records import Form, Kind, StatementKind, Status
from rasd.spans import Span

MENTION, CUE, TRIGGER = 0.25, 0.2, 0.1  # least chance of a candidate
TYPE, PARTY = 0.05, 0.01  # least chance of a type and of a party of one event


@dataclass(frozen=True, slots=True)
class SignalSpan:
    """A place (kind "place"), a time ("time") or a name (PERS, ORG, LOC, MISC). The chance is the mean over its word pieces."""

    span: Span
    kind: str
    chance: float


@dataclass(frozen=True, slots=True)
class SignalMention:
    """Words that name or describe an actor. An inner mention lies in a longer one: الحوثيين in المتحدث باسم الحوثيين."""

    span: Span
    kind: Kind
    kind_chance: float
    form: Form
    chance: float
    inner: bool
    cluster: int


@dataclass(frozen=True, slots=True)
class SignalStatement:
    """A cue of speech and its content.

    `speaker` is an index into the mentions: the words at the cue, or None where the speaker is dropped. `who` is the cluster of the
    speaker: that of `speaker`, where there is one. `addressee` is a cluster or None.
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
    """A trigger with its arguments. The chances of `types` and of "no trigger" sum to one; `chance` is the sum over all types.

    `sources` and `targets` give the chance of each cluster, `no_source` and `no_target` that of none. The two sides are independent here:
    consumers must exclude pairs of one cluster with itself. `mode` and `status` are those of the likeliest type.
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
    """What the encoder sees in one article. Each list is in the order of the text; `model` is the encoder's digest."""

    mentions: list[SignalMention] = field(default_factory=list)
    statements: list[SignalStatement] = field(default_factory=list)
    events: list[SignalEvent] = field(default_factory=list)
    places: list[SignalSpan] = field(default_factory=list)
    times: list[SignalSpan] = field(default_factory=list)
    names: list[SignalSpan] = field(default_factory=list)
    model: str = ""

    def outside(self, spans: Sequence[Span]) -> Signals:
        """What is seen outside these spans, which are in order and apart. A statement whose speaker lies inside them has none."""
        if not spans:
            return self
        kept = [k for k, mention in enumerate(self.mentions) if not _touched(mention.span, spans)]
        places = {k: number for number, k in enumerate(kept)}
        said = (one for one in self.statements if not (_touched(one.cue, spans) or _touched(one.content, spans)))
        return Signals(
            [self.mentions[k] for k in kept],
            [replace(one, speaker=None if one.speaker is None else places.get(one.speaker)) for one in said],
            [one for one in self.events if not _touched(one.trigger, spans)],
            [one for one in self.places if not _touched(one.span, spans)],
            [one for one in self.times if not _touched(one.span, spans)],
            [one for one in self.names if not _touched(one.span, spans)],
            self.model,
        )


def _touched(span: Span, spans: Sequence[Span]) -> bool:
    before = bisect_left(spans, span.end, key=lambda one: one.start)
    return before > 0 and spans[before - 1].touches(span)
