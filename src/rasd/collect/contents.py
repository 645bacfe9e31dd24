"""Makes an article from the text in a feed, where its page cannot be had: HTML, or plain text of some paragraphs."""

from __future__ import annotations

import re

from rasd.articles import article_of
from rasd.collect.entries import Entry
from rasd.errors import UnreadableInput
from rasd.records import Article

_SHORTEST = 400  # characters; teasers in feeds have 150 to 300
_CUT = re.compile(r"(?:\[?(?:\u2026|\.\.\.)\]?|\[&#8230;\])\s*$")
_FOOTERS = ("the post ", "ظهرت المقالة ", "ظهر المقال ", "التدوينة ")
"""The beginning of the last paragraph that WordPress adds to each item."""
_BLOCKS = frozenset({"p", "div", "br", "li", "ul", "ol", "h1", "h2", "h3", "h4", "h5", "blockquote", "tr", "table", "section", "article"})
_UNREAD = frozenset({"script", "style", "iframe", "figcaption", "noscript", "form", "button"})


def article_of_entry(entry: Entry, *, outlet: str | None, published: str | None = None) -> Article:
    """The article of an item's own text. Raises UnreadableInput for a teaser or nothing."""
    text = plain_text(entry.content or "")
    if len(text) < _SHORTEST or _CUT.search(text[-40:]):
        raise UnreadableInput("the feed carries the beginning of the article only")
    return article_of(text, title=entry.title, published=published or entry.published, outlet=outlet, url=entry.url, byline=entry.byline)


def plain_text(content: str) -> str:
    """Paragraphs of HTML as lines; text as it is."""
    if "<" not in content:
        return content.strip()
    from lxml import etree, html

    try:
        root = html.fragment_fromstring(content, create_parent="div", parser=html.HTMLParser(no_network=True, huge_tree=False))
    except (etree.LxmlError, ValueError, RecursionError):
        return ""
    pieces: list[str] = []
    for event, element in etree.iterwalk(root, events=("start", "end")):
        name = element.tag if isinstance(element.tag, str) else ""
        if name in _BLOCKS:
            pieces.append("\n")
        if event == "start" and name and not _unread(element):
            pieces.append(element.text or "")
        if event == "end" and element is not root and not _unread(element.getparent()):
            pieces.append(element.tail or "")
    lines = [" ".join(line.split()) for line in "".join(pieces).split("\n")]
    lines = [line for line in lines if line]
    if lines and lines[-1].lower().startswith(_FOOTERS):
        lines.pop()
    return "\n".join(lines)


def _unread(element: object) -> bool:
    while element is not None:
        if element.tag in _UNREAD:  # type: ignore[attr-defined]
            return True
        element = element.getparent()  # type: ignore[attr-defined]
    return False
