"""Mentions of actors from the scores of an article, and their clusters."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Callable, Iterable
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from rasd import signals
from rasd.models.layout import Array
from rasd.models.pieces import Pieces
from rasd.models.scores import Pointer, Scores, log_softmax, spans, untouched
from rasd.spans import Span

SURE = 0.98  # a piece with a higher chance of O begins no span
FAINT = 0.9  # the same for spans below the model's own threshold
NOTHING = 1e-4  # chances below this are not added up
FOLD = str.maketrans("أإآىة", "ااايه", "\u0640\u064b\u064c\u064d\u064e\u064f\u0650\u0651\u0652")


@dataclass(slots=True, eq=False)
class Mention:
    """Pieces first..last and their span; `kind` is the index of the likeliest kind, and `sure` its chance among kinds."""

    first: int
    last: int
    span: Span
    kind: int
    sure: float
    form: str
    chance: float
    inner: bool
    cluster: int = -1
    index: int = -1


class Mentions:
    """The mentions of one article: first those above the model's own thresholds, then those that pointers add, then faint ones."""

    def __init__(self, scores: Scores, pieces: Pieces, text: str) -> None:
        self.scores, self.pieces, self.text, self.layout = scores, pieces, text, scores.layout
        self.all: list[Mention] = []
        self.at: dict[int, Mention] = {}  # by first piece, to which pointers refer
        self.cover = np.zeros(scores.count, dtype=np.int64)  # 1 + index in `all` of the outermost mention
        self.read = {head: kinds_of(scores.tags[head][:, 1 : len(self.layout.kinds) + 1]) for head in ("outer", "inner")}
        self.forms: list[int] = scores.tags["form"].argmax(axis=1).tolist()
        limit = self.layout.settings["mention"]
        self.outer = spans(scores.tags["outer"], limit, SURE)
        self.inner = spans(scores.tags["inner"], limit, SURE)
        self.add_outer(self.outer)
        self.add_inner(self.inner)

    def add_outer(self, found: Iterable[tuple[int, int, int]]) -> None:
        """Keep spans of the outer head."""
        for first, last, _ in found:
            mention = self.make(first, last, "outer")
            if mention:
                self.add(mention)
                self.cover[first : last + 1] = len(self.all)

    def add_inner(self, found: Iterable[tuple[int, int, int]]) -> None:
        """Keep spans of the inner head that lie in an outer mention and are shorter."""
        for first, last, _ in found:
            owner = int(self.cover[first])
            if not owner or owner != self.cover[last] or (self.all[owner - 1].first, self.all[owner - 1].last) == (first, last):
                continue
            mention = self.make(first, last, "inner")
            if mention:
                self.add(mention)

    def add_faint(self) -> None:
        """Add spans below the model's own threshold that touch none above it."""
        self.add_outer(self.faint("outer", self.cover > 0))
        own = np.zeros(self.scores.count, dtype=bool)
        for first, last, _ in self.inner:
            own[first : last + 1] = True
        self.add_inner(self.inner_left())
        self.add_inner(self.faint("inner", own))

    def inner_left(self) -> list[tuple[int, int, int]]:
        """Inner spans that had no outer mention at first."""
        kept = {(m.first, m.last) for m in self.all if m.inner}
        return [span for span in self.inner if span[:2] not in kept]

    def faint(self, head: str, taken: NDArray[np.bool_]) -> list[tuple[int, int, int]]:
        """Spans of a head from the lower threshold on."""
        found = untouched(spans(self.scores.tags[head], signals.MENTION, FAINT), taken)
        return [s for s in found if self.scores.inside(head, s[0], s[1]) >= signals.MENTION]

    def make(self, first: int, last: int, head: str) -> Mention | None:
        """A mention with the kinds and form read at its first piece; None if it has no words."""
        span = self.pieces.span(first, last)
        if span is None:
            return None
        kinds, chances = self.read[head]
        form = self.layout.labels["form"][self.forms[first]]
        return Mention(first, last, span, kinds[first], chances[first], form, self.scores.inside(head, first, last), head == "inner")

    def add(self, mention: Mention) -> None:
        """Keep a mention."""
        self.all.append(mention)
        self.at.setdefault(mention.first, mention)

    def rescue(self, pointers: Iterable[Pointer]) -> None:
        """Add mentions at pieces that a pointer is sure of and that have no tag; their chance is the pointer's."""
        for pointer in pointers:
            best = int(pointer.chances.argmax())
            chance = float(pointer.chances[best])
            first = pointer.first + best
            if chance <= self.layout.settings["rescue"] or self.cover[first]:
                continue
            last = self.reach(first)
            mention = self.make(first, last, "outer")
            if mention:
                mention.chance = max(mention.chance, chance)
                self.add(mention)
                free = self.cover[first : last + 1]
                free[free == 0] = len(self.all)

    def reach(self, first: int) -> int:
        """The last piece of a mention without tags: up to the next gap or the end of the word."""
        kinds, tags = len(self.layout.kinds), self.scores.tags["outer"]
        last = first
        while last + 1 < self.scores.count:
            chances = np.exp(tags[last + 1])
            begin, going = float(chances[1 : kinds + 1].sum()), float(chances[kinds + 1 :].sum())
            if going <= max(begin, 0.25) and self.opens(last + 1):
                break
            last += 1
        return last

    def opens(self, piece: int) -> bool:
        """Whether a piece begins a word."""
        start = self.pieces.starts[piece]
        return start == self.pieces.ends[piece] or start == 0 or not self.text[start - 1].isalnum()

    def number(self) -> None:
        """Order by position, link every mention to its likeliest earlier one, and join those with the same words of a name."""
        self.all.sort(key=lambda m: (m.first, -m.last))
        parent = chained(self.all, self.scores.pointers(["antecedent"], [m.first for m in self.all])[0], self.own_words)
        by_words: dict[str, int] = {}
        for k, mention in enumerate(self.all):
            words = fold(mention.span.of(self.text))
            if mention.form == "name" and len(words) > 2:
                parent[root(parent, k)] = root(parent, by_words.setdefault(words, k))
        for k, mention in enumerate(self.all):
            mention.cluster, mention.index = root(parent, k), k
        for mention in reversed(self.all):
            self.cover[mention.first : mention.last + 1] = mention.index + 1

    def own_words(self, mention: Mention) -> frozenset[str]:
        """Words of a person's name as mentioned; empty for other mentions."""
        person = mention.form == "name" and self.layout.kinds[mention.kind] == "person"
        return frozenset(fold(mention.span.of(self.text)).split()) if person else frozenset()

    def holding(self, piece: int) -> Mention | None:
        """The mention that a pointer to this piece means: the one that begins there, else the one around it. Requires `number`."""
        around = int(self.cover[piece])
        return self.at.get(piece) or (self.all[around - 1] if around else None)


class Parties:
    """Sums the chances that a pointer gives to first pieces of mentions, by cluster."""

    def __init__(self, mentions: Mentions) -> None:
        self.firsts = sorted(mentions.at)
        self.where = np.array(self.firsts, dtype=np.int64)
        self.clusters = [mentions.at[first].cluster for first in self.firsts]

    def of(self, pointer: Pointer) -> dict[int, float]:
        """The chance of every cluster that has any."""
        low = bisect_left(self.firsts, pointer.first)
        high = bisect_left(self.firsts, pointer.first + len(pointer.chances))
        given = pointer.chances[self.where[low:high] - pointer.first]
        masses: dict[int, float] = {}
        (some,) = (given > NOTHING).nonzero()
        for k, chance in zip(some.tolist(), given[some].tolist(), strict=True):
            cluster = self.clusters[low + k]
            masses[cluster] = masses.get(cluster, 0.0) + chance
        return masses


def chained(mentions: list[Mention], pointers: list[Pointer], own_words: Callable[[Mention], frozenset[str]]) -> list[int]:
    """For every mention an earlier one of its cluster, or itself. Two persons whose names share no word are never joined."""
    firsts = [m.first for m in mentions]
    where, lasts = np.array(firsts, dtype=np.int64), np.array([m.last for m in mentions], dtype=np.int64)
    parent, own = list(range(len(mentions))), [own_words(m) for m in mentions]
    for k, (mention, pointer) in enumerate(zip(mentions, pointers, strict=True)):
        low = bisect_left(firsts, pointer.first)
        earlier = low + (lasts[low:k] < mention.first).nonzero()[0]
        if not len(earlier):
            continue
        chances = pointer.chances[where[earlier] - pointer.first]
        if chances.sum() > pointer.none:
            best = root(parent, int(earlier[int(chances.argmax())]))
            if not strangers(own[k], own[best]):
                parent[k] = best
                own[best] = own[best] | own[k]
    return parent


def root(parent: list[int], k: int) -> int:
    """The representative of a cluster."""
    while parent[k] != k:
        parent[k] = parent[parent[k]]
        k = parent[k]
    return k


def strangers(words: frozenset[str], others: frozenset[str]) -> bool:
    """Whether two names of persons share no word, even without a proclitic."""
    if not words or not others:
        return False
    return not any(word == other or word[1:] == other or word == other[1:] for word in words for other in others)


def fold(words: str) -> str:
    """Spelling variants as one, to compare names."""
    return " ".join(words.translate(FOLD).split())


def kinds_of(tags: Array) -> tuple[list[int], list[float]]:
    """The likeliest kind of a mention that begins at each piece, and its chance: of all pieces at once, for one costs as much as all."""
    logs = log_softmax(tags)
    best = logs.argmax(axis=1)
    return best.tolist(), np.exp(logs[np.arange(len(logs)), best]).tolist()
