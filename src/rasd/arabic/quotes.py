"""Quotation marks in every style of Arabic news, paired into spans: nested, reversed, unclosed ones, and quotations over paragraphs.

Papers type the marks of one family in either direction (“ ” and ” “, « » and » «), some set them off with spaces on both sides, and
many forget one. So the direction of a mark is judged by its neighbours, not by its shape: a mark after white space and before a letter
opens, a mark after a letter and before white space or punctuation closes, and where neighbours say nothing, marks alternate.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import NamedTuple

from rasd.arabic.letters import INVISIBLE, TATWEEL
from rasd.spans import Span

# Families: marks of one family open and close each other.
_FAMILY = {
    '"': "straight", "″": "straight", "＂": "straight", "&quot;": "straight", "&#34;": "straight",
    "''": "straight", "``": "straight", "´´": "straight",
    "“": "curly", "”": "curly", "‟": "curly", "„": "curly", "〝": "curly", "〞": "curly", "‘‘": "curly", "’’": "curly",
    "«": "angle", "»": "angle", "<<": "angle", ">>": "angle",
    "‹": "small angle", "›": "small angle",
    "‘": "single", "’": "single", "'": "single", "‚": "single",
    ",,": "low",
    "((": "parentheses", "))": "parentheses",
}  # fmt: skip
# Keyboards mix these codes: a low or a straight mark may be closed by a curly one, and the other way round.
_RELATED = {"straight": ("straight", "curly", "low"), "curly": ("curly", "straight", "low")}
_TIMID = frozenset({"single", "low"})  # apostrophes and doubled commas are quotation marks only in pairs
_ALWAYS_OPEN = frozenset({"„", "‚", "((", "``"})
_ALWAYS_CLOSE = frozenset({"))"})
_MARK = re.compile(r"&quot;|&#34;|\(\(|\)\)|<<|>>|''|``|´´|,,|‘‘|’’|[\"″＂“”‟„〝〞«»‹›‘’'‚]")
_SENTENCE_END = re.compile(r"[.!?؟](?=\s)")
_OPENERS_BEFORE = frozenset("([{-–—/:،؛,.…|*" + TATWEEL)
_CLOSERS_AFTER = frozenset(")]}-–—/:،؛,.…!?؟|*%")
_STOPS = frozenset(".!؟…،؛,")
_PROCLITICS = frozenset("وفبكلس")  # typed against the mark: و"الحياة"
_NESTED_AT_MOST = 8
_PARAGRAPHS_AT_MOST = 6


class Quotation(NamedTuple):
    """A quotation: `inner` without its marks, `outer` with them.

    `closed`: it has a closing mark (otherwise it ends with its paragraph). `words`: how many it has, to tell scare quotes and titles
    from speech. `continues`: it opens its paragraph and continues a quotation that the paragraph before left open. `nested`: the
    quotations inside it.
    """

    inner: Span
    outer: Span
    closed: bool
    words: int = 0
    continues: bool = False
    nested: tuple[Quotation, ...] = ()


@dataclass(slots=True)
class _Open:
    """A quotation whose closing mark has not come yet."""

    family: str
    start: int
    inner: int
    nested: list[Quotation] = field(default_factory=list)


def quotations(text: str, paragraph: Span) -> list[Quotation]:
    """The outermost quotations of a paragraph, in order."""
    return _pair(text, paragraph)[0]


def quotations_of(text: str, paragraphs: Sequence[Span]) -> list[Quotation]:
    """The outermost quotations of a text, in order; those over several paragraphs give one for each paragraph.

    Two habits: every paragraph opens with a mark and only the last one closes; or only the first opens and only the last closes. In
    the second the paragraphs between lie in the quotation as a whole.
    """
    found: list[Quotation] = []
    pending: list[Span] = []  # paragraphs without marks after one that was left open
    left_open = False
    for paragraph in paragraphs:
        here, orphan = _pair(text, paragraph)
        if left_open and orphan is not None and not (here and here[0].outer.start < orphan.start):
            for whole in pending:
                _keep(found, text, whole, whole, closed=False, continues=True)
            _keep(found, text, Span(paragraph.start, orphan.end), Span(paragraph.start, orphan.start), closed=True, continues=True)
            here = [q for q in here if q.outer.start > orphan.start]
            left_open, pending = False, []
        elif left_open and here and here[0].outer.start == paragraph.start:
            here[0] = here[0]._replace(continues=True)
        found.extend(here)
        if here:
            left_open, pending = not here[-1].closed, []
        elif left_open:
            pending.append(paragraph)
            left_open = len(pending) < _PARAGRAPHS_AT_MOST
    return found


def at(found: Sequence[Quotation], starts: Sequence[int], offset: int) -> Quotation | None:
    """The quotation of `found` (in order, `starts` their inner starts) whose inside holds `offset`."""
    k = bisect_right(starts, offset) - 1
    return found[k] if k >= 0 and offset < found[k].inner.end else None


def _keep(
    found: list[Quotation], text: str, outer: Span, inner: Span, *, closed: bool, nested: Sequence[Quotation] = (), continues: bool = False
) -> None:
    """Add a quotation, its inside trimmed of white space, unless nothing is inside."""
    start, end = inner
    while start < end and text[start].isspace():
        start += 1
    while end > start and text[end - 1].isspace():
        end -= 1
    if start < end:
        found.append(Quotation(Span(start, end), outer, closed, len(text[start:end].split()), continues, tuple(nested)))


def _neighbours(text: str, start: int, end: int, paragraph: Span) -> tuple[str, str, str]:
    """The characters before, before that, and after a mark, invisible ones passed over; white space beyond the paragraph."""
    before = start - 1
    while before >= paragraph.start and text[before] in INVISIBLE:
        before -= 1
    after = end
    while after < paragraph.end and text[after] in INVISIBLE:
        after += 1
    left = text[before] if before >= paragraph.start else " "
    further = text[before - 1] if before > paragraph.start else " "
    return left, further, text[after] if after < paragraph.end else " "


def _direction(text: str, mark: str, start: int, end: int, paragraph: Span) -> int:
    """1 where the neighbours say that a mark opens, -1 where they say that it closes, 0 where they say nothing."""
    if mark in _ALWAYS_OPEN:
        return 1
    if mark in _ALWAYS_CLOSE:
        return -1
    left, further, right = _neighbours(text, start, end, paragraph)
    free_right = right.isspace() or right in _CLOSERS_AFTER
    free_left = left.isspace() or left in _OPENERS_BEFORE or (left in _PROCLITICS and not further.isalpha() and not free_right)
    if left.isspace() and not right.isspace():
        return 1 if right.isalnum() or not free_right else 0
    if right.isspace() and not left.isspace():
        return -1
    if free_left == free_right or (left in _STOPS and not free_right):  # السوق.”ونقل: a space was lost on one side or the other
        return 0
    return 1 if free_left else -1


def _marks(text: str, paragraph: Span) -> Iterator[tuple[int, int, str, int]]:
    """Start, end, family and direction of every quotation mark; apostrophes inside words are none."""
    for match in _MARK.finditer(text, paragraph.start, paragraph.end):
        start, end, mark = match.start(), match.end(), match.group()
        direction = _direction(text, mark, start, end, paragraph)
        family = _FAMILY[mark]
        if family in _TIMID and direction == 0:  # inside a word
            continue
        yield start, end, family, direction


def _pair(text: str, paragraph: Span) -> tuple[list[Quotation], Span | None]:
    """The outermost quotations, and the first closing mark that has no opening mark in the paragraph."""
    found: list[Quotation] = []
    stack: list[_Open] = []
    orphan: Span | None = None
    for start, end, family, direction in _marks(text, paragraph):
        related = _RELATED.get(family, (family,))
        opened = next((k for k in range(len(stack) - 1, -1, -1) if stack[k].family in related), None)
        if opened is not None and (direction < 1 or len(stack) >= _NESTED_AT_MOST):
            entry = stack[opened]
            # An inner mark that nothing closes makes no quotation; the closed quotations inside it are kept.
            nested = [quotation for inside in stack[opened:] for quotation in inside.nested]
            del stack[opened:]
            target = stack[-1].nested if stack else found
            _keep(target, text, Span(entry.start, end), Span(entry.inner, start), closed=True, nested=nested)
        elif opened is not None and opened == len(stack) - 1 and _reopens(text, start):
            continue
        elif direction < 0 and opened is None:
            if orphan is None and family not in _TIMID:
                orphan = Span(start, end)
        elif len(stack) < _NESTED_AT_MOST:
            stack.append(_Open(family, start, end))
    if stack:
        _close_at_end(text, paragraph, stack, found)
    return found, orphan


def _reopens(text: str, start: int) -> bool:
    """Whether a mark stands right after the end of a sentence: it opens the next paragraph of a quotation whose line break was lost."""
    before = start - 1
    while before >= 0 and text[before].isspace():
        before -= 1
    return before > 0 and text[before] in ".!؟" and text[before - 1] != "."


def _close_at_end(text: str, paragraph: Span, stack: list[_Open], found: list[Quotation]) -> None:
    """Close what no mark closes. Each ends before the next opening mark, the last one with the paragraph; marks of _TIMID are dropped.

    If complete quotations follow an unclosed mark, its closing mark was more likely forgotten than the whole paragraph quoted: the
    quotation ends with its sentence, if that ends before the next mark.
    """
    entries = [entry for entry in stack if entry.family not in _TIMID]
    for entry, following in zip(entries, [*entries[1:], None][: len(entries)], strict=True):
        after = min([q.outer.start for q in entry.nested] + ([following.start] if following else []), default=None)
        stop = None
        if after is not None:
            stop = next((m.end() for m in _SENTENCE_END.finditer(text, entry.inner, after)), None)
        if stop is None and following is None:
            end = paragraph.end
            _keep(found, text, Span(entry.start, end), Span(entry.inner, end), closed=False, nested=entry.nested)
            continue
        if stop is not None:
            _keep(found, text, Span(entry.start, stop), Span(entry.inner, stop), closed=False)
        found.extend(entry.nested)
