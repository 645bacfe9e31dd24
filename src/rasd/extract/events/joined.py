"""Events of the full engine.

Rules and encoder both propose candidates. Each is weighed by what both say of it and of its neighbours (`weighed`); the likely ones are
events, with that chance as confidence. `rasd.resolve.parties.choice` later weighs the parties that both found.
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

UNTOLD = 0.5  # the encoder has a party if its chance of "nobody" is below this
UNMARKED = frozenset({"RETREAT", "THREATEN"})  # few words show the mode of these types: where the rules have none, the encoder's is taken
# (type, mode by the rules, mode by the encoder) where the encoder is right more often. Out of fold, 3,783 events of 1,500 articles: 28
# against 9 of CONSULT (visit: 13 against 25), 11 against 3 of ACCUSE (the rules' never), 5 against 2 of ASSAULT.
BETTER = frozenset(
    {
        ("CONSULT", "", "multilateral"),
        ("CONSULT", "", "third-party"),
        ("ACCUSE", "investigate", "allege"),
        ("ASSAULT", "heavy-weapons", "aerial"),
    }
)
# Words after a trigger that make it a type other than the encoder's: هجوم سيبراني, أغلق محتجون طريقا. With the encoder's mode, None for
# any.
MEANT = (
    (word_set("cyber"), "ASSAULT", None, "COERCE", "cyber"),
    (word_set("protesters"), "COERCE", "restrict", "PROTEST", "obstruct"),
)
# Of a text as short as this (tokens), or of one in which it sees no event at all (second figure), the encoder's silence says little: it has
# learned whole reports. What the rules alone are this sure of is then an event. 143 first sentences of articles read alone: F1 of the
# short ones .736 without this, .766 from .7 or .75 on, .742 from .6; of the silent longer ones 5 of 14 events found in place of none. Of
# 535 headlines and first sentences of the 430 articles of round five: .660 without, .662 from .6, .65 or .7.
BRIEF, SILENT, SURE = 30, 60, 0.65
# Least chance of an event. Whole records of 2,103 events (dev, articles of our own, and 263 that nothing is fitted on): events and sources
# with targets from .26 .701 and .426, .29 .701 and .429, .32 .698 and .429.
KEPT = 0.29


class Rules(Protocol):
    """An extractor of events that for given tokens and types yields unlikely events too."""

    version: str

    def __call__(self, document: Document, asked: Asked | None = None, /) -> Iterable[FoundEvent | FoundMention]:
        """Yield the events, and the mentions that only they mark."""
        ...


class JoinedEvents:
    """Joins the events of the rules with the encoder's."""

    name = "events"

    def __init__(self, rules: Rules) -> None:
        self.rules = rules
        self.version = f"{rules.version}+encoder"

    def __call__(self, document: Document) -> Iterator[FoundEvent | FoundMention]:
        """Yield the events, after the mentions that only the rules' events make."""
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
            chance = weighed if candidate.marked else self._unmarked(document, event.confidence, weighed)
            event.confidence = chance
            likelier = chance >= KEPT and (event.token not in best or chance > best[event.token].confidence)  # one event per word
            if likelier and not is_undone(document, event.token):  # the encoder does not know words of prevention
                best[event.token] = event
        yield from best.values()

    def _unmarked(self, document: Document, sure: float, weighed: float) -> float:
        """The chance of what only the rules see, of which they are so sure; in brief texts the encoder's silence says less."""
        if document.is_headline:
            return sure
        marks = bool(document.signals and document.signals.events)
        brief = len(document.tokens) <= (BRIEF if marks else SILENT)
        return max(sure, weighed) if brief and sure >= SURE else weighed

    def candidates(self, document: Document) -> tuple[list[FoundMention], list[Candidate]]:
        """All candidates of rules and encoder, and the mentions that the rules made for theirs."""
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
            low = max(0, bisect_left(by_start, finding.trigger.start) - 2)  # triggers are seldom longer than a word
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
    """A candidate of the rules, with the encoder's reading of its word."""
    chance = max((signal.types.get(event.type, 0.0) for signal in near), default=0.0)
    other = max((signal.types.get(signal.type, 0.0) for signal in near if signal.type != event.type), default=0.0)
    return Candidate(event, True, bool(near), chance, other, bool(event.parties.sources), bool(event.parties.targets))


def _mode_of_both(event: FoundEvent, encoder: str) -> str:
    """The mode of an event on whose type rules and encoder agree."""
    fills = not event.mode and event.type in UNMARKED
    return encoder if fills or (event.type, event.mode, encoder) in BETTER else event.mode


def _mode(signal: SignalEvent) -> str:
    """The encoder's mode by its present name; the encoder was trained with older ones too."""
    return EVENT_TYPES[signal.type].mode(signal.mode)


def _as_named(document: Document, signal: SignalEvent) -> SignalEvent:
    """A signal with the type that the words give it: an attack on networks is no violence, and closing a road in protest no act of
    state."""
    index = document.token_at(signal.trigger.start)
    after = document.tokens[index + 1].form if index + 1 < len(document.tokens) else ""
    for words, told, of_mode, meant, mode in MEANT:
        if signal.type == told and after in words and of_mode in (None, signal.mode):
            types = {name: chance for name, chance in signal.types.items() if name not in (told, meant)}
            return replace(signal, type=meant, mode=mode, types=types | {meant: signal.types.get(told, 0.0)})
    return signal


def _curfew(document: Document, index: int, mode: str) -> str:
    """The mode of a word for a ban: حظر تجول is a curfew, though the encoder reads a restriction."""
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
