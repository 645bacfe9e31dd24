"""Events weighed: which doubts a word leaves, what only the year of publication tells, and which paragraphs are not the article's."""

from __future__ import annotations

import pytest

from rasd.articles import article_of
from rasd.document import Document
from rasd.extract.events.trigger_features import chance, shipped_weights
from rasd.extract.events.triggers import TriggerFinder
from rasd.extract.times.extractor import Times
from rasd.ontology.tables import table
from rasd.ontology.weights import total
from rasd.pipeline import default_pipeline
from rasd.resolve.events.pairs import shipped_weights as merge_weights

FINDER = TriggerFinder()


def doubts(text: str, type_: str) -> set[tuple[str, ...]]:
    return {candidate.doubts for candidate in FINDER.find(Document(article_of(text))) if candidate.sense.type == type_}


@pytest.mark.parametrize(
    ("text", "type_", "told"),
    [
        ("قصف الجيش مواقع المسلحين أمس.", "ASSAULT", ()),
        ("وقع الوزير اتفاقية مع نظيره.", "SUPPORT", ()),
        ("وقع الحادث في الطريق العام.", "SUPPORT", ("need",)),
    ],
)
def test_a_condition_that_fails_is_a_doubt_and_no_verdict(text: str, type_: str, told: tuple[str, ...]) -> None:
    assert told in doubts(text, type_)


def test_what_is_merely_possible_is_no_event_whatever_its_weight() -> None:
    record = default_pipeline("rules").read(article_of("قد يزور وزير الخارجية الأردن.", published="2020-01-01"))
    assert [event.type for event in record.events] == []


@pytest.mark.parametrize("name", ["trigger_weights", "merge_weights"])
def test_weights_are_bounded_and_named_once(name: str) -> None:
    rows = table(name)
    assert len({row["feature"] for row in rows}) == len(rows)
    assert all(abs(float(row["weight"])) < 10 for row in rows)


def test_a_chance_lies_between_none_and_certain() -> None:
    assert chance(0.0) == 0.5
    assert 0.0 < chance(-1e6) < chance(1e6) < 1.0
    assert total(["no such feature"], shipped_weights()) == 0.0
    assert merge_weights()["rule True"] > 0


@pytest.mark.parametrize(
    ("published", "values"),
    [
        ("2022", ["2022-05-11", "2022-04", "2021"]),
        ("2022-05", ["2022-05-11", "2022-04", "2021"]),
        (None, [None, None, None]),
    ],
)
def test_a_year_of_publication_dates_what_is_told_by_month(published: str | None, values: list[str | None]) -> None:
    text = "زار الوزير الرباط في 11 ماي الجاري بعد لقاء في أبريل الماضي واجتماع العام الماضي. وقال اليوم إنه راض."
    found = [time.value for time in Times()(Document(article_of(text, published=published)))]
    assert [value for value in found if value is not None] == [value for value in values if value is not None]


def test_headlines_of_other_articles_are_no_part_of_this_one() -> None:
    text = "خبر أول\n\nزار الوزير عمان.\nروابط ذات علاقة\nمقتل جنود في هجوم بالعراق\nالصين تدين القصف"
    document = Document(article_of(text))
    assert len(document.asides) == 3
    record = default_pipeline("rules").read(article_of(text))
    assert all(place.start < text.index("روابط") for place in record.places)
