"""Parses JSON Feed 1.0 and 1.1."""

from __future__ import annotations

import json
from datetime import datetime
from typing import Any

from rasd.collect.entries import MAX_ENTRIES, Entry, Listing, joined, keyed, usable
from rasd.collect.lines import load
from rasd.collect.markup import line_of
from rasd.collect.moments import moment_of
from rasd.errors import UnreadableInput


def parse_json_feed(data: bytes, url: str, *, now: datetime | None = None) -> Listing:
    """The entries of a JSON feed. Raises UnreadableInput for other or truncated data."""
    value = load(data)
    items = value.get("items") if isinstance(value, dict) else None
    if not isinstance(value, dict) or not isinstance(items, list):
        raise UnreadableInput('it is JSON, but no feed: expected an object with a list "items"')
    listing = Listing("json", title=line_of(_text(value, "title")), language=_text(value, "language"))
    if len(items) > MAX_ENTRIES:
        listing.problem(f"it lists more than {MAX_ENTRIES} items; the rest were passed over")
    found = (_entry(item, url, listing, now) for item in items[:MAX_ENTRIES])
    listing.entries = keyed(entry for entry in found if entry)
    return listing


def _entry(item: Any, url: str, listing: Listing, now: datetime | None) -> Entry | None:
    if not isinstance(item, dict):
        listing.problem("an item that is no object was passed over")
        return None
    guid = _text(item, "id")
    offered = (_text(item, "url"), _text(item, "external_url"), guid if guid and "://" in guid else None)
    link = next((made for address in offered if address and usable(made := joined(url, address))), None)
    content = _text(item, "content_html") or _text(item, "content_text")
    title = line_of(_text(item, "title"))
    if not link and not content:
        listing.problem("an item without address and text was passed over")
        return None
    value, problem = moment_of(_text(item, "date_published") or _text(item, "date_modified"), now)
    if problem:
        listing.problem(f"{problem}; the date is looked for on the page")
    raw = json.dumps(item, ensure_ascii=False).encode("utf-8", "surrogatepass") if content else None
    return Entry("", link, guid, title, value, _byline(item), content, raw, "application/json")


def _byline(item: dict[str, Any]) -> str | None:
    authors = item.get("authors") or item.get("author")
    author = authors[0] if isinstance(authors, list) and authors else authors
    return line_of(_text(author, "name")) if isinstance(author, dict) else None


def _text(value: dict[str, Any], name: str) -> str | None:
    found = value.get(name)
    if isinstance(found, int | float) and not isinstance(found, bool):
        found = str(found)  # ids are often numbers
    return found.strip() or None if isinstance(found, str) else None
