"""Parses untrusted XML of feeds and sitemaps element by element, without resolving entities or loading anything."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache
from html import unescape
from html.entities import html5
from io import BytesIO
from typing import Any

from rasd.collect.decode import decode
from rasd.collect.entries import Listing
from rasd.errors import UnreadableInput

_DECLARED = re.compile(rb"""<\?xml[^>]{0,200}?encoding\s*=\s*["']([A-Za-z0-9_.:-]{2,40})["']""")
_DECLARATION = re.compile(r"^\s*<\?xml[^>]{0,400}\?>")
_DOCTYPE = re.compile(r"<!DOCTYPE[^\[>]{0,1000}>")
_NOT_FOR_XML = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]")
_ENTITY = re.compile(r"&([A-Za-z][A-Za-z0-9]{1,30});")
_OF_XML = frozenset({"lt", "gt", "amp", "quot", "apos"})
_LINE = re.compile(r" line \d+")  # it changes with each item, so that equal problems would not be counted as one
_DISTRUSTING: dict[str, Any] = {
    "encoding": "utf-8",
    "recover": True,
    "resolve_entities": False,
    "no_network": True,
    "load_dtd": False,
    "huge_tree": False,
    "remove_comments": True,
    "remove_pis": True,
}
"""Options of the parser: it loads nothing, resolves no entities and keeps only elements."""
_TAGS = re.compile(r"<[^<>]{1,2000}>")
_NO_TAG = re.compile(r"<(?![!?])(?=[^<>]*<)")
"""A bracket without a closing one before the next. The parser scans for the end of each such tag to the end of the document: 80 KB of
`<n<n<n` and one `>` took it two seconds, twice as much four times as long."""


def prepared(data: bytes, charset: str | None = None) -> bytes:
    """A document as UTF-8 that a parser takes: encoding repaired, names of HTML entities written out, no DOCTYPE, no control letters.

    Raises UnreadableInput where it is no text, or declares entities of its own: no feed needs to, and ten lines of it can stand for
    gigabytes or for the files of this machine.
    """
    said = _DECLARED.search(data[:1024])
    text = decode(data, said.group(1).decode("ascii") if said else charset, markup=True)
    if "<!ENTITY" in text:
        raise UnreadableInput("it declares XML entities of its own, which no news feed needs and which can be an attack; not read")
    text = _DOCTYPE.sub("", _DECLARATION.sub("", text, count=1), count=1)
    return _ENTITY.sub(_written_out, _NO_TAG.sub("&lt;", _NOT_FOR_XML.sub(" ", text))).lstrip().encode("utf-8", "replace")


def _written_out(match: re.Match[str]) -> str:
    name = match.group(1)
    return match.group(0) if name in _OF_XML else html5.get(f"{name};", " ")


def elements(document: bytes, wanted: frozenset[str], listing: Listing) -> Iterator[Any]:
    """The elements of these local names as they end, each emptied after use, and the root last. Memory does not grow with the document.

    What is not well-formed is noted in `listing.problems` and read as far as it goes. Of a document that is cut off the last element is
    left out: its address may be half an address.
    """
    from lxml import etree

    events = etree.iterparse(BytesIO(document), events=("end",), **_DISTRUSTING)
    held: Any = None
    try:
        for _, element in events:
            if local(element) not in wanted:
                continue
            if held is not None:
                yield held
                held.clear()
                if held.getparent() is not None:
                    held.getparent().remove(held)
            held = element
    except etree.LxmlError as error:
        listing.whole = False
        listing.problem(f"not well-formed XML, read as far as it goes: {str(error).partition(chr(10))[0][:160]}")
    _note_faults([fault.message for fault in events.error_log], listing)
    if held is not None and listing.whole:
        yield held
    if events.root is not None:
        yield events.root


def _note_faults(faults: list[str], listing: Listing) -> None:
    """Note the first problem that the parser recovered from, and whether one means that the document is cut off."""
    if faults and listing.whole:
        listing.whole = not any("remature" in fault or "EndTag" in fault for fault in faults)
        listing.problem(f"not well-formed XML: {_LINE.sub('', faults[0].strip())[:120]}")


def local(element: Any) -> str:
    """The local name of an element; "" for comments and the like."""
    tag = element.tag
    return _local(tag) if isinstance(tag, str) else ""


@lru_cache(4096)
def _local(tag: str) -> str:
    return tag.rpartition("}")[2].lower()


def text_of(element: Any) -> str | None:
    """All text in an element, trimmed; None if there is none."""
    if element is None:
        return None
    text = "".join(element.itertext()) if len(element) else element.text
    return (text.strip() or None) if text else None


def line_of(text: str | None) -> str | None:
    """A headline as plain text: without tags, with entities decoded (twice, since many feeds escape twice) and single blanks."""
    if text is None:
        return None
    if "&" in text or "<" in text:
        text = unescape(unescape(_TAGS.sub(" ", unescape(text))))
    return " ".join(text.split()) or None
