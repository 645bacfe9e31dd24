"""Events from rules and encoder together.

Policy: both propose candidates, and each is weighed by what both say of it and of its neighbours (`weighed`). Those likely enough
are events; the weighed chance is their confidence. The parties are left to `rasd.resolve.parties.choice`, which weighs what both read.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterable, Iterator
from dataclasses import replace
from typing import Protocol

from rasd.arabic.fold import fold
from rasd.document import Document
from rasd.extract.events.extractor import Asked, telling
from rasd.extract.events.triggers import untold_type
from rasd.extract.events.undone import is_undone
from rasd.extract.events.weighed import LIKELY, Candidate, chances
from rasd.extract.proposed import by_encoder
from rasd.findings import FoundEvent, FoundMention
from rasd.ontology.plover import EVENT_TYPES
from rasd.ontology.triggers import word_set
from rasd.records import Origin
from rasd.signals import SignalEvent
from rasd.spans import Cover, Span

UNTOLD = 0.5  # the chance of "nobody" under which the encoder has a party
UNMARKED = frozenset({"RETREAT", "THREATEN"})  # types whose mode few words tell: the encoder's counts wherever rules have none
# Where the encoder's mode is right and the rules' is not: (type, the rules' mode, the encoder's). Out of fold, 3,783 events of 1,500
# articles: 28 against 9 of CONSULT (visit: 13 against 25), 11 against 3 of ACCUSE (the rules' never), 5 against 2 of ASSAULT.
BETTER = frozenset(
    {
        ("CONSULT", "", "multilateral"),
        ("CONSULT", "", "third-party"),
        ("ACCUSE", "investigate", "allege"),
        ("ASSAULT", "heavy-weapons", "aerial"),
    }
)
# A word right after a trigger that makes it another type than the encoder has learned: هجوم سيبراني, أغلق محتجون طريقا (its mode, None
# for any).
MEANT = (
    (word_set("cyber"), "ASSAULT", None, "COERCE", "cyber"),
    (word_set("protesters"), "COERCE", "restrict", "PROTEST", "obstruct"),
)
KEPT = 0.26  # chance from which a candidate is an event: whole records of 740 articles, out of fold, .22 .669, .26 .671, .30 .669, .34 .664


class Rules(Protocol):
    """An extractor of events that tells of the words it is asked about even what it finds unlikely."""

    version: str

    def __call__(self, document: Document, asked: Asked | None = None, /) -> Iterable[FoundEvent | FoundMention]:
        """Yield the events, and the mentions that only they mark."""
        ...


class JoinedEvents:
    """The rules' events reconciled with the encoder's."""

    name = "events"

    def __init__(self, rules: Rules) -> None:
        self.rules = rules
        self.version = f"{rules.version}+encoder"

    def __call__(self, document: Document) -> Iterator[FoundEvent | FoundMention]:
        """Yield the events of both, after the mentions that only the rules' events mark."""
        if document.signals is None:
            yield from self.rules(document)
            return
        mentions, candidates = self.candidates(document)
        yield from mentions
        best: dict[int, FoundEvent] = {}
        for candidate, weighed in zip(candidates, chances(document, candidates), strict=True):
            event = candidate.event
            # No headline of those that the encoder learned from is marked: events are where the body tells them. Without a body its silence
            # says nothing, and the rules' own chance holds.
            chance = event.confidence if document.is_headline and not candidate.marked else weighed
            event.confidence = chance
            likelier = chance >= KEPT and (event.token not in best or chance > best[event.token].confidence)  # a word tells one event
            if likelier and not is_undone(document, event.token):  # the encoder has learned the word, not that it did not come to it
                best[event.token] = event
        yield from best.values()

    def candidates(self, document: Document) -> tuple[list[FoundMention], list[Candidate]]:
        """All that rules or encoder would call an event, and the mentions that the rules mark on the way."""
        signals = [_as_named(document, signal) for signal in document.signals.events] if document.signals else []
        mentions: list[FoundMention] = []
        candidates: list[Candidate] = []
        taken: set[int] = set()
        by_start = [signal.trigger.start for signal in signals]
        asked: dict[int, set[str]] = {}
        for signal in signals:
            asked.setdefault(document.token_at(signal.trigger.start), set()).update(signal.types)
        for finding in self.rules(document, asked):
            if isinstance(finding, FoundMention):
                mentions.append(finding)
                continue
            low = max(0, bisect_left(by_start, finding.trigger.start) - 2)  # a trigger is seldom longer than a word
            near = [k for k in range(low, bisect_left(by_start, finding.trigger.end)) if signals[k].trigger.touches(finding.trigger)]
            taken.update(k for k in near if signals[k].type == finding.type)
            if near:
                finding.signal = signals[near[0]]
                if finding.signal.type == finding.type:
                    finding.mode = _mode_of_both(finding, _mode(finding.signal))
                if finding.confidence < LIKELY and finding.signal.type == finding.type:  # the rules alone would not tell it: a wish, say
                    finding.status = finding.signal.status
            finding.origin = Origin(finding.origin.extractor, self.version, document.model, finding.origin.rules)
            candidates.append(_of_rules(finding, [signals[k] for k in near]))
        contents = document.contents()
        for k, signal in enumerate(signals):
            made = None if k in taken else _alone(document, contents, signal)
            if made is not None:
                other = max((chance for name, chance in signal.types.items() if name != signal.type), default=0.0)
                known = signal.no_source < UNTOLD, signal.no_target < UNTOLD
                candidates.append(Candidate(made, False, True, signal.types.get(signal.type, 0.0), other, *known))
        return mentions, candidates


def _of_rules(event: FoundEvent, near: list[SignalEvent]) -> Candidate:
    """A candidate of the rules with what the encoder says of its words."""
    chance = max((signal.types.get(event.type, 0.0) for signal in near), default=0.0)
    other = max((signal.types.get(signal.type, 0.0) for signal in near if signal.type != event.type), default=0.0)
    return Candidate(event, True, bool(near), chance, other, bool(event.parties.sources), bool(event.parties.targets))


def _mode_of_both(event: FoundEvent, encoder: str) -> str:
    """The mode of an event of the rules where the encoder sees the same type."""
    fills = not event.mode and event.type in UNMARKED
    return encoder if fills or (event.type, event.mode, encoder) in BETTER else event.mode


def _mode(signal: SignalEvent) -> str:
    """The encoder's mode, by the name of today: it learned older ones too."""
    return EVENT_TYPES[signal.type].mode(signal.mode)


def _as_named(document: Document, signal: SignalEvent) -> SignalEvent:
    """A signal by the type that its words give: an attack on networks is no violence, and no state is who closes a road in protest."""
    index = document.token_at(signal.trigger.start)
    after = document.tokens[index + 1].form if index + 1 < len(document.tokens) else ""
    for words, told, of_mode, meant, mode in MEANT:
        if signal.type == told and after in words and of_mode in (None, signal.mode):
            types = {name: chance for name, chance in signal.types.items() if name not in (told, meant)}
            return replace(signal, type=meant, mode=mode, types=types | {meant: signal.types.get(told, 0.0)})
    return signal


def _curfew(document: Document, index: int, mode: str) -> str:
    """The mode of a word for a ban: حظر تجول is no restriction of one party, though the encoder takes it for one."""
    after = document.tokens[index + 1].form if index + 1 < len(document.tokens) else ""
    return "curfew" if mode == "restrict" and after.removeprefix("لل").removeprefix("ال") in ("تجول", "تجوال") else mode


def _alone(document: Document, contents: Cover, signal: SignalEvent) -> FoundEvent | None:
    index = document.token_at(signal.trigger.start)
    if index >= len(document.tokens) or document.tokens[index].kind == "punct":
        return None
    token = document.tokens[index]
    if signal.type == untold_type(document, index):
        return None
    told = next((s for s in document.statements if s.cue.touches(signal.trigger)), None)
    return FoundEvent(
        trigger=Span(max(token.start, signal.trigger.start), max(token.end, signal.trigger.end)),
        token=index,
        sentence=token.sentence,
        type=signal.type,
        mode=_curfew(document, index, _mode(signal)),
        status=signal.status,
        statement=told,
        by=telling(document, contents, token.start, but=told),
        lemma=fold(token.text),
        signal=signal,
        origin=by_encoder(document, f"encoder {signal.type}"),
    )
