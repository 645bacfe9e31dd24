"""What one actor said of a matter, in order of time; pairs of statements that may contradict each other are marked as candidates."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Annotated

from fastapi import APIRouter, Path, Query

from rasd.desk.page import InDays, InPaging, Page, Paging, Table, add_page
from rasd.desk.workspace import InWorkspace, Workspace
from rasd.errors import InputError
from rasd.flow.cast import Called
from rasd.flow.comparing import said_by
from rasd.store.search import numbers_found
from rasd.stories.positions import Candidate, contradictions
from rasd.stories.saying import Reported, Said, reported, signed

router = APIRouter()
_MOST = 600  # statements looked at, the latest; matching them takes 0.2 s


@dataclass(frozen=True, slots=True)
class Position:
    """A statement, and the other outlets that report it; `candidates` are the numbers of the contradictions that it is in, from 1."""

    article: str
    statement: str
    outlet: str | None
    published: str | None
    cue: str
    stance: str
    content: str
    also: list[str]
    candidates: list[int]


@dataclass(frozen=True, slots=True)
class CandidateReason:
    """Why two statements may contradict each other: negated, admitted or number, and the words that say so."""

    name: str
    detail: str


@dataclass(frozen=True, slots=True)
class Pair:
    """Two statements that may contradict each other: a candidate for a person to decide, never a verdict."""

    number: int
    earlier: Position
    later: Position
    score: float
    reasons: list[CandidateReason]


@dataclass(frozen=True, slots=True)
class Positions:
    """The statements of an actor in order of time. `cut`: there may be more than the latest _MOST, which were compared."""

    actor: Called
    asked: dict[str, str | None]
    statements: list[Position]
    candidates: list[Pair]
    paging: Paging
    more: bool
    cut: bool

    def table(self) -> Table:
        """One row a statement."""
        rows = [
            (
                p.published,
                p.outlet,
                p.cue,
                p.stance,
                p.content,
                "; ".join(p.also),
                "; ".join(map(str, p.candidates)),
                p.article,
                p.statement,
            )
            for p in self.statements
        ]
        return Table(("published", "outlet", "cue", "stance", "content", "also", "candidates", "article", "statement"), rows)


def load(
    workspace: InWorkspace,
    paging: InPaging,
    days: InDays,
    id: Annotated[str, Path(max_length=200, description="The actor's id (act-…).")],
    q: Annotated[str | None, Query(max_length=400, description="Only statements that hold these words.")] = None,
) -> Positions:
    """What an actor said; with words given, only statements that have them."""
    asked = {"q": (q or "").strip() or None, "since": days.since, "until": days.until}
    actor = workspace.called([id]).get(id)
    if actor is None:
        raise InputError(f"{id}: nobody of this id in this store")
    found, candidates, cut = workspace.remembered(("positions", id, *asked.values()), lambda: _found(workspace, actor, id, asked))
    marks: dict[tuple[str, str], list[int]] = {}
    for number, candidate in enumerate(candidates, 1):
        for said in (candidate.earlier, candidate.later):
            marks.setdefault((said.article, said.statement), []).append(number)
    page = found[paging.rows]
    return Positions(
        actor=actor,
        asked=asked,
        statements=[_position(group.told[0], group, marks) for group in page],
        candidates=[_pair(number, candidate) for number, candidate in enumerate(candidates, 1)],
        paging=paging,
        more=paging.is_followed(len(found)),
        cut=cut,
    )


_Found = tuple[list[Reported], list[Candidate], bool]


def _found(workspace: Workspace, actor: Called, id: str, asked: dict[str, str | None]) -> _Found:
    words = asked["q"]
    ids = [actor.id, *sorted(set(workspace.who(actor.id)) | {id} - {actor.id})]
    numbers = numbers_found(workspace.store, words, 5_000) if words else None
    found = said_by(workspace.store, ids, actor.ar, _MOST, numbers)
    cut = len(found) == _MOST
    wanted = signed(words).keys() if words else set()
    kept = [said for said in found if wanted <= said.words.keys() and _within(said, asked)]
    groups = reported(kept)
    return groups, contradictions(groups), cut


def _within(said: Said, asked: dict[str, str | None]) -> bool:
    day = (said.published or "")[:10]
    return (not asked["since"] or day >= asked["since"]) and (not asked["until"] or "" < day <= asked["until"])


def _position(said: Said, group: Reported | None, marks: dict[tuple[str, str], list[int]]) -> Position:
    also = [outlet or "" for outlet in group.outlets if outlet != said.outlet] if group else []
    head = (said.article, said.statement, said.outlet, said.published, said.cue, said.stance, said.content)
    return Position(*head, also, marks.get((said.article, said.statement), []))


def _pair(number: int, found: Candidate) -> Pair:
    reasons = [CandidateReason(reason.name, reason.detail) for reason in found.reasons]
    return Pair(number, _position(found.earlier, None, {}), _position(found.later, None, {}), found.score, reasons)


add_page(router, Page("actor-statements", "/actors/{id}/statements", load, Positions))
