"""Judgements: what a person said of a finding, and which of them are in force."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from rasd.errors import UsageError

VERDICTS = ("accept", "reject", "edit", "add", "undo", "done")
SUBJECTS = ("statement", "event", "actor", "time", "place", "mention", "article", "judgement")
Value = Mapping[str, Any]


class JudgementRefused(UsageError):
    """A judgement that makes no sense; the message says what would."""


@dataclass(frozen=True, slots=True)
class Judgement:
    """What a person said of a finding. `subject` and `subject_id` name it; for an undo they are "judgement" and the id of what it undoes.

    `value` has `evidence` (the words by which the finding is found again) and, for edit and add, `fields`.
    """

    id: str
    at: str
    author: str
    subject: str
    subject_id: str
    verdict: str
    value: Value = field(default_factory=dict)
    note: str | None = None

    @property
    def fields(self) -> dict[str, Any]:
        """The changes of an edit, or the fields of an addition."""
        found = self.value.get("fields")
        return dict(found) if isinstance(found, Mapping) else {}

    @property
    def evidence(self) -> dict[str, Any]:
        """The words of the finding when it was judged."""
        found = self.value.get("evidence")
        return dict(found) if isinstance(found, Mapping) else {}

    @property
    def rule(self) -> str:
        """The name of the rule that an origin gives for it."""
        return f"{self.verdict} by {self.author} {self.at[:10]}"


def judgement_of(row: Mapping[str, Any]) -> Judgement:
    """A judgement from its row in the store."""
    value = row["value"] if isinstance(row["value"], Mapping) else {}
    return Judgement(row["id"], row["at"], row["author"], row["subject"], row["subject_id"], row["verdict"], value, row["note"])


def in_force(judgements: Iterable[Judgement]) -> list[Judgement]:
    """The judgements that are not undone, in order of time, without the undos. An undone undo does not count."""
    undone: set[str] = set()
    held: list[Judgement] = []
    for judgement in sorted(judgements, key=lambda one: (one.at, one.id), reverse=True):
        if judgement.id in undone:
            continue
        if judgement.verdict == "undo":
            undone.add(judgement.subject_id)
        elif judgement.verdict in VERDICTS and judgement.subject in SUBJECTS:
            held.append(judgement)
    return held[::-1]
