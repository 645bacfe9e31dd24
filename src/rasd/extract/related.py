"""Headlines of other articles at the end of one (روابط ذات علاقة): they are no part of what it tells."""

from __future__ import annotations

from rasd.arabic.fold import fold
from rasd.document import Document

_HEADINGS = frozenset(
    map(fold, ("روابط ذات علاقة", "روابط ذات صله", "اقرأ ايضا", "مواضيع ذات صله", "اخبار ذات صله", "موضوعات متعلقه", "مواضيع متعلقه"))
)
_LONGEST = 40  # characters of such a heading
LINK_WORDS = 14  # a paragraph this short, without full stop, below such a heading is the headline of another article


def related_links(document: Document) -> frozenset[int]:
    """The paragraphs that are headlines of other articles, their heading among them."""
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
