"""Planned or actual: the day of the article, future verbs and announcements decide."""

from __future__ import annotations

import pytest

from rasd.pipeline import Pipeline
from rasd.records import Article

PIPELINE = Pipeline()


@pytest.mark.parametrize(
    ("text", "trigger", "status"),
    [
        ("يؤدي وزير الخارجية الجزائري زيارة إلى تونس يومي 5 و6 فبراير المقبل.", "زيارة", "planned"),
        ("أدى وزير الخارجية الجزائري زيارة إلى تونس أمس.", "زيارة", "actual"),
        ("سيجري وزير الخارجية الجزائري محادثات مع نظيره التونسي.", "محادثات", "planned"),
        ("يستقبل الرئيس التونسي غدا وزير الخارجية الجزائري.", "يستقبل", "planned"),
        ("أعلن الاتحاد عن الزيارة التي سيقوم بها الرئيس إلى تونس.", "الزيارة", "planned"),
        ("أعرب الوزير عن رفضه للخطوات الإسرائيلية.", "رفضه", "actual"),
    ],
)
def test_status(text: str, trigger: str, status: str) -> None:
    record = PIPELINE.read(Article("x", text, published="2018-01-22"))
    assert [event.status for event in record.events if event.trigger.quote == trigger] == [status]
