"""The page of an article: the text to the letter, a record that is that of the contract, marks and cards that belong together."""

from __future__ import annotations

import csv
import html
import io
import re
from html.parser import HTMLParser

import pytest
from hypothesis import given
from hypothesis import strategies as st
from starlette.testclient import TestClient

from rasd.desk.marked import marked_text
from rasd.desk.workspace import Workspace
from rasd.export.csv import Csv
from rasd.pipeline import default_pipeline
from rasd.records import Actor, Article, Event, Record, Statement
from rasd.store import Store

WORDS = "قال وزير الخارجية إن «الاتفاق» في بغداد أمس الأحد 5 <b> & \" ' 😀 \u202e \u0640 \r\n \n\n \n ﷺ".split(" ")


class Text(HTMLParser):
    """What a browser has as the text of an element."""

    def __init__(self, id: str | None) -> None:
        super().__init__(convert_charrefs=True)
        self.id, self.depth, self.text = id, 0, ""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if self.depth or (self.id and ("id", self.id) in attrs):
            self.depth += 1

    def handle_endtag(self, tag: str) -> None:
        self.depth -= bool(self.depth)

    def handle_data(self, data: str) -> None:
        if self.depth or self.id is None:
            self.text += data


def text_of(page: str, id: str | None = "text") -> str:
    parser = Text(id)
    parser.feed(page)
    parser.close()
    return parser.text


def test_the_text_of_every_marked_article_is_the_articles(desk: TestClient, demo_store: Store) -> None:
    for kept in demo_store.articles():
        page = desk.get(f"/articles/{kept.id}").text
        assert text_of(page) == kept.article.text


@given(
    st.lists(
        st.one_of(st.sampled_from(WORDS), st.text(st.characters(exclude_categories=["Cs", "Cc"]), max_size=4)), min_size=1, max_size=60
    )
)
def test_marks_change_no_letter_of_any_text(parts: list[str]) -> None:
    text = " ".join(parts)
    record = default_pipeline("rules").read(Article("t", text=text, title=parts[0]))
    assert text_of(str(marked_text(record)), None) == text


def test_data_are_the_record_of_the_contract_with_its_story(desk: TestClient, demo_store: Store) -> None:
    workspace = Workspace(demo_store)
    for kept in list(demo_store.articles())[:3]:
        given = desk.get(f"/articles/{kept.id}.json").json()
        record = workspace.record(kept).to_dict()
        assert {name: given[name] for name in record} == record
        assert given["story"]["articles"] >= 1
        assert given["provenance"]["published_from"] == "row"
        assert given["provenance"]["sightings"][0]["source"]


def test_rows_are_those_of_the_csv_export(desk: TestClient, demo_store: Store) -> None:
    kept = next(demo_store.articles())
    stream = io.StringIO()
    exporter = Csv()
    exporter.open(stream)
    exporter.write(Workspace(demo_store).record(kept))
    expected = list(csv.reader(io.StringIO(stream.getvalue().lstrip("\ufeff"))))
    assert list(csv.reader(io.StringIO(desk.get(f"/articles/{kept.id}.csv").content.decode("utf-8-sig")))) == expected


@pytest.mark.parametrize("language", ["ar", "en"])
def test_every_field_leads_to_words_that_are_there(desk: TestClient, demo_store: Store, language: str) -> None:
    for kept in demo_store.articles():
        page = desk.get(f"/articles/{kept.id}?lang={language}").text
        ids = re.findall(r'\sid="([^"]+)"', page)
        assert len(ids) == len(set(ids)), [id for id in ids if ids.count(id) > 1]
        targets = set(re.findall(r'class="field[^"]*" href="#([^"]+)"', page))
        assert targets
        assert targets <= set(ids)
        marks = {key for keys in re.findall(r'class="m [^"]*" data-f="([^"]+)"', page) for key in keys.split()}
        fields = set(re.findall(r'class="field[^"]*" href="#[^"]*" data-f="([^"]+)"', page))
        assert fields <= marks


def test_findings_have_cards_at_their_ids(desk: TestClient, demo_store: Store) -> None:
    kept = next(demo_store.articles())
    record = Workspace(demo_store).record(kept)
    page = desk.get(f"/articles/{kept.id}").text
    findings: list[Statement | Event | Actor] = [*record.statements, *record.events, *record.actors]
    for one in findings:
        assert f'id="{one.id}" data-item' in page


def test_hostile_text_is_text(own_desk: TestClient, own_store: Store) -> None:
    bad = '<script>alert(1)</script> قال "><img src=x onerror=alert(1)> إن =1+1 \u202e'
    with own_store.write() as writer:
        added = writer.add(Article("x", text=f"{bad}\n\n{bad}", title=bad, url="javascript:alert(1)", outlet=bad, published="2020-01-01"))
    page = own_desk.get(f"/articles/{added.id}").text
    assert "<script>alert" not in page
    assert "<img" not in page
    assert "javascript:" not in page
    assert html.unescape("&lt;") in text_of(page)


def test_an_article_that_was_not_read_is_shown(own_desk: TestClient, own_store: Store) -> None:
    with own_store.write() as writer:
        number = writer.add(Article("new", text="نص لم يُقرأ بعد", outlet="جريدة")).number
    id = own_store.article(number).id
    given = own_desk.get(f"/articles/{id}.json").json()
    assert (given["statements"], given["story"]) == ([], None)
    assert own_desk.get(f"/articles/{id}").status_code == 200


def test_an_unknown_article_is_said_to_be_none(desk: TestClient) -> None:
    assert desk.get("/articles/art-none.json").status_code == 404


def test_what_failed_is_shown(own_desk: TestClient, own_store: Store) -> None:
    from rasd.records import Failure
    from rasd.store import Version

    kept = next(own_store.articles())
    with own_store.write() as writer:
        writer.save_reading(kept.number, Record(kept.article, failures=(Failure("events", "KeyError: <b>"),)), Version("rules", "next"))
    assert "KeyError: &lt;b&gt;" in own_desk.get(f"/articles/{kept.id}").text


def test_no_style_or_script_stands_in_the_page(desk: TestClient, demo_store: Store) -> None:
    page = desk.get(f"/articles/{next(demo_store.articles()).id}").text
    assert " style=" not in page
    assert not re.search(r"<script(?![^>]* src=)", page)
