"""Kinds of documents with their limits, answers of servers, and failures."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from typing import NamedTuple

from rasd.collect.page import PAGE_TYPES
from rasd.errors import FetchError, RefusedAddress

MEBIBYTE = 1024 * 1024
LATER = frozenset({408, 425, 429, 500, 502, 503, 504})
"""Statuses after which a later request may succeed."""
LONGEST_WAIT = 24 * 3600.0
"""The longest wait that a server can ask for, in seconds."""


class Wanted(NamedTuple):
    """A kind of document: its name, its content types (None: any), its size limit and its time limit."""

    what: str
    accept: str
    types: tuple[str, ...] | None
    limit: int
    patience: float = 1.0
    cut: bool = False
    """Whether data past the limit is cut off; otherwise it is an error."""


PAGE = Wanted("web page", "text/html,application/xhtml+xml", PAGE_TYPES, 5 * MEBIBYTE)
LIST = Wanted(
    "feed or sitemap",
    "application/rss+xml,application/atom+xml,application/feed+json,application/xml;q=0.9,text/xml;q=0.9,*/*;q=0.5",
    None,
    50 * MEBIBYTE,
    3.0,
)
ROBOTS = Wanted("robots.txt", "text/plain,*/*;q=0.5", None, 500 * 1024, 0.5, cut=True)  # RFC 9309: at least 500 KiB are read


@dataclass(frozen=True, slots=True)
class Answer:
    """A document as received. `status` is 200, or 304 if it has not changed. `url` is its address after redirects."""

    url: str
    status: int
    data: bytes
    media_type: str
    charset: str | None = None
    etag: str | None = None
    last_modified: str | None = None
    moved: bool = False
    """Whether all redirects were permanent, so that the old address is gone."""


class FetchFailure(FetchError):
    """A document could not be had: the server's `status` if it answered, whether to try again, and after how many seconds."""

    def __init__(self, message: str, *, status: int | None = None, again: bool = True, after: float | None = None) -> None:
        super().__init__(message)
        self.status = status
        self.again = again
        self.after = after


class Disallowed(RefusedAddress):
    """The site's robots.txt disallows this address."""


class Stopped(FetchError):
    """The user has asked to stop."""


def content_type(header: str) -> tuple[str, str | None]:
    """The media type of a Content-Type header, in lower case, and its charset, None where it names none."""
    kind, *rest = header.split(";")
    named = (value for name, _, value in (part.partition("=") for part in rest) if name.strip().lower() == "charset")
    return kind.strip().lower()[:100], next(named, "").strip(" \t\"'")[:40] or None


def retry_after(written: str | None, now: datetime | None = None) -> float | None:
    """The seconds of a Retry-After header, from a number or a date; None if it is invalid."""
    text = (written or "").strip()[:64]
    if text.isascii() and text.isdigit():
        return min(float(text), LONGEST_WAIT)
    try:
        at = parsedate_to_datetime(text)
    except (ValueError, TypeError, IndexError, OverflowError):
        return None
    at = at if at.tzinfo else at.replace(tzinfo=UTC)
    return min(max(0.0, (at - (now or datetime.now(UTC))).total_seconds()), LONGEST_WAIT)
