"""Tokens with offsets, and the clitic readings of each word (و ف ب ك ل س ال before it).

A `Token` is a place in one article; its `Word` is shared by every token of the same folded form and holds what does not depend on
the place, so that look-ups over long archives cost one dictionary access.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import ClassVar, NamedTuple

from rasd.arabic.fold import fold, fold_letter
from rasd.arabic.letters import DIACRITICS, INVISIBLE, PRESENTATION_FORMS, TATWEEL
from rasd.arabic.remembered import Remembered
from rasd.arabic.segment import PRONOUNS, Segments, segment

# ة is left out: it is always the last letter, and what follows it is a word whose space was lost (الاجتماعيةالدكتورة).
_ARABIC = "\u0620-\u0628\u062a-\u063f\u0641-\u064a\u066e\u066f\u0671-\u06d3\u06d5\u06ee\u06ef\u06fa-\u06ff\u0750-\u077f\u08a0-\u08c9"
_SHAPES = "\ufb50-\ufbb1\ufbd3-\ufd3d\ufd50-\ufdf2\ufe70-\ufefc"  # letters only: honorifics and the ornate parentheses are signs
# Vowel signs by shape fold to nothing: marks like any other, or a sign that stands alone would be a word without letters.
_SIGNS = "".join(chr(code) for code in PRESENTATION_FORMS if not fold_letter(chr(code)))
_MARKS = DIACRITICS + TATWEEL + _SIGNS
_LETTERS = f"{_ARABIC}{_SHAPES}"
_DIGIT = "0-9٠-٩۰-۹"
_OTHER = f"[^\\W\\d_ة{_LETTERS}{_MARKS}\ufdf3-\ufdff]"
# A word starts with a letter; an invisible control may stand inside it but does not end it. A tatweel alone is decoration.
_WORD = (
    f"(?![{_SIGNS}])[{_LETTERS}][{_LETTERS}{_MARKS}]*+(?:[{INVISIBLE}]++[{_LETTERS}{_MARKS}]++)*+(?:[{INVISIBLE}]*ة)?[{_MARKS}]*+"
    f"|ة[{_MARKS}]*+"
)
# Fractions, thousands (also with the Arabic comma before exactly three digits: ١٠،٠٠٠), dotted dates.
_NUMBER = f"[{_DIGIT}]+(?:[.,٫٬][{_DIGIT}]+|،[{_DIGIT}]{{3}}(?![{_DIGIT}]))*"
# Web addresses, abbreviations (U.S.), names with marks inside (O'Neil, AT&T, F-16), other scripts.
_LATIN = (
    r"(?:https?://|www\.)[^\s؀-ۿ\"'«»<>()]*[\w/]"
    r"|(?:[A-Za-z]\.){2,}(?:[A-Za-z](?![A-Za-z]))?"
    f"|{_OTHER}(?:{_OTHER}|[0-9])*(?:['’.&@-](?:{_OTHER}|[0-9])+)*"
)
_COMMON = '\\.{2,}|[،.:"«»؛؟!()-]'  # before the Latin words only because it is far more frequent
# An HTML entity that was never decoded (&quot;) is one mark.
_PUNCT = f"&(?:[a-z]{{2,6}}|#\\d{{2,5}});|[^\\s{INVISIBLE}{_MARKS}]"
# White space and stray marks are matched together with the token after them: half the time of a new search for each.
_TOKEN = re.compile(f"[\\s{INVISIBLE}{_MARKS}]*+(?:({_WORD})|({_NUMBER})|({_COMMON})|({_LATIN})|({_PUNCT}))")
_KINDS = ("", "word", "number", "punct", "latin", "punct")
_ALONE = frozenset(INVISIBLE + _MARKS)


class Reading(NamedTuple):
    """One way to read a word: its proclitics (of و ف ب ك ل س and ال) and what is left; `stem` keeps ال where it is not stripped."""

    prefix: str
    stem: str


class PronounReading(NamedTuple):
    """A word read as ending in a pronoun: proclitics, stem with its own spelling restored (زيارته: زياره), pronoun."""

    prefix: str
    stem: str
    suffix: str


class Word:
    """What a folded form can be, wherever it stands. Interned: `Word.of(form)`."""

    __slots__ = ("_pronouns", "_stems", "form", "readings")
    _known: ClassVar[Remembered[str, Word]] = Remembered()  # a form holds some 500 bytes

    def __init__(self, form: str) -> None:
        self.form = form
        self.readings = tuple(_readings(form))
        self._pronouns: tuple[PronounReading, ...] | None = None
        self._stems: frozenset[str] | None = None

    @classmethod
    def of(cls, form: str) -> Word:
        """The shared word of this folded form."""
        word = cls._known.get(form)
        if word is None:
            word = cls._known.keep(form, cls(form))
        return word

    @property
    def stems(self) -> frozenset[str]:
        """The stems of all readings, made once."""
        if self._stems is None:
            self._stems = frozenset([stem for _, stem in self.readings])
        return self._stems

    @property
    def pronoun_readings(self) -> tuple[PronounReading, ...]:
        """The readings with a pronoun suffix, made once: ولقائه → (و، لقاء، ه). The form itself is not among them."""
        if self._pronouns is None:
            self._pronouns = tuple(_pronoun_readings(self.readings))
        return self._pronouns


_PREPOSITIONS_OF_ONE_LETTER = ("ب", "ل")


def _pronoun_readings(readings: tuple[Reading, ...]) -> Iterator[PronounReading]:
    for prefix, whole in readings:
        if "ال" in prefix or "لل" in prefix or whole.startswith("ال"):  # the article and a pronoun exclude each other
            continue
        if not whole.endswith(PRONOUNS):  # most words: one test for all twelve
            continue
        for suffix in PRONOUNS:
            if whole.endswith(suffix):
                rest = whole[: -len(suffix)]
                if len(rest) > 1:
                    yield from (PronounReading(prefix, stem, suffix) for stem in _stems_before_pronoun(rest))
                elif rest in _PREPOSITIONS_OF_ONE_LETTER:
                    yield PronounReading(prefix, rest, suffix)


def _stems_before_pronoun(rest: str) -> Iterator[str]:
    """The spellings that a stem can have when no pronoun follows: زيارت → زياره، لقائ → لقاء، مستشفا → مستشفي، قتلو → قتلوا."""
    last = rest[-1]
    if last == "ت":
        yield rest[:-1] + "ه"
        yield rest
    elif last in "ئؤ":
        yield rest[:-1] + "ء"
        yield rest
    elif last == "ا":
        yield rest[:-1] + "ي"
        yield rest
    elif last == "و":
        yield rest + "ا"
        yield rest
    else:
        yield rest


_QUESTIONS = {"اليس": "ليس", "اليست": "ليست", "اليسوا": "ليسوا", "السنا": "لسنا", "الستم": "لستم"}


def _readings(form: str) -> list[Reading]:
    """The form itself, then with proclitics stripped from the outside in: وبالوزير → وبالوزير، بالوزير، الوزير، وزير.

    لل restores ال (للأمم: ل + الأمم, لل + أمم); where the noun begins with ل, one of three is not written (للجنة: ل + اللجنة, ل + لجنة).
    س stands only before a present verb. The أ of questions is read only in forms of ليس, elsewhere it hides in too many words.
    """
    found = [Reading("", form)]
    _strip(found, "", form, "وفبكلس")
    if form in _QUESTIONS:
        found.append(Reading("ا", _QUESTIONS[form]))
    return found


_THEN = (("و", "بكلس"), ("ف", "بكلس"), ("ب", ""), ("ك", ""), ("ل", ""), ("س", ""))


def _strip(found: list[Reading], prefix: str, stem: str, allowed: str) -> None:
    length = len(stem)
    if length > 3 and stem.startswith("ال"):
        found.append(Reading(prefix + "ال", stem[2:]))
    elif length > 2 and "ل" in allowed and stem.startswith("لل"):
        found.append(Reading(prefix + "ل", "ال" + stem[2:]))
        found.append(Reading(prefix + "ل", "ال" + stem[1:]))
        if length > 3:
            found.append(Reading(prefix + "لل", stem[2:]))
    if length < 3 or stem[0] not in allowed:
        return
    letter = stem[0]
    if letter == "س" and stem[1] not in "يتنا":
        return
    found.append(Reading(prefix + letter, stem[1:]))
    for first, then in _THEN:
        if first == letter:
            _strip(found, prefix + letter, stem[1:], then)


class Token:
    """One token of an article: `text[start:end]`, its folded form, its kind (word, number, latin, punct) and its sentence."""

    __slots__ = ("end", "form", "index", "kind", "sentence", "start", "text", "word")
    _known: ClassVar[Remembered[str, tuple[str, str, Word]]] = Remembered()

    def __init__(self, index: int, start: int, end: int, text: str, kind: str) -> None:
        self.index, self.start, self.end, self.kind = index, start, end, kind
        known = self._known.get(text)
        if known is None:
            known = self._learn(text)
        self.text, self.form, self.word = known
        self.sentence = -1

    @classmethod
    def _learn(cls, text: str) -> tuple[str, str, Word]:
        """The spelling (one string shared by all tokens), its folded form and its word; cached."""
        form = fold(text)
        known = text, form, Word.of(form)
        return cls._known.keep(text, known) if len(text) <= 40 else known

    def after(self, prefix: str) -> int:
        """The offset in the article of what follows the proclitics `prefix` (folded; diacritics and tatweel are skipped).

        The ل of لل hides the alef of ال: after("ل") in للأمم is the second ل, the closest that the words allow.
        """
        left = len(prefix)
        for position, letter in enumerate(self.text):
            folded = fold_letter(letter)
            if left <= 0 and folded:
                return self.start + position
            left -= len(folded)
        return self.end

    @property
    def segments(self) -> Segments:
        """The best cut of the word as printed (see `arabic.segment`): tells وإلى (و + إلى) from والي, and ورد (reported) from و + رد."""
        return segment(self.text)

    def __repr__(self) -> str:
        return f"Token({self.index}, {self.text!r}, {self.start}:{self.end})"


def tokenize(text: str) -> list[Token]:
    """The tokens of a text, in order. Marks and invisible controls that stand alone are no tokens."""
    tokens = []
    for index, match in enumerate(_TOKEN.finditer(text, 0, _end(text))):
        group = match.lastindex or 0
        start, end = match.span(group)
        tokens.append(Token(index, start, end, match[group], _KINDS[group]))
    return tokens


def _end(text: str) -> int:
    """Where the last token ends, its marks included. Without this bound the pattern would try every position of trailing white space."""
    end = len(text)
    while end and (text[end - 1].isspace() or text[end - 1] in _ALONE):
        end -= 1
    while end and end < len(text) and text[end] in _MARKS:
        end += 1
    return end
