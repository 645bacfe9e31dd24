"""Spans: what touches, holds and overlaps what, told by the positions themselves."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from rasd.spans import Cover, Span, overlap

SPANS = st.tuples(st.integers(0, 12), st.integers(0, 6)).map(lambda drawn: Span(drawn[0], sum(drawn)))


def positions(span: Span) -> set[int]:
    return set(range(*span))


@given(SPANS, SPANS)
def test_two_spans_share_what_their_positions_share(one: Span, other: Span) -> None:
    both, either = positions(one) & positions(other), positions(one) | positions(other)
    if one.length and other.length:
        assert one.touches(other) == bool(both)
        assert one.holds(other) == (positions(other) <= positions(one))
    assert overlap(one, other) == (len(both) / len(either) if both else 0.0)
    assert one.of("0123456789abcdefgh") == "".join("0123456789abcdefgh"[at] for at in sorted(positions(one)))


@given(st.lists(SPANS, max_size=6), st.integers(0, 20))
def test_a_cover_finds_all_that_hold_a_position_in_their_order(spans: list[Span], position: int) -> None:
    assert Cover(spans).holding(position) == [k for k, span in enumerate(spans) if position in positions(span)]
