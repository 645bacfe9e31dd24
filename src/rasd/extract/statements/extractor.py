"""Who said what: reads reported speech from cue words, by rules over data/cues.tsv.

A candidate word becomes a statement where something opens a content after it (`opening`), or where a content stands before
it (an inverted quotation, وفق). The content runs to the next speech act or the narrator's comment (`content`); the speaker
is the subject after or before the cue (`speaker`), or left to the resolver with a hint where to look.
"""

from __future__ import annotations

from collections.abc import Iterator

from rasd.document import Document
from rasd.extract.statements.clause import Reading
from rasd.extract.statements.reader import StatementReader
from rasd.findings import FoundMention, FoundStatement


class Statements:
    """Yields the statements of a document, each after the mention made for its speaker where nobody had marked one."""

    name = "statements"
    version = "1"

    def __call__(self, document: Document) -> Iterator[FoundMention | FoundStatement]:
        """Yield the statements found."""
        if document.tokens:
            yield from StatementReader(Reading(document)).findings()
