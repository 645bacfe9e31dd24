"""What lies in a basket, summed up in a line each."""

from __future__ import annotations

from collections.abc import Iterable
from typing import NamedTuple

from sqlalchemy import select, tuple_

from rasd.store.store import Store
from rasd.store.tables import articles, events, statements, stories


class ItemSummary(NamedTuple):
    """An item in a line: headline, outlet and day of its article, the article's id, the words of a statement or event.

    Of a statement also who speaks (an actor's id, None where nobody is known) and the words for who does.
    """

    title: str | None = None
    outlet: str | None = None
    day: str | None = None
    article: str | None = None
    words: str | None = None
    speaker: str | None = None
    speaker_words: str | None = None


def item_summaries(store: Store, items: Iterable[tuple[str, str]]) -> dict[tuple[str, str], ItemSummary]:
    """Summaries of items (kind, id); those that are no longer in the store are missing."""
    wanted: dict[str, list[str]] = {}
    for kind, id in items:
        wanted.setdefault(kind, []).append(id)
    found: dict[tuple[str, str], ItemSummary] = {}
    for row in store.rows(select(stories.c.id, stories.c.title, stories.c.last_day).where(stories.c.id.in_(wanted.get("story", [])))):
        found["story", row["id"]] = ItemSummary(row["title"], day=row["last_day"])
    for row in store.rows(select(*_ARTICLE).where(articles.c.id.in_(wanted.get("article", [])))):
        found["article", row["id"]] = ItemSummary(row["title"], row["outlet"], row["day"], row["id"])
    for kind, table, words in (("statement", statements, _SAID), ("event", events, (events.c.sentence.label("words"),))):
        pairs = [tuple(id.partition("/")[::2]) for id in wanted.get(kind, [])]
        joined = table.join(articles, articles.c.number == table.c.article)
        query = select(*_ARTICLE, table.c.id.label("finding"), *words).select_from(joined)
        for row in store.rows(query.where(tuple_(articles.c.id, table.c.id).in_(pairs))) if pairs else ():
            who = (row.get("speaker"), row.get("speaker_words"))
            summary = ItemSummary(row["title"], row["outlet"], row["day"], row["id"], row["words"], *who)
            found[kind, f"{row['id']}/{row['finding']}"] = summary
    return found


_ARTICLE = (articles.c.id, articles.c.title, articles.c.outlet, articles.c.day)
_SAID = (statements.c.content.label("words"), statements.c.speaker, statements.c.speaker_words)
