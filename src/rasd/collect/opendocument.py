"""What OpenDocument files (ISO 26300) have in common, texts and spreadsheets alike."""

from __future__ import annotations

import re
from typing import BinaryIO

from rasd.collect.office import Kind, OfficeFile
from rasd.errors import UnreadableInput

CONTENT, STYLES = "content.xml", "styles.xml"
LEFT_OUT = frozenset({"annotation", "note", "tracked-changes", "ruby-text", "hidden-text", "hidden-paragraph", "forms", "number"})
"""Comments, notes, deleted text, the reading above letters, what is hidden, and the numbers of items and headings."""
BETWEEN = frozenset({"frame"})
"""A picture or text box has a title and a description, which nobody sees."""
_MANIFEST = "META-INF/manifest.xml"
_BLANKS = re.compile(r"[ \t\r\n]+")
_MOST_BLANKS = 100  # that one element stands for
_SIGNS = {"tab": "\t", "line-break": "\n"}


def opened(stream: BinaryIO, kind: Kind) -> OfficeFile:
    """The file, which holds a content and is not locked. Raises UnreadableInput."""
    file = OfficeFile(stream, kind)
    # By its words: manifests of old programs declare a document type.
    if file.holds(_MANIFEST, b"encryption-data"):
        raise UnreadableInput("it is protected with a password; save it without one")
    if not file.has(CONTENT):
        raise UnreadableInput(f"no content of OpenDocument is in it; save it as {kind.suffix}")
    return file


def count_of(attributes: dict[str, str], name: str) -> int:
    """How often something stands there by an attribute, once without one."""
    count = attributes.get(name, "")
    return max(1, int(count)) if count.isdecimal() and len(count) < 9 else 1


def sign_of(name: str, attributes: dict[str, str]) -> str:
    """The signs that an element stands for: blanks, a tab, a line break; else none."""
    if name == "s":
        return " " * min(count_of(attributes, "c"), _MOST_BLANKS)
    return _SIGNS.get(name, "")


def with_single_blanks(text: str) -> str:
    """A piece of text as it is shown: line ends and several blanks are one blank."""
    return _BLANKS.sub(" ", text)
