"""Groups of features: they weigh what their features do one by one, remember it, and forget it again."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from rasd.extract.mentions import features as mention_features
from rasd.extract.statements import features as statement_features
from rasd.ontology import weights
from rasd.ontology.weights import MENTIONS, STATEMENTS, FeatureGroup, FeatureValues, names_of, total, weighed, weights_of

CONTENT: list[FeatureValues] = [
    (statement_features.proposed, ("yy", "yn", "that", 3)),
    (statement_features.followed, ("وقال", True, "yn")),
    (statement_features.within, (2, 1, True, True, "yn")),
]
MENTION: list[FeatureValues] = [
    (mention_features.marked, ("both", 8, "person", "name", 9)),
    (mention_features.headed, ("الرئيس", "both", False)),
    (mention_features.active, (4, 0, 2, "person", "both", 8)),
]


@pytest.mark.parametrize(("values", "table"), [(CONTENT, STATEMENTS), (MENTION, MENTIONS)])
def test_groups_weigh_what_their_features_do_one_by_one(values: list[FeatureValues], table: str) -> None:
    names = names_of(values)
    assert len(set(names)) == len(names)
    assert weighed(values) == weighed(values) == total(names, weights_of(table)) != 0.0


def test_a_group_asks_once_for_the_same_values_and_holds_no_more_than_its_bound(monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[int] = []

    def names(value: int) -> Iterator[str]:
        asked.append(value)
        yield f"no such feature {value}"

    monkeypatch.setattr(weights, "REMEMBERED", 3)
    group = FeatureGroup(MENTIONS, names)
    assert [group[(value,)] for value in (1, 2, 1, 2)] == [()] * 4
    assert asked == [1, 2]
    for value in range(10):
        assert group[(value,)] == ()
        assert len(group) <= 3
