"""Every page in a browser in all eight ways: in both languages and themes, on a telephone and on a desk.

Clean by axe (WCAG 2.2 A, AA), still, quiet; no table runs sideways, no word of the other language stands unmarked.
"""

from __future__ import annotations

import contextlib
import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

import pytest
from asking import token
from axe_playwright_python.base import AXE_SCRIPT
from browsing import served
from starlette.testclient import TestClient

from rasd.desk.app import create_app
from rasd.desk.parts import MENU
from rasd.flow.alerts import work as flow
from rasd.store import Store, open_store

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page

RULES = {
    "runOnly": {"type": "tag", "values": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]},
    "resultTypes": ["violations"],
}
WATCH = """
window.__moved = 0;
new PerformanceObserver((list) => { for (const entry of list.getEntries()) window.__moved += entry.value; })
    .observe({ type: "layout-shift", buffered: true });
"""


class Way(NamedTuple):
    """How a page is looked at."""

    language: str
    theme: str
    width: int


WAYS = {language: [Way(language, theme, width) for theme in ("light", "dark") for width in (390, 1280)] for language in ("ar", "en")}
WIDEST_DESK = 1920  # pixels; axe finds nothing there that it does not find at 1280
NOWHERE = "/nothing-is-here"
FURTHER = (
    *("/search?q=", "/search?q=السودان", "/settings", "/events/dyads", "/events/dyads?a=IRN&b=RUS&level=country", "/review/statistics"),
    *("/changes", "/alerts?new=event", "/events?since=1999-01-01&until=1999-01-02", NOWHERE),
)
"""Pages that are not in the menu; those of one story, article and actor come from the store."""


@pytest.fixture(scope="module")
def filled(demo: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Store]:
    """A store with a story and an article in the basket and a search that was saved; a reader has seen its first articles."""
    with open_store(shutil.copy(demo, tmp_path_factory.mktemp("accessible") / "desk.db"), create=False) as store:
        with TestClient(create_app(store), base_url="http://localhost") as client:
            for kind, listed in (("story", "stories"), ("article", "articles")):
                first = client.get(f"/{listed}.json").json()[listed][0]["id"]
                form = {"what": f"{kind} {first}", "back": "/", "csrf": token(client)}
                assert client.post("/basket/put", data=form, follow_redirects=False).status_code == 303
            seen = {"as_of": "4", "back": "/", "csrf": token(client)}  # the articles after the fourth are new to who looks
            assert client.post("/seen", data=seen, follow_redirects=False).status_code == 303
        flow.add(store, "أسواق", "search", {"q": "السوق"}, author="amal")
        yield store


@pytest.fixture(scope="module")
def address(filled: Store) -> Iterator[str]:
    with served(filled) as address:
        yield address


@pytest.fixture(scope="module")
def paths(filled: Store) -> list[str]:
    """Every page of the menu that there is, and one of each further one."""
    desk = TestClient(create_app(filled), base_url="http://localhost")
    app: Any = desk.app
    known = app.state.routes
    story = desk.get("/stories.json").json()["stories"][0]["id"]
    article = desk.get("/articles.json").json()["articles"][0]["id"]
    actor = desk.get("/actors.json").json()["actors"][0]["actor"]["id"]
    statement = desk.get(f"/articles/{article}.json").json()["statements"][0]["id"]
    of_one = [f"/stories/{story}", f"/stories/{story}/compare", f"/articles/{article}", f"/actors/{actor}", f"/actors/{actor}/statements"]
    of_one.append(f"/articles/{article}?edit={statement}")
    return [*(f"/{'' if name == 'today' else name}" for name, _ in MENU if name in known), *FURTHER, *of_one]


@pytest.mark.parametrize("language", WAYS)
def test_every_page_is_accessible_still_and_quiet(address: str, paths: list[str], browser: Browser, language: str) -> None:
    with opened(browser, address, WAYS[language][0]) as (page, said):
        wrong = {}
        for path in paths:
            found = problems(page, address + path, WAYS[language])
            found += [line for line in said if path != NOWHERE or "404" not in line]
            said.clear()
            if found:
                wrong[path] = found
    assert wrong == {}


@pytest.mark.parametrize("language", WAYS)
def test_the_door_of_an_exposed_desk_is_accessible(filled: Store, browser: Browser, language: str) -> None:
    with served(filled, exposed=True) as address, opened(browser, address, WAYS[language][0]) as (page, said):
        assert problems(page, f"{address}/login", WAYS[language]) + said == []


@contextlib.contextmanager
def opened(browser: Browser, address: str, way: Way) -> Iterator[tuple[Page, list[str]]]:
    """A page, and what it says that it should not: errors, reports of the policy, requests that fail or lead elsewhere."""
    context = browser.new_context(viewport={"width": way.width, "height": 900}, locale=way.language)
    context.add_cookies([{"name": "rasd_preferences", "value": f"language={way.language}&theme={way.theme}", "url": address}])
    page = context.new_page()
    page.add_init_script(WATCH)
    said: list[str] = []
    page.on("console", lambda message: said.append(message.text) if message.type in ("error", "warning") else None)
    page.on("pageerror", lambda error: said.append(str(error)))
    page.on("request", lambda request: None if request.url.startswith((address, "data:")) else said.append(request.url))
    page.on("requestfailed", lambda request: None if request.failure == "net::ERR_ABORTED" else said.append(request.url))
    yield page, said
    context.close()


def problems(page: Page, address: str, ways: list[Way]) -> list[str]:
    """What is wrong with a page as it is opened, and as it becomes on another width and in another theme."""
    page.goto(address)
    page.evaluate("document.fonts.ready")
    moved = page.evaluate("window.__moved")
    found = [f"moved by {moved}"] if moved else []
    found += [f"not marked as of its language: {words}" for words in page.evaluate(STRANGE, ways[0].language)]
    page.evaluate(AXE_SCRIPT)
    for way in ways:
        page.set_viewport_size({"width": way.width, "height": 900})
        page.evaluate("(theme) => { document.documentElement.dataset.theme = theme; }", way.theme)
        if (wide := page.evaluate("document.scrollingElement.scrollWidth - innerWidth")) > 0:
            found.append(f"{wide} pixels too wide for {way.width}: {page.evaluate(WIDEST)}")
        found += [f"{way}: a table runs sideways: {words}" for words in page.evaluate(SIDEWAYS)]
        for rule in page.evaluate(AXE, [way == ways[0], RULES])["violations"]:
            places = [f"{node['target']}: {node['failureSummary']}"[:400] for node in rule["nodes"][:3]]
            found.append(f"{way}: {rule['id']} ({len(rule['nodes'])}): {places}")
        if way == ways[0]:
            page.evaluate(AGAIN)
    page.set_viewport_size({"width": WIDEST_DESK, "height": 1080})
    if (wide := page.evaluate("document.scrollingElement.scrollWidth - innerWidth")) > 0:
        found.append(f"{wide} pixels too wide for {WIDEST_DESK}: {page.evaluate(WIDEST)}")
    return found


AXE = "([all, options]) => axe.run(all ? document : { exclude: ['[data-again]'] }, options)"
AGAIN = """() => {
    const met = new Set();
    for (const one of document.querySelectorAll("[data-item], tbody tr, .text p, .facet li")) {
        const parts = [one, ...one.querySelectorAll("*")];
        const looks = parts.map((part) => `${part.parentElement.tagName} ${part.tagName} ${part.getAttribute("class")}`);
        if (looks.every((look) => met.has(look))) one.dataset.again = "";
        looks.forEach((look) => met.add(look));
    }
}"""
"""Marks what has no part that looks otherwise than those before it: of fifty statements axe need look at a few in each further way."""
SIDEWAYS = """() => [...document.querySelectorAll(".scroll:has(> table)")].filter((one) => one.scrollWidth > one.clientWidth + 1)
    .map((one) => one.textContent.trim().replace(/\\s+/g, " ").slice(0, 80))"""
STRANGE = """(language) => {
    const strange = language === "ar" ? /[A-Za-z]{3,}/ : /[\\u0621-\\u064a]/;
    const known = /JSON|CSV|Word|PDF|HTML|Markdown|Excel|Atom|ISO|Wikidata|Natural Earth|https:/;
    const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
    const marked = "bdi, [lang]:not(html), kbd, option, script, style";
    const found = [];
    for (let node = walker.nextNode(); node; node = walker.nextNode())
        if (strange.test(node.data) && !known.test(node.data) && !node.parentElement.closest(marked))
            found.push(node.data.trim().slice(0, 60));
    return [...new Set(found)];
}"""
WIDEST = """() => {
    const inside = (one) => one && (getComputedStyle(one).overflowX !== "visible" || inside(one.parentElement));
    const over = [...document.querySelectorAll("main, header, footer, main *, header *, footer *")].filter((one) => {
        const box = one.getBoundingClientRect();
        const out = box.right > innerWidth + 1 || box.left < -1;
        return out && box.width > 0 && !one.closest(".hidden, .skip") && !inside(one.parentElement);
    });
    return over.slice(0, 4).map((one) => one.tagName + "." + one.className);
}"""
