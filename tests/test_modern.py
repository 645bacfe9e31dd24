"""What outlets have written since 2022 and how it was misread: و before a second subject, towns before a colon, words of two meanings."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

import rasd
from rasd.articles import article_of
from rasd.document import Document
from rasd.extract.mentions.joined import JoinedMentions, made
from rasd.findings import FoundMention
from rasd.signals import SignalMention, Signals
from rasd.spans import Span


class Two:
    """Rules that see two people."""

    name, version = "two", "1"

    def __call__(self, document: Document) -> Iterator[FoundMention]:
        for words in ("الرئيس كمال درويش", "سامي العمري"):
            start = document.text.index(words)
            tokens = document.tokens_in(Span(start, start + len(words)))
            yield FoundMention(Span(start, start + len(words)), tokens[0], tokens[-1], "name", "person", named=True)


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
    ("words", "kept"),
    [
        ("تؤوي نازحين", "نازحين"),  # a verb before them
        ("ائتلاف شركات تقوده «", "ائتلاف شركات"),  # a relative clause that only begins
        ('المصنع "النور"', 'المصنع "النور"'),  # a mark that closes
    ],
)
def test_the_encoder_marks_no_verbs(words: str, kept: str) -> None:
    text = 'قصف الطيران مدرسة تؤوي نازحين. وفاز ائتلاف شركات تقوده «المدار» بالعقد. وأغلق المصنع "النور" أبوابه.'
    document = Document(article_of(text))
    document.signals = Signals(model="digest")
    span = Span(text.index(words), text.index(words) + len(words))
    mention = made(document, SignalMention(span, "group", 0.9, "nominal", 0.9, False, 0))
    assert mention is not None
    assert mention.span.of(document.text) == kept


def test_two_people_side_by_side_are_two() -> None:
    text = "كلف الرئيس كمال درويش سامي العمري بتشكيل الحكومة."
    document = Document(article_of(text))
    words = "الرئيس كمال درويش سامي العمري"
    span = Span(text.index(words), text.index(words) + len(words))
    document.signals = Signals(model="digest", mentions=[SignalMention(span, "person", 0.9, "name", 0.9, False, 0)])
    people = [m.span.of(text) for m in JoinedMentions(Two())(document)]
    assert people == ["الرئيس كمال درويش", "سامي العمري"]


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
    record = rasd.read("قال المتحدث باسم الجيش العميد نبيل عبد الله إن القوات تقدمت في السودان.", published="2023-11-06", engine="rules")
    (speaker,) = [actor for actor in record.actors if actor.kind == "person"]
    assert speaker.name.ar == "نبيل عبد الله"


def test_a_radio_without_a_name_is_nobodys() -> None:
    record = rasd.read("تجمع العشرات أمام مقر الإذاعة في العاصمة تونس. وطالبت الإذاعة بحماية موظفيها.", engine="rules")
    (radio,) = [actor for actor in record.actors if any("الإذاعة" in m.quote for m in actor.mentions)]
    assert radio.country != "ISR"


def test_the_enemy_is_not_the_army_at_home() -> None:
    text = "نفذ جيش العدو تفجيرا في بلدة الخيام. وقال الجيش اللبناني إن وحداته انتشرت في مرجعيون."
    record = rasd.read(text, published="2024-12-24", engine="rules")
    (army,) = [actor for actor in record.actors if any(m.quote == "جيش العدو" for m in actor.mentions)]
    assert all(m.quote != "الجيش اللبناني" for m in army.mentions)
