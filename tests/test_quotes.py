"""Quotations. In a case `[` and `]` stand around what is quoted, inside the marks; `{` where it ends without a mark."""

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rasd.arabic.quotes import Quotation, at, quotations, quotations_of
from rasd.arabic.sentences import paragraphs
from rasd.document import Document
from rasd.records import Article
from rasd.spans import Span

CASES = """
قال "[نعم]" وأضاف "[لا]".
قال «[نعم]» و»[لا]« أيضا
قال “[نعم]” و”[لا]“ أيضا
قال ”[نعم]” أيضا
قال „[نعم]“ و‟[لا]” أيضا
قال ''[نعم]'' و'[لا]' أيضا
قال ‘[نعم]’ أيضا
قال (([نعم])) أيضا
قال ,,[نعم],, أيضا
قال <<[نعم]>> أيضا
قال ″[نعم]″ أيضا
قال &quot;[نعم]&quot; و&#34;[لا]&#34; أيضا
قال “[نعم.]”ونقل عنه “[لا]” أيضا
قال:"[نعم]".وأضاف."[لا]".
قال " [نعم] " ثم " [لا] ".
قال:"[نعم]".وأضاف:"[لا]".
قال لـ"[الأهرام]" و"[الأخبار]" وب"[غيرها]" أمس
قال "[إن صحيفة "الأهرام" نشرت ذلك]" أمس
قال «[إن "الأهرام" نشرت]» أمس
قال «[إن «الأهرام» نشرت]» أمس
قال "[نعم”] أمس
قال "[نعم ولا شيء{
قال "[نحن هنا.{ وأضاف "[لا نعرف]".
قال "[نعود غدا. "ثم نمضي]" أمس
حذر من التطرف”، ثم قال “[نعم]” أمس
زار O'Neil متجر Macy’s أمس
طوله 5' فقط
خطأ,, مطبعي
بلا علامات
""
قال "[نعم]"
"""


def expected(case: str) -> tuple[str, list[str]]:
    """The text of a case and the words that it marks."""
    quoted = []
    text = ""
    for letter in case:
        if letter == "[":
            start = len(text)
        elif letter in "]{":
            quoted.append(text[start:])
        else:
            text += letter
    return text, quoted


@pytest.mark.parametrize("case", [case.replace("”]", "]”") for case in CASES.strip().splitlines()])
def test_quotations(case: str) -> None:
    text, quoted = expected(case)
    found = quotations(text, Span(0, len(text)))
    assert [q.inner.of(text) for q in found] == quoted
    assert [q.closed for q in found] == [mark == "]" for mark in case if mark in "]{"]


def test_nested_quotations_are_kept() -> None:
    text = 'قال «إن "الأهرام" نشرت»'
    (outer,) = quotations(text, Span(0, len(text)))
    assert [q.inner.of(text) for q in outer.nested] == ["الأهرام"]


def test_words_tell_a_scare_quote_from_speech() -> None:
    text = 'ما يسمى "الدولة" قال "لن نعود إلى هناك أبدا"'
    assert [q.words for q in quotations(text, Span(0, len(text)))] == [1, 5]


def _over(text: str) -> list[Quotation]:
    return quotations_of(text, paragraphs(text))


def test_every_paragraph_opens_and_the_last_closes() -> None:
    text = "قال: «أولا.\n«وثانيا.\n«وثالثا» ثم انصرف."
    found = _over(text)
    assert [q.inner.of(text) for q in found] == ["أولا.", "وثانيا.", "وثالثا"]
    assert [q.continues for q in found] == [False, True, True]
    assert [q.closed for q in found] == [False, False, True]


def test_only_the_first_paragraph_opens_and_the_last_closes() -> None:
    text = "قال: «أولا.\nوثانيا.\nوثالثا» ثم انصرف وقال «لا»."
    found = _over(text)
    assert [q.inner.of(text) for q in found] == ["أولا.", "وثانيا.", "وثالثا", "لا"]
    assert [q.continues for q in found] == [False, True, True, False]


def test_a_forgotten_mark_does_not_swallow_later_paragraphs() -> None:
    text = "قال: «أولا.\nوثانيا.\nقال «لا» أيضا."
    assert [q.inner.of(text) for q in _over(text)] == ["أولا.", "لا"]


def test_quotation_at_an_offset() -> None:
    text = 'قال "نعم" و"لا"'
    found = quotations(text, Span(0, len(text)))
    starts = [q.inner.start for q in found]
    words = [q.inner.of(text) if (q := at(found, starts, k)) else "-" for k in range(len(text))]
    assert words == ["-"] * 5 + ["نعم"] * 3 + ["-"] * 4 + ["لا"] * 2 + ["-"]


@given(st.text(st.sampled_from([*"أب و.،:(). \n", *"\"'«»“”‘’„‹›″,<>()", "\u202e", "\u0640", "\ud800", "a"]), max_size=60))
def test_quotations_are_in_order_and_inside(text: str) -> None:
    document = Document(Article("a", text))
    found = document.quotations
    assert all(0 <= q.outer.start <= q.inner.start < q.inner.end <= q.outer.end <= len(text) for q in found)
    assert all(a.outer.end <= b.outer.start for a, b in pairwise(found))
    for quotation in found:
        assert all(quotation.inner.holds(inner.outer) for inner in quotation.nested)
        assert document.quotation_at(quotation.inner.start) == quotation
