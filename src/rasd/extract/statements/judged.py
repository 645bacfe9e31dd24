"""What is known of a cue once it is judged, and of all that were judged before it."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import takewhile
from typing import NamedTuple

from rasd.extract.statements.clause import CueCandidate
from rasd.extract.statements.nominal import Subject
from rasd.extract.statements.opening import Opening


class Voice(NamedTuple):
    """Who speaks at a cue: the subject, or a hint where the resolver should look for one (both None: nobody is told)."""

    subject: Subject | None
    hint: str | None = None


class Judged(NamedTuple):
    """A candidate that is a cue: how its content opens (None: it stands before the cue), and who speaks."""

    candidate: CueCandidate
    opening: Opening | None
    subject: Subject | None
    hint: str | None


class Earlier(list[Judged]):
    """The cues judged so far, in order."""

    def since(self, floor: int) -> Iterator[Judged]:
        """Those from token `floor` on, the last first."""
        return takewhile(lambda judged: judged.candidate.first >= floor, reversed(self))

    def speaks_since(self, floor: int) -> bool:
        """Whether somebody speaks from token `floor` on, masdars aside."""
        return any(judged.candidate.form.shape != "masdar" for judged in self.since(floor))

    def last_verb(self) -> CueCandidate | None:
        """The last that is a verb."""
        return next((judged.candidate for judged in reversed(self) if judged.candidate.form.shape == "verb"), None)
