"""Everything that changes a store, as the methods of one transaction: all of it is kept, or none."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from sqlalchemy import Connection, delete, insert, select, text, update

from rasd.records import Article, Correction, Record, content_id
from rasd.store import adding, statements
from rasd.store.adding import Added, Fetched
from rasd.store.failures import save_failures, solve
from rasd.store.fulltext import IndexWords
from rasd.store.readings import Prepared, Version, prepare, save_reading, show
from rasd.store.relations import Relation, StoryMembers, save_stories
from rasd.store.tables import corrections, features, judgements, notes, sources
from rasd.store.values import as_json, keepable, kept, now


class Writer:
    """One transaction of `Store.write()`. Where an article is asked for, give its `number`."""

    def __init__(self, connection: Connection) -> None:
        self.connection = connection

    # ---- sources

    def source(self, name: str, kind: str, *, url: str | None = None, outlet: str | None = None, **fields: Any) -> int:
        """The number of the source of this name, made where there is none yet; what is given changes the row of one that is."""
        given = {"kind": kind, "url": kept(url), "outlet": kept(outlet), **fields}
        found = self.connection.execute(select(sources.c.number).where(sources.c.name == keepable(name))).scalar()
        if found is None:
            row = {"name": keepable(name), "added_at": now(), **given}
            return int(self.connection.execute(insert(sources).values(row).returning(sources.c.number)).scalar_one())
        changes = {key: value for key, value in given.items() if value is not None}
        self.connection.execute(update(sources).where(sources.c.number == found).values(changes))
        return int(found)

    def set_source(self, number: int, **fields: Any) -> None:
        """Change columns of a source (see `tables.SourceRow`): state, settings, etag, next_at, …"""
        self.connection.execute(update(sources).where(sources.c.number == number).values(fields))

    def source_gave(self, number: int, articles: int) -> None:
        """Count articles that were seen in a source for the first time (`Added.seen`), in the transaction that keeps them."""
        self.connection.execute(update(sources).where(sources.c.number == number).values(articles=sources.c.articles + articles))

    def source_tried(self, number: int, *, error: str | None = None, **fields: Any) -> None:
        """Count one visit to a source, and its error where there was one."""
        at, error = now(), kept(error)
        column = sources.c
        counted: dict[str, Any] = {"last_try_at": at, "tries": column.tries + 1, **fields}
        if error is None:
            counted |= {"last_success_at": at, "errors_in_a_row": 0}
        else:
            counted |= {
                "last_error_at": at,
                "last_error": error,
                "errors": column.errors + 1,
                "errors_in_a_row": column.errors_in_a_row + 1,
            }
        self.connection.execute(update(sources).where(column.number == number).values(counted))

    def remove_source(self, number: int) -> None:
        """Forget a source that has given nothing yet. One that has is paused instead: its articles say where they are from."""
        self.connection.execute(delete(sources).where(sources.c.number == number))

    # ---- articles and readings

    def add(
        self,
        article: Article,
        *,
        source: int | None = None,
        fetched: Fetched | None = None,
        published_from: str | None = None,
        words: IndexWords | None = None,
    ) -> Added:
        """Keep an article with what was fetched for it. The same text of the same outlet is one article, seen once more.

        An id of the article's own (a row's `id`) is kept as `given_id`; two rows of different ids are two articles.
        `published_from` says how the date was found: row, page, feed, hint.
        `words` are the article's `index_words` where another process has made them.
        """
        return adding.add_article(self.connection, article, source=source, fetched=fetched, published_from=published_from, words=words)

    def save_reading(self, article: int, record: Record | Prepared, version: Version, *, current: bool = True) -> bool:
        """Keep what a version of an engine found; False (and nothing changes) where that version has read the article before.

        A `current` reading takes the place of the one before in the tables of findings; the one before is kept as it is, and so are all
        judgements: they name findings by ids that come from content.
        """
        made = record if isinstance(record, Prepared) else prepare(article, record)
        return save_reading(self.connection, made, version, current=current)

    def show(self, article: int, record: Record) -> None:
        """Let the tables of findings show the current reading of an article as persons judged it; the reading stays as it is."""
        show(self.connection, article, record)

    def fail(self, step: str, message: str, *, article: int | None = None, source: int | None = None, place: str = "") -> None:
        """Keep a failure; `place` is a file with line, or an address, where there is no article."""
        save_failures(self.connection, [(step, message)], article=article, source=source, place=place)

    def fail_all(self, failures: Iterable[tuple[str, str]], **where: Any) -> None:
        """Keep several failures (step, message) of one place, as `fail` takes it."""
        save_failures(self.connection, failures, **where)

    def solve(self, *, source: int | None, place: str | None = None, before: str | None = None) -> None:
        """Note that what failed at a place of a source, or all that last failed before a moment, has succeeded since."""
        solve(self.connection, source=source, place=place, before=before)

    # ---- what later steps keep

    def save_features(self, method: str, rows: Mapping[int, bytes]) -> None:
        """Keep bytes of each article under the name and version of a step (a sketch, a vector), in place of what was kept before."""
        made = [{"article": number, "method": method, "data": data} for number, data in rows.items()]
        statements.upsert(self.connection, features, made)

    def save_stories(
        self, changed: Iterable[StoryMembers], followups: Iterable[Relation], *, method: str, following: Iterable[str] | None = None
    ) -> int:
        """Keep stories in place of what was known of their articles; a story left without articles is no more. How many articles they hold.

        `followups` are all follow-up links of these articles; links of others are passed over. With `following` they are all links from
        these articles back to what they follow, whatever story changed, and no others are touched.
        """
        return save_stories(self.connection, changed, followups, method, following)

    def note(self, name: str) -> str | None:
        """What the store remembers of itself under this name, as this transaction sees it."""
        found: str | None = self.connection.execute(select(notes.c.value).where(notes.c.name == name)).scalar()
        return found

    def set_note(self, name: str, value: str) -> None:
        """Remember something of the store itself."""
        statements.upsert(self.connection, notes, [{"name": name, "value": keepable(value)}])

    # ---- what persons decide

    def correct(self, subject: str, action: str, payload: Mapping[str, Any], *, author: str, at: str | None = None) -> str:
        """Enter a correction in the journal (`subject` is "actor" or "story"); gives its id. The same entry again changes nothing."""
        at, given = at or now(), dict(payload)
        id = content_id("cor", at, author, subject, action, as_json(given))
        self.enter(subject, [Correction(id, at, author, action, given)])
        return id

    def enter(self, subject: str, entries: Iterable[Correction]) -> None:
        """Enter corrections of a subject in the journal; one whose id is there already is passed over."""
        rows = [
            {
                "id": entry.id,
                "at": entry.at,
                "author": keepable(entry.author),
                "subject": subject,
                "action": entry.action,
                "payload": as_json(entry.payload),
            }
            for entry in entries
        ]
        statements.insert_missing(self.connection, corrections, rows)

    def judge(
        self,
        subject: str,
        subject_id: str,
        verdict: str,
        *,
        author: str,
        article: int | None = None,
        value: Mapping[str, Any] | None = None,
        note: str | None = None,
        reading: str | None = None,
        at: str | None = None,
    ) -> str:
        """Keep what a person says of a finding (`subject`: statement, event, actor, time, place, story); gives its id."""
        at = at or now()
        id = content_id("jdg", at, author, subject, subject_id, verdict, as_json(dict(value or {})))
        row = {
            "id": id,
            "at": at,
            "author": keepable(author),
            "article": article,
            "subject": subject,
            "subject_id": subject_id,
            "verdict": verdict,
            "value": None if value is None else as_json(dict(value)),
            "note": kept(note),
            "reading": reading,
        }
        statements.insert_missing(self.connection, judgements, [row])
        return id

    def execute(self, statement: str, parameters: Mapping[str, Any] | Sequence[Mapping[str, Any]] | None = None) -> None:
        """Run SQL of your own in this transaction."""
        self.connection.execute(text(statement), parameters)
