"""Lists of the desk: filters that live in the address, counts beside choices, the same rows as page, JSON and CSV."""

from __future__ import annotations

import csv
import io
import re
from dataclasses import replace
from pathlib import Path

import pytest
from asking import token
from starlette.testclient import TestClient

from rasd.desk.app import create_app
from rasd.desk.charts import bars, spark
from rasd.desk.graph import Tie, layout
from rasd.desk.outlines import ARAB, Canvas, shapes
from rasd.records import Actor as Actor
from rasd.records import Article, Cue, Event, Name, Origin, Quote, Record, Speaker, Statement
from rasd.records import Mention as Mention
from rasd.store import Store, Version, open_store
from rasd.store.lists.cast import cast_of
from rasd.store.lists.columns import Columns, ordinal
from rasd.store.lists.dyads import DyadFilters, dyad, pairs, side
from rasd.store.lists.events import FACETS, EventFilters, Narrowed

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
    data = desk.get(f"{path}.json").json()
    rows = list(csv.reader(io.StringIO(desk.get(f"{path}.csv").content.decode("utf-8-sig"))))
    assert len(rows) - 1 == len(data[LISTED[path]]) > 0 or path == "/network"


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


# ---- events, dyads, network


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


def test_a_dyad_is_told_by_code_and_by_name(desk: TestClient) -> None:
    pair = desk.get("/events/dyads.json").json()["pairs"][0]
    told = desk.get("/events/dyads.json", params={"a": pair["source"], "b": pair["target"], "by": "month"}).json()
    forth = sum(period["by_first"] for period in told["periods"])
    assert 0 < forth <= sum(pair["counts"])
    page = desk.get("/events/dyads", params={"a": pair["source"], "b": pair["target"]}).text
    assert "<svg" in page
    assert '<th scope="row">' in page


def record(number: int, day: str, doer: str, deed: str, quad: int, score: float) -> Record:
    origin = Origin("test", "1")
    text = "فعل شيئا"
    actors = tuple(
        Actor(f"act-{code.lower() * 4}", Name(code, code), "country", code, "GOV", mentions=(Mention(0, 3, text[:3], "name"),))
        for code in ("IRN", "RUS")
    )
    ids = [actor.id for actor in actors]
    source, target = (ids[:1], ids[1:]) if doer == "IRN" else (ids[1:], ids[:1])
    trigger = Quote(0, 3, text[:3])
    event = Event(
        f"evt-{number:012d}", deed, "", (), tuple(source), tuple(target), "actual", False, None, day, None, trigger,
        Quote(0, len(text), text), (), None, None, quad, score, 0.9, origin,
    )  # fmt: skip
    said = Statement(
        f"stm-{number:012d}", Speaker(ids[0]), Cue(0, 3, text[:3], "قال", "neutral"), Quote(4, 8, text[4:]), "indirect", None, 0.9, origin
    )
    return Record(Article(f"a{number}", text=text, outlet="one", published=day), actors, (said,), (event,))


@pytest.fixture
def dyads(tmp_path: Path) -> Store:
    store = open_store(tmp_path / "dyads.db")
    rows = [("2020-08-03", "IRN", "CONSULT", 1, 1.0), ("2020-08-05", "RUS", "ACCUSE", 3, -2.0), ("2020-08-18", "IRN", "ASSAULT", 4, -10.0)]
    for number, row in enumerate(rows):
        keep(store, record(number, *row))
    return store


def keep(store: Store, made: Record, version: str = "1") -> None:
    with store.write() as writer:
        added = writer.add(replace(made.article, text=f"{made.article.text} {made.article.id}"))
        writer.save_reading(added.number, made, Version("rules", version))


def test_weeks_of_two_sides(dyads: Store) -> None:
    columns = Columns(dyads)
    found = columns.events()
    cast = cast_of(columns, {}, {})
    one, other = (side(columns, found, cast, country=code) for code in ("IRN", "RUS"))
    weeks = dyad(columns, found, one, other, DyadFilters(), "week")
    assert [(week.first, week.counts, week.by_first, week.mean) for week in weeks] == [
        ("2020-08-03", [1, 0, 1, 0], 1, -0.5),
        ("2020-08-10", [0, 0, 0, 0], 0, None),
        ("2020-08-17", [0, 0, 0, 1], 1, -10.0),
    ]
    assert [(pair.source, pair.target, pair.events) for pair in pairs(columns, found, cast, DyadFilters(), "country")] == [
        ("IRN", "RUS", 2),
        ("RUS", "IRN", 1),
    ]
    assert dyad(columns, found, one, other, DyadFilters(since="2021-01-01"), "week") == []


def test_columns_follow_the_readings(dyads: Store) -> None:
    columns = Columns(dyads)
    before = columns.events()
    assert len(before.events) == len(columns.statements()) == 3
    made = record(7, "2020-09-01", "RUS", "AID", 2, 7.0)
    keep(dyads, made)
    keep(dyads, replace(record(0, "2020-08-03", "IRN", "CONSULT", 1, 1.0), events=()), "2")
    after = columns.events()
    assert (len(before.events), len(after.events)) == (3, 3)
    assert sorted(after.events["first_day"].tolist()) == [ordinal(day) for day in ("2020-08-05", "2020-08-18", "2020-09-01")]
    assert sorted(set(after.parties["row"].tolist())) == [0, 1, 2]
    fresh = Columns(dyads)
    renewed = fresh.events()
    cast, again = cast_of(columns, {}, {}), cast_of(fresh, {}, {})
    for asked in (EventFilters(type="AID"), EventFilters(source_country="RUS"), EventFilters(since="2020-08-10"), EventFilters(quad=4)):
        ids = {
            tuple(it.keys(got.events, Narrowed(it, got, who, asked).rows()))
            for it, got, who in ((columns, after, cast), (fresh, renewed, again))
        }
        assert len(ids) == 1


def test_merged_actors_are_one_in_lists(dyads: Store) -> None:
    columns = Columns(dyads)
    found = columns.events()
    cast = cast_of(columns, {"act-rusrusrusrus": "act-irnirnirnirn"}, {})
    assert pairs(columns, found, cast, DyadFilters(), "actor") == []
    assert len(Narrowed(columns, found, cast, EventFilters(source=("act-rusrusrusrus",))).rows()) == 3


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


# ---- drawings


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
