"""Lines that a site puts into an article: links to others, tags, invitations to follow it (اقرأ أيضا: ، كلمات دلالية: ، تابعونا على).

They are no part of the article (data/asides.tsv). A document has blanks in their place, so that no extractor sees them; what the encoder
sees in them is dropped.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import cache

from rasd.arabic.fold import fold
from rasd.arabic.letters import DIACRITICS
from rasd.arabic.pieces import pieces_of
from rasd.arabic.tokens import tokenize
from rasd.spans import Span

_WORDS = re.compile(rf"[\w{DIACRITICS}]+")
_MARKS = ":|-–—/.…،"
_LINE_AT_MOST = 300  # characters; a longer paragraph has text of the article after such words
_HEAD = 60  # characters in which its words stand
_LINK_WORDS = 14  # words that another article's headline has at most
# A few words in quotation marks that end a line and are no speech: يدعو لوقف التدخلات "غير العربية". Of 77 boxes of links 21 broke off at
# such a line, each time a headline, and what stood below it was read as the article.
_TERM = re.compile(r"""[^\s:]\s*["“”«](?:[^\s"“”«»]+\s+){0,3}[^\s"“”«»]*[^\s"“”«».…!؟?]["”»]$""")


def asides(text: str, paragraphs: Sequence[Span]) -> list[Span]:
    """The paragraphs of a text that are of the site, in order; never the first one."""
    found: list[Span] = []
    listing = sourced = False
    for number, paragraph in enumerate(paragraphs[1:], 1):
        kind, alone = _kind(text, paragraph)
        if kind == "end" or (kind == "links" and alone and sourced):
            return found + list(paragraphs[number:])
        if kind in ("links", "line", "marked"):
            listing = kind == "links" and alone
            found.append(paragraph)
        elif (listing or kind == "source") and _is_link(paragraph.of(text)):
            found.append(paragraph)
        else:
            listing = False
        sourced = kind == "source"
    return found


def without(text: str, spans: Sequence[Span]) -> str:
    """The text with blanks in place of the spans, which are in order. Its length, and so all offsets, stay."""
    parts: list[str] = []
    end = 0
    for span in spans:
        parts += text[end : span.start], " " * span.length
        end = span.end
    return "".join(parts) + text[end:] if parts else text


def _kind(text: str, paragraph: Span) -> tuple[str, bool]:
    """What the first words of a paragraph say it is, "" for the article's own, and whether nothing else stands in it."""
    first = _WORDS.match(text, paragraph.start)
    options = _openings().get(fold(first[0])) if first is not None else None
    if options is None or paragraph.length > _LINE_AT_MOST:
        return "", False
    words = [(fold(match[0]), match.end()) for match in _WORDS.finditer(text, paragraph.start, min(paragraph.end, paragraph.start + _HEAD))]
    forms = [form for form, _ in words]
    for opening, kind in options:
        if forms[: len(opening)] == list(opening):
            rest = text[words[len(opening) - 1][1] : paragraph.end].strip()
            marked = rest[:1] in _MARKS  # holds for no rest as well
            if kind in ("line", "end") or marked:
                return kind, not rest.strip(_MARKS + " ")
    return "", False


def _is_link(words: str) -> bool:
    """Whether a paragraph may be another article's headline.

    One that a conjunction opens goes on with this article (وأضاف), and one that ends in a mark may: boxes of links stand inside articles
    too, and what is taken for a link is lost.
    """
    if len(words.split()) > _LINK_WORDS or words[-1:] in ".…!؟?" or (words[-1:] in '"”»' and not _TERM.search(words)):
        return False
    # What marks an entry of a list, a dash or a tatweel, is no word.
    first = next((token for token in tokenize(words[:_HEAD]) if token.kind == "word"), None)
    return first is None or first.segments.proclitics[:1] not in (("و",), ("ف",))


@cache
def _openings() -> dict[str, list[tuple[tuple[str, ...], str]]]:
    """First word → (all words, kind) of the openings that begin with it, longest first."""
    index: dict[str, list[tuple[tuple[str, ...], str]]] = {}
    for kind, piece in pieces_of("asides"):
        words = tuple(_WORDS.findall(fold(piece)))
        index.setdefault(words[0], []).append((words, kind))
    return {first: sorted(options, key=lambda option: -len(option[0])) for first, options in index.items()}
