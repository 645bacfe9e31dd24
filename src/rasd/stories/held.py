"""An article in memory: its sketch with words and keys as numbers, and, once weighed, what it is compared by."""

from __future__ import annotations

import math
from array import array
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from rasd.stories.background import Rarity
from rasd.stories.sketch import Sketch
from rasd.stories.terms import is_number

_IN_TITLE, _IN_TITLE_TEXT = 3, 2  # what a word of the headline counts beside one of the lead; of the text


class Vocabulary:
    """Words and keys as numbers, so that an article holds four bytes for each."""

    def __init__(self) -> None:
        self.names: list[str] = []
        self._numbers: dict[str, int] = {}

    def number(self, name: str) -> int:
        """The number of a name, given now where it has none."""
        found = self._numbers.get(name)
        if found is None:
            found = self._numbers[name] = len(self.names)
            self.names.append(name)
        return found

    def numbers(self, names: Iterable[str]) -> array[int]:
        """The numbers of names, in order."""
        return array("I", map(self.number, names))


@dataclass(slots=True)
class Block:
    """A weighted set of names, of length 1: `names[k]` weighs `weights[k]`."""

    names: array[int]
    weights: array[float]

    def as_dict(self) -> dict[int, float]:
        """Name → weight."""
        return dict(zip(self.names, self.weights, strict=True))


def block(pairs: Iterable[tuple[int, float]]) -> Block:
    """A block of what weighs more than nothing, made one long."""
    kept = [(name, weight) for name, weight in pairs if weight > 0]
    length = math.sqrt(sum(weight * weight for _, weight in kept)) or 1.0
    return Block(array("I", [name for name, _ in kept]), array("f", [weight / length for _, weight in kept]))


def product(one: dict[int, float], other: Block) -> float:
    """The cosine of two blocks, the first as a dict."""
    get = one.get
    total = 0.0
    for name, weight in zip(other.names, other.weights, strict=True):
        mine = get(name)
        if mine is not None:
            total += mine * weight
    return total


@dataclass(slots=True, eq=False)
class Held:
    """One article. `blocks` are by the name of their reason; `rare` are the terms of its headline and lead, rarest first."""

    index: int
    id: str
    outlet: str | None
    title: str | None
    credit: tuple[str, ...]
    day: int | None
    minute: int | None
    terms: array[int]
    in_title: bytes
    in_lead: bytes
    in_body: bytes
    shingles: array[int]
    findings: bool
    keys: dict[str, array[int]]
    vector: array[float] | None
    blocks: dict[str, Block] = field(default_factory=dict)
    rare: array[int] = field(default_factory=lambda: array("I"))
    weighed_at: int = 0  # how many articles were held when it was weighed

    @property
    def order(self) -> tuple[int, int, int, int, str]:
        """Which came first: by day, by time where it is told, without a credit before with one, longer before shorter, then by id."""
        day = self.day if self.day is not None else 1 << 30
        minute = self.minute if self.minute is not None else 1 << 30
        return day, minute, len(self.credit), -len(self.shingles), self.id


KEYS = ("places", "actors", "events")


def held(index: int, sketch: Sketch, vocabulary: Vocabulary) -> Held:
    """A sketch taken in; it is not weighed yet."""
    keys: dict[str, Sequence[str]] = {"places": sketch.places, "actors": sketch.actors, "events": sketch.events}
    return Held(
        index=index,
        id=sketch.id,
        outlet=sketch.outlet,
        title=sketch.title,
        credit=sketch.credit,
        day=sketch.day,
        minute=sketch.minute,
        terms=vocabulary.numbers(sketch.terms),
        in_title=sketch.in_title,
        in_lead=sketch.in_lead,
        in_body=sketch.in_body,
        shingles=sketch.shingles,
        findings=sketch.findings,
        keys={kind: vocabulary.numbers(f"{kind}:{name}" for name in names) for kind, names in keys.items()},
        vector=sketch.vector,
    )


def weigh(article: Held, vocabulary: Vocabulary, rarity: Rarity) -> None:
    """Give an article its blocks by how rare its words are now."""
    names = vocabulary.names
    terms = article.terms
    rare = [rarity.of_term(names[term]) for term in terms]
    opening = [head + _IN_TITLE * title for head, title in zip(article.in_lead, article.in_title, strict=True)]
    text = [b + h + _IN_TITLE_TEXT * t for b, h, t in zip(article.in_body, article.in_lead, article.in_title, strict=True)]
    article.blocks = {
        "opening": block((term, (1 + math.log(n)) * r) for term, n, r in zip(terms, opening, rare, strict=True) if n),
        "text": block((term, (1 + math.log(n)) * r) for term, n, r in zip(terms, text, rare, strict=True) if n),
        "title": block((term, r) for term, n, r in zip(terms, article.in_title, rare, strict=True) if n),
        "numbers": block((term, r) for term, r in zip(terms, rare, strict=True) if is_number(names[term])),
        **{kind: block((key, rarity.of_key(names[key])) for key in article.keys[kind]) for kind in KEYS},
    }
    first = [(r, term) for term, n, r in zip(terms, opening, rare, strict=True) if n and r > 0]
    first.sort(key=lambda pair: (-pair[0], names[pair[1]]))
    article.rare = array("I", [term for _, term in first])
    article.weighed_at = rarity.articles
