"""Searches a store by words with filters. Hits are ranked, with matching spans and a snippet."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any, Literal, NamedTuple

from sqlalchemy import ColumnClause, ColumnElement, Connection, Select, column, func, literal_column, select, table, text

from rasd.errors import UsageError
from rasd.records import Quote
from rasd.spans import Span
from rasd.store.filters import Filters, Who
from rasd.store.query import Query, fts5, holds_exactly, matches, parse, tsquery
from rasd.store.statements import is_postgresql
from rasd.store.store import Kept, Store, kept_of
from rasd.store.tables import articles
from rasd.store.vectors import nearest

Sort = Literal["rank", "newest", "oldest"]
Encode = Callable[[str], Sequence[float]]
_SNIPPET = 220  # letters: two lines of a terminal
_SPANS = 200  # matches given of one article
_PAGE = 200  # candidates examined at a time by an exact search
_TITLE, _BODY = 4.0, 1.0  # weights of a word in the headline and in the body


class Hit(NamedTuple):
    """An article found: its score (higher is better), the matching spans, and a snippet with most of them."""

    kept: Kept
    score: float
    matches: tuple[Span, ...]
    snippet: Quote


@dataclass(frozen=True, slots=True)
class Found:
    """Hits in order; `more` says that there are further ones."""

    hits: tuple[Hit, ...]
    more: bool


def search(
    store: Store,
    typed: str = "",
    filters: Filters = Filters(),  # noqa: B008 - frozen
    *,
    exact: bool = False,
    sort: Sort = "rank",
    limit: int = 20,
    offset: int = 0,
    meaning: Encode | None = None,
    method: str = "",
    who: Who | None = None,
) -> Found:
    """Articles that hold the words typed (see `query.parse`) and meet the filters, the best first.

    Letters are folded and clitics cut, so that وبالوزير is found by وزير; with `exact` each word must stand as typed. `meaning` turns the
    typed text into a vector: then the nearest articles by the vectors kept under `method` are given, whatever their words.
    `who` tells which actors a name means (see `Filters.conditions`). Without words the articles that meet the filters come, newest
    first. Raises UsageError for words that make no query.
    """
    query = parse(typed)
    if meaning is not None:
        if not typed.strip():
            raise UsageError("a search by meaning needs words")
        allowed = _numbers_meeting(store, list(filters.conditions(who)))
        near = nearest(store, method, meaning(typed), limit + offset + 1, allowed)[offset:]
        return Found(tuple(_hits(store, near[:limit], query, exact=False)), len(near) > limit)
    with store.read() as connection:
        ranked = _ranked(connection, query, list(filters.sets(who)), sort)
        if exact and query.groups:
            rows = _exactly(connection, ranked, query, limit + 1, offset)
        else:
            rows = [(int(number), float(score)) for number, score in connection.execute(ranked.limit(limit + 1).offset(offset))]
        if query.groups and sort != "rank":
            scores = _scored(connection, query, [number for number, _ in rows])
            rows = [(number, scores[number]) for number, _ in rows]
    return Found(tuple(_hits(store, rows[:limit], query, exact)), len(rows) > limit)


def numbers_found(store: Store, typed: str, limit: int) -> list[int]:
    """The numbers of the best `limit` articles for a search, for lists of their findings."""
    with store.read() as connection:
        ranked = _ranked(connection, parse(typed), (), "rank")
        return [int(row[0]) for row in connection.execute(ranked.limit(limit))]


def _ranked(connection: Connection, query: Query, wanted: Sequence[Select[tuple[int]]], sort: Sort) -> Select[Any]:
    """The numbers and scores of the articles found, in order; sorted by time all scores are 0. They must be in all of the `wanted` sets."""
    if query.groups and sort == "rank":
        words, number = _holding(connection, query), _word_number(connection)
        return words.where(*(_unsought(connection, number).in_(some) for some in wanted)).order_by(text("score DESC"), number)
    if query.groups:
        wanted = (*wanted, _holding(connection, query).with_only_columns(_word_number(connection)))
    # Sorted by time, the index of days is followed until the page is full, which reads no article either.
    among = _unsought(connection, articles.c.number)
    found = select(articles.c.number, literal_column("0.0").label("score")).where(*(among.in_(some) for some in wanted))
    if sort == "oldest":
        return found.order_by(articles.c.day.asc().nulls_last(), articles.c.number)
    return found.order_by(articles.c.day.desc().nulls_last(), articles.c.number.desc())


def _scored(connection: Connection, query: Query, numbers: Sequence[int]) -> dict[int, float]:
    """The score of each of these articles."""
    number = _unsought(connection, _word_number(connection))
    found = connection.execute(_holding(connection, query).where(number.in_(numbers)))
    return {int(row[0]): float(row[1]) for row in found}


_WORDS = table("article_words", column("rowid"), column("article"), column("words"))


def _word_number(connection: Connection) -> ColumnClause[Any]:
    return _WORDS.c.article if is_postgresql(connection) else _WORDS.c.rowid


def _unsought(connection: Connection, number: ColumnClause[Any]) -> ColumnElement[Any]:
    """A number that SQLite must not search by: it would then query the index of words for each article of a set."""
    return number if is_postgresql(connection) else literal_column(f"+{number.table.name}.{number.name}", number.type)  # type: ignore[union-attr]


def _holding(connection: Connection, query: Query) -> Select[Any]:
    """A query for the numbers and scores of the articles with the words."""
    if is_postgresql(connection):
        asked = func.to_tsquery(literal_column("'simple'"), tsquery(query))
        found = select(_WORDS.c.article, func.ts_rank_cd(_WORDS.c.words, asked, 1).label("score"))
        return found.where(_WORDS.c.words.op("@@")(asked))
    found = select(_WORDS.c.rowid, literal_column(f"-bm25(article_words, {_TITLE}, {_BODY})").label("score"))
    return found.select_from(_WORDS).where(text("article_words MATCH :asked").bindparams(asked=fts5(query)))


def _exactly(connection: Connection, ranked: Select[Any], query: Query, limit: int, offset: int) -> list[tuple[int, float]]:
    """The first ranked articles whose text matches the query letter by letter."""
    found: list[tuple[int, float]] = []
    for rows in connection.execute(ranked).partitions(_PAGE):
        numbers = [row[0] for row in rows]
        texts = dict(connection.execute(select(articles.c.number, articles.c.text).where(articles.c.number.in_(numbers))).all())
        found += [(int(row[0]), float(row[1])) for row in rows if holds_exactly(query, texts[row[0]])]
        if len(found) >= offset + limit:
            break
    return found[offset : offset + limit]


def _numbers_meeting(store: Store, conditions: Sequence[ColumnElement[bool]]) -> set[int] | None:
    """The numbers of the articles that meet conditions; None where there are no conditions."""
    if not conditions:
        return None
    with store.read() as connection:
        return set(connection.execute(select(articles.c.number).where(*conditions)).scalars())


def _hits(store: Store, rows: Sequence[tuple[int, float]], query: Query, exact: bool) -> Iterator[Hit]:
    with store.read() as connection:
        numbers = [number for number, _ in rows]
        found = connection.execute(select(articles).where(articles.c.number.in_(numbers))).mappings()
        kept = {row["number"]: kept_of(row) for row in found}
    for number, score in rows:
        written = kept[number].article.text
        spans = matches(query, written, exact=exact)
        yield Hit(kept[number], round(score, 4), tuple(_apart(spans))[:_SPANS], snippet(written, spans))


def _apart(spans: Sequence[tuple[int, Span]]) -> Iterator[Span]:
    """The spans without those that overlap an earlier one."""
    end = -1
    for _, span in spans:
        if span.start >= end:
            yield span
            end = span.end


def snippet(written: str, spans: Sequence[tuple[int, Span]], length: int = _SNIPPET) -> Quote:
    """The part of a text of about `length` characters with most different matches; its beginning if there are none."""
    start = _best_start(spans, length)
    # A third of the room is before the first match; edges fall between words, and within one paragraph if it is long enough.
    start = max(0, start - length // 3)
    end = min(len(written), start + length)
    while start > 0 and not written[start - 1].isspace():
        start -= 1
    while end < len(written) and not written[end].isspace():
        end += 1
    while start < end and written[start].isspace():
        start += 1
    while end > start and written[end - 1].isspace():
        end -= 1
    return Quote(start, end, written[start:end])


def _best_start(spans: Sequence[tuple[int, Span]], length: int) -> int:
    best, start = (0, 0), 0
    for k, (_, span) in enumerate(spans):
        inside = []
        for number, other in spans[k:]:
            if other.end > span.start + length * 2 // 3:
                break
            inside.append(number)
        worth = (len(set(inside)), len(inside))
        if worth > best:
            best, start = worth, span.start
    return start
