"""From counts to comparable vectors: one block of numbers for each reason of data/reasons.tsv.

A block is a set of names (stems, numbers, places, actors, events) with weights, scaled to length one; the cosine of two blocks is the value
of their reason. All blocks of an article form one array, in which each value is multiplied by the root of the reason's weight: the score of
two articles is one product of two arrays.
"""

from __future__ import annotations

import math
from array import array
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

import numpy as np

from rasd.errors import DataError
from rasd.stories.background import Rarity
from rasd.stories.held import KEYS, Held, Vocabulary
from rasd.stories.terms import is_number

SLOTS = 4  # array slots per name, since a stem may be in several blocks: 0 opening, 1 text, 2 title, 3 numbers
_IN_OPENING, _IN_TEXT = 3, 2  # weight of a headline's word among those of the lead, and of the whole text


@dataclass(frozen=True, slots=True)
class Row:
    """The weight of a reason, what it needs ("title", "findings", "vector" or nothing), and its label at the desk."""

    weight: float
    needs: str
    label: str


@cache
def reasons_table() -> dict[str, Row]:
    """The table of reasons by name."""
    return dict(_rows(files("rasd.stories").joinpath("data", "reasons.tsv").read_text("utf-8")))


def _rows(text: str) -> Iterator[tuple[str, Row]]:
    lines = [(n, line) for n, line in enumerate(text.splitlines(), 1) if line.strip() and not line.startswith("#")]
    for number, line in lines[1:]:
        try:
            name, weight, needs, label = line.split("\t")
            yield name, Row(float(weight), needs, label)
        except ValueError as error:
            raise DataError(f"reasons.tsv line {number}: expected name, weight, needs and label with tabs between ({error})") from error


Pairs = list[tuple[int, float]]


def weigh(article: Held, vocabulary: Vocabulary, rarity: Rarity, table: Mapping[str, Row]) -> None:
    """Set the blocks of an article, by the current rarity of its words."""
    names = vocabulary.names
    rare = [rarity.of_term(names[term]) for term in article.terms]
    blocks = _word_blocks(article, names, rare)
    blocks |= {kind: [(key * SLOTS, rarity.of_key(names[key])) for key in article.keys[kind]] for kind in KEYS}
    if article.vector is not None and "vector" in table:
        numbers = vocabulary.numbers(f"vector:{k}" for k in range(len(article.vector)))
        blocks["vector"] = [(number * SLOTS, value) for number, value in zip(numbers, rarity.centred(article.vector), strict=True)]
    _lay(article, [(name, blocks.get(name, []), row.weight) for name, row in table.items()])
    first = [
        (term, r) for term, lead, title, r in zip(article.terms, article.in_lead, article.in_title, rare, strict=True) if lead or title
    ]
    first.sort(key=lambda pair: (-pair[1], names[pair[0]]))
    article.rare = array("I", [term for term, _ in first]), array("f", [weight for _, weight in first])
    article.weighed_at = rarity.articles


def _word_blocks(article: Held, names: Sequence[str], rare: Sequence[float]) -> dict[str, Pairs]:
    opening: Pairs = []
    text: Pairs = []
    title: Pairs = []
    numbers: Pairs = []
    for term, in_title, in_lead, in_body, weight in zip(
        article.terms, article.in_title, article.in_lead, article.in_body, rare, strict=True
    ):
        slot = term * SLOTS
        if in_lead or in_title:
            opening.append((slot, weight * _LOG[in_lead + _IN_OPENING * in_title]))
        text.append((slot + 1, weight * _LOG[in_body + in_lead + _IN_TEXT * in_title]))
        if in_title:
            title.append((slot + 2, weight))
        if is_number(names[term]):
            numbers.append((slot + 3, weight))
    return {"opening": opening, "text": text, "title": title, "numbers": numbers}


_LOG = [0.0, *(1 + math.log(count) for count in range(1, 4 * 256))]


def _lay(article: Held, blocks: Iterable[tuple[str, Pairs, float]]) -> None:
    """Concatenate blocks, each scaled to length one and to its reason's weight."""
    slots: list[int] = []
    values: list[float] = []
    article.blocks = {}
    for name, pairs, weight in blocks:
        length = math.sqrt(sum(value * value for _, value in pairs))
        if length and weight:
            scale = math.sqrt(weight) / length
            start = len(slots)
            slots += [slot for slot, _ in pairs]
            values += [value * scale for _, value in pairs]
            article.blocks[name] = start, len(slots)
    article.slots = np.array(slots, np.int32)
    article.values = np.array(values, np.float32)
