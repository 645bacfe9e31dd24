"""What is new to a reader who comes back: new stories, articles that stories seen before have won, tolls that rose, denials.

All of it follows from which articles the reader has seen (`rasd.store.visits`): what a story told him is what these articles tell as they
are read now, so that an article that is read anew is no news.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Annotated, Any, Literal

from fastapi import Depends
from sqlalchemy import select

from rasd.desk.people import ByPerson
from rasd.desk.standing import heaviest, tellings
from rasd.desk.workspace import InWorkspace, Workspace
from rasd.store.lists.checks import Doubtful, denials
from rasd.store.lists.stories import Counted, Tellings, articles_of, count, version_of
from rasd.store.stories import stories_of
from rasd.store.tables import articles, statements, story_articles
from rasd.store.visits import Mark, Sight, mark_of, mask_of, sight_of
from rasd.stories.saying import contrary, signed

_DENIALS = 12
Kind = Literal["new", "more"]


@dataclass(frozen=True, slots=True)
class Seen:
    """Since when a reader is told of what is new: `at`, None for who never said that he had seen all.

    `as_of` is what is sent back (POST /seen) to say that all of this page was seen; `ever`, whether anything was said
    that can be taken back.
    """

    at: str | None
    as_of: str
    ever: bool


@dataclass(frozen=True, slots=True)
class StoryNews:
    """What is new of a story: a `new` one, of which nothing was seen, or `more`: `fresh` articles that it won, `copies` among these.

    `dead` and `injured` are the highest tolls told now, `dead_before` and `injured_before` those told by what was seen; None for none.
    `opening` is the first words of a story without a headline.
    """

    id: str
    kind: Kind
    title: str | None
    opening: str | None
    articles: int
    fresh: int
    copies: int
    outlets: int
    dead: int | None
    dead_before: int | None
    injured: int | None
    injured_before: int | None

    @property
    def grown(self) -> bool:
        """Whether it tells of more dead or injured than it did."""
        return self.kind == "more" and ((self.dead or 0) > (self.dead_before or 0) or (self.injured or 0) > (self.injured_before or 0))


@dataclass(frozen=True, slots=True)
class Denied:
    """A denial in an article that is new, and the statement that it may deny: one of like words, affirmed, that the reader has seen."""

    denial: Doubtful
    story: str | None
    story_title: str | None
    of: str | None
    of_article: str | None
    of_quote: str | None


@dataclass(frozen=True, slots=True)
class News:
    """All that is new to a reader, the weightiest first; new stories only where he once said that he had seen all.

    `articles` are the new ones in stories of both kinds, `new` and `more` the numbers of stories of each.
    """

    seen: Seen
    articles: int
    new: int
    more: int
    stories: list[StoryNews]
    denials: list[Denied]

    def of_kind(self, kind: Kind) -> list[StoryNews]:
        """The new stories, or those with more articles."""
        return [story for story in self.stories if story.kind == kind]

    @property
    def grown(self) -> list[StoryNews]:
        """The stories whose tolls rose."""
        return [story for story in self.stories if story.grown]

    def brief(self, most: int) -> News:
        """The same with so many stories of each kind and denials, for a page that shows other things too; those that grew before others."""
        more = sorted(self.of_kind("more"), key=lambda story: not story.grown)
        return replace(self, stories=[*self.of_kind("new")[:most], *more[:most]], denials=self.denials[:most])


@dataclass(frozen=True, slots=True)
class OfStory:
    """What is new of one story since `seen`: `news` None where nothing can be called so, `fresh` the ids of the articles that are.

    `unseen` is how many of its articles the reader has not said to have seen.
    """

    seen: Seen
    news: StoryNews | None
    fresh: list[str]
    unseen: int


@dataclass(frozen=True, slots=True)
class _Fresh:
    """The new articles as a mask by number, and by the row of each story how many of them it has, and how many were seen."""

    mask: Any
    fresh: Any
    before: Any
    seen: Any


class Newness:
    """The store in the eyes of one reader."""

    def __init__(self, workspace: Workspace, person: str) -> None:
        self._workspace, self._person = workspace, person
        self.sight: Sight = sight_of(workspace.store, person)
        self._key = (self.sight.at, self.sight.also, version_of(workspace.store))

    @property
    def seen(self) -> Seen:
        """Since when, and what to say when all was seen."""
        mark: Mark = self._workspace.remembered(("mark", self._key[-1]), lambda: mark_of(self._workspace.store))
        return Seen(self.sight.at, str(mark), self.known)

    @property
    def known(self) -> bool:
        """Whether this reader ever said that something was seen; else nothing is called new."""
        return self.sight.at is not None or bool(self.sight.also)

    def news(self) -> News:
        """All that is new."""
        if not self.known:
            return News(self.seen, 0, 0, 0, [], [])
        return self._workspace.remembered(("news", self._person, *self._key), self._news)

    def numbers(self) -> _Fresh:
        """Which articles are new, and how many of each story."""
        return self._workspace.remembered(("fresh", self._person, *self._key), self._numbers)

    def _numbers(self) -> _Fresh:
        import numpy as np

        told = tellings(self._workspace)
        related = articles_of(told, self._workspace.columns)
        mask = mask_of(self.sight, len(related))
        size = len(told.ids)
        story = told.story[: len(related)]
        seen = np.bincount(story[related & mask], minlength=size)
        fresh = np.bincount(story[related & ~mask], minlength=size)
        return _Fresh(related & ~mask, fresh, seen, related & mask)

    def _news(self) -> News:
        import numpy as np

        told, columns, found = tellings(self._workspace), self._workspace.columns, self.numbers()
        if not told.ids:
            return News(self.seen, 0, 0, 0, [], [])
        fits = (found.fresh > 0) & ((found.before > 0) | (self.sight.at is not None))
        now, before = count(told, columns, found.mask | found.seen), count(told, columns, found.seen)
        copied = np.bincount(told.story[np.flatnonzero(found.mask & told.copy[: len(found.mask)])], minlength=len(told.ids))
        rows = heaviest(told, now, np.flatnonzero(fits))
        lines = [_line(told, row, found, copied, (now, before)) for row in rows]
        mask = found.mask & fits[np.clip(told.story[: len(found.mask)], 0, None)]
        own = mask & ~told.copy[: len(mask)]
        more = sum(line.kind == "more" for line in lines)
        return News(self.seen, int(mask.sum()), len(lines) - more, more, lines, self._denials(own, found))

    def _denials(self, own: Any, found: _Fresh) -> list[Denied]:
        store, columns = self._workspace.store, self._workspace.columns
        made = denials(store, columns, own, _DENIALS)
        in_story = stories_of(store, sorted({one.article for one in made}))
        shown = []
        for one in made:
            story = in_story.get(one.article)
            of = _denied(self._workspace, one, story["id"], found.seen) if story and one.kind == "statement" else None
            shown.append(Denied(one, *((story["id"], story["title"]) if story else (None, None)), *(of or (None, None, None))))
        return sorted(shown, key=lambda one: one.of is None)

    def fresh_of(self, ids: Sequence[str]) -> dict[str, int]:
        """How many articles of each of these stories are new; those without any are left out."""
        if not self.known:
            return {}
        found, row_of = self.numbers(), _rows(self._workspace)
        rows = {id: row_of[id] for id in ids if id in row_of}
        return {id: int(found.fresh[row]) for id, row in rows.items() if found.fresh[row] and self._told(found, row)}

    def _told(self, found: _Fresh, row: int) -> bool:
        """Whether something of a story was seen, or all was once: else nothing of it can be called new."""
        return self.sight.at is not None or bool(found.before[row])

    def of_story(self, id: str) -> OfStory:
        """What is new of one story."""
        joined = story_articles.join(articles, articles.c.number == story_articles.c.article)
        query = select(articles.c.number, articles.c.id).select_from(joined).where(story_articles.c.story == id)
        rows = self._workspace.store.rows(query.order_by(story_articles.c.position))
        mask = mask_of(self.sight, max((row["number"] for row in rows), default=0) + 1)
        unseen = [row["id"] for row in rows if not mask[row["number"]]]
        news = next((story for story in self.news().stories if story.id == id), None)
        return OfStory(self.seen, news, unseen if news else [], len(unseen))


def _rows(workspace: Workspace) -> dict[str, int]:
    told = tellings(workspace)
    return workspace.remembered(("rows", version_of(workspace.store)), lambda: {id: row for row, id in enumerate(told.ids)})


def _line(told: Tellings, row: int, found: _Fresh, copied: Any, counted: tuple[Counted, Counted]) -> StoryNews:
    now, before = counted
    return StoryNews(
        id=told.ids[row],
        kind="more" if found.before[row] else "new",
        title=told.titles[row],
        opening=told.openings.get(told.ids[row]),
        articles=int(now.articles[row]),
        fresh=int(found.fresh[row]),
        copies=int(copied[row]),
        outlets=int(now.outlets[row]),
        dead=int(now.dead[row]) or None,
        dead_before=int(before.dead[row]) or None,
        injured=int(now.injured[row]) or None,
        injured_before=int(before.injured[row]) or None,
    )


def _denied(workspace: Workspace, denial: Doubtful, story: str, seen: Any) -> tuple[str, str, str] | None:
    """The statement of a seen article of the story that says what is denied: its id, its article, its words."""
    columns = (statements.c.id, statements.c.content, articles.c.id.label("article"), articles.c.number)
    joined = statements.join(story_articles, story_articles.c.article == statements.c.article)
    query = select(*columns).select_from(joined.join(articles, articles.c.number == statements.c.article))
    words = signed(denial.quote, denied=True)
    best, found = 0.0, None
    for row in workspace.store.rows(query.where(story_articles.c.story == story, statements.c.stance != "deny")):
        said = signed(row["content"])
        if row["number"] >= len(seen) or not seen[row["number"]] or not all(said.values()):
            continue  # what is said with a negation agrees with a denial as often as not
        alike = contrary(words, said)
        if alike and alike >= best:
            best, found = alike, (row["id"], row["article"], row["content"])
    return found


def newness(workspace: InWorkspace, person: ByPerson) -> Newness:
    """The store in the eyes of who asks."""
    return Newness(workspace, person)


ForVisitor = Annotated[Newness, Depends(newness)]
