"""The paragraphs of a Word document (ECMA-376, both generations): what a reader sees of its text once all tracked changes are accepted."""

from __future__ import annotations

from collections import deque
from collections.abc import Iterator
from typing import BinaryIO

from rasd.collect.office import Kind, OfficeFile
from rasd.collect.paragraphs import HEADING, LARGEST, MOST_ELEMENTS, Draft, Drafts, Paragraph, Style, kinds_of
from rasd.collect.pieces import Pieces
from rasd.errors import UnreadableInput

_KIND = Kind("a Word document", ".doc", ".docx", "save its text as .txt")
_USUAL = "word/document.xml"
_LEFT_OUT = frozenset({"del", "moveFrom", "Fallback", "rt", "rPrChange", "pPrChange", "delText", "instrText"})
"""What was deleted or moved away, what old programs show instead, readings above letters, formats as they were, codes of fields."""
_SIGNS = {"tab": "\t", "ptab": "\t", "br": "\n", "cr": "\n", "noBreakHyphen": "\N{NON-BREAKING HYPHEN}"}
_OFF = ("0", "false", "off", "none")
_BODY_TEXT = "9"  # the level of the outline that is none


def paragraphs_in(stream: BinaryIO) -> Iterator[Paragraph]:
    """The paragraphs that have a text. Raises UnreadableInput where the file is no whole Word document."""
    file = OfficeFile(stream, _KIND)
    try:
        main = next((part.path for part in file.related("").values() if part.kind == "officeDocument"), _USUAL)
        if not file.has(main):
            raise UnreadableInput("no Word document is in it; save it as .docx")
        styles = next((part.path for part in file.related(main).values() if part.kind == "styles"), "")
        file.refuse_larger(main, LARGEST)
        yield from file.parsed(main, _Body(kinds_of(_styles(file, styles))), most=MOST_ELEMENTS)
    finally:
        file.close()


def _styles(file: OfficeFile, part: str) -> dict[str, Style]:
    styles: dict[str, Style] = {}
    id = ""
    for name, given in file.elements(part, "style", "name", "basedOn", "outlineLvl") if file.has(part) else ():
        value = given.get("val", "")
        if name == "style":
            id = given.get("styleId", "")
            styles[id] = Style("")
        elif id and name == "name":
            styles[id] = styles[id]._replace(name=value)
        elif id and name == "basedOn":
            styles[id] = styles[id]._replace(follows=value)
        elif id:
            styles[id] = styles[id]._replace(is_in_outline=value != _BODY_TEXT)
    return styles


class _Body:
    """Makes the paragraphs of the main part."""

    def __init__(self, kinds: dict[str, str]) -> None:
        self._kinds = kinds
        self._pieces = Pieces(frozenset({"t"}), _LEFT_OUT)
        self._drafts = Drafts(self._pieces)
        self.made: deque[Paragraph] = self._drafts.made
        self._runs = [_Run()]  # those of the paragraphs that have begun, one within another
        self._fields: list[bool] = []  # of the controls that have begun: whether what it shows asks to be typed over
        self._in_mark = self._joins = self._is_document = False

    def start(self, name: str, attributes: dict[str, str]) -> None:
        is_past = self._pieces.left_out  # formats as they were
        self._pieces.start(name)
        if not self._is_document:
            self._is_document = self._checked(name)
        elif name == "p":
            self._drafts.begin()
            self._runs.append(_Run())
        elif name == "r":
            self._runs[-1] = _Run()
        elif name == "pPr":
            self._in_mark = True
        elif name == "sdt":
            self._fields.append(False)
        elif name == "showingPlcHdr" and self._fields:
            self._fields[-1] = _is_on(attributes)
        elif not is_past and (draft := self._drafts.last):
            if self._in_mark:
                self._mark(name, attributes, draft)
            else:
                self._in_run(name, attributes)

    def end(self, name: str) -> None:
        self._pieces.end(name)
        if name == "p" and self._drafts.last:
            self._drafts.end(joins=self._joins)
            self._runs.pop()
            self._joins = False
        elif name == "pPr":
            self._in_mark = False
        elif name == "sdt" and self._fields:
            self._fields.pop()
        elif name == "body":
            self._drafts.close()

    def data(self, text: str) -> None:
        run = self._runs[-1]
        if not run.hidden and not any(self._fields):
            self._drafts.data(text.replace("\n", " "), bold=run.bold)

    def _checked(self, name: str) -> bool:
        if name != "document":
            raise UnreadableInput("no Word document is in it; save it as .docx")
        return True

    def _mark(self, name: str, attributes: dict[str, str], draft: Draft) -> None:
        """What the properties of a paragraph and of its end say."""
        value = attributes.get("val", "")
        if name == "pStyle":
            draft.kind = self._kinds.get(value, "")
        elif name == "outlineLvl":
            draft.kind = draft.kind or (HEADING if value != _BODY_TEXT else "")
        elif name == "jc":
            draft.centred = value == "center"
        elif name in ("del", "moveFrom"):
            self._joins = True

    def _in_run(self, name: str, attributes: dict[str, str]) -> None:
        run = self._runs[-1]
        if name in ("b", "bCs"):
            run.bold = run.bold or _is_on(attributes)
        elif name == "vanish":
            run.hidden = _is_on(attributes)
        elif (sign := _SIGNS.get(name)) and not run.hidden:
            self._pieces.start("t")
            self._drafts.data(sign, bold=True)
            self._pieces.end("t")


class _Run:
    """What is known of a piece of text in one font: Arabic is bold by a property of its own (bCs)."""

    def __init__(self) -> None:
        self.bold = self.hidden = False


def _is_on(attributes: dict[str, str]) -> bool:
    return attributes.get("val", "true") not in _OFF
