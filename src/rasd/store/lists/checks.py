"""What a monitor should look at before the bulletin: doubtful readings, denials, and tolls on which outlets differ."""

from __future__ import annotations

import json
from collections.abc import Collection
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Select, select

from rasd.store.lists.columns import Array, Columns
from rasd.store.store import Store
from rasd.store.tables import articles, events, statements, stories, story_events


@dataclass(frozen=True, slots=True)
class Doubtful:
    """A finding to check: `kind` is statement or event; `who` the speaker's id, `words` the cue or trigger, `quote` what it reports.

    `type` is the PLOVER type of an event, or the stance of a statement.
    """

    kind: str
    id: str
    article: str
    title: str | None
    outlet: str | None
    who: str | None
    type: str
    words: str
    quote: str
    confidence: float


@dataclass(frozen=True, slots=True)
class ToldBy:
    """Where an outlet tells an event first: ids of the article and of the event in it."""

    article: str
    event: str
    outlet: str | None


@dataclass(frozen=True, slots=True)
class TollVersion:
    """A number, and the outlets that tell it, by name and with where they do."""

    value: int
    outlets: list[str]
    told: list[ToldBy]


@dataclass(frozen=True, slots=True)
class DifferingToll:
    """An event of a story on whose dead or injured (`field`) outlets differ; `quote` is how one of them tells it."""

    story: str
    title: str | None
    type: str
    quote: str
    field: str
    versions: list[TollVersion]


_OF_A_STORY = 2  # differing tolls: a war's story has dozens, and the others would be on no list


def doubtful(store: Store, columns: Columns, mask: Array, most: int) -> list[Doubtful]:
    """The statements and events of these articles (a mask by number) that reading was least sure of, least first."""
    import numpy as np

    found = []
    for kind, frame in (("statement", columns.statements()), ("event", columns.events().events)):
        rows = np.flatnonzero(mask[np.clip(frame["article"], 0, len(mask) - 1)])
        best = rows[np.argsort(frame["confidence"][rows], kind="stable")[:most]]
        found += _shown(store, kind, columns.keys(frame, best))
    return sorted(found, key=lambda line: line.confidence)[:most]


def denials(store: Store, columns: Columns, mask: Array, most: int) -> list[Doubtful]:
    """The statements of denial and the events told as denied in these articles, the surest first."""
    import numpy as np

    found = []
    told = columns.statements()
    happened = columns.events().events
    for kind, frame, fits in (
        ("statement", told, told["stance"] == columns.codes["stance"].asked("deny")),
        ("event", happened, happened["status"] == columns.codes["status"].asked("denied")),
    ):
        rows = np.flatnonzero(fits & mask[np.clip(frame["article"], 0, len(mask) - 1)])
        best = rows[np.argsort(-frame["confidence"][rows], kind="stable")[:most]]
        found += _shown(store, kind, columns.keys(frame, best))
    return sorted(found, key=lambda line: -line.confidence)[:most]


def _shown(store: Store, kind: str, keys: list[tuple[int, str]]) -> list[Doubtful]:
    shown = {}
    for row in store.rows(_findings(kind, keys)) if keys else ():
        names = ("id", "article", "title", "outlet", "who", "type", "words", "quote", "confidence")
        shown[row["number"], row["id"]] = Doubtful(kind, *(row[name] for name in names))
    return [shown[key] for key in keys if key in shown]


def _findings(kind: str, keys: list[tuple[int, str]]) -> Select[Any]:
    table = statements if kind == "statement" else events
    who, type, words, quote = (
        (table.c.speaker, table.c.stance, table.c.cue, table.c.content)
        if kind == "statement"
        else (table.c.asserted_by, table.c.type, table.c.words, table.c.sentence)
    )
    columns = (
        articles.c.number,
        table.c.id,
        articles.c.id.label("article"),
        articles.c.title,
        articles.c.outlet,
        who.label("who"),
        type.label("type"),
        words.label("words"),
        quote.label("quote"),
        table.c.confidence,
    )
    query = select(*columns).join(articles, articles.c.number == table.c.article)
    return query.where(table.c.article.in_({number for number, _ in keys}), table.c.id.in_({id for _, id in keys}))


def differing_tolls(store: Store, ids: list[str], most: int) -> list[DifferingToll]:
    """The events of these stories whose dead or injured are told differently: a few of each, by how many tell them, in this order."""
    told = select(story_events, stories.c.title).join(stories, stories.c.id == story_events.c.story)
    rows = store.rows(told.where(story_events.c.story.in_(ids)))
    order = {id: k for k, id in enumerate(ids)}
    found: dict[str, list[DifferingToll]] = {}
    for row in sorted(rows, key=lambda row: (order[row["story"]], -row["tellings"], row["id"])):
        record = json.loads(row["record"])
        of = found.setdefault(row["story"], [])
        for name in ("dead", "injured"):
            versions = tolls(record, name)
            if len(versions) > 1 and len(of) < _OF_A_STORY:
                of.append(DifferingToll(row["story"], row["title"], row["type"], _telling(record, name), name, versions))
    return [toll for of in found.values() for toll in of][:most]


def _telling(event: dict[str, Any], name: str) -> str:
    """The words of an article that tells the first version of this number."""
    of = {article for version in event["fields"][name][:1] for article in version["articles"]}
    return str(next((told["quote"] for told in event["told"] if told["article"] in of), event["told"][0]["quote"]))


def tolls(event: dict[str, Any], name: str) -> list[TollVersion]:
    """The values of a number of an event of a story (as `events_of` gives it), each with the outlets that tell it."""
    versions = [version for version in event["fields"].get(name, ()) if version["value"].isdigit()]
    told = [told_by(event, version["articles"], name, version["value"]) for version in versions]
    return [TollVersion(int(version["value"]), [one.outlet or "" for one in by], by) for version, by in zip(versions, told, strict=True)]


def told_by(event: dict[str, Any], articles: Collection[str], name: str = "", value: str = "") -> list[ToldBy]:
    """Of these articles the first of each outlet that tells an event of a story (as `events_of` gives it); where one tells it twice, with
    this value of this field."""
    found: dict[str | None, ToldBy] = {}
    for told in sorted(event["told"], key=lambda told: told["fields"].get(name) != value):
        if told["article"] in articles:
            found.setdefault(told["outlet"], ToldBy(told["article"], told["event"], told["outlet"]))
    return list(found.values())
