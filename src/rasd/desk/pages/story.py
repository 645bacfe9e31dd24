"""One story: its articles in time, copies folded under their originals, events with agreeing and differing fields, who speaks, where."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Annotated, Any

from fastapi import APIRouter, Form, Path, Query
from fastapi.responses import RedirectResponse, Response

from rasd.desk.joining import Joinable, joinable, last_part
from rasd.desk.page import Page, Table, add_page
from rasd.desk.people import ByPerson, FromDesk
from rasd.desk.since import ForVisitor, OfStory, Seen
from rasd.desk.workspace import InWorkspace, Workspace
from rasd.errors import InputError, UsageError
from rasd.export.safe import web_address
from rasd.flow import stories as decide
from rasd.flow.cast import Called
from rasd.store.lists.checks import ToldBy, TollVersion, told_by, tolls
from rasd.store.lists.members import Sharing, english_of, places_of, speakers_of
from rasd.store.lists.stories import opening_of, version_of
from rasd.store.stories import affair_of, events_of, links_of, story_of

router = APIRouter()
_NAMES = ("source", "target", "place", "asserted_by")  # fields whose values are Arabic names
_LONGEST = 300  # characters of an id, or of the address of a page pasted in its place
StoryId = Annotated[str, Path(max_length=_LONGEST, description="The id of a story, or of one of its articles.")]


@dataclass(frozen=True, slots=True)
class LinkReason:
    """One reason for a link between articles: its name, its value (0 to 1), its weight, and a text for the reader."""

    name: str
    value: float
    weight: float
    detail: str


@dataclass(frozen=True, slots=True)
class ToldLink:
    """Why an article is in a story: the kind of link (copy, story), the article linked to, the chance (0 to 1), the reasons."""

    kind: str
    to: str
    score: float
    reasons: list[LinkReason]


@dataclass(frozen=True, slots=True)
class Copied:
    """A copy, folded under its original; `credit` are the agencies to which it is credited."""

    id: str
    title: str | None
    outlet: str | None
    published: str | None
    credit: list[str]
    link: ToldLink | None


@dataclass(frozen=True, slots=True)
class Telling:
    """An article of a story that is no copy of another one in it, with its copies. `first`: it was published before all others."""

    id: str
    title: str | None
    outlet: str | None
    published: str | None
    credit: list[str]
    url: str | None
    first: bool
    link: ToldLink | None
    copies: list[Copied]


@dataclass(frozen=True, slots=True)
class FieldVersion:
    """A value of a field, the outlets that report it and where, and the number of articles that do so and are no copies."""

    value: str
    outlets: list[str]
    told: list[ToldBy]
    independent: int


@dataclass(frozen=True, slots=True)
class EventField:
    """A field of an event with its versions; with more than one, the outlets differ."""

    name: str
    versions: list[FieldVersion]


@dataclass(frozen=True, slots=True)
class EventOnce:
    """An event that several articles tell, once: its sources and its fields, those that differ first."""

    id: str
    type: str
    tellings: int
    outlets: list[str]
    told: list[ToldBy]
    quote: str
    fields: list[EventField]
    dead: list[TollVersion]
    injured: list[TollVersion]


@dataclass(frozen=True, slots=True)
class Linked:
    """Another story of the same affair."""

    id: str
    title: str | None


@dataclass(frozen=True, slots=True)
class Decision:
    """A merge or split in the journal that concerns this story; `undone`: it was taken back."""

    id: str
    at: str
    author: str
    action: str
    undone: bool


@dataclass(frozen=True, slots=True)
class Story:
    """A story. `asked` is the link between two articles that `?one=…&other=…` asks for, with reasons even if they are not linked.

    `joinable` are the stories that `?near=…` (words, an id or the address of a page) finds to join it with. `yours` is what is new of it
    to the reader. `opening` is its first words, where it has no headline. `english` maps the Arabic names of parties and places in the
    fields of events to English.
    """

    id: str
    title: str | None
    opening: str | None
    first: str | None
    last: str | None
    outlets: int
    articles: int
    told: list[Telling]
    events: list[EventOnce]
    speakers: list[Sharing]
    places: list[Sharing]
    follows: list[Linked]
    followed_by: list[Linked]
    journal: list[Decision]
    people: dict[str, Called]
    english: dict[str, str]
    asked: ToldLink | None
    joinable: list[Joinable]
    yours: OfStory

    def table(self) -> Table:
        """One row an article, copies too."""
        columns = ("id", "published", "outlet", "title", "copy_of", "credit", "new_to_you")
        rows: list[list[str | bool | None]] = []
        for told in self.told:
            same: list[tuple[Telling | Copied, str | None]] = [(told, None), *((copy, told.id) for copy in told.copies)]
            for one, of in same:
                rows.append([one.id, one.published, one.outlet, one.title, of, "; ".join(one.credit), one.id in self.yours.fresh])
        return Table(columns, rows)


_NOBODYS = OfStory(Seen(None, "0", False), None, [], 0)


def load(
    workspace: InWorkspace,
    visitor: ForVisitor,
    id: StoryId,
    one: Annotated[str | None, Query(max_length=_LONGEST, description="With `other`: ask why these two articles are (no) story.")] = None,
    other: Annotated[str | None, Query(max_length=_LONGEST, description="The other of the two articles.")] = None,
    near: Annotated[str, Query(max_length=_LONGEST, description="Find stories to join it with: words, an id, or an address.")] = "",
) -> Story:
    """A story by its id, or by that of one of its articles."""
    found = workspace.remembered(("story", id, one, other, version_of(workspace.store)), lambda: _story(workspace, id, one, other))
    return replace(found, joinable=joinable(workspace, found.id, near.strip()), yours=visitor.of_story(found.id))


def _story(workspace: Workspace, id: str, one: str | None, other: str | None) -> Story:
    store = workspace.store
    story = story_of(store, id)
    keys = [article["key"] for article in story["articles"]]
    links = links_of(store, keys)
    speakers, places = speakers_of(store, story["id"]), places_of(store, story["id"])
    speakers = _as_taken(workspace, speakers)
    affair = affair_of(store, links, keys)
    people = workspace.called(speaker.id for speaker in speakers)
    events = [_event(event) for event in events_of(store, story["id"])]
    speak = {one.ar: one.en for one in people.values() if one.en}
    named = {*_named(events), *(place.name for place in places)} - speak.keys()
    return Story(
        id=story["id"],
        title=story["title"],
        opening=None if story["title"] else opening_of(store, story["id"]),
        first=story["first"],
        last=story["last"],
        outlets=story["outlets"],
        articles=len(keys),
        told=_told(story["articles"], _best(links)),
        events=events,
        speakers=speakers,
        places=places,
        follows=[Linked(**other) for other in affair.follows],
        followed_by=[Linked(**other) for other in affair.followed_by],
        journal=_journal(workspace, set(keys)),
        people=people,
        english=english_of(store, story["id"], named) | speak,
        asked=_why(workspace, one, other) if one and other else None,
        joinable=[],
        yours=_NOBODYS,
    )


def _best(links: Sequence[dict[str, Any]]) -> dict[str, ToldLink]:
    """For each article the link that holds it in its story: to an article before it."""
    found: dict[str, ToldLink] = {}
    for link in links:
        if link["kind"] in ("copy", "story"):
            reasons = [LinkReason(r["name"], r["value"], r["weight"], r["detail"]) for r in link["reasons"]]
            found.setdefault(link["second"], ToldLink(link["kind"], link["first"], link["score"], reasons))
    return found


def _told(articles: Sequence[dict[str, Any]], links: dict[str, ToldLink]) -> list[Telling]:
    by_id = {article["id"]: article["key"] for article in articles}
    copies: dict[str, list[Copied]] = {}
    for article in articles:
        if article["copy_of"]:
            copy = Copied(
                article["key"],
                article["title"],
                article["outlet"],
                article["published"],
                article["credit"],
                links.get(article["key"]),
            )
            copies.setdefault(by_id.get(article["copy_of"], article["copy_of"]), []).append(copy)
    own = [article for article in articles if not article["copy_of"]]
    return [
        Telling(
            id=article["key"],
            title=article["title"],
            outlet=article["outlet"],
            published=article["published"],
            credit=article["credit"],
            url=web_address(article["url"]),
            first=k == 0 and len(own) > 1,
            link=links.get(article["key"]),
            copies=copies.get(article["key"], []),
        )
        for k, article in enumerate(own)
    ]


def _event(event: dict[str, Any]) -> EventOnce:
    def version(name: str, of: dict[str, Any]) -> FieldVersion:
        by = told_by(event, of["articles"], name, of["value"])
        return FieldVersion(of["value"], [one.outlet or "" for one in by], by, of["independent"])

    fields = [EventField(name, [version(name, of) for of in versions]) for name, versions in event["fields"].items()]
    fields.sort(key=lambda field: len(field.versions) < 2)
    told = event["told"]
    by = told_by(event, [one["article"] for one in told])
    dead, injured = tolls(event, "dead"), tolls(event, "injured")
    return EventOnce(event["id"], event["type"], len(told), [one.outlet or "" for one in by], by, told[0]["quote"], fields, dead, injured)


def _named(events: Sequence[EventOnce]) -> set[str]:
    """The parties and places of events."""
    versions = (version for event in events for field in event.fields if field.name in _NAMES for version in field.versions)
    return {name for version in versions for name in version.value.split("، ")}


def _as_taken(workspace: Workspace, speakers: Sequence[Sharing]) -> list[Sharing]:
    """The speakers after corrections: merged actors count as one."""
    state = workspace.corrections
    found: dict[str, Sharing] = {}
    for speaker in speakers:
        id = state.canonical(speaker.id)
        before = found.get(id)
        outlets = list(dict.fromkeys([*(before.outlets if before else ()), *speaker.outlets]))
        found[id] = Sharing(id, before.name if before else speaker.name, (before.count if before else 0) + speaker.count, outlets)
    return sorted(found.values(), key=lambda one: (-len(one.outlets), -one.count, one.id))


def _journal(workspace: Workspace, keys: set[str]) -> list[Decision]:
    entries = workspace.store.corrections("story")
    undone = {entry.payload.get("entry") for entry in entries if entry.action == "undo"}
    found = []
    for entry in entries:
        pairs = [pair for verdict in ("same", "different") for pair in entry.payload.get(verdict, ())]
        if entry.action != "undo" and any(set(pair) & keys for pair in pairs):
            found.append(Decision(entry.id, entry.at, entry.author, entry.action, entry.id in undone))
    return found[::-1]


def _why(workspace: Workspace, one: str, other: str) -> ToldLink:
    link = decide.why(workspace.store, last_part(one), last_part(other))
    return ToldLink(link.kind, link.one, link.score, [LinkReason(r.name, r.value, r.weight, r.detail) for r in link.reasons])


def _to(story: str) -> Response:
    return RedirectResponse(f"/stories/{story}", 303)


@router.post("/stories/{id}/merge", name="story.merge", include_in_schema=False, dependencies=[FromDesk])
def merge(workspace: InWorkspace, id: StoryId, person: ByPerson, other: Annotated[str, Form(max_length=_LONGEST)] = "") -> Response:
    """Merge this story and another one; the journal keeps who did."""
    if not other.strip():
        raise UsageError("name the other story: its title, its id, or the address of its page")
    return _to(decide.merge(workspace.store, [id, last_part(other)], author=person))


@router.post("/stories/{id}/split", name="story.split", include_in_schema=False, dependencies=[FromDesk])
def split(workspace: InWorkspace, id: StoryId, person: ByPerson, article: Annotated[list[str] | None, Form()] = None) -> Response:
    """Take the chosen articles out of the story; they form one of their own."""
    if not article:
        raise UsageError("choose the articles that do not belong to this story")
    return _to(decide.split(workspace.store, article, author=person)[0])


@router.post("/stories/{id}/undo", name="story.undo", include_in_schema=False, dependencies=[FromDesk])
def undo(workspace: InWorkspace, id: StoryId, person: ByPerson, entry: Annotated[str, Form(max_length=_LONGEST)] = "") -> Response:
    """Undo a merge or a split, and redirect to the story that now holds an article of this page."""
    key = story_of(workspace.store, id)["articles"][0]["key"]
    known = {made.id for made in workspace.store.corrections("story")}
    if entry not in known:
        raise InputError(f"{entry}: no merge or split of this id")
    decide.undo(workspace.store, entry, author=person)
    return _to(str(story_of(workspace.store, key)["id"]))


add_page(router, Page("story", "/stories/{id}", load, Story))
