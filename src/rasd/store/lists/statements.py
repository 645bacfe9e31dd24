"""Statements that meet filters, the choices of each filter with their counts, and the rows of a page."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import select

from rasd.arabic.fold import fold
from rasd.spans import Span
from rasd.store.lists.cast import Cast, codes_of
from rasd.store.lists.columns import Array, Columns
from rasd.store.lists.days import between
from rasd.store.lists.events import Choice
from rasd.store.lists.masks import Masks
from rasd.store.query import Query, fts5, matches, tsquery
from rasd.store.statements import is_postgresql, of_keys, portions
from rasd.store.store import Store
from rasd.store.tables import articles, statements

FACETS = ("stance", "lemma", "kind", "outlet")
_FEW = 24
_AT_FIRST = 150
_AT_ONCE = 400  # statements whose words are looked at together, at most
Holds = Callable[[str], bool]


@dataclass(frozen=True, slots=True)
class StatementFilters:
    """What a statement must meet; None asks nothing. `speaker` are ids of whom one must speak, days those of the article."""

    speaker: tuple[str, ...] | None = None
    stance: str | None = None
    lemma: str | None = None
    kind: str | None = None
    outlet: str | None = None
    since: str | None = None
    until: str | None = None


@dataclass(frozen=True, slots=True)
class StatementLine:
    """A statement in a list, with the article that tells it; `start` and `end` are those of the content in the article's text."""

    id: str
    article: str
    title: str | None
    url: str | None
    outlet: str | None
    published: str | None
    speaker: str | None
    speaker_words: str | None
    cue: str
    lemma: str
    stance: str
    kind: str
    content: str
    start: int
    end: int
    addressee: str | None
    confidence: float


class Narrowed:
    """All statements under filters; `only` are the numbers of articles that may count, None for all."""

    def __init__(self, columns: Columns, cast: Cast, asked: StatementFilters, only: Iterable[int] | None = None) -> None:
        self.columns = columns
        self.found = columns.statements()
        self.cast = cast
        number = self.found["article"]
        self.days = columns.article_days()[number]
        self.outlets = columns.article_outlets()[number]
        self._masks = Masks(len(self.found), self._conditions(asked, only))

    def rows(self, *, newest: bool = True) -> Array:
        """The rows that meet all filters, by the day of their articles and their place in them."""
        import numpy as np

        rows = np.flatnonzero(self._masks.all_but())
        day, number, starts = self.days[rows].astype(np.int64), self.found["article"][rows], self.found["starts"][rows]
        return rows[np.lexsort((starts, -number, -day) if newest else (starts, number, day))]

    def choices(self, name: str) -> list[Choice]:
        """The values of a filter by their number under the other filters, most first."""
        import numpy as np

        mask = self._masks.all_but(name)
        values = self.outlets[mask] if name == "outlet" else self.found[name][mask]
        texts = self.columns.codes["how" if name == "kind" else name].texts
        counted = [(texts[code], int(count)) for code, count in enumerate(np.bincount(values[values >= 0])) if count and texts[code]]
        return [Choice(*pair) for pair in sorted(counted, key=lambda pair: (-pair[1], pair[0]))[:_FEW]]

    def speakers(self, limit: int) -> list[tuple[str, int]]:
        """Who speaks most under all filters but that of the speaker: ids as they are taken, with their statements."""
        import numpy as np

        codes = self.cast.roots(self.found["speaker"][self._masks.all_but("speaker")])
        counts = np.bincount(codes[codes >= 0], minlength=1)
        top = np.argsort(-counts, kind="stable")[:limit]
        return [(self.columns.codes["actor"].texts[code], int(counts[code])) for code in top if counts[code]]

    def _conditions(self, asked: StatementFilters, only: Iterable[int] | None) -> Iterator[tuple[str, Array]]:
        codes = self.columns.codes
        for name, kind in (("stance", "stance"), ("lemma", "lemma"), ("kind", "how")):
            if (value := getattr(asked, name)) is not None:
                yield name, self.found[name] == codes[kind].asked(value)
        if asked.outlet is not None:
            yield "outlet", self.outlets == codes["outlet"].asked(asked.outlet)
        if asked.speaker is not None:
            yield "speaker", self.cast.among(self.found["speaker"], codes_of(self.columns, asked.speaker))
        if only is not None:
            yield "only", _among(self.found["article"], only)
        yield "days", between(self.days, self.days, asked.since, asked.until)


def _among(numbers: Array, only: Iterable[int]) -> Array:
    import numpy as np

    wanted = np.fromiter(only, dtype=np.int64)
    member = np.zeros(int(max(numbers.max(initial=0), wanted.max(initial=0))) + 1, dtype=bool)
    member[wanted] = True
    return member[numbers]


def articles_with(store: Store, query: Query) -> list[int]:
    """The numbers of the articles that hold the words of a query: a statement has them only where its article does."""
    from sqlalchemy import text

    with store.read() as connection:
        if is_postgresql(connection):
            asked = text("SELECT article FROM article_words WHERE words @@ to_tsquery('simple', :asked)").bindparams(asked=tsquery(query))
        else:
            asked = text("SELECT rowid FROM article_words WHERE article_words MATCH :asked").bindparams(asked=fts5(query))
        return [int(number) for number in connection.execute(asked).scalars()]


def without_exclusions(query: Query) -> Query:
    """The query for articles: what must not stand in a statement may stand in the rest of its article."""
    return Query(query.groups)


def holding(query: Query) -> Holds:
    """Whether a text holds an item of each group of a query and none that it excludes."""
    of = [number for number, group in enumerate(query.groups) for _ in group]
    unwanted = Query(tuple((item,) for item in query.excluded))

    def holds(text: str) -> bool:
        met = {of[number] for number, _ in matches(query, text)}
        return len(met) == len(query.groups) and not (query.excluded and matches(unwanted, text))

    return holds


def lit(query: Query, text: str, start: int) -> list[tuple[int, int]]:
    """Where the words of a query stand in a part of an article that begins at `start`."""
    spans: list[Span] = [span for _, span in matches(query, text)]
    return [(start + span.start, start + span.end) for span in spans]


def naming(names: Iterable[str]) -> Holds:
    """Whether a text holds one of these names as whole words, with what Arabic joins to them before."""
    folded = sorted({fold(name).strip() for name in names} - {""}, key=len, reverse=True)
    if not folded:
        return lambda text: False

    def holds(text: str) -> bool:
        plain = fold(text)
        return any(name in plain and _as_a_word(name, plain) for name in folded)

    return holds


_JOINED = re.compile(r"(?<!\w)[وف]?(?:[بلك]|ال|بال|كال|لل)?\Z")
_LONGEST_JOINED = 4


def _as_a_word(name: str, plain: str) -> bool:
    """One expression of all names of a president took longer to make than to ask."""
    at = plain.find(name)
    while at >= 0:
        after = plain[at + len(name) : at + len(name) + 1]
        if not (after.isalnum() or after == "_") and _JOINED.search(plain, max(0, at - _LONGEST_JOINED - 1), at):
            return True
        at = plain.find(name, at + 1)
    return False


def first_that(store: Store, columns: Columns, found: Narrowed, rows: Array, holds: Sequence[Holds], wanted: int) -> list[int]:
    """The first rows whose words meet all conditions, as many as are wanted; texts are read by so many as it takes."""
    met: list[int] = []
    start, portion = 0, max(wanted, _AT_FIRST)  # where many meet them, few are read that are not shown
    while start < len(rows):
        some = rows[start : start + portion]
        start, portion = start + portion, _AT_ONCE
        keys = columns.keys(found.found, some)
        texts = _contents(store, keys)
        met += [int(row) for row, key in zip(some, keys, strict=True) if key in texts and all(one(texts[key]) for one in holds)]
        if len(met) >= wanted:
            break
    return met[:wanted]


def _contents(store: Store, keys: Sequence[tuple[int, str]]) -> dict[tuple[int, str], str]:
    found: dict[tuple[int, str], str] = {}
    with store.read() as connection:
        for some in portions(keys):
            query = select(statements.c.article, statements.c.id, statements.c.content).where(
                *of_keys(statements.c.article, statements.c.id, some)
            )
            found |= {(number, id): content for number, id, content in connection.execute(query)}
    return found


def statement_lines(store: Store, keys: Sequence[tuple[int, str]]) -> list[StatementLine]:
    """The statements of these keys (article number and id) as lines, in this order."""
    if not keys:
        return []
    columns = (articles.c.id.label("article_id"), articles.c.title, articles.c.url, articles.c.outlet, articles.c.published)
    query = select(statements, *columns).join(articles, articles.c.number == statements.c.article)
    rows = store.rows(query.where(*of_keys(statements.c.article, statements.c.id, keys)))
    found = {(row["article"], row["id"]): row for row in rows}
    return [_line(found[key]) for key in keys if key in found]


def _line(row: dict[str, Any]) -> StatementLine:
    same = {name: row[name] for name in StatementLine.__slots__ if name not in ("article", "start", "end")}
    return StatementLine(article=row["article_id"], start=row["starts"], end=row["ends"], **same)
