"""The store as the pages of the desk see it: as an overview of it, which a page looks at in one state."""

from __future__ import annotations

from copy import copy
from typing import Annotated

from fastapi import Depends, Request

from rasd.flow.overview import Overview, State
from rasd.flow.review import review_of
from rasd.records import Record
from rasd.review import Review
from rasd.store import Kept, Store
from rasd.store.lists.look import Look

_REMEMBERED = 200  # answers


class Workspace(Overview):
    """An open store with what the desk remembers of it."""

    def __init__(self, store: Store) -> None:
        super().__init__(store, most=_REMEMBERED)
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
        """Numbers that change whenever the store does; in a look those of its beginning."""
        if not self._looks:
            return super().state
        if self._seen is None:
            self._seen = super().state
        return self._seen

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
