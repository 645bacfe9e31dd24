"""Stories: all of a store, filtered and ordered."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Annotated, Literal

from fastapi import APIRouter, Query

from rasd.arabic.fold import fold
from rasd.desk.page import AtLeast, Blank, Days, InDays, InPaging, Page, Paging, Table, add_page
from rasd.desk.standing import StoryLine, heaviest, line, tellings
from rasd.desk.workspace import InWorkspace, Workspace
from rasd.store.lists.days import NO_DAY, ordinal
from rasd.store.lists.outlets import OutletLine, outlets
from rasd.store.lists.stories import articles_of, carrying, count, in_place, version_of
from rasd.store.search import numbers_found

router = APIRouter()
Sort = Literal["newest", "size", "weight"]
_WORDS = 5_000  # articles that a search for words considers at most


@dataclass(frozen=True, slots=True)
class Stories:
    """A page of stories. `asked` are the filters; the counts of a story cover the days asked for."""

    asked: dict[str, str | int | None]
    stories: list[StoryLine]
    outlets: list[OutletLine]
    paging: Paging
    more: bool

    def table(self) -> Table:
        """One row a story."""
        columns = ("id", "title", "opening", "first", "last", "articles", "outlets", "dead", "injured", "weight")
        return Table(columns, [[getattr(story, name) for name in columns] for story in self.stories])


def load(
    workspace: InWorkspace,
    paging: InPaging,
    days: InDays,
    outlet: Annotated[str | None, Query(max_length=200, description="Only stories that this outlet carried.")] = None,
    words: Annotated[str | None, Query(max_length=400, description="Only with an article that holds these words; see search.")] = None,
    place: Annotated[
        str | None, Query(max_length=200, description="Only with an article that names this place, or a country (IRQ).")
    ] = None,
    least: Annotated[AtLeast | None, Blank, Query(description="Only of so many articles or more.")] = None,
    sort: Annotated[Sort, Query(description="newest, size (articles) or weight.")] = "newest",
) -> Stories:
    """The stories that meet the filters."""
    place, words, outlet = (value.strip() or None if value else None for value in (place, words, outlet))
    asked = {"since": days.since, "until": days.until, "outlet": outlet, "words": words, "place": place}
    given: dict[str, str | int | None] = {**asked, "least": least if least and least > 1 else None, "sort": sort}
    name = ("stories", tuple(given.items()), paging, version_of(workspace.store))
    return workspace.remembered(name, lambda: _stories(workspace, given, days, paging))


def _stories(workspace: Workspace, asked: dict[str, str | int | None], days: Days, paging: Paging) -> Stories:
    import numpy as np

    told, columns = tellings(workspace), workspace.columns
    counted = count(told, columns, articles_of(told, columns, ordinal(days.since), ordinal(days.until, end=True)))
    least = asked["least"]
    fits = counted.articles >= (least if isinstance(least, int) else 1)
    for numbers in _narrowed(workspace, asked):
        fits &= carrying(told, numbers)
    rows = np.flatnonzero(fits)
    if asked["sort"] == "weight":
        ordered = heaviest(told, counted, rows)
    else:
        keys = (-told.articles[rows], -told.last[rows]) if asked["sort"] == "newest" else (-told.last[rows], -counted.articles[rows])
        ordered = [int(row) for row in rows[np.lexsort((rows, *keys))]]
    page = ordered[paging.rows]
    lines = [line(told, counted, row, NO_DAY) for row in page]
    return Stories(asked, lines, outlets(columns), paging, paging.is_followed(len(ordered)))


def _narrowed(workspace: Workspace, asked: dict[str, str | int | None]) -> list[list[int]]:
    """For each filter on articles, the numbers of the articles that meet it."""
    import numpy as np

    columns = workspace.columns
    found: list[list[int]] = []
    if asked["outlet"]:
        code = columns.codes["outlet"].known(str(asked["outlet"]))
        found.append([] if code is None else np.flatnonzero(columns.article_outlets() == code).tolist())
    if asked["words"]:
        found.append(numbers_found(workspace.store, str(asked["words"]), _WORDS))
    if asked["place"]:
        found.append(_naming(workspace, str(asked["place"])))
    return found


def _naming(workspace: Workspace, given: str) -> list[int]:
    """The numbers of the articles that name a place; a code of three capitals (SYR) means any place of that country."""
    columns = workspace.columns
    columns.places()
    if len(given) == 3 and given.isascii() and given.isupper():
        country = columns.codes["country"].known(given)
        return [] if country is None else [int(number) for number in in_place(columns, [], country)]
    key = fold(given)
    names = [code for code, text in enumerate(columns.codes["place"].texts) if fold(text) == key]
    return [int(number) for number in in_place(columns, names, None)]


add_page(router, Page("stories", "/stories", load, Stories))
