"""Collect -> keep for sources on the web: the entries of a feed go into a queue, and its pages from there into the store, one by one."""

from __future__ import annotations

import os
import random
from collections import Counter
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from typing import Any
from urllib.parse import urlsplit

from sqlalchemy import select

from rasd.collect.answers import FetchFailure, Stopped
from rasd.collect.entries import Entry
from rasd.collect.items import Collected
from rasd.collect.polite import Client
from rasd.collect.sources import LISTS, Settings, VisitedSource, settings_of
from rasd.collect.visits import Outcome, Seen, look, take
from rasd.errors import InputError, RasdError, StoreError
from rasd.flow import workers as processes
from rasd.flow.collecting import keep
from rasd.records import content_id
from rasd.store import Store, Writer, leases, queue
from rasd.store.tables import sources
from rasd.store.values import moment

LEASE = timedelta(minutes=10)  # added to the time of the next visit with each page, which takes a minute at most
_WHOLE = timedelta(days=1)  # after which a whole feed is requested, even if its server reports no change
_VISITS = 8  # visits in which a page may fail before it is given up: two days, since the waits double
_ONCE_MORE = 2  # visits for a page that is missing or has no article, since feeds are often ahead of their pages
_SILENT = 40  # the same for servers that do not answer: more than a month
_FAILURES = 3  # failures of a host in a row after which the rest of the queue waits
_LONGEST = timedelta(days=1)
_SAME = 3  # pages of one visit with the same text; an article has two or three addresses, a notice any number
_MESSAGES = 5
OnVisit = Callable[["Visit"], None]


@dataclass(slots=True)
class Visit:
    """The results of one visit. `error` is why it gave nothing; `waiting` are entries left in the queue.

    Of these `later` were tried and wait at least until `later_at`; the others may be fetched at once.
    """

    source: int
    name: str
    listed: int = 0
    new: int = 0
    known: int = 0
    failed: int = 0
    waiting: int = 0
    later: int = 0
    later_at: str | None = None
    unchanged: bool = False
    error: str | None = None
    messages: list[str] = field(default_factory=list)
    """The first problems with its pages."""


def visit(
    store: Store,
    source: int,
    client: Client,
    *,
    on_visit: OnVisit = lambda visit: None,
    now: datetime | None = None,
    settings: Settings | None = None,
) -> Visit:
    """Visit a source: request its list, and store the articles of up to `limit` queued entries. `on_visit` is called after each.

    Values in `settings` that differ from the defaults override the source's for this visit. Raises Stopped when the client was stopped,
    with all stored so far kept, and StoreError.
    """
    row, visited = _visited(store, source, now or datetime.now(UTC))
    visited = replace(visited, settings=visited.settings.but(settings))
    done = Visit(source, visited.name)
    try:
        seen = look(visited, client, now)
        pause = _pause(visited, 0, seen)
        _listed(store, visited, seen, done)
    except (Stopped, StoreError):
        raise
    except RasdError as error:
        after = error.after if isinstance(error, FetchFailure) else None
        pause = _pause(visited, row["errors_in_a_row"] + 1, None, after)
        _failed(store, visited, error, done)
    on_visit(done)
    _fetch(store, visited, client, done, on_visit, now)  # also where the feed fails, since the entries it listed before do not depend on it
    with store.write() as writer:
        writer.set_source(source, next_at=_in(writer, pause))
        done.waiting = queue.counts(writer.connection, source).get(source, {}).get("waiting", 0)
        done.later, done.later_at = queue.later(writer.connection, source)
    return done


def _visited(store: Store, source: int, now: datetime) -> tuple[dict[str, Any], VisitedSource]:
    (row,) = store.rows(select(sources).where(sources.c.number == source))
    whole = store.note(queue.whole_note(source))
    believed = whole is not None and moment(now - _WHOLE) < whole < moment(now + _WHOLE)  # a note in the future is from a wrong clock
    return row, VisitedSource(
        row["name"],
        row["kind"],
        row["url"],
        row["outlet"],
        settings_of(row["settings"]),
        row["etag"] if believed else None,
        row["last_modified"] if believed else None,
        row["last_success_at"],
    )


def _failed(store: Store, visited: VisitedSource, error: RasdError, done: Visit) -> None:
    """Record that a source gave nothing. One that is gone for good (410) is paused."""
    done.error = str(error)
    gone = isinstance(error, FetchFailure) and error.status == 410
    changes = {"state": "paused"} if gone else {}
    with store.write() as writer:
        writer.source_tried(done.source, error=done.error, **changes)
        writer.fail("collect", done.error, source=done.source, place=visited.url)


def _listed(store: Store, visited: VisitedSource, seen: Seen, done: Visit) -> None:
    """Queue new entries together with the mark by which the next visit asks for changes, in one transaction."""
    entries = seen.listing.entries if seen.listing else []
    done.unchanged = seen.listing is None
    with store.write() as writer:
        done.listed = queue.offer(writer.connection, done.source, map(_waiting, entries), again=visited.kind == "page")
        fields = {"etag": seen.etag, "last_modified": seen.last_modified, "next_at": _in(writer, LEASE)}
        writer.source_tried(done.source, **fields)
        writer.solve(source=done.source, place=visited.url)  # before new problems are recorded, which reopen those that persist
        writer.fail_all((("collect", problem) for problem in seen.problems), source=done.source, place=visited.url)
        if seen.listing is not None and (seen.etag or seen.last_modified):
            writer.set_note(queue.whole_note(done.source), moment(datetime.now(UTC)))


def _waiting(entry: Entry) -> queue.Waiting:
    content = None
    if entry.content:
        content = (entry.content, entry.raw.decode("utf-8", "surrogatepass") if entry.raw else None, entry.media_type)
    return queue.Waiting(entry.key, entry.url, entry.guid, entry.title, entry.published, entry.byline, content)


def _entry(one: queue.Waiting) -> Entry:
    content, raw, media_type = one.content or (None, None, None)
    data = raw.encode("utf-8", "surrogatepass") if raw else None
    return Entry(one.key, one.url, one.guid, one.title, one.published, one.byline, content, data, media_type)


def _fetch(store: Store, visited: VisitedSource, client: Client, done: Visit, on_visit: OnVisit, now: datetime | None) -> None:
    with store.read() as connection:
        waiting = queue.waiting(connection, done.source, visited.settings.limit)
    in_a_row, texts = 0, Counter[str]()
    for one in waiting:
        outcome = _known(store, done.source, one) or _unless_a_notice(take(_entry(one), visited, client, now), texts)
        with store.write() as writer:
            _keep(writer, one, outcome, visited, done)
            writer.set_source(done.source, next_at=_in(writer, LEASE))
        on_visit(done)
        in_a_row = in_a_row + 1 if outcome.host else 0
        if in_a_row >= _FAILURES:
            return


def _unless_a_notice(outcome: Outcome, texts: Counter[str]) -> Outcome:
    """The outcome, unless many pages of this visit had the same text, which then is a notice of the site and no article."""
    if outcome.found is None:
        return outcome
    digest = content_id("txt", outcome.found.article.text)
    texts[digest] += 1
    if texts[digest] <= _SAME:
        return outcome
    return Outcome(None, "it has the text of other pages of this site: a notice, no article", again=True, host=True)


def _known(store: Store, source: int, one: queue.Waiting) -> Outcome | None:
    """The article, if another source has listed and stored the same page."""
    with store.read() as connection:
        number = queue.elsewhere(connection, source, one.key)
    if number is None:
        return None
    kept = store.article(number)
    article = replace(kept.article, id=content_id("art", kept.article.text))  # the id in the store, not one from a row
    return Outcome(Collected(article, url=article.url, published_from=kept.published_from))


def _keep(writer: Writer, one: queue.Waiting, outcome: Outcome, visited: VisitedSource, done: Visit) -> None:
    """Store an article and remove its entry from the queue, or record why there is none, in one transaction."""
    found = outcome.found
    if found is None:
        done.failed += 1
        error = outcome.error or ""
        if len(done.messages) < _MESSAGES:
            done.messages.append(f"{one.url or one.title}: {error}")
        writer.fail("collect", error, source=done.source, place=_where(one, visited))
        tries = (_VISITS if outcome.answered else _SILENT) if outcome.again else _ONCE_MORE
        again = not outcome.final and one.tries + 1 < tries
        next_at = _in(writer, _pause(visited, one.tries + 1, None, outcome.after)) if again else None
        queue.postpone(writer.connection, done.source, one.key, error, next_at)
        return
    added = keep(writer, found, done.source)
    queue.keep(writer.connection, done.source, one.key, added.number)
    if one.tries or visited.kind == "page":  # each visit lists a page anew, so that its tries are unknown
        writer.solve(source=done.source, place=_where(one, visited))
    if added.seen:
        writer.source_gave(done.source, 1)
    done.new += added.new
    done.known += not added.new


def _where(one: queue.Waiting, visited: VisitedSource) -> str:
    """The address of an entry in its failures."""
    return one.url or f"{visited.url} ({one.guid or one.title or one.key})"


def _pause(visited: VisitedSource, failures: int, seen: Seen | None, after: float | None = None) -> timedelta:
    """The time until the next visit: the source's interval, longer after failures, and never shorter than the server asks.

    It is jittered a little, so that sources added together spread out.
    """
    minutes = visited.settings.every
    if seen is not None and seen.listing is not None and seen.listing.minutes:
        minutes = max(minutes, min(seen.listing.minutes, 60))
    pause = min(timedelta(minutes=minutes) * int(2 ** min(failures, 12)), max(_LONGEST, timedelta(minutes=minutes)))
    return max(pause * (0.9 + random.random() / 5), timedelta(seconds=after or 0))  # noqa: S311


def _in(writer: Writer, pause: timedelta) -> str:
    """The moment after a pause, by the clock that all machines share."""
    return moment(leases.clock(writer.connection) + pause)


def due(store: Store, *, only: Iterable[int] | None = None) -> list[int]:
    """The sources on the web that are due, longest wait first.

    Without those whose host another process is visiting: a site gets one request of Rasd at a time, from all machines together.
    """
    live = sources.c.kind.in_(LISTS) & (sources.c.state == "active")
    with store.read() as connection:
        ready = live & (sources.c.next_at.is_(None) | leases.over(sources.c.next_at, leases.clock(connection), queue.FAR))
        query = select(sources.c.number, sources.c.url).where(ready).order_by(sources.c.next_at, sources.c.number)
        found = connection.execute(query).all()
        held, hosts = leases.others(connection, processes.name()) if found else (set(), set())
    wanted = None if only is None else set(only)
    free = [row.number for row in found if queue.lease_name(row.number) not in held and host_of(row.url) not in hosts]
    return [number for number in free if wanted is None or number in wanted]


def host_of(url: str | None) -> str | None:
    """The host of an address in the names of leases; the same with and without www."""
    try:
        return (urlsplit(url or "").hostname or "").removeprefix("www.") or None
    except ValueError:
        return None


def make_due(store: Store, source: int) -> None:
    """Make a source due at once: the next run then takes up what is left in its queue."""
    with store.write() as writer:
        writer.set_source(source, next_at=_in(writer, timedelta()))


def note_defect(store: Store, source: int, defect: Exception) -> Visit:
    """Record a defect of Rasd that a visit brought out as the error of its source. Returns the visit."""
    row, visited = _visited(store, source, datetime.now(UTC))
    done = Visit(source, visited.name, error=f"a defect of Rasd's: {type(defect).__name__}: {defect}")
    with store.write() as writer:
        writer.source_tried(source, error=done.error, next_at=_in(writer, _pause(visited, row["errors_in_a_row"] + 1, None)))
    return done


def take_up(store: Store) -> None:
    """Make sources due at once whose visitor was lost, so that the entries it left in the queue do not wait."""
    store.release_gone(processes.is_gone)
    with store.read() as connection:
        lost = leases.any_lapsed(connection)
    if lost:
        with store.write() as writer:
            queue.take_up(writer.connection, leases.lapsed(writer.connection))


def named(store: Store, name: str) -> dict[str, Any]:
    """The source with this name, address or path. Raises InputError that says how to list them."""
    called = (sources.c.name == name) | (sources.c.url == name) | (sources.c.name == os.path.abspath(name))
    found = store.rows(select(sources).where(called).order_by(sources.c.number))
    if not found:
        raise InputError(f"{name}: no source of this name; `rasd sources list` shows them")
    return found[0]
