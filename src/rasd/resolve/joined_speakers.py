"""Speakers after the encoder's reading: who speaks where the rules found nobody, or where it is sure of somebody else."""

from __future__ import annotations

from rasd.document import Document
from rasd.resolve.party_encoder import actors_of_clusters

FILLED, OVERRULED = 0.3, 0.8  # chances of the encoder's speaker from which it fills a gap, and overrules a speaker dropped at the cue


class JoinedSpeakers:
    """Fills and corrects the speakers of statements without words for one; does nothing where the rules read alone."""

    name = "joined speakers"
    version = "1"

    def __call__(self, document: Document) -> None:
        """Set `actor` where the encoder knows better."""
        if document.signals is None:
            return
        actors = actors_of_clusters(document)
        for statement in document.statements:
            actor = actors.get(statement.who) if statement.who is not None else None
            if actor is None or statement.speaker is not None:
                continue
            if statement.who_chance >= (FILLED if statement.actor is None else OVERRULED):
                statement.actor = actor
