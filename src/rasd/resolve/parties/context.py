"""Features of a party from the words beside it and from reported speech around it, besides those of `features`."""

from __future__ import annotations

from collections.abc import Iterator

from rasd.document import Document
from rasd.findings import FoundActor, FoundEvent, FoundMention


def neighbours(document: Document, event: FoundEvent, mention: FoundMention, side: str, word: str) -> Iterator[str]:
    """The words right before and after a mention, and those beside the trigger on its side."""
    tokens, first, last = document.tokens, mention.first, mention.last
    if first and tokens[first - 1].sentence == event.sentence and first - 1 != event.token:
        before = tokens[first - 1].form
        yield f"{side} word before {before}"
        yield f"{side} word before {before} {event.type}"
    elif first - 1 == event.token:
        yield f"{side} right after {word} {event.type}"
    if last + 1 < len(tokens) and tokens[last + 1].sentence == event.sentence:
        after = tokens[last + 1].form
        yield f"{side} word after {'trigger' if last + 1 == event.token else after}"
    step = 1 if side == "after" else -1
    if 0 <= event.token + step < len(tokens):
        yield f"{side} trigger by {tokens[event.token + step].form} {word}"


def kinds(event: FoundEvent, actor: FoundActor, mention: FoundMention | None, side: str, word: str) -> Iterator[str]:
    """The kind of the actor, with its position."""
    yield f"sector {actor.sector} type {event.type}"
    yield f"sector {actor.sector} lemma {event.type} {event.lemma}"
    yield f"kind {actor.kind} lemma {event.type} {event.lemma}"
    if mention is not None:
        yield f"{side} kind {actor.kind} {word}"
        yield f"{side} kind {actor.kind} {word} type {event.type}"
        yield f"{side} kind {actor.kind} form {mention.form}"


def speech(document: Document, event: FoundEvent, mention: FoundMention, here: list[FoundMention]) -> Iterator[str]:
    """Its position in the act of speech that the event is, or in the statement that contains the event."""
    if event.statement is not None:
        content = event.statement.content
        inside = content.start <= mention.span.start < content.end
        where = "out"
        if inside:
            rank = sum(content.start <= other.span.start < mention.span.start for other in here)
            where = f"in {min(rank, 3)}"
            yield f"content starts {mention.span.start - content.start < 12} {event.type}"
        yield f"content {where}"
        yield f"content {where} type {event.type}"
        yield f"content {where} stance {event.statement.stance}"
        yield f"content {where} lemma {event.lemma}"
    if event.by is not None:
        inside = event.by.content.start <= mention.span.start < event.by.content.end
        yield f"told {inside}"
        yield f"told {inside} type {event.type}"
        if inside:
            rank = sum(event.by.content.start <= other.span.start < mention.span.start for other in here)
            yield f"told rank {min(rank, 3)} {'before' if mention.span.start < event.trigger.start else 'after'}"


def nobody(document: Document, event: FoundEvent, word: str) -> Iterator[str]:
    """What the words beside the trigger say of a missing party."""
    tokens, token = document.tokens, event.token
    for name, k in (("after", token + 1), ("before", token - 1)):
        if 0 <= k < len(tokens) and tokens[k].sentence == event.sentence:
            form = "#" if tokens[k].kind == "number" else tokens[k].form
            yield f"none {name} {form}"
            yield f"none {name} {form} {event.type}"
            yield f"none {name} mention {document.mention_at(k) is not None} {word} {event.type}"
    if event.mode:
        yield f"none mode {event.type} {event.mode}"
    for read in event.origin.rules[1:]:
        yield f"none read {read}"
    if event.statement is not None:
        yield f"none stance {event.statement.stance} {event.type}"
        yield f"none addressee {event.statement.addressee is not None} {event.type}"
    title = document.title
    if title is not None and event.trigger.start < title.end:
        yield f"none headline {event.type}"
