"""What a bulletin is, as plain data: the same for every format."""

from __future__ import annotations

from dataclasses import asdict, dataclass, field
from typing import Any

from rasd.export.labels import Language


@dataclass(frozen=True, slots=True)
class KeyQuote:
    """Words that were said: by whom (with office, as the article's day has it), by which cue; `gloss` in English.

    `direct`: it is to be set in quotation marks, for it has none of its own. `leads`: a cue that stands before its speaker (بحسب,
    according to); then `cue` is empty.
    """

    speaker: str | None
    speaker_en: str | None
    office: str | None
    cue: str
    content: str
    direct: bool
    gloss: str
    leads: str = ""


@dataclass(frozen=True, slots=True)
class Happening:
    """An event in one line: type and mode as keys of the labels, parties by name, `day` in EDTF, the sentence that tells it.

    `other_dead` and `other_injured` are the numbers that other articles of the story tell of it, those of most articles first.
    """

    type: str
    mode: str
    status: str
    source: tuple[str, ...]
    target: tuple[str, ...]
    day: str | None
    place: str | None
    dead: int | None
    injured: int | None
    sentence: str
    gloss: str
    outlet: str | None = None
    url: str | None = None
    id: str = ""
    score: float = 0.0
    other_dead: tuple[int, ...] = ()
    other_injured: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True)
class Entry:
    """One entry: a headline with its outlet, day and link; quotes and events; `also` names other outlets that tell it."""

    headline: str
    outlet: str | None
    day: str | None
    url: str | None
    quotes: tuple[KeyQuote, ...] = ()
    events: tuple[Happening, ...] = ()
    also: tuple[str, ...] = ()
    credit: tuple[str, ...] = ()
    note: str | None = None


@dataclass(frozen=True, slots=True)
class Section:
    """A heading and its entries, in the user's order."""

    title: str
    entries: tuple[Entry, ...]


@dataclass(frozen=True, slots=True)
class Bulletin:
    """A bulletin of a day."""

    title: str
    day: str
    frame: Language = "ar"
    sections: tuple[Section, ...] = field(default=())

    @property
    def happenings(self) -> list[tuple[Section, Entry, Happening]]:
        """All events with where they stand, in order of their days; those without one last."""
        found = [(section, entry, event) for section in self.sections for entry in section.entries for event in entry.events]
        return sorted(found, key=lambda row: (row[2].day is None, row[2].day or ""))

    def to_dict(self) -> dict[str, Any]:
        """As plain dicts and lists."""
        return asdict(self)
