"""Phrase look-up over tokens: many multi-word entries, found at a token in one dictionary access, proclitics on the first word allowed."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Generic, NamedTuple, TypeVar

from rasd.arabic.fold import fold
from rasd.arabic.tokens import Token, Word

V = TypeVar("V")


class Match(NamedTuple, Generic[V]):
    """A phrase found: tokens `first..last` (included), the proclitics stripped from the first one, and the entry's value."""

    first: int
    last: int
    prefix: str
    value: V


class Phrases(Generic[V]):
    """A set of phrases, each with a value. Entries are folded; the longest match is found first."""

    def __init__(self, entries: Iterable[tuple[str, V]] = ()) -> None:
        self._index: dict[str, list[tuple[tuple[str, ...], V]]] = {}
        for phrase, value in entries:
            self.add(phrase, value)

    def add(self, phrase: str, value: V) -> None:
        """Add a phrase: words separated by spaces, as they stand without proclitics (ال kept)."""
        head, *rest = fold(phrase).split()
        options = self._index.setdefault(head, [])
        options.append((tuple(rest), value))
        options.sort(key=lambda option: -len(option[0]))

    def match(self, tokens: Sequence[Token], first: int, prefixes: frozenset[str] | None = None) -> Match[V] | None:
        """The longest phrase that starts at token `first`, with as few proclitics as possible; `prefixes` limits which."""
        best: Match[V] | None = None
        for prefix, stem in tokens[first].word.readings:
            options = self._index.get(stem)
            if options is None or (prefixes is not None and prefix not in prefixes):
                continue
            for rest, value in options:
                last = first + len(rest)
                if (
                    (best is None or last > best.last)
                    and last < len(tokens)
                    and all(tokens[first + k].form == word for k, word in enumerate(rest, 1))
                ):
                    best = Match(first, last, prefix, value)
                    break
        return best

    def opens(self, word: Word) -> bool:
        """Whether some reading of the word is the first word of a phrase: a test to cache for each word form."""
        return any(reading.stem in self._index for reading in word.readings)

    def __contains__(self, phrase: str) -> bool:
        head, *rest = fold(phrase).split()
        return any(option[0] == tuple(rest) for option in self._index.get(head, ()))
