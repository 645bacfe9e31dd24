"""The paragraphs of an OpenDocument text, as LibreOffice and its like write it: what a reader sees, with tracked changes accepted."""

from __future__ import annotations

from collections import deque
from collections.abc import Iterator
from typing import BinaryIO, NamedTuple

from rasd.collect.office import Element, Kind
from rasd.collect.opendocument import BETWEEN, CONTENT, LEFT_OUT, STYLES, opened, sign_of, with_single_blanks
from rasd.collect.paragraphs import HEADING, LARGEST, MOST_ELEMENTS, Drafts, Paragraph, Style, kinds_of
from rasd.collect.pieces import Pieces
from rasd.errors import UnreadableInput

_KIND = Kind("an OpenDocument text", ".doc", ".odt", "save its text as .txt")
_PARAGRAPHS = frozenset({"p", "h"})
_INDEXES = frozenset({"table-of-content", "illustration-index", "table-index", "object-index", "user-index", "alphabetical-index"})
_MOST_STYLES = 100_000


def paragraphs_in(stream: BinaryIO) -> Iterator[Paragraph]:
    """The paragraphs that have a text. Raises UnreadableInput where the file is no whole OpenDocument text."""
    file = opened(stream, _KIND)
    try:
        named = _Looks()
        for element in file.elements(STYLES, "style", "paragraph-properties", "text-properties") if file.has(STYLES) else ():
            named.add(element)
        file.refuse_larger(CONTENT, LARGEST)
        body = _Body(named)
        yield from file.parsed(CONTENT, body, most=MOST_ELEMENTS)
        if not body.is_text:
            raise UnreadableInput("no text of a word processor is in it; a spreadsheet is read as .ods, others save as .odt")
    finally:
        file.close()


class _Look(NamedTuple):
    """How a style of its own shows a text."""

    bold: bool = False
    centred: bool = False
    hidden: bool = False


class _Looks:
    """The styles, as they are told: names of paragraphs' styles, and how each style of paragraphs or of pieces of text shows them."""

    def __init__(self) -> None:
        self.styles: dict[str, Style] = {}
        self._looks: dict[tuple[str, str], _Look] = {}
        self._key = ("", "")

    def look(self, family: str, name: str) -> _Look:
        """How a style shows a text."""
        return self._looks.get((family, name), _Look())

    def add(self, element: Element) -> None:
        """A style, or what it says."""
        given = element.attributes
        if element.name == "style":
            self._key = (given.get("family", ""), given.get("name", ""))
            if len(self._looks) > _MOST_STYLES:
                raise UnreadableInput(f"more than {_MOST_STYLES} styles; save its text as .txt")
            self._looks[self._key] = _Look()
            if self._key[0] == "paragraph":
                level = given.get("default-outline-level", "")
                self.styles[self._key[1]] = Style(self._key[1], given.get("parent-style-name", ""), level.isdecimal())
            return
        look = self._looks.get(self._key)
        if look is None:
            return
        if element.name == "paragraph-properties":
            self._looks[self._key] = look._replace(centred=given.get("text-align") == "center")
        elif element.name == "text-properties":
            bold = "bold" in (given.get("font-weight"), given.get("font-weight-complex"))  # Arabic is bold by the second
            self._looks[self._key] = look._replace(bold=bold, hidden=given.get("display") == "none")


class _Body:
    """Makes the paragraphs of the content, whose first part is the styles that only it uses."""

    def __init__(self, looks: _Looks) -> None:
        self.is_text = self._in_body = False
        self._looks = looks
        self._kinds: dict[str, str] = {}
        self._pieces = Pieces(_PARAGRAPHS, LEFT_OUT | _INDEXES, BETWEEN)
        self._drafts = Drafts(self._pieces)
        self.made: deque[Paragraph] = self._drafts.made
        self._shown: list[_Look] = []  # of the paragraphs and spans that have begun

    def start(self, name: str, attributes: dict[str, str]) -> None:
        self._pieces.start(name)
        if name in _PARAGRAPHS:
            self._begin(name, attributes.get("style-name", ""))
        elif name == "span":
            self._shown.append(self._spanned(self._looks.look("text", attributes.get("style-name", ""))))
        elif self._drafts.last:
            if sign := sign_of(name, attributes):
                self._take(sign)
        elif self._in_body:
            self.is_text = self.is_text or name == "text"
        elif name == "body":
            self._in_body = True
            self._kinds = kinds_of(self._looks.styles)
        else:
            self._looks.add(Element(name, attributes))

    def end(self, name: str) -> None:
        self._pieces.end(name)
        if name in _PARAGRAPHS:
            self._drafts.end()
        if name in _PARAGRAPHS or name == "span":
            self._shown.pop()

    def data(self, text: str) -> None:
        self._take(with_single_blanks(text))

    def _begin(self, name: str, style: str) -> None:
        look = self._looks.look("paragraph", style)
        draft = self._drafts.begin(self._kinds.get(style) or (HEADING if name == "h" else ""))
        draft.centred = look.centred
        self._shown.append(look)

    def _spanned(self, own: _Look) -> _Look:
        """A span has the look of what it stands in, and its own."""
        around = self._shown[-1] if self._shown else _Look()
        return _Look(around.bold or own.bold, False, around.hidden or own.hidden)

    def _take(self, text: str) -> None:
        if self._shown and not self._shown[-1].hidden:
            self._drafts.data(text, bold=self._shown[-1].bold)
