"""The docs site: built strictly, whole, loading nothing from anywhere; searched from a folder, in both directions."""

from __future__ import annotations

import itertools
import re
import shutil
import time
from pathlib import Path
from typing import Any

import pytest
import website

from docs_pages import DOCS

pytest.importorskip("zensical", reason="needs the extra rasd[docs]")


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The site, built into a folder of its own."""
    folder = tmp_path_factory.mktemp("site")
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(website, "LAID", folder / "laid")
        patch.setattr(website, "SITE", folder / "site")
        assert website.main() == 0
    return Path(folder / "site")


def test_every_page_is_listed_and_built(site: Path) -> None:
    listed = website.listed()
    assert len(listed) == len(set(listed))
    written = {path.relative_to(DOCS).as_posix() for path in DOCS.rglob("*.md")}
    assert not written - set(listed), "add them to nav in mkdocs.yml"
    for page in written:
        assert (site / page).with_suffix(".html").exists(), page


def test_pages_that_are_not_there_yet_are_left_out(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(website, "LAID", tmp_path)
    (tmp_path / "docs").mkdir()
    (tmp_path / "docs" / "index.md").write_text("# Home")
    website._configure(tmp_path / "docs")
    text = (tmp_path / "mkdocs.yml").read_text("utf-8")
    assert re.findall(r"[\w/]+\.md", text) == ["index.md"]
    assert "How to:" not in text
    assert "Rasd:" in text


def test_nothing_is_loaded_from_elsewhere(site: Path) -> None:
    assert not list(website.loaded_from_elsewhere(site))


@pytest.mark.parametrize(
    "page",
    [
        '<script src="https://cdn.example/x.js"></script>',
        '<link rel="stylesheet" href="//fonts.example/css">',
        '<link rel="preconnect" href="https://fonts.example">',
        '<img src="http://example.org/a.png">',
        "<style>@import 'https://example.org/a.css';</style>",
        '<p style="background: url(https://example.org/a.png)">x</p>',
    ],
)
def test_what_would_be_loaded_is_found(page: str, tmp_path: Path) -> None:
    (tmp_path / "page.html").write_text(f'<a href="https://example.org">a link is followed by people</a>{page}')
    assert len(list(website.loaded_from_elsewhere(tmp_path))) == 1
    (tmp_path / "page.html").write_text('<a href="https://example.org">a link</a><script src="x.js"></script>')
    (tmp_path / "a.css").write_text("@font-face { src: url(https://example.org/a.ttf) }")
    assert list(website.loaded_from_elsewhere(tmp_path)) == ["a.css: loads https://example.org/a.ttf"]


def test_a_link_that_leads_nowhere_stops_the_build(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(website, "LAID", tmp_path / "laid")
    monkeypatch.setattr(website, "SITE", tmp_path / "site")
    shutil.copytree(DOCS, tmp_path / "docs", ignore=shutil.ignore_patterns("__pycache__"))
    (tmp_path / "docs" / "faq.md").write_text("# Questions\n\n[an answer](no-such-page.md)\n", "utf-8")
    monkeypatch.setattr(website, "DOCS", tmp_path / "docs")
    assert website.main() == 1
    assert "faq.md:3" in capsys.readouterr().err
    assert not (tmp_path / "site").exists()


@pytest.mark.parametrize(
    ("name", "text", "is_now"),
    [
        ("docs/mcp.md", "[x](../SECURITY.md#who)", "[x](project/security.md#who)"),
        ("docs/howto/words.md", "[x](../data.md) [y](#here)", "[x](../data.md) [y](#here)"),
        ("CONTRIBUTING.md", "[x](docs/store.md) [y](SECURITY.md)", "[x](../store.md) [y](security.md)"),
        ("docs/stories.md", "[its weights](../src/rasd/stories/data/reasons.tsv)", "its weights"),
        ("docs/desk.md", "[`units`](../tests) [`a` b](../NOTICE)", "`units` [`a` b](project/notice.md)"),
        ("docs/stories.md", "[x](no-such.md)", "[x](no-such.md)"),
        (
            "docs/desk.md",
            "`[x](../SECURITY.md)`\n\n```\n[x](../SECURITY.md)\n```\n",
            "`[x](../SECURITY.md)`\n\n```\n[x](../SECURITY.md)\n```\n",
        ),
        ("docs/desk.md", "[x](https://example.org)", "[x](https://example.org)"),
    ],
)
def test_links_are_as_in_the_site(name: str, text: str, is_now: str) -> None:
    assert website._linked(text, name) == is_now


def test_arabic_pages_are_arabic_and_right_to_left(site: Path) -> None:
    arabic, english = ((site / name).read_text("utf-8") for name in ("ar/index.html", "index.html"))
    assert '<html lang="ar"' in arabic
    assert '<body dir="rtl"' in arabic
    assert "جدول المحتويات" in arabic
    assert '<html lang="en"' in english
    assert '<body dir="ltr"' in english
    assert 'href="./ar/index.html" hreflang="ar"' in english


PATIENCE = 120  # seconds: a loaded machine makes a page ready late

ACTIVE = """() => {
    let active = document.activeElement;
    while (active?.shadowRoot?.activeElement) active = active.shadowRoot.activeElement;
    return active.tagName;
}"""


def open_search(page: Any) -> None:
    """Press the key of the search until its field has the cursor: a page that is still being made ready hears no key."""
    end = time.monotonic() + PATIENCE
    while page.evaluate(ACTIVE) != "INPUT":
        assert time.monotonic() < end, "the search did not open"
        page.keyboard.press("/")
        page.wait_for_timeout(200)
    page.keyboard.press("ControlOrMeta+a")  # a second key may have come just after the field was there


def search(page: Any, words: str, found: str) -> None:
    """Type words until they find a page, each time into the page as if just opened, with more patience: what was typed while the index
    was still being read may have found nothing, and finds nothing when it is typed again."""
    end = time.monotonic() + PATIENCE
    marked = ", ".join(f"a[href*='{found}'] {mark}" for mark in ("mark", "em", "u"))
    for looks in itertools.count(25, 25):
        assert time.monotonic() < end, f"{words} did not find {found}"
        open_search(page)
        page.keyboard.type(words, delay=20)
        for _ in range(looks):
            if page.query_selector(marked):
                return
            page.wait_for_timeout(200)
        page.reload()


def test_in_a_browser_from_a_folder_without_a_network(site: Path) -> None:
    """Search in both languages, colours, and no page wider than a telephone; nothing but files of the site is asked for."""
    playwright = pytest.importorskip("playwright.sync_api", reason="needs the dev packages")
    chromium = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
    if not chromium:
        pytest.skip("no Chromium here")
    asked: list[str] = []
    with playwright.sync_playwright() as player:
        browser = player.chromium.launch(executable_path=chromium, args=["--no-sandbox"])
        page = browser.new_context(viewport={"width": 390, "height": 844}, color_scheme="dark").new_page()
        page.on("request", lambda request: asked.append(request.url))
        for name in ("index", "tutorial", "records", "events", "accuracy", "ar/index", "project/changelog"):
            page.goto(f"file://{site}/{name}.html")
            assert page.evaluate("document.documentElement.scrollWidth <= innerWidth"), name
            assert page.evaluate("document.body.dataset.mdColorScheme") == "slate"
        page.set_viewport_size({"width": 1280, "height": 900})
        for name, words, found in (("index", "tolls", "accuracy.html"), ("ar/index", "مكتب", "ar/index.html")):
            page.goto(f"file://{site}/{name}.html")
            search(page, words, found)
        browser.close()
    assert {url for url in asked if not url.startswith(f"file://{site}/")} == set()
