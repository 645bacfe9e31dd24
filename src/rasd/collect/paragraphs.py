"""Paragraphs of a document as a word processor writes it, and which of them is the headline."""

from __future__ import annotations

import re
from collections import deque
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import NamedTuple

from rasd.articles import MAX_LETTERS
from rasd.collect.pieces import Pieces
from rasd.errors import UnreadableInput

TITLE, HEADING, CONTENTS = "title", "heading", "contents"
"""What a style makes of a paragraph: the title of the document, a heading in it, a line of its table of contents."""
LARGEST, MOST_ELEMENTS = 64 * 1024 * 1024, 2_000_000
"""Of the part with the text: a million letters, the longest article, take half of it where Word gives every word a font of its own."""
_LONGEST_HEADLINE = 150  # letters; the longest of 320 headlines of the press has 104
_ENDS = (".", "،", ":", "؛")
_DEEPEST = 20  # styles that follow each other; honest ones have four
_NAMES = {TITLE: re.compile(r"title"), HEADING: re.compile(r"heading \d+"), CONTENTS: re.compile(r"(?:toc|contents) \d+")}
_OTHER_NAMES = ("subtitle", "normal", "standard", "text body", "body text")  # whose kind is none, whatever style they follow


class Style(NamedTuple):
    """A style of paragraphs: its name, in files of every language English; the style that it follows; whether it is in the outline."""

    name: str
    follows: str = ""
    is_in_outline: bool = False


def kinds_of(styles: Mapping[str, Style]) -> dict[str, str]:
    """The kinds of styles by their ids; empty for text. A style that has none is of the kind of the style that it follows."""
    return {id: _kind_of(styles, id) for id in styles}


def _kind_of(styles: Mapping[str, Style], id: str) -> str:
    for _ in range(_DEEPEST):
        style = styles.get(id)
        if style is None:
            return ""
        name = style.name.replace("_20_", " ").casefold()
        if found := next((kind for kind, names in _NAMES.items() if names.fullmatch(name)), ""):
            return found
        if name in _OTHER_NAMES:
            return ""
        if style.is_in_outline:
            return HEADING
        id = style.follows
    return ""


class Paragraph(NamedTuple):
    """A paragraph: its text, its kind, whether all of it is bold or centred, and how many empty ones stand before it."""

    text: str
    kind: str = ""
    set_apart: bool = False
    empty_before: int = 0


@dataclass
class Draft:
    """A paragraph that has begun: what is known of it so far, and the paragraphs of its text boxes, which follow it."""

    texts: list[str] = field(default_factory=list)
    kind: str = ""
    centred: bool = False
    bold: bool = True
    boxed: list[Paragraph] = field(default_factory=list)

    def paragraph(self, empty_before: int) -> Paragraph:
        """The paragraph that it is, whose lines have no blanks at their ends."""
        lines = "\n".join(filter(None, map(str.strip, "".join(self.texts).split("\n"))))
        return Paragraph(lines, self.kind, self.centred or self.bold, empty_before)


class Drafts:
    """Makes paragraphs of pieces. One may begin within another, in a text box: it then follows it."""

    def __init__(self, pieces: Pieces) -> None:
        self.made: deque[Paragraph] = deque()
        self._pieces = pieces
        self._open: list[Draft] = []
        self._size = self._empty = 0
        self._joined: list[str] = []

    @property
    def last(self) -> Draft | None:
        """The paragraph that has begun last and not ended."""
        return self._open[-1] if self._open else None

    def begin(self, kind: str = "") -> Draft:
        """A paragraph begins."""
        if self._open:
            self._open[-1].texts.append(self._pieces.taken())
        draft = Draft(self._joined, kind)
        self._joined = []
        self._open.append(draft)
        return draft

    def data(self, text: str, *, bold: bool) -> None:
        """Take a piece of text, where it counts."""
        if (letters := self._pieces.data(text)) and self._open:
            self._size += letters
            if self._size > MAX_LETTERS:
                raise UnreadableInput(f"its text is longer than one article ({MAX_LETTERS} letters at most); split it")
            if not bold and not text.isspace():
                self._open[-1].bold = False

    def end(self, *, joins: bool = False) -> None:
        """The paragraph ends; where its end was deleted, what follows `joins` it."""
        draft = self._open.pop()
        draft.texts.append(self._pieces.taken())
        if joins:
            self._joined = draft.texts
        elif self._open:
            made = draft.paragraph(0)
            self._open[-1].boxed += [*((made,) if made.text else ()), *draft.boxed]
        else:
            self._put(draft.paragraph(self._empty))
            for boxed in draft.boxed:
                self._put(boxed)

    def close(self) -> None:
        """The text ends."""
        if self._joined:
            self.begin()
            self.end()

    def _put(self, paragraph: Paragraph) -> None:
        if not paragraph.text:
            self._empty += 1
        elif paragraph.kind != CONTENTS:
            self.made.append(paragraph)
            self._empty = 0


def headline_of(paragraphs: Sequence[Paragraph]) -> int | None:
    """Which paragraph is the headline: the first of the style of titles, else of headings, where nothing but lines such as the name of an
    office stand above it. Where no style tells, the first one, if it alone is bold or centred, or one empty paragraph follows it.
    """
    if len(paragraphs) < 2:
        return None
    for kind in (TITLE, HEADING):
        first = next((k for k, paragraph in enumerate(paragraphs) if paragraph.kind == kind), None)
        if first is not None and len(paragraphs[first].text) <= _LONGEST_HEADLINE and all(map(_is_no_sentence, paragraphs[:first])):
            return first
    first_one, second = paragraphs[:2]
    stands_alone = second.empty_before == 1 or (first_one.set_apart and not second.set_apart)
    return 0 if stands_alone and reads_as_headline(first_one.text) else None


def reads_as_headline(line: str) -> bool:
    """Whether a first line may be the headline: it is one line, no longer than headlines are, and does not end like a sentence."""
    return "\n" not in line and len(line) <= _LONGEST_HEADLINE and bool(line.strip()) and not line.rstrip().endswith(_ENDS)


def _is_no_sentence(paragraph: Paragraph) -> bool:
    return len(paragraph.text) <= _LONGEST_HEADLINE and not paragraph.text.endswith(".")
