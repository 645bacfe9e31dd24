"""What is read in an article: the readings by version, and the findings of the current one as rows."""

from __future__ import annotations

from sqlalchemy import ForeignKey, Index
from sqlalchemy.orm import Mapped, mapped_column

from rasd.store.tables.base import COMPACT, Base, Exact, of_article, table_of


class ReadingRow(Base):
    """What one version of an engine found in an article; `record` is the record's JSON without its article, packed with zlib.

    The reading whose `current` is 1 fills the tables of statements, events, actors and places, as persons judged it; the others stay as
    they are. `number` grows in the order in which readings filled the tables, so that who keeps an eye on it misses no change of them.
    """

    __tablename__ = "readings"
    __table_args__ = (
        Index("ix_readings_article_version", "article", "version", unique=True),
        Index("ix_readings_engine_article", "engine", "article"),
    )
    number: Mapped[int] = mapped_column(primary_key=True)
    id: Mapped[str] = mapped_column(unique=True)
    article: Mapped[int] = of_article()
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


class NameWordRow(Base):
    """A word of an actor's name, in small letters: of the Arabic one as folded (`position` from 0), of the English one from 1000."""

    __tablename__ = "name_words"
    __table_args__ = (COMPACT,)
    word: Mapped[str] = mapped_column(Exact, primary_key=True)
    actor: Mapped[str] = mapped_column(ForeignKey("actors.id"), primary_key=True)
    position: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)


class NameEndingRow(Base):
    """An ending of a word of `name_words`, so that parts of words are found by an index too."""

    __tablename__ = "name_endings"
    __table_args__ = (COMPACT,)
    ending: Mapped[str] = mapped_column(Exact, primary_key=True)
    word: Mapped[str] = mapped_column(Exact, primary_key=True)


class ArticleActorRow(Base):
    """Which actors an article tells of, with the score and the reasons of the link and the office at that date."""

    __tablename__ = "article_actors"
    __table_args__ = (Index("ix_article_actors_actor_article", "actor", "article"), COMPACT)
    article: Mapped[int] = of_article(primary_key=True)
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
    __table_args__ = (
        Index("ix_statements_speaker_article", "speaker", "article"),
        Index("ix_statements_confidence", "confidence"),
        COMPACT,
    )
    article: Mapped[int] = of_article(primary_key=True)
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
    __table_args__ = (
        Index("ix_events_type_article", "type", "article"),
        Index("ix_events_first_day", "first_day"),
        Index("ix_events_confidence", "confidence"),
        Index("ix_events_type_confidence", "type", "confidence"),
        COMPACT,
    )
    article: Mapped[int] = of_article(primary_key=True)
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
    __table_args__ = (Index("ix_event_parties_actor_role", "actor", "role", "article"), COMPACT)
    article: Mapped[int] = of_article(primary_key=True)
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
        COMPACT,
    )
    article: Mapped[int] = of_article(primary_key=True)
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
    __table_args__ = (Index("ix_features_method_article", "method", "article"), COMPACT)
    article: Mapped[int] = of_article(primary_key=True)
    method: Mapped[str] = mapped_column(primary_key=True)
    data: Mapped[bytes]


readings = table_of(ReadingRow)
actors = table_of(ActorRow)
name_words = table_of(NameWordRow)
name_endings = table_of(NameEndingRow)
article_actors = table_of(ArticleActorRow)
statements = table_of(StatementRow)
events = table_of(EventRow)
event_parties = table_of(EventPartyRow)
places = table_of(PlaceRow)
features = table_of(FeatureRow)
