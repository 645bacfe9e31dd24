"""Headlines of other articles at the end of one (روابط ذات علاقة), which are no part of it."""

from __future__ import annotations

from rasd.arabic.fold import fold
from rasd.document import Document

_HEADINGS = frozenset(
    map(fold, ("روابط ذات علاقة", "روابط ذات صله", "اقرأ ايضا", "مواضيع ذات صله", "اخبار ذات صله", "موضوعات متعلقه", "مواضيع متعلقه"))
)
_LONGEST = 40  # characters of such a heading
LINK_WORDS = 14  # words of a paragraph without full stop which below such a heading is another article's headline


def related_links(document: Document) -> frozenset[int]:
    """The paragraphs that are headlines of other articles, with their heading."""
    found: set[int] = set()
    below = False
    for index, span in enumerate(document.paragraphs):
        if span.length > _LONGEST and not below:
            continue
        words = span.of(document.text)
        if fold(words).strip(" :") in _HEADINGS:
            below = True
        elif below:
            below = len(words.split()) <= LINK_WORDS and words[-1] not in '.!؟?"”'
        if below:
            found.add(index)
    return frozenset(found)
