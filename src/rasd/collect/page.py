"""An article from a web page: main text, title, date and outlet by trafilatura."""

from __future__ import annotations

import re
from datetime import date, timedelta
from urllib.parse import urlsplit

from rasd.articles import article_of
from rasd.collect.decode import decode
from rasd.collect.items import Hints
from rasd.errors import UnreadableInput
from rasd.records import Article

_CHARSET = re.compile(rb"""<meta[^>]{0,200}?charset\s*=\s*["']?\s*([A-Za-z0-9_.:-]{2,40})""", re.IGNORECASE)
_NOT_FOR_XML = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f]")
PAGE_TYPES = ("text/html", "application/xhtml+xml")
_SHORTEST = 40  # letters of main text; less is a menu or a notice, not an article


def article_of_page(data: bytes, hints: Hints, *, url: str | None = None, charset: str | None = None) -> Article:
    """The article of an HTML page; `charset` is what the server said. What the user's hints say goes before what the page says.

    Raises UnreadableInput where there is no article in it.
    """
    # Imported here: trafilatura and lxml take half a second to load, which reading text files should not pay.
    import trafilatura

    html = decode(data, charset or _declared(data), markup=True)
    try:
        found = trafilatura.bare_extraction(
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
    body = (getattr(found, "text", None) or "") if found is not None else ""
    if len(body.strip()) < _SHORTEST:
        raise UnreadableInput("no article was found in this page; save its text as .txt and read that")
    title = hints.title or getattr(found, "title", None)
    return article_of(
        _without_title(body, title),
        title=title,
        published=hints.published or getattr(found, "date", None),
        outlet=hints.outlet or getattr(found, "sitename", None) or (urlsplit(url).hostname if url else None),
        url=url or getattr(found, "url", None),
        byline=getattr(found, "author", None),
    )


def _without_title(body: str, title: str | None) -> str:
    """The body without a first line that only repeats the headline."""
    first, gap, rest = body.partition("\n")
    return rest.lstrip("\n") if title and gap and first.strip() == title.strip() else body


def _declared(data: bytes) -> str | None:
    match = _CHARSET.search(data[:4096])
    return match.group(1).decode("ascii") if match else None
