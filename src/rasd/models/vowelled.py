"""Texts with all vowel signs (تَشْكِيل): the network was trained on texts with few, so it reads them without the signs."""

from __future__ import annotations

from rasd.arabic.letters import DIACRITICS
from rasd.models.pieces import Pieces

SHARE = (
    0.15  # of the code points. A text with all its signs has .35 to .45; of 19,459 articles two have more than this, one in a thousand .09
)
_COMMON = DIACRITICS[11:19]  # the eight of schoolbooks, from fathatan to sukun
_SIGNS = frozenset(_COMMON)


def is_vowelled(text: str) -> bool:
    """Whether a text has its vowel signs throughout."""
    return sum(map(text.count, _COMMON)) > SHARE * len(text)


def unvowelled(text: str) -> tuple[str, list[int]]:
    """The text without the signs, and the former offset of each code point and of the end."""
    kept = [k for k, letter in enumerate(text) if letter not in _SIGNS]
    return "".join(text[k] for k in kept), [*kept, len(text)]


def returned(pieces: Pieces, origins: list[int]) -> Pieces:
    """The pieces of a text without signs, with the offsets of the text with them; signs belong to the letter before."""
    return Pieces(pieces.ids, [origins[start] for start in pieces.starts], [origins[end] for end in pieces.ends])
