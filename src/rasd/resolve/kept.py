"""Decides last which actors reach the record: those with a proper name, and those that take part in a statement or an event."""

from __future__ import annotations

from rasd.document import Document
from rasd.findings import FoundActor


class Kept:
    """Marks the actors of a document that reach the record."""

    name = "kept"
    version = "1"

    def __call__(self, document: Document) -> None:
        """Set `kept` of every actor."""
        parties = _parties(document)
        for index, actor in enumerate(document.actors):
            actor.kept = actor.kept or index in parties or _named(actor)


def _named(actor: FoundActor) -> bool:
    return any(mention.named for mention in actor.mentions)


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
