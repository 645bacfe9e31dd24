"""Alerts on the desk: made, tried, changed and told of; feeds by a token that opens nothing else; hostile words inert."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from urllib.parse import parse_qsl, urlsplit

import pytest
from asking import token
from lxml import etree, html
from starlette.testclient import TestClient

from rasd.desk.app import create_app
from rasd.flow.alerts import work as flow
from rasd.store import Store
from rasd.store.people import open_session, save_person

ATOM = "{http://www.w3.org/2005/Atom}"
HOSTILE = '<script>alert(1)</script>"&'


def post(client: TestClient, path: str, **fields: str) -> str:
    """Send a form; gives where it leads."""
    answer = client.post(path, data={"csrf": token(client), **fields}, follow_redirects=False)
    assert answer.status_code == 303, answer.text
    return str(answer.headers["location"])


def made(client: TestClient, **fields: str) -> str:
    """Make an alert; gives its path."""
    return post(client, "/alerts/add", **{"new": "event", "name": "قصف", "type": "ASSAULT", **fields})


@pytest.fixture
def told(own_store: Store) -> str:
    """The path of an alert with hits."""
    id = flow.add(own_store, "قصف", "event", {"type": "ASSAULT", "dead": 1}, author="amal", past=True).id
    assert flow.look(own_store) > 0
    return f"/alerts/{id}"


@pytest.fixture
def exposed(own_store: Store) -> Iterator[TestClient]:
    """A desk that asks to sign in, asked by a reader with a token."""
    save_person(own_store, "rami", "reader", "nobody signs in by it")
    with TestClient(create_app(own_store, hosts=("localhost",), exposed=True), base_url="http://localhost") as client:
        client.headers["authorization"] = f"Bearer {open_session(own_store, 'rami', timedelta(days=1))}"
        yield client


@pytest.mark.parametrize("language", ["ar", "en"])
def test_an_empty_list_says_what_fills_it_and_every_kind_has_its_form(desk: TestClient, language: str) -> None:
    assert 'class="nothing"' in desk.get("/alerts", params={"lang": language}).text
    for kind, fields in (("statement", "speaker"), ("event", "dead"), ("growth", "times"), ("denial", "sure"), ("search", "q")):
        page = desk.get("/alerts", params={"new": kind, "lang": language}).text
        assert f'name="{fields}"' in page
        assert 'id="new-alert"' in page


def test_a_search_that_is_saved_fills_the_form(desk: TestClient) -> None:
    link = re.search(r'href="(/alerts\?[^"]+)"', desk.get("/search", params={"q": "السوق", "outlet": "وكالة المدار"}).text)
    assert link
    page = desk.get(link.group(1).replace("&amp;", "&")).text
    assert 'name="q" value="السوق"' in page
    assert 'name="outlet" value="وكالة المدار"' in page


def test_a_search_that_is_saved_keeps_its_days(own_desk: TestClient) -> None:
    """Its page leads back to the search as it was, and what comes from other days is not told of."""
    asked = {"q": "السوق", "since": "2025-03-18", "until": "2025-03-20"}
    link = re.search(r'href="(/alerts\?[^"]+)"', own_desk.get("/search", params=asked).text)
    assert link
    page = own_desk.get(link.group(1).replace("&amp;", "&")).text
    assert 'name="since" value="2025-03-18"' in page
    days = {"2025-03-18", "2025-03-19", "2025-03-20"}
    tried = {"new": "search", "try": "true"}
    within, ever = (own_desk.get("/alerts.json", params=given | tried).json()["tried"] for given in (asked, {"q": asked["q"]}))
    assert {one["published"][:10] for one in within} <= days
    assert {one["published"][:10] for one in ever} - days
    path = made(own_desk, new="search", type="", **asked)
    assert dict(own_desk.get(f"{path}.json").json()["alert"]["asked"]) == asked
    assert "since=2025-03-18" in own_desk.get(path).text
    wrong = own_desk.get("/alerts.json", params=asked | tried | {"since": "2025-3"})
    assert wrong.json()["problem"] == "since: expected a day such as 2020-08-23"


def test_saved_searches_stand_where_one_begins_to_search(own_desk: TestClient) -> None:
    """With their filters, and not beside what another search found; alerts of other kinds are no searches."""
    asked = {"q": "السوق", "since": "2025-03-18"}
    path = made(own_desk, new="search", type="", **asked)
    made(own_desk, name="قصف")
    (saved,) = own_desk.get("/search.json").json()["saved"]
    assert (saved["id"], saved["asked"]) == (path.removeprefix("/alerts/"), asked)
    page = own_desk.get("/search").text
    assert f'href="{path}"' in page
    link = re.search(r'href="(/search\?[^"]*since=2025-03-18[^"]*)"', page)
    assert link
    found = own_desk.get(link.group(1).replace("&amp;", "&").replace("/search", "/search.json")).json()
    assert found["asked"] == asked
    assert found["hits"]
    assert found["saved"] == []


def test_an_alert_is_tried_before_it_is_made(desk: TestClient) -> None:
    asked = {"new": "event", "type": "ASSAULT", "dead": "1", "try": "true"}
    tried = desk.get("/alerts.json", params=asked).json()["tried"]
    assert tried
    assert desk.get("/alerts", params=asked).text.count('data-kind="event"') == len(tried)
    wrong = desk.get("/alerts", params={**asked, "dead": "many"})
    assert wrong.status_code == 200
    assert "expected a whole number" in wrong.text


def test_an_alert_is_made_paused_renamed_and_removed(own_desk: TestClient, own_store: Store) -> None:
    path = made(own_desk, channels="mail:a@example.org\nfile:x.jsonl")
    (one,) = own_desk.get("/alerts.json").json()["alerts"]
    assert (one["name"], one["kind"], one["asked"], one["state"]) == ("قصف", "event", {"type": "ASSAULT"}, "on")
    assert [channel["shown"] for channel in one["channels"]] == ["mail:a@example.org", "file:x.jsonl"]
    post(own_desk, f"{path}/do", do="pause")
    assert own_desk.get(f"{path}.json").json()["alert"]["state"] == "paused"
    post(own_desk, f"{path}/do", do="resume")
    form = own_desk.post(f"{path}/edit", data={"csrf": token(own_desk)}).text
    assert "mail:a@example.org\nfile:x.jsonl" in form
    post(own_desk, f"{path}/channels", name="قصف آخر", channels="mail:a@example.org")
    line = own_desk.get(f"{path}.json").json()["alert"]
    assert (line["name"], len(line["channels"])) == ("قصف آخر", 1)
    assert post(own_desk, f"{path}/do", do="remove") == "/alerts"
    assert own_desk.get(path).status_code == 404


def test_hits_are_the_same_as_page_json_csv_and_feed(own_desk: TestClient, told: str) -> None:
    hits = own_desk.get(f"{told}.json").json()["hits"]
    page = own_desk.get(told).text
    rows = list(csv.DictReader(io.StringIO(own_desk.get(f"{told}.csv").content.decode("utf-8-sig"))))
    feed = etree.fromstring(own_desk.get(f"{told}.atom").content)
    assert page.count('data-kind="event"') == len(hits) == len(rows) == len(feed.findall(f"{ATOM}entry"))
    assert [row["id"] for row in rows] == [hit["id"] for hit in hits]
    assert own_desk.get(f"{told}.atom").headers["content-type"].startswith("application/atom+xml")
    assert own_desk.get(f"{told}.json", params={"size": 1}).json()["more"] is True


def test_a_sample_is_sent_and_what_became_of_it_is_shown(own_desk: TestClient, tmp_path: Path) -> None:
    path = made(own_desk, channels="file:x.jsonl\nhttps://127.0.0.1:1/hook", private="true")
    page = own_desk.post(f"{path}/test", data={"csrf": token(own_desk)}).text
    assert "could not be reached" in page
    assert '"sample": true' in (tmp_path / "x.jsonl").read_text("utf-8")


@pytest.mark.parametrize(
    ("fields", "told"),
    [
        ({"type": "NOTHING"}, "type: "),
        ({"type": ""}, "asks for something"),
        ({"channels": "http://127.0.0.1/hook"}, "loopback"),
        ({"channels": "ftp://example.org"}, "no such channel"),
        ({"channels": "file:/etc/passwd"}, "without its folder"),
        ({"channels": "file:../x"}, "without its folder"),
        ({"channels": "mail:a@b\u2028c.org"}, "expected"),
        ({"name": "a\nb\x00"}, "a name of 1 to"),
    ],
)
def test_what_makes_no_sense_is_refused(own_desk: TestClient, fields: dict[str, str], told: str) -> None:
    answer = own_desk.post("/alerts/add", data={"csrf": token(own_desk), "new": "event", "name": "x", "type": "ASSAULT", **fields})
    assert answer.status_code in (400, 404)
    assert told in answer.text.replace("&#39;", "'")
    assert own_desk.get("/alerts.json").json()["alerts"] == []


def test_hostile_names_are_shown_and_never_run(own_desk: TestClient, own_store: Store) -> None:
    path = made(own_desk, name=HOSTILE, place="=1+1 <b>", channels="https://example.org/<script>?a=secret")
    for page in (own_desk.get("/alerts").text, own_desk.get(path).text):
        assert "<script>alert" not in page
        assert "&lt;script&gt;alert(1)" in page
        assert "a=secret" not in page, "the address of a program may be its key"
    assert etree.fromstring(own_desk.get(f"{path}.atom").content).findtext(f"{ATOM}title") == HOSTILE
    cells = own_desk.get("/alerts.csv").content.decode("utf-8-sig")
    assert "secret" not in cells


def test_readers_look_and_change_nothing(exposed: TestClient, told: str) -> None:
    assert exposed.get(told).status_code == 200
    assert "alert.do" not in exposed.get(told).text
    assert exposed.post(f"{told}/do", data={"do": "remove"}).status_code == 403
    assert exposed.post(f"{told}/edit").status_code == 403
    assert exposed.post("/alerts/add", data={"new": "growth", "name": "x"}).status_code == 403


def test_a_feed_reader_comes_in_by_a_token_that_opens_feeds_only(exposed: TestClient, told: str) -> None:
    found = re.search(r"token=(feed-[\w-]+)", exposed.post(f"{told}/feed").text)
    assert found
    key = found.group(1)
    del exposed.headers["authorization"]
    assert exposed.get(f"{told}.atom", follow_redirects=False).status_code in (303, 401)
    assert exposed.get(f"{told}.atom", params={"token": "feed-other"}, follow_redirects=False).status_code != 200
    feed = exposed.get(f"{told}.atom", params={"token": key})
    assert feed.status_code == 200
    assert key not in feed.text
    assert exposed.get(f"{told}.json", params={"token": key}).status_code == 401
    assert exposed.get(f"{told}.json", headers={"authorization": f"Bearer {key}"}).status_code == 401
    assert exposed.get("/articles.json", headers={"cookie": f"rasd_session={key}"}).status_code == 401


def test_on_a_desk_that_others_reach_no_webhook_leads_inside(own_store: Store) -> None:
    save_person(own_store, "amal", "editor", "nobody signs in by it")
    with TestClient(create_app(own_store, hosts=("localhost",), exposed=True), base_url="http://localhost") as client:
        client.headers["authorization"] = f"Bearer {open_session(own_store, 'amal', timedelta(days=1))}"
        fields = {"new": "growth", "name": "x", "channels": "http://10.0.0.1/hook"}
        assert "allow a private address" in client.post("/alerts/add", data={**fields, "private": "true"}).text
        assert client.post("/alerts/add", data=fields).status_code == 404
        assert flow.alerts_of(own_store) == []


@pytest.mark.parametrize(
    ("page", "narrowed", "filled"),
    [
        (
            "/statements",
            {"speaker": "حاتمي", "stance": "deny", "since": "2020-01-01"},
            {"new": "statement", "speaker": "حاتمي", "stance": "deny"},
        ),
        ("/events", {"type": "ASSAULT", "place_country": "IRQ"}, {"new": "event", "type": "ASSAULT", "country": "IRQ"}),
        ("/events", {"background": "true", "dead": "3"}, {"new": "event", "background": "true", "dead": "3"}),
        ("/search", {"q": "بغداد", "exact": "true"}, {"q": "بغداد", "exact": "true"}),
        ("/events", {"type": "ASSAULT", "quad": "4"}, None),  # no alert can ask for a class
        ("/events", {"since": "2020-01-01"}, None),  # days alone are of the past
        ("/statements", {}, None),
    ],
)
def test_what_narrows_a_list_fills_the_form_of_an_alert(
    desk: TestClient, page: str, narrowed: dict[str, str], filled: dict[str, str] | None
) -> None:
    shown = html.document_fromstring(desk.get(page, params=narrowed).text)
    links = [str(link) for link in shown.xpath("//p[contains(@class, 'after')]/a/@href[contains(., '/alerts')]")]
    assert [dict(parse_qsl(urlsplit(link).query)) for link in links] == ([filled] if filled else [])
    if filled:
        form = html.document_fromstring(desk.get(links[0]).text).get_element_by_id("new-alert")
        assert {name: form.fields[name] for name in filled} == filled
