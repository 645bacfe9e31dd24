"""Whom "the latter" (الأخير, هذا الأخير) and "the speaker" (المتحدث ذاته) mean: who was named last before it and agrees with it, or
spoke last. They are no actors of their own."""

from __future__ import annotations

from rasd.arabic.fold import fold
from rasd.document import Document
from rasd.findings import FoundMention
from rasd.resolve.actors.cluster import Cluster, new_cluster
from rasd.spans import Cover

LATTER = {fold("الأخير"): "m", fold("هذا الأخير"): "m", fold("الأخيرة"): "f", fold("هذه الأخيرة"): "f"}
SPEAKER = {fold("المتحدث"): "m", fold("المتحدثة"): "f"}  # a spokesman's office goes on: المتحدث باسم
_SAME = frozenset(map(fold, ("ذاته", "ذاتها", "نفسه", "نفسها", "ذات", "نفس")))
_SPOKESMEN = frozenset(map(fold, ("متحدث", "ناطق")))
_ENDS = tuple(sorted({word.split(" ")[-1] for word in (*LATTER, *SPEAKER, *_SAME)}))  # of the last word of each
_LONGEST = 1  # tokens behind its first
_BODIES = frozenset({"government", "party", "company", "ngo", "igo", "armed_group", "military", "media"})
_PARAGRAPHS = 1  # how many paragraphs it points back over; reports have one a sentence
_SCORE = 0.9  # of the link
Latter = list[tuple[FoundMention, FoundMention]]


def latter_mentions(document: Document, mentions: list[FoundMention]) -> Latter:
    """Each mention that only says "the latter" or "the speaker", with the one that it points back to."""
    short = [m for m in mentions if m.last - m.first <= _LONGEST and document.tokens[m.last].form.endswith(_ENDS)]
    if not short:
        return []
    told = [m for m in short if fold(m.span.of(document.text)) in LATTER]
    whole = Cover([m.span for m in mentions])
    named = sorted((m for m in mentions if m not in told and len(whole.holding(m.span.start)) == 1), key=lambda m: m.span)
    latter = [(mention, meant) for mention in told if (meant := _meant(document, mention, named)) is not None]
    return [*latter, *_speakers(document, mentions, short, {id(mention): meant for mention, meant in latter})]


def _speakers(document: Document, mentions: list[FoundMention], short: list[FoundMention], latter: dict[int, FoundMention]) -> Latter:
    """Each mention that only says "the speaker", with whoever spoke before it; none where a spokesman is told of."""
    told = {id(m): gender for m in short if (gender := _gender_of_speaker(document, m)) is not None}
    if not told or any((m.role or "").split(" ")[0] in _SPOKESMEN for m in mentions if id(m) not in told):
        return []
    found: Latter = []
    last: FoundMention | None = None
    for statement in sorted(document.statements, key=lambda s: s.cue):
        speaker = statement.speaker
        if speaker is None:
            continue
        if id(speaker) in told:
            if last is not None and (last.gender or "m") == told[id(speaker)]:
                found.append((speaker, last))
        elif (meant := latter.get(id(speaker), speaker)).kind == "person":
            last = meant
    return found


def _gender_of_speaker(document: Document, mention: FoundMention) -> str | None:
    """The gender of a mention that only says "the speaker", with or without "the same"; None for any other."""
    words = [word for word in fold(mention.span.of(document.text)).split() if word not in _SAME]
    return SPEAKER.get(words[0]) if len(words) == 1 else None


def join_latter(clusters: list[Cluster], found: Latter, text: str) -> None:
    """Add each such mention to the actor that it means."""
    for mention, meant in found:
        cluster = next((cluster for cluster in clusters if id(meant) in cluster.held), None)
        if cluster is None:  # whom it means was itself found to be nobody of his own
            clusters.append(new_cluster(mention, text))
            continue
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
