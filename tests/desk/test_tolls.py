"""A number that outlets tell differently stands with its own words, and each outlet beside it leads to where it tells the event."""

from __future__ import annotations

from pathlib import Path

import pytest
from lxml import html
from starlette.testclient import TestClient

from rasd.articles import article_of
from rasd.desk.app import create_app
from rasd.desk.tolls import around_numbers
from rasd.flow.reading import read
from rasd.flow.relating import relate
from rasd.store import open_store
from rasd.store.lists.checks import told_by, tolls

# The city's governor and others stood yesterday where a blast struck the old market, which killed {} of the guards and injured nine others.
LONG = (
    "وقف محافظ المدينة ونائبه ومديرو الدوائر وعدد من وجهاء الأحياء القريبة صباح أمس على موقع التفجير الذي استهدف السوق القديم "
    "في وسط المدينة بعد ساعات من إعادة فتح الطرق المؤدية إليه، ونتج عنه مقتل {} من الحراس وإصابة تسعة آخرين."
)


@pytest.mark.parametrize("written", ["12", "١٢", "12من"])
def test_a_long_sentence_is_cut_around_the_number_that_it_is_shown_for(written: str) -> None:
    quote = LONG.format(written)
    words = around_numbers(quote, [12, 9, None])
    assert words.quote == quote[words.start : words.end]
    assert quote[words.start - 1] == " ", "cut between words"
    assert words.end - words.start <= 190
    assert [piece.text for piece in words.pieces() if piece.lit] == [written.removesuffix("من"), "تسعة"]


def test_a_number_is_known_with_and_before_it_and_no_number_lights_nothing() -> None:
    assert [piece.text for piece in around_numbers("مقتل جندي وتسعة مدنيين", [9]).pieces() if piece.lit] == ["وتسعة"]
    assert around_numbers("مقتل عدد من المدنيين", [None]).matches == []


def test_a_sentence_without_the_number_is_shown_from_its_beginning_and_a_short_one_whole() -> None:
    quote = LONG.format("عدد")
    words = around_numbers(quote, [40])
    assert words.start == 0
    assert words.end < len(quote)
    assert quote[words.end] == " "
    assert around_numbers("مقتل 3", [3]).quote == "مقتل 3"


EVENT = {
    "told": [
        {"article": "art-1", "event": "evt-1", "outlet": "one", "fields": {"dead": "9"}},
        {"article": "art-1", "event": "evt-2", "outlet": "one", "fields": {"dead": "12"}},
        {"article": "art-2", "event": "evt-3", "outlet": "one", "fields": {"dead": "12"}},
        {"article": "art-3", "event": "evt-4", "outlet": None, "fields": {"dead": "12"}},
    ],
    "fields": {"dead": [{"value": "12", "articles": ["art-1", "art-2", "art-3"]}, {"value": "9", "articles": ["art-1"]}]},
}


def test_an_outlet_stands_once_with_the_event_that_has_the_value() -> None:
    twelve, nine = tolls(EVENT, "dead")
    assert [(one.article, one.event) for one in twelve.told] == [("art-1", "evt-2"), ("art-3", "evt-4")]
    assert twelve.outlets == ["one", ""]
    assert [one.event for one in nine.told] == ["evt-1"]
    assert [one.event for one in told_by(EVENT, ["art-2"])] == ["evt-3"]


def test_outlets_of_a_story_lead_to_the_event_in_their_article(desk: TestClient) -> None:
    stories = [desk.get(f"/stories/{story['id']}.json").json() for story in desk.get("/stories.json").json()["stories"]]
    story = next(story for story in stories if story["events"])
    page = html.fromstring(desk.get(f"/stories/{story['id']}").text)
    ways = page.xpath("//section[@aria-labelledby='events']//a[@class='outlet']/@href")
    assert ways
    for way in ways:
        path, _, event = way.partition("#")
        article = html.fromstring(desk.get(path).text)
        assert article.xpath("//article[@id=$id]", id=event), "the card of the event"


def test_the_toll_of_a_story_is_what_its_articles_tell_first(tmp_path: Path) -> None:
    """Five policemen were killed in Baquba today; a bombing of the same town on Monday, recalled below, killed sixteen."""
    told = (
        "قتل خمسة من عناصر الشرطة وأصيب 12 آخرون صباح الخميس في هجوم انتحاري في بعقوبة. وكان 16 شخصا قتلوا الاثنين في تفجير سوق بالمدينة."
    )
    with open_store(tmp_path / "desk.db") as store:
        with store.write() as writer:
            writer.add(article_of(told, title="هجوم ثان في بعقوبة", outlet="وكالة", published="2026-10-15"))
        read(store, "rules")
        relate(store)
        with TestClient(create_app(store), base_url="http://localhost") as client:
            (story,) = client.get("/stories.json").json()["stories"]
    assert (story["dead"], story["injured"]) == (5, 12)
