"""What a reader sees: words whole, arrows in the direction of reading, a list on the first screen of a telephone, dark ink on paper."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import TYPE_CHECKING

import pytest
from browsing import served
from lxml import html
from starlette.testclient import TestClient

from rasd.desk.preferences import Reader
from rasd.desk.view import environment
from rasd.store import Store

if TYPE_CHECKING:
    from playwright.sync_api import Browser

SHORT = '{% import "macros.html" as m with context %}{{ m.short(text) }}'
ROW = '{% import "macros.html" as m with context %}{{ m.row(names) }}'


def shown(template: str, language: str = "ar", **given: object) -> str:
    made: str = environment(Reader(language)).from_string(template).render(reader=Reader(language), **given)  # type: ignore[arg-type]
    return made.strip()


@pytest.mark.parametrize("length", [150, 172, 200, 300, 900])
def test_a_long_quote_is_cut_between_words(length: int) -> None:
    text = ("والمتظاهرون يتجمعون قرب السوق القديم " * 40)[:length].strip()
    cut = html.fromstring(shown(SHORT, text=text)).text_content()
    assert cut == text or (cut.endswith("…") and f"{text} ".startswith(f"{cut[:-1]} "))
    assert len(cut) <= 196


def test_names_in_a_row_stand_each_for_itself() -> None:
    names = ["قناة A1", "<b>وكالة</b>"]
    assert shown(ROW, names=names) == "<bdi>قناة A1</bdi>، <bdi>&lt;b&gt;وكالة&lt;/b&gt;</bdi>"
    assert shown(ROW, "en", names=names) == "<bdi>قناة A1</bdi>, <bdi>&lt;b&gt;وكالة&lt;/b&gt;</bdi>"


@pytest.mark.parametrize(("language", "arrow", "other"), [("ar", "←", "→"), ("en", "→", "←")])
@pytest.mark.parametrize("path", ["/events", "/network"])
def test_arrows_point_where_one_reads(desk: TestClient, path: str, language: str, arrow: str, other: str) -> None:
    page = desk.get(path, params={"lang": language}).text
    assert arrow in page
    assert other not in page
    assert not re.search(r"</a>\s+[،,]", page), "a mark that closes a name stands beside it"


def test_a_name_in_the_network_stands_where_fewer_arrows_end(desk: TestClient) -> None:
    page = html.fromstring(desk.get("/network", params={"least": 1}).text)
    heads = [tuple(map(float, re.findall(r"-?[\d.]+", path.get("d"))[:2])) for path in page.xpath("//g[contains(@class, 'edge')]/path[2]")]
    nodes = page.xpath("//a[@data-node]")
    assert len(heads) > 10 < len(nodes)
    above = 0
    for node in nodes:
        circle, name = node.find("circle"), node.find("text")
        x, y, size = (float(circle.get(key)) for key in ("cx", "cy", "r"))
        near = [(hx - x, hy - y) for hx, hy in heads if abs(hx - x) < size * 0.5 and abs(hy - y) < size + 8]
        over = float(name.get("y")) < y
        above += over
        if near and len({dy < 0 for _, dy in near}) == 1:
            assert over != (near[0][1] < 0), name.text
    assert 0 < above < len(nodes)


@pytest.mark.parametrize(
    ("path", "way"),
    [
        ("/events/dyads?a=IRN&b=RUS&level=country", "/events/dyads"),
        ("/review/statistics", "/review"),
        ("/changes", "/"),
    ],
)
def test_an_empty_page_leads_on(desk: TestClient, path: str, way: str) -> None:
    page = html.fromstring(desk.get(path).text)
    assert page.xpath("//p[@class='nothing']/a/@href") == [way]


def test_what_is_to_be_checked_of_a_day_leads_to_its_queue(desk: TestClient) -> None:
    page = html.fromstring(desk.get("/", params={"day": "2025-03-17"}).text)
    (way,) = page.xpath("//h2[@id='check']/a/@href")
    queue = html.fromstring(desk.get(way).text)
    days = {one.get("datetime", "")[:10] for one in queue.xpath("//li[@data-item]//time[last()]")}
    assert queue.xpath("//li[@data-item]")
    assert "2025-03-17" in days


@pytest.fixture(scope="module")
def address(demo_store: Store) -> Iterator[str]:
    with served(demo_store) as found:
        yield found


@pytest.mark.parametrize("language", ["ar", "en"])
def test_on_a_telephone_the_list_begins_on_the_first_screen(browser: Browser, address: str, language: str) -> None:
    context = browser.new_context(locale=language, viewport={"width": 390, "height": 844})
    page = context.new_page()
    for path in ("/stories", "/articles", "/statements", "/events", "/actors", "/places", "/review"):
        page.goto(address + path)
        box = page.locator("main [data-item]:visible, main figure").first.bounding_box()
        assert box
        assert box["y"] < 720, path
    context.close()


def test_what_is_pressed_is_large_enough(browser: Browser, address: str, desk: TestClient) -> None:
    story = desk.get("/stories.json?sort=size").json()["stories"][0]["id"]
    article = desk.get(f"/stories/{story}.json").json()["told"][0]["id"]
    context = browser.new_context(viewport={"width": 390, "height": 844})
    page = context.new_page()
    for path, kind in (("/stories", ".weight > summary"), (f"/stories/{story}", ".pick"), (f"/articles/{article}", ".toggles label")):
        page.goto(address + path)
        heights = page.locator(kind).evaluate_all("all => all.map(one => one.getBoundingClientRect().height)")
        assert heights
        assert min(heights) >= 24, kind
    context.close()


def test_what_is_read_in_the_dark_is_printed_dark_on_white(browser: Browser, address: str) -> None:
    context = browser.new_context(locale="ar")
    context.add_cookies([{"name": "rasd_preferences", "value": "language=ar&theme=dark", "url": address}])
    page = context.new_page()
    page.goto(address)
    ink = "() => getComputedStyle(document.documentElement).color.match(/[0-9.]+/g).slice(0, 3).map(Number)"
    assert min(page.evaluate(ink)) > 200
    page.emulate_media(media="print")
    assert max(page.evaluate(ink)) < 60
    context.close()


@pytest.mark.parametrize(("language", "digits", "first"), [("en", "arabic", "left"), ("en", "latin", "left"), ("ar", "arabic", "right")])
def test_a_day_by_two_calendars_keeps_its_order_and_fits_a_telephone(
    browser: Browser, address: str, language: str, digits: str, first: str
) -> None:
    context = browser.new_context(viewport={"width": 390, "height": 844})
    kept = f"language={language}&digits={digits}&calendar=both"
    context.add_cookies([{"name": "rasd_preferences", "value": kept, "url": address}])
    page = context.new_page()
    page.goto(f"{address}/?day=2024-06-09")
    assert page.evaluate("document.scrollingElement.scrollWidth") <= 390
    page.set_viewport_size({"width": 1280, "height": 844})
    gregorian, hijri = page.locator("h1 time bdi").evaluate_all("all => all.map(one => one.getBoundingClientRect().left)")
    assert (gregorian < hijri) == (first == "left")
    context.close()


@pytest.mark.parametrize("language", ["ar", "en"])
def test_the_mark_of_where_the_keys_stand_covers_no_words(browser: Browser, address: str, desk: TestClient, language: str) -> None:
    story = desk.get("/stories.json?sort=size").json()["stories"][0]["id"]
    context = browser.new_context(locale=language, viewport={"width": 390, "height": 844})
    page = context.new_page()
    page.goto(f"{address}/stories/{story}")
    gaps = page.locator(".timeline > li").evaluate_all(
        "(all, ar) => all.map(one => { const box = one.getBoundingClientRect(), words = one.querySelector('h3').getBoundingClientRect();"
        " return ar ? box.right - words.right : words.left - box.left; })",
        language == "ar",
    )
    assert min(gaps) >= 4
    context.close()
