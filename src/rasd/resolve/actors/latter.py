"""Whom "the latter" (الأخير, هذا الأخير) means: the actor named last before it that agrees with it. It is no actor of its own."""

from __future__ import annotations

from rasd.arabic.fold import fold
from rasd.document import Document
from rasd.findings import FoundMention
from rasd.resolve.actors.cluster import Cluster
from rasd.spans import Cover

LATTER = {fold("الأخير"): "m", fold("هذا الأخير"): "m", fold("الأخيرة"): "f", fold("هذه الأخيرة"): "f"}
_LONGEST = 1  # tokens behind its first
_BODIES = frozenset({"government", "party", "company", "ngo", "igo", "armed_group", "military", "media"})
_PARAGRAPHS = 1  # how many paragraphs it points back over; reports have one a sentence
_SCORE = 0.9  # of the link
Latter = list[tuple[FoundMention, FoundMention]]


def latter_mentions(document: Document, mentions: list[FoundMention]) -> Latter:
    """Each mention that only says "the latter", with the one that it points back to."""
    told = [m for m in mentions if m.last - m.first <= _LONGEST and fold(m.span.of(document.text)) in LATTER]
    if not told:
        return []
    whole = Cover([m.span for m in mentions])
    named = sorted((m for m in mentions if m not in told and len(whole.holding(m.span.start)) == 1), key=lambda m: m.span)
    return [(mention, meant) for mention in told if (meant := _meant(document, mention, named)) is not None]


def join_latter(clusters: list[Cluster], found: Latter, text: str) -> None:
    """Add each such mention to the actor that it means."""
    for mention, meant in found:
        cluster = next(cluster for cluster in clusters if id(meant) in cluster.held)
        mention.kind, mention.form, mention.named, mention.name = cluster.kind, "nominal", False, None
        mention.country, mention.sector, mention.role = None, None, None
        cluster.take(mention, text, f"{mention.span.of(text)} points back to “{meant.span.of(text)}”", _SCORE)


def _meant(document: Document, mention: FoundMention, named: list[FoundMention]) -> FoundMention | None:
    gender = LATTER[fold(mention.span.of(document.text))]
    since = document.paragraph_of(mention.span.start) - _PARAGRAPHS
    for other in reversed(named):
        if other.span.end <= mention.span.start and _agrees(document, other, gender):
            return other if document.paragraph_of(other.span.start) >= since else None
    return None


def _agrees(document: Document, other: FoundMention, gender: str) -> bool:
    """Whether a mention is one person or body of the gender. A person of unknown gender is a man: of women their titles tell."""
    if other.number not in (None, "s"):
        return False
    if other.kind == "person":
        return (other.gender or "m") == gender
    if other.kind == "country":
        return gender == "f"
    return other.kind in _BODIES and ("f" if document.tokens[other.first].text.endswith("ة") else "m") == gender
