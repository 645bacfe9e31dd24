"""How likely a word is a trigger: a log-linear model over named features of the word and its surroundings.

The weights in `ontology/data/trigger_weights.tsv` are fitted by `tools/train_triggers.py`. Doubts of the rules (a condition not met, a
wish, missing parties) are features too: they weigh and do not decide.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator

from rasd.document import Document
from rasd.extract.events.phrases import Parties
from rasd.extract.events.triggers import TriggerCandidate
from rasd.findings import FoundStatement
from rasd.ontology.weights import weights_of
from rasd.records import Status

WINDOW = 3  # words on each side whose forms are features


def shipped_weights() -> dict[str, float]:
    """The shipped weights, by feature."""
    return weights_of("trigger_weights")


def chance(log_odds: float) -> float:
    """The probability of log-odds."""
    return 1 / (1 + math.exp(-max(-30.0, min(30.0, log_odds))))


def sense_features(candidate: TriggerCandidate) -> Iterator[str]:
    """The features of a candidate's sense and doubts, wherever it stands."""
    type_, trigger = candidate.sense.type, candidate.trigger
    yield "all"
    yield type_
    lemma = f"{type_} {trigger.lemma}"
    yield lemma
    yield f"{lemma} {trigger.kind}"
    yield f"{type_} {trigger.kind}"
    for doubt in candidate.doubts:
        yield from _doubt(doubt, type_, lemma)


def word_features(document: Document, candidate: TriggerCandidate, inside: FoundStatement | None) -> Iterator[str]:
    """The features of a candidate's form, of the words around it, and of the statement that contains it."""
    lemma = f"{candidate.sense.type} {candidate.trigger.lemma}"
    yield from _speech(document, candidate, inside, lemma)
    yield from _form(document, candidate, lemma)
    yield from _around(document, candidate)


def party_features(candidate: TriggerCandidate, parties: Parties, status: Status | None, doubts: Iterable[str]) -> Iterator[str]:
    """The features of a candidate's parties and status, and of doubts about them."""
    type_, trigger = candidate.sense.type, candidate.trigger
    count = len(candidate.doubts)
    for doubt in doubts:
        count += 1
        yield from _doubt(doubt, type_, f"{type_} {trigger.lemma}")
    yield f"doubts {min(count, 3)}"
    yield f"status {status} {trigger.kind}"
    yield from _parties(candidate, parties)


def _doubt(doubt: str, type_: str, lemma: str) -> Iterator[str]:
    yield f"doubt {doubt}"
    yield f"doubt {doubt} {type_}"
    yield f"doubt {doubt} {lemma}"


def _speech(document: Document, candidate: TriggerCandidate, inside: FoundStatement | None, lemma: str) -> Iterator[str]:
    type_ = candidate.sense.type
    if candidate.statement is not None:
        yield "cue"
        yield f"cue {type_}"
        yield f"cue {lemma}"
        yield f"cue {type_} {candidate.statement.kind}"
        yield f"cue speaker {candidate.statement.speaker is not None}"
    if inside is not None and inside is not candidate.statement:
        yield "told"
        yield f"told {type_}"
        yield f"told {inside.stance}"
        yield f"told {inside.stance} {type_}"
        yield f"told {inside.lemma}"
        yield f"told {inside.kind}"
        first = candidate.token - document.token_at(inside.content.start)
        if first < 3:
            yield f"told heads {inside.stance}"
            yield f"told heads {inside.lemma}"


def _form(document: Document, candidate: TriggerCandidate, lemma: str) -> Iterator[str]:
    trigger, token = candidate.trigger, document.tokens[candidate.token]
    type_ = candidate.sense.type
    form = trigger.form
    if form is not None:
        yield f"verb {form.tense} {form.person} {form.passive}"
        yield f"verb {form.tense} {type_}"
        yield f"verb {form.tense} {lemma}"
    else:
        article = trigger.prefix.endswith(("ال", "لل"))
        yield f"noun {trigger.prefix}"
        yield f"noun {'definite' if article else 'pronoun' if trigger.pronoun else 'bare'} {type_}"
        yield f"noun {'definite' if article else 'pronoun' if trigger.pronoun else 'bare'} {lemma}"
    if candidate.sense.need is not None:
        yield f"need {'need' not in candidate.doubts} {lemma}"
    if document.title is not None and token.start < document.title.end:
        yield "headline"
        yield f"headline {type_}"
    if document.quotation_at(token.start) is not None:
        yield "quoted"
        yield f"quoted {type_}"


def _parties(candidate: TriggerCandidate, parties: Parties) -> Iterator[str]:
    type_, kind = candidate.sense.type, candidate.trigger.kind
    source = parties.sources[0].kind if parties.sources else "state" if parties.source_country else "dropped" if parties.dropped else "none"
    target = parties.targets[0].kind if parties.targets else "state" if parties.target_country else "none"
    yield f"source {source} {kind}"
    yield f"source {source} {type_}"
    yield f"target {target} {kind}"
    yield f"target {target} {type_}"
    yield f"parties {source != 'none'} {target != 'none'} {type_}"
    for rule in parties.rules:
        yield f"read {rule}"


def _around(document: Document, candidate: TriggerCandidate) -> Iterator[str]:
    tokens, index, type_ = document.tokens, candidate.token, candidate.sense.type
    within = document.sentence_tokens(tokens[index].sentence)
    for k in range(max(within.start, index - WINDOW), min(within.stop, index + WINDOW + 1)):
        if k == index:
            continue
        token = tokens[k]
        word = "#" if token.kind == "number" else token.form
        side = "before" if k < index else "after"
        yield f"{side} {word}"
        if abs(k - index) == 1:
            yield f"next {side} {word}"
            yield f"next {side} {word} {type_}"
            mention = document.mention_at(k)
            if mention is not None:
                yield f"next {side} @{mention.kind} {candidate.trigger.kind}"
                yield f"next {side} @{mention.kind} {type_}"
            elif document.place_at(k) is not None:
                yield f"next {side} @place {type_}"
            elif document.time_at(k) is not None:
                yield f"next {side} @time {type_}"
    if index == within.start:
        yield f"first {candidate.trigger.kind}"
        yield f"first {type_}"
