"""A story outlet by outlet: names, verbs, tolls, denials, and what one leaves out. Nothing here says who is right."""

from __future__ import annotations

from dataclasses import dataclass

from fastapi import APIRouter

from rasd.corrections import corrected
from rasd.desk.page import Page, Table, add_page
from rasd.desk.pages.story import StoryId
from rasd.desk.workspace import InWorkspace, Workspace
from rasd.flow.cast import Called
from rasd.flow.comparing import compared, kept_events
from rasd.store.lists.stories import version_of
from rasd.store.stories import story_of
from rasd.stories.comparing import Denial, Naming, Toll
from rasd.stories.omissions import Omission
from rasd.stories.saying import Reported

router = APIRouter()


@dataclass(frozen=True, slots=True)
class NameUse:
    """A name as it is written, and how often by which outlets; `colour` (hostile, admiring, partisan) and `gloss` of a loaded name."""

    words: str
    outlets: dict[str, int]
    colour: str | None
    gloss: str | None


@dataclass(frozen=True, slots=True)
class Names:
    """The names by which outlets call one actor or place; `id` is an actor's, None for a place."""

    id: str | None
    name: str
    uses: list[NameUse]


@dataclass(frozen=True, slots=True)
class Report:
    """One outlet's report of a statement: article and statement, verb, its stance, and what is said."""

    article: str
    statement: str
    outlet: str
    published: str | None
    cue: str
    stance: str
    content: str


@dataclass(frozen=True, slots=True)
class SameStatement:
    """One statement as outlets report it; `differs`: their verbs take different stances (زعم, أكد)."""

    speaker: str
    name: str
    differs: bool
    stances: list[str]
    reports: list[Report]


@dataclass(frozen=True, slots=True)
class Compare:
    """A story compared. `copying`: outlets whose articles are all copies, and whom they copy; `left_out`: articles over the limit."""

    id: str
    title: str | None
    outlets: list[str]
    copying: dict[str, list[str]]
    names: list[Names]
    statements: list[SameStatement]
    tolls: list[Toll]
    tolls_differ: bool
    denials: list[Denial]
    omissions: list[Omission]
    left_out: int
    people: dict[str, Called]

    def table(self) -> Table:
        """One row a difference: what kind, of what, which outlet, the words, and their colour, stance or number."""
        rows: list[tuple[str, str, str, str, str | None]] = []
        for names in self.names:
            rows += [("name", names.name, outlet, use.words, use.colour) for use in names.uses for outlet in use.outlets]
        for said in self.statements:
            rows += [("statement", said.name, report.outlet, f"{report.cue}: {report.content}", report.stance) for report in said.reports]
        rows += [("toll", toll.quote, toll.outlet, "dead/injured", f"{_shown(toll.dead)}/{_shown(toll.injured)}") for toll in self.tolls]
        rows += [
            ("denial", denial.speaker, outlet, denial.quote, "، ".join(denial.cues)) for denial in self.denials for outlet in denial.outlets
        ]
        rows += [("not found", one.words, outlet, one.quote, one.kind) for one in self.omissions for outlet in one.missing_in]
        return Table(("kind", "of", "outlet", "words", "value"), rows)


def _shown(number: int | None) -> str:
    return "" if number is None else str(number)


def load(workspace: InWorkspace, id: StoryId) -> Compare:
    """A story compared over its outlets."""
    key = ("compare", id, version_of(workspace.store), kept_events(workspace.store, id))
    return workspace.remembered(key, lambda: _compared(workspace, id))


def _compared(workspace: Workspace, id: str) -> Compare:
    story = story_of(workspace.store, id)
    state = workspace.corrections
    found, left_out = compared(workspace.store, story, lambda record: corrected(record, state))
    ids = [said.speaker for group in found.reported for said in group.told[:1]]
    ids += [naming.id for naming in found.naming if naming.id] + [one.id for one in found.omissions if one.kind == "actor"]
    return Compare(
        id=story["id"],
        title=story["title"],
        outlets=list(found.outlets),
        copying={outlet: list(of) for outlet, of in found.copying.items()},
        names=[_names(naming) for naming in found.naming],
        statements=[_statement(group) for group in found.reported],
        tolls=list(found.tolls),
        tolls_differ=found.tolls_differ,
        denials=list(found.denials),
        omissions=list(found.omissions),
        left_out=left_out,
        people=workspace.called(ids),
    )


def _names(naming: Naming) -> Names:
    uses = [
        NameUse(use.words, dict(use.outlets), use.loaded.colour if use.loaded else None, use.loaded.gloss if use.loaded else None)
        for use in naming.uses
    ]
    return Names(naming.id, naming.name, uses)


def _statement(group: Reported) -> SameStatement:
    reports = [
        Report(said.article, said.statement, said.outlet or "", said.published, said.cue, said.stance, said.content) for said in group.told
    ]
    first = group.told[0]
    return SameStatement(first.speaker, first.name, group.differs, list(group.stances), reports)


add_page(router, Page("compare", "/stories/{id}/compare", load, Compare))
