"""Decides which actors reach the record: named ones, parties to a statement or event, and some others."""

from __future__ import annotations

from rasd.document import Document
from rasd.findings import MENTION, FoundActor, FoundMention
from rasd.ontology.tables import words_of
from rasd.ontology.words import is_verb_form

# Shares of actors that take part in no statement or event found and yet are annotated (training set): armed groups, parties and
# international bodies .6 to .9, holders of an office .6, bodies with a name .5, states mentioned twice or as a party .7; groups under .5,
# even if mentioned three times; other unnamed ones .1 to .3.
_ACT_BY_NATURE = frozenset(("armed_group", "party", "igo"))
_PREDICATING = frozenset(("وهو", "وهي", "هو", "هي", "بانه", "بانها", "اول", "منصب", "لمنصب", "بمنصب", "منصبه", "ثالث", "ثاني"))


class Kept:
    """Marks the actors of a document that reach the record."""

    name = "kept"
    version = "1"

    def __call__(self, document: Document) -> None:
        """Set `kept` of every actor."""
        if document.signals is not None:
            _by_chance(document)
            return
        parties = _parties(document)
        for index, actor in enumerate(document.actors):
            actor.kept = actor.kept or index in parties or _named(actor) or _stands(document, actor)


def _by_chance(document: Document) -> None:
    """Keep likely mentions and their actors. A party or speaker keeps at least its likeliest mention."""
    parties = _parties(document)
    for index, actor in enumerate(document.actors):
        best = max(map(_chance, actor.mentions), default=0.0)
        actor.kept = index in parties or best >= MENTION
        actor.mentions = [mention for mention in actor.mentions if _chance(mention) >= min(MENTION, best)]


def _chance(mention: FoundMention) -> float:
    """The weighed chance, or for mentions of a user's model its own."""
    return mention.chance if mention.chance is not None else mention.encoder_chance or 0.0


def _named(actor: FoundActor) -> bool:
    return any(mention.named for mention in actor.mentions)


def _stands(document: Document, actor: FoundActor) -> bool:
    """Whether an actor that takes part in nothing is kept because of its kind and mentions."""
    if actor.kind in _ACT_BY_NATURE:
        return True
    if actor.kind == "person":
        return any(mention.form == "title" and _told_office(document, mention) for mention in actor.mentions)
    if actor.kind == "country":
        names = [mention for mention in actor.mentions if mention.form == "name"]
        return len(names) > 1 or any(_is_party(document, mention) for mention in names)
    if actor.kind == "group":
        return False
    return any(mention.form == "name" for mention in actor.mentions)


def _told_office(document: Document, mention: FoundMention) -> bool:
    """Whether a title names its office or country in full, is a person's, and is neither predicate (وهو عضو في ...) nor post (منصب وزير
    ...)."""
    before = document.tokens[mention.first - 1].form if mention.first else ""
    if before in _PREDICATING:
        return False
    return mention.number != "p" and (mention.country is not None or " " in (mention.role or ""))


def _is_party(document: Document, mention: FoundMention) -> bool:
    """Whether a state's name stands where only a government can: after بين, مع, ضد, أن or a verb, or joined to such a name."""
    if mention.first == 0 or document.tokens[mention.first - 1].sentence != document.tokens[mention.first].sentence:
        return True
    form = document.tokens[mention.first].form
    before = document.tokens[mention.first - 1].form
    joined = form[0] == "و" and mention.span.start > document.tokens[mention.first].start
    return joined or before in words_of("state_contexts", "party") or is_verb_form(before)


def _parties(document: Document) -> set[int]:
    found: set[int] = set()
    for statement in document.statements:
        found.update(k for k in (statement.actor, statement.addressee.actor if statement.addressee else None) if k is not None)
    for event in document.events:
        found.update(event.source_actors)
        found.update(event.target_actors)
        if event.by is not None and event.by.actor is not None:
            found.add(event.by.actor)
    return found
