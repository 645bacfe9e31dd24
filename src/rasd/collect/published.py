"""The date of publication of a page: what it states for machines first, and where the date is from."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from datetime import datetime
from html import unescape
from itertools import islice
from typing import Any, NamedTuple

from rasd.collect.moments import moment_of

_BLOCK = re.compile(r"<script[^>]{0,300}application/ld\+json[^>]{0,300}>", re.IGNORECASE)
_META = re.compile(r"<meta\s[^>]{0,600}>", re.IGNORECASE)
_ATTRIBUTE = re.compile(r"""([a-zA-Z:-]{2,20})\s*=\s*(?:"([^"]{0,300})"|'([^']{0,300})')""")
_NAMES = (
    "article:published_time",
    "og:article:published_time",
    "datepublished",
    "og:published_time",
    "publishdate",
    "dc.date.issued",
)
"""Names of the date of publication in <meta>, in order of trust; not `date`, which some fill with the current day."""
_DEEPEST = 12


class Dated(NamedTuple):
    """A date in ISO 8601 and where it is from: json-ld, meta, feed, sitemap, page, hint. Both None without one."""

    value: str | None = None
    found: str | None = None


def stated(html: str, now: datetime | None = None) -> Dated:
    """The date that a page states for machines (JSON-LD, <meta>), if it is plausible."""
    for found, written in (*(("json-ld", text) for text in _linked_data(html)), *(("meta", text) for text in _metas(html))):
        if value := moment_of(written, now).value:
            return Dated(value, found)
    return Dated()


def _linked_data(html: str) -> Iterator[str]:
    """The dates of articles in JSON-LD; those of other things (videos, lists of related news) after them."""
    others: list[str] = []
    for match in islice(_BLOCK.finditer(html), 20):
        end = html.find("</script", match.end())
        try:
            value = json.loads(html[match.end() : end if end >= 0 else match.end()], strict=False)
        except (ValueError, RecursionError):
            continue
        for kind, written in _dates(value, 0):
            if "article" in kind or "posting" in kind or "report" in kind:
                yield written
            else:
                others.append(written)
    yield from others[:1]


def _dates(value: Any, depth: int) -> Iterator[tuple[str, str]]:
    if depth > _DEEPEST:
        return
    if isinstance(value, dict):
        if isinstance(written := value.get("datePublished"), str):
            yield str(value.get("@type")).lower(), written
        value = list(value.values())
    if isinstance(value, list):
        for inner in value[:200]:
            yield from _dates(inner, depth + 1)


def _metas(html: str) -> Iterator[str]:
    found: dict[str, str] = {}
    for tag in islice(_META.finditer(html[:500_000]), 300):
        attributes = {match.group(1).lower(): match.group(2) or match.group(3) or "" for match in _ATTRIBUTE.finditer(tag.group(0))}
        name = (attributes.get("property") or attributes.get("name") or attributes.get("itemprop") or "").lower()
        if name in _NAMES and attributes.get("content"):
            found.setdefault(name, unescape(attributes["content"]))
    return (found[name] for name in _NAMES if name in found)
