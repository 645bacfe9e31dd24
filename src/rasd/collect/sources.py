"""Sources on the web: their kinds and settings, and how to find out what an address is."""

from __future__ import annotations

import json
import re
from dataclasses import asdict, dataclass
from datetime import datetime
from html import unescape
from itertools import islice
from typing import Any
from urllib.parse import urlsplit

from rasd.collect.answers import LIST, Answer
from rasd.collect.decode import BLANK
from rasd.collect.entries import Listing, joined, usable
from rasd.collect.feeds import parse_feed
from rasd.collect.page import PAGE_TYPES
from rasd.collect.polite import Client, Manner
from rasd.collect.sitemaps import parse_sitemap, unpacked
from rasd.errors import UnreadableInput, UsageError, near

LISTS = ("feed", "sitemap")
"""Kinds of sources that list articles and are visited repeatedly."""
KINDS = (*LISTS, "page")
"""Kinds of sources on the web; files and folders are of other kinds."""
_LINK = re.compile(r"<link\s[^>]{0,800}>", re.IGNORECASE)
_ATTRIBUTE = re.compile(r"""([a-zA-Z-]{2,20})\s*=\s*(?:"([^"]{0,2000})"|'([^']{0,2000})'|([^\s"'>]{1,2000}))""")
_FEED_TYPES = ("application/rss+xml", "application/atom+xml", "application/feed+json")


@dataclass(frozen=True, slots=True)
class Settings:
    """How a source is visited; kept as JSON in the store, where only what differs from these is written.

    `every`: minutes between visits. `limit`: pages fetched in one visit. `delay`: seconds between two requests to its host, None for the
    usual. `days`: pages of a sitemap that are older are not fetched, nor sitemaps of an index that have not changed for so long.
    `pages` False takes articles from the feed alone. `robots` False leaves robots.txt unasked (a site of your own).
    """

    every: float = 15.0
    limit: int = 200
    delay: float | None = None
    days: int = 30
    pages: bool = True
    robots: bool = True
    published: str | None = None
    """A date for articles without any."""
    private: bool = False
    """Whether its addresses may be private (an intranet)."""

    @property
    def manner(self) -> Manner:
        """The settings that a request needs."""
        return Manner(self.delay, None if self.robots else False, self.private or None)

    def but(self, others: Settings | None) -> Settings:
        """These settings with those of `others` that differ from the defaults."""
        return settings_of(json.dumps({**json.loads(self.to_json()), **json.loads(others.to_json())})) if others else self

    def to_json(self) -> str:
        """The settings that differ from the defaults."""
        usual = asdict(Settings())
        return json.dumps({name: value for name, value in asdict(self).items() if value != usual[name]}, sort_keys=True)


def settings_of(text: str | None) -> Settings:
    """Settings from JSON, without unknown and invalid ones."""
    try:
        given = json.loads(text or "{}")
    except (ValueError, RecursionError):
        return Settings()
    usual = asdict(Settings())
    fit = {name: value for name, value in given.items() if name in usual and _fits(name, value)} if isinstance(given, dict) else {}
    return Settings(**fit)


def _fits(name: str, value: Any) -> bool:
    """Whether a value is of the kind of its setting."""
    if name in ("pages", "robots", "private"):
        return isinstance(value, bool)
    if name == "published":
        return value is None or isinstance(value, str)
    if isinstance(value, bool) or not isinstance(value, int | float) or not 0 <= value < 1e9:  # NaN is neither
        return name == "delay" and value is None
    return isinstance(value, int) or name in ("every", "delay")


@dataclass(frozen=True, slots=True)
class VisitedSource:
    """A source on the web as a visit needs it: its address, its settings, and the validators of the last answer."""

    name: str
    kind: str
    url: str
    outlet: str | None = None
    settings: Settings = Settings()
    etag: str | None = None
    last_modified: str | None = None
    since: str | None = None
    """The day of the last success; sitemaps of an index unchanged since then are skipped."""


@dataclass(frozen=True, slots=True)
class Found:
    """What is at an address: its kind, the address (after redirects, or of the feed that a home page names), and its title."""

    kind: str
    url: str
    title: str | None
    entries: int
    problems: tuple[str, ...] = ()


def identify(url: str, client: Client, settings: Settings = Settings()) -> Found:
    """Look what kind of source an address is. A home page stands for the feed that it names.

    Raises what `Client.get` raises, and UnreadableInput where it is nothing that articles could come from.
    """
    answer = client.get(url, LIST, manner=settings.manner)
    kind, listing = listing_of(answer)
    if listing is not None:
        return Found(kind, url, listing.title, len(listing.entries) + len(listing.sitemaps), tuple(listing.problems))
    feeds = feeds_of(answer)
    if is_home(answer.url) and feeds:
        return identify(feeds[0], client, settings)
    if is_home(answer.url):
        raise UnreadableInput("it is a home page that names no feed; look for the address of a feed or sitemap on it and give that")
    return Found("page", url, None, 1)


def listing_of(answer: Answer, now: datetime | None = None) -> tuple[str, Listing | None]:
    """The kind of a document and what it lists, None for a page. Raises UnreadableInput where it is none of these."""
    data = unpacked(answer.data, LIST.limit)
    head = data[:4096].lstrip(BLANK).lower()
    if b"<urlset" in head or b"<sitemapindex" in head or (not head.startswith((b"<", b"{")) and urlsplit(answer.url).path.endswith(".txt")):
        return "sitemap", parse_sitemap(data, answer.url, charset=answer.charset, now=now)
    if answer.media_type in PAGE_TYPES and (b"<html" in head or b"<!doctype html" in head):
        return "page", None
    return "feed", parse_feed(data, answer.url, charset=answer.charset, now=now)


def feeds_of(answer: Answer) -> list[str]:
    """The feeds in the head of a page, those of comments last."""
    text = answer.data[:300_000].decode("utf-8", "replace")
    found: list[str] = []
    for tag in islice(_LINK.finditer(text), 300):
        given = {m.group(1).lower(): unescape(m.group(2) or m.group(3) or m.group(4) or "") for m in _ATTRIBUTE.finditer(tag.group(0))}
        if "alternate" in given.get("rel", "").lower() and given.get("type", "").lower() in _FEED_TYPES:
            made = joined(answer.url, given.get("href", "").strip())
            if made is not None and usable(made) and made not in found:
                found.append(made)
    return sorted(found, key=lambda url: "comment" in url.lower())


def is_home(url: str) -> bool:
    """Whether an address is that of a whole site, or of its front page in one language."""
    path = urlsplit(url).path.strip("/").lower()
    return path in ("", "ar", "index.html", "index.php", "home", "arabic") and not urlsplit(url).query


def check_kind(kind: str) -> str:
    """The kind, if it is one of sources on the web. Raises UsageError that lists them."""
    if kind not in KINDS:
        raise UsageError(f"{kind}: no kind of source; expected one of {', '.join(KINDS)}", near=near(kind, KINDS))
    return kind


def setting(name: str, value: Any) -> Any:
    """The value of a setting, if within its bounds. Raises UsageError that states them."""
    bounds = {"every": (1, 7 * 1440), "limit": (1, 50_000), "delay": (0, 3600), "days": (1, 36_500)}
    if name in bounds and value is not None and not bounds[name][0] <= value <= bounds[name][1]:
        raise UsageError(f"--{name} {value}: expected {bounds[name][0]} to {bounds[name][1]}")
    return value
