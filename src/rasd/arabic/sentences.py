"""Paragraphs and sentences, as spans."""

from __future__ import annotations

import re

from rasd.spans import Span

_LINE = re.compile(r"[^\r\n\u2028\u2029]+")
_END = re.compile(r"[.!?؟…]+[\"”»)]*(?=\s|$)")


def paragraphs(text: str) -> list[Span]:
    """Non-empty lines, trimmed of white space."""
    found = []
    for match in _LINE.finditer(text):
        words = match.group().strip()
        if words:
            start = match.start() + match.group().index(words)
            found.append(Span(start, start + len(words)))
    return found


def sentences(text: str, paragraph: Span) -> list[Span]:
    """The sentences of one paragraph."""
    found, start = [], paragraph.start
    for match in _END.finditer(text, paragraph.start, paragraph.end):
        found.append(Span(start, match.end()))
        start = match.end()
        while start < paragraph.end and text[start].isspace():
            start += 1
    if start < paragraph.end:
        found.append(Span(start, paragraph.end))
    return found
