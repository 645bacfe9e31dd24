"""The frame of the desk: formats of one address, preferences, guard, words of the interface."""

from __future__ import annotations

import csv
import io
import re
from pathlib import Path

import pytest
from asking import token
from babel.messages.extract import extract_from_dir
from starlette.testclient import TestClient

import rasd.desk
from rasd.desk.formats import Formats
from rasd.desk.language import words_of
from rasd.desk.pages.settings import local
from rasd.desk.preferences import Reader
from rasd.desk.statics import FONTS, address, content

HERE = Path(rasd.desk.__file__).parent


def test_one_address_gives_a_page_json_and_csv(desk: TestClient) -> None:
    page, data, sheet = desk.get("/"), desk.get("/today.json"), desk.get("/today.csv")
    assert (page.status_code, data.status_code, sheet.status_code) == (200, 200, 200)
    assert page.headers["content-type"].startswith("text/html")
    rows = list(csv.reader(io.StringIO(sheet.content.decode("utf-8-sig"))))
    assert sheet.content.startswith("\ufeff".encode())
    assert [row[0] for row in rows[1:]] == [story["id"] for story in data.json()["stories"]]


def test_the_day_is_found_by_the_name_of_its_data(desk: TestClient) -> None:
    page = desk.get("/today", params={"day": "2025-03-17", "lang": "en"})
    assert page.url.path == "/"
    assert "17 March 2025" in page.text


def test_arabic_by_default_english_when_asked(desk: TestClient) -> None:
    assert '<html lang="ar" dir="rtl"' in desk.get("/").text
    assert '<html lang="en" dir="ltr"' in desk.get("/?lang=en").text
    assert '<html lang="en" dir="ltr"' in desk.get("/", headers={"accept-language": "en-GB,en;q=0.9,ar;q=0.8"}).text
    assert '<html lang="ar" dir="rtl"' in desk.get("/", headers={"accept-language": "fr"}).text


def test_preferences_are_kept(own_desk: TestClient) -> None:
    form = {"language": "en", "digits": "arabic", "calendar": "hijri", "theme": "dark", "back": "/settings", "csrf": token(own_desk)}
    answer = own_desk.post("/settings", data=form, follow_redirects=False)
    assert (answer.status_code, answer.headers["location"]) == (303, "/settings")
    page = own_desk.get("/settings").text
    assert 'data-theme="dark"' in page
    assert "٤ Muharram ١٤٤٢ AH" in page


@pytest.mark.parametrize(
    ("reader", "shown"),
    [
        (Reader("ar"), "23 أغسطس 2020"),
        (Reader("en"), "23 August 2020"),
        (Reader("ar", digits="arabic"), "٢٣ أغسطس ٢٠٢٠"),
        (Reader("ar", calendar="hijri"), "4 محرم 1442 هـ"),
        (Reader("en", calendar="both"), "23 August 2020 · 4 Muharram 1442 AH"),
    ],
)
def test_days_are_written_as_the_reader_likes(reader: Reader, shown: str) -> None:
    assert re.sub("<[^>]*>", "", Formats(reader).day("2020-08-23")) == shown


@pytest.mark.parametrize("value", ["2020-08", "2020", "once", "2020-99-99", "1800-01-01", "<b>"])
def test_what_is_no_day_is_shown_as_it_is(value: str) -> None:
    shown = re.sub("<[^>]*>", "", Formats(Reader("en", calendar="hijri")).day(value))
    assert shown in {value, "&lt;b&gt;", "1 January 1800"}


def test_a_strange_host_is_refused(desk: TestClient) -> None:
    assert desk.get("/", headers={"host": "evil.example"}).status_code == 421
    assert desk.get("/", headers={"host": "127.0.0.1:8390"}).status_code == 200
    assert desk.get("/", headers={"host": "[::1]:8390"}).status_code == 200


@pytest.mark.parametrize("given", ["", "0" * 64, "é"])
def test_a_form_without_the_token_changes_nothing(desk: TestClient, given: str) -> None:
    assert desk.post("/settings", data={"language": "en", "csrf": given}).status_code == 403


def test_pages_load_nothing_from_elsewhere(desk: TestClient) -> None:
    answer = desk.get("/")
    policy = answer.headers["content-security-policy"]
    assert "default-src 'none'" in policy
    assert "unsafe" not in policy
    assert not re.search(r'(?:src|href)="(?:https?:)?//', answer.text)
    assert " style=" not in answer.text
    assert " on" not in re.sub(r">[^<]*<", "><", answer.text)


def test_files_have_addresses_that_hold_their_digest(desk: TestClient) -> None:
    for name in (*FONTS, "desk.css", "desk.js", "rasd.svg"):
        answer = desk.get(address(name))
        assert answer.content == content(name)
        assert "immutable" in answer.headers["cache-control"]
    assert desk.get("/static/0/desk.css").headers["cache-control"] == "no-cache"
    assert desk.get("/static/0/..%2fapp.py").status_code == 404
    assert desk.get("/static/0/nothing.css").status_code == 404


@pytest.mark.parametrize("path", ["//evil.example", "https://evil.example/", "/\\evil.example", "javascript:alert(1)", "", "/a\nb"])
def test_no_form_leads_away(path: str) -> None:
    assert local(path) == "/"


def test_errors_say_what_is_wrong(desk: TestClient) -> None:
    assert "day" in desk.get("/today.json?day=x").json()["detail"]
    page = desk.get("/nothing-here", headers={"accept": "text/html"})
    assert page.status_code == 404
    assert "<h1>404" in page.text


def test_every_word_of_the_interface_has_its_arabic() -> None:
    """And the Arabic has no word that the interface has not."""
    method = [("**.py", "python"), ("**.html", "jinja2")]
    # Not silent: a page that the extractor can't parse would have no words at all.
    options = {"**.html": {"trim_blocks": "true", "lstrip_blocks": "true", "extensions": "jinja2.ext.do", "silent": "false"}}
    asked = {
        found[2] for found in extract_from_dir(HERE, method, options, keywords={"_": None, "N_": None, "gettext": None, "ngettext": (1, 2)})
    }
    asked = {word if isinstance(word, str) else word[0] for word in asked}
    arabic = words_of("ar")
    catalogue = {key if isinstance(key, str) else key[0] for key in vars(arabic)["_catalog"]} - {""}
    assert sorted(asked - catalogue) == []
    menu = {"Stories", "Articles", "Statements", "Events", "Actors", "Places", "Network", "Sources", "Review", "Alerts", "Basket", "Today"}
    assert sorted(catalogue - asked - menu) == []


@pytest.mark.parametrize(
    ("typed", "day"),
    [
        ("2020-08-23", "2020-08-23"),
        ("23/8/2020", "2020-08-23"),
        ("2020/8/3", "2020-08-03"),
        ("٢٣-٠٨-٢٠٢٠", "2020-08-23"),
        (" 1.2.2021 ", "2021-02-01"),
    ],
)
def test_a_day_is_typed_as_people_write_it(desk: TestClient, typed: str, day: str) -> None:
    assert desk.get("/events.json", params={"since": typed}).json()["asked"]["since"] == day
    assert f'value="{day}"' in desk.get("/events", params={"since": typed}).text


@pytest.mark.parametrize("typed", ["23/8", "31/2/2020", "8/23/2020", "2020-8/3", "1598140800", "٢٠٢٠", "23/8/20", "4/1/1442"])
def test_what_is_no_day_or_of_another_calendar_is_refused_in_words_of_the_page(desk: TestClient, typed: str) -> None:
    answer = desk.get("/events.json", params={"since": typed})
    assert (answer.status_code, "expected a day such as 2020-08-23" in answer.text) == (400, True)


def test_the_field_of_a_day_speaks_the_language_of_the_page_and_not_of_the_browser(desk: TestClient) -> None:
    arabic = desk.get("/events?since=2020-08-23", headers={"cookie": "rasd_preferences=digits%3Darabic"}).text
    assert 'type="date"' not in arabic
    assert "السنة-الشهر-اليوم" in arabic
    assert "Year-month-day" in desk.get("/events?lang=en").text
