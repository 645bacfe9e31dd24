"""Statistics of review: how many decisions each person made, and how often findings were right, by kind and type."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable
from dataclasses import dataclass

from rasd.review.judgements import Judgement, in_force

COUNTED = ("statement", "event", "actor", "time", "place", "mention")
_VERDICTS = ("accept", "reject", "edit", "add")


@dataclass(frozen=True, slots=True)
class Judged:
    """The decisions of one person (None: of all) on findings of a kind and type; the last verdict on each counts.

    `precision` is the share of findings accepted unchanged, `found` the share accepted or edited.
    """

    person: str | None
    subject: str
    type: str | None
    accepted: int
    rejected: int
    edited: int
    added: int

    @property
    def read(self) -> int:
        """Judged findings of the engine, without added ones."""
        return self.accepted + self.rejected + self.edited

    @property
    def precision(self) -> float | None:
        """The share that was right as it was read."""
        return self.accepted / self.read if self.read else None

    @property
    def found(self) -> float | None:
        """The share that was there, right or to be mended."""
        return (self.accepted + self.edited) / self.read if self.read else None


def by_person(judgements: Iterable[Judgement]) -> list[Judged]:
    """The decisions of each person, by kind of finding."""
    last: dict[tuple[str, str, str], Judgement] = {}
    for one in _counted(judgements):
        last[one.author, one.subject, one.subject_id] = one
    return _counts(((author, subject, None), one) for (author, subject, _), one in last.items())


def by_type(judgements: Iterable[Judgement]) -> list[Judged]:
    """The decisions on findings by kind and type; the last person's verdict counts."""
    last = {(one.subject, one.subject_id): one for one in _counted(judgements)}
    types: dict[tuple[str, str], str | None] = {}
    for one in _counted(judgements):  # the type that was read, before edits
        types.setdefault((one.subject, one.subject_id), one.evidence.get("type") or one.fields.get("type"))
    return _counts(((None, subject, types[subject, id]), one) for (subject, id), one in last.items())


def _counted(judgements: Iterable[Judgement]) -> list[Judgement]:
    return [one for one in judgements if one.subject in COUNTED]


def _counts(judged: Iterable[tuple[tuple[str | None, str, str | None], Judgement]]) -> list[Judged]:
    counts: defaultdict[tuple[str | None, str, str | None], Counter[str]] = defaultdict(Counter)
    for key, one in judged:
        counts[key][one.verdict] += 1
    found = [Judged(*key, *(count[verdict] for verdict in _VERDICTS)) for key, count in counts.items()]
    return sorted(found, key=lambda one: (one.person or "", COUNTED.index(one.subject), -(one.read + one.added), one.type or ""))


def active(judgements: Iterable[Judgement]) -> list[Judgement]:
    """Valid judgements in order of time, for both statistics."""
    return in_force(judgements)
