"""Hits as an Atom feed (RFC 4287), with stable ids and valid XML."""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import UTC, datetime
from uuid import NAMESPACE_URL, uuid5

from lxml import etree

from rasd.alerts.messages import headline, html_lines, link
from rasd.alerts.model import Alert, Hit
from rasd.export.labels import Language

MEDIA_TYPE = "application/atom+xml"
_SPACE = "http://www.w3.org/2005/Atom"
_NOT_XML = re.compile("[^\t\n\r\x20-\x7e\x85\xa0-\ud7ff\ue000-\ufdcf\ufdf0-\ufffd\U00010000-\U0010ffff]")


def feed(alert: Alert, hits: Sequence[Hit], *, address: str | None = None, language: Language = "ar") -> bytes:
    """The feed of an alert, the latest hit first as given; `address` is where the feed itself is read."""
    root = etree.Element(f"{{{_SPACE}}}feed", {"{http://www.w3.org/XML/1998/namespace}lang": language}, nsmap={None: _SPACE})
    _add(root, "id", _id("alert", alert.id))
    _add(root, "title", alert.name)
    _add(root, "updated", _moment(max((hit.found_at for hit in hits), default=alert.made_at)))
    _add(root, "generator", "Rasd")
    _add(_add(root, "author"), "name", "Rasd")
    if address:
        _add(root, "link", rel="self", type=MEDIA_TYPE, href=address)
    for hit in hits:
        _entry(root, alert, hit, language)
    return bytes(etree.tostring(root, xml_declaration=True, encoding="UTF-8", pretty_print=True))


def _entry(root: etree._Element, alert: Alert, hit: Hit, language: Language) -> None:
    entry = _add(root, "entry")
    _add(entry, "id", _id("hit", alert.id, hit.kind, hit.id))
    _add(entry, "title", headline(hit))
    _add(entry, "updated", _moment(hit.found_at))
    if hit.outlet:
        _add(_add(entry, "author"), "name", hit.outlet)
    if (url := link(hit)) is not None:
        _add(entry, "link", rel="alternate", href=url)
    if (published := _day(hit.published)) is not None:
        _add(entry, "published", published)
    _add(entry, "category", term=hit.kind)
    # As text, readers join the lines to one, and set them from left to right.
    direction = "rtl" if language == "ar" else "ltr"
    _add(entry, "content", f'<div dir="{direction}" lang="{language}">{html_lines(hit, language)}</div>', type="html")


def _add(parent: etree._Element, name: str, text: str | None = None, **attributes: str) -> etree._Element:
    made = etree.SubElement(parent, f"{{{_SPACE}}}{name}", {key: for_xml(value) for key, value in attributes.items()})
    made.text = None if text is None else for_xml(text)
    return made


def for_xml(text: str) -> str:
    """A text with U+FFFD for each code point that XML 1.0 cannot hold."""
    return _NOT_XML.sub("\ufffd", text)


def _id(*parts: str) -> str:
    return uuid5(NAMESPACE_URL, "rasd:" + ":".join(parts).encode("utf-8", "replace").decode()).urn


def _moment(written: str) -> str:
    return written or "1970-01-01T00:00:00Z"


def _day(written: str | None) -> str | None:
    """A date of publication as RFC 3339: a day is its beginning in UTC; None for a year or month."""
    try:
        at = datetime.fromisoformat(written or "")
    except ValueError:
        return None
    return (at if at.tzinfo else at.replace(tzinfo=UTC)).isoformat()
