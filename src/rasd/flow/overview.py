"""A store as its faces see it: corrections applied, costly answers remembered while the store stays as it is."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterable
from typing import Any, TypeVar

from sqlalchemy import func, select

from rasd.corrections import Corrections
from rasd.flow.actors import corrections_of, who_of
from rasd.flow.cast import Called, called, cast_under
from rasd.store import Store
from rasd.store.lists.cast import Cast
from rasd.store.lists.columns import Columns
from rasd.store.tables import articles, corrections, judgements, readings

T = TypeVar("T")
State = tuple[int, int, int, int]
"""The numbers of the last article, reading and correction, and how many judgements there are."""
_STATE = select(
    *(select(func.max(column)).scalar_subquery() for column in (articles.c.number, readings.c.number, corrections.c.number)),
    select(func.count(judgements.c.id)).scalar_subquery(),
)


class Overview:
    """An open store and what is remembered of it: `most` answers, each a page of rows at most. Threads share it."""

    def __init__(self, store: Store, *, most: int) -> None:
        self.store = store
        self.columns = Columns(store)
        self._most = most
        self._lock = threading.Lock()
        self._answers: dict[Any, tuple[State, Any]] = {}

    @property
    def state(self) -> State:
        """Numbers that change whenever the store does: articles, readings, corrections, judgements."""
        with self.store.read() as connection:
            article, reading, correction, judged = (number or 0 for number in connection.execute(_STATE).one())
        return article, reading, correction, judged

    def remembered(self, name: Any, make: Callable[[], T]) -> T:
        """What `make` gives, made anew only when the store has changed: for counts over all of it, too costly for every answer."""
        state = self.state
        with self._lock:
            found = self._answers.get(name)
        if found is not None and found[0] == state:
            answer: T = found[1]
            return answer
        made = make()
        with self._lock:
            while len(self._answers) >= self._most:
                self._answers.pop(next(iter(self._answers)))
            self._answers[name] = (state, made)
        return made

    @property
    def corrections(self) -> Corrections:
        """What people decided of actors."""
        return self.remembered("corrections", lambda: corrections_of(self.store))

    @property
    def who(self) -> Callable[[str], list[str]]:
        """A function from a name or id to the ids that it means, with all who were merged with them."""
        return self.remembered("who", lambda: who_of(self.store))

    @property
    def cast(self) -> Cast:
        """Actors as people corrected them, by their codes in `columns`: ask for it after the findings, which bring new actors."""
        met = len(self.columns.codes["actor"].texts)
        return self.remembered(("cast", met), lambda: cast_under(self.store, self.columns, self.corrections))

    def called(self, ids: Iterable[str]) -> dict[str, Called]:
        """How actors are called, each as who it is taken for; ids that nobody knows are left out."""
        return called(self.store, self.corrections, ids)
