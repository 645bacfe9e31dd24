"""Visits to sources on the web: what a source lists now, and the article of each entry."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta

from rasd.collect.answers import LIST, PAGE, Answer, FetchFailure, Stopped
from rasd.collect.contents import article_of_entry
from rasd.collect.entries import Entry, Listing, keyed
from rasd.collect.items import Collected, Hints
from rasd.collect.page import extracted
from rasd.collect.polite import Client
from rasd.collect.sources import VisitedSource, is_home, listing_of
from rasd.errors import InputError, NotArabic, RasdError, RefusedAddress, UnreadableInput

_SITEMAPS = 20  # sitemaps of an index fetched in one visit
_DEPTH = 2  # indexes of indexes


@dataclass(slots=True)
class Seen:
    """What a source lists now. `listing` is None if its server reports no change.

    `etag` and `last_modified` are for the next visit; both are None if that must fetch the whole document.
    """

    listing: Listing | None
    etag: str | None = None
    last_modified: str | None = None
    problems: list[str] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class Outcome:
    """The result for an entry: an article, or why there is none, and whether (and after how many seconds) to try again.

    `host` says that the host failed, so that its other pages can wait too.
    """

    found: Collected | None = None
    error: str | None = None
    again: bool = False
    after: float | None = None
    host: bool = False
    answered: bool = True
    """Whether a server answered; otherwise the local network may be down."""
    final: bool = False
    """Whether a retry is useless: the address or robots.txt forbids it, or it is not in Arabic."""


def look(visited: VisitedSource, client: Client, now: datetime | None = None) -> Seen:
    """What a source lists. Raises RefusedAddress, FetchFailure, UnreadableInput or Stopped; what it could do without is in `problems`."""
    now = now or datetime.now(UTC)
    if visited.kind == "page":
        return Seen(Listing("page", entries=keyed([Entry("", visited.url)])))
    answer = client.get(
        visited.url,
        LIST,
        etag=visited.etag,
        last_modified=visited.last_modified,
        manner=visited.settings.manner,
    )
    if answer.status == 304:
        return Seen(None, visited.etag, visited.last_modified)
    _, listing = listing_of(answer, now)
    if listing is None:
        raise UnreadableInput("it is a web page, no feed; its address may have changed: look for the new one on the site")
    if listing.kind == "index":
        return _index(listing, visited, client, now)
    seen = Seen(listing, answer.etag, answer.last_modified, listing.problems)
    if not listing.whole:
        seen.etag = seen.last_modified = None
    if answer.moved:
        seen.problems.append(f"it has moved for good to {answer.url}")
    if visited.kind == "sitemap":
        listing.entries = list(_recent(listing.entries, visited, now))
    return seen


def _recent(entries: list[Entry], visited: VisitedSource, now: datetime) -> Iterator[Entry]:
    oldest = (now - timedelta(days=visited.settings.days)).date().isoformat()
    return (entry for entry in entries if (entry.published or entry.changed or "9")[:10] >= oldest)


def _index(index: Listing, visited: VisitedSource, client: Client, now: datetime) -> Seen:
    """The pages in those sitemaps of an index that may have new ones. The index is always fetched as a whole."""
    whole = Listing("index", problems=index.problems)
    waiting, asked = [(url, changed, 1) for url, changed in index.sitemaps], 0
    while waiting and asked < _SITEMAPS:
        url, _, depth = waiting.pop(_next(waiting, visited, now))
        asked += 1
        try:
            answer = client.get(url, LIST, manner=visited.settings.manner)
            _, listing = listing_of(answer, now)
        except Stopped:
            raise
        except RasdError as error:
            whole.problem(f"{url}: {error}")
            continue
        if listing is None:
            whole.problem(f"{url}: it is a web page, no sitemap")
        elif listing.sitemaps and depth < _DEPTH:
            waiting += [(inner, changed, depth + 1) for inner, changed in listing.sitemaps]
        else:
            whole.entries += _recent(listing.entries, visited, now)
        waiting = [one for one in waiting if _fresh(one[1], visited, now)]
    whole.entries = keyed(whole.entries)
    return Seen(whole, problems=whole.problems)


def _fresh(changed: str | None, visited: VisitedSource, now: datetime) -> bool:
    """Whether a sitemap of an index may have new pages: changed since the last success, or in the last days."""
    if changed is None:
        return True
    oldest = (now - timedelta(days=visited.settings.days)).date().isoformat()
    # A day of grace: lastmod is often a day only, in the site's own time zone.
    last = visited.since and (datetime.fromisoformat(visited.since[:10]) - timedelta(days=1)).date().isoformat()
    return changed[:10] >= max(oldest, last or oldest)


def _next(waiting: list[tuple[str, str | None, int]], visited: VisitedSource, now: datetime) -> int:
    """The index of the next sitemap: those of news first, then the last changed."""
    order = [(("news" in url.lower(), changed or ""), -at) for at, (url, changed, _) in enumerate(waiting)]
    return -max(order)[1]


def take(entry: Entry, visited: VisitedSource, client: Client, now: datetime | None = None) -> Outcome:
    """The article of an entry: of its page, or else of the feed's own text. Raises Stopped only."""
    failure: RasdError | None = None
    if entry.url and visited.settings.pages:
        try:
            answer = client.get(entry.url, PAGE, manner=visited.settings.manner)
            return Outcome(_of_page(answer, entry, visited, now))
        except Stopped:
            raise
        except (RasdError, ValueError) as error:
            failure = error if isinstance(error, RasdError) else UnreadableInput(str(error))
    again = isinstance(failure, FetchFailure) and failure.again
    if entry.content and not again and not isinstance(failure, NotArabic):
        try:
            return Outcome(_of_feed(entry, visited))
        except (InputError, ValueError) as error:
            failure = failure or UnreadableInput(str(error))
    after = failure.after if isinstance(failure, FetchFailure) else None
    answered = not isinstance(failure, FetchFailure) or failure.status is not None
    final = entry.url is None or isinstance(failure, RefusedAddress | NotArabic)
    return Outcome(None, str(failure or "it has neither page nor text"), again, after, host=again, answered=answered, final=final)


def _of_page(answer: Answer, entry: Entry, visited: VisitedSource, now: datetime | None) -> Collected:
    if is_home(answer.url) and not is_home(entry.url or ""):
        raise UnreadableInput("its address leads to the home page now; the article is gone")
    article, published_from = extracted(
        answer.data,
        Hints(outlet=visited.outlet),
        url=answer.url,
        charset=answer.charset,
        listed=entry,
        listed_in="sitemap" if visited.kind == "sitemap" else "feed",
        now=now,
    )
    if article.published is None and visited.settings.published:
        article, published_from = replace(article, published=visited.settings.published), "hint"
    return Collected(article, answer.data, answer.url, answer.status, answer.media_type, answer.charset, published_from)


def _of_feed(entry: Entry, visited: VisitedSource) -> Collected:
    article = article_of_entry(entry, outlet=visited.outlet, published=entry.published or visited.settings.published)
    found = ("feed" if entry.published else "hint") if article.published else None
    return Collected(article, entry.raw, entry.url or visited.url, 200, entry.media_type, "utf-8", found)
