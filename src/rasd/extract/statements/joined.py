"""Statements from rules and encoder together.

Policy: both propose cues and contents. Each reading of a content and each cue is weighed by what both say of it and by the words around it
(`weighed`); those likely enough are statements, and the chance of cue and content together is their confidence. A cue that both
mark keeps the rules' lemma, stance and agreement. Who speaks is weighed last, when actors are known (`rasd.resolve.speakers.joined`), and
his chance counts in the confidence too: it is no second bar.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from rasd.arabic.fold import fold
from rasd.document import Document
from rasd.extract.proposed import by_encoder, mention_at
from rasd.extract.statements.clause import Reading
from rasd.extract.statements.draft import kind_of
from rasd.extract.statements.weighed import SAME_CONTENT, Candidate, Weighing
from rasd.findings import EncoderRoles, FoundMention, FoundStatement, copy_of
from rasd.interfaces import Extractor
from rasd.ontology import cues
from rasd.ontology.cues import lexicon
from rasd.records import StatementKind
from rasd.signals import SignalStatement
from rasd.spans import Span, overlap

KEPT = 0.45  # chance from which a candidate is a statement
BEFORE_VERB, AFTER_VERB = 3, 4  # tokens from a verb back to its phrase (وفقا لما) and on to its participle (قائلا)
CARRIED_ON = frozenset({"أضاف", "أردف", "تابع", "رد", "علق", "عقب", "زاد", "مضى", "واصل", "استطرد", "ختم", "صرح"})  # by قائلا
SAYING = cues.words("saying")
CLOSING = {"»": "«", "”": "“"}
SPEAKER = 0.7  # chance from which the encoder's words for the speaker stand


class JoinedStatements:
    """The rules' statements reconciled with the encoder's."""

    name = "statements"

    def __init__(self, rules: Extractor[Document, FoundStatement | FoundMention]) -> None:
        self.rules = rules
        self.version = f"{rules.version}+encoder"

    def __call__(self, document: Document) -> Iterator[FoundStatement | FoundMention]:
        """Yield the statements of both, after the mentions that only the rules' statements mark."""
        if document.signals is None:
            yield from self.rules(document)
            return
        mentions, candidates = self.candidates(document)
        yield from mentions
        weighing = Weighing(document, candidates)
        kept: list[Candidate] = []
        for candidate, chance in zip(candidates, weighing.settle(), strict=True):
            if chance >= KEPT and not _is_carried_on(document, candidate, kept):
                kept.append(candidate)
                statement = statement_of(document, candidate, chance)
                if candidate.rules is not None and statement.content != candidate.rules.content:
                    statement.kind = _kind(weighing.reading, statement.content, candidate.rule)
                yield statement

    def candidates(self, document: Document) -> tuple[list[FoundMention], list[Candidate]]:
        """All that rules or encoder would call a cue, in the order of the text, and the mentions that the rules make on the way."""
        seen = document.signals.statements if document.signals else []
        signals = [signal for signal in seen if document.token_at(signal.cue.start) < len(document.tokens)]
        mentions: list[FoundMention] = []
        found: list[Candidate] = []
        taken: set[int] = set()
        for finding in self.rules(document):
            if isinstance(finding, FoundMention):
                mentions.append(finding)
                continue
            k = next((k for k, signal in enumerate(signals) if k not in taken and signal.cue.touches(finding.cue)), None)
            if k is None:
                k = next((k for k, signal in enumerate(signals) if k not in taken and _is_same_act(document, finding, signal)), None)
            if k is None:
                found.append(Candidate(finding, None, None))
            else:
                taken.add(k)
                found.append(Candidate(finding, signals[k], trimmed(document, signals[k].content)))
        for k, signal in enumerate(signals):
            if k not in taken:
                proposed = trimmed(document, signal.content)
                if proposed is not None:
                    found.append(Candidate(None, signal, proposed))
        return mentions, sorted(found, key=lambda candidate: (candidate.cue, candidate.content))


def _is_same_act(document: Document, finding: FoundStatement, signal: SignalStatement) -> bool:
    """Whether both mark another word of one cue: وفقا لما ذكر (phrase and verb), أضاف الوزير قائلا (verb and participle)."""
    verb, word = document.tokens[finding.cue_token], document.tokens[document.token_at(signal.cue.start)]
    apart = word.index - verb.index
    carried = apart > 0 and word.form in SAYING and word.sentence == verb.sentence
    if not (carried or -BEFORE_VERB <= apart <= AFTER_VERB) or overlap(finding.content, signal.content) < SAME_CONTENT:
        return False
    if apart < 0:
        return "credit" in finding.origin.rules
    return finding.lemma in CARRIED_ON and signal.cue.end <= finding.content.start


def _is_carried_on(document: Document, candidate: Candidate, kept: list[Candidate]) -> bool:
    """Whether the cue only carries on one before it, which has the same content: أضاف فلان، خلال مؤتمر صحفي، قائلا: «...»."""
    cue = candidate.cue.start
    if candidate.rules is not None or document.tokens[document.token_at(cue)].form not in SAYING:
        return False
    sentence = document.sentence_of(cue)
    before = (one for one in kept if one.rules is not None and one.rules.lemma in CARRIED_ON)
    return any(
        document.sentence_of(one.cue.start) == sentence and overlap(one.content, candidate.content) >= SAME_CONTENT for one in before
    )


def statement_of(document: Document, candidate: Candidate, chance: float) -> FoundStatement:
    """The statement of a candidate that is one by this chance, its content as the candidate has it."""
    rules, signal = candidate.rules, candidate.signal
    if rules is None:
        made = _alone(document, candidate)
    elif signal is None:
        made = copy_of(rules)
    else:
        made = _both(document, rules, signal)
    if signal is not None:
        made.encoder = EncoderRoles(_speaker(document, signal), signal.who, signal.who_chance, signal.addressee)
    if candidate.content != made.content:
        made.add_rule("encoder content" if candidate.content == candidate.proposed else "content weighed")
    made.content, made.confidence = _unclosed(document, candidate.content), min(0.99, chance * candidate.content_chance)
    return made


def _unclosed(document: Document, content: Span) -> Span:
    """A content without a mark at its end that closes a quotation which begins before it."""
    words = content.of(document.text)
    closes = words[-1:] in CLOSING and words.count(words[-1]) > words.count(CLOSING[words[-1]])
    return Span(content.start, content.end - 1) if closes and content.length > 1 else content


def _kind(reading: Reading, content: Span, rule: str) -> StatementKind:
    """The kind of a content that is not the one the rules saw: of that, all may be quotation, or none."""
    token_at = reading.document.token_at
    return kind_of(reading, token_at(content.start), token_at(content.end - 1), rule)


def _both(document: Document, statement: FoundStatement, signal: SignalStatement) -> FoundStatement:
    rules = list(statement.origin.rules)
    joined = copy_of(statement)
    speaker = _speaker(document, signal)
    nearer = speaker is not None and _agrees(document, speaker, statement) and _is_nearer(speaker, statement.speaker)
    if speaker is not None and nearer and signal.who_chance >= SPEAKER:
        joined.rules_speaker = joined.speaker
        joined.speaker, joined.speaker_words, joined.hint = speaker, speaker.span, None
        rules.append("encoder speaker")
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


def _alone(document: Document, candidate: Candidate) -> FoundStatement:
    signal = candidate.signal
    if signal is None:
        raise TypeError("a candidate that nobody proposes")
    index = document.token_at(signal.cue.start)
    token = document.tokens[index]
    forms = lexicon().forms(token.word)
    cue = forms[0].cue if forms else None
    speaker = _speaker(document, signal)
    return FoundStatement(
        cue=Span(max(token.after(forms[0].prefix) if forms else token.start, signal.cue.start), max(token.end, signal.cue.end)),
        cue_token=index,
        lemma=cue.lemma if cue else fold(token.text),
        stance=cue.stance if cue else "neutral",
        content=candidate.proposed or candidate.content,
        kind=signal.kind,
        speaker=speaker,
        speaker_words=speaker.span if speaker else None,
        hint=None if speaker else "chain",
        origin=by_encoder(document, "encoder statement"),
    )


def _speaker(document: Document, signal: SignalStatement) -> FoundMention | None:
    if signal.speaker is None or document.signals is None:
        return None
    return mention_at(document, document.signals.mentions[signal.speaker].span)


def trimmed(document: Document, span: Span) -> Span | None:
    """The span without white space and without quotation marks that open or close it; None where nothing is left."""
    start, end = span
    text = document.text
    while start < end and (text[start].isspace() or text[start] in '«"“”:،'):
        start += 1
    while end > start and (text[end - 1].isspace() or text[end - 1] in '»"“”.،'):
        end -= 1
    return Span(start, end) if start < end else None
