"""Inputs from grammars: tables of rules in `grammars/`, each line one way to write one thing, expanded at random to a bounded depth."""

from __future__ import annotations

import re
from functools import cache
from pathlib import Path
from random import Random

FOLDER = Path(__file__).resolve().parent.parent / "grammars"
_REFERENCE = re.compile(r"\{(\w+)\}")
_ESCAPE = re.compile(r"\\(n|r|t|u[0-9a-f]{4})")
_DEEPEST = 9
_LONGEST = 20_000  # pieces of one expansion
Piece = tuple[bool, str]
"""Whether it is the name of a rule, and its text."""


class Grammar:
    """The rules of some tables together; later tables add to earlier ones."""

    def __init__(self, *tables: str) -> None:
        self.rules: dict[str, list[list[Piece]]] = {}
        for table in tables:
            lines = (FOLDER / f"{table}.tsv").read_text("utf-8").split("\n")
            rows = [line.split("\t") for line in lines if line and not line.startswith("#")]
            for name, writing, *_ in rows[1:]:
                self.rules.setdefault(name, []).append(_pieces(writing))
        for name, ways in self.rules.items():
            ways.sort(key=lambda way: sum(is_name for is_name, _ in way))
            unknown = {text for way in ways for is_name, text in way if is_name} - self.rules.keys()
            assert not unknown, f"{tables}: {name} names {unknown}, which no rule writes"

    def write(self, rng: Random, name: str) -> str:
        """One writing of a rule."""
        made: list[str] = []
        waiting: list[tuple[bool, str, int]] = [(True, name, 0)]
        while waiting:
            is_name, text, depth = waiting.pop()
            if not is_name:
                made.append(text)
                continue
            ways = self.rules[text]
            # Past the depth only the plainest ways are taken, so that it ends.
            way = (
                ways[0]
                if depth > 2 * _DEEPEST or len(made) > _LONGEST
                else rng.choice(ways[: 1 + len(ways) // 3] if depth > _DEEPEST else ways)
            )
            waiting.extend((is_name, text, depth + 1) for is_name, text in reversed(way))
        return "".join(made)


@cache
def grammar(*tables: str) -> Grammar:
    """The grammar of these tables, read once."""
    return Grammar(*tables)


def _pieces(writing: str) -> list[Piece]:
    parts = _REFERENCE.split(writing)
    return [(k % 2 == 1, part if k % 2 else _ESCAPE.sub(_letter, part)) for k, part in enumerate(parts) if part]


def _letter(match: re.Match[str]) -> str:
    told = match.group(1)
    return {"n": "\n", "r": "\r", "t": "\t"}.get(told) or chr(int(told[1:], 16))
