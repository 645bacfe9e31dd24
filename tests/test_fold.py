"""Folding and the way back from the folded view."""

import sys
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rasd.arabic.fold import FoldedView, fold, fold_letter
from rasd.arabic.letters import DROPPED, HAMZA_ABOVE, PRESENTATION_FORMS, TATWEEL, ZWNJ

FATHA = "\u064e"
SHADDA = "\u0651"
RTL_MARK = "\u200f"
LAM_ALEF = "\ufefb"
LAM_ALEF_HAMZA = "\ufef7"
ALLAH = "\ufdf2"
HONORIFIC = "\ufdfa"


@pytest.mark.parametrize(
    ("typed", "key"),
    [
        ("أحمد", "احمد"),
        ("إلى", "الي"),
        ("آل", "ال"),
        ("ٱلله", "الله"),
        ("جامعة", "جامعه"),
        ("مصطفى", "مصطفي"),
        ("مسؤول", "مسؤول"),
        ("مسئول", "مسؤول"),
        ("شئ" + FATHA + "ون", "شؤون"),
        ("م" + FATHA + "ح" + SHADDA + FATHA + "مد", "محمد"),
        ("لـ" + TATWEEL, "ل"),
        ("١٢٣", "123"),
        ("۴۵", "45"),
        ("ایران", "ايران"),
        ("کرکوک", "كركوك"),
        ("ڤيتو", "فيتو"),
        ("ڨفصة", "قفصه"),
        ("چاد", "جاد"),
        (LAM_ALEF + "عب", "لاعب"),
        (LAM_ALEF_HAMZA + "نه", "لانه"),
        ("عبد" + ALLAH, "عبدالله"),
        ("می" + ZWNJ + "دان", "ميدان"),
        (RTL_MARK + "وزير", "وزير"),
        ("شو" + HAMZA_ABOVE + "ون", "شؤون"),
        ("سو" + HAMZA_ABOVE + "ال", "سؤال"),
        ("هي" + FATHA + HAMZA_ABOVE + "ة", "هئه"),
        ("ا" + HAMZA_ABOVE + "من", "امن"),
        ("U.S.", "U.S."),
        ("\ud800", "\ud800"),
        ("", ""),
    ],
)
def test_one_key(typed: str, key: str) -> None:
    assert fold(typed) == key


def test_folding_is_idempotent_on_every_code_point() -> None:
    for code in range(sys.maxunicode + 1):
        folded = fold_letter(chr(code))
        assert fold(folded) == folded, hex(code)


def test_presentation_forms_become_letters() -> None:
    for code in PRESENTATION_FORMS:
        assert not any(0xFB50 <= ord(c) <= 0xFEFC and ord(c) in PRESENTATION_FORMS for c in fold_letter(chr(code)) if c != chr(code)), hex(
            code
        )


def test_an_honorific_is_a_sign() -> None:
    assert fold_letter(HONORIFIC) == HONORIFIC


LETTERS = st.sampled_from([
    *"ابتثجحخدذرزسشصضطظعغفقكلمنهويأإآؤئءىةپچگکیڤ ،.«»\"()\n",
    *sorted(DROPPED),
    *"٠١٢۰۱7aZé",
    *map(chr, PRESENTATION_FORMS[::17]),
    LAM_ALEF, LAM_ALEF_HAMZA, ALLAH, HONORIFIC, HAMZA_ABOVE, "\ud800", "\udfff", "\U0001f600",
])  # fmt: skip
TEXTS = st.text(LETTERS, max_size=40) | st.text(max_size=20)


@given(TEXTS)
def test_the_view_is_the_folded_text(text: str) -> None:
    assert FoldedView(text).text == fold(text)


@given(TEXTS, st.data())
def test_every_slice_leads_back(text: str, data: st.DataObject) -> None:
    view = FoldedView(text)
    if not view.text:
        assert view.span(0, 0) == (0, 0)
        return
    start = data.draw(st.integers(0, len(view.text) - 1))
    end = data.draw(st.integers(start + 1, len(view.text)))
    span = view.span(start, end)
    assert 0 <= span.start < span.end <= len(text)
    folded = fold(span.of(text))
    # A slice that cuts a ligature leads to the whole ligature; all others fold to exactly the slice.
    whole = _on_letter_boundaries(text, view, start, end)
    slice_ = view.text[start:end].replace("ؤ", "ئ")  # a slice may cut ئو, whose ئ alone stays ئ
    assert folded.replace("ؤ", "ئ") == slice_ if whole else slice_ in folded.replace("ؤ", "ئ")


def _on_letter_boundaries(text: str, view: FoldedView, start: int, end: int) -> bool:
    """Whether neither end of the slice falls inside a ligature."""
    opens = start == 0 or view.span(start - 1, start).start != view.span(start, start + 1).start
    closes = end == len(view.text) or view.span(end, end + 1).start != view.span(end - 1, end).start
    return opens and closes


@pytest.mark.parametrize(
    ("text", "spans"),
    [
        ("ك" + FATHA + "ت" + SHADDA + FATHA + "ب" + TATWEEL, [(0, 2), (2, 5), (5, 7)]),
        (LAM_ALEF + FATHA + "ن", [(0, 2), (0, 2), (2, 3)]),
        ("ك" + RTL_MARK + FATHA + "ت", [(0, 1), (3, 4)]),
        (FATHA + "ك", [(1, 2)]),
    ],
)
def test_marks_belong_to_the_letter_before_them(text: str, spans: list[tuple[int, int]]) -> None:
    """A quotation that ends with a vowelled word has its last vowel; controls belong to nothing."""
    view = FoldedView(text)
    assert [view.span(k, k + 1) for k in range(len(view.text))] == spans
    assert view.span(1, 1) == (spans[1][0] if len(spans) > 1 else spans[0][1],) * 2
    assert view.span(len(spans), len(spans)) == (spans[-1][1],) * 2


@given(TEXTS)
def test_spans_of_single_letters_are_in_order(text: str) -> None:
    view = FoldedView(text)
    spans = [view.span(k, k + 1) for k in range(len(view.text))]
    assert all(a.start <= b.start and (a == b or a.end <= b.start) for a, b in pairwise(spans))
