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
        ("أعلنت الحكومة السورية أمس رفضها تصريحات الرئيس التركي بشأن اللاجئين.", "رفضها", "actual"),  # announced that it refuses
        ("أعلنت نقابة الصحافيين اليمنيين أمس، رفضها الكامل لمشروع القانون.", "رفضها", "actual"),
        ("أبدت وزارة الخارجية الأفغانية رفضها تقرير مجلس الأمن الدولي.", "رفضها", "actual"),
        ("جددت وزارة الخارجية الكويتية رفضها دعوات تهجير الفلسطينيين.", "رفضها", "actual"),
        ("نفى مصدر حكومي أن تكون الوزارة رفضت طلب النقابة.", "رفضت", "denied"),
        ("تزامن الإعلان مع اجتماع سيعقده رئيس الوزراء السنغالي مع قادة الجيش.", "اجتماع", "planned"),  # a meeting that he will hold
        ("أعلن وزير الإعلام عن اقتراب زيارة الرئيس السنغالي إلى المغرب.", "زيارة", "planned"),
        ("جاء القرار قبل أيام من بدء المحادثات بين مصر وتركيا.", "المحادثات", "planned"),  # days before the talks began
        ("جاء ذلك قبل ثلاثة أيام من زيارة الرئيس السنغالي إلى طوكيو.", "زيارة", "planned"),
        ("انتهت الأزمة بعد أيام من محادثات مصر وتركيا.", "محادثات", "actual"),
        ("من المرجح أن يزور الوزير السنغالي تركيا.", "يزور", "planned"),  # is likely to visit
        ("أضرب العمال قبل أسبوع من قمة المناخ في نيروبي.", "قمة", "planned"),
        ("نشر التقرير قبل الحرب بساعات من انطلاق المظاهرات.", "المظاهرات", "actual"),
        ("قال الوزير قبل سفره بعد أيام من لقائه الرئيس السنغالي إن الاتفاق قريب.", "لقائه", "actual"),  # before he left, days after
        ("نفى وزير النقل المالي الاتهامات التي وجهتها إليه المعارضة.", "الاتهامات", "actual"),  # he was accused
        ("نفى وزير النقل المالي أن تكون هناك اتهامات من حكومته للمعارضة.", "اتهامات", "denied"),  # there are none
        ("نفى وزير النقل المالي أن تكون حكومته قد اعتقلت زعيم المعارضة.", "اعتقلت", "denied"),
    ],
)
def test_status(text: str, trigger: str, status: str) -> None:
    record = PIPELINE.read(Article("x", text, published="2018-01-22"))
    assert [event.status for event in record.events if event.trigger.quote == trigger] == [status]


@pytest.mark.parametrize("published", ["2011", None])
@pytest.mark.parametrize(
    ("text", "trigger", "status"),
    [
        ("يلتقي وزير الدفاع السوداني غدا الأربعاء نظيره الكيني في نيروبي.", "يلتقي", "planned"),
        ("رحب المتحدث بزيارة الرئيس الغاني إلى تونس في الثالث من يونيو المقبل.", "زيارة", "planned"),
        ("التقى وزير الدفاع السوداني أمس الأربعاء نظيره الكيني في نيروبي.", "التقى", "actual"),
    ],
)
def test_words_tell_what_lies_ahead_where_the_day_of_the_article_is_unknown(
    text: str, trigger: str, status: str, published: str | None
) -> None:
    record = PIPELINE.read(Article("x", text, published=published))
    assert [event.status for event in record.events if event.trigger.quote == trigger] == [status]
