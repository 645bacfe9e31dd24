"""Reads stories: articles with copies, follow-ups, and the events that several articles report."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from typing import Any, NamedTuple

from sqlalchemy import Row, Select, and_, or_, select, union

from rasd.errors import InputError
from rasd.records import content_id
from rasd.store.relations import copying, members, original
from rasd.store.statements import portions
from rasd.store.store import Store
from rasd.store.tables import articles, relations, stories, story_articles, story_events
from rasd.store.values import through

Plain = dict[str, Any]
_SHORTEST = 6  # least characters of an abbreviated id
_WHOLE = len(content_id("sto", ""))


def list_stories(
    store: Store,
    *,
    since: str | None = None,
    until: str | None = None,
    outlet: str | None = None,
    least: int = 1,
    limit: int | None = None,
) -> Iterator[Plain]:
    """Stories as plain values, newest first: id, title, first, last, outlets, and articles in order of time.

    `since` and `until` are days that the story overlaps; `least` a number of articles; with an outlet, only its stories.
    """
    query = select(stories).where(stories.c.articles >= least)
    if since:
        query = query.where(stories.c.last_day >= since)
    if until:
        query = query.where(stories.c.first_day <= through(until))
    if outlet:
        carried = select(story_articles.c.story).select_from(members).where(articles.c.outlet == outlet)
        query = query.where(stories.c.id.in_(carried))
    query = query.order_by(stories.c.last_day.desc().nulls_last(), stories.c.articles.desc(), stories.c.id)
    with store.read() as connection:
        found = [dict(row) for row in connection.execute(query.limit(limit)).mappings()]
    shared = store.shared_ids()
    for page in portions(found):
        told = _articles(store, [row["id"] for row in page], shared)
        for row in page:
            yield _story(row, told.get(row["id"], []))


def story_of(store: Store, id: str) -> Plain:
    """A story by its id, a prefix of it, or the id of one of its articles. Raises InputError if there is none."""
    with store.read() as connection:
        article = select(story_articles.c.story).select_from(members).where(or_(articles.c.id == id, articles.c.given_id == id)).limit(1)
        found = connection.execute(article).scalar()
        rows = connection.execute(select(stories).where(stories.c.id == (found or id)).limit(2)).mappings().all()
        if not rows and len(id) >= _SHORTEST:
            rows = connection.execute(select(stories).where(stories.c.id.startswith(id, autoescape=True)).limit(2)).mappings().all()
    if len(rows) != 1:
        what = "several stories have an id that begins so" if rows else "no story, and no related article, of this id"
        raise InputError(f"{id}: {what} in {store.where}; `rasd stories list` shows them")
    row = dict(rows[0])
    return _story(row, _articles(store, [row["id"]]).get(row["id"], []))


def kept_records(store: Store, id: str) -> list[str]:
    """The stored events of the story that `story_of` gives for an id, in one query.

    A prefix may fit several stories, which `story_of` refuses.
    """
    of_article = select(story_articles.c.story).join(articles, articles.c.number == story_articles.c.article)
    of_article = of_article.where(or_(articles.c.id == id, articles.c.given_id == id))
    meant = [story_events.c.story == id, story_events.c.story.in_(of_article)]
    if _SHORTEST <= len(id) < _WHOLE:  # a prefix scans all ids
        meant.append(story_events.c.story.startswith(id, autoescape=True))
    rows = store.rows(select(story_events.c.record).where(or_(*meant)).order_by(story_events.c.story, story_events.c.id))
    return [row["record"] for row in rows]


def _story(row: Plain, told: list[Plain]) -> Plain:
    return {
        "id": row["id"],
        "title": row["title"],
        "first": row["first_day"],
        "last": row["last_day"],
        "outlets": row["outlets"],
        "articles": told,
    }


def _articles(store: Store, ids: Sequence[str], shared: frozenset[str] | None = None) -> dict[str, list[Plain]]:
    """The articles of stories. `shared` are the ids that several rows had; without it they are queried."""
    with store.read() as connection:
        rows = connection.execute(_member_query().where(story_articles.c.story.in_(ids))).all()
    if shared is None:
        shared = store.shared_ids(list({id for row in rows for id in (row.given_id, row.original_given) if id is not None}))
    found: dict[str, list[Plain]] = {}
    for row in rows:
        found.setdefault(row.story, []).append(_member(row, shared))
    return found


def _member_query() -> Select[Any]:
    return (
        select(
            story_articles.c.story,
            articles.c.id,
            articles.c.given_id,
            articles.c.url,
            articles.c.outlet,
            articles.c.title,
            articles.c.published,
            articles.c.credit,
            original.c.id.label("original"),
            original.c.given_id.label("original_given"),
        )
        .select_from(copying)
        .order_by(story_articles.c.story, story_articles.c.position)
    )


def _member(row: Row[Any], shared: frozenset[str]) -> Plain:
    """An article of a story, by the id of its row, or by its own if several rows had that one."""
    given, copied = (None if id in shared else id for id in (row.given_id, row.original_given))
    return {
        "id": given or row.id,
        "url": row.url,
        "outlet": row.outlet,
        "published": row.published,
        "copy_of": copied or row.original,
        "title": row.title,
        "credit": json.loads(row.credit),
        "key": row.id,
    }


def links_of(store: Store, keys: Sequence[str], kinds: Sequence[str] = ("copy", "story", "followup")) -> list[Plain]:
    """The links of these articles (by `key`) with their reasons, strongest first."""
    key = (relations.c.kind, relations.c.first, relations.c.second)
    found: dict[tuple[str, str, str], Plain] = {}
    for some in portions(keys):
        ends = (relations.c.first.in_(some), relations.c.second.in_(some))
        # Only keys, for each end separately, as each has a covering index; for rows of either end SQLite scans all relations.
        held = union(*(select(*key).where(relations.c.kind.in_(kinds), end) for end in ends)).subquery()
        rows = store.rows(select(relations).join(held, and_(*(column == held.c[column.name] for column in key))))
        found |= {(row["kind"], row["first"], row["second"]): row | {"reasons": json.loads(row["reasons"])} for row in rows}
    return sorted(found.values(), key=lambda link: (-link["score"], link["kind"], link["first"], link["second"]))


class Affair(NamedTuple):
    """The other stories of one affair (id and title), each once: those that a story follows, and those that follow it."""

    follows: list[Plain]
    followed_by: list[Plain]


def affair_of(store: Store, links: Sequence[Plain], keys: Sequence[str]) -> Affair:
    """The affair of a story, by the links of its articles (by `key`); the surest links first."""
    own = set(keys)
    far = [link for link in links if link["kind"] == "followup"]
    others: dict[str, Plain] = {}
    for some in portions(sorted({link[side] for link in far for side in ("first", "second")} - own)):
        others |= stories_of(store, some)
    follows: dict[str, Plain] = {}
    followed: dict[str, Plain] = {}
    for link in far:
        side, other = (followed, link["second"]) if link["first"] in own else (follows, link["first"])
        if other in others:
            side.setdefault(others[other]["id"], others[other])
    return Affair(list(follows.values()), list(followed.values()))


def events_of(store: Store, id: str) -> list[Plain]:
    """The events that several articles of a story report, with agreed and differing fields."""
    query = select(story_events).where(story_events.c.story == id).order_by(story_events.c.tellings.desc(), story_events.c.id)
    return [json.loads(row["record"]) for row in store.rows(query)]


def stories_of(store: Store, keys: Sequence[str]) -> dict[str, Plain]:
    """The story (id and title) of each of these articles."""
    joined = members.join(stories, stories.c.id == story_articles.c.story)
    query = select(articles.c.id, stories.c.id.label("story"), stories.c.title).select_from(joined).where(articles.c.id.in_(keys))
    return {row["id"]: {"id": row["story"], "title": row["title"]} for row in store.rows(query)}
