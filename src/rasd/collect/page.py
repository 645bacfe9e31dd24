"""Extracts articles from web pages: main text, title, date and outlet, with trafilatura."""

from __future__ import annotations

import re
from datetime import date, datetime, timedelta
from typing import NamedTuple
from urllib.parse import urlsplit

from rasd.articles import article_of
from rasd.collect.decode import decode
from rasd.collect.entries import Entry
from rasd.collect.items import Hints
from rasd.collect.moments import moment_of
from rasd.collect.published import Dated, stated
from rasd.errors import UnreadableInput
from rasd.records import Article

_CHARSET = re.compile(rb"""<meta[^>]{0,200}?charset\s*=\s*["']?\s*([A-Za-z0-9_.:-]{2,40})""", re.IGNORECASE)
_NOT_FOR_XML = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f]")
PAGE_TYPES = ("text/html", "application/xhtml+xml")
_TAGS = 100_000
"""Real pages have 1,000 to 10,000; a page of more is taken apart at 10 seconds a megabyte."""
_SHORTEST = 40  # characters of main text; less is a menu or a notice


class Extracted(NamedTuple):
    """The article of a page, and where its date is from: json-ld, meta, feed, sitemap, page or hint; None without a date."""

    article: Article
    published_from: str | None


def article_of_page(data: bytes, hints: Hints, *, url: str | None = None, charset: str | None = None) -> Article:
    """The article of an HTML page; `charset` is what the server said. What the user's hints say goes before what the page says.

    Raises UnreadableInput where there is no article in it.
    """
    return extracted(data, hints, url=url, charset=charset).article


def extracted(
    data: bytes,
    hints: Hints,
    *,
    url: str | None = None,
    charset: str | None = None,
    listed: Entry | None = None,
    listed_in: str = "feed",
    now: datetime | None = None,
) -> Extracted:
    """The same, with how the date was found; `listed` is what a feed or sitemap says, taken where the page says nothing.

    The date: of the hint; what the page states for machines; the feed's; what stands on the page for people. The page's goes before the
    feed's, which is often that of the last change.
    """
    html = decode(data, charset or _declared(data), markup=True)
    if html.count("<") > _TAGS:
        raise UnreadableInput(f"more than {_TAGS} tags, which no article has; not taken apart")
    found = _taken_apart(html, url)
    body = (getattr(found, "text", None) or "") if found is not None else ""
    if len(body.strip()) < _SHORTEST:
        raise UnreadableInput("no article was found in this page; save its text as .txt and read that")
    title = hints.title or getattr(found, "title", None) or (listed.title if listed else None)
    date = _dated(html, hints, getattr(found, "date", None), listed, listed_in, now)
    article = article_of(
        _without_title(body, title),
        title=title,
        published=date.value,
        outlet=hints.outlet or getattr(found, "sitename", None) or (urlsplit(url).hostname if url else None),
        url=url or getattr(found, "url", None),
        byline=getattr(found, "author", None) or (listed.byline if listed else None),
    )
    return Extracted(article, date.found)


def _taken_apart(html: str, url: str | None) -> object:
    # Imported here, since trafilatura and lxml take half a second to load, which reading text files should not cost.
    import trafilatura

    try:
        return trafilatura.bare_extraction(
            _NOT_FOR_XML.sub(" ", html),
            url=url,
            include_comments=False,
            with_metadata=True,
            date_extraction_params={
                "original_date": True,
                "extensive_search": False,
                "max_date": (date.today() + timedelta(days=1)).isoformat(),
            },
        )
    except Exception as error:  # whatever a hostile page makes of a parser that is not ours: one bad page, no stopped run
        raise UnreadableInput(f"the page cannot be taken apart ({type(error).__name__}); save its text as .txt and read that") from error


def _dated(html: str, hints: Hints, guessed: str | None, listed: Entry | None, listed_in: str, now: datetime | None) -> Dated:
    if hints.published:
        return Dated(hints.published, "hint")
    date = stated(html, now)
    if date.value is None and listed is not None and listed.published:
        return Dated(listed.published, listed_in)
    if date.value is None and (value := moment_of(guessed, now).value):
        return Dated(value, "page")
    return date


def _without_title(body: str, title: str | None) -> str:
    """The body without a first line that repeats the headline."""
    first, gap, rest = body.partition("\n")
    return rest.lstrip("\n") if title and gap and first.strip() == title.strip() else body


def _declared(data: bytes) -> str | None:
    match = _CHARSET.search(data[:4096])
    return match.group(1).decode("ascii") if match else None
