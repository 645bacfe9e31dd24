"""Parses sitemaps and sitemap indexes, with Google's news extension, packed or not."""

from __future__ import annotations

import zlib
from datetime import datetime
from typing import Any

from rasd.collect.decode import BLANK
from rasd.collect.entries import MAX_ENTRIES, Entry, Listing, joined, keyed, usable
from rasd.collect.markup import elements, line_of, local, prepared, text_of
from rasd.collect.moments import moment_of
from rasd.errors import UnreadableInput

MAX_SITEMAP = 50 * 1024 * 1024
"""Unpacked; the limit of the sitemap protocol."""
_WANTED = frozenset({"url", "sitemap"})


def parse_sitemap(data: bytes, url: str, *, charset: str | None = None, now: datetime | None = None) -> Listing:
    """What a sitemap lists: pages as entries, or for an index further sitemaps. Raises UnreadableInput where it is none.

    The date of a page is that of the news extension only: `lastmod` tells of changes, often of the template. It puts the newest first and
    tells what is too old; for an index, which sitemaps to ask for again.
    """
    data = unpacked(data, MAX_SITEMAP)
    listing = Listing("sitemap")
    if not data.lstrip(BLANK).startswith(b"<"):
        return _plain_list(data, url, listing)
    entries: list[Entry] = []
    root: Any = None
    for element in elements(prepared(data, charset), _WANTED, listing):
        if local(element) in _WANTED and element.getparent() is not None:
            if len(entries) + len(listing.sitemaps) >= MAX_ENTRIES:
                listing.problem(f"it lists more than {MAX_ENTRIES} pages; the rest were passed over")
                break
            _take(element, url, entries, listing, now)
        else:
            root = element
    name = local(root) if root is not None else ""
    if not entries and not listing.sitemaps and name not in ("urlset", "sitemapindex"):
        raise UnreadableInput(f"it is no sitemap: its first element is <{name[:40]}>; expected urlset or sitemapindex")
    listing.kind = "index" if listing.sitemaps else "sitemap"
    entries.sort(key=lambda entry: entry.published or entry.changed or "", reverse=True)  # many list the oldest first
    listing.entries = keyed(entries)
    return listing


def _take(element: Any, url: str, entries: list[Entry], listing: Listing, now: datetime | None) -> None:
    parts = {local(child): child for child in element}
    where = _address(text_of(parts.get("loc")), url)
    if where is None:
        listing.problem("a page without a usable address was passed over")
        return
    if local(element) == "sitemap":
        listing.sitemaps.append((where, moment_of(text_of(parts.get("lastmod")), now).value))
        return
    news = {local(child): child for child in parts.get("news", ())}
    value, problem = moment_of(text_of(news.get("publication_date")), now)
    if problem:
        listing.problem(f"{problem}; the date is looked for on the page")
    changed = moment_of(text_of(parts.get("lastmod")), now).value
    entries.append(Entry("", where, None, line_of(text_of(news.get("title"))), value, changed=changed))


def _address(written: str | None, url: str) -> str | None:
    made = joined(url, "".join(written.split())) if written else None
    return made if usable(made) else None


def _plain_list(data: bytes, url: str, listing: Listing) -> Listing:
    """Entries of the plain form of the protocol: one address a line."""
    lines = [line.strip() for line in data.decode("utf-8", "replace").splitlines() if line.strip()]
    if not lines or not all(usable(line) for line in lines[:20]):
        raise UnreadableInput("it is no sitemap: neither XML nor one address a line")
    listing.entries = keyed(Entry("", line) for line in lines[:MAX_ENTRIES] if usable(line))
    return listing


def unpacked(data: bytes, limit: int) -> bytes:
    """Bytes without their gzip wrapping, which servers send for sitemap.xml.gz as the file itself. Never more than `limit` are made."""
    if not data.startswith(b"\x1f\x8b"):
        return data
    out = bytearray()
    while data.startswith(b"\x1f\x8b"):
        unpacker = zlib.decompressobj(31)
        try:
            out += unpacker.decompress(data, limit + 1 - len(out))
        except zlib.error as error:
            raise UnreadableInput(f"its gzip data is damaged ({error})") from error
        if len(out) > limit:
            raise UnreadableInput(f"larger than {limit // 1024 // 1024} MiB unpacked; not read")
        if not unpacker.eof:
            break  # cut off; the XML ends early, which is noted there
        data = unpacker.unused_data
    return bytes(out)
