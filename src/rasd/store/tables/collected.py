"""What is collected: sources, what they list, what was fetched, the articles and where they were seen."""

from __future__ import annotations

from sqlalchemy import ForeignKey, Index, LargeBinary
from sqlalchemy.orm import Mapped, mapped_column

from rasd.store.tables.base import Base, of_article, table_of


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
    __table_args__ = (Index("ix_sightings_source_seen_at", "source", "seen_at"),)
    id: Mapped[str] = mapped_column(primary_key=True)
    article: Mapped[int] = of_article(index=True)
    source: Mapped[int | None] = mapped_column(ForeignKey("sources.number"))
    url: Mapped[str | None]
    given_id: Mapped[str | None]
    seen_at: Mapped[str]
    fetch: Mapped[int | None] = mapped_column(ForeignKey("fetches.number"))


sources = table_of(SourceRow)
items = table_of(ItemRow)
fetches = table_of(FetchRow)
articles = table_of(ArticleRow)
sightings = table_of(SightingRow)
