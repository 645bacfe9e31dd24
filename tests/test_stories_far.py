"""Two articles years apart that a person calls one story: each day counts against them, and the chance goes to nothing and no further."""

from __future__ import annotations

import pytest

from rasd.stories.reasons import APART, chance


@pytest.mark.parametrize("days", [0, 30, 365, 619, 621, 3_650, 36_500])
def test_a_score_of_any_size_is_a_chance(days: int) -> None:
    assert 0.0 <= chance(APART * days) < 0.01 or days == 0
    assert chance(APART * days) >= chance(APART * (days + 1))
