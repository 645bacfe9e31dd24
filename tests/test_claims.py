"""Who asserts an event: the source in whose words it is told, unless the event is his own act of speech."""

from __future__ import annotations

import pytest

from rasd.articles import article_of
from rasd.pipeline import Pipeline


@pytest.mark.parametrize(
    ("text", "type_", "claimed"),
    [
        ("أكد المتحدث باسم الجيش السوري أن مسلحين قتلوا خمسة جنود في حمص.", "ASSAULT", True),
        ("أعلنت الخارجية الروسية رفضها الاتهامات الأوكرانية.", "REJECT", False),
        ("أعربت الحكومة الأردنية عن إدانتها للهجوم على السفارة.", "ACCUSE", False),
        ("أكد وزير الخارجية الإيراني أن الولايات المتحدة رفضت المقترح.", "REJECT", True),
    ],
    ids=["told by the army", "its own refusal", "its own condemnation", "another's refusal"],
)
def test_an_act_of_speech_is_no_claim_of_who_does_it(text: str, type_: str, claimed: bool) -> None:
    found = [event for event in Pipeline(engine="full").read(article_of(text)).events if event.type == type_]
    assert found
    assert {event.asserted_by is not None for event in found} == {claimed}
