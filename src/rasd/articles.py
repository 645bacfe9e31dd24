"""Making an `Article` from what was collected: its text, its id from content, and the checks that keep rubbish out."""

from __future__ import annotations

from datetime import date

from rasd.errors import NotArabic, UnreadableInput
from rasd.records import Article, content_id


def article_of(
    body: str,
    *,
    title: str | None = None,
    published: str | None = None,
    outlet: str | None = None,
    url: str | None = None,
    id: str | None = None,
) -> Article:
    """An article whose text is title, blank line, body (the body alone where there is no title).

    Raises UnreadableInput where there is no text, NotArabic where there are too few Arabic letters, ValueError on a bad date.
    """
    text = f"{title}\n\n{body}" if title else body
    if not text.strip():
        raise UnreadableInput("the article has no text")
    letters = sum(1 for c in text if c.isalpha())
    arabic = sum(1 for c in text if "\u0600" <= c <= "\u06ff" or "\ufb50" <= c <= "\ufefc")
    if not letters or arabic * 4 < letters:
        raise NotArabic(f"only {arabic} of {letters} letters are Arabic; Rasd reads Arabic news")
    if published:
        date.fromisoformat(published[:10])
    return Article(id or content_id("art", text), text, title or None, url, outlet, published or None)
