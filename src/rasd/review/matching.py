"""Which finding a judgement speaks of: by its id, else by the words that it keeps."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any

from rasd.spans import Span, overlap

Evidence = Mapping[str, Any]
SAME_WORDS = 0.5  # intersection over union at which two spans are the same words, as `rasd evaluate` has it


def span_in(value: Any) -> Span | None:
    """A span from `[start, end]`; None for what is none."""
    if not isinstance(value, Sequence) or isinstance(value, str) or len(value) != 2 or not all(type(at) is int for at in value):
        return None
    return Span(value[0], value[1]) if 0 <= value[0] < value[1] else None


def likeness(one: Any, other: Span) -> float:
    """How far two spans are the same words, 0 to 1; 0 where one is missing."""
    span = span_in(one)
    return overlap(span, other) if span else 0.0


def touching(one: Any, other: Span) -> bool:
    """Whether both share a letter."""
    span = span_in(one)
    return bool(span and span.touches(other))


def matched(asked: Mapping[str, Evidence], ids: Iterable[str], weight: Callable[[Evidence, str], float]) -> dict[str, str]:
    """The id of the finding that each asked id now has: the same where there is one, else the most alike of those that are left.

    One to one; pairs of weight 0 never match. Ids that match nothing are left out.
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
