"""Exports by address, and rows as data frames."""

from __future__ import annotations

import csv
import io
import json
import re
from pathlib import Path
from typing import get_args

import pytest
from starlette.testclient import TestClient

import rasd
from rasd.desk.pages.exports import Ending
from rasd.store import Store


@pytest.mark.parametrize("ending", ["jsonl", "csv", "jsonld", "stix", "gdelt", "gdelt2", "polecat", "parquet"])
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


def test_articles_lead_to_their_records_as_files(desk: TestClient) -> None:
    """Of the same days and outlet; where words narrow the list there are none, for an export would hold more than the list."""
    outlet = desk.get("/articles.json").json()["outlets"][0]["name"]
    narrowed = {"since": "2025-03-17", "until": "2025-03-17", "outlet": outlet}
    page = desk.get("/articles", params=narrowed).text
    links = [link.replace("&amp;", "&") for link in re.findall(r'href="(/export\.[^"]+)"', page)]
    assert [link.partition("?")[0] for link in links] == [f"/export.{ending}" for ending in get_args(Ending)]
    told = [json.loads(line)["article"]["url"] for line in desk.get(links[0]).text.splitlines()]
    listed = [line["url"] for line in desk.get("/articles.json", params=narrowed).json()["articles"]]
    assert sorted(told) == sorted(listed)
    assert "/export." not in desk.get("/articles", params=narrowed | {"words": "السوق"}).text


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


# ---- lists as CSV


def rows(desk: TestClient, path: str) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(desk.get(path).content.decode("utf-8-sig"))))


def test_lists_are_joined_by_the_ids_of_actors(desk: TestClient) -> None:
    names = {row["id"]: row["ar"] for row in rows(desk, "/actors.csv")}
    for path, columns in (("/events.csv", ("source", "target", "asserted_by")), ("/statements.csv", ("speaker", "addressee"))):
        listed = rows(desk, path)
        for column in columns:
            told = [(row[column], row[f"{column}_id"].split("; ")) for row in listed if row[f"{column}_id"]]
            assert told, column
            assert all("; ".join(names[id] for id in ids) == called for called, ids in told)


@pytest.mark.parametrize("path", ["/network.csv", "/events/dyads.csv"])
def test_states_and_actors_of_arrows_have_names(desk: TestClient, path: str) -> None:
    called = {row[f"{end}_name"] for row in rows(desk, path) for end in ("source", "target")}
    assert {"الكويت", "المغرب"} <= called  # Kuwait, Morocco
    actors = rows(desk, f"{path}?level=actor")
    assert actors
    assert all(row["source"].startswith("act-") and row["source_name"] and row["target_name"] for row in actors)


@pytest.mark.parametrize("path", ["/stories.csv", "/today.csv", "/changes.csv"])
def test_lists_of_stories_have_first_words_beside_the_headline(desk: TestClient, path: str) -> None:
    head = desk.get(path).content.decode("utf-8-sig").partition("\r\n")[0].split(",")
    assert head.index("opening") == head.index("title") + 1
