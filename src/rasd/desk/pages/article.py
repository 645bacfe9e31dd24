"""An article: its text with the findings marked, its record, judgements and provenance."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Annotated, Any

from fastapi import APIRouter, Depends, Path, Request
from fastapi.responses import JSONResponse, RedirectResponse, Response
from markupsafe import Markup
from sqlalchemy import select

from rasd.desk.judging import choices, decisions
from rasd.desk.marked import marked_text
from rasd.desk.page import Page, Table, add_page
from rasd.desk.pages.settings import local
from rasd.desk.people import ByPerson, FromDesk
from rasd.desk.workspace import InWorkspace, Workspace
from rasd.errors import UsageError
from rasd.export.csv import COLUMNS, article_rows
from rasd.flow.review import Decision, decide
from rasd.records import Actor, Article, Event, Failure, Place, Record, Statement, Time
from rasd.review import Review
from rasd.review.draft import span_id
from rasd.store import Kept
from rasd.store.tables import articles, sightings, sources, stories, story_articles

router = APIRouter()
AnId = Annotated[str, Path(max_length=200, description="The id of an article.")]


@dataclass(frozen=True, slots=True)
class InStory:
    """The story that the article tells; `copy_of` is the article (id) whose text it is, `copies` those of its own text."""

    id: str
    title: str | None
    articles: int
    copy_of: str | None
    copies: list[str]


@dataclass(frozen=True, slots=True)
class Sighting:
    """A sighting of the article in a source."""

    source: str | None
    url: str | None
    seen_at: str


@dataclass(frozen=True, slots=True)
class Provenance:
    """Where the article comes from: when first fetched, how its date was found, the articles that stood at its address before and after."""

    id: str
    first_fetched_at: str
    published_from: str | None
    revision_of: str | None
    revised_by: str | None
    sightings: list[Sighting]


@dataclass(frozen=True, slots=True)
class Decided:
    """A judgement in force of the finding `subject` `id`; `words` are set where the finding was rejected or no longer exists."""

    subject: str
    id: str
    verdict: str
    author: str
    at: str
    judgement: str
    words: str | None


@dataclass(frozen=True, slots=True)
class ArticlePage:
    """The record of an article, as `rasd read` prints it, corrected and judged; its story, where it comes from, what was decided.

    `decided` has judgements of findings that are kept, `rejected` of those taken out, `orphans` of those that no longer exist; `done` says
    who marked the article as wholly reviewed.
    """

    article: Article
    actors: list[Actor]
    statements: list[Statement]
    events: list[Event]
    times: list[Time]
    places: list[Place]
    failures: list[Failure]
    story: InStory | None
    provenance: Provenance
    decided: list[Decided]
    rejected: list[Decided]
    orphans: list[Decided]
    done: Decided | None

    def table(self) -> Table:
        """One row a finding, in the columns of `rasd export --format csv`."""
        return Table(COLUMNS, [[row.get(column) for column in COLUMNS] for row in article_rows(self.record)])

    @property
    def record(self) -> Record:
        """The record."""
        return Record(
            self.article,
            tuple(self.actors),
            tuple(self.statements),
            tuple(self.events),
            tuple(self.times),
            tuple(self.places),
            tuple(self.failures),
        )

    @property
    def text(self) -> Markup:
        """The text with its marks."""
        return marked_text(self.record)

    @property
    def names(self) -> dict[str, Actor]:
        """The actors by id."""
        return {actor.id: actor for actor in self.actors}

    @property
    def numbers(self) -> dict[str, int]:
        """The number of each actor among them, as marks have it."""
        return {actor.id: k for k, actor in enumerate(self.actors)}

    @property
    def states(self) -> dict[tuple[str, str], Decided]:
        """The verdicts, by subject and id."""
        return {(one.subject, one.id): one for one in self.decided}

    def span_id(self, kind: str, one: Time | Place) -> str:
        """The id by which a time (tim) or place (plc) is judged."""
        return span_id(kind, one.start, one.end)

    def time_of(self, event: Event) -> int | None:
        """The number of the time whose words give the date of an event: one of its own sentence where there is one."""
        same = [k for k, time in enumerate(self.times) if time.value and event.date and event.date.startswith(time.value)]
        near = [k for k in same if event.sentence.start <= self.times[k].start < event.sentence.end]
        return next(iter(near or same), None)

    def choices(self) -> dict[str, Any]:
        """Name of a field of the forms → the values to choose from."""
        return choices()


def load(workspace: InWorkspace, id: AnId) -> ArticlePage:
    """What the page shows."""
    kept = workspace.store.article(id)
    review = workspace.review(kept)
    record = review.record
    kept_states = {key: one for key, one in review.states.items() if one.verdict != "reject"}
    rejected = {key: one for key, one in review.states.items() if one.verdict == "reject"}
    done = review.done
    return ArticlePage(
        article=kept.article,
        actors=list(record.actors),
        statements=list(record.statements),
        events=list(record.events),
        times=list(record.times),
        places=list(record.places),
        failures=list(record.failures),
        story=_story(workspace, kept),
        provenance=_provenance(workspace, kept),
        decided=[Decided(*key, one.verdict, one.author, one.at, one.judgement, None) for key, one in kept_states.items()],
        rejected=[Decided(*key, one.verdict, one.author, one.at, one.judgement, _words(review, key)) for key, one in rejected.items()],
        orphans=[
            Decided(one.subject, one.subject_id, one.verdict, one.author, one.at, one.id, _evidence_words(kept, one.value))
            for one in review.orphans
        ],
        done=Decided("article", kept.id, "done", done.author, done.at, done.id, None) if done else None,
    )


def _words(review: Review, key: tuple[str, str]) -> str | None:
    finding = review.rejected.get(key)
    if isinstance(finding, Statement):
        return finding.content.quote
    if isinstance(finding, Event):
        return finding.trigger.quote
    if isinstance(finding, Actor):
        return finding.name.ar
    return finding.quote if finding is not None else None


def _evidence_words(kept: Kept, value: object) -> str | None:
    """The words of the text at the span of an orphaned judgement, None if it has none."""
    told = value.get("evidence") if isinstance(value, dict) else None
    spans = [told[name] for name in ("content", "trigger", "words") if name in told] if isinstance(told, dict) else []
    span: Sequence[int] = next(iter(spans), ())
    return kept.article.text[span[0] : span[1]] if len(span) == 2 else None


def _story(workspace: Workspace, kept: Kept) -> InStory | None:
    columns = (story_articles.c.story, story_articles.c.copy_of, stories.c.title, stories.c.articles)
    query = select(*columns).join(stories, stories.c.id == story_articles.c.story).where(story_articles.c.article == kept.number)
    with workspace.store.read() as connection:
        row = connection.execute(query).first()
        if row is None:
            return None
        told = select(articles.c.id).join(story_articles, story_articles.c.article == articles.c.number)
        copies = connection.execute(told.where(story_articles.c.story == row.story, story_articles.c.copy_of == kept.number)).scalars()
        original = connection.execute(select(articles.c.id).where(articles.c.number == row.copy_of)).scalar() if row.copy_of else None
        return InStory(row.story, row.title, row.articles, original, list(copies))


def _provenance(workspace: Workspace, kept: Kept) -> Provenance:
    seen = select(sources.c.name, sightings.c.url, sightings.c.seen_at).outerjoin(sources, sources.c.number == sightings.c.source)
    with workspace.store.read() as connection:
        rows = connection.execute(seen.where(sightings.c.article == kept.number).order_by(sightings.c.seen_at, sightings.c.id)).all()
        before = None
        if kept.revision_of is not None:
            before = connection.execute(select(articles.c.id).where(articles.c.number == kept.revision_of)).scalar()
        after = None
        if kept.article.url:  # revisions share their address, which has an index
            query = select(articles.c.id).where(articles.c.url == kept.article.url, articles.c.revision_of == kept.number)
            after = connection.execute(query.limit(1)).scalar()
    return Provenance(kept.id, kept.first_fetched_at, kept.published_from, before, after, [Sighting(*row) for row in rows])


add_page(router, Page("article", "/articles/{id}", load, ArticlePage))


async def form_of(request: Request) -> dict[str, list[str]]:
    """The fields of a form: name -> values."""
    form = await request.form()
    return {name: [value for value in form.getlist(name) if isinstance(value, str)] for name in form}


Filled = Annotated[dict[str, list[str]], Depends(form_of)]


@router.post("/articles/{id}/judge", name="article.judge", include_in_schema=False, dependencies=[FromDesk])
def judge(request: Request, workspace: InWorkspace, person: ByPerson, id: AnId, form: Filled) -> Response:
    """Judge a finding: `do` is accept, reject, edit, add, undo or done. Back to the article, or the judgement as JSON for a script.

    The buttons of the page share one form and send `do`, `subject` and `finding` in one field, `act`: `accept statement stm-…`.
    """
    kept = workspace.store.article(id)
    do, subject, finding = _act(form)
    if do == "undo":
        made = [Decision("judgement", _sent(form, "judgement"), "undo")]
    elif do == "done":
        made = [Decision("article", kept.id, "done")]
    elif do in ("accept", "reject", "edit", "add"):
        made = decisions(workspace.review(kept), do, subject, finding, form)
    else:
        raise UsageError(f"{do}: expected accept, reject, edit, add, undo or done")
    ids = decide(workspace.store, kept.number, made, author=person)
    if "application/json" in request.headers.get("accept", ""):
        return JSONResponse({"judgements": ids, "finding": made[-1].subject_id, "verdict": made[-1].verdict})
    back = local(_sent(form, "back") or f"/articles/{id}")
    anchor = f"#{made[-1].subject_id}" if do in ("edit", "add", "accept") and "#" not in back else ""
    return RedirectResponse(back + anchor, 303)


def _sent(form: dict[str, list[str]], name: str) -> str:
    """The value of a field; "" where it was not sent."""
    return next(iter(form.get(name, ())), "").strip()


def _act(form: dict[str, list[str]]) -> tuple[str, str, str]:
    """What is to be done, with which kind of finding, and with which one; "" for what is not said."""
    act = _sent(form, "act")
    if not act:
        return _sent(form, "do"), _sent(form, "subject"), _sent(form, "finding")
    do, _, rest = act.partition(" ")
    subject, _, finding = rest.partition(" ")
    return do, subject, finding
