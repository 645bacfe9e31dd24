"""The store as the pages of the desk see it: corrections applied, costly answers remembered while the store stays as it is."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterable
from copy import copy
from typing import Annotated, Any, TypeVar

from fastapi import Depends, Request
from sqlalchemy import func, select

from rasd.corrections import Corrections
from rasd.flow.actors import corrections_of, who_of
from rasd.flow.cast import Called, called, cast_under
from rasd.flow.review import review_of
from rasd.records import Record
from rasd.review import Review
from rasd.store import Kept, Store
from rasd.store.lists.cast import Cast
from rasd.store.lists.columns import Columns
from rasd.store.lists.look import Look
from rasd.store.tables import articles, corrections, judgements, readings

T = TypeVar("T")
State = tuple[int, int, int, int]
"""The numbers of the last article, reading and correction, and how many judgements there are."""
_STATE = select(
    *(select(func.max(column)).scalar_subquery() for column in (articles.c.number, readings.c.number, corrections.c.number)),
    select(func.count(judgements.c.id)).scalar_subquery(),
)
_REMEMBERED = 200  # answers; each is a page of rows at most


class Workspace:
    """An open store with what the desk remembers of it. Threads share it."""

    def __init__(self, store: Store) -> None:
        self.store = store
        self.columns = Columns(store)
        self._lock = threading.Lock()
        self._answers: dict[Any, tuple[State, Any]] = {}
        self._seen: State | None = None  # of a look
        self._looks = False

    def look(self) -> Workspace:
        """The workspace for one page that changes nothing: the state of the store is asked for once, and holds to the end of the page."""
        made = copy(self)  # the memory and its lock are shared
        made._looks = True
        made.columns = Look(self.columns, lambda: made.state[:2])
        return made

    @property
    def state(self) -> State:
        """Numbers that change whenever the store does: articles, readings, corrections, judgements."""
        if not self._looks:
            return self._asked()
        if self._seen is None:
            self._seen = self._asked()
        return self._seen

    def _asked(self) -> State:
        with self.store.read() as connection:
            article, reading, correction, judged = (number or 0 for number in connection.execute(_STATE).one())
        return article, reading, correction, judged

    def remembered(self, name: Any, make: Callable[[], T]) -> T:
        """What `make` gives, made anew only when the store has changed: for counts over all of it, too costly for every page."""
        state = self.state
        with self._lock:
            found = self._answers.get(name)
        if found is not None and found[0] == state:
            answer: T = found[1]
            return answer
        made = make()
        with self._lock:
            while len(self._answers) >= _REMEMBERED:
                self._answers.pop(next(iter(self._answers)))
            self._answers[name] = (state, made)
        return made

    @property
    def corrections(self) -> Corrections:
        """What people decided of actors."""
        return self.remembered("corrections", lambda: corrections_of(self.store))

    @property
    def who(self) -> Callable[[str], list[str]]:
        """The ids of the actors that a name means, with all who were merged with them."""
        return self.remembered("who", lambda: who_of(self.store))

    @property
    def cast(self) -> Cast:
        """Actors as people corrected them, by their codes in `columns`: ask for it after the findings, which bring new actors."""
        met = len(self.columns.codes["actor"].texts)
        return self.remembered(("cast", met), lambda: cast_under(self.store, self.columns, self.corrections))

    def called(self, ids: Iterable[str]) -> dict[str, Called]:
        """How actors are called, each as who it is taken for; ids that nobody knows are left out."""
        return called(self.store, self.corrections, ids)

    def record(self, kept: Kept) -> Record:
        """What was read in an article, as people corrected and judged it; the bare article where it has not been read."""
        return self.review(kept).record

    def review(self, kept: Kept) -> Review:
        """As `record`, with what was decided of each finding."""
        record = self.store.record_of(kept)
        return review_of(self.store, kept, record, self.corrections) if record is not None else Review(Record(kept.article))


def workspace_of(request: Request) -> Workspace:
    """The workspace of the application that serves this request; for a page that is only looked at, a look at it."""
    found: Workspace = request.app.state.workspace
    return found.look() if request.method in ("GET", "HEAD") else found


InWorkspace = Annotated[Workspace, Depends(workspace_of)]
