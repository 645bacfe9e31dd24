"""Tokens with offsets, and the clitic readings of each word (و ف ب ك ل س ال before it).

A `Token` is a place in one article; its `Word` is shared by every token of the same folded form and holds what does not depend on
the place, so that look-ups over long archives cost one dictionary access.
"""

from __future__ import annotations

import re
from typing import NamedTuple

from rasd.arabic.fold import fold
from rasd.arabic.letters import DROPPED

_TOKEN = re.compile(
    r"(?P<number>[0-9٠-٩۰-۹]+(?:[.,٫٬][0-9٠-٩۰-۹]+)*)"
    r"|(?P<word>[\u0621-\u065F\u066E-\u06D3\u06D5-\u06EF\u06FA-\u06FF\u0750-\u077F\uFB50-\uFDFF\uFE70-\uFEFC\u0610-\u061A\u200c\u200d]+)"
    r"|(?P<latin>[A-Za-z\u00C0-\u024F]+(?:['’.&-][A-Za-z\u00C0-\u024F]+)*)"
    r"|(?P<punct>\.{2,}|[^\s])",
)


class Reading(NamedTuple):
    """One way to read a word: its proclitics (of و ف ب ك ل س and ال) and what is left; `stem` keeps ال where it is not stripped."""

    prefix: str
    stem: str


class Word:
    """What a folded form can be, wherever it stands. Interned: `Word.of(form)`."""

    __slots__ = ("form", "readings")
    _known: dict[str, Word] = {}

    def __init__(self, form: str) -> None:
        self.form = form
        self.readings = tuple(_readings(form))

    @classmethod
    def of(cls, form: str) -> Word:
        """The shared word of this folded form."""
        word = cls._known.get(form)
        if word is None:
            if len(cls._known) > 300_000:  # a bound on memory over archives: 300k forms hold about 150 MB
                cls._known.clear()
            word = cls._known[form] = cls(form)
        return word


def _readings(form: str) -> list[Reading]:
    """The form itself, then with proclitics stripped from the outside in: وبالوزير → وبالوزير، بالوزير، الوزير، وزير."""
    found = [Reading("", form)]

    def strip(prefix: str, stem: str, allowed: str) -> None:
        if len(stem) > 3 and stem.startswith("ال"):
            found.append(Reading(prefix + "ال", stem[2:]))
        if "ل" in allowed and len(stem) > 3 and stem.startswith("لل"):
            found.append(Reading(prefix + "ل", "ال" + stem[2:]))
            found.append(Reading(prefix + "لل", stem[2:]))
        for letter, then in (("و", "بكلس"), ("ف", "بكلس"), ("ب", ""), ("ك", ""), ("ل", ""), ("س", "")):
            if letter in allowed and stem.startswith(letter) and len(stem) > 2:
                found.append(Reading(prefix + letter, stem[1:]))
                strip(prefix + letter, stem[1:], then)

    strip("", form, "وفبكلس")
    return found


class Token:
    """One token of an article: `text[start:end]`, its folded form, its kind (word, number, latin, punct) and its sentence."""

    __slots__ = ("end", "form", "index", "kind", "sentence", "start", "text", "word")

    def __init__(self, index: int, start: int, end: int, text: str, kind: str) -> None:
        self.index, self.start, self.end, self.text, self.kind = index, start, end, text, kind
        self.form = fold(text) if kind != "punct" else text
        self.word = Word.of(self.form)
        self.sentence = -1

    def after(self, prefix: str) -> int:
        """The offset in the article where the token goes on after its proclitics `prefix` (folded; diacritics are skipped).

        The ل of لل hides the alef of ال: after("ل") in للأمم is the second ل, the closest that the words allow.
        """
        left = len(prefix)
        for position, letter in enumerate(self.text):
            if letter in DROPPED:
                continue
            if left == 0:
                return self.start + position
            left -= 1
        return self.end

    def __repr__(self) -> str:
        return f"Token({self.index}, {self.text!r}, {self.start}:{self.end})"


def tokenize(text: str) -> list[Token]:
    """The tokens of a text, in order."""
    tokens = []
    for index, match in enumerate(_TOKEN.finditer(text)):
        tokens.append(Token(index, match.start(), match.end(), match.group(), match.lastgroup or "punct"))
    return tokens
