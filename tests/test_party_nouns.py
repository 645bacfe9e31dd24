"""Parties by the noun that tells them: counts, the two sides, and deeds that did not come to it."""

from __future__ import annotations

import pytest

import rasd
from acting import ENGINES, parties
from rasd.pipeline import Engine


@ENGINES
@pytest.mark.parametrize(
    ("text", "target", "toll"),
    [
        ("قتل ثلاثة عمال وأصيب سبعة في قصف على بلدة عيتا الشعب أمس.", "ثلاثة عمال", (3, 7)),  # three workers killed, seven hurt
        ("قُتل ثلاثة عمال وأصيب سبعة آخرون في انفجار سيارة مفخخة وسط كابل.", "ثلاثة عمال", (3, 7)),
        ("قتل شرطي وأصيب اثنان في هجوم مسلح شمالي سيناء أمس الأحد.", "شرطي", (1, 2)),
    ],
)
def test_a_count_alone_is_not_whom_it_hit(engine: Engine, text: str, target: str, toll: tuple[int, int]) -> None:
    record = rasd.read(text, published="2024-05-20", engine=engine)
    assert [targets for _, targets in parties(record, "ASSAULT")] == [[target]]
    assert [(event.dead, event.injured) for event in record.events] == [toll]


@ENGINES
def test_a_suicide_bomber_is_nobodys_victim(engine: Engine) -> None:
    record = rasd.read("مقتل 5 وإصابة 20 في تفجير انتحاري بمقديشو", engine=engine)
    assert [targets for _, targets in parties(record, "ASSAULT")] == [[]]


@ENGINES
@pytest.mark.parametrize(
    ("text", "type_", "both"),
    [
        (
            "عقد الوزير المصري سالم العدواني لقاء مع الوزير التونسي خالد المنصوري في القاهرة. وتعهد الجانبان بإجراء مناورات.",
            "AGREE",
            ("سالم العدواني", "خالد المنصوري"),
        ),
        ("قال الوسيط إن الحكومة السودانية وحركة الفجر اتفقتا على هدنة. واتفق الطرفان على تبادل الأسرى.", "AGREE", None),
    ],
)
def test_the_two_sides_are_both_or_nobody(engine: Engine, text: str, type_: str, both: tuple[str, str] | None) -> None:
    for sources, targets in parties(rasd.read(text, published="2024-05-20", engine=engine), type_):
        named = [name for name in (*sources, *targets) if name not in ("الجانبان", "الطرفان")]
        assert len(named) in (0, 2)
        assert both is None or (sources, targets) == ([both[0]], [both[1]])


@ENGINES
@pytest.mark.parametrize(
    ("text", "type_", "both"),
    [
        (
            # what he asks of Turkey stands between
            "زار رئيس وزراء العراق علي الجبوري الكويت والتقى ولي العهد فهد السالم. وطالب الجبوري تركيا بسحب قواتها. وتعهد الجانبان بهدنة.",
            "AGREE",
            {"علي الجبوري", "فهد السالم"},
        ),
        (
            # that Israel shelled a town stands between
            "بحث الرئيس جان مارتان مع رئيس الوزراء كريم حداد دعم الجيش. وقال حداد إن إسرائيل قصفت بلدة. واتفق الطرفان على عقد مؤتمر.",
            "AGREE",
            {"جان مارتان", "كريم حداد"},
        ),
    ],
)
def test_the_two_sides_are_who_met_whatever_lies_between(engine: Engine, text: str, type_: str, both: set[str]) -> None:
    found = parties(rasd.read(text, published="2026-05-20", engine=engine), type_)[-1]
    assert {*found[0], *found[1]} == both


@ENGINES
def test_who_is_called_on_is_not_told_by_the_event_before(engine: Engine) -> None:
    text = "التقى وزير الخارجية الإيراني نظيره السعودي أمس. ودعت واشنطن الطرفين إلى وقف التصعيد."  # the US calls on both sides
    (found,) = parties(rasd.read(text, published="2024-05-20", engine=engine), "REQUEST")
    assert found[0] == ["الولايات المتحدة"]


@ENGINES
def test_countries_that_an_adjective_tells_are_no_two_sides(engine: Engine) -> None:
    """The developing countries call on the United States."""
    text = "التقى وزير المالية المصري نظيره التونسي أمس. وتطالب البلدان النامية الولايات المتحدة بخفض الانبعاثات."
    (found,) = parties(rasd.read(text, published="2024-05-20", engine=engine), "REQUEST")
    assert "الولايات المتحدة" in found[1]


@ENGINES
@pytest.mark.parametrize(
    "text",
    [
        "أحبطت قوات الأمن هجوما على محطة كهرباء في تونس العاصمة.",  # foiled an attack
        "تم إحباط محاولة تفجير في سوق بكركوك.",
        "تمكنت الشرطة من إفشال مخطط لاغتيال مسؤول حزبي.",
        "قال وزير الداخلية إن الأمن أحبط تفجيرا كان يستهدف محطة قطار في إسطنبول واعتقل أربعة أشخاص.",  # was to hit a station
        "أعلنت الشرطة أمس أنها أحبطت هجوما كان يعد له شابان على كنيس في سيدني.",
    ],
)
def test_what_was_foiled_did_not_happen(engine: Engine, text: str) -> None:
    assert "ASSAULT" not in {event.type for event in rasd.read(text, published="2024-05-20", engine=engine).events}


@ENGINES
@pytest.mark.parametrize(
    "text",
    [
        "أحبطت الشرطة هجوما، وقتلت ثلاثة مسلحين في غارة على بيشاور أمس.",  # a second deed
        "أعلنت الوزارة إحباط عملية تهريب، وقتل مسلحون جنديين في هجوم على دورية أمس.",
    ],
)
def test_what_stands_beside_it_did(engine: Engine, text: str) -> None:
    assert "ASSAULT" in {event.type for event in rasd.read(text, published="2024-05-20", engine=engine).events}
