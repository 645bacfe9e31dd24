"""Stories, copies and follow-ups in the store: changed ones are replaced, others stay."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import Connection, bindparam, delete, func, or_, select

from rasd.store.statements import insert_all, portions, upsert
from rasd.store.tables import articles, features, relations, stories, story_articles, story_events
from rasd.store.values import as_json, kept, through

members = story_articles.join(articles, articles.c.number == story_articles.c.article)
"""The articles of stories."""
original = articles.alias("original")
copying = members.outerjoin(original, original.c.number == story_articles.c.copy_of)
"""The articles of stories, with the original of each copy."""


@dataclass(frozen=True, slots=True)
class Relation:
    """A link between two articles by their ids (`Kept.id`): `kind` is copy, story or followup; `first` is the earlier."""

    kind: str
    first: str
    second: str
    score: float
    reasons: Sequence[dict[str, Any]]


@dataclass(frozen=True, slots=True)
class StoryMembers:
    """A story: its articles (`Kept.id`) in order, its copies, the links that hold it together, and its events.

    `events` maps the id of an event that several articles report to its type, day, number of articles, and its record.
    """

    id: str
    title: str | None
    articles: Sequence[str]
    copies: dict[str, str] = field(default_factory=dict)
    links: Sequence[Relation] = ()
    events: dict[str, tuple[str, str | None, int, dict[str, Any]]] = field(default_factory=dict)


def save_stories(
    connection: Connection,
    changed: Iterable[StoryMembers],
    followups: Iterable[Relation],
    method: str,
    following: Iterable[str] | None = None,
) -> int:
    """Replace the stories of their articles; a story left without articles is removed. Returns how many articles they have.

    With `following`, `followups` are all links from these articles back to what they follow, and no others are touched.
    """
    changed = list(changed)
    numbers = _numbers(connection, [id for story in changed for id in story.articles])
    before = _stories_of(connection, list(numbers.values())) | {story.id for story in changed}
    _clear(connection, numbers, before, following)
    upsert(connection, stories, [_story(connection, story, numbers) for story in changed])
    for story in changed:
        insert_all(connection, story_articles, _member_rows(story, numbers))
        insert_all(connection, story_events, _events(story))
    links = {(link.kind, link.first, link.second): link for story in changed for link in story.links}
    concerned = [link for link in followups if following is not None or link.first in numbers or link.second in numbers]
    links |= {(link.kind, link.first, link.second): link for link in concerned}
    upsert(connection, relations, [_relation(link, method) for link in links.values()])
    _forget_empty(connection, before)
    return len(numbers)


def _stories_of(connection: Connection, numbers: Sequence[int]) -> set[str]:
    found: set[str] = set()
    for some in portions(numbers):
        told = select(story_articles.c.story).where(story_articles.c.article.in_(some))
        found |= set(connection.execute(told).scalars())
    return found


def _clear(connection: Connection, numbers: dict[str, int], before: set[str], following: Iterable[str] | None) -> None:
    """Remove what will be replaced. One by one: a list of thousands in one statement is slower, and too long for some databases."""
    column = relations.c
    ids = [{"id": id} for id in numbers]
    held = [{"number": number} for number in numbers.values()]
    later = ids if following is None else [{"id": id} for id in following]
    earlier = ids if following is None else []
    for kind, side, rows in (
        ("copy", column.second, ids),
        ("story", column.second, ids),
        ("followup", column.first, earlier),
        ("followup", column.second, later),
    ):
        if rows:
            connection.execute(delete(relations).where(column.kind == kind, side == bindparam("id")), rows)
    if held:
        connection.execute(delete(story_articles).where(story_articles.c.article == bindparam("number")), held)
    if before:
        connection.execute(delete(story_events).where(story_events.c.story == bindparam("of")), [{"of": id} for id in sorted(before)])


def _forget_empty(connection: Connection, before: set[str]) -> None:
    held = select(story_articles.c.article).where(story_articles.c.story == stories.c.id)
    if before:
        connection.execute(delete(stories).where(stories.c.id == bindparam("of"), ~held.exists()), [{"of": id} for id in sorted(before)])


def known_stories(
    connection: Connection, ids: Collection[str] | None = None
) -> dict[str, tuple[str | None, tuple[tuple[str, str | None], ...]]]:
    """Each story's title, and its articles in order with what each copies, all by `Kept.id`; with `ids`, of these stories."""
    joined = copying.join(stories, stories.c.id == story_articles.c.story)
    query = select(story_articles.c.story, stories.c.title, articles.c.id, original.c.id.label("copied")).select_from(joined)
    found: dict[str, tuple[str | None, list[tuple[str, str | None]]]] = {}
    query = query.order_by(story_articles.c.story, story_articles.c.position)
    parts = [query] if ids is None else [query.where(stories.c.id.in_(some)) for some in portions(sorted(ids))]
    for part in parts:
        for row in connection.execute(part):
            found.setdefault(row.story, (row.title, []))[1].append((row.id, row.copied))
    return {id: (title, tuple(told)) for id, (title, told) in found.items()}


def _numbers(connection: Connection, ids: Sequence[str]) -> dict[str, int]:
    found: dict[str, int] = {}
    for some in portions(ids):
        rows = connection.execute(select(articles.c.id, articles.c.number).where(articles.c.id.in_(some)))
        found |= dict(rows.all())
    return found


def _story(connection: Connection, story: StoryMembers, numbers: dict[str, int]) -> dict[str, Any]:
    held = [numbers[id] for id in story.articles]
    days: list[str] = []
    outlets: set[str] = set()
    for some in portions(held):
        told = select(func.min(articles.c.day), func.max(articles.c.day)).where(articles.c.number.in_(some))
        days += [day for day in connection.execute(told).one() if day]
        named = select(articles.c.outlet).where(articles.c.number.in_(some), articles.c.outlet.is_not(None))
        outlets |= set(connection.execute(named.distinct()).scalars())
    return {
        "id": story.id,
        "title": kept(story.title),
        "first_day": min(days, default=None),
        "last_day": max(days, default=None),
        "articles": len(story.articles),
        "outlets": len(outlets),
    }


def _member_rows(story: StoryMembers, numbers: dict[str, int]) -> list[dict[str, Any]]:
    best = {link.second: link for link in story.links}
    return [
        {
            "article": numbers[id],
            "story": story.id,
            "position": position,
            "copy_of": numbers.get(story.copies.get(id, "")),
            "score": best[id].score if id in best else 1.0,
            "reasons": as_json(best[id].reasons if id in best else []),
        }
        for position, id in enumerate(story.articles)
    ]


def _events(story: StoryMembers) -> list[dict[str, Any]]:
    return [
        {"id": id, "story": story.id, "type": kind, "day": day, "tellings": tellings, "record": as_json(record)}
        for id, (kind, day, tellings, record) in story.events.items()
    ]


def _relation(link: Relation, method: str) -> dict[str, Any]:
    return {
        "kind": link.kind,
        "first": link.first,
        "second": link.second,
        "score": link.score,
        "reasons": as_json(link.reasons),
        "method": method,
    }


def unmarked(connection: Connection, mark: str) -> list[tuple[int, str, str | None]]:
    """Number, id and day (else that of collecting) of the articles without features of this name, by day."""
    marked = select(features.c.article).where(features.c.article == articles.c.number, features.c.method == mark)
    day = func.coalesce(articles.c.day, func.substr(articles.c.first_fetched_at, 1, 10))
    query = select(articles.c.number, articles.c.id, day).where(~marked.exists()).order_by(day, articles.c.number)
    return list(connection.execute(query))


def any_unmarked(connection: Connection, mark: str) -> bool:
    """Whether any article has no features of this name."""
    marked = select(features.c.article).where(features.c.article == articles.c.number, features.c.method == mark)
    return connection.execute(select(articles.c.number).where(~marked.exists()).limit(1)).first() is not None


def mates(connection: Connection, numbers: Iterable[int]) -> dict[int, str]:
    """Each article in a story of these articles (by number), with that story."""
    found: dict[int, str] = {}
    for some in portions(sorted(numbers)):
        of = select(story_articles.c.story).where(story_articles.c.article.in_(some))
        found |= dict(
            connection.execute(select(story_articles.c.article, story_articles.c.story).where(story_articles.c.story.in_(of))).all()
        )
    return found


def numbers_of(connection: Connection, ids: Iterable[str]) -> dict[str, int]:
    """The numbers of the articles with these ids (`Kept.id`), without unknown ones."""
    return _numbers(connection, sorted(ids))


def marked(connection: Connection, mark: str, numbers: Iterable[int]) -> set[int]:
    """Those of these articles that have features of this name."""
    found: set[int] = set()
    for some in portions(sorted(numbers)):
        query = select(features.c.article).where(features.c.method == mark, features.c.article.in_(some))
        found |= set(connection.execute(query).scalars())
    return found


def around(connection: Connection, method: str, first: str, last: str) -> list[tuple[int, str]]:
    """Number and id of the articles with features of this name that may be of the days `first` to `last`, or in a story with such."""
    day = func.coalesce(articles.c.day, func.substr(articles.c.first_fetched_at, 1, 10))
    fits = [(day >= first) & (day <= through(last))]
    for size in (4, 7):  # of a year or month alone: 2022 sorts before each of its days
        fits.append((func.length(articles.c.day) == size) & (articles.c.day >= first[:size]) & (articles.c.day <= last[:size]))
    near = select(articles.c.number).where(or_(*fits))
    told = select(story_articles.c.article).where(
        story_articles.c.story.in_(select(story_articles.c.story).where(story_articles.c.article.in_(near)))
    )
    have = select(features.c.article).where(features.c.method == method)
    query = select(articles.c.number, articles.c.id).where(articles.c.number.in_(have))
    query = query.where(articles.c.number.in_(near) | articles.c.number.in_(told)).order_by(articles.c.number)
    return list(connection.execute(query))


def stories_of(connection: Connection, numbers: Iterable[int]) -> dict[int, str]:
    """The stories that these articles are in."""
    found: dict[int, str] = {}
    for some in portions(sorted(numbers)):
        rows = connection.execute(select(story_articles.c.article, story_articles.c.story).where(story_articles.c.article.in_(some)))
        found |= dict(rows.all())
    return found


def followers_of(connection: Connection, ids: Iterable[str]) -> set[int]:
    """The numbers of the articles stored as follow-ups of one of these."""
    found: set[int] = set()
    joined = relations.join(articles, articles.c.id == relations.c.second)
    for some in portions(sorted(ids)):
        told = select(articles.c.number).select_from(joined).where(relations.c.kind == "followup", relations.c.first.in_(some))
        found |= set(connection.execute(told).scalars())
    return found
