"""Statements from rules and encoder together.

Policy: a cue that both mark keeps the rules' lemma, stance and agreement, and takes the encoder's content and speaker where it is sure of
them; a cue that only one of them marks is kept where that one is sure.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from rasd.arabic.fold import fold
from rasd.document import Document
from rasd.extract.joined_mentions import at, by_encoder
from rasd.findings import FoundMention, FoundStatement
from rasd.interfaces import Extractor
from rasd.ontology.cues import lexicon
from rasd.signals import SignalStatement
from rasd.spans import Span, overlap

RULES_ALONE, ENCODER_ALONE = 0.9, 0.5  # confidences from which one of them is enough
CONTENT, SPEAKER = 0.5, 0.7  # chances from which the encoder's content and the words of its speaker stand
SAME_CONTENT = 0.8


class JoinedStatements:
    """The rules' statements reconciled with the encoder's."""

    name = "statements"

    def __init__(self, rules: Extractor[Document, FoundStatement | FoundMention]) -> None:
        self.rules = rules
        self.version = f"{rules.version}+encoder"

    def __call__(self, document: Document) -> Iterator[FoundStatement | FoundMention]:
        """Yield the statements of both, each after the mentions that only it marks."""
        if document.signals is None:
            yield from self.rules(document)
            return
        found = list(self.rules(document))
        signals = document.signals.statements
        cues = [finding.cue for finding in found if isinstance(finding, FoundStatement)]
        taken: set[int] = set()
        for finding in found:
            if isinstance(finding, FoundMention):
                yield finding
                continue
            k = next((k for k, signal in enumerate(signals) if k not in taken and signal.cue.touches(finding.cue)), None)
            if k is not None:
                taken.add(k)
                yield _both(document, finding, signals[k], cues)
            elif finding.confidence >= RULES_ALONE:
                yield finding
        for k, signal in enumerate(signals):
            if k not in taken and signal.chance >= ENCODER_ALONE:
                made = _alone(document, signal)
                if made is not None:
                    yield made


def _both(document: Document, statement: FoundStatement, signal: SignalStatement, cues: list[Span]) -> FoundStatement:
    rules = list(statement.origin.rules)
    joined = replace(statement, who=signal.who, who_chance=signal.who_chance)
    content = trimmed(document, signal.content)
    if content and _is_better(content, signal, statement, cues):
        joined.content = content
        rules.append("encoder content")
    speaker = _speaker(document, signal)
    if speaker is not None and not _agrees(document, speaker, statement):
        joined.who = None
    elif speaker is not None and _is_nearer(speaker, statement.speaker) and signal.who_chance >= SPEAKER:
        joined.speaker, joined.speaker_words, joined.hint = speaker, speaker.span, None
        rules.append("encoder speaker")
    joined.confidence = _agreement(statement, signal)
    joined.origin = replace(statement.origin, rules=(*rules, "encoder agrees"), model=document.model)
    return joined


def _agrees(document: Document, speaker: FoundMention, statement: FoundStatement) -> bool:
    """Whether the cue's gender leaves room for the speaker behind it: in طالب الحكومة بإرسال طائرات the government is asked."""
    if statement.gender != "m" or speaker.number == "p" or speaker.kind == "person" or speaker.span.start < statement.cue.end:
        return True
    return speaker.gender != "f" and (speaker.gender == "m" or not document.tokens[speaker.first].text.endswith("ة"))


def _is_nearer(speaker: FoundMention, rules: FoundMention | None) -> bool:
    """Whether the encoder's speaker may take the place of the rules': never a title alone that of a name."""
    return speaker is not rules and (rules is None or speaker.named or not rules.named)


def _is_better(content: Span, signal: SignalStatement, statement: FoundStatement, cues: list[Span]) -> bool:
    """Whether the encoder's content differs, is sure, and does not run on into a statement that the rules end before."""
    if signal.content_chance < CONTENT or overlap(content, statement.content) >= SAME_CONTENT:
        return False
    return not any(content.holds(cue) and cue.start >= statement.content.end for cue in cues)


def _agreement(statement: FoundStatement, signal: SignalStatement) -> float:
    return min(0.99, 0.5 * statement.confidence + 0.5 * max(signal.content_chance, signal.chance * 0.8))


def _alone(document: Document, signal: SignalStatement) -> FoundStatement | None:
    content, index = trimmed(document, signal.content), document.token_at(signal.cue.start)
    if content is None or index >= len(document.tokens):
        return None
    token = document.tokens[index]
    forms = lexicon().forms(token.word)
    cue = forms[0].cue if forms else None
    speaker = _speaker(document, signal)
    return FoundStatement(
        cue=Span(max(token.start, signal.cue.start), max(token.end, signal.cue.end)),
        cue_token=index,
        lemma=cue.lemma if cue else fold(token.text),
        stance=cue.stance if cue else "neutral",
        content=content,
        kind=signal.kind,
        speaker=speaker,
        speaker_words=speaker.span if speaker else None,
        hint=None if speaker else "chain",
        who=signal.who,
        who_chance=signal.who_chance,
        confidence=min(0.95, signal.chance * max(signal.content_chance, 0.5)),
        origin=by_encoder(document, "encoder statement"),
    )


def _speaker(document: Document, signal: SignalStatement) -> FoundMention | None:
    if signal.speaker is None or document.signals is None:
        return None
    return at(document, document.signals.mentions[signal.speaker].span)


def trimmed(document: Document, span: Span) -> Span | None:
    """The span without white space and without quotation marks that open or close it; None where nothing is left."""
    start, end = span
    text = document.text
    while start < end and (text[start].isspace() or text[start] in '«"“”:،'):
        start += 1
    while end > start and (text[end - 1].isspace() or text[end - 1] in '»"“”.،'):
        end -= 1
    return Span(start, end) if start < end else None
