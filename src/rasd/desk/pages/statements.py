"""Statements: who said what, about whom, in which words the outlet reports it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Annotated, Literal

from fastapi import APIRouter, Query

from rasd.desk.listing import Given, Words, given_filters, name_of, people, whom
from rasd.desk.page import InDays, InPaging, Page, Paging, Table, add_page
from rasd.desk.workspace import InWorkspace, Workspace
from rasd.flow.cast import Called
from rasd.flow.statements import statement_page
from rasd.store import query as queries
from rasd.store.lists.events import Choice
from rasd.store.lists.statements import FACETS, StatementFilters, StatementLine, lit, statement_lines

router = APIRouter()
_SPEAKERS = 12
Naming = Callable[[Workspace, list[str | None], dict[str, Given]], dict[str, Called]]
_CELLS = ("speaker_words", "cue", "lemma", "stance", "kind", "content", "start", "end")


@dataclass(frozen=True, slots=True)
class Said:
    """A statement, with the places of the searched words in it."""

    statement: StatementLine
    words: Words


@dataclass(frozen=True, slots=True)
class Statements:
    """A page of statements. `choices` are the values of each filter with their number under the other filters, unless words are searched.

    `speakers` are those of most statements under the filters; `count` is None if words are searched, since that is done page by page.
    """

    asked: dict[str, Given]
    count: int | None
    statements: list[Said]
    names: dict[str, Called]
    speakers: list[Choice]
    choices: dict[str, list[Choice]]
    paging: Paging
    more: bool

    def table(self) -> Table:
        """One row a statement."""
        columns = ("id", "article", "outlet", "published", "speaker", *_CELLS, "addressee", "confidence", "title", "url")
        ids = ("speaker_id", "addressee_id")
        rows = []
        for said in self.statements:
            line = said.statement
            head = (line.id, line.article, line.outlet, line.published, name_of(self.names, line.speaker))
            last = (name_of(self.names, line.addressee), line.confidence, line.title, line.url)
            rows.append([*head, *(getattr(line, name) for name in _CELLS), *last, line.speaker, line.addressee])
        return Table((*columns, *ids), rows)


def load(
    workspace: InWorkspace,
    paging: InPaging,
    days: InDays,
    speaker: Annotated[str | None, Query(max_length=200, description="Who speaks: name, part of it, id or QID.")] = None,
    about: Annotated[str | None, Query(max_length=200, description="Whom the words name, or to whom they are said.")] = None,
    stance: Annotated[str | None, Query(max_length=20, description="claim, admit, deny, stress …: what the outlet's verb lends.")] = None,
    lemma: Annotated[str | None, Query(max_length=60, description="The word of saying, by its lemma.")] = None,
    kind: Annotated[str | None, Query(max_length=20, description="direct, indirect or mixed.")] = None,
    outlet: Annotated[str | None, Query(max_length=200)] = None,
    words: Annotated[str | None, Query(max_length=400, description="Words that the statement holds; see the page of search.")] = None,
    sort: Annotated[Literal["newest", "oldest"], Query(description="Which come first.")] = "newest",
) -> Statements:
    """The statements that meet the filters."""
    filters = StatementFilters(
        whom(workspace, speaker), stance or None, lemma or None, kind or None, outlet or None, days.since, days.until,
    )  # fmt: skip
    asked = given_filters(
        speaker=speaker, about=about, stance=stance, lemma=lemma, kind=kind, outlet=outlet, since=days.since, until=days.until
    )
    asked |= given_filters(words=words, sort=sort if sort != "newest" else None)
    return page_of(workspace, filters, asked, paging, about=about, words=words, newest=sort == "newest")


def page_of(
    workspace: Workspace,
    filters: StatementFilters,
    asked: dict[str, Given],
    paging: Paging,
    *,
    about: str | None = None,
    words: str | None = None,
    newest: bool = True,
    naming: Naming = people,
    facets: bool = True,
) -> Statements:
    """A page of the statements that meet filters, name an actor and hold words; `naming` looks up how their actors are called.

    Without `facets` the speakers and choices of filters are left empty: for a page that shows none."""
    query = queries.parse(words or "")
    found = statement_page(workspace, filters, query, whom(workspace, about), newest=newest, offset=paging.offset, limit=paging.size)
    lines = statement_lines(workspace.store, found.keys)
    facets = facets and found.count is not None
    speakers = [Choice(*pair) for pair in found.narrowed.speakers(_SPEAKERS)] if facets else []
    choices = {name: found.narrowed.choices(name) for name in FACETS} if facets else {}
    names = naming(
        workspace, [id for line in lines for id in (line.speaker, line.addressee)] + [choice.value for choice in speakers], asked
    )
    said = [Said(line, Words(line.start, line.end, line.content, lit(query, line.content, line.start))) for line in lines]
    return Statements(asked, found.count, said, names, speakers, choices, paging, found.more)


add_page(router, Page("statements", "/statements", load, Statements))
