"""Searching a store: by words, narrowed by filters, ranked, each hit with the spans that match and a snippet around them."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any, Literal, NamedTuple

from sqlalchemy import ColumnElement, Connection, Select, column, func, literal_column, select, table, text

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
SORTS: tuple[Sort, ...] = ("rank", "newest", "oldest")
Encode = Callable[[str], Sequence[float]]
_SNIPPET = 220  # letters: two lines of a terminal
_SPANS = 200  # matches given of one article
_PAGE = 200  # candidates looked at at once by an exact search
_TITLE, _BODY = 4.0, 1.0  # a word of the headline counts as much as four of the body


class Hit(NamedTuple):
    """An article that was found: its score (higher is better), the spans of the text that match, and a snippet with the most of them."""

    kept: Kept
    score: float
    matches: tuple[Span, ...]
    snippet: Quote


@dataclass(frozen=True, slots=True)
class Found:
    """Hits in order; `more` tells that there are others after them."""

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
        return _by_meaning(store, typed, query, list(filters.conditions(who)), limit, offset, meaning, method)
    conditions = list(filters.conditions(who))
    with store.read() as connection:
        ranked = _ranked(connection, query, conditions, sort)
        if exact and query.groups:
            rows = _exactly(connection, ranked, query, limit + 1, offset)
        else:
            rows = [(int(number), float(score)) for number, score in connection.execute(ranked.limit(limit + 1).offset(offset))]
    return Found(tuple(_hits(store, rows[:limit], query, exact)), len(rows) > limit)


def numbers_found(store: Store, typed: str, limit: int) -> list[int]:
    """The numbers of the articles that hold the words typed, the best `limit` of them: for lists of what is in articles."""
    with store.read() as connection:
        ranked = _ranked(connection, parse(typed), (), "rank")
        return [int(row[0]) for row in connection.execute(ranked.limit(limit))]


def _ranked(connection: Connection, query: Query, wanted: Sequence[ColumnElement[bool]], sort: Sort) -> Select[Any]:
    """The numbers and scores of the articles found, in order."""
    words = table("article_words", column("rowid"), column("article"), column("words"))
    number: ColumnElement[Any]
    if not query.groups:
        number = articles.c.number
        found = select(number, literal_column("0.0").label("score"))
        sort = "newest" if sort == "rank" else sort
    elif is_postgresql(connection):
        asked = func.to_tsquery(literal_column("'simple'"), tsquery(query))
        number = words.c.article
        found = select(number, func.ts_rank_cd(words.c.words, asked, 1).label("score")).where(words.c.words.op("@@")(asked))
    else:
        number = words.c.rowid
        found = select(number, literal_column(f"-bm25(article_words, {_TITLE}, {_BODY})").label("score"))
        found = found.select_from(words).where(text("article_words MATCH :asked").bindparams(asked=fts5(query)))
    if query.groups and (wanted or sort != "rank"):  # the join costs half of a search for a common word
        found = found.join(articles, articles.c.number == number)
    found = found.where(*wanted)
    if sort == "rank":
        return found.order_by(text("score DESC"), number)
    if sort == "newest":
        return found.order_by(articles.c.day.desc().nulls_last(), number.desc())
    return found.order_by(articles.c.day.asc().nulls_last(), number)


def _exactly(connection: Connection, ranked: Select[Any], query: Query, limit: int, offset: int) -> list[tuple[int, float]]:
    """The first of those ranked whose text meets the query letter by letter."""
    found: list[tuple[int, float]] = []
    page = 0
    while len(found) < offset + limit:
        rows = connection.execute(ranked.limit(_PAGE).offset(page * _PAGE)).all()
        numbers = [row[0] for row in rows]
        texts = dict(connection.execute(select(articles.c.number, articles.c.text).where(articles.c.number.in_(numbers))).all())
        found += [(int(row[0]), float(row[1])) for row in rows if holds_exactly(query, texts[row[0]])]
        if len(rows) < _PAGE:
            break
        page += 1
    return found[offset : offset + limit]


def _by_meaning(
    store: Store,
    typed: str,
    query: Query,
    wanted: Sequence[ColumnElement[bool]],
    limit: int,
    offset: int,
    meaning: Encode,
    method: str,
) -> Found:
    with store.read() as connection:
        allowed = set(connection.execute(select(articles.c.number).where(*wanted)).scalars()) if wanted else None
    rows = nearest(store, method, meaning(typed), limit + offset + 1, allowed)[offset:]
    return Found(tuple(_hits(store, rows[:limit], query, exact=False)), len(rows) > limit)


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
    """The spans without those that another one before them covers in part."""
    end = -1
    for _, span in spans:
        if span.start >= end:
            yield span
            end = span.end


def snippet(written: str, spans: Sequence[tuple[int, Span]], length: int = _SNIPPET) -> Quote:
    """The part of a text of about this many letters with the most different matches; the beginning where there is none."""
    start = _best_start(spans, length)
    # A third of the room before the first match, but no blank or half a word at the edges, and one paragraph where that is enough.
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
