"""Resolves "his country" (بلاده): the country of the speaker of the statement that contains it. Runs after speakers are resolved."""

from __future__ import annotations

from dataclasses import replace

from rasd.document import Document
from rasd.findings import FoundActor, FoundMention
from rasd.ontology.knowledge import countries
from rasd.ontology.triggers import word_set
from rasd.records import Origin
from rasd.spans import Cover

HOMES = word_set("homelands")
ORIGIN = Origin("events", "1", rules=("unmarked party",))


class Homelands:
    """Gives "his country" in a statement its actor, and makes it the subject of the verb after it."""

    name = "homelands"
    version = "1"

    def __call__(self, document: Document) -> None:
        """Resolve each such word of the document whose speaker has a known country."""
        found = [token for token in document.tokens if token.form.removeprefix("و") in HOMES]
        contents = document.contents() if found else Cover([])
        for token in found:
            country = _of_speaker(document, contents, token.start)
            if country is None:
                continue
            mention = document.mention_at(token.index) or _subject(document, token.index)
            if mention is not None and mention.first == mention.last and (mention.actor is None or mention.kind == "country"):
                _give(document, mention, country)


def _of_speaker(document: Document, contents: Cover, offset: int) -> str | None:
    """The country of the speaker of the innermost statement at an offset, or None."""
    around = [document.statements[k] for k in contents.holding(offset)]
    statement = min(around, key=lambda one: one.content.length, default=None)
    if statement is None or statement.actor is None:
        return None
    country = document.actors[statement.actor].country
    return country if country in countries() else None


def _subject(document: Document, index: int) -> FoundMention | None:
    """A mention of the word as subject of the event whose verb follows it; the rules alone mark no such mention."""
    verbs = (event for event in document.events if event.token == index + 1 and event.word_class == "verb")
    event = next((verb for verb in verbs if not verb.parties.sources), None)
    if event is None:
        return None
    span = document.span(index, index, "و" if document.tokens[index].form.startswith("و") else "")
    mention = FoundMention(span, index, index, "nominal", "country", None, "GOV", gender="f", number="s", origin=ORIGIN)
    document.add(mention)
    event.parties = replace(event.parties, sources=(mention,), subject_dropped=False)
    return mention


def _give(document: Document, mention: FoundMention, country: str) -> None:
    """Move the mention to the actor of the country, which is created if the article has none."""
    old = document.actors[mention.actor] if mention.actor is not None else None
    mention.country = country
    if old is not None and old.entry == country:
        return
    if old is not None:
        old.mentions.remove(mention)
    k = next((k for k, actor in enumerate(document.actors) if actor.kind == "country" and actor.entry == country), None)
    if k is None:
        k, known = len(document.actors), countries()[country]
        document.actors.append(FoundActor(known.ar, known.en, "country", country, "GOV", [], known.qid, country))
    mention.actor = k
    document.actors[k].mentions = sorted([*document.actors[k].mentions, mention], key=lambda one: one.span)
