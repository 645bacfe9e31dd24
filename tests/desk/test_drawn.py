"""What a reader sees: words whole, arrows in the direction of reading, a list on the first screen of a telephone, dark ink on paper."""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import combinations
from typing import TYPE_CHECKING

import pytest
from browsing import served
from lxml import html
from starlette.testclient import TestClient

from rasd.desk.charts import bars, spark
from rasd.desk.graph import Box, Circle, Tie, layout, name_places
from rasd.desk.outlines import ARAB, Canvas, shapes
from rasd.desk.preferences import Reader
from rasd.desk.view import environment
from rasd.export.labels import Language
from rasd.store import Store

if TYPE_CHECKING:
    from playwright.sync_api import Browser

SHORT = '{% import "macros.html" as m with context %}{{ m.short(text) }}'
ROW = '{% import "macros.html" as m with context %}{{ m.row(names) }}'


def shown(template: str, language: Language = "ar", **given: object) -> str:
    made: str = environment(Reader(language)).from_string(template).render(reader=Reader(language), **given)
    return made.strip()


@pytest.mark.parametrize("length", [150, 172, 200, 300, 900])
def test_a_long_quote_is_cut_between_words(length: int) -> None:
    text = ("والمتظاهرون يتجمعون قرب السوق القديم " * 40)[:length].strip()
    cut = html.fromstring(shown(SHORT, text=text)).text_content()
    assert cut == text or (cut.endswith("…") and f"{text} ".startswith(f"{cut[:-1]} "))
    assert len(cut) <= 196


def test_a_statement_that_a_mark_alone_reports_has_its_choice_in_words() -> None:
    value = '{% import "lists.html" as l with context %}{{ l.value("lemma", word) }}'
    assert shown(value, "en", word=":") == "a colon alone"
    assert shown(value, word=":") == "نقطتان وحدهما"
    assert shown(value, word="قال") == "<bdi>قال</bdi>"


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


def test_a_name_in_the_network_stands_where_it_covers_no_head_of_an_arrow() -> None:
    node = Circle(500, 300, 10, "وزارة الدفاع")
    under, above = Box(495, 312, 505, 322), Box(495, 278, 505, 288)
    (free,) = name_places([node], [], 1000)
    (up,) = name_places([node], [under], 1000)
    (aside,) = name_places([node], [under, above], 1000)
    assert free == (500, 325)
    assert up == (500, 283)
    assert abs(aside[0] - 500) > 10
    assert not any(node.named(aside).shares(head) for head in (under, above))


def test_a_name_in_the_network_ends_on_the_canvas_and_covers_no_other() -> None:
    nodes = [Circle(x, 300, 8, "منظمة الصحة العالمية") for x in (70, 140, 860, 930)]
    names = [node.named(at) for node, at in zip(nodes, name_places(nodes, [], 1000), strict=True)]
    assert all(name.left >= 0 and name.right <= 1000 for name in names)
    assert not any(one.shares(other) for one, other in combinations(names, 2))


def test_columns_stand_on_the_line_of_zero() -> None:
    drawn = bars([((2, 1, 0, 0), 2.0), ((0, 0, 0, 0), None), ((0, 0, 3, 1), -5.0)])
    up, down = ([block for block in drawn.blocks if block.kind in kinds] for kinds in ((1, 2), (3, 4)))
    assert all(block.y + block.height <= drawn.zero + 0.2 for block in up)
    assert all(block.y >= drawn.zero - 0.2 for block in down)
    assert len(drawn.mean) == 2
    assert bars([]).blocks == []


def test_a_small_column_can_be_seen() -> None:
    assert [column.height >= 1 for column in spark([0, 1, 1000])] == [False, True, True]
    assert spark([]) == []


def test_a_network_is_drawn_alike_each_time_and_inside_its_canvas() -> None:
    ties = (Tie(0, 1, 5.0), Tie(1, 2, 1.0), Tie(3, 4, 2.0))
    drawn = layout(5, ties, 1000, 600)
    layout.cache_clear()
    assert drawn == layout(5, ties, 1000, 600)
    assert len(set(drawn)) == 5
    assert all(0 < x < 1000 and 0 < y < 600 for x, y in drawn)
    assert layout(0, (), 10, 10) == []


def test_the_map_has_the_arab_states() -> None:
    codes = {shape.code for shape in shapes(Canvas(ARAB, 1000))}
    assert {
        "SAU",
        "YEM",
        "IRQ",
        "SYR",
        "LBN",
        "JOR",
        "PSE",
        "EGY",
        "LBY",
        "TUN",
        "DZA",
        "MAR",
        "MRT",
        "SDN",
        "OMN",
        "ARE",
        "QAT",
        "BHR",
        "KWT",
        "SOM",
        "DJI",
    } <= codes
    canvas = Canvas(ARAB, 1000)
    x, y = canvas.at(46.7, 24.7)
    assert 0 < x < 1000
    assert 0 < y < canvas.height


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


def largest(desk: TestClient) -> tuple[str, str]:
    """The paths of the largest story and of its first article."""
    story = desk.get("/stories.json?sort=size").json()["stories"][0]["id"]
    return f"/stories/{story}", f"/articles/{desk.get(f'/stories/{story}.json').json()['told'][0]['id']}"


def test_what_is_pressed_is_large_enough(browser: Browser, address: str, desk: TestClient) -> None:
    story, article = largest(desk)
    context = browser.new_context(viewport={"width": 390, "height": 844})
    page = context.new_page()
    for path, kind in (("/stories", ".weight > summary"), (story, ".pick"), (article, ".toggles label")):
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


def test_names_of_the_network_are_drawn_after_its_circles_which_would_cut_them(desk: TestClient) -> None:
    page = desk.get("/network", params={"least": 1}).text
    drawn = re.findall(r'<(circle class="node"|text class="halo")', page)
    assert drawn == sorted(drawn)
    assert drawn.count('text class="halo"') == drawn.count('circle class="node"') > 5
    assert len(re.findall(r'data-node="[^"]+" aria-label="[^"]+"', page)) == drawn.count('circle class="node"')


HEADS_COVERED = """() => {
    const box = (one) => one.getBBox();
    const heads = [...document.querySelectorAll("g.edge path:nth-of-type(2)")].map(box);
    const meets = (a, b) => a.x < b.x + b.width && b.x < a.x + a.width && a.y < b.y + b.height && b.y < a.y + a.height;
    const names = [...document.querySelectorAll(".names text")];
    return [heads.length, names.filter((name) => heads.some((head) => meets(box(name), head))).map((name) => name.textContent)];
}"""


@pytest.mark.parametrize("language", ["ar", "en"])
@pytest.mark.parametrize("level", ["country", "actor"])
def test_in_a_browser_no_name_covers_the_head_of_an_arrow(browser: Browser, address: str, language: str, level: str) -> None:
    context = browser.new_context(locale=language, viewport={"width": 1280, "height": 900})
    page = context.new_page()
    page.goto(f"{address}/network?least=1&level={level}")
    heads, covered = page.evaluate(HEADS_COVERED)
    context.close()
    assert heads > 10
    assert covered == []


def test_what_only_a_screen_can_use_is_not_printed(browser: Browser, address: str, desk: TestClient) -> None:
    """Also where the sheet of a page, which comes after that of the desk, gives it another display."""
    page = browser.new_page()
    shown = "all => all.filter(one => one.offsetParent !== null).map(one => one.className || one.localName)"
    for path in (*largest(desk), "/review"):
        page.goto(f"{address}{path}")
        used = page.locator(".pick, .join, .days, .filters, .toggles, .judge, main button")
        assert used.evaluate_all(shown)
        page.emulate_media(media="print")
        assert used.evaluate_all(shown) == []
        page.emulate_media(media="screen")
    page.close()


def test_where_the_system_chooses_colours_words_light_up_and_one_sees_where_one_is(
    browser: Browser, address: str, desk: TestClient
) -> None:
    context = browser.new_context(forced_colors="active")
    page = context.new_page()
    page.goto(f"{address}{largest(desk)[1]}")
    page.locator(".record .card").first.hover()
    assert page.locator(".text .lit").count()
    background = "one => getComputedStyle(one).backgroundColor"
    assert page.locator(".text .lit").first.evaluate(background) != page.locator(".text").evaluate(background)
    page.keyboard.press("j")
    assert page.locator("[data-item].here").first.evaluate("one => getComputedStyle(one).outlineStyle") == "solid"
    lines = page.locator(".parts a").evaluate_all("all => new Set(all.map(one => getComputedStyle(one).borderBlockEndColor)).size")
    assert lines == 2, "the part one is in stands out in the menu"
    context.close()
