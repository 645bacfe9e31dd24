"""Events of a text of one sentence: a flash, a post, an item of a feed."""

from __future__ import annotations

import pytest

import rasd


@pytest.mark.parametrize(
    "text",
    [
        "وقع انفجار قرب السفارة الأميركية في كابول.",  # an explosion near the American embassy
        "جرح سبعة خلال مواجهات مع قوات الاحتلال في نابلس.",
        "أصيب تسعة واختطف ثلاثة آخرون في هجوم على القرية أمس.",
    ],
)
def test_a_sentence_alone_tells_what_the_rules_are_sure_of(text: str) -> None:
    """The encoder has learned whole reports and says nothing of these words."""
    assert "ASSAULT" in {event.type for event in rasd.read(text, published="2026-05-20", engine="full").events}
