"""The mode of an event, from what is said of it."""

from __future__ import annotations

import pytest

from rasd.pipeline import Pipeline
from rasd.records import Article

PIPELINE = Pipeline()


@pytest.mark.parametrize(
    ("text", "trigger", "mode"),
    [
        # far from its verb, what is demanded: to stop firing rockets, to get new loans
        ("دعت وزيرة خارجية مملكة النرويج الجديدة، في مؤتمر صحفي بأوسلو، جبهة تحرير الشرق إلى وقف إطلاق الصواريخ.", "دعت", "yield"),
        ("طلب رئيس وزراء جمهورية مالي من رئيس المفوضية الإفريقية، خلال لقاء في باماكو، الحصول على قروض جديدة.", "طلب", "assist"),
        ("حث وزير خارجية غانا قادة المتمردين على مغادرة العاصمة.", "حث", "yield"),  # to leave the capital
    ],
)
def test_what_is_demanded_tells_the_mode_of_a_demand(text: str, trigger: str, mode: str) -> None:
    record = PIPELINE.read(Article("x", text, published="2011-05-02"))
    assert [event.mode for event in record.events if event.trigger.quote == trigger] == [mode]
