"""Adds articles: raw form, article, search words and sighting, in one transaction."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection, Table, Text, bindparam, select, update

from rasd.records import Article, content_id
from rasd.store import fulltext
from rasd.store.statements import insert_new, is_postgresql
from rasd.store.tables import articles, fetches, sightings
from rasd.store.values import as_json, digest, keepable, kept, now, pack


@dataclass(frozen=True, slots=True)
class Fetched:
    """The raw form of an article: its bytes (or the text of a row), their address, and the server's headers."""

    data: bytes | None = None
    url: str | None = None
    status: int | None = None
    media_type: str | None = None
    charset: str | None = None
    at: str | None = None
    """When, as `values.moment` writes it; None for now."""


@dataclass(frozen=True, slots=True)
class Added:
    """The result of adding an article: its number and id in the store, whether it is new, and whether it is new in this source."""

    number: int
    id: str
    new: bool
    seen: bool


def add_article(
    connection: Connection,
    article: Article,
    *,
    source: int | None = None,
    fetched: Fetched | None = None,
    published_from: str | None = None,
    words: fulltext.IndexWords | None = None,
) -> Added:
    """Add an article, or only a sighting if it is known. See `Writer.add`."""
    text = keepable(article.text)
    hashed = digest(article.text.encode("utf-8", "surrogatepass"))
    given = kept(given_id(article))
    at = (fetched.at if fetched else None) or now()
    known = _known(connection, hashed, kept(article.outlet), given)
    fetch = None
    if known is None:
        fetch = _fetch(connection, fetched, source, at)
        id = content_id("art", article.text, article.outlet or "", given or "")
        row = _row(article, text, id, hashed, given, at) | {"fetch": fetch, "published_from": published_from}
        row["revision_of"] = _revised(connection, row["url"], row["outlet"])
        number, new = _enter(connection, articles, row)
        if new:
            fulltext.index(connection, number, words or fulltext.index_words(article.title, text))
        known = (number, id, given)
    else:
        new = False
        if given and known[2] is None:  # seen before without an id from a row
            connection.execute(update(articles).where(articles.c.number == known[0]).values(given_id=given))
    seen = _see(connection, article, known[0], source, at, fetch, given)
    return Added(known[0], known[1], new, seen)


def given_id(article: Article) -> str | None:
    """The id from the article's row, None for one that Rasd made from the content."""
    return None if article.id == content_id("art", article.text) else article.id


def _known(connection: Connection, hashed: str, outlet: str | None, given: str | None) -> tuple[int, str, str | None] | None:
    """The known article with this text of this outlet. Rows with different ids are different articles."""
    rows = connection.execute(_SAME_TEXT, {"hash": hashed}).all()
    same = [row for row in rows if (row.outlet or "") == (outlet or "")]
    for row in same:
        if given is None or given in (row.given_id, row.id):
            return row.number, row.id, row.given_id
    for row in same:
        if row.given_id is None:
            return row.number, row.id, None
    return None


def _row(article: Article, text: str, id: str, hashed: str, given: str | None, at: str) -> dict[str, Any]:
    return {
        "id": id,
        "given_id": given,
        "url": kept(article.url),
        "outlet": kept(article.outlet),
        "title": kept(article.title),
        "text": text,
        "published": article.published,
        "day": article.published[:10] if article.published else None,
        "byline": kept(article.byline),
        "credit": as_json(article.credit),
        "language": article.language,
        "text_hash": hashed,
        "first_fetched_at": at,
    }


def _revised(connection: Connection, url: str | None, outlet: str | None) -> Any:
    """The newest article at the same address of the same outlet; a new text there is its revision."""
    if not url:
        return None
    return connection.execute(_SAME_ADDRESS, {"url": url, "outlet": outlet}).scalar()


_SAME_TEXT = (
    select(articles.c.number, articles.c.id, articles.c.given_id, articles.c.outlet)
    .where(articles.c.text_hash == bindparam("hash"))
    .order_by(articles.c.number)
)
_SAME_ADDRESS = (
    select(articles.c.number)
    .where(articles.c.url == bindparam("url"), articles.c.outlet.is_not_distinct_from(bindparam("outlet", type_=Text)))
    .order_by(articles.c.number.desc())
    .limit(1)
)


def _fetch(connection: Connection, fetched: Fetched | None, source: int | None, at: str) -> int | None:
    """Store the raw form; the same bytes at the same address are stored once."""
    if fetched is None or fetched.data is None:
        return None
    hashed = digest(fetched.data)
    row = {
        "id": content_id("fet", fetched.url or "", hashed),
        "source": source,
        "url": kept(fetched.url),
        "fetched_at": at,
        "status": fetched.status,
        "media_type": kept(fetched.media_type),
        "charset": kept(fetched.charset),
        "hash": hashed,
        "size": len(fetched.data),
        "body": pack(fetched.data),
    }
    return _enter(connection, fetches, row)[0]


def _enter(connection: Connection, table: Table, row: dict[str, Any]) -> tuple[int, bool]:
    """The number of the row with this id, which is inserted if missing, and whether it was inserted."""
    made = connection.execute(insert_new(is_postgresql(connection), table, "number"), row).scalar()
    if made is not None:
        return int(made), True
    return int(connection.execute(select(table.c.number).where(table.c.id == row["id"])).scalar_one()), False


def _see(connection: Connection, article: Article, number: int, source: int | None, at: str, fetch: int | None, given: str | None) -> bool:
    url = kept(article.url)
    row = {
        "id": content_id("see", number, source or "", url or "", given or ""),
        "article": number,
        "source": source,
        "url": url,
        "given_id": given,
        "seen_at": at,
        "fetch": fetch,
    }
    # A query, since not every driver counts the rows of an insert.
    return connection.execute(insert_new(is_postgresql(connection), sightings, "id"), row).first() is not None
