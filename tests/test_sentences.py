"""Paragraphs, sentences and datelines. Cases: `/` in a case marks where a sentence ends."""

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rasd.arabic.datelines import datelines
from rasd.arabic.quotes import quotations_of
from rasd.arabic.sentences import paragraphs, sentences
from rasd.document import Document
from rasd.records import Article
from rasd.spans import Span

RTL_MARK = "\u200f"

CASES = """
قال الوزير ذلك. / وأضاف شيئا.
قال الوزير.وأضاف شيئا   # a lost space
قال د. محمد إن م. علي حضر. / ثم انصرف.
قال أ.د. سامي ذلك. / وزاد.
حضر ود. علي أيضا. / وزاد.
حضر سامي،د. علي أيضا. / وزاد.
هل نجحت الفئة ب؟ / نعم.
لا بد. / وزاد.
نقلت (أ.ف.ب) عنه. / وقال.
نقلت شبكة سي.إن.إن عنه. / وقال.
وكالة (أ .ف .ب) قالت. / وزادت.
الأطول 1. هولندا 2. بلجيكا 3. إستونيا
بلغ 3.5 درهم. / وقال.
بلغ 3 .15 درهم. / وقال.
وقع في 2015. / وقال.
وقع عام 2015 م. / وقال.
وقع عام 1438هـ. / وقال.
قالت U.S. شيئا. / وزادت.
قال George W. Bush ذلك. / وزاد.
1. قال الرئيس. / 2. قال الوزير.
هل جاء؟ / نعم! / لا.
قال إنه (؟) لا يعرف.
فيه (...) نقص.
قال "نعم. أنا هنا." / وأضاف "لا".
قال "نعم. أنا هنا" اليوم. / وأضاف "لا".
قال «لن نعود. انتهى» أمس. / وزاد.
قال "نعم." / "لا" وزاد
قال " نعم . " / وزاد
قال "لا يمكن." حسب الصحيفة. / وزاد.
قال "نحن هنا. / وأضاف "لا نعرف". / انتهى.
مقاتلة تسقط.. وصنعاء تؤكد.
• أول / • ثان
قرر الوزير . / في المقابل رفض.
بلا نقاط ولا شيء
"""


def split(text: str) -> list[str]:
    return [s.of(text) for p in paragraphs(text) for s in sentences(text, p, quotations_of(text, [p]))]


@pytest.mark.parametrize("case", [line.partition("#")[0].strip() for line in CASES.strip().splitlines()])
def test_sentences(case: str) -> None:
    if case == "قال الوزير.وأضاف شيئا":
        assert split(case) == ["قال الوزير.", "وأضاف شيئا"]
    else:
        assert split(case.replace(" / ", " ")) == case.split(" / ")


def test_two_dots_end_a_long_sentence_but_never_a_headline() -> None:
    words = "كلمة " * 14
    text = words + "أخيرة.. ثم غيرها"
    assert len(sentences(text, Span(0, len(text)))) == 2
    assert len(sentences(text, Span(0, len(text)), headline=True)) == 1


@pytest.mark.parametrize(
    ("text", "lines"),
    [
        ("أ\nب\r\n\r\nج", ["أ", "ب", "ج"]),
        ("  أ  \n \n", ["أ"]),
        ("أ ب" + " " * 12 + "ج", ["أ ب", "ج"]),
        ("أ  ب", ["أ  ب"]),
        (RTL_MARK + "أ" + RTL_MARK + "\n" + RTL_MARK, ["أ"]),
        ("", []),
        ("\n\n", []),
    ],
)
def test_paragraphs(text: str, lines: list[str]) -> None:
    assert [p.of(text) for p in paragraphs(text)] == lines


DATELINES = """
بغداد، العراق (CNN)-- | قالت الشرطة إن شيئا وقع في المدينة أمس
بغداد، العراق(CNN) --| قالت الشرطة إن شيئا وقع في المدينة أمس
الرياض - واس: | قال الوزير إن شيئا وقع في المدينة أمس
القاهرة (رويترز) - | قال الوزير إن شيئا وقع في المدينة أمس
القاهرة ( رويترز ) - | قال الوزير إن شيئا وقع في المدينة أمس
القاهرة في 26 سبتمبر / أ ش أ / | أكد الوزير أن شيئا وقع في المدينة أمس
تونس 11 ديسمبر 2016 (وات) - | أكد الوزير أن شيئا وقع في المدينة أمس
الدوحة ـ | قال الوزير إن شيئا وقع في المدينة أمس
رويترز- بنغازي (ليبيا): | قال الوزير إن شيئا وقع في المدينة أمس
خالد علي- سبق- جدة: | قال الوزير إن شيئا وقع في المدينة أمس
أبوظبي «الخليج»: | أعلنت الوزارة أن شيئا وقع في المدينة أمس
دبي: «الخليج» | أعلنت الوزارة أن شيئا وقع في المدينة أمس
دبي - علاء البدري:| أطلقت الوزارة خدمة في المدينة أمس
باريس - أ.ف.ب: | قال الوزير إن شيئا وقع في المدينة أمس
نيويورك (مركز أنباء المنظمة) - | قال الوزير إن شيئا وقع في المدينة أمس
أنقرة/ محمد علي/ الأناضول |
شفق نيوز/ | أعلنت الوزارة أن شيئا وقع في المدينة أمس
عين اليوم – متابعات |
الرباط 26 شوال 1436 هـ الموافق 11 اغسطس 2015 م واس |
| إذا كانت الدولة – كما قال الوزير – قادرة فلتفعل ذلك في المدينة
| سبق أن قال الوزير - وهو من المدينة - إن شيئا وقع
| الرياض تقول - على لسان الوزير - إن شيئا وقع
| الرئيس: لن نعود إلى المدينة ولن نترك شيئا فيها
"""


@pytest.mark.parametrize("case", DATELINES.strip().splitlines())
def test_datelines(case: str) -> None:
    head, _, rest = case.partition("|")
    text = head + rest.strip()
    expected = [head.strip()] if head.strip() else []
    assert [span.of(text).strip() for span in datelines(text, paragraphs(text))] == expected


def test_a_document_starts_its_first_sentence_after_the_dateline() -> None:
    document = Document(Article("a", "عنوان\n\nبغداد، العراق (CNN)-- قالت الشرطة ذلك. وانتهى.", title="عنوان"))
    assert [s.of(document.text) for s in document.sentences] == ["عنوان", "بغداد، العراق (CNN)--", "قالت الشرطة ذلك.", "وانتهى."]
    assert [span.of(document.text) for span in document.datelines] == ["بغداد، العراق (CNN)--"]
    assert document.title == (0, 5)
    assert [token.sentence for token in document.tokens][-5:] == [2, 2, 2, 3, 3]


def test_a_title_of_two_lines_is_one_headline() -> None:
    document = Document(Article("a", "سطر.. أول\nسطر ثان\n\nمتن", title="سطر.. أول\nسطر ثان"))
    assert document.title is not None
    assert document.title.of(document.text) == "سطر.. أول\nسطر ثان"


@given(st.text(st.sampled_from([*'أب دم. .،:"«»“”()-–…؟!\n\r1٢aZ', RTL_MARK, "\u0640", "\ud800", "\u00a0"]), max_size=60))
def test_sentences_cover_every_letter_in_order(text: str) -> None:
    document = Document(Article("a", text, title=text[:3]))
    spans = document.sentences
    assert all(0 <= s.start < s.end <= len(text) for s in spans)
    assert all(a.end <= b.start for a, b in pairwise(spans))
    covered = {position for s in spans for position in range(s.start, s.end)}
    assert all(position in covered for position, letter in enumerate(text) if letter.isalnum())
    assert all(token.sentence == document.sentence_of(token.start) for token in document.tokens)
