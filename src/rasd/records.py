"""The public contract: what `rasd read` prints, one `Record` an article.

Offsets are half-open, in Unicode code points, into `Article.text`: the title, a blank line, and the body exactly as they were
read. Every `quote` is `text[start:end]`. Records are frozen; ids derive from content, so reading twice gives the same record.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, field
from typing import Any, Literal

Kind = Literal["person", "country", "government", "military", "armed_group", "party", "igo", "ngo", "company", "media", "group", "other"]
Form = Literal["name", "title", "nominal"]
Stance = Literal["neutral", "claim", "admit", "deny", "stress", "accuse", "praise", "demand", "warn", "hope"]
StatementKind = Literal["direct", "indirect", "mixed"]
Status = Literal["actual", "planned", "denied"]


def content_id(prefix: str, *parts: object) -> str:
    """A short id from content: `prefix-` and 12 hex digits of SHA-256 over the parts. The same parts give the same id."""
    return ContentIds(*parts[:1])(prefix, *parts[1:])


class ContentIds:
    """`content_id` for many ids whose parts begin alike: the beginning, a whole article, is hashed once and not for each of them."""

    def __init__(self, *head: object) -> None:
        self._head = hashlib.sha256(_joined(head))
        self._joint = "\x1f" if head else ""

    def __call__(self, prefix: str, *rest: object) -> str:
        """The id of the beginning and the rest."""
        digest = self._head.copy()
        if rest:
            digest.update(self._joint.encode() + _joined(rest))
        return f"{prefix}-{digest.hexdigest()[:12]}"


def _joined(parts: tuple[object, ...]) -> bytes:
    return "\x1f".join(map(str, parts)).encode("utf-8", "surrogatepass")


@dataclass(frozen=True, slots=True)
class Quote:
    """A span of the article and its words."""

    start: int
    end: int
    quote: str


@dataclass(frozen=True, slots=True)
class Origin:
    """What made a finding: extractor, its version, the model's digest where one took part, and the rules that fired."""

    extractor: str
    version: str
    model: str | None = None
    rules: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Article:
    """One article as it was read. `published` is ISO 8601 or None; `credit` names agencies and desks (واس، رويترز)."""

    id: str
    url: str | None = field(default=None, kw_only=True)
    outlet: str | None = field(default=None, kw_only=True)
    title: str | None = field(default=None, kw_only=True)
    text: str
    published: str | None = None
    language: str = "ar"
    byline: str | None = None
    credit: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Name:
    """A name in Arabic and, where known, in English."""

    ar: str
    en: str | None = None


@dataclass(frozen=True, slots=True)
class Office:
    """An office held, with the ISO dates between which it is known to hold."""

    ar: str
    en: str | None = None
    since: str | None = None
    until: str | None = None


@dataclass(frozen=True, slots=True)
class Mention:
    """One mention of an actor: a name, a title, or a nominal (مصدر أمني)."""

    start: int
    end: int
    quote: str
    form: Form


@dataclass(frozen=True, slots=True)
class Link:
    """How sure the link from mentions to an actor is (0 to 1), and why."""

    score: float
    reasons: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Actor:
    """Who takes part: `country` is ISO 3166-1 alpha-3, "INT", or None; `wikidata` a QID or None."""

    id: str
    name: Name
    kind: Kind
    country: str | None
    sector: str | None
    wikidata: str | None = field(default=None, kw_only=True)
    office: Office | None = field(default=None, kw_only=True)
    mentions: tuple[Mention, ...]
    link: Link = Link(0.0, ())
    origin: Origin | None = None


@dataclass(frozen=True, slots=True)
class Speaker:
    """Who speaks: an actor id, and the words at the cue (None where the speaker is dropped: وأضاف)."""

    actor: str
    start: int | None = None
    end: int | None = None
    quote: str | None = None


@dataclass(frozen=True, slots=True)
class Cue:
    """The word that reports: its lemma and the stance that the outlet takes by choosing it (زعم: claim)."""

    start: int
    end: int
    quote: str
    lemma: str
    stance: Stance


@dataclass(frozen=True, slots=True)
class Statement:
    """Who said what: `speaker` None where unknown; `addressee` an actor id or None; `confidence` 0 to 1."""

    id: str
    speaker: Speaker | None
    cue: Cue
    content: Quote
    kind: StatementKind
    addressee: str | None
    confidence: float
    origin: Origin


@dataclass(frozen=True, slots=True)
class Event:
    """Who did what to whom. `date` is EDTF or None, `place` an index into `places`, `asserted_by` an actor id or None (the outlet)."""

    id: str
    type: str
    mode: str
    contexts: tuple[str, ...]
    source: tuple[str, ...]
    target: tuple[str, ...]
    status: Status
    historical: bool
    asserted_by: str | None
    date: str | None
    place: int | None
    trigger: Quote
    sentence: Quote
    also: tuple[Quote, ...]
    dead: int | None
    injured: int | None
    quad: int
    score: float
    confidence: float
    origin: Origin


@dataclass(frozen=True, slots=True)
class Time:
    """A time expression; `value` is EDTF, None where it cannot be resolved."""

    start: int
    end: int
    quote: str
    value: str | None
    origin: Origin


@dataclass(frozen=True, slots=True)
class Place:
    """A place; `precision` is country, region, city or site; coordinates in degrees (WGS 84)."""

    start: int
    end: int
    quote: str
    name: Name
    country: str | None
    geonames: int | None
    latitude: float | None
    longitude: float | None
    precision: str
    origin: Origin


@dataclass(frozen=True, slots=True)
class Failure:
    """A step that failed on this article, and its message; the rest of the record still stands."""

    step: str
    message: str


@dataclass(frozen=True, slots=True)
class Correction:
    """An entry of the journal of corrections to actors: `at` in ISO 8601 (UTC), the payload as its action defines it."""

    id: str
    at: str
    author: str
    action: str
    payload: dict[str, Any]


@dataclass(frozen=True, slots=True)
class Record:
    """Everything read from one article."""

    article: Article
    actors: tuple[Actor, ...] = ()
    statements: tuple[Statement, ...] = ()
    events: tuple[Event, ...] = ()
    times: tuple[Time, ...] = ()
    places: tuple[Place, ...] = ()
    failures: tuple[Failure, ...] = field(default=())

    def to_dict(self) -> dict[str, Any]:
        """The record as plain dicts and lists, keys in the order of the contract."""
        return {name: _plain(getattr(self, name)) for name in self.__slots__}


def _plain(value: Any) -> Any:
    """`dataclasses.asdict` without its deep copies, which took a quarter of the time of reading (5.4 of 22 ms an article)."""
    if isinstance(value, tuple):
        return [_plain(item) for item in value]
    names = getattr(value, "__slots__", None)
    return value if names is None else {name: _plain(getattr(value, name)) for name in names}
