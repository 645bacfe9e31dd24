"""Turns: lines of a body that open with who speaks and a colon, in interviews and on live pages."""

from __future__ import annotations

import pytest

import rasd

HEAD = "تطورات اليوم"  # "today's developments"


def turns(body: str) -> list[tuple[str | None, str]]:
    """Who speaks and what, of the statements that lines with a colon make."""
    record = rasd.read(f"{HEAD}\n\n{body}", title=HEAD, published="2024-05-14", engine="rules")
    spoken = [one for one in record.statements if one.origin.rules[0] == "turn"]
    return [(one.speaker.quote if one.speaker is not None else None, one.content.quote) for one in spoken]


@pytest.mark.parametrize(
    ("line", "speaker", "content"),
    [
        ("الحرس الثوري الإيراني: بدأنا المرحلة الثانية من العملية", "الحرس الثوري الإيراني", "بدأنا المرحلة الثانية من العملية"),
        ("عاجل | وزير الدفاع في منشور على منصته: لن نسحب قواتنا من الجبهة", "وزير الدفاع", "لن نسحب قواتنا من الجبهة"),
        ("18:20 - الوكالة الدولية للطاقة الذرية: لا تسرب إشعاعيا في الموقع", "الوكالة الدولية للطاقة الذرية", "لا تسرب إشعاعيا في الموقع"),
        ("- الصحة الإيرانية: ارتفاع عدد القتلى إلى 30 منذ أمس", "الصحة الإيرانية", "ارتفاع عدد القتلى إلى 30 منذ أمس"),
        ("كمال درويش: «لم يتغير شيء بعد الاتفاق».", "كمال درويش", "لم يتغير شيء بعد الاتفاق"),
        ("كمال درويش: هل تغير شيء بعد الاتفاق يا سيدي؟", "كمال درويش", "هل تغير شيء بعد الاتفاق يا سيدي؟"),
    ],
)
def test_a_line_that_opens_with_who_speaks_is_a_statement(line: str, speaker: str, content: str) -> None:
    assert turns(f"بدأ اللقاء أمس في المدينة.\n{line}") == [(speaker, content)]


@pytest.mark.parametrize(
    "line",
    [
        "المصدر: وكالة الأنباء السعودية (واس)",  # a credit
        "المدرب: كمال درويش",
        "المنتخب المصري: سامي العمري، كمال درويش، نبيل حداد، فادي منصور",  # a line-up
        "السودان: مقتل 40 مدنيا في قصف على سوق",  # where it happened
        "الوزير يقول في بيانه: سنعود إلى العمل غدا",  # a verb has its own statement
        "لقاء مع كمال درويش: حديث عن الرواية والمدينة",
    ],
)
def test_other_lines_with_a_colon_are_none(line: str) -> None:
    assert turns(f"بدأ اللقاء أمس في المدينة.\n{line}") == []
