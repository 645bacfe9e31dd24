"""Mentions from rules and encoder together.

Policy: where both mark words, the rules' features stand (entry, country, role) and the encoder's extent does where it is sure; what only
the encoder marks is added where it is sure; what only the rules mark stays, with no support, and must take part in something to be kept.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace

from rasd.document import Document
from rasd.findings import FoundMention
from rasd.interfaces import Extractor
from rasd.records import Origin
from rasd.signals import SignalMention
from rasd.spans import Span, overlap

COVERS = 0.3  # intersection over union from which a mention is the one that a span means
SAME = 0.5  # intersection over union from which two spans are one mention
ADDED, INNER, EXTENT = 0.5, 0.6, 0.8  # chances from which the encoder adds a mention, adds one inside another, sets the extent


class JoinedMentions:
    """The rules' mentions reconciled with the encoder's."""

    name = "mentions"

    def __init__(self, rules: Extractor[Document, FoundMention]) -> None:
        self.rules = rules
        self.version = f"{rules.version}+encoder"

    def __call__(self, document: Document) -> Iterator[FoundMention]:
        """Yield the mentions of both."""
        found = list(self.rules(document))
        if document.signals is None:
            yield from found
            return
        for signal in document.signals.mentions:
            added = _reconcile(document, signal, found)
            if added is not None:
                found.append(added)
        for mention in found:
            mention.support = mention.support or 0.0
            yield mention


def _reconcile(document: Document, signal: SignalMention, found: list[FoundMention]) -> FoundMention | None:
    """Mark the mention that the signal means, or make the one that it adds."""
    same = max(found, key=lambda mention: overlap(mention.span, signal.span), default=None)
    if same is not None and overlap(same.span, signal.span) >= SAME:
        if signal.chance > (same.support or 0.0):
            same.support, same.cluster = signal.chance, signal.cluster
        return None
    if signal.chance < (INNER if signal.inner else ADDED):
        return None
    touching = [mention for mention in found if mention.span.touches(signal.span)]
    if touching and not signal.inner:
        return _extend(document, signal, touching)
    return made(document, signal)


def _extend(document: Document, signal: SignalMention, touching: list[FoundMention]) -> FoundMention | None:
    """A longer or shorter reading of words that the rules mark: the encoder's extent, with what the rules know of the part."""
    if signal.chance < EXTENT:
        return None
    inside = [mention for mention in touching if signal.span.holds(mention.span)]
    if not inside:
        return made(document, signal)
    named = [mention for mention in inside if mention.entry or mention.named] or inside
    known = max(named, key=lambda mention: mention.span.length)
    made_now = made(document, signal)
    if made_now is None or known.kind != signal.kind:
        return made_now
    return replace(
        known,
        span=made_now.span,
        first=made_now.first,
        last=made_now.last,
        support=signal.chance,
        cluster=signal.cluster,
        name=known.name or known.span,
        origin=made_now.origin,
    )


def made(document: Document, signal: SignalMention) -> FoundMention | None:
    """A mention from the encoder alone; None where its words are no whole tokens."""
    tokens = document.tokens_in(signal.span)
    first = document.token_at(signal.span.start)
    if not tokens and first >= len(document.tokens):
        return None
    last = max(first, tokens[-1] if tokens else first)
    span = Span(max(signal.span.start, document.tokens[first].start), document.tokens[last].end)
    if span.length <= 0 or document.tokens[first].kind == "punct":
        return None
    named = signal.form == "name" and signal.kind not in ("country", "group")
    return FoundMention(
        span=span,
        first=first,
        last=last,
        form=signal.form,
        kind=signal.kind,
        name=span if named else None,
        named=named,
        support=signal.chance,
        cluster=signal.cluster,
        origin=Origin("encoder", "1", document.signals.model if document.signals else None, ("encoder mention",)),
    )


def at(document: Document, spans: Iterable[Span]) -> FoundMention | None:
    """The mention that best covers one of the spans."""
    best: tuple[float, FoundMention] | None = None
    for span in spans:
        for index in document.tokens_in(span):
            mention = document.mention_at(index)
            if mention is not None and (best is None or overlap(mention.span, span) > best[0]):
                best = (overlap(mention.span, span), mention)
    return best[1] if best and best[0] >= COVERS else None
