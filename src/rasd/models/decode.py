"""From the encoder's scores to signals: candidates with their chances, in code points."""

from __future__ import annotations

from bisect import bisect_left
from typing import cast

import numpy as np

from rasd import signals
from rasd.models.layout import Array
from rasd.models.mentions import FAINT, SURE, Mention, Mentions, Parties
from rasd.models.pieces import Pieces
from rasd.models.scores import Mark, Pointer, Scores, marks, spans, untouched
from rasd.records import Form, Kind, StatementKind, Status
from rasd.signals import SignalEvent, SignalMention, Signals, SignalSpan, SignalStatement
from rasd.spans import Span

Answers = dict[str, Pointer]  # relation -> where the anchor points
MEANS_MENTIONS = ("speaker", "who", "source", "target")  # pointers that may rescue a mention
NEVER, HARDLY, PENALTY = -40.0, -60.0, 3.0  # log chances that keep a content off its own cue


class Reader:
    """Reads one article from its scores."""

    def __init__(self, text: str, pieces: Pieces, scores: Scores) -> None:
        self.text, self.pieces, self.scores, self.layout = text, pieces, scores, scores.layout
        self.settings = self.layout.settings
        self.mentions = Mentions(scores, pieces, text)
        self.speakers: dict[int, tuple[int, float]] = {}  # piece of a cue -> cluster of its speaker, chance

    def read(self, model: str) -> Signals:
        """All candidates."""
        tags = self.scores.tags
        cues = marks(tags["cue"], len(self.layout.speech), signals.CUE)
        triggers = marks(tags["trigger"], len(self.layout.types), signals.TRIGGER)
        said, done = self.answers("cue", cues), self.answers("trigger", triggers)
        self.find_mentions(cues, said, triggers, done)
        self.parties = Parties(self.mentions)
        self.places, self.times = self.plain("place"), self.plain("time")
        statements = [s for s in (self.statement(c, a) for c, a in zip(cues, said, strict=True)) if s]
        return Signals(
            mentions=[self.mention(m) for m in self.mentions.all],
            statements=statements,
            events=[e for e in (self.event(t, a) for t, a in zip(triggers, done, strict=True)) if e],
            places=[found for _, _, found in self.places],
            times=[found for _, _, found in self.times],
            names=[found for _, _, found in self.plain("name")],
            model=model,
        )

    def answers(self, anchor: str, found: list[Mark]) -> list[Answers]:
        """What each cue or trigger points at, relation by relation."""
        asked = [r for r, at in self.layout.anchors.items() if at == anchor]
        rows = self.scores.pointers(asked, [first for first, _, _ in found])
        return [dict(zip(asked, pointers, strict=True)) for pointers in zip(*rows, strict=True)]

    def find_mentions(self, cues: list[Mark], said: list[Answers], triggers: list[Mark], done: list[Answers]) -> None:
        """Tagged mentions, those that sure cues and triggers point at, then faint ones; grouped by actor."""
        for relation in MEANS_MENTIONS:
            asked = (("cue", cues, said), ("trigger", triggers, done))
            for anchor, found, answers in asked:
                if self.layout.anchors[relation] == anchor:
                    sure = zip(found, answers, strict=True)
                    self.mentions.rescue(a[relation] for mark, a in sure if mark[2] > self.settings[anchor])
        self.mentions.add_faint()
        self.mentions.number()

    def plain(self, head: str) -> list[tuple[int, int, SignalSpan]]:
        """Spans of a head with their pieces: places, times, names. The model's own reading, then faint ones beside it."""
        tags, kinds = self.scores.tags[head], self.layout.labels[head]
        found = spans(tags, self.settings.get(head, 0.5), SURE)
        taken = np.zeros(self.scores.count, dtype=bool)
        for first, last, _ in found:
            taken[first : last + 1] = True
        faint = untouched(spans(tags, signals.MENTION, FAINT), taken)
        made = []
        for first, last, kind in sorted([*found, *faint]):
            span, chance = self.pieces.span(first, last), self.scores.inside(head, first, last)
            if span and chance >= signals.MENTION:
                made.append((first, last, SignalSpan(span, kinds[kind + 1][2:], chance)))
        return made

    def mention(self, mention: Mention) -> SignalMention:
        """A mention as it is given out."""
        kind, form = cast(Kind, self.layout.kinds[mention.kind]), cast(Form, mention.form)
        return SignalMention(mention.span, kind, mention.sure, form, mention.chance, mention.inner, mention.cluster)

    def one(self, pointer: Pointer, allow_none: bool = True) -> tuple[int | None, float]:
        """The likeliest cluster and its chance, or None where none is likelier."""
        masses = self.parties.of(pointer)
        best = max(masses, key=masses.__getitem__, default=None)
        if best is None or (allow_none and pointer.none * self.settings["none"] >= masses[best]):
            return None, 0.0
        return best, masses[best]

    def statement(self, cue: Mark, answers: Answers) -> SignalStatement | None:
        """The statement of a cue; None if its cue or content has no words."""
        first, last, chance = cue
        start, end, sure = best_span(answers["content_start"], answers["content_end"], (first, last))
        words, content = self.pieces.span(first, last), self.pieces.span(start, end)
        if words is None or content is None:
            return None
        kind = int(self.scores.tags["cue"][first, 1 : len(self.layout.speech) + 1].argmax())
        speaker, who, who_chance = self.speaker(answers)
        if who is not None and chance > self.settings["cue"]:
            self.speakers |= dict.fromkeys(range(first, last + 1), (who, who_chance))
        addressee, _ = self.one(answers["addressee"])
        spoken = cast(StatementKind, self.layout.speech[kind])
        return SignalStatement(words, spoken, chance, content, sure, speaker.index if speaker else None, who, who_chance, addressee)

    def speaker(self, answers: Answers) -> tuple[Mention | None, int | None, float]:
        """The words of the speaker at the cue, whose cluster they are of, and how sure that is."""
        pointer = answers["speaker"]
        best = int(pointer.chances.argmax())
        if pointer.chances[best] > pointer.none:
            mention = self.mentions.holding(pointer.first + best)
            if mention:
                return mention, mention.cluster, float(pointer.chances[best])
        return (None, *self.one(answers["who"], allow_none=False))

    def doer(self, first: int, last: int, pointer: Pointer) -> tuple[dict[int, float], float]:
        """Chances of the source; where the trigger is a cue of speech, the speaker counts, who is found far more surely."""
        masses, none, share = self.parties.of(pointer), pointer.none, self.settings["speaker"]
        for who, chance in {self.speakers[k]: 0 for k in range(first, last + 1) if k in self.speakers}:
            masses = {c: (1 - share) * mass for c, mass in masses.items()}
            masses[who] = masses.get(who, 0.0) + share * chance
            none *= 1 - share
        return masses, none

    def event(self, trigger: Mark, answers: Answers) -> SignalEvent | None:
        """The event of a trigger; None if it has no words."""
        first, last, chance = trigger
        span = self.pieces.span(first, last)
        if span is None:
            return None
        chances = np.exp(self.scores.tags["trigger"][first, 1 : len(self.layout.types) + 1]).tolist()
        kind = self.layout.types[chances.index(max(chances))]
        status = self.layout.labels["status"][int(self.scores.tags.row("status", first).argmax())]
        sources, no_source = self.doer(first, last, answers["source"])
        by, _ = self.one(answers["by"])
        return SignalEvent(
            trigger=span,
            type=kind,
            chance=chance,
            types={name: p for name, p in zip(self.layout.types, chances, strict=True) if p >= signals.TYPE},
            status=cast(Status, status),
            mode=self.mode(kind, first),
            sources=likely(sources),
            targets=likely(self.parties.of(answers["target"])),
            no_source=no_source,
            no_target=answers["target"].none,
            by=by,
            place=pick(answers["place"], self.places),
            time=pick(answers["time"], self.times),
        )

    def mode(self, kind: str, first: int) -> str:
        """The likeliest mode that a type of event can have."""
        allowed = self.layout.modes[kind]
        return self.layout.labels["mode"][int(allowed[int(self.scores.tags.row("mode", first)[allowed].argmax())])]


def likely(masses: dict[int, float]) -> dict[int, float]:
    """The clusters worth telling, likeliest first."""
    return {c: masses[c] for c in sorted(masses, key=lambda c: (-masses[c], c)) if masses[c] >= signals.PARTY}


def pick(pointer: Pointer, found: list[tuple[int, int, SignalSpan]]) -> Span | None:
    """The span that a pointer means, None where it means none. Spans are in order and do not overlap: only those near are asked."""
    past = pointer.first + len(pointer.chances)
    low = bisect_left(found, pointer.first, key=lambda item: item[1])
    high = bisect_left(found, past, key=lambda item: item[0])
    if low >= high:
        return None
    total = np.cumsum(pointer.chances, dtype=np.float64).item
    best, most = None, pointer.none
    for first, last, place in found[low:high]:
        before = total(first - pointer.first - 1) if first > pointer.first else 0.0
        given = total(min(last + 1, past) - pointer.first - 1) - before
        if given > most:
            best, most = place.span, given
    return best


def best_span(start: Pointer, end: Pointer, cue: tuple[int, int]) -> tuple[int, int, float]:
    """The likeliest start <= end, neither on the cue's own pieces. Both pointers have the cue's window."""
    starts, ends = start.logs.copy(), end.logs.copy()
    first, last = cue[0] - start.first, cue[1] - start.first
    starts[first : last + 1] = ends[first : last + 1] = NEVER
    at = np.arange(len(starts))
    before: Array = np.maximum.accumulate(starts)
    # a content does not run over its own cue: a start before the cue goes with an end before it
    split: Array = np.maximum.accumulate(np.where(at > last, starts, HARDLY))
    total = np.where(at > last, np.maximum(split + ends, before + ends - PENALTY), before + ends)
    stop = int(total.argmax())
    ahead = starts[: stop + 1]
    if stop > last and split[stop] >= before[stop] - PENALTY:
        ahead = np.where(at[: stop + 1] > last, ahead, HARDLY)
    return int(ahead.argmax()) + start.first, stop + start.first, float(np.exp(total[stop]))
