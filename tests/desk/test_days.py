"""Days that an article does not tell: one dated to its year or month is of none of its days."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest
from asking import workspace_of
from starlette.testclient import TestClient

from rasd.articles import article_of
from rasd.desk.app import create_app
from rasd.errors import InputError
from rasd.flow.alerts.growth import last_day as last_day_of_growth
from rasd.flow.bulletin import last_day
from rasd.flow.reading import read
from rasd.flow.relating import relate
from rasd.store import open_store
from rasd.store.lists.columns import Columns
from rasd.store.lists.stories import last_day as last_day_of_stories


@pytest.fixture
def dated(tmp_path: Path) -> Iterator[TestClient]:
    """One article of a day, two of which the year alone is told."""
    texts = {"2021-12-30": "التقى وزير الخارجية نظيره.", "2022": "زار رئيس الوزراء المدينة.", "2022-02": "عقدت اللجنة اجتماعها."}
    with open_store(tmp_path / "dated.db") as store:
        with store.write() as writer:
            source = writer.source("rows", "file")
            for day, text in texts.items():
                writer.add(article_of(text, title=text, published=day, outlet="وكالة المدار"), source=source, published_from="row")
        read(store, "rules")
        relate(store)
        with TestClient(create_app(store), base_url="http://localhost") as client:
            yield client


def test_an_article_of_a_year_is_of_none_of_its_days(dated: TestClient) -> None:
    today = dated.get("/today.json").json()
    assert (today["day"], today["articles"], today["next"]) == ("2021-12-30", 1, None)
    assert dated.get("/today.json?day=2022-01-01").json()["stories"] == []
    assert last_day(workspace_of(dated).store) == "2021-12-30"
    within = {"since": "2022-01-01", "until": "2022-12-31"}
    assert sorted(story["first"] for story in dated.get("/stories.json", params=within).json()["stories"]) == ["2022", "2022-02"]


def test_one_misdated_article_is_not_the_last_day(tmp_path: Path) -> None:
    with open_store(tmp_path / "misdated.db") as store:
        with store.write() as writer:
            for published in ("2021-12-30", "2190-01-01"):
                writer.add(article_of("قال الوزير إن الحدود آمنة.", outlet=published, published=published))
        assert last_day(store) == "2021-12-30"
        assert last_day_of_growth(store) == date(2021, 12, 30)
        assert last_day_of_stories(Columns(store)) == date(2021, 12, 30).toordinal()


def test_a_store_without_days_says_how_to_tell_them(tmp_path: Path) -> None:
    with open_store(tmp_path / "undated.db") as store:
        with store.write() as writer:
            writer.add(article_of("قال الوزير إن الحدود آمنة."))  # "the minister said that the borders are safe"
        with pytest.raises(InputError, match=r"no article of a known day.*--published DAY"):
            last_day(store)
