"""Finds stories that grow: the articles of a day against the mean of the days before, once for each doubling."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date, timedelta
from math import log2
from typing import Any, NamedTuple

from sqlalchemy import func, select

from rasd.alerts.asked import GrowthAsked
from rasd.alerts.model import Alert, Hit, stored_hit
from rasd.flow.alerts.seen import Seen
from rasd.store import Store
from rasd.store.alerts import NewHit, about, hits_in
from rasd.store.filters import Filters
from rasd.store.lists.statements import articles_with
from rasd.store.lists.stories import BASELINE
from rasd.store.query import parse
from rasd.store.tables import articles, stories, story_articles
from rasd.store.values import latest_day

_DAYS = 2  # latest days that are looked at: the day before still grows while its last articles are collected


class Day(NamedTuple):
    """A day of a story: its articles, their outlets, and the number of the latest."""

    articles: int
    outlets: int
    newest: int


def growing(store: Store, alert: Alert, asked: GrowthAsked, seen: Seen) -> Iterator[NewHit]:
    """The stories that have grown enough since their last hit. Copies count, since being copied is growth."""
    last = last_day(store)
    if last is None:
        return
    days = [last - timedelta(days=back) for back in range(_DAYS)]
    counted = days_told(store, min(days) - timedelta(days=BASELINE), last)
    among = _among(store, asked, seen, min(days) - timedelta(days=BASELINE))
    first = first_days(store, [id for id, told in counted.items() if len(told) > 1])
    for id, told in counted.items():
        if among is not None and id not in among:
            continue
        for day in days:
            one = told.get(day.isoformat())
            if one is None or one.newest <= alert.start:
                continue
            grew = grown(told, day, first.get(id, day.isoformat()), asked)
            if grew is not None:
                yield from _hit(store, alert, id, day.isoformat(), one, *grew)


def grown(told: Mapping[str, Day], day: date, first: str, asked: GrowthAsked) -> tuple[float, int] | None:
    """The usual number of articles of a story and how often it was doubled this day; None if it grew less than the alert asks."""
    one = told.get(day.isoformat())
    if one is None or one.articles < asked.least or one.outlets < asked.outlets:
        return None
    usual = _usual(told, day, first)
    least = max(float(asked.least), asked.times * usual)
    return (usual, int(log2(one.articles / least))) if one.articles >= least else None


def last_day(store: Store) -> date | None:
    """The latest day with articles that is not in the future: one misdated article would otherwise stop the counting."""
    latest = latest_day().isoformat()
    with store.read() as connection:
        found = connection.execute(
            select(func.max(articles.c.day)).where(articles.c.day <= latest, articles.c.day >= "0001-01-01")
        ).scalar()
    try:
        return date.fromisoformat(found[:10]) if found else None
    except ValueError:
        return None


def days_told(store: Store, since: date, until: date) -> dict[str, dict[str, Day]]:
    """The days (ISO) of each story in a period."""
    day = articles.c.day
    columns = (story_articles.c.story, day, func.count().label("n"), func.count(articles.c.outlet.distinct()).label("of"))
    query = select(*columns, func.max(articles.c.number).label("newest")).join(articles, articles.c.number == story_articles.c.article)
    query = query.where(day >= since.isoformat(), day <= until.isoformat()).group_by(story_articles.c.story, day)
    found: dict[str, dict[str, Day]] = {}
    for row in store.rows(query):
        found.setdefault(row["story"], {})[row["day"]] = Day(row["n"], row["of"], row["newest"])
    return found


def first_days(store: Store, ids: list[str]) -> dict[str, str]:
    """The day on which each of these stories began."""
    rows = store.rows(select(stories.c.id, stories.c.first_day).where(stories.c.first_day.is_not(None))) if ids else []
    wanted = set(ids)
    return {row["id"]: row["first_day"] for row in rows if row["id"] in wanted}


def _usual(told: Mapping[str, Day], day: date, first: str) -> float:
    """The mean of the days before: at most a week, and from the story's first day on; 0 for a new story."""
    try:
        began = date.fromisoformat(first[:10])
    except ValueError:
        began = day
    span = min(BASELINE, (day - began).days)
    before = sum(one.articles for other, one in told.items() if (day - timedelta(days=BASELINE)).isoformat() <= other < day.isoformat())
    return before / span if span > 0 else 0.0


def _among(store: Store, asked: GrowthAsked, seen: Seen, since: date) -> set[str] | None:
    """The stories that have an article of these days with the words, actor and place of an alert; None for all."""
    if not (asked.words or asked.actor or asked.place):
        return None
    filters = Filters(actor=asked.actor, place=asked.place, since=since.isoformat())
    numbers = set(store.numbers(filters.conditions(lambda name: sorted(seen.who(name)))))
    if asked.words:
        numbers &= set(articles_with(store, parse(asked.words)))
    rows = store.rows(
        select(story_articles.c.story, story_articles.c.article)
        .join(articles, articles.c.number == story_articles.c.article)
        .where(articles.c.day >= since.isoformat())
    )
    return {row["story"] for row in rows if row["article"] in numbers}


def _hit(store: Store, alert: Alert, id: str, day: str, one: Day, usual: float, level: int) -> Iterator[NewHit]:
    """The hit, unless the story had one of this day and at least this level, even under another id."""
    query = select(story_articles.c.article).where(story_articles.c.story == id).order_by(story_articles.c.position)
    members = [row["article"] for row in store.rows(query)]
    told = [hit["fields"] for found in hits_in(store, alert.id, members).values() for kind, _, hit in found if kind == "story"]
    if any(before["day"] == day and before["level"] >= level for before in told):
        return
    article = about(store, members[:1])[members[0]]
    title = store.rows(select(stories.c.title).where(stories.c.id == id))
    fields: dict[str, Any] = {"day": day, "level": level, "articles": one.articles, "outlets": one.outlets, "usual": round(usual, 1)}
    hit = Hit(
        "story", f"{id}/{day}/{level}", article.id, id, article.url, title[0]["title"] if title else article.title,
        article.outlet, day, fields=fields,
    )  # fmt: skip
    yield NewHit("story", hit.id, article.number, stored_hit(hit))
