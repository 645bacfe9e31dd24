"""The document that extractors read: positions, sentences and findings, looked up as the text has them."""

from __future__ import annotations

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rasd.document import Document
from rasd.findings import FoundMention, FoundTime
from rasd.records import Article, Origin
from rasd.signals import Signals
from rasd.spans import Span

ORIGIN = Origin("test", "1")
WORDS = ["قال", "الوزير", "د", "وصل", "«", "»", ".", "؟", ":", "\n", "\n\n", "#", "عاجل", "|", "5", "بغداد", "-", " "]  # urgent, Baghdad
TEXTS = st.lists(st.sampled_from(WORDS), max_size=30).map(" ".join)


def document(text: str, **fields: str) -> Document:
    return Document(Article("a", text=text, **fields))  # type: ignore[arg-type]


def mention(document: Document, first: int, last: int) -> FoundMention:
    return FoundMention(document.span(first, last), first, last, "name", "person")


@given(TEXTS, st.integers(0, 60))
def test_positions_are_looked_up_as_a_walk_over_all_finds_them(text: str, offset: int) -> None:
    made = document(text)
    past = len(made.tokens)
    assert made.token_at(offset) == next((k for k, token in enumerate(made.tokens) if token.end > offset), past)
    assert made.sentence_of(offset) == max((k for k, span in enumerate(made.sentences) if span.start <= offset), default=0)
    assert made.paragraph_of(offset) == max((k for k, span in enumerate(made.paragraphs) if span.start <= offset), default=0)
    span = Span(offset, offset + 9)
    assert list(made.tokens_in(span)) == [k for k, token in enumerate(made.tokens) if span.start <= token.start < span.end]


@given(TEXTS)
def test_sentences_are_in_order_and_hold_their_tokens(text: str) -> None:
    made = document(text)
    assert len(made.text) == len(made.plain) == len(text)
    assert all(one.end <= other.start for one, other in pairwise(made.sentences))
    assert [k for sentence in range(len(made.sentences)) for k in made.sentence_tokens(sentence)] == list(range(len(made.tokens)))
    for token in made.tokens:
        assert token.index in made.sentence_tokens(token.sentence)


@pytest.mark.parametrize("order", [(0, 1, 2), (2, 1, 0), (1, 0, 2)])
def test_of_mentions_that_overlap_the_longer_covers_a_token(order: tuple[int, int, int]) -> None:
    made = document("وصل وزير الخارجية سالم الحسن.")
    mentions = [mention(made, 1, 2), mention(made, 1, 4), mention(made, 3, 4)]
    for k in order:
        made.add(mentions[k])
    assert [made.mention_at(k) for k in range(5)] == [None, *[mentions[1]] * 4]
    assert made.mentions == [mentions[k] for k in order]


def test_of_two_mentions_of_one_length_the_first_stays() -> None:
    made = document("وصل وزير الخارجية سالم.")
    first = mention(made, 1, 2)
    made.add(first)
    made.add(mention(made, 2, 3))
    assert made.mention_at(2) is first


def test_what_is_no_finding_is_refused_with_its_kind() -> None:
    with pytest.raises(TypeError, match="a finding of Article"):
        document("نص").add(document("نص").article)  # type: ignore[arg-type]


def test_a_time_is_found_at_each_of_its_tokens() -> None:
    made = document("وصل مساء السبت.")
    time = FoundTime(made.span(1, 2), 1, 2, "2020-08-22", ORIGIN)
    made.add(time)
    assert [made.time_at(k) for k in range(4)] == [None, time, time, None]


def test_a_line_of_the_site_is_no_paragraph_and_no_sentence() -> None:
    text = "وصل الوفد إلى بغداد.\nاقرأ أيضا: الوزير يزور الموصل.\nثم عاد الوفد إلى دمشق."  # "read also: the minister visits Mosul"
    made = document(text)
    told = ["وصل الوفد إلى بغداد.", "ثم عاد الوفد إلى دمشق."]
    assert [span.of(text) for span in made.asides] == ["اقرأ أيضا: الوزير يزور الموصل."]
    assert [span.of(text) for span in made.paragraphs] == [span.of(text) for span in made.sentences] == told
    assert made.text.split() == " ".join(told).split()


def test_a_year_or_a_month_is_no_day_of_publication() -> None:
    assert document("نص", published="2020").published is None
    assert document("نص", published="2020-08").published is None
    assert str(document("نص", published="2020-08-23T14:05:00+03:00").published) == "2020-08-23"


def test_the_model_is_that_of_what_the_encoder_saw() -> None:
    made = document("نص")
    assert made.model is None
    made.signals = Signals(model="1f2e3d")
    assert made.model == "1f2e3d"
