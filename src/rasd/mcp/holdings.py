"""The store as the tools see it: records as people corrected and judged them, columns and names remembered while it stays as it is."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterable, Sequence
from contextlib import suppress
from difflib import get_close_matches
from typing import Any, TypeVar

from sqlalchemy import func, select

from rasd.arabic.fold import fold
from rasd.corrections import Corrections
from rasd.errors import InputError, RasdError
from rasd.flow.actors import check_known, corrections_of, who_of
from rasd.flow.cast import Called, called, cast_under
from rasd.flow.review import shown_by
from rasd.mcp import answers
from rasd.records import Article, Record
from rasd.store import Kept, Store
from rasd.store.lists.cast import Cast
from rasd.store.lists.columns import Columns
from rasd.store.statements import portions
from rasd.store.tables import articles, corrections, judgements, readings

T = TypeVar("T")
_REMEMBERED = 50
_NEAR = 8  # outlets that an error names


class Holdings:
    """An open store and what is remembered of it. Threads share it: the SDK runs each call in one of its own."""

    def __init__(self, store: Store) -> None:
        self.store = store
        self.columns = Columns(store)
        self._lock = threading.Lock()
        self._kept: dict[Any, tuple[tuple[int, ...], Any]] = {}

    def load(self) -> None:
        """Load all findings now; what goes wrong here is told by the tool that asks for them."""
        with suppress(RasdError):
            self.columns.load()

    def remembered(self, name: Any, make: Callable[[], T]) -> T:
        """What `make` gives, made once for each state of the store."""
        state = self._state()
        with self._lock:
            held = self._kept.get(name)
        if held is not None and held[0] == state:
            found: T = held[1]
            return found
        made = make()
        with self._lock:
            while len(self._kept) >= _REMEMBERED:
                self._kept.pop(next(iter(self._kept)))
            self._kept[name] = (state, made)
        return made

    def _state(self) -> tuple[int, ...]:
        with self.store.read() as connection:
            newest = [connection.execute(select(func.max(t.c.number))).scalar() or 0 for t in (articles, readings, corrections)]
            return (*newest, connection.execute(select(func.count()).select_from(judgements)).scalar_one())

    @property
    def corrections(self) -> Corrections:
        """What people decided of actors."""
        return self.remembered("corrections", lambda: corrections_of(self.store))

    @property
    def cast(self) -> Cast:
        """Actors as people corrected them, by their codes: ask for it after the findings, which bring new actors."""
        met = len(self.columns.codes["actor"].texts)
        return self.remembered(("cast", met), lambda: cast_under(self.store, self.columns, self.corrections))

    def who(self, given: str) -> list[str]:
        """The ids of whom a name or id means, with all who were merged with them."""
        return self.remembered("who", lambda: who_of(self.store))(given)

    def whom(self, given: str | None) -> tuple[str, ...] | None:
        """The same for a filter: None where nobody is asked for. Raises InputError, with names near it, where nobody is meant."""
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

    def called(self, ids: Iterable[str]) -> dict[str, Called]:
        """How actors are called, each as who it is taken for."""
        return called(self.store, self.corrections, ids)

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
    return more, offset + limit if more else None


def found_or(kept: Kept | None, id: str) -> Kept:
    """The article. Raises InputError where there is none."""
    if kept is None:
        raise InputError(f"{id}: no article of this id in this store; search_articles gives ids")
    return kept
