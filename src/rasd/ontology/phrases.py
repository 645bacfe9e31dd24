"""Phrase look-up over tokens: many multi-word entries, found at a token in one dictionary access, proclitics on the first word allowed."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from operator import itemgetter
from typing import Any, Generic, NamedTuple, TypeVar

from rasd.arabic.fold import fold
from rasd.arabic.remembered import Remembered
from rasd.arabic.tokens import Reading, Token, Word

V = TypeVar("V")
Stored = dict[str, Any]
"""Folded phrases and all their beginnings, in one dictionary: a phrase with its value in plain form, what only begins one with None."""

_NOWHERE = object()


class Match(NamedTuple, Generic[V]):
    """A phrase found: tokens `first..last` (included), the proclitics stripped from the first one, and the entry's value."""

    first: int
    last: int
    prefix: str
    value: V


class Phrases(Generic[V]):
    """A set of phrases, each with a value. Entries are folded; the longest match is found first, of equal entries the first added.

    `stored` is a dictionary that `store` built before. Then `make` turns a plain value into the value when its phrase is first met, so
    that a large lexicon costs nothing until its words occur.
    """

    def __init__(
        self, entries: Iterable[tuple[str, V]] = (), *, stored: Stored | None = None, make: Callable[[Any], V] = itemgetter(0)
    ) -> None:
        self._phrases: Stored = stored if stored is not None else {}
        self._make = make
        self._made: dict[str, V] = {}
        # Which readings of a word begin a phrase: nothing for most words, so that a look-up costs one dictionary access.
        self._starts: Remembered[str, tuple[Reading, ...]] = Remembered()
        for phrase, value in entries:
            self.add(phrase, value)

    def add(self, phrase: str, value: V) -> None:
        """Add a phrase: words separated by spaces, as they stand without proclitics (ال kept)."""
        store(self._phrases, phrase, (value,))
        self._starts.clear()

    def match(self, tokens: Sequence[Token], first: int, prefixes: frozenset[str] | None = None) -> Match[V] | None:
        """The longest phrase that starts at token `first`, with as few proclitics as possible; `prefixes` limits which."""
        word = tokens[first].word
        starts = self._starts.get(word.form)
        if starts is None:
            starts = self._starts_of(word)
        found = ""
        best, clitics = -1, ""
        phrases = self._phrases
        for prefix, stem in starts:
            if prefixes is not None and prefix not in prefixes:
                continue
            last, phrase = first, stem
            while (value := phrases.get(phrase, _NOWHERE)) is not _NOWHERE:
                if value is not None and last > best:
                    best, clitics, found = last, prefix, phrase
                last += 1
                if last == len(tokens):
                    break
                phrase = f"{phrase} {tokens[last].form}"
        return Match(first, best, clitics, self._value(found)) if found else None

    def _value(self, phrase: str) -> V:
        made = self._made.get(phrase)
        if made is None:
            made = self._made[phrase] = self._make(self._phrases[phrase])
        return made

    def _starts_of(self, word: Word) -> tuple[Reading, ...]:
        phrases = self._phrases
        return self._starts.keep(word.form, tuple([reading for reading in word.readings if reading[1] in phrases]))

    def opens(self, word: Word) -> bool:
        """Whether some reading of the word is the first word of a phrase. Depends on the word form alone and is cached by it."""
        starts = self._starts.get(word.form)
        return bool(self._starts_of(word) if starts is None else starts)

    @property
    def beginnings(self) -> Stored:
        """The phrases and all their beginnings, for set operations on many stems at once. Do not change it."""
        return self._phrases

    def __contains__(self, phrase: str) -> bool:
        return self._phrases.get(" ".join(fold(phrase).split())) is not None


def store(phrases: Stored, phrase: str, value: Any) -> None:
    """Add a phrase with its plain value to `phrases`; a phrase that has a value keeps it."""
    words = fold(phrase).split()
    if not words:
        return
    for length in range(1, len(words)):
        phrases.setdefault(" ".join(words[:length]), None)
    key = " ".join(words)
    if phrases.get(key) is None:
        phrases[key] = value
