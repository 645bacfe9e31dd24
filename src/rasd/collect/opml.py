"""OPML: lists of feeds, as feed readers write and read them."""

from __future__ import annotations

from pathlib import Path
from xml.sax.saxutils import quoteattr

from rasd.collect.entries import Listing, usable
from rasd.collect.items import MAX_BYTES
from rasd.collect.markup import elements, local, prepared
from rasd.errors import UnreadableInput

_OUTLINE = frozenset({"outline"})


def feeds_in(path: Path) -> list[tuple[str | None, str]]:
    """The title and address of each feed in an OPML file. Raises UnreadableInput where there is none."""
    with path.open("rb") as stream:
        data = stream.read(MAX_BYTES)
    listing = Listing("opml")
    found: dict[str, str | None] = {}
    for element in elements(prepared(data), _OUTLINE, listing):
        url = (element.get("xmlUrl") or element.get("xmlurl") or "").strip()
        if local(element) == "outline" and usable(url):
            found.setdefault(url, element.get("title") or element.get("text"))
    if not found:
        raise UnreadableInput(f"{path}: no feeds in it; expected OPML, with an xmlUrl for each feed")
    return [(title, url) for url, title in found.items()]


def written(feeds: list[tuple[str, str]]) -> str:
    """Feeds as OPML."""
    outlines = "".join(f'<outline type="rss" text={quoteattr(name)} xmlUrl={quoteattr(url)}/>\n' for name, url in feeds)
    return f'<?xml version="1.0" encoding="UTF-8"?>\n<opml version="2.0"><head><title>Rasd</title></head><body>\n{outlines}</body></opml>\n'
