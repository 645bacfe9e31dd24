"""What the tools answer, as plain dataclasses: the output schemas of the server are made from them (which slots would hide from the SDK).

Offsets are half-open, in Unicode code points, into the article's `text`; a `quote` is always `text[start:end]`.
"""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Evidence:
    """Words of an article and where they stand in its text."""

    start: int
    end: int
    quote: str


@dataclass(frozen=True)
class Source:
    """The article that words are from: `article` is its id, `day` the day of publication (ISO, or a month or year), None where unknown."""

    article: str
    outlet: str | None
    day: str | None
    title: str | None
    url: str | None


@dataclass(frozen=True)
class Cited:
    """Words of an article with the article that they are from. Offsets are None where the words stand in it in another spelling only."""

    source: Source
    start: int | None
    end: int | None
    quote: str


@dataclass(frozen=True)
class Who:
    """Somebody who takes part. `kind` is person, country, government and so on; `country` ISO 3166 alpha-3 or INT."""

    id: str
    name: str
    english: str | None
    kind: str
    country: str | None
    sector: str | None
    office: str | None


@dataclass(frozen=True)
class Statement:
    """Who said what: `cue` is the word that reports, `stance` what the outlet lends by it (claim, admit, deny, stress …)."""

    id: str
    source: Source
    speaker: Who | None
    speaker_words: Evidence | None
    cue: Evidence
    lemma: str
    stance: str
    kind: str
    content: Evidence
    addressee: Who | None
    confidence: float
    read_by: str


@dataclass(frozen=True)
class Event:
    """Who did what to whom. `by` and `to` may be empty: not told. `asserted_by` None: the outlet itself tells it."""

    id: str
    source: Source
    type: str
    mode: str
    status: str
    background: bool
    by: list[Who]
    to: list[Who]
    asserted_by: Who | None
    date: str | None
    place: str | None
    place_country: str | None
    dead: int | None
    injured: int | None
    contexts: list[str]
    trigger: Evidence
    sentence: Evidence
    also: list[Evidence]
    confidence: float
    read_by: str


@dataclass(frozen=True)
class Hit:
    """An article that was found: the words that match, and a snippet around the most of them."""

    source: Source
    score: float
    matches: list[Evidence]
    snippet: Evidence


@dataclass(frozen=True)
class Hits:
    """Articles found; `more` tells that there are others, from `next_offset` on."""

    articles: list[Hit]
    more: bool
    next_offset: int | None


@dataclass(frozen=True)
class Statements:
    """Statements found, of `count` in all (None where words decide, which are read page by page)."""

    statements: list[Statement]
    count: int | None
    more: bool
    next_offset: int | None


@dataclass(frozen=True)
class Events:
    """Events found, of `count` in all."""

    events: list[Event]
    count: int
    more: bool
    next_offset: int | None


@dataclass(frozen=True)
class Mentioned:
    """An actor of an article, with the words that name it there."""

    who: Who
    mentions: list[Evidence]


@dataclass(frozen=True)
class Dated:
    """A time expression and its value in EDTF, None where it cannot be resolved."""

    words: Evidence
    value: str | None


@dataclass(frozen=True)
class Located:
    """A place named, with its coordinates (WGS 84) where known."""

    words: Evidence
    name: str
    english: str | None
    country: str | None
    latitude: float | None
    longitude: float | None


@dataclass(frozen=True)
class Reading:
    """A part of an article's text, `start` to `end` of `letters`, and everything read whose words begin in it.

    `read` is False where the article is kept but was not read yet. `failures` are steps that failed on it; `more` tells that the text goes
    on at `end`.
    """

    source: Source
    text: str
    start: int
    end: int
    letters: int
    more: bool
    read: bool
    byline: str | None
    credit: list[str]
    actors: list[Mentioned]
    statements: list[Statement]
    events: list[Event]
    times: list[Dated]
    places: list[Located]
    failures: list[str]


@dataclass(frozen=True)
class ActorLine:
    """An actor in a list: how many articles tell of it, and how often, on the days asked for."""

    who: Who
    articles: int
    mentions: int


@dataclass(frozen=True)
class Actors:
    """Actors found, those of most articles first."""

    actors: list[ActorLine]
    count: int
    more: bool
    next_offset: int | None


@dataclass(frozen=True)
class Office:
    """An office held, with the ISO dates between which it is known to be held; `status` says how it ended or was held."""

    name: str
    english: str | None
    since: str | None
    until: str | None
    status: str


@dataclass(frozen=True)
class NameUse:
    """A name by which an outlet calls an actor, and in how many articles it comes first."""

    outlet: str | None
    name: str
    articles: int


@dataclass(frozen=True)
class Actor:
    """All that the store and the base know of an actor; `merged` are ids that people took for it. Lists are the first of each."""

    who: Who
    wikidata: str | None
    entry: str | None
    names: list[str]
    offices: list[Office]
    merged: list[str]
    articles: int
    called: list[NameUse]
    together_with: list[ActorLine]
    statements: list[Statement]
    did: list[Event]
    suffered: list[Event]
    more: bool
