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


class _Node(Generic[V]):
    """What can follow some words of a phrase, and the entry that ends with them."""

    __slots__ = ("entry", "following")

    def __init__(self) -> None:
        self.following: dict[str, _Node[V]] = {}
        self.entry: tuple[V] | None = None


class Phrases(Generic[V]):
    """A set of phrases, each with a value. Entries are folded; the longest match is found first, of equal entries the first added."""

    _LIMIT = 100_000  # words remembered, a bound on memory over archives

    def __init__(self, entries: Iterable[tuple[str, V]] = ()) -> None:
        self._root: _Node[V] = _Node()
        # Which readings of a word begin a phrase: nothing for most words, so that a look-up costs one dictionary access.
        self._starts: dict[str, tuple[tuple[str, _Node[V]], ...]] = {}
        for phrase, value in entries:
            self.add(phrase, value)

    def add(self, phrase: str, value: V) -> None:
        """Add a phrase: words separated by spaces, as they stand without proclitics (ال kept)."""
        node = self._root
        for word in fold(phrase).split():
            node = node.following.setdefault(word, _Node())
        if node.entry is None and node is not self._root:
            node.entry = (value,)
        self._starts.clear()

    def match(self, tokens: Sequence[Token], first: int, prefixes: frozenset[str] | None = None) -> Match[V] | None:
        """The longest phrase that starts at token `first`, with as few proclitics as possible; `prefixes` limits which."""
        word = tokens[first].word
        starts = self._starts.get(word.form)
        if starts is None:
            starts = self._starts_of(word)
        best: Match[V] | None = None
        for prefix, node in starts:
            if prefixes is not None and prefix not in prefixes:
                continue
            last = first
            current: _Node[V] | None = node
            while current is not None:
                if current.entry is not None and (best is None or last > best.last):
                    best = Match(first, last, prefix, current.entry[0])
                last += 1
                current = current.following.get(tokens[last].form) if current.following and last < len(tokens) else None
        return best

    def _starts_of(self, word: Word) -> tuple[tuple[str, _Node[V]], ...]:
        if len(self._starts) > self._LIMIT:
            self._starts.clear()
        following = self._root.following
        found = self._starts[word.form] = tuple((prefix, following[stem]) for prefix, stem in word.readings if stem in following)
        return found

    def opens(self, word: Word) -> bool:
        """Whether some reading of the word is the first word of a phrase: a test to cache for each word form."""
        starts = self._starts.get(word.form)
        return bool(self._starts_of(word) if starts is None else starts)

    def __contains__(self, phrase: str) -> bool:
        node: _Node[V] | None = self._root
        for word in fold(phrase).split():
            node = node.following.get(word) if node is not None else None
        return node is not None and node.entry is not None
