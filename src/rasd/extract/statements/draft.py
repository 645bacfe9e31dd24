"""A statement in tokens, and the finding that is made from it: kind, stance, confidence, the names of the rules."""

from __future__ import annotations

from typing import NamedTuple

from rasd.extract.statements.clause import CueCandidate, Reading
from rasd.extract.statements.nominal import Subject
from rasd.findings import FoundMention, FoundStatement
from rasd.ontology import cues
from rasd.records import Origin, Stance, StatementKind
from rasd.spans import Span

VERSION = "1"
# How sure cue and content are: the share of right contents by rule (and by shape where it differs) over the 260 train articles.
_CONFIDENCE = {
    "that": 0.86,
    "quote": 0.87,
    "headline": 0.85,
    "turn": 0.85,
    "object": 0.75,
    "preposition": 0.74,
    "colon": 0.74,
    "phrase": 0.69,
    "before": 0.64,
}
_PARTICIPLE = {"that": 0.97, "object": 0.95, "preposition": 0.9, "quote": 0.93}
_MASDAR = 0.6
SHORTEST_QUOTED = 3  # tokens; shorter quotations are names and scare quotes
_UNKNOWN_SPEAKER = 0.9  # factor where the speaker is not at the cue


class Draft(NamedTuple):
    """A statement in tokens: its content is `first..last`, `rule` names what opened it, `credit` whether it only credits (حسبما ذكرت)."""

    candidate: CueCandidate
    first: int
    last: int
    subject: Subject | None
    hint: str | None
    addressee: FoundMention | None
    rule: str
    credit: bool = False


def finding(reading: Reading, draft: Draft) -> FoundStatement:
    """The finding of a draft."""
    candidate, form = draft.candidate, draft.candidate.form
    mention = draft.subject.mention if draft.subject else None
    confidence = _confidence(draft)
    return FoundStatement(
        cue=reading.document.span(candidate.first, candidate.last, form.prefix if form.prefix in ("و", "ف") else ""),
        cue_token=candidate.first,
        lemma=candidate.cue.lemma,
        stance=_stance(reading, draft),
        content=Span(reading.tokens[draft.first].start, reading.tokens[draft.last].end),
        kind=kind_of(reading, draft.first, draft.last, draft.rule),
        speaker=mention,
        speaker_words=mention.span if mention else None,
        hint=draft.hint if mention is None else None,
        gender=form.gender,
        number=form.number,
        addressee=draft.addressee,
        confidence=confidence if mention else round(confidence * _UNKNOWN_SPEAKER, 3),
        origin=Origin("statements", VERSION, rules=(draft.rule, "credit" if draft.credit else _shape(candidate))),
    )


def _confidence(draft: Draft) -> float:
    shape = _shape(draft.candidate)
    if shape == "masdar" and draft.candidate.cue.lemma != "قول":
        return _MASDAR
    table = _PARTICIPLE if shape == "participle" else _CONFIDENCE
    return table.get(draft.rule, 0.6)


def _shape(candidate: CueCandidate) -> str:
    return "phrase" if candidate.cue.kind == "phrase" else candidate.form.shape


def kind_of(reading: Reading, first: int, last: int, rule: str) -> StatementKind:
    """The kind of a content `first..last` that `rule` opened.

    direct: all in quotation marks (أن before them or inside), or after a colon; mixed: a quotation of some words inside; else indirect.
    """
    if _is_quoted(reading, first, last):
        return "direct"
    if rule == "colon" and not reading.is_that(first):
        return "direct"
    if any(first <= quoted.first <= last and quoted.words >= SHORTEST_QUOTED for quoted in reading.quoted):
        return "mixed"
    return "direct" if rule in ("headline", "turn") else "indirect"


def _is_quoted(reading: Reading, first: int, last: int) -> bool:
    """Whether one quotation holds the whole content, save أن and marks before it."""
    if reading.quote_around[first] is None:
        first = next((k for k in range(first + reading.is_that(first), last) if reading.tokens[k].kind != "punct"), last)
    quoted = reading.quote_around[first]
    return quoted is not None and quoted.first == first and quoted.last >= last


def _stance(reading: Reading, draft: Draft) -> Stance:
    """The cue's stance, or that of the noun which opens the content: أعرب عن أمله is hope."""
    stance = draft.candidate.cue.stance
    if stance == "deny" and reading.is_negated(draft.candidate.first):
        return "neutral"  # لم يستبعد: what is not ruled out is not denied
    if draft.rule not in ("preposition", "object") or stance not in ("neutral", "praise"):
        return stance
    noun = cues.noun_of(reading.tokens[draft.first].word, cues.nouns())
    return cues.nouns()[noun] if noun else stance
