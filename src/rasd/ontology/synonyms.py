"""Titles of one office and words of one body by which the same actor is named in turn (data/synonyms.tsv)."""

from __future__ import annotations

from functools import cache, lru_cache, partial

from rasd.arabic.fold import fold
from rasd.ontology.tables import items, table, words_of

words = partial(words_of, "synonyms")  # the folded words of a class


@cache
def _offices() -> tuple[tuple[str, str], ...]:
    """(variant, kept) titles, longest first."""
    pairs = [
        (variant, options[0])
        for row in table("synonyms")
        if row["class"] == "office"
        for options in [items(row["words"])]
        for variant in options
    ]
    return tuple(sorted(pairs, key=lambda pair: -len(pair[0])))


@cache
def _bodies() -> tuple[tuple[frozenset[str], str], ...]:
    """(words of a name, kept word), longest first."""
    rows = [items(row["words"]) for row in table("synonyms") if row["class"] == "body"]
    pairs = [(frozenset(fold(variant).split()), fold(options[0])) for options in rows for variant in options]
    return tuple(sorted(pairs, key=lambda pair: -len(pair[0])))


@lru_cache(maxsize=20_000)
def office_of(role: str) -> str:
    """A role with its title in the form that is kept: رئيس الحكومة → رئيس الوزراء; the complement stays."""
    for variant, kept in _offices():
        if role == variant or role.startswith(variant + " "):
            return kept + role[len(variant) :]
    return role


@lru_cache(maxsize=8_000)  # 500 bytes an entry
def same_body(key: frozenset[str]) -> frozenset[str]:
    """The words of a body's name, its other names replaced (مجلس + نواب → برلمان) and units dropped (قوات + مقاومة → مقاومة)."""
    units = words("unit") & key
    if units and (key - units) & words("unit-of"):
        key = key - units
    for variant, kept in _bodies():
        if variant <= key:
            return (key - variant) | {kept}
    return key
