"""Whether the words of an actor name it: the gold does not tell, and our own annotations have no English name to tell it by."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterable
from typing import Any

from rasd.arabic.fold import fold as folded
from rasd.ontology.tables import table

SMALL = frozenset(("the", "bin", "ibn", "and", "for"))
NAMELESS = frozenset(("group", "other"))


def fold(text: str) -> str:
    """Spelling variants as one."""
    text = re.sub("[\u064b-\u0652\u0640]", "", text or "")
    return " ".join(text.translate(str.maketrans("أإآىة", "ااايه")).split())


def english_words(actor: dict[str, Any]) -> list[str]:
    """The longer words of an actor's English name."""
    return [word for word in re.findall(r"[A-Za-z][\w'-]*", actor["name_en"] or "") if len(word) > 2 and word.lower() not in SMALL]


class Forms:
    """Tells name, title and nominal apart. Where an actor has no English name, by head words of the same kind in articles that give one,
    and for persons by the tables of personal names."""

    def __init__(self, rows: Iterable[dict[str, Any]]) -> None:
        self.heads: dict[tuple[str, str], Counter[bool]] = defaultdict(Counter)
        for row in rows:
            for actor in row["actors"]:
                if actor["name_en"] and actor["name_ar"]:
                    self.heads[actor["type"], head(actor)][in_capitals(actor)] += 1
        self.personal = personal_names()

    def is_named(self, actor: dict[str, Any]) -> bool:
        """Whether the actor has a name of its own, and not only a description."""
        if actor["type"] in NAMELESS:
            return False
        if actor["name_en"]:
            return in_capitals(actor)
        votes = self.heads.get((actor["type"], head(actor)), Counter())
        if actor["type"] == "person":
            words = [folded(word) for word in actor["name_ar"].split()]
            known = any(word in self.personal or word.removeprefix("ال") in self.personal for word in words)
            return votes[True] >= votes[False] if votes else known
        return votes[True] >= votes[False]  # a head never seen is that of a name: three of four bodies have one

    def of(self, actor: dict[str, Any], surface: str) -> str:
        """The form of a mention: a name where it shares a word with the name of an actor that has one, else a title."""
        if not self.is_named(actor):
            return "nominal"
        name, words = set(fold(actor["name_ar"]).split()), fold(surface).split()
        shares = any(word in name or word.removeprefix("ال") in name or "ال" + word in name for word in words)
        return "name" if shares else "title"


def head(actor: dict[str, Any]) -> str:
    """The first word of an actor's name."""
    return fold(actor["name_ar"]).split(" ")[0]


def in_capitals(actor: dict[str, Any]) -> bool:
    """Whether the English name is written as a name."""
    words = english_words(actor)
    return bool(words) and all(word[0].isupper() or word.startswith("al-") for word in words)


def personal_names() -> frozenset[str]:
    """Tokens of personal names that are no common words, folded."""
    rows = (*table("given_names"), *table("foreign_names"))
    return frozenset(folded(next(iter(row.values()))) for row in rows if row.get("common", "0") != "1")
