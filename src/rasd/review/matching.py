"""Finds the finding that a judgement is about: by its id, else by the words stored with the judgement."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any

from rasd.spans import Span, overlap

Evidence = Mapping[str, Any]
SAME_WORDS = 0.5  # least intersection over union of spans with the same words, as in `rasd evaluate`


def span_in(value: Any) -> Span | None:
    """The span of `[start, end]`; None for anything else."""
    if not isinstance(value, Sequence) or isinstance(value, str) or len(value) != 2 or not all(type(at) is int for at in value):
        return None
    return Span(value[0], value[1]) if 0 <= value[0] < value[1] else None


def likeness(one: Any, other: Span) -> float:
    """How far two spans cover the same words, 0 to 1; 0 if one is missing."""
    span = span_in(one)
    return overlap(span, other) if span else 0.0


def touching(one: Any, other: Span) -> bool:
    """Whether two spans overlap."""
    span = span_in(one)
    return bool(span and span.touches(other))


def matched(asked: Mapping[str, Evidence], ids: Iterable[str], weight: Callable[[Evidence, str], float]) -> dict[str, str]:
    """The id of the finding for each judged id: the same id if it exists, else the most similar unmatched finding.

    One to one; pairs of weight 0 never match. Ids without a match are left out.
    """
    left = dict.fromkeys(ids)
    found = {id: id for id in asked if id in left}
    for id in found:
        del left[id]
    pairs = sorted(
        ((value, id, other) for id in asked if id not in found for other in left if (value := weight(asked[id], other)) > 0),
        key=lambda pair: (-pair[0], pair[1], pair[2]),
    )
    taken: set[str] = set()
    for _, id, other in pairs:
        if id not in found and other not in taken:
            found[id] = other
            taken.add(other)
    return found
