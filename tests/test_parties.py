"""Choosing the parties of an event: the pair is decided together, and every weight belongs to a feature that exists."""

from __future__ import annotations

import pytest

from rasd.articles import article_of
from rasd.ontology.tables import table
from rasd.pipeline import default_pipeline
from rasd.resolve.parties import choose, shipped_weights


@pytest.mark.parametrize(
    ("source", "target", "chosen"),
    [
        ({1: 0.9, 2: 0.1}, {1: 0.2, 2: 0.8}, ([1], [2])),
        ({1: 0.9}, {1: 0.95}, ([], [1])),  # nobody acts on himself: the likelier role wins
        ({1: 0.9, 2: 0.7}, {3: 0.9, 2: 0.6}, ([1, 2], [3])),  # others join where they are likely, on one side only
        ({1: 0.05}, {2: 0.05}, ([], [])),  # unknown is an answer
        ({}, {}, ([], [])),
    ],
)
def test_source_and_target_are_chosen_together(
    source: dict[int, float], target: dict[int, float], chosen: tuple[list[int], list[int]]
) -> None:
    assert choose(source, target, 0.2, 0.2) == chosen


def test_the_shipped_weights_are_complete_and_bounded() -> None:
    weights = shipped_weights()
    assert 0 < weights.source_least < 1
    assert 0 < weights.target_least < 1
    assert "bias" in weights.source
    assert all(abs(value) < 20 for side in (weights.source, weights.target) for value in side.values())
    assert len({row["feature"] for row in table("party_weights")}) == len(table("party_weights"))


@pytest.mark.parametrize(
    ("text", "type_", "source", "target"),
    [
        ("اتهم وزير الخارجية الفرنسي روسيا بعرقلة المفاوضات.", "ACCUSE", "وزير الخارجية الفرنسي", "روسيا"),
        ("قصفت طائرات التحالف مواقع الحوثيين في صعدة.", "ASSAULT", "طائرات التحالف", "الحوثيين"),
    ],
)
def test_plain_sentences_have_their_parties(text: str, type_: str, source: str, target: str) -> None:
    record = default_pipeline().read(article_of(text, published="2020-01-01"))
    words = {actor.id: " ".join(mention.quote for mention in actor.mentions) for actor in record.actors}
    event = next(event for event in record.events if event.type == type_)
    assert any(source in words[actor] for actor in event.source)
    assert any(target in words[actor] for actor in event.target)
