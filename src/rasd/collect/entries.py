"""The entries of feeds and sitemaps: addresses of pages with what the listing says of them."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from urllib.parse import parse_qsl, urlencode, urljoin, urlsplit, urlunsplit

from rasd.records import content_id

MAX_ENTRIES = 50_000
"""Limit for one feed or sitemap: that of the sitemap protocol, a thousand times what a feed lists."""
_LONGEST_URL = 2_000
_TRACKING = ("utm_", "at_medium", "at_campaign", "fbclid", "gclid", "ocid", "mc_cid", "mc_eid")


@dataclass(frozen=True, slots=True)
class Entry:
    """One item of a feed or one page of a sitemap. `published` is ISO 8601 and plausible, else None.

    `content` is the article as HTML or text where the feed carries it; `raw` is the item as it came, kept where there is content.
    """

    key: str
    url: str | None = None
    guid: str | None = None
    title: str | None = None
    published: str | None = None
    byline: str | None = None
    content: str | None = None
    raw: bytes | None = None
    media_type: str | None = None
    changed: str | None = None
    """When a sitemap says that the page was changed, which bounds its date of publication."""


@dataclass(slots=True)
class Listing:
    """What a document lists. `kind` is rss, rdf, atom, json, sitemap or index; `problems` are faults that left the rest readable.

    `sitemaps` are those that an index names, each with the day that it gives for its last change; `whole` is False where the document
    was cut off, so that it is asked for again though its server says that it has not changed.
    """

    kind: str
    title: str | None = None
    language: str | None = None
    entries: list[Entry] = field(default_factory=list)
    sitemaps: list[tuple[str, str | None]] = field(default_factory=list)
    problems: list[str] = field(default_factory=list)
    whole: bool = True
    minutes: int | None = None
    """For how long the feed asks not to be fetched again (ttl, syn:updatePeriod)."""

    def problem(self, message: str) -> None:
        """Record a problem, each once and twenty at most."""
        if len(self.problems) < 20 and message not in self.problems:
            self.problems.append(message)


def keyed(entries: Iterable[Entry]) -> list[Entry]:
    """Entries, each with the key by which it is known again; of those that are one, the first.

    The address is the key, since GUIDs are given twice, and anew at each fetch, by real feeds. Where several entries of the document
    have one address (the home page, say) their GUIDs or titles tell them apart; without any of these, their words do.
    """
    pairs = [(entry, plain(entry.url) if entry.url else None) for entry in entries]
    several = Counter(url for url, _ in {(url, entry.guid or entry.title) for entry, url in pairs if url})
    known: dict[str, Entry] = {}
    for entry, url in pairs:
        key = _key(entry, url, alone=url is not None and several[url] == 1)
        known.setdefault(key, replace(entry, key=key))
    return list(known.values())


def _key(entry: Entry, url: str | None, *, alone: bool) -> str:
    if url and alone:
        return content_id("key", url)
    if url or entry.guid:
        return content_id("key", url or "", entry.guid or entry.title or "")
    return content_id("key", entry.title or "", entry.content or "")


def plain(url: str) -> str:
    """An address as a key: without fragment and tracking parameters, with the host in lower case."""
    try:
        parts = urlsplit(url)
    except ValueError:
        return url
    query = parts.query
    if query and any(name in query for name in _TRACKING):
        query = urlencode([pair for pair in parse_qsl(query, keep_blank_values=True) if not pair[0].startswith(_TRACKING)])
    return urlunsplit((parts.scheme.lower(), parts.netloc.lower(), parts.path or "/", query, ""))


def usable(url: str | None) -> bool:
    """Whether an address can be fetched: http(s), not too long, with a host."""
    if not url or len(url) > _LONGEST_URL or not url.lower().startswith(("http://", "https://")):
        return False
    try:
        return bool(urlsplit(url).hostname) and bool(url.encode("utf-8"))
    except ValueError:  # http://[news.example: brackets are for IPv6; or a lone surrogate from JSON
        return False


def joined(base: str, address: str) -> str | None:
    """An address in full, None where it is none."""
    if address.startswith(("http://", "https://")):
        return address
    try:
        return urljoin(base, address)
    except ValueError:
        return None
