"""All changes to a store, as methods of one transaction: all are committed, or none."""

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
    """A transaction of `Store.write()`. Articles are given by `number`."""

    def __init__(self, connection: Connection) -> None:
        self.connection = connection

    # ---- sources

    def source(self, name: str, kind: str, *, url: str | None = None, outlet: str | None = None, **fields: Any) -> int:
        """The number of the source of this name, which is created if missing; the other arguments update an existing one."""
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
        """Count articles first seen in a source (`Added.seen`), in the transaction that stores them."""
        self.connection.execute(update(sources).where(sources.c.number == number).values(articles=sources.c.articles + articles))

    def source_tried(self, number: int, *, error: str | None = None, **fields: Any) -> None:
        """Count a visit to a source, and record its error if there was one."""
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
        """Remove a source that has given nothing. One that has is paused instead, since its articles refer to it."""
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
        """Add an article with its raw form. The same text of the same outlet is one article, seen once more.

        An id from the article's row is stored as `given_id`; two rows with different ids are two articles.
        `published_from` says how the date was found: row, page, feed, hint.
        `words` are the article's `index_words`, if another process has made them.
        """
        return adding.add_article(self.connection, article, source=source, fetched=fetched, published_from=published_from, words=words)

    def save_reading(self, article: int, record: Record | Prepared, version: Version, *, current: bool = True) -> bool:
        """Store the findings of a version of an engine; False, without a change, if that version has read the article before.

        A `current` reading replaces the one before in the tables of findings. Earlier readings stay, and so do judgements, which refer to
        findings by ids made from content.
        """
        made = record if isinstance(record, Prepared) else prepare(article, record)
        return save_reading(self.connection, made, version, current=current)

    def show(self, article: int, record: Record) -> None:
        """Fill the tables of findings with the reviewed current reading of an article; the reading stays as it is."""
        show(self.connection, article, record)

    def fail(self, step: str, message: str, *, article: int | None = None, source: int | None = None, place: str = "") -> None:
        """Store a failure; `place` is a file with line, or an address, if there is no article."""
        save_failures(self.connection, [(step, message)], article=article, source=source, place=place)

    def fail_all(self, failures: Iterable[tuple[str, str]], **where: Any) -> None:
        """Store several failures (step, message) of one place, as `fail` takes it."""
        save_failures(self.connection, failures, **where)

    def solve(self, *, source: int | None, place: str | None = None, before: str | None = None) -> None:
        """Mark failures of a place of a source, or all whose last occurrence is before a moment, as solved."""
        solve(self.connection, source=source, place=place, before=before)

    # ---- what later steps keep

    def save_features(self, method: str, rows: Mapping[int, bytes]) -> None:
        """Store bytes for each article under the name and version of a step (a sketch, a vector), replacing earlier ones."""
        made = [{"article": number, "method": method, "data": data} for number, data in rows.items()]
        statements.upsert(self.connection, features, made)

    def save_stories(
        self, changed: Iterable[StoryMembers], followups: Iterable[Relation], *, method: str, following: Iterable[str] | None = None
    ) -> int:
        """Replace the stories of their articles; a story left without articles is removed. Returns how many articles they have.

        `followups` are all follow-up links of these articles; links of others are ignored. With `following` they are all links from these
        articles back to what they follow, whatever story changed, and no others are touched.
        """
        return save_stories(self.connection, changed, followups, method, following)

    def note(self, name: str) -> str | None:
        """The note of the store under this name, as this transaction sees it."""
        found: str | None = self.connection.execute(select(notes.c.value).where(notes.c.name == name)).scalar()
        return found

    def set_note(self, name: str, value: str) -> None:
        """Set a note of the store."""
        statements.upsert(self.connection, notes, [{"name": name, "value": keepable(value)}])

    # ---- what persons decide

    def correct(self, subject: str, action: str, payload: Mapping[str, Any], *, author: str, at: str | None = None) -> str:
        """Add a correction to the journal (`subject` is "actor" or "story"). Returns its id. A repeated entry changes nothing."""
        at, given = at or now(), dict(payload)
        id = content_id("cor", at, author, subject, action, as_json(given))
        self.enter(subject, [Correction(id, at, author, action, given)])
        return id

    def enter(self, subject: str, entries: Iterable[Correction]) -> None:
        """Add corrections of a subject to the journal, skipping ids that exist."""
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
        """Store a person's judgement on a finding (`subject`: statement, event, actor, time, place, story). Returns its id."""
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
        """Run custom SQL in this transaction."""
        self.connection.execute(text(statement), parameters)
