"""Compares stories and follows actors over a store, with corrected records and the functions of `rasd.stories`."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Mapping, Sequence
from typing import Any

from sqlalchemy import select

from rasd.flow.sketches import signs_in, sketches_of
from rasd.records import Record
from rasd.store import Store
from rasd.store.stories import events_of, kept_records
from rasd.store.tables import articles, statements
from rasd.stories.comparing import Comparison, compare
from rasd.stories.events import StoryEvent, Told, events_of_story
from rasd.stories.saying import Said, words_of
from rasd.stories.signs import Signs

MOST = 60  # articles of a story that are compared, those that are no copies first; 60 take half a second

Seen = Callable[[Record], Record]


def compared(store: Store, story: Mapping[str, Any], seen: Seen) -> tuple[Comparison, int]:
    """The comparison of a story (from `story_of`), and how many of its articles were left out."""
    told = story["articles"]
    by_id = {article["id"]: article["key"] for article in told}
    copies = {article["key"]: by_id.get(article["copy_of"], article["copy_of"]) for article in told if article["copy_of"]}
    chosen = {article["key"] for article in sorted(told, key=lambda article: article["key"] in copies)[:MOST]}
    taken = [article["key"] for article in told if article["key"] in chosen]
    with store.read() as connection:
        ids = dict(connection.execute(select(articles.c.number, articles.c.id).where(articles.c.id.in_(taken))).all())
    plain = _records(store, list(ids), taken)
    records = [seen(record) for record in plain]
    terms, signs = _words(store, ids)
    return compare(records, copies, _events(store, story["id"], plain, records), terms, signs), len(told) - len(taken)


def _events(store: Store, id: str, plain: Sequence[Record], records: Sequence[Record]) -> list[StoryEvent]:
    """The events that several articles report. Stored ones are used, since joining them was a third of the work; they are joined anew
    where their actors were corrected, which relating does not know."""
    if any(one.actors != other.actors for one, other in zip(plain, records, strict=True)):
        return events_of_story(records)
    keys = [record.article.id for record in records]
    made = [StoryEvent(one["id"], one["type"], tuple(Told(**told) for told in one["told"]), {}) for one in events_of(store, id)]
    place = {key: k for k, key in enumerate(keys)}
    return sorted(made, key=lambda event: min(place.get(told.article, len(place)) for told in event.told))


def _words(store: Store, ids: Mapping[int, str]) -> tuple[dict[str, tuple[str, ...]], dict[str, Signs]]:
    """The stems of articles (by number) as their sketches have them, and the signs of their statements and names; by their ids."""
    terms = {sketch.id: sketch.terms for sketch in sketches_of(store, list(ids)).values()}
    return terms, {ids[number]: signs for number, signs in signs_in(store, list(ids)).items()}


def kept_events(store: Store, id: str) -> str:
    """A digest of the stored events of a story, which shows whether something derived from them is still valid."""
    return hashlib.sha256(repr(kept_records(store, id)).encode()).hexdigest()


def _records(store: Store, numbers: Sequence[int], keys: Sequence[str]) -> list[Record]:
    """The records under the store's ids, in this order."""
    found = {kept.id: kept.own(record) for kept, record in store.records(numbers=numbers) if record is not None}
    return [found[key] for key in keys if key in found]


_SAID = (
    statements.c.id,
    articles.c.number,
    articles.c.id.label("article"),
    articles.c.outlet,
    articles.c.published,
    statements.c.cue,
    statements.c.lemma,
    statements.c.stance,
    statements.c.content,
    statements.c.starts,
    statements.c.ends,
)


def said_by(store: Store, ids: Sequence[str], name: str, most: int, numbers: Sequence[int] | None = None) -> list[Said]:
    """The latest `most` statements of an actor (all its ids), in order of time; only in these articles, if given."""
    query = select(*_SAID).join(articles, articles.c.number == statements.c.article).where(statements.c.speaker.in_(ids))
    if numbers is not None:
        query = query.where(statements.c.article.in_(numbers))
    latest = (articles.c.day.desc().nulls_last(), articles.c.published.desc(), statements.c.article, statements.c.starts)
    rows = store.rows(query.order_by(*latest).limit(most))
    signs = signs_in(store, list({row["number"] for row in rows}))
    found = (_said(row, ids[0], name, signs.get(row["number"])) for row in rows)
    return sorted(found, key=lambda said: (said.published or "", said.article, said.start))


def _said(row: Mapping[str, Any], speaker: str, name: str, signs: Signs | None) -> Said:
    """The statement of a row of `_SAID`, by this speaker."""
    return Said(
        article=row["article"],
        statement=row["id"],
        outlet=row["outlet"],
        published=row["published"],
        speaker=speaker,
        name=name,
        sides=frozenset((speaker,)),
        cue=row["cue"],
        lemma=row["lemma"],
        stance=row["stance"],
        content=row["content"],
        start=row["starts"],
        end=row["ends"],
        words=words_of(row["content"], (row["starts"], row["ends"]), signs, denied=row["stance"] == "deny"),
    )
