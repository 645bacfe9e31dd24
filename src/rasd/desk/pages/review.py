"""Review: findings of least confidence, to be accepted, rejected or edited; statistics of judgements; gold from reviewed articles."""

from __future__ import annotations

import io
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Annotated, Literal

from fastapi import APIRouter, Depends, Query
from fastapi.responses import StreamingResponse

from rasd.desk.page import ANSWERS, MOST, InDays, Page, Paging, Table, add_page, files
from rasd.desk.workspace import InWorkspace, Workspace
from rasd.export.gold import Gold
from rasd.export.marks import Marked, marks_of
from rasd.flow.review import reviewed_numbers, reviews_of
from rasd.records import Event, Name, Quote, Record, Statement
from rasd.review import Review, judgement_of
from rasd.review.statistics import Judged, active, by_person, by_type
from rasd.store import Kept
from rasd.store.lists.outlets import outlets
from rasd.store.lists.review import Kind, Queued, QueueFilters, queued, verdict_counts

router = APIRouter()
_AROUND = 160  # letters before and after the words of a finding, to the end of a sentence
_LONGEST = 700


@dataclass(frozen=True, slots=True)
class Piece:
    """A part of the words around a finding, and the roles marked on it: said, cue, who, did."""

    text: str
    roles: list[str]


@dataclass(frozen=True, slots=True)
class Decision:
    """The verdict on a finding."""

    verdict: str
    author: str
    at: str
    judgement: str


@dataclass(frozen=True, slots=True)
class QueueItem:
    """A statement or event to be judged, with the words around it and where it stands; `names` are those of its actors."""

    kind: Kind
    id: str
    article: str
    title: str | None
    outlet: str | None
    published: str | None
    confidence: float
    statement: Statement | None
    event: Event | None
    place: Name | None
    names: dict[str, Name]
    words: Quote
    pieces: list[Piece]
    decided: Decision | None


@dataclass(frozen=True, slots=True)
class ReviewQueue:
    """A page of the queue, findings of least confidence first. `counts` are the verdicts so far by kind of finding, `done` articles."""

    items: list[QueueItem]
    counts: dict[str, dict[str, int]]
    done: int
    outlets: list[str]
    paging: Paging
    more: bool

    def table(self) -> Table:
        """One row a finding."""
        columns = ("kind", "id", "article", "outlet", "published", "type", "who", "words", "confidence", "verdict", "author", "at")
        return Table(columns, [_cells(item) for item in self.items])


def _cells(item: QueueItem) -> tuple[str | float | None, ...]:
    one = item.statement or item.event
    ids = item.event.source if item.event else (item.statement.speaker.actor,) if item.statement and item.statement.speaker else ()
    who = "; ".join(item.names[id].ar for id in ids if id in item.names)
    kind = item.event.type if item.event else item.statement.kind if item.statement else None
    words = one.content.quote if isinstance(one, Statement) else one.trigger.quote if one else None
    head = (item.kind, item.id, item.article, item.outlet, item.published, kind, who, words, item.confidence)
    return (*head, item.decided.verdict, item.decided.author, item.decided.at) if item.decided else (*head, None, None, None)


def paging(
    page: Annotated[int, Query(ge=1, le=10_000, description="Which page, from 1.")] = 1,
    size: Annotated[int, Query(ge=1, le=MOST, description="Findings on a page.")] = 15,
) -> Paging:
    """Fewer to a page than elsewhere: each comes with its words, for which the record of its article is looked at (2 ms an article)."""
    return Paging(page, size)


def load(
    workspace: InWorkspace,
    paging: Annotated[Paging, Depends(paging)],
    days: InDays,
    kind: Annotated[Literal["", "statement", "event"], Query(description="Statements or events; both where empty.")] = "",
    type: Annotated[str | None, Query(max_length=40, description="Type of event (ASSAULT), or manner of statement (direct).")] = None,
    outlet: Annotated[str | None, Query(max_length=200)] = None,
    judged: Annotated[Literal["no", "yes", "all"], Query(description="Not yet judged, judged, or all.")] = "no",
) -> ReviewQueue:
    """The queue that meets the filters."""
    asked = QueueFilters(kind or None, type or None, outlet or None, days.since, days.until, judged)
    found = queued(workspace.store, asked, limit=paging.size + 1, offset=paging.offset)
    shown = found[: paging.size]
    reviews = reviews_of(workspace.store, list({one.article for one in shown}), workspace.corrections)
    counts = workspace.remembered("verdicts", lambda: verdict_counts(workspace.store))
    told: dict[str, dict[str, int]] = {}
    for (subject, verdict), count in counts.items():
        told.setdefault(subject, {})[verdict] = count
    items = [item for one in shown if (item := _item(one, *reviews[one.article])) is not None]
    return ReviewQueue(items, told, told.get("article", {}).get("done", 0), _outlets(workspace), paging, len(found) > paging.size)


def _outlets(workspace: Workspace) -> list[str]:
    return workspace.remembered("outlet names", lambda: sorted(one.name for one in outlets(workspace.columns)))


def _item(one: Queued, kept: Kept, review: Review) -> QueueItem | None:
    """The item of a finding; None if it is no longer in the record, because it was judged after its row was read."""
    record = review.record
    index, finding = next(((k, f) for k, f in enumerate(getattr(record, f"{one.kind}s")) if f.id == one.id), (0, None))
    if finding is None:
        return None
    state = review.states.get((one.kind, one.id))
    words = _around(record.article.text, finding)
    statement, event = (finding, None) if isinstance(finding, Statement) else (None, finding)
    place = record.places[event.place].name if event is not None and event.place is not None else None
    article = kept.article
    return QueueItem(
        kind=one.kind,
        id=one.id,
        article=kept.id,
        title=article.title,
        outlet=article.outlet,
        published=article.published,
        confidence=one.confidence,
        statement=statement,
        event=event,
        place=place,
        names=_names(record, finding),
        words=words,
        pieces=_pieces(record, finding, index, words),
        decided=Decision(state.verdict, state.author, state.at, state.judgement) if state else None,
    )


def _names(record: Record, finding: Statement | Event) -> dict[str, Name]:
    if isinstance(finding, Statement):
        used = {finding.addressee, finding.speaker.actor if finding.speaker else None}
    else:
        used = {finding.asserted_by, *finding.source, *finding.target}
    return {actor.id: actor.name for actor in record.actors if actor.id in used}


def _around(text: str, finding: Statement | Event) -> Quote:
    """The words of a finding with the sentence around them, of a bounded length."""
    if isinstance(finding, Event):
        return finding.sentence
    speaker = finding.speaker
    starts = [finding.cue.start, finding.content.start, *([speaker.start] if speaker and speaker.start is not None else [])]
    ends = [finding.cue.end, finding.content.end, *([speaker.end] if speaker and speaker.end is not None else [])]
    first, last = min(starts), max(ends)
    left = max(text.rfind("\n", 0, first), text.rfind(". ", 0, first) + 1, first - _AROUND - 1) + 1
    stops = [at for mark in ("\n", ". ") if (at := text.find(mark, last)) >= 0]
    right = min(last + _AROUND, len(text), left + _LONGEST, *[at + 1 for at in stops])
    return Quote(left, max(right, left + 1), text[left : max(right, left + 1)])


def _pieces(record: Record, finding: Statement | Event, index: int, words: Quote) -> list[Piece]:
    keys = {f"s{index}", f"s{index}c", f"s{index}w"} if isinstance(finding, Statement) else {f"e{index}"}
    marks = [mark for mark in marks_of(record, "") if mark.key in keys]
    return [Piece(piece.text, list(piece.roles)) for piece in Marked(record.article.text, marks).pieces(words.start, words.end)]


add_page(router, Page("review", "/review", load, ReviewQueue))


@dataclass(frozen=True, slots=True)
class Tally:
    """Verdicts of a person on one kind of finding (`person` None: all persons, by type). Shares are of findings that were read."""

    person: str | None
    subject: str
    type: str | None
    accepted: int
    rejected: int
    edited: int
    added: int
    precision: float | None
    found: float | None


@dataclass(frozen=True, slots=True)
class Statistics:
    """Statistics of judgements: `people` by person and kind of finding, `types` by kind and type of finding, by last verdict."""

    people: list[Tally]
    types: list[Tally]

    def table(self) -> Table:
        """One row a tally, people first."""
        columns = ("person", "subject", "type", "accepted", "rejected", "edited", "added", "precision", "found")
        return Table(columns, [[getattr(one, column) for column in columns] for one in (*self.people, *self.types)])


def load_statistics(workspace: InWorkspace) -> Statistics:
    """What the page shows."""
    return workspace.remembered("review statistics", lambda: _statistics(workspace))


def _statistics(workspace: Workspace) -> Statistics:
    judgements = active(map(judgement_of, workspace.store.judgements()))
    return Statistics(list(map(_tally, by_person(judgements))), list(map(_tally, by_type(judgements))))


def _tally(one: Judged) -> Tally:
    return Tally(one.person, one.subject, one.type, one.accepted, one.rejected, one.edited, one.added, one.precision, one.found)


add_page(router, Page("review.statistics", "/review/statistics", load_statistics, Statistics))


_NDJSON = "application/x-ndjson; charset=utf-8"


@router.get("/review/gold.jsonl", name="review.gold", response_class=StreamingResponse, responses=files(_NDJSON) | ANSWERS, tags=["review"])
def gold(workspace: InWorkspace) -> StreamingResponse:
    """The articles that were marked as wholly reviewed, as gold for `rasd evaluate` and training: one a line."""
    headers = {"content-disposition": 'attachment; filename="rasd-gold.jsonl"'}
    return StreamingResponse(_gold(workspace), media_type=_NDJSON, headers=headers)


def _gold(workspace: Workspace) -> Iterator[str]:
    numbers = reviewed_numbers(workspace.store)
    for start in range(0, len(numbers), 50):
        found = reviews_of(workspace.store, numbers[start : start + 50], workspace.corrections)
        for number in numbers[start : start + 50]:
            if number in found:
                stream, exporter = io.StringIO(), Gold()
                exporter.open(stream)
                exporter.write(found[number][1].record)
                yield stream.getvalue()
