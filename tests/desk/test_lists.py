"""Lists of the desk: filters that live in the address, counts beside choices, the same rows as page, JSON and CSV."""

from __future__ import annotations

import csv
import io
import re
from dataclasses import replace
from pathlib import Path

import pytest
from asking import token
from lxml import html
from sides import record
from starlette.testclient import TestClient

from rasd.desk.app import create_app
from rasd.records import Name
from rasd.store import Store, Version, open_store
from rasd.store.lists.events import FACETS

PAGES = ("/articles", "/search?q=الحكومة", "/statements", "/events", "/events/dyads", "/actors", "/places", "/network", "/sources")
LISTED = {
    "/articles": "articles",
    "/events": "events",
    "/actors": "actors",
    "/places": "places",
    "/network": "arrows",
    "/sources": "sources",
}


@pytest.mark.parametrize("path", PAGES)
@pytest.mark.parametrize("language", ["ar", "en"])
def test_every_list_is_a_page_in_both_languages(desk: TestClient, path: str, language: str) -> None:
    answer = desk.get(path, params={**dict(re.findall(r"(\w+)=([^&]+)", path)), "lang": language})
    assert answer.status_code == 200
    assert " style=" not in answer.text
    assert "<script>" not in answer.text


@pytest.mark.parametrize("path", LISTED)
def test_json_and_csv_have_the_same_rows(desk: TestClient, path: str) -> None:
    data = desk.get(f"{path}.json", params={"size": 500}).json()
    rows = list(csv.reader(io.StringIO(desk.get(f"{path}.csv").content.decode("utf-8-sig"))))
    assert len(rows) - 1 == len(data[LISTED[path]]) > 0 or path == "/network"


@pytest.mark.parametrize("path", ["/articles", "/events", "/statements", "/actors", "/stories"])
def test_a_list_as_csv_is_whole_however_many_rows_its_pages_have(desk: TestClient, path: str) -> None:
    """From the link on any of its pages; who asks for a size gets pages."""
    *_, link = re.findall(r'href="([^"]+\.csv[^"]*)"', desk.get(path, params={"page": 2, "size": 3, "since": "2020-01-01"}).text)
    assert link == f"{path}.csv?since=2020-01-01"
    listed = len(desk.get(f"{path}.json", params={"since": "2020-01-01", "size": 500}).json()[path[1:]])
    whole = desk.get(link)
    assert len(list(csv.reader(io.StringIO(whole.content.decode("utf-8-sig"))))) - 1 == listed > 3
    assert whole.headers["content-disposition"] == f'attachment; filename="rasd-{path[1:]}.csv"'
    page = desk.get(f"{path}.csv", params={"page": 2, "size": 3})
    assert len(list(csv.reader(io.StringIO(page.text)))) - 1 <= 3
    assert f"rasd-{path[1:]}-part-2.csv" in page.headers["content-disposition"]


@pytest.mark.parametrize("path", ["/events", "/statements"])
def test_rows_of_findings_name_the_article_and_its_address(desk: TestClient, path: str) -> None:
    rows = list(csv.DictReader(io.StringIO(desk.get(f"{path}.csv").content.decode("utf-8-sig"))))
    articles = {line["id"]: line for line in desk.get("/articles.json", params={"size": 500}).json()["articles"]}
    assert all((row["title"], row["url"]) == (articles[row["article"]]["title"], articles[row["article"]]["url"] or "") for row in rows)


def test_an_empty_store_has_all_pages(tmp_path: Path) -> None:
    with open_store(tmp_path / "empty.db") as store, TestClient(create_app(store), base_url="http://localhost") as desk:
        for path in PAGES:
            answer = desk.get(path)
            assert answer.status_code == 200, path
            assert 'class="nothing"' in answer.text, path


@pytest.mark.parametrize("path", ["/articles", "/search", "/statements", "/events", "/events/dyads", "/actors", "/places", "/network"])
def test_fields_left_empty_ask_nothing(desk: TestClient, path: str) -> None:
    blank = {"since": "", "until": "", "quad": "", "dead": "", "injured": "", "background": "", "outlet": "", "type": "", "country": ""}
    assert desk.get(f"{path}.json", params=blank).json() == desk.get(f"{path}.json").json()


@pytest.mark.parametrize(
    ("path", "wrong"),
    [
        ("/events", "quad=9"),
        ("/events", "since=x"),
        ("/events", "source_country=xx"),
        ("/network", "least=-1"),
        ("/places", "view=moon"),
        ("/actors", "page=0"),
    ],
)
def test_a_parameter_that_makes_no_sense_is_told(desk: TestClient, path: str, wrong: str) -> None:
    answer = desk.get(f"{path}.json?{wrong}")
    assert answer.status_code == 400
    assert wrong.partition("=")[0] in answer.json()["detail"]


# ---- articles and search


def test_articles_come_newest_first_and_by_outlet(desk: TestClient) -> None:
    data = desk.get("/articles.json").json()
    days = [line["published"] for line in data["articles"] if line["published"]]
    assert days == sorted(days, reverse=True)
    outlet = data["outlets"][0]
    of_it = desk.get("/articles.json", params={"outlet": outlet["name"], "size": 500}).json()["articles"]
    assert len(of_it) == outlet["articles"]
    assert {line["outlet"] for line in of_it} == {outlet["name"]}


def test_hits_say_where_their_words_stand(desk: TestClient, demo_store: Store) -> None:
    found = desk.get("/search.json", params={"q": "الحكومة"}).json()["hits"]
    assert found
    for hit in found:
        text = demo_store.article(hit["article"]["id"]).article.text
        words = hit["article"]["words"]
        assert text[words["start"] : words["end"]] == words["quote"]
        assert all("حكوم" in text[start:end] for start, end in hit["matches"])
    page = desk.get("/search", params={"q": "الحكومة"}).text
    assert "<mark>" in page


def test_a_search_that_cannot_be_made_says_so_on_its_page(desk: TestClient) -> None:
    answer = desk.get("/search", params={"q": "-هدنة"})
    assert answer.status_code == 200
    assert 'role="alert"' in answer.text


def test_a_name_that_nobody_has_is_told_with_those_near(desk: TestClient) -> None:
    data = desk.get("/search.json", params={"actor": "زقزقزق"}).json()
    assert data["unknown"][0]["field"] == "actor"
    assert data["hits"] == []


# ---- statements


def test_statements_meet_their_filters(desk: TestClient) -> None:
    data = desk.get("/statements.json", params={"size": 500}).json()
    stances = {choice["value"]: choice["count"] for choice in data["choices"]["stance"]}
    assert sum(stances.values()) == data["count"] == len(data["statements"])
    for stance, count in stances.items():
        of_it = desk.get("/statements.json", params={"stance": stance, "size": 500}).json()
        assert {said["statement"]["stance"] for said in of_it["statements"]} == {stance}
        assert of_it["count"] == count


def test_words_of_a_statement_stand_in_it_and_not_only_in_its_article(desk: TestClient) -> None:
    content = desk.get("/statements.json").json()["statements"][0]["statement"]["content"]
    word = max(re.findall(r"\w+", content), key=len)
    found = desk.get("/statements.json", params={"words": word}).json()
    assert found["statements"]
    assert found["count"] is None
    for said in found["statements"]:
        start, end = said["words"]["matches"][0]
        assert said["statement"]["content"][start - said["statement"]["start"] : end - said["statement"]["start"]]


def test_a_speaker_is_found_by_id(desk: TestClient) -> None:
    speaker = desk.get("/statements.json").json()["speakers"][0]
    of_it = desk.get("/statements.json", params={"speaker": speaker["value"], "size": 500}).json()
    assert of_it["count"] == speaker["count"]


# ---- events


def test_every_count_is_what_its_choice_gives(desk: TestClient) -> None:
    data = desk.get("/events.json").json()
    assert set(data["choices"]) == set(FACETS)
    for name, choices in data["choices"].items():
        for choice in choices[:4]:
            assert desk.get("/events.json", params={name: choice["value"]}).json()["count"] == choice["count"], (name, choice)


def test_counts_are_under_the_other_filters(desk: TestClient) -> None:
    top = desk.get("/events.json").json()["choices"]["type"][0]
    under = desk.get("/events.json", params={"type": top["value"]}).json()
    assert sum(choice["count"] for choice in under["choices"]["status"]) == top["count"]
    assert len(under["choices"]["type"]) > 1


def test_orders_of_events(desk: TestClient) -> None:
    by_score = [event["score"] for event in desk.get("/events.json?sort=strongest").json()["events"]]
    assert by_score == sorted(by_score)
    dead = [event["dead"] for event in desk.get("/events.json?dead=1&sort=deadliest").json()["events"]]
    assert all(dead)
    assert dead == sorted(dead, reverse=True)


def test_pages_of_events_follow_each_other(desk: TestClient) -> None:
    whole = [event["id"] for event in desk.get("/events.json?size=20").json()["events"]]
    parts = [event["id"] for page in (1, 2) for event in desk.get(f"/events.json?size=10&page={page}").json()["events"]]
    assert parts == whole


# ---- actors


def test_actors_are_listed_by_their_articles(desk: TestClient) -> None:
    found = desk.get("/actors.json?size=500").json()["actors"]
    counts = [line["articles"] for line in found]
    assert counts == sorted(counts, reverse=True)
    kinds = {line["actor"]["kind"] for line in desk.get("/actors.json?kind=person").json()["actors"]}
    assert kinds == {"person"}


def test_an_actor_has_what_the_lists_have(desk: TestClient) -> None:
    id = desk.get("/statements.json").json()["speakers"][0]["value"]
    data = desk.get(f"/actors/{id}.json").json()
    assert data["said_count"] == desk.get("/statements.json", params={"speaker": id}).json()["count"]
    assert data["did_count"] == desk.get("/events.json", params={"source": id}).json()["count"]
    assert sum(week["articles"] for week in data["weeks"]) <= data["articles"]
    assert desk.get(f"/actors/{id}").status_code == desk.get(f"/actors/{id}.csv").status_code == 200


def test_an_actor_is_followed_from_its_page_and_named_in_the_form_and_in_the_alert(own_desk: TestClient) -> None:
    speaker = own_desk.get("/statements.json").json()["speakers"][0]["value"]
    name = own_desk.get(f"/actors/{speaker}.json").json()["actor"]["en"]
    page = html.fromstring(own_desk.get(f"/actors/{speaker}?lang=en").text)
    ways = page.xpath("//a[contains(@href, '/alerts?new=')]/@href")
    assert [way.partition("?")[2] for way in ways] == [f"new=statement&speaker={speaker}#new", f"new=event&actor={speaker}#new"]
    form = html.fromstring(own_desk.get(f"/alerts?new=statement&speaker={speaker}&lang=en").text).xpath("//form[@id='new-alert']")[0]
    assert form.xpath(".//input[@name='speaker']/@value") == [speaker]
    assert name in form.xpath("string(.//span[@class='held'])")
    own_desk.post("/alerts/add", data={"new": "statement", "speaker": speaker, "csrf": token(own_desk)})
    (alert,) = own_desk.get("/alerts.json").json()["alerts"]
    assert name in html.fromstring(own_desk.get("/alerts?lang=en").text).xpath("string(//ol[@id='alerts'])")
    assert name in html.fromstring(own_desk.get(f"/alerts/{alert['id']}?lang=en").text).xpath("string(//main)")


def test_each_outlet_stands_once_with_its_names_of_an_actor(desk: TestClient) -> None:
    id = desk.get("/actors.json").json()["actors"][0]["actor"]["id"]
    page = html.fromstring(desk.get(f"/actors/{id}").text)
    outlets = page.xpath("//tbody/tr/th[@scope='row']//bdi/text()")
    told = {use["outlet"] for use in desk.get(f"/actors/{id}.json").json()["called"]}
    assert len(outlets) == len(set(outlets)) == len(told)


def test_nobody_is_404(desk: TestClient) -> None:
    assert desk.get("/actors/act-000000000000").status_code == 404


def amend(desk: TestClient, id: str, action: str, **fields: str) -> int:
    form = {**fields, "csrf": token(desk)}
    return desk.post(f"/actors/{id}/{action}", data=form, follow_redirects=False).status_code


def test_an_actor_is_renamed_and_it_is_undone(own_desk: TestClient) -> None:
    id = own_desk.get("/actors.json").json()["actors"][0]["actor"]["id"]
    before = own_desk.get(f"/actors/{id}.json").json()["actor"]["ar"]
    assert amend(own_desk, id, "rename", ar="اسم جديد") == 303
    page = own_desk.get(f"/actors/{id}.json").json()
    assert page["actor"]["ar"] == "اسم جديد"
    assert own_desk.get("/actors.json").json()["actors"][0]["actor"]["ar"] == "اسم جديد"
    assert amend(own_desk, id, "undo", entry=page["history"][0]["id"]) == 303
    assert own_desk.get(f"/actors/{id}.json").json()["actor"]["ar"] == before


def test_two_actors_become_one_and_are_split(own_desk: TestClient) -> None:
    first, second = (line["actor"]["id"] for line in own_desk.get("/actors.json").json()["actors"][:2])
    apart = [own_desk.get("/events.json", params={"actor": id}).json()["count"] for id in (first, second)]
    assert amend(own_desk, first, "merge", other=second) == 303
    page = own_desk.get(f"/actors/{second}.json").json()
    assert page["actor"]["id"] == first
    assert [other["id"] for other in page["merged"]] == [second]
    together = own_desk.get("/events.json", params={"actor": first}).json()["count"]
    assert max(apart) <= together <= sum(apart)
    assert second not in [line["actor"]["id"] for line in own_desk.get("/actors.json?size=500").json()["actors"]]
    assert amend(own_desk, first, "split", other=second) == 303
    assert own_desk.get(f"/actors/{second}.json").json()["actor"]["id"] == second


def test_a_correction_that_makes_no_sense_is_refused(own_desk: TestClient) -> None:
    id = own_desk.get("/actors.json").json()["actors"][0]["actor"]["id"]
    wrong = [
        ("set", "kind", "planet"),
        ("set", "country", "ZZZ"),
        ("rename", "ar", ""),
        ("alias", "name", " "),
        ("merge", "other", "زقزقزق"),
    ]
    for action, field, value in [*wrong, ("split", "other", ""), ("undo", "entry", "x")]:
        assert amend(own_desk, id, action, **{field: value}) == 400, action
    assert own_desk.get(f"/actors/{id}.json").json()["history"] == []


def test_corrections_need_the_token(own_desk: TestClient) -> None:
    id = own_desk.get("/actors.json").json()["actors"][0]["actor"]["id"]
    assert own_desk.post(f"/actors/{id}/rename", data={"ar": "س"}).status_code == 403


# ---- sources


def test_a_source_that_is_a_file_has_its_articles(desk: TestClient, demo_store: Store) -> None:
    (source,) = desk.get("/sources.json").json()["sources"]
    assert (source["kind"], source["articles"], source["status"]) == ("file", len(list(demo_store.articles())), "ok")


def test_a_source_is_paused_and_resumed(own_desk: TestClient, own_store: Store) -> None:
    number = own_desk.get("/sources.json").json()["sources"][0]["number"]
    for action, state in (("pause", "paused"), ("resume", "active")):
        assert own_desk.post(f"/sources/{number}/{action}", data={"csrf": token(own_desk)}, follow_redirects=False).status_code == 303
        assert {row["number"]: row["state"] for row in own_store.sources()}[number] == state
    assert own_desk.post("/sources/99999/pause", data={"csrf": token(own_desk)}).status_code == 404


def test_a_feed_is_added_unasked(own_desk: TestClient) -> None:
    form = {"address": "https://news.example/rss", "kind": "feed", "name": "=cmd<script>", "csrf": token(own_desk)}
    assert own_desk.post("/sources", data=form, follow_redirects=False).status_code == 303
    page = own_desk.get("/sources").text
    assert "=cmd&lt;script&gt;" in page
    assert "'=cmd" in own_desk.get("/sources.csv").text
    assert own_desk.post("/sources", data={**form, "address": "file:///etc/passwd"}).status_code == 400


# ---- hostile words


def test_hostile_words_stay_words(tmp_path: Path) -> None:
    evil = '<script>alert(1)</script>"\u202e=1+1'
    made = record(1, "2020-08-03", "IRN", "ASSAULT", 4, -10.0)
    article = replace(made.article, title=evil, outlet=evil, url="javascript:alert(1)", text=f"{evil} {made.article.text}")
    actors = tuple(replace(actor, name=Name(f"{evil} {k}", evil)) for k, actor in enumerate(made.actors))
    with open_store(tmp_path / "evil.db") as store:
        with store.write() as writer:
            added = writer.add(article)
            writer.save_reading(added.number, replace(made, article=article, actors=actors), Version("rules", "1"))
        with TestClient(create_app(store), base_url="http://localhost") as desk:
            for path in (
                "/articles",
                "/statements",
                "/events",
                "/actors",
                f"/actors/{actors[0].id}",
                "/network?level=actor&least=1",
                "/sources",
                f"/search?q={evil}",
            ):
                page = desk.get(path).text
                assert "<script>alert" not in page, path
                assert 'href="javascript' not in page, path


@pytest.mark.parametrize(
    "path", ["/stories?least={}", "/events?dead={}", "/events?injured={}", "/network?least={}", "/alerts?new=event&try=true&dead={}"]
)
def test_numbers_are_typed_in_arabic_digits_too_or_left_out(desk: TestClient, path: str) -> None:
    name = path.partition("=")[0].rpartition("?")[2] if "alerts" not in path else "dead"
    desk.cookies.set("rasd_preferences", "language=ar&digits=arabic")
    latin, arabic, empty = (desk.get(path.format(number)) for number in ("2", "٢", ""))
    desk.cookies.clear()
    assert latin.status_code == arabic.status_code == empty.status_code == 200
    fields = [
        html.fromstring(page.text).xpath(f"//form//input[@name='{name}' and @inputmode='numeric']/@value") for page in (latin, arabic)
    ]
    assert fields == [["٢"], ["٢"]]
    assert html.fromstring(arabic.text).xpath("count(//li[@data-item])") == html.fromstring(latin.text).xpath("count(//li[@data-item])")


def test_what_is_asked_for_stays_unknown(desk: TestClient) -> None:
    """A desk that others reach may be asked for any number of types and countries that there are not: none is remembered."""
    for path in ("/events", "/events/dyads", "/places", "/network", "/actors"):
        desk.get(f"{path}.json")
    codes = desk.app.state.workspace.columns.codes  # type: ignore[attr-defined]
    before = {kind: list(known.texts) for kind, known in codes.items()}
    for path in ("/events", "/events/dyads", "/places", "/network", "/actors"):
        answer = desk.get(f"{path}.json", params={"type": "NO_SUCH_TYPE", "country": "XQX", "place_country": "XQX", "sector": "XQX"})
        assert answer.status_code == 200, path
    assert {kind: list(known.texts) for kind, known in codes.items()} == before
