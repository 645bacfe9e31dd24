"""Stems of the statements and names of an article, stored beside its record, for comparing stories.

Stemming would take most of the time of comparing sixty articles, and reading has stemmed them already.
"""

from __future__ import annotations

import json
import zlib
from collections.abc import Mapping
from typing import Any

from rasd.errors import DataError

VERSION = "2"
"""The store keeps this version beside the bytes; stems of another version are made again."""
Span = tuple[int, int]


class Signs:
    """The stored stems of one article, decoded on access. A look-up gives None for words that are not among them (a person changed a
    statement)."""

    __slots__ = ("_named", "_said")

    def __init__(self, said: Mapping[str, str] = {}, named: Mapping[str, str] = {}) -> None:
        self._said, self._named = said, named

    def said(self, span: Span) -> dict[str, bool] | None:
        """The stems of the content at a span, in order, each with whether it is affirmed."""
        words = self._said.get(f"{span[0]}-{span[1]}")
        if words is None:
            return None
        return {word.removeprefix("-"): word[0] != "-" for word in words.split(" ")} if words else {}

    def named(self, quote: str) -> tuple[str, ...] | None:
        """The stems of a name as it is written, in order."""
        words = self._named.get(quote)
        return words if words is None else tuple(words.split(" ") if words else ())


def pack(said: Mapping[Span, Mapping[str, bool]], named: Mapping[str, tuple[str, ...]]) -> bytes:
    """Signs as bytes, the same on every machine. Stems hold no space and begin with a letter or digit."""
    told: list[Any] = [
        {
            f"{start}-{end}": " ".join(f"{'' if affirmed else '-'}{stem}" for stem, affirmed in words.items())
            for (start, end), words in said.items()
        },
        {quote: " ".join(words) for quote, words in named.items()},
    ]
    return zlib.compress(json.dumps(told, ensure_ascii=False, separators=(",", ":")).encode("utf-8", "surrogatepass"), 6)


def unpack(packed: bytes) -> Signs:
    """What `pack` packed. DataError where the bytes are none."""
    try:
        said, named = json.loads(zlib.decompress(packed).decode("utf-8", "surrogatepass"))
        return Signs(said, named)
    except (zlib.error, ValueError, TypeError) as error:
        raise DataError(f"kept signs cannot be unpacked ({error}); read the article again") from error
