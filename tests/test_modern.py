"""What outlets have written since 2022 and how it was misread: و before a second subject, towns before a colon, words of two meanings."""

from __future__ import annotations

import pytest

import rasd
from rasd.articles import article_of
from rasd.document import Document
from rasd.extract.joined_mentions import made
from rasd.signals import SignalMention, Signals
from rasd.spans import Span

BODY = "تفاصيل الخبر في نشرة المساء."  # "details in the evening bulletin"


@pytest.mark.parametrize(
    ("title", "signal", "kept"),
    [
        ("اجتماع في بغداد والعامري يدعو أنصاره إلى التهدئة", "والعامري", "العامري"),  # a second subject
        ("توقف الإنتاج ومحافظ المركزي يغادر العاصمة", "ومحافظ المركزي", "محافظ المركزي"),
        ("والي المدينة يستقبل الوفد", "والي المدينة", "والي المدينة"),  # a governor: و is his own
    ],
)
def test_the_encoder_marks_no_conjunction(title: str, signal: str, kept: str) -> None:
    document = Document(article_of(BODY, title=title))
    document.signals = Signals(model="digest")
    span = Span(title.index(signal), title.index(signal) + len(signal))
    mention = made(document, SignalMention(span, "person", 0.9, "title", 0.9, False, 0))
    assert mention is not None
    assert mention.span.of(document.text) == kept


@pytest.mark.parametrize(
    ("title", "speaks"),
    [
        ("تونس: المحكمة التونسية تؤجل النظر في القضية", False),  # told of Tunis
        ("روسيا: الغارات على المدينة مرفوضة", True),
    ],
)
def test_a_state_before_a_colon(title: str, speaks: bool) -> None:
    record = rasd.read(BODY, title=title, engine="rules")
    assert any(statement.cue.quote == ":" for statement in record.statements) is speaks


@pytest.mark.parametrize(
    ("text", "promises"),
    [
        ('نددت الجبهة بالقرار، وعدته "خطوة خطيرة" على المنطقة.', False),  # regarded it as
        ("زار الوزير المصنع ووعدته الإدارة بأن تزيد الإنتاج.", True),
    ],
)
def test_to_regard_is_not_to_promise(text: str, promises: bool) -> None:
    record = rasd.read(text, published="2024-05-06", engine="rules")
    assert any(event.type == "AGREE" for event in record.events) is promises


def test_a_rank_is_not_a_politicians() -> None:
    """العميد نبيل عبد الله speaks for an army; a Moroccan politician bears the name."""
    record = rasd.read("قال المتحدث باسم الجيش السوداني العميد نبيل عبد الله إن القوات تقدمت.", published="2023-11-06", engine="rules")
    (speaker,) = [actor for actor in record.actors if actor.kind == "person"]
    assert speaker.country == "SDN"


def test_a_radio_without_a_name_is_nobodys() -> None:
    record = rasd.read("تجمع العشرات أمام مقر الإذاعة في العاصمة تونس. وطالبت الإذاعة بحماية موظفيها.", engine="rules")
    assert all(actor.country != "ISR" for actor in record.actors)
