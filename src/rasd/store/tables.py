"""The schema, as typed SQLAlchemy classes: plain names and plain types, so that Datasette and psql show it as it is.

Articles are keyed by content (`articles.id`); the integer `number` beside it is what other tables point at, since it is short and says
in which order articles came. Days are ISO texts (2020-08-23, or 2020-08, or 2020: they sort), moments are ISO texts in UTC, lists and
objects are JSON texts. What changes a table's shape needs a migration (docs/store.md).
"""

from __future__ import annotations

from typing import ClassVar

from sqlalchemy import BigInteger, ForeignKey, Index, Integer, LargeBinary, MetaData, Text, UniqueConstraint
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column
from sqlalchemy.types import Float

Number = BigInteger().with_variant(Integer, "sqlite")  # only INTEGER PRIMARY KEY is SQLite's own row number
_COMPACT = {"sqlite_with_rowid": False}  # for tables that are little more than their key


class Base(DeclarativeBase):
    """All tables; constraint names are fixed so that migrations can name them on both databases."""

    metadata = MetaData(
        naming_convention={
            "pk": "pk_%(table_name)s",
            "ix": "ix_%(table_name)s_%(column_0_N_name)s",
            "uq": "uq_%(table_name)s_%(column_0_N_name)s",
            "fk": "fk_%(table_name)s_%(column_0_N_name)s_%(referred_table_name)s",
        }
    )
    type_annotation_map: ClassVar = {str: Text, int: Number, float: Float, bytes: LargeBinary}


def _article(*, primary_key: bool = False, index: bool = False) -> Mapped[int]:
    return mapped_column(ForeignKey("articles.number"), primary_key=primary_key, index=index, autoincrement=False)


class SourceRow(Base):
    """Where articles come from: a feed, a sitemap, a file, a page. `state` is active or paused; `settings` a JSON object."""

    __tablename__ = "sources"
    number: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str] = mapped_column(unique=True)
    kind: Mapped[str]
    url: Mapped[str | None]
    outlet: Mapped[str | None]
    state: Mapped[str] = mapped_column(server_default="active")
    settings: Mapped[str] = mapped_column(server_default="{}")
    added_at: Mapped[str]
    etag: Mapped[str | None]
    last_modified: Mapped[str | None]
    next_at: Mapped[str | None]
    last_try_at: Mapped[str | None]
    last_success_at: Mapped[str | None]
    last_error_at: Mapped[str | None]
    last_error: Mapped[str | None]
    tries: Mapped[int] = mapped_column(server_default="0")
    errors: Mapped[int] = mapped_column(server_default="0")
    errors_in_a_row: Mapped[int] = mapped_column(server_default="0")
    articles: Mapped[int] = mapped_column(server_default="0")


class ItemRow(Base):
    """What a feed or sitemap listed: the queue of pages to fetch. `state` is waiting, kept (as `article`) or failed (given up).

    It leaves `waiting` for `kept` in the transaction that keeps its article. `content` is what the feed itself carried, packed JSON.
    """

    __tablename__ = "items"
    __table_args__ = (Index("ix_items_source_state_next_at", "source", "state", "next_at"), Index("ix_items_key", "key"))
    source: Mapped[int] = mapped_column(ForeignKey("sources.number"), primary_key=True, autoincrement=False)
    key: Mapped[str] = mapped_column(primary_key=True)
    url: Mapped[str | None]
    guid: Mapped[str | None]
    title: Mapped[str | None]
    published: Mapped[str | None]
    byline: Mapped[str | None]
    content: Mapped[bytes | None] = mapped_column(LargeBinary)
    state: Mapped[str] = mapped_column(server_default="waiting")
    position: Mapped[int]
    listed_at: Mapped[str]
    next_at: Mapped[str | None]
    tries: Mapped[int] = mapped_column(server_default="0")
    error: Mapped[str | None]
    article: Mapped[int | None] = mapped_column(ForeignKey("articles.number"))


class FetchRow(Base):
    """What was fetched, as it came: `body` is the bytes packed with zlib, `hash` their SHA-256, `status` that of HTTP."""

    __tablename__ = "fetches"
    number: Mapped[int] = mapped_column(primary_key=True)
    id: Mapped[str] = mapped_column(unique=True)
    source: Mapped[int | None] = mapped_column(ForeignKey("sources.number"), index=True)
    url: Mapped[str | None]
    fetched_at: Mapped[str]
    status: Mapped[int | None]
    media_type: Mapped[str | None]
    charset: Mapped[str | None]
    hash: Mapped[str]
    size: Mapped[int]
    body: Mapped[bytes | None] = mapped_column(LargeBinary)


class ArticleRow(Base):
    """One article. `given_id` is the id that its row had; `published_from` says how the date was found; `day` is its date for filters.

    `revision_of` names the article that stood at the same address before with another text. The text stands last: SQLite
    would have to pass over it to come to a day or an outlet.
    """

    __tablename__ = "articles"
    number: Mapped[int] = mapped_column(primary_key=True)
    id: Mapped[str] = mapped_column(unique=True)
    given_id: Mapped[str | None] = mapped_column(index=True)
    url: Mapped[str | None] = mapped_column(index=True)
    outlet: Mapped[str | None] = mapped_column(index=True)
    title: Mapped[str | None]
    published: Mapped[str | None]
    day: Mapped[str | None] = mapped_column(index=True)
    published_from: Mapped[str | None]
    byline: Mapped[str | None]
    credit: Mapped[str] = mapped_column(server_default="[]")
    language: Mapped[str]
    text_hash: Mapped[str] = mapped_column(index=True)
    first_fetched_at: Mapped[str]
    fetch: Mapped[int | None] = mapped_column(ForeignKey("fetches.number"))
    revision_of: Mapped[int | None] = mapped_column(ForeignKey("articles.number"))
    text: Mapped[str]


class SightingRow(Base):
    """That an article was seen in a source: the same article from two sources is one article with two sightings."""

    __tablename__ = "sightings"
    id: Mapped[str] = mapped_column(primary_key=True)
    article: Mapped[int] = _article(index=True)
    source: Mapped[int | None] = mapped_column(ForeignKey("sources.number"), index=True)
    url: Mapped[str | None]
    given_id: Mapped[str | None]
    seen_at: Mapped[str]
    fetch: Mapped[int | None] = mapped_column(ForeignKey("fetches.number"))


class ReadingRow(Base):
    """What one version of an engine found in an article; `record` is the record's JSON without its article, packed with zlib.

    The reading whose `current` is 1 fills the tables of statements, events, actors and places; the others stay as they are.
    """

    __tablename__ = "readings"
    __table_args__ = (
        Index("ix_readings_article_version", "article", "version", unique=True),
        Index("ix_readings_engine_article", "engine", "article"),
    )
    number: Mapped[int] = mapped_column(primary_key=True)
    id: Mapped[str] = mapped_column(unique=True)
    article: Mapped[int] = _article()
    engine: Mapped[str]
    version: Mapped[str]
    made_at: Mapped[str]
    current: Mapped[int] = mapped_column(server_default="0")
    statements: Mapped[int]
    events: Mapped[int]
    actors: Mapped[int]
    places: Mapped[int]
    failures: Mapped[int]
    record: Mapped[bytes]


class ClaimRow(Base):
    """That a worker is doing a task (`read rules`) on an article now; after `until` another may take it."""

    __tablename__ = "claims"
    article: Mapped[int] = _article(primary_key=True)
    task: Mapped[str] = mapped_column(primary_key=True)
    worker: Mapped[str]
    until: Mapped[str]


class ActorRow(Base):
    """An actor as the records name it; anonymous ones belong to one article only. `words` is the folded name, for look-ups."""

    __tablename__ = "actors"
    id: Mapped[str] = mapped_column(primary_key=True)
    name: Mapped[str]
    name_en: Mapped[str | None]
    kind: Mapped[str]
    country: Mapped[str | None]
    sector: Mapped[str | None]
    wikidata: Mapped[str | None]
    words: Mapped[str] = mapped_column(index=True)


class ArticleActorRow(Base):
    """Which actors an article tells of, with the score and the reasons of the link and the office at that date."""

    __tablename__ = "article_actors"
    __table_args__ = (Index("ix_article_actors_actor_article", "actor", "article"), _COMPACT)
    article: Mapped[int] = _article(primary_key=True)
    actor: Mapped[str] = mapped_column(ForeignKey("actors.id"), primary_key=True)
    mentions: Mapped[int]
    starts: Mapped[int | None]
    ends: Mapped[int | None]
    quote: Mapped[str | None]
    office: Mapped[str | None]
    office_en: Mapped[str | None]
    score: Mapped[float]
    reasons: Mapped[str]


class StatementRow(Base):
    """Who said what. `starts` and `ends` are those of the content in `articles.text`, in code points."""

    __tablename__ = "statements"
    __table_args__ = (Index("ix_statements_speaker_article", "speaker", "article"), _COMPACT)
    article: Mapped[int] = _article(primary_key=True)
    id: Mapped[str] = mapped_column(primary_key=True)
    speaker: Mapped[str | None]
    speaker_words: Mapped[str | None]
    cue: Mapped[str]
    lemma: Mapped[str]
    stance: Mapped[str]
    kind: Mapped[str]
    content: Mapped[str]
    starts: Mapped[int]
    ends: Mapped[int]
    addressee: Mapped[str | None]
    confidence: Mapped[float]


class EventRow(Base):
    """Who did what to whom. `first_day` and `last_day` bound `date` (EDTF), `words` are the trigger; parties are in `event_parties`."""

    __tablename__ = "events"
    __table_args__ = (Index("ix_events_type_article", "type", "article"), Index("ix_events_first_day", "first_day"), _COMPACT)
    article: Mapped[int] = _article(primary_key=True)
    id: Mapped[str] = mapped_column(primary_key=True)
    type: Mapped[str]
    mode: Mapped[str]
    contexts: Mapped[str]
    status: Mapped[str]
    historical: Mapped[int]
    asserted_by: Mapped[str | None]
    date: Mapped[str | None]
    first_day: Mapped[str | None]
    last_day: Mapped[str | None]
    place: Mapped[str | None]
    place_country: Mapped[str | None]
    words: Mapped[str]
    starts: Mapped[int]
    ends: Mapped[int]
    sentence: Mapped[str]
    dead: Mapped[int | None]
    injured: Mapped[int | None]
    quad: Mapped[int]
    score: Mapped[float]
    confidence: Mapped[float]


class EventPartyRow(Base):
    """The actors of an event: `role` is source or target, `position` their order."""

    __tablename__ = "event_parties"
    __table_args__ = (Index("ix_event_parties_actor_role", "actor", "role", "article"), _COMPACT)
    article: Mapped[int] = _article(primary_key=True)
    event: Mapped[str] = mapped_column(primary_key=True)
    role: Mapped[str] = mapped_column(primary_key=True)
    position: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    actor: Mapped[str]


class PlaceRow(Base):
    """The places that an article names, each once, with the number of its mentions and the first of them."""

    __tablename__ = "places"
    __table_args__ = (
        Index("ix_places_words_article", "words", "article"),
        Index("ix_places_country_article", "country", "article"),
        _COMPACT,
    )
    article: Mapped[int] = _article(primary_key=True)
    position: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    name: Mapped[str]
    name_en: Mapped[str | None]
    words: Mapped[str]
    country: Mapped[str | None]
    geonames: Mapped[int | None]
    latitude: Mapped[float | None]
    longitude: Mapped[float | None]
    precision: Mapped[str]
    mentions: Mapped[int]
    starts: Mapped[int]
    ends: Mapped[int]


class FeatureRow(Base):
    """What a later step keeps of an article, by the name and version of the step: sketches for copies, sentence vectors."""

    __tablename__ = "features"
    __table_args__ = (Index("ix_features_method_article", "method", "article"), _COMPACT)
    article: Mapped[int] = _article(primary_key=True)
    method: Mapped[str] = mapped_column(primary_key=True)
    data: Mapped[bytes]


class StoryRow(Base):
    """One happening as the outlets told it. `title` is that of its first article; the counts are for lists."""

    __tablename__ = "stories"
    id: Mapped[str] = mapped_column(primary_key=True)
    title: Mapped[str | None]
    first_day: Mapped[str | None] = mapped_column(index=True)
    last_day: Mapped[str | None]
    articles: Mapped[int]
    outlets: Mapped[int]


class StoryArticleRow(Base):
    """Which story an article belongs to; `position` is its place by time, `copy_of` the article whose text it repeats."""

    __tablename__ = "story_articles"
    article: Mapped[int] = _article(primary_key=True)
    story: Mapped[str] = mapped_column(ForeignKey("stories.id"), index=True)
    position: Mapped[int]
    copy_of: Mapped[int | None] = mapped_column(ForeignKey("articles.number"))
    score: Mapped[float]
    reasons: Mapped[str]


class StoryEventRow(Base):
    """One event that several articles of a story tell: its members and its fields, agreeing and differing, as JSON."""

    __tablename__ = "story_events"
    __table_args__ = (_COMPACT,)
    story: Mapped[str] = mapped_column(ForeignKey("stories.id"), primary_key=True)
    id: Mapped[str] = mapped_column(primary_key=True)
    type: Mapped[str]
    day: Mapped[str | None]
    tellings: Mapped[int]
    record: Mapped[str]


class RelationRow(Base):
    """A link between two articles by their ids: `kind` is copy, story or followup, `first` the earlier; `reasons` a JSON list."""

    __tablename__ = "relations"
    __table_args__ = (Index("ix_relations_kind_second", "kind", "second"), _COMPACT)
    kind: Mapped[str] = mapped_column(primary_key=True)
    first: Mapped[str] = mapped_column(primary_key=True)
    second: Mapped[str] = mapped_column(primary_key=True)
    score: Mapped[float]
    reasons: Mapped[str]
    method: Mapped[str]


class JudgementRow(Base):
    """What a person said of a finding: `subject` and `subject_id` name it, `reading` the version that was looked at. Never overwritten."""

    __tablename__ = "judgements"
    __table_args__ = (Index("ix_judgements_subject_subject_id", "subject", "subject_id"),)
    id: Mapped[str] = mapped_column(primary_key=True)
    at: Mapped[str]
    author: Mapped[str]
    article: Mapped[int | None] = mapped_column(ForeignKey("articles.number"), index=True)
    subject: Mapped[str]
    subject_id: Mapped[str]
    verdict: Mapped[str]
    value: Mapped[str | None]
    note: Mapped[str | None]
    reading: Mapped[str | None]


class CorrectionRow(Base):
    """The journal of corrections to actors and stories, in order; an entry is never changed, another one undoes it."""

    __tablename__ = "corrections"
    __table_args__ = (UniqueConstraint("id"), Index("ix_corrections_subject", "subject"))
    number: Mapped[int] = mapped_column(primary_key=True)
    id: Mapped[str]
    at: Mapped[str]
    author: Mapped[str]
    subject: Mapped[str]
    action: Mapped[str]
    payload: Mapped[str]


class FailureRow(Base):
    """What could not be collected, read or related: where, in which step, and the message; the same one again is counted."""

    __tablename__ = "failures"
    id: Mapped[str] = mapped_column(primary_key=True)
    article: Mapped[int | None] = mapped_column(ForeignKey("articles.number"), index=True)
    source: Mapped[int | None] = mapped_column(ForeignKey("sources.number"), index=True)
    step: Mapped[str]
    place: Mapped[str]
    message: Mapped[str]
    first_at: Mapped[str]
    last_at: Mapped[str]
    times: Mapped[int]


class NoteRow(Base):
    """What the store remembers of itself, by name."""

    __tablename__ = "notes"
    name: Mapped[str] = mapped_column(primary_key=True)
    value: Mapped[str]
