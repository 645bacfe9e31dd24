"""Parses a search: words that must all occur, "phrases", -exclusions, prefixes* and OR."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache, cached_property, lru_cache

from rasd.arabic.fold import fold, fold_letter
from rasd.arabic.letters import DROPPED, TATWEEL
from rasd.errors import UsageError
from rasd.spans import Span
from rasd.store.fulltext import each_word, search_words

_ITEM = re.compile(r'(-?)(?:["«“”]([^"»“”]*)["»“”]?|([^\s"«“”]+))')
_OR = ("OR", "|")
_NO_LETTERS = re.compile("[\x00-\x1f\x7f\ud800-\udfff]")  # a NUL ends a SQLite query, and a lone surrogate cannot be sent to it
_MOST = 32  # items; a longer query is a text, for which there is search by meaning


@dataclass(frozen=True, slots=True)
class Item:
    """A word or phrase: as printed, and its stems; with `prefix` the last one is only a prefix."""

    printed: str
    stems: tuple[str, ...]
    prefix: bool = False
    excluded: bool = False


@dataclass(frozen=True, slots=True)
class Query:
    """Groups, of each of which any item must match; and items that must not."""

    groups: tuple[tuple[Item, ...], ...] = ()
    excluded: tuple[Item, ...] = ()

    @property
    def items(self) -> Iterator[Item]:
        """All items of the groups."""
        return (item for group in self.groups for item in group)


def parse(typed: str) -> Query:
    """The query that a user typed; empty for blanks. Raises UsageError if nothing is left to search for."""
    groups: list[list[Item]] = []
    excluded: list[Item] = []
    joined = False
    typed = _NO_LETTERS.sub(" ", typed)
    for match in _ITEM.finditer(typed):
        minus, phrase, word = match.groups()
        if word in _OR and not minus:
            joined = bool(groups)
            continue
        item = _item(phrase if phrase is not None else word, phrase is not None, bool(minus))
        if item is None:
            continue
        if minus:
            excluded.append(item)
        elif joined:
            groups[-1].append(item)
        else:
            groups.append([item])
        joined = False
    if (typed.strip() and not groups) or len(groups) > _MOST:
        raise UsageError(f"{typed.strip()[:80]!r}: {_WRONG}")
    return Query(tuple(map(tuple, groups)), tuple(excluded))


_WRONG = (
    f'expected 1 to {_MOST} words that should be there, such as: الحدود "وزير الدفاع" -هدنة (all words, a phrase as it stands, one that'
    " must not be there), one OR other, and begin* for all words that begin so"
)


def _item(printed: str, phrase: bool, excluded: bool) -> Item | None:
    prefix = not phrase and printed.endswith("*")
    printed = printed.rstrip("*") if prefix else printed.strip()
    stems = tuple(word.stem for word in search_words(printed))
    if not stems:
        return None
    if prefix:  # a prefix is not stemmed
        stems = (*stems[:-1], fold(printed.split()[-1]).lower())
    return Item(printed, stems, prefix, excluded)


def fts5(query: Query) -> str:
    """The query in the syntax of SQLite's FTS5."""
    wanted = " AND ".join("(" + " OR ".join(map(_fts5_item, group)) + ")" for group in query.groups)
    unwanted = " OR ".join(map(_fts5_item, query.excluded))
    return f"({wanted}) NOT ({unwanted})" if unwanted else wanted


def _fts5_item(item: Item) -> str:
    quoted = '"' + " ".join(item.stems).replace('"', '""') + '"'
    return f"{quoted} *" if item.prefix else quoted


def tsquery(query: Query) -> str:
    """The query in the syntax of PostgreSQL's to_tsquery."""
    wanted = " & ".join("(" + " | ".join(map(_tsquery_item, group)) + ")" for group in query.groups)
    return wanted + "".join(f" & !{_tsquery_item(item)}" for item in query.excluded)


def _tsquery_item(item: Item) -> str:
    words = ["'" + stem.replace("\\", "\\\\").replace("'", "''") + "'" for stem in item.stems]
    if item.prefix:
        words[-1] += ":*"
    return "(" + " <-> ".join(words) + ")"


def matches(query: Query, text: str, *, exact: bool = False) -> list[tuple[int, Span]]:
    """The matches of a query in a text: number of the item and span, in order of the text.

    Stemming every word of a hit took 30 ms of a search, so only words with the letters of a stem are examined.
    """
    found: list[tuple[int, Span]] = []
    letters = _Letters(text)
    for number, item in enumerate(query.items):
        if exact:
            found += [(number, Span(*match.span())) for match in printed(item).finditer(text)]
        else:
            found += [(number, span) for start, end in letters.holding(item.stems[0]) if (span := _stands(item, text, start, end))]
    return sorted(found, key=lambda match: match[1])


def _stands(item: Item, text: str, start: int, end: int) -> Span | None:
    """The span of an item that begins here, None if it does not."""
    if len(item.stems) > 1:
        end += _LONGEST * len(item.stems)
    last = len(item.stems) - 1
    first = -1
    for k, word in enumerate(each_word(text[start:end])):
        stem = item.stems[k]
        if not (word.stem.startswith(stem) if item.prefix and k == last else word.stem == stem):
            return None
        first = word.start if k == 0 else first
        if k == last:
            return Span(start + first, start + word.end)
    return None


_LONGEST = 60  # characters from one word of a phrase to the end of the next, with all between
_REST = re.compile(f"[\\w{''.join(sorted(DROPPED))}]*")
_MARK = "\ufffc"  # in place of letters that folding drops


class _Letters:
    """A text with the letters of stems and its own offsets.

    Folding the text once and searching it for stems takes a fifth of the time of patterns for every spelling.
    """

    def __init__(self, text: str) -> None:
        self._text = text

    def holding(self, stem: str) -> Iterator[tuple[int, int]]:
        """The words that contain the letters of a stem, each once."""
        text, last = self._text, 0
        for match in _pattern(stem).finditer(self._all if _LATIN.search(stem) else self._common):
            start = match.start()
            if start < last:
                continue
            while start > last and (text[start - 1].isalnum() or text[start - 1] in DROPPED or text[start - 1] == "_"):
                start -= 1
            last = _REST.match(text, match.end()).end()  # type: ignore[union-attr]
            yield start, last

    @cached_property
    def _all(self) -> str:
        return self._text.translate(_spellings())

    @cached_property
    def _common(self) -> str:
        """The same, except capital Latin letters; a quarter of the time if the text has none of the rarer letters."""
        if _seldom().search(self._text):
            return self._all
        folded = self._text
        for letter in _OFTEN:
            if letter in folded:
                folded = folded.replace(letter, _spellings()[ord(letter)])
        return folded


_LATIN = re.compile("[A-Za-z\u00c0-\u024f]")
_OFTEN = "أإآةى" + TATWEEL + "".join(map(chr, range(0x064B, 0x0653)))  # hamza, ta marbuta, vowel signs


@cache
def _seldom() -> re.Pattern[str]:
    return re.compile("[" + "".join(re.escape(chr(code)) for code in _spellings() if code >= 0x250 and chr(code) not in _OFTEN) + "]")


@lru_cache(maxsize=1000)
def _pattern(stem: str) -> re.Pattern[str]:
    return re.compile(f"{_MARK}*".join(map(re.escape, stem)))


@cache
def _spellings() -> dict[int, str]:
    """Each letter that stems spell otherwise -> its spelling there; for dropped letters a placeholder, so that offsets stay."""
    found = {ord("٫"): ".", ord("٬"): ","}
    for code in (*range(0x0600, 0x0700), *range(0x0750, 0x0780), *map(ord, DROPPED)):
        folded = fold_letter(chr(code))
        if folded != chr(code) and len(folded) < 2:
            found[code] = folded or _MARK
    return found | {code: chr(code).lower() for code in range(0x250) if chr(code) != chr(code).lower() and len(chr(code).lower()) == 1}


def printed(item: Item) -> re.Pattern[str]:
    """A pattern for the item as printed, as whole words; a blank matches any white space."""
    words = r"\s+".join(map(re.escape, item.printed.split()))
    return re.compile(rf"(?<!\w){words}" + ("" if item.prefix else r"(?!\w)"))


def holds_exactly(query: Query, text: str) -> bool:
    """Whether a text matches the query letter by letter."""
    met = all(any(printed(item).search(text) for item in group) for group in query.groups)
    return met and not any(printed(item).search(text) for item in query.excluded)
