"""Scoring stories: the figures by hand, and files that are none."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner

from rasd.cli.evaluate import evaluate
from rasd.errors import UnreadableInput
from rasd.evaluate.stories import articles, bcubed, is_stories, read_predicted, read_stories, score

GOLD: dict[str, Any] = {
    "articles": [{"id": name, "url": f"https://news.example/{name}", "title": "عنوان", "body": "نص الخبر"} for name in "abcdef"],
    "stories": [{"label": "one", "articles": ["a", "b", "c"], "copies": [["a", "b", "c"]]}, {"label": "two", "articles": ["d", "e"]}],
    "followups": [["a", "d"]],
}


def story(*names: str, **copy_of: str) -> dict[str, Any]:
    return {"articles": [{"id": name, "copy_of": copy_of.get(name)} for name in names]}


def f1(figures: dict[str, dict[str, float]], name: str) -> tuple[float, float, float]:
    p, r, f1 = (round(figures[name][key], 4) for key in ("p", "r", "f1"))
    return p, r, f1


def test_the_gold_itself_is_perfect() -> None:
    figures = score(GOLD, [story("a", "b", "c", b="a", c="a"), story("d", "e"), story("f")], [("a", "e")])
    assert {name: f1(figures, name) for name in figures} == dict.fromkeys(("stories", "copies", "followups"), (1.0, 1.0, 1.0))


def test_every_article_alone_is_precise_and_finds_little() -> None:
    # recall: three times 1/3, twice 1/2, once 1, over six articles
    assert f1(score(GOLD, []), "stories") == (1.0, 0.5, 0.6667)


def test_all_in_one_finds_all_and_is_not_precise() -> None:
    # precision: three times 3/6, twice 2/6, once 1/6, over six
    assert f1(score(GOLD, [story(*"abcdef")]), "stories") == (0.3889, 1.0, 0.56)


def test_copies_are_pairs_whoever_is_the_original() -> None:
    figures = score(GOLD, [story("a", "b", "c", a="b"), story("d", "e", e="d")])
    assert f1(figures, "copies") == (0.5, 0.3333, 0.4)


def test_articles_outside_the_gold_do_not_count() -> None:
    figures = score(GOLD, [story("a", "b", "c", "x", b="a", c="a", x="a"), story("d", "e"), story("f", "y")], [("x", "d"), ("d", "b")])
    assert {name: f1(figures, name)[2] for name in figures} == {"stories": 1.0, "copies": 1.0, "followups": 1.0}


def test_a_store_may_name_articles_by_its_own_ids() -> None:
    predicted = [{"articles": [{"id": f"art-{n}", "url": f"https://news.example/{n}", "copy_of": None} for n in "abc"]}, story("d", "e")]
    assert f1(score(GOLD, predicted), "stories") == (1.0, 1.0, 1.0)


def test_bcubed_of_nothing() -> None:
    assert bcubed({}, {})["f1"] == 0.0


def test_the_text_of_a_gold_article_is_title_blank_line_body() -> None:
    assert articles(GOLD)[0].text == "عنوان\n\nنص الخبر"


@pytest.mark.parametrize(
    ("content", "message"),
    [
        ("{", "not JSON"),
        ("[]", "articles and stories"),
        (json.dumps({"articles": [{"id": "a"}], "stories": [{"articles": ["b"]}]}), "'b'"),
        (json.dumps({"articles": [{"id": "a"}], "stories": [{"articles": ["a"]}, {"articles": ["a"]}]}), "two stories"),
        (json.dumps({"articles": [{"title": "a"}], "stories": []}), "lacks 'id'"),
    ],
)
def test_a_file_that_is_no_gold_of_stories_is_refused(tmp_path: Path, content: str, message: str) -> None:
    path = tmp_path / "gold.json"
    path.write_text(content, "utf-8")
    with pytest.raises(UnreadableInput, match=message):
        read_stories(path)


@pytest.mark.parametrize("content", ["{}", "[1]", '[{"articles": ["a"]}]', "nothing"])
def test_a_file_that_holds_no_stories_is_refused(tmp_path: Path, content: str) -> None:
    path = tmp_path / "stories.json"
    path.write_text(content, "utf-8")
    with pytest.raises(UnreadableInput):
        read_predicted(path)


def test_evaluate_tells_a_gold_of_stories_by_its_form(tmp_path: Path) -> None:
    gold, stories = tmp_path / "gold.json", tmp_path / "stories.json"
    gold.write_text(json.dumps(GOLD), "utf-8")
    stories.write_text(json.dumps([story("a", "b", "c", b="a", c="a"), story("d", "e")]), "utf-8")
    assert is_stories(gold)
    assert not is_stories(stories)
    ran = CliRunner().invoke(evaluate, [str(gold), "--predicted", str(stories), "--json"])
    assert ran.exit_code == 0, ran.output
    assert {name: figure["f1"] for name, figure in json.loads(ran.output).items()} == {"stories": 1.0, "copies": 1.0}
    ran = CliRunner().invoke(evaluate, [str(gold), "--errors", "all"])
    assert ran.exit_code == 2
