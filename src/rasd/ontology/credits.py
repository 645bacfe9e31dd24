"""Credits and bylines: the agency or desk to which an article is credited, and its writer.

A credit stands at the head (`بغداد - رويترز:`, `(CNN) --`, a line of its own) or at its foot (a last line `وكالات`, `رصد X`, a
closing `(أ ف ب)`). An agency that is merely quoted in the text is no credit.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache

from rasd.arabic.fold import fold
from rasd.ontology.spelling import MEDIA_HEADS
from rasd.ontology.tables import items, table
from rasd.spans import Span

_LINE = re.compile(r"[^\r\n\u2028\u2029]+")
_HEAD, _FOOT = 64, 60  # letters; the longest dateline of the training articles has 51, and past it an agency is quoted, not credited
# Where a dateline ends, the surest sign first: the colon of "name - agency - place:" would otherwise be cut at its first dash.
_DATELINE_ENDS = tuple(map(re.compile, (r":", r"--", r"\)\s*[-–—]", r"\s?[–—]\s|\s-\s")))
_PARTS = re.compile(r"[^-–—/،,:()|*«»\"]+")
_BRACKETED = re.compile(r"[(\[]([^()\[\]]{2,30})[)\]]")
_SPACED = re.compile(r"(?<!\S)(\S)[ .]+(?=\S(?:[ .]|$))")  # أ ف ب and أ.ف.ب are one name
_DESK_LINE = re.compile(r"^(?:رصد|متابعات|المصدر|مصدر الخبر|عن|نقلا عن)\s*[:/-]?\s*(\S+(?:\s+\S+){0,4})$")
_SOURCE = re.compile(r"^[ \t]*(?:المصدر|مصدر الخبر)\s*:\s*(\S+(?: \S+){0,4})\s*$", re.MULTILINE)
_CARRIER = re.compile(r"(?:عبر|على|علي)\s+(?:قناة|فضائية|شاشة)\s+[«\"“]?\s*([^»\"”،.()\n]{2,25}?)\s*(?=[»\"”،.(\n])")
_PROGRAMMES = ("برنامج", "المذاع")
_BYLINE = re.compile(r"^(?:كتب|كتبت|بقلم|إعداد|اعداد|تقرير|حوار|كتب\s*/)\s*[:/–-]\s*(\S+(?:\s+\S+){1,3})$")
_DIGIT = re.compile(r"\d")
_EDGES = " \t\u00a0.،,:;-–—/()[]*|«»\"'"


def credits_of(text: str, outlet: str | None = None) -> tuple[str, ...]:
    """The agencies and desks credited, as they are written, in the order of the text; the outlet may credit itself."""
    return tuple(dict.fromkeys(" ".join(span.of(text).split()) for span in credit_spans(text, outlet)))


def credit_spans(text: str, outlet: str | None = None) -> list[Span]:
    """The spans of these credits, by position."""
    known = _known() | _own_names(outlet) if outlet else _known()
    lines = _lines(text)
    sources = [line for line in lines[1:-2] if _SOURCE.match(line.of(text))]  # below it aggregators print another article
    return sorted({*_head(text, lines[:3], known), *_foot(text, sources + lines[-2:], known)})


def source_of(text: str) -> str | None:
    """The outlet that an aggregator names as its source (المصدر: صدى البلد), or None; agencies are at home nowhere."""
    return next((name for match in _SOURCE.finditer(text) if _key(name := match[1].strip()) not in _known()), None)


def byline_of(text: str) -> str | None:
    """The writer's name of a byline in the first lines (كتب: فلان), or None."""
    for line in _lines(text)[:3]:
        match = _BYLINE.match(line.of(text).strip(_EDGES[:4]))
        if match:
            return match.group(1).strip(_EDGES)
    return None


def carrier_of(text: str) -> str | None:
    """The channel on which words were on air (المذاع على قناة «...»), or None; agencies and international ones are at home nowhere."""
    if not any(word in text for word in _PROGRAMMES):
        return None
    return next((name for match in _CARRIER.finditer(text) if _key(name := match[1].strip()) not in _known()), None)


@cache
def _known() -> frozenset[str]:
    return frozenset(_key(name) for row in table("credits") for name in items(row["names"]))


@cache
def _closing() -> re.Pattern[str]:
    """A pattern of a known name at the end of a line, the longest name first."""
    names = sorted((name for row in table("credits") if row["kind"] != "outlet" for name in items(row["names"])), key=len, reverse=True)
    return re.compile(rf"(?:^|[\s(/.])({'|'.join(map(re.escape, names))})[\s.)]*$")


def _own_names(outlet: str) -> frozenset[str]:
    """The keys of an outlet's own name, with and without its first word where that says what it is (وكالة المدار: المدار)."""
    first, _, rest = outlet.partition(" ")
    return frozenset(_key(name) for name in (outlet, rest if fold(first) in MEDIA_HEADS else "") if name)


def _key(name: str) -> str:
    """The look-up key of a name: folded, without spaces and dots."""
    return _SPACED.sub(r"\1", fold(name).replace(".", " ").strip()).replace(" ", "").lower()


def _lines(text: str) -> list[Span]:
    return [Span(*match.span()) for match in _LINE.finditer(text) if match.group().strip()]


def _trim(text: str, start: int, end: int) -> Span:
    while start < end and text[start] in _EDGES:
        start += 1
    while end > start and text[end - 1] in _EDGES:
        end -= 1
    return Span(start, end)


def _head(text: str, lines: list[Span], known: frozenset[str]) -> Iterator[Span]:
    """Known names among the parts of a dateline: the start of the first lines, up to where the sentence begins."""
    for line in lines:
        words = line.of(text)
        stops = (pattern.search(words[:_HEAD]) for pattern in _DATELINE_ENDS)
        stop = None if len(words) <= _HEAD else next((match for match in stops if match), None)
        head = words if len(words) <= _HEAD else words[: stop.end()] if stop else ""
        found = [_trim(text, line.start + part.start(), line.start + part.end()) for part in _PARTS.finditer(head)]
        yield from (span for span in found if span.length and _key(span.of(text)) in known)
        # An agency's dateline ends in its name after the date (الرياض 26 شوال 1436 هـ واس); without a date it is a word of a headline.
        closing = _closing().search(head) if len(words) <= _HEAD and _DIGIT.search(head) else None
        if closing:
            yield Span(line.start + closing.start(1), line.start + closing.end(1))
        yield from _bracketed(text, line.start, line.start + min(len(words), _HEAD), known)


def _foot(text: str, lines: list[Span], known: frozenset[str]) -> Iterator[Span]:
    """Credits in the last lines: a line of a known name alone, a line of a desk (_DESK_LINE), or a known name in brackets."""
    for line in lines:
        words = line.of(text).strip(_EDGES)
        start = text.index(words, line.start) if words else line.start
        alone = line.start > 0 and len(words) <= _FOOT  # a text of one line is no closing line
        desk = _DESK_LINE.match(words) if alone else None
        if desk:
            yield Span(start, start + len(words)) if words.startswith("رصد") else Span(start + desk.start(1), start + desk.end(1))
        elif alone and _key(words) in known:
            yield Span(start, start + len(words))
        yield from _bracketed(text, max(line.start, line.end - 40), line.end, known)


def _bracketed(text: str, start: int, end: int, known: frozenset[str]) -> Iterator[Span]:
    for match in _BRACKETED.finditer(text, start, end):
        span = _trim(text, *match.span(1))
        if span.length and _key(span.of(text)) in known:
            yield span
