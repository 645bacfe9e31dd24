"""Events from rules and encoder together.

Policy: a trigger that both give the same type is an event; one that only the rules mark needs the encoder not to deny it; one that only the
encoder marks must be likely. The parties are left to `rasd.resolve.parties`, which weighs what both read.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from rasd.arabic.fold import fold
from rasd.document import Document
from rasd.extract.events import telling
from rasd.extract.joined_mentions import by_encoder
from rasd.findings import FoundEvent, FoundMention
from rasd.interfaces import Extractor
from rasd.signals import SignalEvent
from rasd.spans import Cover, Span

RULES_ALONE, ENCODER_ALONE = 0.02, 0.4  # see the policy; chances of the type at the trigger
# Types in which the rules stand alone: those of which the encoder has seen few examples (under 100; AGREE and COOPERATE aside, of which
# the rules know less still), and violence, which a desk must not miss (recall on single sentences .79 without this).
STANDING = frozenset({"ASSAULT", "AID", "COERCE", "RETREAT", "MOBILIZE", "SANCTION", "PROTEST", "CONCEDE", "THREATEN", "REJECT"})
STANDING_CONFIDENCE = 0.6  # 0, .6, .7 and .8 differ by .002 in event F1 on dev


class JoinedEvents:
    """The rules' events reconciled with the encoder's."""

    name = "events"

    def __init__(self, rules: Extractor[Document, FoundEvent | FoundMention]) -> None:
        self.rules = rules
        self.version = f"{rules.version}+encoder"

    def __call__(self, document: Document) -> Iterator[FoundEvent | FoundMention]:
        """Yield the events of both, each after the mentions that only it marks."""
        if document.signals is None:
            yield from self.rules(document)
            return
        signals = document.signals.events
        contents = Cover([statement.content for statement in document.statements])
        taken: set[int] = set()
        for finding in self.rules(document):
            if isinstance(finding, FoundMention):
                yield finding
                continue
            near = [k for k, signal in enumerate(signals) if signal.trigger.touches(finding.trigger)]
            chance = max((signals[k].types.get(finding.type, 0.0) for k in near), default=0.0)
            if near:
                finding.signal = signals[near[0]]
            if chance >= RULES_ALONE or (finding.type in STANDING and finding.confidence >= STANDING_CONFIDENCE):
                taken.update(k for k in near if signals[k].type == finding.type)
                finding.confidence = min(0.97, 0.4 * finding.confidence + 0.6 * chance)
                finding.origin = replace(finding.origin, version=self.version, model=document.model)
                yield finding
        for k, signal in enumerate(signals):
            if k not in taken and signal.types.get(signal.type, 0.0) >= ENCODER_ALONE:
                made = _alone(document, contents, signal)
                if made is not None:
                    yield made


def _alone(document: Document, contents: Cover, signal: SignalEvent) -> FoundEvent | None:
    index = document.token_at(signal.trigger.start)
    if index >= len(document.tokens) or document.tokens[index].kind == "punct":
        return None
    token = document.tokens[index]
    told = next((s for s in document.statements if s.cue.touches(signal.trigger)), None)
    return FoundEvent(
        trigger=Span(max(token.start, signal.trigger.start), max(token.end, signal.trigger.end)),
        token=index,
        sentence=token.sentence,
        type=signal.type,
        mode=signal.mode,
        status=signal.status,
        statement=told,
        by=telling(document, contents, token.start, but=told),
        lemma=fold(token.text),
        signal=signal,
        confidence=min(0.9, signal.types.get(signal.type, 0.0) * 0.8),
        origin=by_encoder(document, f"encoder {signal.type}"),
    )
