"""Parses RSS 0.9 to 2.0, RDF, Atom 0.3 and 1.0.

On lxml: feedparser (6.0.14) takes 30 seconds of CPU time for a feed of 50,000 items where this takes seven, and it expands entities that a
feed declares.
"""

from __future__ import annotations

import re
from datetime import datetime
from typing import Any

from rasd.collect.decode import BLANK
from rasd.collect.entries import MAX_ENTRIES, Entry, Listing, joined, keyed, usable
from rasd.collect.markup import elements, line_of, local, prepared, text_of
from rasd.collect.moments import moment_of
from rasd.errors import UnreadableInput

_ITEMS = frozenset({"item", "entry"})
_BASE = "{http://www.w3.org/XML/1998/namespace}base"
_PUBLISHED = ("pubdate", "published", "issued", "date", "created", "updated", "modified")
"""In order of trust: dates of publication before dates of change."""
_ENOUGH = 200  # characters of content that may be an article by itself
_MAIL = re.compile(r"^\S+@\S+\s*\((.{2,100})\)$")
_PERIODS = {"hourly": 60, "daily": 1440, "weekly": 10080, "monthly": 43200, "yearly": 525600}
_LONGEST_WAIT = 1440  # minutes; a feed that asks for a month is misconfigured


def parse_feed(data: bytes, url: str, *, charset: str | None = None, now: datetime | None = None) -> Listing:
    """What a feed lists; faults of items are noted and the items kept. Raises UnreadableInput where it is no feed."""
    if data[:200].lstrip(BLANK)[:1] in (b"{", b"["):
        from rasd.collect.json_feeds import parse_json_feed

        return parse_json_feed(data, url, now=now)
    listing, root = Listing("rss"), None
    entries: list[Entry] = []
    for element in elements(prepared(data, charset), _ITEMS, listing):
        if local(element) in _ITEMS and element.getparent() is not None:
            if len(entries) >= MAX_ENTRIES:
                listing.problem(f"it lists more than {MAX_ENTRIES} items; the rest were passed over")
                break
            if entry := _entry(element, url, listing, now):
                entries.append(entry)
        else:
            root = element
    if root is not None or not entries:
        _head(listing, root)
    listing.entries = keyed(entries)
    return listing


def _head(listing: Listing, root: Any) -> None:
    name = local(root) if root is not None else ""
    if name not in ("rss", "rdf", "feed", "channel"):
        what = f"its first element is <{name[:40]}>" if name else "there is no XML in it"
        raise UnreadableInput(f"it is no feed: {what}; expected RSS, Atom or JSON Feed")
    listing.kind = {"feed": "atom", "rdf": "rdf"}.get(name, "rss")
    channel = next((child for child in root if local(child) == "channel"), root)
    listing.title = line_of(text_of(_child(channel, "title")))
    listing.language = text_of(_child(channel, "language")) or root.get("{http://www.w3.org/XML/1998/namespace}lang")
    listing.minutes = _minutes(channel)


def _minutes(channel: Any) -> int | None:
    """The interval between visits that the feed asks for."""
    ttl = text_of(_child(channel, "ttl")) or ""
    period = _PERIODS.get((text_of(_child(channel, "updateperiod")) or "").lower())
    often = text_of(_child(channel, "updatefrequency")) or "1"
    if ttl.isdecimal() and len(ttl) < 7:
        return min(int(ttl), _LONGEST_WAIT) or None
    if period and often.isdecimal() and len(often) < 5:
        return min(period // max(1, int(often)), _LONGEST_WAIT) or 1
    return None


def _entry(element: Any, url: str, listing: Listing, now: datetime | None) -> Entry | None:
    """An item, None if no article can be made from it."""
    from lxml import etree

    children: dict[str, list[Any]] = {}
    for child in element:
        children.setdefault(local(child), []).append(child)
    base = joined(url, own) or url if (own := element.get(_BASE)) else url
    guid = text_of(_first(children, "guid", "id")) or element.get("{http://www.w3.org/1999/02/22-rdf-syntax-ns#}about")
    link = _link(children, guid, base)
    title = line_of(text_of(_first(children, "title")))
    content = _content(children)
    if not link and not content:
        listing.problem("an item without address and text was passed over")
        return None
    enough = content is not None and len(content) >= _ENOUGH
    return Entry(
        "",
        link,
        guid,
        title,
        _published(children, listing, now),
        _byline(children),
        content if enough or not link else None,
        etree.tostring(element, encoding="utf-8", with_tail=False) if enough or not link else None,
        "application/xml",
    )


def _link(children: dict[str, list[Any]], guid: str | None, base: str) -> str | None:
    """The address of the page: FeedBurner's original link, RSS's text, Atom's alternate, or a GUID that is an address."""
    offered = [text_of(child) for child in children.get("origlink", ())]
    links = children.get("link", [])
    offered += [text_of(child) for child in links if not child.get("href")]
    alternates = [child for child in links if child.get("href") and child.get("rel", "alternate") == "alternate"]
    alternates.sort(key=lambda child: child.get("type", "text/html") != "text/html")
    offered += [child.get("href") for child in alternates]
    permanent = any(child.get("isPermaLink", "true").lower() != "false" for child in children.get("guid", ()))
    if guid and (permanent or guid.startswith(("http://", "https://"))) and re.match(r"https?://", guid):
        offered.append(guid)
    for address in offered:
        made = joined(base, "".join(address.splitlines()).strip().replace(" ", "%20")) if address else None
        if usable(made):
            return made
    return None


def _content(children: dict[str, list[Any]]) -> str | None:
    """The longest possible text: content:encoded, Atom's content, or a description that is the whole article."""
    found = []
    for name in ("encoded", "content", "description", "summary", "body"):
        for child in children.get(name, ()):
            if child.get("src") is None and child.get("url") is None and (text := _markup(child)):
                found.append(text)
    return max(found, key=len, default=None)


def _markup(child: Any) -> str | None:
    if child.get("type") == "xhtml" or (len(child) and local(child[0]) in ("div", "p")):
        from lxml import etree

        return "".join(etree.tostring(inner, encoding="unicode") for inner in child).strip() or None
    return text_of(child)


def _published(children: dict[str, list[Any]], listing: Listing, now: datetime | None) -> str | None:
    for name in _PUBLISHED:
        for child in children.get(name, ()):
            value, problem = moment_of(text_of(child), now)
            if value:
                return value
            if problem:
                listing.problem(f"{problem}; the date is looked for on the page")
    return None


def _byline(children: dict[str, list[Any]]) -> str | None:
    for name in ("creator", "author"):
        for child in children.get(name, ()):
            inner = _child(child, "name")
            text = line_of(text_of(inner if inner is not None else child))
            if text and (match := _MAIL.match(text)):
                return match.group(1)
            if text and "@" not in text and len(text) <= 100:
                return text
    return None


def _first(children: dict[str, list[Any]], *names: str) -> Any:
    return next((children[name][0] for name in names if children.get(name)), None)


def _child(element: Any, name: str) -> Any:
    return None if element is None else next((child for child in element if local(child) == name), None)
