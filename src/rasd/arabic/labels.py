"""Labels before a headline or a post: عاجل | ، 🔴 #عاجل: ، #سوريا | ، بالصور - ، عام / (breaking; where it is; in pictures; general).

As datelines, they are no part of the sentence after them: left in it, they would be read as the beginning of its subject. A word for
"urgent" is a label at the start of any line, another label word (data/datelines.tsv) before a mark, a hashtag or a few words before a bar.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from unicodedata import category

from rasd.arabic.datelines import words_of
from rasd.arabic.fold import fold
from rasd.arabic.tokens import Token, tokenize
from rasd.spans import Span

_TAG = re.compile(r"#(?=[\u0621-\u064a])|(?<=[\u0621-\u0652])_(?=[\u0621-\u064a])")
_HEAD = 80
_HINT = re.compile(r"[^\w\s«\"“(]|.{0,20}?عاجل|[^|]*\|", re.DOTALL)  # a cheap test first: few paragraphs have a label
_FIRST = re.compile(r"\w+")
_BAR = "|"
_MARKS = frozenset("|-–—•*~/\\:!.‼⁉_")
_PARTS = _MARKS - {":"}  # marks after a hashtag that is a label; the colon is none of them: in #روسيا: the hashtag may be the speaker
_BEFORE_BAR = 4
_OPENING = 2


def untagged(text: str) -> str:
    """The text with a blank for each # and _ of a hashtag, so that #مجلس_الأمن is read as words. Its length, and so all offsets, stay."""
    return _TAG.sub(" ", text) if "#" in text or "_" in text else text


def labels(text: str, paragraphs: Sequence[Span]) -> list[Span]:
    """The labels of a text: of its headline and first line and, if these have one, of all other lines, as in a digest of posts."""
    found = [span for paragraph in paragraphs[:_OPENING] if (span := label(text, paragraph)) is not None]
    rest = paragraphs[_OPENING:] if found else ()
    return found + [span for paragraph in rest if (span := label(text, paragraph)) is not None]


def label(text: str, paragraph: Span) -> Span | None:
    """The labels at the head of a paragraph with the marks after them; None if there are none or nothing follows them.

    `text` is the article's own text, in which hashtags still have their marks.
    """
    head = text[paragraph.start : min(paragraph.end, paragraph.start + _HEAD)]
    if not (_HINT.match(head) or _opens(head)):
        return None
    tokens = tokenize(untagged(head))
    k = _past(tokens, 0, _is_picture)
    while k < len(tokens) and (length := _label(head, tokens, k)):
        k = _past(tokens, k + length, _is_mark)
    return Span(paragraph.start, paragraph.start + tokens[k].start) if 0 < k < len(tokens) else None


def _opens(head: str) -> bool:
    """Whether the first word is the first of some label (data/datelines.tsv)."""
    first = _FIRST.match(head)
    return first is not None and any(kind == "label" for _, kind in words_of(fold(first[0])))


def _label(head: str, tokens: Sequence[Token], k: int) -> int:
    """The number of tokens of the label that begins at token k, 0 for none."""
    for rest, kind in words_of(tokens[k].form):
        past = k + 1 + len(rest)
        if kind in ("label", "urgent") and [token.form for token in tokens[k + 1 : past]] == list(rest):
            return past - k if kind == "urgent" or _holds(tokens, past, _is_mark) else 0
    tagged = _tagged(head, tokens, k)
    if tagged and _holds(tokens, k + tagged, _parts):
        return tagged
    bar = next((n for n in range(k + 1, min(k + 2 + _BEFORE_BAR, len(tokens))) if tokens[n].text == _BAR), k)
    return bar - k if all(token.kind in ("word", "latin") for token in tokens[k:bar]) else 0


def _tagged(head: str, tokens: Sequence[Token], k: int) -> int:
    """The number of tokens of the hashtag that begins at token k, 0 for none: #مجلس_الأمن has two."""
    if head[tokens[k].start - 1 : tokens[k].start] != "#":
        return 0
    end = k + 1
    while end < len(tokens) and head[tokens[end - 1].end : tokens[end].start] == "_":
        end += 1
    return end - k


def _is_picture(token: Token) -> bool:
    """Whether a token is an emoji, a similar sign, or the variation selector that turns a sign into an emoji."""
    return token.kind == "punct" and (token.text in "‼⁉•" or category(token.text[0]) in ("So", "Sk", "Mn"))


def _is_mark(token: Token) -> bool:
    return token.text[0] in _MARKS or _is_picture(token)


def _parts(token: Token) -> bool:
    return token.text[0] in _PARTS or _is_picture(token)


def _holds(tokens: Sequence[Token], k: int, asked: Callable[[Token], bool]) -> bool:
    return k < len(tokens) and asked(tokens[k])


def _past(tokens: Sequence[Token], k: int, passed: Callable[[Token], bool]) -> int:
    """The index of the first token from k on that does not pass the test."""
    while _holds(tokens, k, passed):
        k += 1
    return k
