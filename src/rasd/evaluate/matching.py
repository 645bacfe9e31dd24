"""Matching predicted spans and actors to gold ones, one to one."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from typing import Any, NamedTuple

from rasd.arabic.letters import TATWEEL
from rasd.spans import Span, overlap

MENTION_IOU, CONTENT_IOU, LOOSE_IOU, SAME_ACTOR = 0.5, 0.8, 0.5, 0.3

_MARKS = re.compile(f"[\u064b-\u0652{TATWEEL}]")
_LETTERS = str.maketrans("أإآىة", "ااايه")


def span_of(value: Any) -> Span | None:
    """A span from a gold pair `[start, end]` or a predicted `{start, end}`; None where there are no words."""
    if not value:
        return None
    if isinstance(value, dict):
        return None if value.get("start") is None else Span(value["start"], value["end"])
    return Span(value[0], value[1])


def iou(a: Span | None, b: Span | None) -> float:
    """Intersection over union, 0 where either is missing."""
    return overlap(a, b) if a and b else 0.0


def touch(a: Span | None, b: Span | None) -> bool:
    """Whether both exist and share a code point."""
    return bool(a and b and a.touches(b))


def one_to_one(gold: Sequence[Any], predicted: Sequence[Any], weight: Callable[[Any, Any], float]) -> list[tuple[int, int]]:
    """Greedy one-to-one matching by falling weight, as pairs (gold index, predicted index). Pairs of weight 0 never match."""
    pairs = sorted(((weight(g, p), i, j) for i, g in enumerate(gold) for j, p in enumerate(predicted)), key=lambda x: (-x[0], x[1], x[2]))
    gold_free, predicted_free = set(range(len(gold))), set(range(len(predicted)))
    matched = []
    for value, i, j in pairs:
        if value > 0 and i in gold_free and j in predicted_free:
            gold_free.discard(i)
            predicted_free.discard(j)
            matched.append((i, j))
    return matched


class Matching(NamedTuple):
    """Pairs (gold index, predicted index), the gold ones that were missed, and the predicted ones that are extra."""

    pairs: list[tuple[int, int]]
    missed: list[int]
    extra: list[int]


def matched(gold: Sequence[Any], predicted: Sequence[Any], weight: Callable[[Any, Any], float]) -> Matching:
    """The matching of `one_to_one`, and what it leaves on both sides."""
    pairs = one_to_one(gold, predicted, weight)
    found, used = {i for i, _ in pairs}, {j for _, j in pairs}
    return Matching(pairs, [i for i in range(len(gold)) if i not in found], [j for j in range(len(predicted)) if j not in used])


def if_least(value: float, least: float) -> float:
    """A weight, or 0 where it is below the least that counts."""
    return value if value >= least else 0.0


def fold_name(name: str | None) -> str:
    """The folding by which two names are compared. Part of the definition of the figures, so independent of `rasd.arabic.fold`."""
    return re.sub(r"\s+", " ", _MARKS.sub("", name or "").translate(_LETTERS)).strip()


def one_in_other(a: str | None, b: str | None) -> bool:
    """Whether two names are the same, or one is part of the other."""
    ours, theirs = fold_name(a), fold_name(b)
    return bool(ours and theirs) and (ours in theirs or theirs in ours)


def _likeness(gold: dict[str, Any], predicted: dict[str, Any]) -> float:
    wanted = [span_of(m) for m in gold["mentions"]]
    shared = sum(max((iou(m, span_of(n)) for m in wanted), default=0.0) for n in predicted.get("mentions", []))
    ours, theirs = fold_name(gold.get("name_ar")), fold_name((predicted.get("name") or {}).get("ar"))
    if ours and theirs:
        shared += 0.6 if ours == theirs else 0.3 if ours in theirs or theirs in ours else 0.0
    return shared


def actor_map(gold: Sequence[dict[str, Any]], predicted: Sequence[dict[str, Any]]) -> dict[str, str]:
    """Predicted actor id -> gold actor id, by the overlap of their mentions and by folded name."""
    votes = [(likeness, g["id"], p["id"]) for g in gold for p in predicted if (likeness := _likeness(g, p)) >= SAME_ACTOR]
    mapping: dict[str, str] = {}
    for _, ours, theirs in sorted(votes, key=lambda vote: (-vote[0], vote[1], vote[2])):
        mapping.setdefault(theirs, ours)
    return mapping
