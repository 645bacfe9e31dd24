"""What was made fast says the same as what it stands for: heads of tags, weights of parties, words of sentences."""

from __future__ import annotations

import pytest

from builders import article
from rasd.document import Document
from rasd.resolve.parties.choice import Weights

np = pytest.importorskip("numpy")

from rasd.models.scores import Tags, _around, _together, log_softmax  # noqa: E402 - needs numpy


def test_a_head_is_scored_when_it_is_asked_and_a_row_of_it_alone_is_the_same() -> None:
    scores = np.random.default_rng(1).normal(size=(40, 9)).astype(np.float32)
    tags = Tags(scores, {"cue": (0, 4), "mode": (4, 9)})
    assert not tags
    assert tags.row("mode", 7).tolist() == log_softmax(scores[:, 4:9])[7].tolist()
    assert not tags
    assert tags["cue"].tolist() == log_softmax(scores[:, :4]).tolist()
    assert list(tags) == ["cue"]


@pytest.mark.parametrize(("wrong", "runs"), [([], []), ([0], [(0, 2)]), ([1, 2], [(0, 2), (2, 5)]), ([4], [(2, 5)])])
def test_only_runs_with_something_wrong_are_read_again(wrong: list[int], runs: list[tuple[int, int]]) -> None:
    pieces = np.array([3, 4, 9, 10, 11])
    assert _around(pieces, np.array(wrong, dtype=np.int64)) == runs


def test_relations_side_by_side_are_a_slice() -> None:
    assert _together([5, 6, 7]) == slice(5, 8)
    assert _together([5, 7]) == [5, 7]


def test_both_sides_of_a_feature_are_weighed_by_one_look_up() -> None:
    weights = Weights({"a": 1.0, "b": 2.0}, {"b": 3.0, "c": 4.0}, {})
    assert weights.sides() == {"a": (1.0, 0.0), "b": (2.0, 3.0), "c": (0.0, 4.0)}


def test_a_sentence_knows_its_tokens() -> None:
    document = Document(article())
    held = [list(document.sentence_tokens(k)) for k in range(len(document.sentences))]
    assert [k for tokens in held for k in tokens] == list(range(len(document.tokens)))
    assert all(document.tokens[k].sentence == number for number, tokens in enumerate(held) for k in tokens)
