"""Manners of writing that agencies have: datelines, courtesy, blessings, months from one to another."""

from __future__ import annotations

from typing import Any

import pytest

import rasd
from rasd.articles import article_of
from rasd.document import Document
from rasd.extract.mentions.joined import JoinedMentions
from rasd.pipeline import default_pipeline
from rasd.signals import SignalMention, Signals
from rasd.spans import Span

HEAD = "تطورات اليوم"  # "today's developments"


@pytest.mark.parametrize(
    ("line", "place", "country"),
    [
        ("أبوظبي في 21 مايو / وام / بحث وزير الاقتصاد اليوم تعزيز التعاون.", "أبوظبي", "ARE"),
        ("الدوحة في 12 مارس /قنا/ اجتمع أمير البلاد مع رئيس الوزراء.", "الدوحة", "QAT"),
        ("عمان - قال وزير المالية إن الموازنة أقرت.", "عمان", "JOR"),  # no Omani dateline names the state
        ("عمان 5 أيار (بترا)- استقبل رئيس الوزراء السفير.", "عمان", "JOR"),
    ],
)
def test_the_capital_of_a_dateline_is_where_it_was_written(line: str, place: str, country: str) -> None:
    record = rasd.read(f"{HEAD}\n\n{line}", title=HEAD, published="2024-05-22", engine="rules")
    assert [(one.quote, one.country) for one in record.places] == [(place, country)]


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("الكويت - 22 - 11 (كونا) -- أقر المجلس القانون.", [("22 - 11", "2023-11-22")]),
        (
            "زادت الصادرات خلال الفترة من يناير/كانون الثاني إلى أبريل/نيسان الماضيين.",
            [("يناير/كانون الثاني إلى أبريل/نيسان الماضيين", "2023-01/2023-04")],
        ),
        ("هدأت الجبهة بين أيار وتموز 2021.", [("أيار وتموز 2021", "2021-05/2021-07")]),
        ("انخفضت الأسعار من نوفمبر حتى فبراير 2022.", [("نوفمبر حتى فبراير 2022", "2021-11/2022-02")]),
        ("بلغ الإنتاج إلى موفى شهر أوت المنقضي 12 طنا.", [("موفى شهر أوت المنقضي", "2023-08")]),
        ("فاز الفريق 2 - 1 (بعد التمديد).", []),
    ],
)
def test_times_as_agencies_write_them(text: str, told: list[tuple[str, str]]) -> None:
    record = rasd.read(text, published="2023-11-22", engine="rules")
    assert [(one.quote, one.value) for one in record.times] == told


@pytest.mark.parametrize(
    ("text", "places"),
    [
        ("ضبطت القوات كدسا للعتاد في صلاح الدين.", []),  # In Salah in Algeria is عين صالح
        ("أدخلت المساعدات إلى غزة. وتتواصل الحرب على القطاع.", ["غزة", "القطاع"]),
        ("اتسعت أزمة غزة وتراجع القطاع بنسبة 3 بالمئة.", ["غزة"]),  # the sector
        ("انسحب نواب جبهة القوى الاشتراكية من الجلسة.", []),
    ],
)
def test_places_that_were_other_words(text: str, places: list[str]) -> None:
    assert [one.quote for one in rasd.read(text, published="2024-05-14", engine="rules").places] == places


def test_a_blessing_is_nobody() -> None:
    record = rasd.read("أشاد بالإصلاحات التي أطلقها صاحب الجلالة الملك سامي العمري، نصره الله، في المدينة.", engine="rules")
    assert not [m.quote for actor in record.actors for m in actor.mentions if "نصره" in m.quote]


@pytest.mark.parametrize(
    ("text", "signals", "found"),
    [
        (
            "أجرى وزير الفلاحة، السيد كمال درويش، مباحثات في الرباط.",
            ["وزير الفلاحة", "السيد كمال درويش"],
            [("وزير الفلاحة، السيد كمال درويش", "كمال درويش")],
        ),
        (
            "حضر كمال درويش، السيد سامي العمري، ونبيل حداد.",  # a list
            ["كمال درويش", "السيد سامي العمري"],
            [("كمال درويش", "كمال درويش"), ("السيد سامي العمري", "سامي العمري"), ("نبيل حداد", "نبيل حداد")],
        ),
    ],
)
def test_courtesy_is_no_part_of_a_name(text: str, signals: list[str], found: list[tuple[str, str]]) -> None:
    document = Document(article_of(text))
    spans = [Span(text.index(words), text.index(words) + len(words)) for words in signals]
    document.signals = Signals(
        model="digest", mentions=[SignalMention(span, "person", 0.9, "name", 0.9, False, k) for k, span in enumerate(spans)]
    )
    rules: Any = next(extractor for extractor in default_pipeline("rules").extractors if extractor.name == "mentions")
    people = [m for m in JoinedMentions(rules)(document) if m.kind == "person"]
    assert [(m.span.of(text), m.name.of(text) if m.name is not None else None) for m in people] == found


@pytest.mark.parametrize("text", ["استخدمت روسيا حق النقض ضد مشروع القرار.", "استخدمت الولايات المتحدة الفيتو ضد القرار."])
def test_a_veto_is_a_refusal_and_no_violence(text: str) -> None:
    assert [one.type for one in rasd.read(text, engine="rules").events] == ["REJECT"]
