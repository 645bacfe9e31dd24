"""Applies judgements to a record: finds their findings, changes the record, and keeps those without a finding."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from rasd.records import Actor, Event, Mention, Place, Record, Statement, Time
from rasd.review.draft import Canonical, Draft, Unfit, span_id
from rasd.review.judgements import Judgement, JudgementRefused, in_force
from rasd.review.kinds import KINDS, Judged
from rasd.review.matching import SAME_WORDS, likeness, matched
from rasd.spans import Span

Finding = Statement | Event | Actor | Time | Place | Mention
Key = tuple[str, str]
_ORDER = ("actor", "mention", "time", "place", "statement", "event")
"""Actors first, since a speaker or party may be an added actor."""


@dataclass(frozen=True, slots=True)
class State:
    """The result of judgements on a finding: the last verdict with author and time, the judgement behind it, and all valid ones."""

    verdict: str
    author: str
    at: str
    judgement: str
    judgements: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Review:
    """A reviewed record. `states` are by subject and id of the finding; `rejected` are removed findings, with the same keys."""

    record: Record
    states: Mapping[Key, State] = field(default_factory=dict)
    rejected: Mapping[Key, Finding] = field(default_factory=dict)
    orphans: tuple[Judgement, ...] = ()
    done: Judgement | None = None


def evidence(finding: Finding) -> dict[str, Any]:
    """What a judgement keeps of a finding, to find it again where a new reading gives it another id; type and confidence are for counts."""
    if isinstance(finding, Statement):
        spans = {"cue": [finding.cue.start, finding.cue.end], "content": [finding.content.start, finding.content.end]}
        return spans | {"type": finding.kind, "confidence": finding.confidence}
    if isinstance(finding, Event):
        told = {"trigger": [finding.trigger.start, finding.trigger.end], "type": finding.type, "confidence": finding.confidence}
        return told | ({"also": [[one.start, one.end] for one in finding.also]} if finding.also else {})
    if isinstance(finding, Actor):
        return {"mentions": [[one.start, one.end] for one in finding.mentions], "type": finding.kind, "confidence": finding.link.score}
    return {"words": [finding.start, finding.end]}


def reviewed(record: Record, judgements: Iterable[Judgement], canonical: Canonical = str) -> Review:
    """The record as these judgements have it; `canonical` gives the id by which an actor goes, as corrections have it.

    Never raises for what a judgement holds: one that does not fit is an orphan.
    """
    active = in_force(judgements)
    return _Reviewing(record, active, canonical).review() if active else Review(record)


def check(record: Record, judgements: Iterable[Judgement], new: Iterable[Judgement], canonical: Canonical = str) -> Review:
    """The record as judged with new judgements. Raises JudgementRefused where one of them does not fit it, saying why."""
    added = list(new)
    work = _Reviewing(record, in_force([*judgements, *added]), canonical)
    review = work.review()
    for judgement in added:
        if judgement.id in work.why:
            raise JudgementRefused(work.why[judgement.id])
    return review


class _Reviewing:
    def __init__(self, record: Record, active: list[Judgement], canonical: Canonical) -> None:
        self.draft = Draft(record, canonical)
        self.active = active
        self.states: dict[Key, State] = {}
        self.rejected: dict[Key, Finding] = {}
        self.orphans: list[Judgement] = []
        self.why: dict[str, str] = {}

    def review(self) -> Review:
        for subject in _ORDER:
            groups: dict[str, list[Judgement]] = {}
            for judgement in self.active:
                if judgement.subject == subject:
                    groups.setdefault(judgement.subject_id, []).append(judgement)
            if groups and subject == "mention":
                self.mentions(groups)
            elif groups:
                self.findings(subject, KINDS[subject], groups)
        done = next((one for one in reversed(self.active) if (one.subject, one.verdict) == ("article", "done")), None)
        orphans = sorted(self.orphans, key=lambda one: (one.at, one.id))
        return Review(self.draft.record(), self.states, self.rejected, tuple(orphans), done)

    def orphan(self, judgement: Judgement, why: str) -> None:
        self.orphans.append(judgement)
        self.why[judgement.id] = why

    # ---- statements, events, actors, times, places

    def findings(self, subject: str, kind: Judged, groups: dict[str, list[Judgement]]) -> None:
        held = kind.found(self.draft)
        asked = {id: {"all": [told for judgement in group for told in _evidence(judgement)]} for id, group in groups.items()}
        now = matched(asked, list(held), lambda told, id: max(kind.weight(one, held[id]) for one in told["all"]))
        for id, group in groups.items():
            if id in now:
                self.decide(subject, kind, now[id], group)
                continue
            made = self.made(subject, kind, group)
            if made is not None:
                self.decide(subject, kind, made, group)

    def made(self, subject: str, kind: Judged, group: list[Judgement]) -> str | None:
        """The id of a finding that a person added; None if it is gone."""
        addition = next((one for one in group if one.verdict == "add"), None)
        if addition is None:
            for judgement in group:
                self.orphan(judgement, f"{judgement.subject_id}: no such {subject} in this article any more")
            return None
        try:
            id, finding = kind.made(self.draft, addition.fields)
        except Unfit as error:
            for judgement in group:
                self.orphan(judgement, str(error))
            return None
        if subject != "actor":
            id = addition.subject_id
        if isinstance(finding, (Statement, Event)):
            finding = replace(finding, id=id)
        kind.found(self.draft)[id] = finding
        return id

    def decide(self, subject: str, kind: Judged, id: str, group: list[Judgement]) -> None:
        held = kind.found(self.draft)
        applied: list[Judgement] = []
        for judgement in group:
            try:
                if judgement.verdict in ("edit", "add"):
                    held[id] = kind.edited(self.draft, held[id], id, judgement.fields)
            except Unfit as error:
                self.orphan(judgement, str(error))
            else:
                applied.append(judgement)
        if not applied:
            return
        self.states[subject, id] = _state(applied)
        if applied[-1].verdict != "reject":
            held[id] = kind.vouched(held[id], tuple(one.rule for one in applied))
            return
        self.rejected[subject, id] = held[id]
        if subject == "actor":
            self.draft.drop_actor(id)
        else:
            del held[id]
            if subject == "place":
                self.draft.place_of = {event: None if place == id else place for event, place in self.draft.place_of.items()}

    # ---- mentions

    def mentions(self, groups: dict[str, list[Judgement]]) -> None:
        """Change the owners of mentions: `edit` and `add` give one to an actor, `reject` takes it from all."""
        for asked, group in groups.items():
            id = asked if asked in self.draft.mentions else self.near(group)
            for judgement in group:
                try:
                    id = self.mention(id, judgement)
                except Unfit as error:
                    self.orphan(judgement, str(error))
                else:
                    self.states["mention", id] = _state([judgement])

    def near(self, group: list[Judgement]) -> str | None:
        held = self.draft.mentions
        words = [judgement.evidence.get("words") for judgement in group]
        near = [(likeness(one, Span(mention.start, mention.end)), id) for id, (_, mention) in held.items() for one in words]
        best = max(near, key=lambda pair: pair[0], default=(0.0, ""))
        return best[1] if best[0] >= SAME_WORDS else None

    def mention(self, id: str | None, judgement: Judgement) -> str:
        held = self.draft.mentions.get(id or "")
        if held is not None and id is not None:
            mention = held[1]
        elif judgement.verdict in ("add", "edit"):
            words = self.draft.quote(judgement.evidence.get("words"))
            mention = Mention(words.start, words.end, words.quote, "name")
            id = span_id("men", words.start, words.end)
        else:
            raise Unfit(f"{judgement.subject_id}: no such mention in this article any more")
        if judgement.verdict == "reject":
            self.rejected["mention", id] = mention
            self.draft.give(id, mention, None)
        elif judgement.verdict in ("edit", "add"):
            self.draft.give(id, mention, self.draft.actor(judgement.fields.get("actor")))
        return id


def _evidence(judgement: Judgement) -> list[dict[str, Any]]:
    """The evidence of a judgement: of the finding before it and after it."""
    told, fields = judgement.evidence, judgement.fields
    if judgement.verdict == "add":
        return [{**fields, **told, "added": True}]
    changed = {name: fields[name] for name in _NAMES if name in fields}
    return [told, {**told, **changed}] if changed and judgement.verdict == "edit" else [told]


_NAMES = ("cue", "content", "type", "trigger", "words")


def _state(applied: list[Judgement]) -> State:
    last = applied[-1]
    return State(last.verdict, last.author, last.at, last.id, tuple(one.id for one in applied))
