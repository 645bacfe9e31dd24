"""The place of an event: weighed among the places of its sentence and of its article."""

from __future__ import annotations

import pytest

from rasd.articles import article_of
from rasd.findings import FoundPlace
from rasd.ontology.tables import table
from rasd.pipeline import Pipeline
from rasd.records import Event, Record
from rasd.resolve.events.places import NOWHERE, RULE, chosen
from rasd.spans import Span


@pytest.fixture(scope="module")
def rules() -> Pipeline:
    return Pipeline(engine="rules")


def told(record: Record, type_: str) -> list[tuple[Event, str | None]]:
    """Events of a type with the words of their places."""
    events = [event for event in record.events if event.type == type_]
    return [(event, record.places[event.place].quote if event.place is not None else None) for event in events]


@pytest.mark.parametrize(
    ("text", "type_", "place"),
    [
        ("قتل خمسة جنود في هجوم مسلح على حاجز للجيش في تعز أمس.", "ASSAULT", "تعز"),
        ("التقى وزير الخارجية المصري نظيره التونسي في القاهرة أمس لبحث الأوضاع في ليبيا.", "CONSULT", "القاهرة"),
        ("تظاهر مئات العمال في صفاقس أمس احتجاجا على الأسعار.", "PROTEST", "صفاقس"),
        ("أدانت وزارة الخارجية الأردنية الهجوم الذي وقع في مقديشو.", "ACCUSE", None),
        ("طالب رئيس الوزراء اللبناني بوقف إطلاق النار في غزة.", "REQUEST", None),
    ],
    ids=["attack", "not what they spoke about", "protest", "not what is condemned", "not where it shall stop"],
)
def test_an_event_is_where_its_words_tell(rules: Pipeline, text: str, type_: str, place: str | None) -> None:
    found = told(rules.read(article_of(text)), type_)
    assert found
    assert found[0][1] == place


def test_a_place_of_another_sentence_is_told_to_be_carried() -> None:
    text = "اقتحام في جنين\n\nاقتحمت قوات الاحتلال الإسرائيلي مدينة جنين فجر اليوم.\nواعتقلت القوات عشرة شبان بعد مداهمة منازلهم."
    found = told(Pipeline(engine="full").read(article_of(text, title="اقتحام في جنين")), "COERCE")
    carried = [(event, place) for event, place in found if place is not None and place not in event.sentence.quote]
    assert carried
    for event, place in carried:
        assert "جنين" in place
        assert RULE in event.origin.rules


def test_an_article_without_places_has_events_without(rules: Pipeline) -> None:
    assert [place for _, place in told(rules.read(article_of("قتل خمسة جنود في هجوم مسلح أمس.")), "ASSAULT")] == [None]


def test_nowhere_wins_where_it_is_likely_enough() -> None:
    place = FoundPlace(Span(0, 3), 0, 0, "تعز", "Taiz", "YEM")
    assert chosen({None: NOWHERE + 0.01, place: 0.99 - NOWHERE}) is None
    assert chosen({None: NOWHERE, place: 1 - NOWHERE}) is place
    assert chosen({None: 0.0}) is None


def test_the_weights_name_features_of_both_engines() -> None:
    rows = table("event_place_weights")
    assert any(row["rules"] for row in rows)
    assert any(row["full"].startswith("-") for row in rows)
    assert not [row["feature"] for row in rows if row["rules"] and "encoder" in row["feature"]]
