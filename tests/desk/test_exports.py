"""Exports by address, and rows as data frames."""

from __future__ import annotations

import io
import json
from pathlib import Path

import pytest
from starlette.testclient import TestClient

import rasd
from rasd.store import Store


@pytest.mark.parametrize("ending", ["jsonl", "csv", "jsonld", "stix", "gdelt", "polecat", "parquet"])
def test_the_records_of_some_days_in_every_format(desk: TestClient, ending: str) -> None:
    answer = desk.get(f"/export.{ending}", params={"since": "2020-08-23", "until": "2020-08-23"})
    assert answer.status_code == 200
    assert f"rasd-export.{ending}" in answer.headers["content-disposition"]
    assert answer.content


def test_json_lines_are_the_records(desk: TestClient, demo_store: Store) -> None:
    lines = [json.loads(line) for line in desk.get("/export.jsonl").text.splitlines()]
    assert [line["article"]["id"] for line in lines] == [kept.article.id for kept in demo_store.articles()]
    assert lines[0]["statements"]


def test_parquet_by_address_is_whole(desk: TestClient) -> None:
    parquet = pytest.importorskip("pyarrow.parquet", reason="needs pyarrow: pip install 'rasd[data]'")
    assert parquet.read_table(io.BytesIO(desk.get("/export.parquet").content)).num_rows > 100


def test_an_unknown_format_is_said(desk: TestClient) -> None:
    assert desk.get("/export.docx").status_code == 400


def test_rows_of_a_store_as_a_data_frame(demo: Path) -> None:
    pytest.importorskip("pandas", reason="needs pandas: pip install 'rasd[data]'")
    with rasd.open(demo) as opened:
        events = opened.events(type="ASSAULT").to_pandas()
        said = opened.statements().to_pandas()
        articles = opened.articles().to_pandas()
        count = sum(1 for _ in opened.articles())
    assert set(events["type"]) == {"ASSAULT"}
    assert {"who", "cue", "words"} <= set(said.columns)
    assert len(articles) == count > 0
