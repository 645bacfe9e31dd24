"""The store as the tools see it: an overview of it, with records as people corrected and judged them."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from contextlib import suppress
from difflib import get_close_matches

from sqlalchemy import select

from rasd.arabic.fold import fold
from rasd.errors import InputError, RasdError
from rasd.flow.actors import check_known
from rasd.flow.overview import Overview
from rasd.flow.review import shown_by
from rasd.mcp import answers
from rasd.records import Article, Record
from rasd.store import Kept, Store
from rasd.store.statements import portions
from rasd.store.tables import articles

_REMEMBERED = 50
_NEAR = 8  # outlets that an error names


class Holdings(Overview):
    """An open store and what is remembered of it. The SDK runs each call in a thread of its own."""

    def __init__(self, store: Store) -> None:
        super().__init__(store, most=_REMEMBERED)

    def load(self) -> None:
        """Load all findings now; what goes wrong here is told by the tool that asks for them."""
        with suppress(RasdError):
            self.columns.load()

    def whom(self, given: str | None) -> tuple[str, ...] | None:
        """The ids of whom a filter means: None where nobody is asked for. Raises InputError, with names near it, where nobody is meant."""
        if not given or not given.strip():
            return None
        found = tuple(self.who(given.strip()))
        if not found:
            check_known(self.store, [given.strip()])
        return found

    def outlet(self, given: str | None) -> str | None:
        """An outlet as the store calls it; None where none is asked for. Raises InputError, with those near it, for any other."""
        asked = (given or "").strip()
        if not asked:
            return None
        self.columns.article_outlets()
        known = self.columns.codes["outlet"]
        if known.known(asked) is None:
            folded = {fold(name).lower(): name for name in known.texts}
            near = [name for key, name in folded.items() if fold(asked).lower() in key]
            near += [folded[key] for key in get_close_matches(fold(asked).lower(), folded, n=_NEAR, cutoff=0.5)]
            told = ", ".join(list(dict.fromkeys(near or known.texts))[:_NEAR])
            raise InputError(f"{asked}: no outlet of this name in this store" + (f"; there are {told}" if told else ""))
        return asked

    def records(self, numbers: Iterable[int]) -> dict[int, tuple[Kept, Record]]:
        """The records of articles, as people corrected and judged them, by number; what was not read is left out."""
        shown = self.remembered("shown", lambda: shown_by(self.store))
        wanted = list(dict.fromkeys(numbers))
        found: dict[int, tuple[Kept, Record]] = {}
        for some in portions(wanted):
            for kept, record in self.store.records(numbers=some):
                if record is not None:
                    found[kept.number] = (kept, shown(kept, record))
        return found

    def by_id(self, ids: Sequence[str]) -> dict[str, Kept]:
        """Articles by the ids of their rows."""
        found: dict[str, Kept] = {}
        for some in portions(list(dict.fromkeys(ids))):
            with self.store.read() as connection:
                numbers = list(connection.execute(select(articles.c.number).where(articles.c.id.in_(some))).scalars())
            found |= {kept.id: kept for kept in self.store.articles(numbers=numbers)}
        return found


def source_of(kept: Kept) -> answers.Source:
    """The article of a row, by the id that no other row has."""
    return source(kept.article, kept.id)


def source(article: Article, id: str) -> answers.Source:
    """An article as answers name it."""
    return answers.Source(id, article.outlet, (article.published or "")[:10] or None, article.title, article.url)


def cited(kept: Kept, quote: str, start: int | None = None) -> answers.Cited:
    """Words of an article; where they stand is looked for unless it is known."""
    text = kept.article.text
    if start is None or text[start : start + len(quote)] != quote:
        start = text.find(quote)
    if start < 0 or not quote:
        return answers.Cited(source_of(kept), None, None, quote)
    return answers.Cited(source_of(kept), start, start + len(quote), quote)


def page(count: int, offset: int, limit: int) -> tuple[bool, int | None]:
    """Whether there is more than this page, and where it begins."""
    more = count > offset + limit
    return more, next_offset(more, offset, limit)


def next_offset(more: bool, offset: int, limit: int) -> int | None:
    """Where the page after this one begins, None where it is the last."""
    return offset + limit if more else None


def found_or(kept: Kept | None, id: str) -> Kept:
    """The article. Raises InputError where there is none."""
    if kept is None:
        raise InputError(f"{id}: no article of this id in this store; search_articles gives ids")
    return kept
