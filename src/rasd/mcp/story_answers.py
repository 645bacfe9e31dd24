"""What the tools over stories answer; see `rasd.mcp.answers`."""

from __future__ import annotations

from dataclasses import dataclass

from rasd.mcp.answers import Cited, Source, Who


@dataclass(frozen=True)
class StoryLine:
    """A story in a list."""

    id: str
    title: str | None
    first: str | None
    last: str | None
    articles: int
    outlets: int


@dataclass(frozen=True)
class Stories:
    """Stories found, the newest first."""

    stories: list[StoryLine]
    more: bool
    next_offset: int | None


@dataclass(frozen=True)
class Member:
    """An article of a story; `copy_of` is the id of the article whose text it repeats, with the reasons for the link."""

    source: Source
    copy_of: str | None
    reasons: list[str]


@dataclass(frozen=True)
class Version:
    """One value of a field of an event, and the ids of the articles that tell it; `independent` of them are no copies."""

    value: str
    articles: list[str]
    independent: int


@dataclass(frozen=True)
class Field:
    """A field of an event that several articles tell: it is agreed on where there is one version."""

    name: str
    versions: list[Version]


@dataclass(frozen=True)
class SharedEvent:
    """One event that several articles of a story tell, with the words of each."""

    id: str
    type: str
    fields: list[Field]
    told: list[Cited]


@dataclass(frozen=True)
class Story:
    """A story: its articles in order of time, the events that several tell, the stories before and after it in the same affair."""

    id: str
    title: str | None
    first: str | None
    last: str | None
    outlets: int
    articles: list[Member]
    count: int
    events: list[SharedEvent]
    follows: list[str]
    followed_by: list[str]
    more: bool
    next_offset: int | None


@dataclass(frozen=True)
class Used:
    """A name as it is written, how often by which outlets; `colour` (hostile, admiring, partisan) and `meaning` of a loaded name."""

    words: str
    outlets: dict[str, int]
    colour: str | None
    meaning: str | None


@dataclass(frozen=True)
class Naming:
    """The names by which outlets call one actor or place; `actor` is None for a place."""

    actor: str | None
    name: str
    uses: list[Used]


@dataclass(frozen=True)
class Report:
    """One outlet's report of a statement: its verb, the stance of that verb, and the words."""

    cited: Cited
    cue: str
    stance: str


@dataclass(frozen=True)
class Reported:
    """One statement as outlets report it; `differs`: their verbs take different stances (زعم, أكد)."""

    speaker: Who | None
    name: str
    differs: bool
    reports: list[Report]


@dataclass(frozen=True)
class Toll:
    """How many dead and injured an article tells first, with the sentence."""

    dead: int | None
    injured: int | None
    cited: Cited


@dataclass(frozen=True)
class Denial:
    """What somebody denies, as these outlets report it."""

    speaker: str
    outlets: list[str]
    cited: Cited


@dataclass(frozen=True)
class Omission:
    """What most outlets tell and was not found in others: kind is event, actor or statement. The reading may have missed it there."""

    kind: str
    what: str
    told_by: list[str]
    not_found_in: list[str]
    cited: Cited


@dataclass(frozen=True)
class Comparison:
    """A story outlet by outlet. `copying`: outlets that only copy, and whom they copy; `left_out`: articles over the limit."""

    id: str
    title: str | None
    outlets: list[str]
    copying: dict[str, list[str]]
    names: list[Naming]
    statements: list[Reported]
    tolls: list[Toll]
    tolls_differ: bool
    denials: list[Denial]
    omissions: list[Omission]
    left_out: int
