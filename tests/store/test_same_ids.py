"""Rows of one input that have one id and two texts: two articles, told apart in whatever is printed."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner

from rasd.cli.main import cli

BODIES = ("قال وزير الدفاع أمس إن الحدود آمنة.", "فاز فريق المدينة على ضيفه بهدفين دون رد مساء أمس.")
DAY = "2020-08-23"


@pytest.fixture
def news(tmp_path: Path) -> Path:
    rows = [{"id": "a", "body": body, "published": DAY} for body in (*BODIES, BODIES[0])] + [
        {"id": "b", "body": BODIES[1] + " نعم", "published": DAY}
    ]
    path = tmp_path / "news.jsonl"
    path.write_text("".join(json.dumps(row, ensure_ascii=False) + "\n" for row in rows), "utf-8")
    return path


def rows(*args: object) -> list[dict[str, Any]]:
    result = CliRunner().invoke(cli, [*map(str, args)])
    assert result.exit_code == 0, result.output
    return [json.loads(line) for line in result.stdout.splitlines()]


def test_read_gives_the_second_an_id_of_its_own_and_says_so(news: Path) -> None:
    ids = [row["article"]["id"] for row in rows("read", news, "--format", "jsonl", "--engine", "rules")]
    assert (ids[0], ids[2], ids[3]) == ("a", "a", "b"), "the same article twice is the same"
    assert str(ids[1]).startswith("a~")
    assert "has this id too" in CliRunner().invoke(cli, ["read", str(news), "--format", "jsonl", "--engine", "rules"]).stderr


def test_a_store_names_them_by_their_own_ids(news: Path, tmp_path: Path) -> None:
    where = tmp_path / "desk.db"
    assert CliRunner().invoke(cli, ["collect", str(news), "--store", str(where), "--engine", "rules"]).exit_code == 0
    found = [str(row["id"]) for row in rows("search", "--since", DAY, "--store", where, "--format", "jsonl")]
    told = [str(one["id"]) for row in rows("stories", "--store", where, "--format", "jsonl") for one in row["articles"]]
    kept = [str(row["article"]["id"]) for row in rows("export", "--store", where)]
    assert sorted(found) == sorted(told) == sorted(kept)
    assert len(set(found)) == 3
    assert "b" in found
    assert "a" not in found
    for id in found:
        assert CliRunner().invoke(cli, ["stories", "show", id, "--store", str(where)]).exit_code == 0
