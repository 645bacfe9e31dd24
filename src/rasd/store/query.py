"""What a user types to search, understood: words that must all be there, "phrases", -exclusions, begin* and one OR other."""

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
_NO_LETTERS = re.compile("[\x00-\x1f\x7f\ud800-\udfff]")  # a NUL ends a query of SQLite's in the middle, half a letter cannot be sent to it
_MOST = 32  # items; a question of more words is a text, for which search by meaning is made


@dataclass(frozen=True, slots=True)
class Item:
    """One word or phrase: as printed, and the stems by which it is found; the last one is only a beginning where `prefix`."""

    printed: str
    stems: tuple[str, ...]
    prefix: bool = False
    excluded: bool = False


@dataclass(frozen=True, slots=True)
class Query:
    """Groups of which each must be met, by any one of its items; and what must not be there."""

    groups: tuple[tuple[Item, ...], ...] = ()
    excluded: tuple[Item, ...] = ()

    @property
    def items(self) -> Iterator[Item]:
        """All items that are looked for."""
        return (item for group in self.groups for item in group)


def parse(typed: str) -> Query:
    """The query that a user typed; an empty one for blanks. Raises UsageError where nothing is left to look for."""
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
    if prefix:  # a beginning is no word: it is not cut
        stems = (*stems[:-1], fold(printed.split()[-1]).lower())
    return Item(printed, stems, prefix, excluded)


def fts5(query: Query) -> str:
    """The query in the language of SQLite's FTS5."""
    wanted = " AND ".join("(" + " OR ".join(map(_fts5_item, group)) + ")" for group in query.groups)
    unwanted = " OR ".join(map(_fts5_item, query.excluded))
    return f"({wanted}) NOT ({unwanted})" if unwanted else wanted


def _fts5_item(item: Item) -> str:
    quoted = '"' + " ".join(item.stems).replace('"', '""') + '"'
    return f"{quoted} *" if item.prefix else quoted


def tsquery(query: Query) -> str:
    """The query in the language of PostgreSQL's to_tsquery."""
    wanted = " & ".join("(" + " | ".join(map(_tsquery_item, group)) + ")" for group in query.groups)
    return wanted + "".join(f" & !{_tsquery_item(item)}" for item in query.excluded)


def _tsquery_item(item: Item) -> str:
    words = ["'" + stem.replace("\\", "\\\\").replace("'", "''") + "'" for stem in item.stems]
    if item.prefix:
        words[-1] += ":*"
    return "(" + " <-> ".join(words) + ")"


def matches(query: Query, text: str, *, exact: bool = False) -> list[tuple[int, Span]]:
    """Where the items of a query stand in a text: the number of the item, and its span, in order of the text.

    Cutting every word of a hit to its stem took 30 ms of a search; only words that hold the letters of a stem are looked at closely.
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
    """The span of an item whose first word stands here, None where it is another word or another follows."""
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


_LONGEST = 60  # letters from one word of a phrase to the end of the next, with what stands between
_REST = re.compile(f"[\\w{''.join(sorted(DROPPED))}]*")
_MARK = "\ufffc"  # stands for letters that folding drops


class _Letters:
    """A text as stems are spelled, letter by letter, so that offsets stay.

    To fold the text once and look for stems as they are takes a fifth of the time of patterns that allow for every spelling of each.
    """

    def __init__(self, text: str) -> None:
        self._text = text

    def holding(self, stem: str) -> Iterator[tuple[int, int]]:
        """Where the words stand that hold the letters of a stem, each once."""
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
        """The same but for capitals of Latin; a quarter of the time where the text has none of the rarer letters."""
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
    """Each letter that is spelled otherwise in a stem -> how; what is dropped there -> one sign, so that no letter moves."""
    found = {ord("٫"): ".", ord("٬"): ","}
    for code in (*range(0x0600, 0x0700), *range(0x0750, 0x0780), *map(ord, DROPPED)):
        folded = fold_letter(chr(code))
        if folded != chr(code) and len(folded) < 2:
            found[code] = folded or _MARK
    return found | {code: chr(code).lower() for code in range(0x250) if chr(code) != chr(code).lower() and len(chr(code).lower()) == 1}


def printed(item: Item) -> re.Pattern[str]:
    """The item as it is printed, letter by letter, as whole words; blanks stand for any white space."""
    words = r"\s+".join(map(re.escape, item.printed.split()))
    return re.compile(rf"(?<!\w){words}" + ("" if item.prefix else r"(?!\w)"))


def holds_exactly(query: Query, text: str) -> bool:
    """Whether a text meets the query letter by letter."""
    met = all(any(printed(item).search(text) for item in group) for group in query.groups)
    return met and not any(printed(item).search(text) for item in query.excluded)
