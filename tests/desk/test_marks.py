"""Marks never reorder, drop or tear apart letters: the text of a marked article is the article's, and drawn as if nothing were marked."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from browsing import launched, served
from lxml import html
from starlette.testclient import TestClient

from rasd.desk.app import create_app
from rasd.desk.view import for_html
from rasd.flow.reading import read
from rasd.records import Article
from rasd.store import Store, open_store

RICH = (Path(__file__).parents[1] / "fixtures" / "rich.txt").read_text(encoding="utf-8")
PLAIN = ".text .m { all: unset !important; unicode-bidi: normal !important; direction: inherit !important; }"
COLOURLESS = """
.text, .text * { color: #000 !important; background: none !important; text-decoration: none !important; box-shadow: none !important;
    border-color: transparent !important; outline-color: transparent !important; }
*, *::before, *::after { transition: none !important; animation: none !important; caret-color: transparent !important; }
"""
GLYPHS = """() => {
    const walker = document.createTreeWalker(document.querySelector(".text"), NodeFilter.SHOW_TEXT);
    const found = [];
    for (let node = walker.nextNode(); node; node = walker.nextNode()) {
        for (let k = 0; k < node.length; k++) {
            const range = document.createRange();
            range.setStart(node, k); range.setEnd(node, k + 1);
            for (const box of range.getClientRects()) {
                found.push([node.data[k], ...[box.left, box.top + scrollY, box.right].map(Math.round)].join(" "));
            }
        }
    }
    return found;
}"""


@pytest.fixture(scope="module")
def marked(demo: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Store]:
    """The sample articles, and one whose marks stand in one another, with quotation marks, digits and Latin letters among them."""
    with open_store(shutil.copy(demo, tmp_path_factory.mktemp("marks") / "desk.db"), create=False) as store:
        with store.write() as writer:
            title = RICH.partition("\n")[0]
            writer.add(Article("rich", text=RICH, title=title, outlet="المدار", published="2020-08-23"), published_from="row")
        read(store, "rules")
        yield store


def ids(client: TestClient) -> list[str]:
    return [line["id"] for line in client.get("/articles.json?size=500").json()["articles"]]


def test_the_text_of_a_marked_article_is_the_text_of_the_article(marked: Store) -> None:
    with TestClient(create_app(marked), base_url="http://localhost") as client:
        for id in ids(client):
            page = html.fromstring(client.get(f"/articles/{id}").text)
            assert page.find_class("m") or not client.get(f"/articles/{id}.json").json()["actors"]
            assert page.find_class("text")[0].text_content() == for_html(marked.article(id).article.text)


def test_marks_leave_every_letter_where_it_is_drawn(marked: Store) -> None:
    """By the boxes of all letters and by the pixels, in a browser, with marks and with none."""
    with TestClient(create_app(marked), base_url="http://localhost") as client:
        some = [marked.article("rich").id, *ids(client)[:5]]
    with launched() as browser, served(marked) as desk:
        page = browser.new_page(viewport={"width": 1100, "height": 900})
        page.emulate_media(reduced_motion="reduce")
        for id in some:
            page.goto(f"{desk}/articles/{id}")
            page.evaluate("document.fonts.ready.then(() => null)")
            text = page.locator(".text").first
            assert text.evaluate("one => one.textContent") == for_html(marked.article(id).article.text)
            page.evaluate(STYLE, COLOURLESS)
            letters, picture = page.evaluate(GLYPHS), text.screenshot()
            page.evaluate(STYLE, COLOURLESS + PLAIN)
            assert page.evaluate(GLYPHS) == letters, id
            assert text.screenshot() == picture, id


STYLE = """(rules) => { const sheet = new CSSStyleSheet(); sheet.replaceSync(rules); document.adoptedStyleSheets = [sheet]; }"""
