"""Quotation marks in every style of Arabic news, paired into spans, unclosed ones included."""

from __future__ import annotations

from typing import NamedTuple

from rasd.spans import Span

PAIRS = {"«": "»", "“": "”", "„": "“", "‹": "›", "”": "“"}
SAME = frozenset("\"'")


class Quotation(NamedTuple):
    """A quotation: `inner` without its marks, `outer` with them, and whether it was closed."""

    inner: Span
    outer: Span
    closed: bool


def quotations(text: str, paragraph: Span) -> list[Quotation]:
    """The outermost quotations of a paragraph, in order."""
    found: list[Quotation] = []
    position = paragraph.start
    while position < paragraph.end:
        mark = text[position]
        closer = PAIRS.get(mark) or (mark if mark in SAME else None)
        if closer:
            end = text.find(closer, position + 1, paragraph.end)
            closed = end >= 0
            stop = end if closed else paragraph.end
            found.append(Quotation(Span(position + 1, stop), Span(position, stop + closed), closed))
            position = stop
        position += 1
    return found
