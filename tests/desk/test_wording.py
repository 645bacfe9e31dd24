"""Rules, reasons and details of errors in words of the interface; what nobody translated is shown as it is."""

from __future__ import annotations

import re

import pytest
from starlette.testclient import TestClient

from rasd.desk.language import words_of
from rasd.desk.preferences import Reader
from rasd.desk.view import environment
from rasd.export.labels import Language
from rasd.ontology.tables import table
from rasd.store import Store

LATIN = re.compile(r"[A-Za-z]{3,}")


def shown(text: str, kind: str = "rule", language: Language = "ar") -> str:
    made: str = environment(Reader(language)).from_string("{{ text | worded(kind) }}").render(text=text, kind=kind)
    return made


@pytest.mark.parametrize(
    ("text", "kind", "arabic", "english"),
    [
        ("verb", "rule", "فعل قول", "verb of saying"),
        ("country SAU by the words", "rule", "السعودية", "Saudi Arabia"),
        ("trigger ASSAULT قتل", "rule", "قتل", "قتل"),
        ("title وزير in paragraph 3", "rule", "الفقرة 3", "paragraph 3"),
        ("known person x-y", "rule", "شخص معروف", "known person"),
        ("day: expected a day such as 2020-08-23", "problem", "المطلوب يوم", "expected a day"),
        ("art-x: no article of this id in /a/desk.db; `rasd search` lists ids", "problem", "لا مقال", "no article of this id"),
    ],
)
def test_what_has_words_is_shown_in_them(text: str, kind: str, arabic: str, english: str) -> None:
    assert arabic in shown(text, kind)
    assert english in shown(text, kind, "en")
    assert "/a/desk.db" not in shown(text, kind)


@pytest.mark.parametrize("text", ["rule of a plug-in", "<b>bold</b>", "a\x07b"])
def test_what_has_none_is_shown_as_it_is_and_is_no_markup(text: str) -> None:
    made = shown(text, "problem")
    assert made.startswith('<bdi lang="en"')
    assert "<b>" not in made
    assert "\x07" not in made


@pytest.mark.parametrize("text", ["title <b>x</b> in paragraph 3", "“<script>” names it again"])
def test_what_fills_a_gap_is_no_markup(text: str) -> None:
    assert "<b>" not in shown(text)
    assert "<script>" not in shown(text)


def test_every_rule_of_statements_and_events_has_its_arabic() -> None:
    names = {row["rule"] for row in table("rule_meanings") if row["extractor"] in ("statements", "events", "mentions", "encoder")} - {
        "trigger"
    }
    unknown = {name for name in names if shown(name).startswith('<bdi lang="en"')}
    assert unknown == set()
    assert {name for name in names if LATIN.search(re.sub("<[^>]*>", "", shown(name)))} == set()


def test_an_arabic_page_has_no_english_rules(desk: TestClient, demo_store: Store) -> None:
    for kept, _ in list(demo_store.records())[:6]:
        page = desk.get(f"/articles/{kept.id}").text
        rules = re.findall(r'<span class="rule">(.*?)</span>', page)
        assert rules
        english = [rule for rule in rules if 'lang="en"' in rule]
        assert english == [], english


def test_an_error_page_is_in_the_language_of_its_reader(desk: TestClient) -> None:
    arabic = desk.get("/articles/art-none", headers={"accept": "text/html"})
    english = desk.get("/articles/art-none?lang=en", headers={"accept": "text/html"})
    assert (arabic.status_code, english.status_code) == (404, 404)
    assert "لا مقال بهذا المعرّف" in arabic.text
    assert "no article of this id" in english.text
    assert "no article of this id" in desk.get("/articles/art-none.json").json()["detail"]
    assert words_of("ar").gettext("verb of saying") == "فعل قول"
