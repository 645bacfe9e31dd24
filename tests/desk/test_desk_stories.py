"""Today, stories, one story, its comparison, what an actor said: the demo store has one happening told by five outlets, one a copy."""

from __future__ import annotations

import csv
import io
import re
from html import escape, unescape
from itertools import pairwise
from pathlib import Path

import pytest
from asking import token
from starlette.testclient import TestClient

from rasd import samples
from rasd.articles import article_of
from rasd.desk.app import create_app
from rasd.desk.joining import last_part
from rasd.flow.comparing import kept_events
from rasd.flow.reading import read
from rasd.flow.relating import relate
from rasd.store import Store, open_store
from rasd.store.lists.checks import differing_tolls

DAY = "2025-03-17"
AGENCY, COPY, MILITIA, CLAIMS, CAIRO = "وكالة المدار", "جريدة المرفأ", "صحيفة القرن اليوم", "شبكة المحيط", "بوابة الدلتا"


def rows(answer_text: bytes) -> list[list[str]]:
    return list(csv.reader(io.StringIO(answer_text.decode("utf-8-sig"))))


@pytest.fixture(scope="module")
def market(desk: TestClient) -> str:
    """The id of the story of the market."""
    (story,) = desk.get(f"/today.json?day={DAY}").json()["stories"]
    return str(story["id"])


# ---- the sample articles


def test_the_samples_of_the_desk_are_of_press_length() -> None:
    made = list(samples.desk_articles())
    assert len(made) == 8
    for article in made:
        assert article.title
        assert article.url
        assert 120 <= len(article.text.split()) <= 250


def test_samples_make_one_story_one_copy_one_follow_up_and_a_visit(desk: TestClient, market: str) -> None:
    story = desk.get(f"/stories/{market}.json").json()
    assert [told["outlet"] for told in story["told"]] == [AGENCY, MILITIA, CLAIMS, CAIRO]
    (copy,) = story["told"][0]["copies"]
    assert (copy["outlet"], copy["credit"]) == (COPY, [AGENCY])
    assert [other["title"][:12] for other in story["followed_by"]] == ["الدعم السريع"]
    visits = desk.get("/stories.json?since=2025-03-18&until=2025-03-18").json()["stories"]
    assert [(visit["articles"], visit["outlets"]) for visit in visits] == [(2, 2)]


# ---- today


def test_today_is_the_last_day_with_articles_and_leads_to_those_around_it(desk: TestClient) -> None:
    today = desk.get("/today.json").json()
    assert (today["day"], today["previous"], today["next"]) == ("2025-03-19", "2025-03-18", None)
    before = desk.get("/today.json?day=2025-03-18").json()
    assert (before["previous"], before["next"]) == (DAY, "2025-03-19")
    page = desk.get(f"/?day={DAY}").text
    assert 'href="/?day=2025-03-18"' in page


def test_a_day_weighs_its_stories_with_reasons_that_add_up(desk: TestClient) -> None:
    (story,) = desk.get(f"/today.json?day={DAY}").json()["stories"]
    assert (story["articles"], story["outlets"], story["dead"], story["new"]) == (5, 5, 22, True)
    assert story["weight"] == pytest.approx(sum(why["points"] for why in story["why"]), abs=0.02)
    assert {why["name"] for why in story["why"]} == {"outlets", "articles", "toll", "violence"}


def test_a_day_names_what_to_check(desk: TestClient) -> None:
    checks = desk.get(f"/today.json?day={DAY}").json()["checks"]
    tolls = {toll["field"]: {version["value"] for version in toll["versions"]} for toll in checks["tolls"]}
    assert tolls["dead"] == {14, 17, 22}
    assert any(check["words"] == "نفت" for check in checks["denials"])
    confidences = [check["confidence"] for check in checks["doubtful"]]
    assert confidences == sorted(confidences)


def test_a_day_counts_its_outlets(desk: TestClient) -> None:
    volume = desk.get(f"/today.json?day={DAY}").json()["volume"]
    assert {line["outlet"]: line["articles"] for line in volume} == dict.fromkeys((AGENCY, COPY, MILITIA, CLAIMS, CAIRO), 1)
    later = desk.get("/today.json?day=2025-03-18").json()["volume"]
    assert {line["outlet"] for line in later if not line["articles"]} == {COPY, MILITIA, CLAIMS, CAIRO}  # silent


# ---- the list


@pytest.mark.parametrize(
    ("asked", "found"),
    [
        ("least=3", 1),
        ("least=2", 2),
        ("outlet=بوابة الدلتا&least=2", 1),
        ("outlet=nobody", 0),
        ("words=مسيرة سوق", 1),
        ("place=SDN&least=2", 1),
        ("place=الرباط", 1),
        ("place=أتلانتس", 0),
        ("since=2025-03-18", 2),
        ("until=2016-12-31", 1),
    ],
)
def test_stories_are_filtered(desk: TestClient, asked: str, found: int) -> None:
    assert len(desk.get(f"/stories.json?{asked}").json()["stories"]) == found


def test_stories_are_sorted_and_paged(desk: TestClient) -> None:
    newest = [story["last"] for story in desk.get("/stories.json").json()["stories"]]
    assert newest == sorted(newest, reverse=True)
    sizes = [story["articles"] for story in desk.get("/stories.json?sort=size").json()["stories"]]
    assert sizes == sorted(sizes, reverse=True)
    weights = [story["weight"] for story in desk.get("/stories.json?sort=weight").json()["stories"]]
    assert weights == sorted(weights, reverse=True)
    first, second = (desk.get(f"/stories.json?size=2&page={page}").json() for page in (1, 2))
    assert first["more"] is True
    assert not {s["id"] for s in first["stories"]} & {s["id"] for s in second["stories"]}


def test_a_query_that_makes_no_sense_is_refused(desk: TestClient) -> None:
    assert desk.get("/stories.json?sort=loudest").status_code == 400
    assert desk.get("/stories.json?least=-1").status_code == 400
    assert desk.get("/stories.json?words=-a").status_code == 400


# ---- one story


def test_an_event_stands_once_with_what_differs_side_by_side(desk: TestClient, market: str) -> None:
    story = desk.get(f"/stories/{market}.json").json()
    assault = next(event for event in story["events"] if event["type"] == "ASSAULT")
    fields = {field["name"]: field["versions"] for field in assault["fields"]}
    assert {version["value"] for version in fields["dead"]} == {"14", "17", "22"}
    fourteen = next(version for version in fields["dead"] if version["value"] == "14")
    assert len(fourteen["told"]) == 3
    assert fourteen["independent"] == 2  # the copy counts no second time
    assert len(fields["place"]) == 1


def test_a_story_tells_why_each_article_is_in_it(desk: TestClient, market: str) -> None:
    told = desk.get(f"/stories/{market}.json").json()["told"]
    assert told[0]["first"] is True
    assert told[0]["link"] is None
    assert all(one["link"]["kind"] == "story" and one["link"]["reasons"] for one in told[1:])
    assert told[0]["copies"][0]["link"]["kind"] == "copy"


def test_why_is_answered_for_any_two_articles(desk: TestClient, market: str) -> None:
    asked = {"one": "sample-market-agency", "other": "http://localhost/articles/sample-rabat-visit"}
    link = desk.get(f"/stories/{market}.json", params=asked).json()["asked"]
    assert link["kind"] == "none"
    assert 'id="why"' in desk.get(f"/stories/{market}", params=asked).text


def test_a_story_is_found_by_its_article_and_an_unknown_one_is_not(desk: TestClient, market: str) -> None:
    assert desk.get("/stories/sample-market-cairo.json").json()["id"] == market
    assert desk.get("/stories/sto-000000000000").status_code == 404
    assert desk.get("/stories/sto-000000000000/compare").status_code == 404


@pytest.mark.parametrize(
    ("given", "id"), [("sto-1", "sto-1"), (" http://x/stories/sto-1/?lang=en#a ", "sto-1"), ("/stories/sto-1", "sto-1"), ("", "")]
)
def test_an_address_may_stand_for_an_id(given: str, id: str) -> None:
    assert last_part(given) == id


def test_stories_are_split_joined_and_put_back(own_desk: TestClient) -> None:
    csrf = token(own_desk)
    (story,) = own_desk.get(f"/today.json?day={DAY}").json()["stories"]
    here = f"/stories/{story['id']}"
    cairo = own_desk.get("/stories/sample-market-cairo.json").json()["told"][-1]["id"]
    assert own_desk.post(f"{here}/split", data={"article": [cairo]}).status_code == 403  # no token
    answer = own_desk.post(f"{here}/split", data={"article": [cairo], "csrf": csrf}, follow_redirects=False)
    assert answer.status_code == 303
    out = own_desk.get("/stories/sample-market-cairo.json").json()
    assert [told["outlet"] for told in out["told"]] == [CAIRO]
    (entry,) = out["journal"]
    assert (entry["action"], entry["undone"]) == ("split", False)
    assert "Take back" in own_desk.get(f"/stories/{out['id']}?lang=en").text
    own_desk.post(f"/stories/{out['id']}/undo", data={"entry": entry["id"], "csrf": csrf})
    back = own_desk.get("/stories/sample-market-cairo.json").json()
    assert back["articles"] == 5
    assert back["journal"][0]["undone"] is True
    own_desk.post(f"{here}/merge", data={"other": "sample-market-after", "csrf": csrf})
    assert own_desk.get("/stories/sample-market-cairo.json").json()["articles"] == 6


def test_forms_without_a_choice_say_what_is_missing(own_desk: TestClient, market: str) -> None:
    csrf = token(own_desk)
    assert own_desk.post(f"/stories/{market}/split", data={"csrf": csrf}).status_code == 400
    assert own_desk.post(f"/stories/{market}/merge", data={"csrf": csrf}).status_code == 400
    assert own_desk.post(f"/stories/{market}/undo", data={"csrf": csrf, "entry": "x"}).status_code == 404


def test_parties_and_places_have_their_english_names_also_where_they_do_not_speak(desk: TestClient, market: str) -> None:
    story = desk.get(f"/stories/{market}.json").json()
    speak = {one["ar"] for one in story["people"].values()}
    fields = [field for event in story["events"] for field in event["fields"] if field["name"] in ("source", "target", "place")]
    told = {name for field in fields for version in field["versions"] for name in version["value"].split("، ")}
    named = {name: story["english"][name] for name in told - speak if name in story["english"]}
    assert len(named) >= 2
    events = re.search(r'id="events".*?</section>', desk.get(f"/stories/{market}?lang=en").text, re.S)
    assert events
    for arabic, english in named.items():
        assert f'<bdi lang="en">{escape(english)}</bdi>' in events[0]
        assert f'<td><bdi lang="ar">{arabic}</bdi>' not in events[0]


# ---- comparing


def test_the_verb_for_the_same_statement_is_told_outlet_by_outlet(desk: TestClient, market: str) -> None:
    compared = desk.get(f"/stories/{market}/compare.json").json()
    verbs = [{report["outlet"]: report["cue"] for report in said["reports"]} for said in compared["statements"] if said["differs"]]
    assert {AGENCY: "قال", MILITIA: "أكد", CLAIMS: "زعم", CAIRO: "قال"} in verbs
    assert {AGENCY: "قال", MILITIA: "زعم", CLAIMS: "أكد"} in verbs


def test_names_tolls_denials_and_what_is_missing_are_compared(desk: TestClient, market: str) -> None:
    compared = desk.get(f"/stories/{market}/compare.json").json()
    assert compared["copying"] == {COPY: [AGENCY]}
    force = compared["names"][0]
    loaded = {use["words"]: (use["colour"], use["outlets"]) for use in force["uses"] if use["colour"]}
    assert loaded == {"مليشيا آل دقلو": ("hostile", {MILITIA: 2})}
    assert {toll["outlet"]: toll["dead"] for toll in compared["tolls"]} == {AGENCY: 14, MILITIA: 22, CLAIMS: 14, CAIRO: 17}
    assert compared["tolls_differ"] is True
    assert [denial["cues"] for denial in compared["denials"]] == [["نفت"]]
    missing = {(one["kind"], outlet) for one in compared["omissions"] for outlet in one["missing_in"]}
    assert missing == {("statement", CAIRO), ("actor", CAIRO), ("actor", CLAIMS)}


def test_quotations_of_a_comparison_are_closed(desk: TestClient, market: str) -> None:
    plain = desk.get(f"/stories/{market}/compare.json").json()
    contents = [report["content"] for said in plain["statements"] for report in said["reports"]]
    assert any(content.count("«") > content.count("»") for content in contents), "what is read ends before the mark"
    words = re.findall(r'class="quote[^"]*" dir="rtl"><bdi lang="ar">(.*?)</bdi>', desk.get(f"/stories/{market}/compare").text)
    assert words
    assert all(one.count("«") <= one.count("»") for one in words)


def test_a_comparison_knows_by_every_name_of_its_story_when_relating_kept_other_events(
    own_desk: TestClient, own_store: Store, market: str
) -> None:
    article = own_desk.get(f"/stories/{market}.json").json()["told"][0]["id"]
    names = (market, market[:9], article, "sample-market-agency")
    assert {own_desk.get(f"/stories/{name}/compare.json").json()["id"] for name in names} == {market}
    (before,) = {kept_events(own_store, name) for name in names}
    with own_store.write() as writer:
        writer.execute("UPDATE story_events SET record = '{}' WHERE story = :story", {"story": market})
    (after,) = {kept_events(own_store, name) for name in names}
    assert before != after


def test_a_story_of_one_outlet_has_nothing_to_compare(desk: TestClient) -> None:
    assert "nothing to compare" in desk.get("/stories/sample-brief/compare?lang=en").text


def test_a_story_to_join_with_is_found_by_words_and_picked_by_its_headline(own_desk: TestClient, market: str) -> None:
    """No id is typed: words find, a radio button picks; what nothing is found for says so."""
    other = next(story for story in own_desk.get("/stories.json?size=100").json()["stories"] if story["id"] != market and story["title"])
    found = own_desk.get(f"/stories/{market}.json", params={"near": other["title"]}).json()["joinable"]
    assert found[0]["id"] == other["id"]
    assert market not in [one["id"] for one in found]
    page = own_desk.get(f"/stories/{market}", params={"near": other["title"]}).text
    assert f'<input type="radio" name="other" value="{other["id"]}"' in page
    for given in (other["id"], f"http://localhost/stories/{other['id']}?lang=en"):
        assert [one["id"] for one in own_desk.get(f"/stories/{market}.json", params={"near": given}).json()["joinable"]] == [other["id"]]
    assert "لا قصة أخرى" in own_desk.get(f"/stories/{market}", params={"near": "زرافة"}).text
    assert own_desk.get(f"/stories/{market}.json", params={"near": '"'}).json()["joinable"] == []


def test_what_an_actor_said_marks_candidates_and_never_judges(desk: TestClient, market: str) -> None:
    people = desk.get(f"/stories/{market}.json").json()["people"]
    spokesman = next(id for id, one in people.items() if one["ar"] == "طارق حمدان")
    page = desk.get(f"/actors/{spokesman}/statements.json").json()
    times = [one["published"] for one in page["statements"]]
    assert times == sorted(times)
    (pair,) = page["candidates"]
    assert (pair["earlier"]["cue"], pair["later"]["cue"]) == ("قال", "أقر")
    assert [reason["name"] for reason in pair["reasons"]] == ["negated"]
    about = desk.get(f"/actors/{spokesman}/statements.json", params={"q": "تحقيق"}).json()["statements"]
    assert [one["outlet"] for one in about] == [CLAIMS]
    text = desk.get(f"/actors/{spokesman}/statements?lang=en").text
    assert "Candidates for you to decide" in text
    assert desk.get("/actors/act-000000000000/statements").status_code == 404


# ---- one address, three formats, two languages


@pytest.mark.parametrize("language", ["ar", "en"])
@pytest.mark.parametrize("path", ["/", "/stories", "/stories/sample-market-agency", "/stories/sample-market-agency/compare"])
def test_pages_show_what_their_json_and_csv_hold(desk: TestClient, path: str, language: str) -> None:
    page = desk.get(f"{path}?lang={language}")
    assert page.status_code == 200
    assert f'<html lang="{language}"' in page.text
    name = "/today" if path == "/" else path
    data, sheet = desk.get(f"{name}.json").json(), rows(desk.get(f"{name}.csv").content)
    assert len({len(row) for row in sheet}) == 1
    shown = unescape(page.text)
    for story in data.get("stories", []):
        assert story["title"] in shown
    for told in data.get("told", []):
        assert told["title"] in shown
    assert " style=" not in page.text
    assert not re.search(r"<script(?! src=)", page.text)


def test_headings_go_down_step_by_step_and_fields_have_labels(desk: TestClient) -> None:
    for path in ("/", "/stories", "/stories/sample-market-agency", "/stories/sample-market-agency/compare"):
        page = desk.get(path).text
        levels = [int(level) for level in re.findall(r"<h([1-6])", page.partition("<dialog")[0])]
        assert levels[0] == 1
        assert all(below - above <= 1 for above, below in pairwise(levels)), path
        ids = re.findall(r' id="([^"]+)"', page)
        assert len(ids) == len(set(ids)), path


@pytest.mark.parametrize("path", ["/", "/stories", "/today.csv", "/today.json"])
def test_an_empty_store_says_what_would_fill_it(tmp_path: Path, path: str) -> None:
    with open_store(tmp_path / "empty.db") as store, TestClient(create_app(store), base_url="http://localhost") as client:
        assert client.get(path).status_code == 200


@pytest.fixture(scope="module")
def hostile(tmp_path_factory: pytest.TempPathFactory) -> Store:
    """Two articles whose headline, outlet and address are an attack each."""
    store = open_store(tmp_path_factory.mktemp("hostile") / "desk.db")
    body = "قال وزير الدفاع سالم الفهدي إن القوات «لم تقصف سوق المدينة ولن تقصفه». وقتل ثلاثة مدنيين أمس في قصف استهدف سوق المدينة."
    with store.write() as writer:
        source = writer.source("attack", "file")
        for k, outlet in enumerate(("<img src=x onerror=alert(1)>", "=cmd|' /C calc'!A0")):
            title = f"<script>alert({k})</script> \u202e قصف سوق المدينة"
            made = article_of(
                body + " " * k, title=title, outlet=outlet, url="javascript:alert(1)", published=f"2024-01-02T0{k}:00:00+00:00"
            )
            writer.add(made, source=source, published_from="row")
    read(store, "rules")
    relate(store)
    return store


def test_hostile_words_are_shown_and_do_nothing(hostile: Store) -> None:
    with TestClient(create_app(hostile), base_url="http://localhost") as client:
        (story,) = client.get("/today.json").json()["stories"]
        for path in ("/", "/stories", f"/stories/{story['id']}", f"/stories/{story['id']}/compare"):
            page = client.get(path).text
            assert "<script>alert" not in page
            assert "<img src=x" not in page
            assert "javascript:" not in page
        sheet = client.get(f"/stories/{story['id']}.csv").content.decode("utf-8-sig")
        assert "\r\n=" not in sheet
        assert ",=cmd" not in sheet
    hostile.close()


# ---- without headlines


def test_a_story_without_a_headline_shows_its_first_words_marked_as_such(tmp_path: Path) -> None:
    opening = "قال وزير الدفاع سالم الفهدي إن القوات لم تقصف سوق المدينة، وإن ثلاثة مدنيين قتلوا أمس في"
    with open_store(tmp_path / "desk.db") as store:
        with store.write() as writer:
            source = writer.source("files", "file")
            for text in (f"  {opening}\nحادث سير على <b>الطريق</b> الساحلي.", "قصف."):  # "… in a road accident"; "a bombardment"
                writer.add(article_of(text, published="2024-01-02"), source=source, published_from="row")
        relate(store)
        with TestClient(create_app(store), base_url="http://localhost") as client:
            first, second = sorted(client.get("/stories.json").json()["stories"], key=lambda story: -len(story["opening"]))
            assert [(one["title"], one["opening"]) for one in (first, second)] == [(None, f"{opening}…"), (None, "قصف.")]
            head, *lines = rows(client.get("/stories.csv").content)
            assert {(line[head.index("title")], line[head.index("opening")]) for line in lines} == {("", f"{opening}…"), ("", "قصف.")}
            for path in ("/stories", "/", f"/stories/{first['id']}", f"/stories/{second['id']}?near={first['id']}"):
                page = client.get(path, headers={"accept-language": "en"}).text
                assert f'<span class="soft">Without a headline:</span> <bdi lang="ar">{opening}…</bdi>' in page, path


# ---- long stories


def test_one_story_does_not_fill_the_list_of_tolls_that_differ(demo_store: Store, market: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """Each is told in the words of an article that has its first number."""
    rows = demo_store.rows
    monkeypatch.setattr(demo_store, "rows", lambda query: rows(query) * 3)
    found = differing_tolls(demo_store, [market], 8)
    assert len(found) == 2
    assert all(str(toll.versions[0].value) in toll.quote for toll in found)
