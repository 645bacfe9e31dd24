"""Deeds in the first person are the quoted speaker's own, where they are words of his."""

from __future__ import annotations

import pytest

from acting import ENGINES, sources
from rasd.pipeline import Engine


@ENGINES
@pytest.mark.parametrize(
    ("text", "type_", "speaker"),
    [
        (  # the states that he spoke with stand nearer than he does
            "قال سامي عبدالهادي، وزير الخارجية المصري: «تحدثنا مع تشاد وكينيا لبحث إدخال المساعدات، وندعم حق السودان في الدفاع عن نفسه».",
            "SUPPORT",
            "سامي عبدالهادي",
        ),
        (
            "قالت وزيرة الدفاع هالة المنصور: «إيران تهدد الملاحة، ولن نقبل بهذه التهديدات، ونرفض أي تدخل في شؤوننا».",
            "REJECT",
            "هالة المنصور",
        ),
    ],
    ids=["we support", "we refuse"],
)
def test_who_says_we_is_who_does_it(engine: Engine, text: str, type_: str, speaker: str) -> None:
    assert [speaker] in sources(text, type_, engine)


@ENGINES
def test_a_spokesman_who_says_we_clashed_is_not_who_fought(engine: Engine) -> None:
    text = "قال الناطق باسم الجيش عادل المبارك: «اشتبكنا مع المتمردين شرق المدينة وقتلنا منهم سبعة»."
    assert ["عادل المبارك"] not in sources(text, "ASSAULT", engine)
