"""Who did the deed that is condemned, and who suffered it."""

from __future__ import annotations

import pytest

import rasd
from acting import ENGINES
from acting import parties as parties_of
from rasd.pipeline import Engine


def parties(text: str, engine: Engine, type_: str) -> list[tuple[list[str | None], list[str | None]]]:
    return parties_of(rasd.read(text, published="2026-05-20", engine=engine), type_)


@ENGINES
@pytest.mark.parametrize(
    ("text", "type_", "target"),
    [
        ("استنكرت وزارة الخارجية الأردنية الهجوم الروسي على ميناء أوديسا.", "ACCUSE", "روسيا"),  # condemns the Russian attack
        ("وأعربت السعودية عن إدانتها الشديدة للتوغل الإسرائيلي في الأراضي السورية.", "ACCUSE", "إسرائيل"),
        ("دانت جامعة الدول العربية بأشد العبارات القصف الإسرائيلي على مستشفى في خان يونس.", "ACCUSE", "إسرائيل"),
        ("رفضت الجزائر القرار الفرنسي بتقليص التأشيرات.", "REJECT", "فرنسا"),  # refuses the French decision
        ("رحبت عمان بالقرار الأميركي رفع العقوبات عن سوريا.", "SUPPORT", "الولايات المتحدة"),  # welcomes the American decision on Syria
        ("عقد مجلس الجامعة العربية اجتماعا أدان خلاله الاعتداءات الإسرائيلية على غزة.", "ACCUSE", "إسرائيل"),  # in which it condemned
        ("ألقت وزيرة الخارجية السويدية كلمة استنكرت فيها الهجمات الروسية على خاركيف.", "ACCUSE", "روسيا"),
    ],
)
def test_an_adjective_tells_whose_deed_is_judged(engine: Engine, text: str, type_: str, target: str) -> None:
    assert [targets for _, targets in parties(text, engine, type_)] == [[target]]


@ENGINES
def test_an_adjective_of_who_suffered_tells_no_deed(engine: Engine) -> None:
    """The targeting of the American forces is condemned, not America."""
    ((_, targets),) = parties("أدان العراق استهداف القوات الأميركية في أربيل.", engine, "ACCUSE")
    assert not {"الأميركية", "الولايات المتحدة"}.intersection(targets)


@ENGINES
@pytest.mark.parametrize(
    ("text", "source"),
    [
        ("شن مسلحو حركة الفجر هجوما على قرية زالة أمس. وأدان الرئيس سالم المرزوقي الهجوم بشدة.", "مسلحو حركة الفجر"),
        ("هاجم مستوطنون بلدة ترمسعيا وأحرقوا منازل. وأدانت فرنسا بشدة الاعتداءات.", "مستوطنون"),  # settlers; France condemns the attacks
    ],
)
def test_a_condemned_deed_points_back_to_who_did_it(engine: Engine, text: str, source: str) -> None:
    assert [targets for _, targets in parties(text, engine, "ACCUSE")] == [[source]]


@ENGINES
@pytest.mark.parametrize(
    ("text", "target"),
    [
        ("تعرضت قافلة إغاثة لهجوم مسلح قرب مدينة بحري أمس.", "قافلة إغاثة"),  # a relief convoy came under attack
        ("الاعتداء الذي تعرض له النائب كمال الدروبي أمس أثار موجة غضب في بيروت.", "كمال الدروبي"),
        ("يتعرض السكان لهجمات متكررة من عناصر تنظيم الشباب منذ أمس.", "السكان"),
    ],
)
def test_who_is_exposed_to_a_deed_suffers_it(engine: Engine, text: str, target: str) -> None:
    found = parties(text, engine, "ASSAULT")
    assert all(target not in sources for sources, _ in found)
    assert engine == "rules" or [target] in [targets for _, targets in found]


@ENGINES
@pytest.mark.parametrize(
    ("text", "type_", "target"),
    [
        ("أوقفت الشرطة خمسة واتهمتهم بالانتماء إلى تنظيم محظور.", "COERCE", "خمسة"),  # police arrested five and accused them
        ("حكمت المحكمة على ستة بالسجن عشر سنوات.", "SANCTION", "ستة"),  # six were sentenced
        ("أفرجت السلطات عن أربعة بعد التحقيق معهم.", "RETREAT", "أربعة"),  # four were let go
    ],
)
def test_a_number_word_alone_is_people(engine: Engine, text: str, type_: str, target: str) -> None:
    assert [targets for _, targets in parties(text, engine, type_)] == [[target]]


@ENGINES
def test_a_verb_with_and_has_its_subject_before(engine: Engine) -> None:
    """Who was arrested does not accuse."""
    (found,) = parties("أوقفت الشرطة خمسة واتهمتهم بالانتماء إلى تنظيم محظور.", engine, "ACCUSE")
    assert "خمسة" not in found[0]


@ENGINES
def test_the_wounded_and_the_abducted_are_two_events(engine: Engine) -> None:
    assert len(parties("أصيب تسعة في هجوم على القرية أمس واختطف مسلحون ثلاثة آخرين.", engine, "ASSAULT")) >= 2
