"""The nine-o'clock walk in a real browser: today, a story, an article, a speaker put right, the basket, the bulletin in Word."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Iterator
from typing import TYPE_CHECKING

import pytest
from browsing import served

from rasd.store import Store

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Download, Page

_STORY = "مسيّرات تقصف سوقا"  # "Drones strike a market": the story of the samples that most outlets tell
_DAY = "/?day=2025-03-17"


@pytest.fixture
def address(own_store: Store) -> Iterator[str]:
    with served(own_store) as found:
        yield found


@pytest.fixture
def language() -> str:
    """Of the person who looks; tests that ask for both say so."""
    return "ar"


@pytest.fixture
def page(browser: Browser, language: str) -> Iterator[Page]:
    """A page of a person of this language; what the browser complains of fails the test."""
    context = browser.new_context(locale=language, viewport={"width": 1280, "height": 900}, reduced_motion="reduce")
    made = context.new_page()
    complaints: list[str] = []
    made.on("console", lambda message: complaints.append(message.text) if message.type in ("error", "warning") else None)
    made.on("pageerror", lambda error: complaints.append(str(error)))
    made.set_default_timeout(60_000)
    yield made
    context.close()
    assert complaints == []


def speaker_put_right(page: Page) -> str:
    """In the form of a statement that is open, choose another speaker; gives the name chosen."""
    select = page.locator("#edit select[name=speaker]")
    values = select.locator("option").evaluate_all("all => all.map(o => [o.value, o.selected, o.textContent])")
    other = next((value, words) for value, chosen, words in values if value not in ("", "new") and not chosen)
    select.select_option(other[0])
    return str(other[1])


def seen(page: Page, selector: str, count: int) -> None:
    """Wait until there are so many (a function that waits would be code made of text, which the desk's policy forbids)."""
    from playwright.sync_api import expect

    expect(page.locator(selector)).to_have_count(count, timeout=30_000)


def text_of(download: Download) -> str:
    with zipfile.ZipFile(io.BytesIO(download.path().read_bytes())) as document:
        return document.read("word/document.xml").decode()


@pytest.mark.parametrize("language", ["ar", "en"])
def test_the_walk_by_mouse(page: Page, address: str, own_store: Store) -> None:
    page.goto(address + _DAY)
    page.get_by_role("link", name=_STORY).first.click()
    page.wait_for_url("**/stories/sto-*")
    page.locator("main [data-item] a[href^='/articles/']").first.click()
    page.wait_for_url("**/articles/*")
    card = page.locator(".card.said").first
    finding = card.get_attribute("id")
    card.locator("[data-key=e]").click()
    named = speaker_put_right(page)
    page.locator("#edit button.main").click()
    page.wait_for_url("**/articles/*")
    assert named in (page.locator(f"#{finding} h3").text_content() or "")
    page.locator(f"#{finding} [data-key=b]").click()
    page.wait_for_selector(f"#{finding} [data-key=b][aria-pressed=true]")
    page.goto(f"{address}/basket")
    assert page.locator("[data-item]").count() == 1
    page.locator("#publish input[name=title]").fill("نشرة التاسعة")
    with page.expect_download() as coming:
        page.locator("#publish button.main").click()
    made = text_of(coming.value)
    assert "نشرة التاسعة" in made
    judged = own_store.judgements("statement")
    assert [row["verdict"] for row in judged] == ["edit"]
    assert judged[0]["author"]


@pytest.mark.parametrize("language", ["ar", "en"])
def test_the_walk_by_keyboard_alone(page: Page, address: str, own_store: Store) -> None:
    page.goto(address + _DAY)
    items = page.locator("[data-item]")
    wanted = next(k for k in range(items.count()) if _STORY in (items.nth(k).text_content() or ""))
    for _ in range(wanted + 1):
        page.keyboard.press("j")
    page.keyboard.press("o")
    page.wait_for_url("**/stories/sto-*")
    for _ in range(10):
        page.keyboard.press("j")
        if page.locator("[data-item].here[data-kind=article]").count():
            break
    page.keyboard.press("o")
    page.wait_for_url("**/articles/*")
    for _ in range(3):
        page.keyboard.press("j")
    here = page.locator(".card.here")
    finding = here.get_attribute("id")
    assert here.get_attribute("data-kind") == "statement"
    page.keyboard.press("e")
    page.wait_for_selector("#edit")
    page.locator("#edit select[name=speaker]").focus()
    before = page.locator("#edit select[name=speaker]").input_value()
    for _ in range(5):
        page.keyboard.press("ArrowDown")
        if page.locator("#edit select[name=speaker]").input_value() not in ("", "new", before):
            break
    page.locator("#edit button.main").focus()
    page.keyboard.press("Enter")
    page.wait_for_load_state()
    page.wait_for_selector(f"#{finding}")
    for _ in range(40):
        if page.locator(f"#{finding}.here").count():
            break
        page.keyboard.press("j")
    page.keyboard.press("b")
    page.wait_for_selector(f"#{finding} [data-key=b][aria-pressed=true]")
    page.goto(f"{address}/basket")
    assert page.locator("[data-item]").count() == 1
    page.locator("#publish button.main").focus()
    with page.expect_download() as coming:
        page.keyboard.press("Enter")
    assert text_of(coming.value)
    assert [row["verdict"] for row in own_store.judgements("statement")] == ["edit"]


def test_judging_in_the_queue_by_keys(page: Page, address: str, own_store: Store) -> None:
    page.goto(f"{address}/review")
    page.wait_for_selector("[data-item].here")
    first = page.locator("[data-item].here").get_attribute("data-id")
    page.keyboard.press("a")
    seen(page, "[data-item].judged", 1)
    seen(page, f'[data-item].here[data-id="{first}"]', 0)
    page.keyboard.press("r")
    seen(page, "[data-item].judged", 2)
    page.keyboard.press("u")
    seen(page, "[data-item].judged", 1)
    verdicts = [row["verdict"] for row in own_store.judgements()]
    assert verdicts[:2] == ["accept", "reject"]
    assert len(verdicts) == 3


def test_help_and_search_by_keys_also_on_an_arabic_keyboard(page: Page, address: str) -> None:
    page.goto(address)
    page.keyboard.press("?")
    assert page.locator("#keys").is_visible()
    page.keyboard.press("Escape")
    page.keyboard.press("/")
    assert page.evaluate("document.activeElement.id") == "find"
    page.keyboard.press("Escape")
    page.locator("main").focus()
    # The key that lies where j lies gives ت on an Arabic keyboard.
    page.evaluate("document.dispatchEvent(new KeyboardEvent('keydown', {key: 'ت', code: 'KeyJ', bubbles: true}))")
    assert page.locator("[data-item].here").count() == 1


@pytest.mark.parametrize("language", ["ar", "en"])
def test_everything_can_be_read_and_judged_without_script(browser: Browser, address: str, language: str, own_store: Store) -> None:
    context = browser.new_context(java_script_enabled=False, locale=language)
    page = context.new_page()
    page.set_default_timeout(60_000)
    page.goto(address + _DAY)
    page.get_by_role("link", name=_STORY).first.click()
    page.wait_for_url("**/stories/sto-*")
    assert page.locator("main h1").is_visible()
    page.locator("main [data-item] a[href^='/articles/']").first.click()
    page.wait_for_url("**/articles/*")
    assert page.locator("#text").is_visible()
    assert not page.locator("button.script").first.is_visible()
    page.locator(".card.said blockquote a").first.click()  # a field leads to its words
    assert "#w-" in page.url
    page.locator(".card.said [data-key=r]").first.click()
    page.wait_for_load_state()
    assert [row["verdict"] for row in own_store.judgements()] == ["reject"]
    context.close()
