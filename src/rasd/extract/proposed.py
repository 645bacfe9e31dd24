"""Findings that the encoder or a model of the user proposes: their origin, and the mention for their words."""

from __future__ import annotations

from rasd.document import Document
from rasd.findings import FoundMention
from rasd.records import Kind, Origin
from rasd.spans import Span, overlap

COVERS = 0.3  # least intersection over union of a span and the mention that it stands for


def by_encoder(document: Document, rule: str) -> Origin:
    """The origin of a finding of the encoder alone."""
    return Origin("encoder", "1", document.model, (rule,))


def mention_at(document: Document, span: Span) -> FoundMention | None:
    """The mention that best covers the span."""
    here = [mention for index in document.tokens_in(span) if (mention := document.mention_at(index)) is not None]
    best = max(here, key=lambda mention: overlap(mention.span, span), default=None)
    return best if best is not None and overlap(best.span, span) >= COVERS else None


def mention_of(document: Document, span: Span, kind: Kind, origin: Origin) -> FoundMention | None:
    """A new mention of these words, extended to whole tokens; None where there are none."""
    first = document.token_at(span.start)
    last = document.token_at(span.end - 1)
    if first >= len(document.tokens) or last < first or last >= len(document.tokens) or document.tokens[first].kind == "punct":
        return None
    return FoundMention(
        span=Span(max(span.start, document.tokens[first].start), max(span.end, document.tokens[last].end)),
        first=first,
        last=last,
        form="nominal",
        kind=kind,
        origin=origin,
    )
