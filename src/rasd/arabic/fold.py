"""Folding: one spelling for the many ways in which the same Arabic word is typed.

`fold` makes look-up keys of single words and lexicon entries; it must never be used on a text that leads to evidence. For those,
`FoldedView` keeps the map back to the original. Both fold code point by code point with one table, so that they always agree, with two
exceptions that look at a neighbour: a hamza typed as a mark of its own after و or ي goes back into its letter, and the Egyptian ئو
(مسئول، شئون) is spelled ؤو.
"""

from __future__ import annotations

import re
import unicodedata
from array import array
from functools import lru_cache

from rasd.arabic.letters import ARABIC_INDIC_DIGITS, DIACRITICS, DROPPED, EXTENDED_DIGITS, HAMZA_ABOVE, PRESENTATION_FORMS, TATWEEL
from rasd.spans import Span

# Letters of Persian, Kurdish, Urdu and Maghrebi keyboards stand for the Arabic letter that other papers print: ڤيتو, ڨفصة, أڭادير.
_LETTERS = {
    "ا": "أإآٱٲٳٵ",
    "ه": "ةھہەۀۂۃ",
    "ي": "ىیېۍێےۓٻ",
    "ك": "کڪگڭݣڮ",
    "و": "ۆۇۈۋۊ",
    "ب": "پ",
    "ج": "چ",
    "ز": "ژ",
    "ف": "ڤڥ",
    "ق": "ڨ",
    "ل": "ڵ",
    "ر": "ڕ",
}


def _table() -> dict[int, str]:
    table = {ord(variant): letter for letter, variants in _LETTERS.items() for variant in variants}
    for digits in (ARABIC_INDIC_DIGITS, EXTENDED_DIGITS):
        table |= {ord(digit): str(value) for value, digit in enumerate(digits)}
    table |= dict.fromkeys(map(ord, DROPPED), "")
    for code in PRESENTATION_FORMS:
        plain = unicodedata.normalize("NFKC", chr(code))
        if plain != chr(code):  # unassigned code points stay
            table[code] = plain.replace(" ", "").translate(table).replace("ئو", "ؤو")  # the isolated vowel signs are spelled with a space
    return table


_FOLD = _table()
_SEAT = re.compile("([ويى])([" + DIACRITICS.replace(HAMZA_ABOVE, "") + TATWEEL + "]*)" + HAMZA_ABOVE)


def _seated(match: re.Match[str]) -> str:
    """The letter with its hamza, padded to the length of what was typed so that offsets stay."""
    return ("ؤ" if match.group(1) == "و" else "ئ") + match.group(2) + TATWEEL


def fold_letter(letter: str) -> str:
    """The folded form of one code point: "" for what is dropped, more than one letter for ligatures (presentation forms)."""
    return _FOLD.get(ord(letter), letter)


# Words come again within some hundred articles or hardly at all. Caches of 100,000 and more let a process that reads grow from 0.2 GB to
# 0.8 GB over an archive of 25,000 articles.
@lru_cache(maxsize=30_000)
def fold(word: str) -> str:
    """The look-up key of a word or a short phrase: alef, ya, ta marbuta, foreign letters and digits unified; marks and tatweel dropped."""
    if HAMZA_ABOVE in word:
        word = _SEAT.sub(_seated, word)
    return word.translate(_FOLD).replace("ئو", "ؤو")


class FoldedView:
    """A text folded for matching, with the way back: `view.text` and `view.span(start, end)` in the original.

    Each letter of the view knows the code point that it came from; the letters of a ligature share theirs, so that a slice which cuts
    a ligature maps to the whole of it. Marks and tatweel after a letter belong to it; invisible controls belong to nothing.
    """

    __slots__ = ("_ends", "_origins", "text")

    def __init__(self, original: str) -> None:
        source = _SEAT.sub(_seated, original) if HAMZA_ABOVE in original else original
        pieces: list[str] = []
        origins, ends = array("l"), array("l")
        for position, letter in enumerate(source):
            folded = _FOLD.get(ord(letter), letter)
            if folded:
                pieces.append(folded)
                for _ in folded:
                    origins.append(position)
                    ends.append(position + 1)
            elif ends and ends[-1] == position and letter in _MARKS:
                last = origins[-1]
                for back in range(len(ends) - 1, -1, -1):
                    if origins[back] != last:
                        break
                    ends[back] = position + 1
        self.text = "".join(pieces).replace("ئو", "ؤو")
        self._origins, self._ends = origins, ends

    def span(self, start: int, end: int) -> Span:
        """The span of the original that `view.text[start:end]` came from; an empty slice gives an empty span."""
        if start >= end or not self._origins:
            at = self._origins[start] if start < len(self._origins) else (self._ends[-1] if self._ends else 0)
            return Span(at, at)
        return Span(self._origins[start], self._ends[min(end, len(self._ends)) - 1])


_MARKS = frozenset(DIACRITICS + TATWEEL)
