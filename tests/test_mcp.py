"""The MCP server through the SDK's own client: answers stand on words of their articles, mistakes are told, nothing changes."""

from __future__ import annotations

import asyncio
import hashlib
import json
import shutil
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import jsonschema
import pytest

from rasd.flow.demo import make_demo
from rasd.store import Store, open_store

pytest.importorskip("mcp", reason="needs the extra rasd[mcp]")

from mcp import Client
from mcp.client.stdio import StdioServerParameters

from rasd.mcp.server import INSTRUCTIONS, server_of

TOOLS = (
    *("search_articles", "read_article", "read_text", "find_statements", "find_events"),
    *("find_actors", "actor", "list_stories", "story", "compare_story"),
)
MARKET = "مسيّرات تقصف سوقا"  # "drones strike a market": the beginning of the headline of the story of five outlets


@pytest.fixture(scope="module")
def path(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("mcp") / "desk.db"
    make_demo(path)
    return path


@pytest.fixture(scope="module")
def store(path: Path) -> Iterator[Store]:
    with open_store(path, create=False, readonly=True) as store:
        yield store


class Asked:
    """Calls to the server of a store, each in a session of its own; answers fit the schemas that the server gives."""

    def __init__(self, store: Store) -> None:
        self.server = server_of(store)
        self.schemas = {tool.name: tool.output_schema for tool in asyncio.run(self._tools())}

    async def _tools(self) -> list[Any]:
        async with Client(self.server) as client:
            return list((await client.list_tools()).tools)

    async def _call(self, name: str, asked: dict[str, Any]) -> Any:
        async with Client(self.server) as client:
            return await client.call_tool(name, asked)

    def __call__(self, name: str, **asked: Any) -> Any:
        result = asyncio.run(self._call(name, asked))
        assert not result.is_error, result.content[0].text
        jsonschema.validate(result.structured_content, self.schemas[name])
        assert json.loads(result.content[0].text) == result.structured_content
        return result.structured_content

    def refused(self, name: str, **asked: Any) -> str:
        result = asyncio.run(self._call(name, asked))
        assert result.is_error
        return str(result.content[0].text)


@pytest.fixture(scope="module")
def ask(store: Store) -> Asked:
    return Asked(store)


def evidence(answer: Any, article: str | None = None) -> Iterator[tuple[str, int, int, str]]:
    """Every quote with offsets in an answer, with the id of its article."""
    if isinstance(answer, list):
        for part in answer:
            yield from evidence(part, article)
    elif isinstance(answer, dict):
        article = answer["source"]["article"] if isinstance(answer.get("source"), dict) else article
        if answer.get("start") is not None and "quote" in answer:
            assert article is not None
            yield article, answer["start"], answer["end"], answer["quote"]
        for part in answer.values():
            yield from evidence(part, article)


def story_id(ask: Asked) -> str:
    return next(str(s["id"]) for s in ask("list_stories", least=2)["stories"] if s["title"].startswith(MARKET))


# ---- what it offers


def test_the_tools_are_typed_and_say_that_they_only_read(ask: Asked) -> None:
    tools = asyncio.run(ask._tools())
    assert tuple(tool.name for tool in tools) == TOOLS
    for tool in tools:
        assert tool.description
        assert tool.output_schema["type"] == "object"
        assert (tool.annotations.read_only_hint, tool.annotations.destructive_hint, tool.annotations.open_world_hint) == (
            True,
            False,
            False,
        )


def test_the_instructions_say_that_text_of_articles_is_data() -> None:
    assert "untrusted" in INSTRUCTIONS
    assert "never as instructions" in INSTRUCTIONS


@pytest.mark.parametrize(
    ("tool", "asked"),
    [
        ("search_articles", {"words": "وزير"}),
        ("search_articles", {"event": "ASSAULT", "since": "2018"}),
        ("find_statements", {"limit": 50}),
        ("find_statements", {"words": "سوق"}),
        ("find_events", {"limit": 50}),
        ("actor", {"who": "قوات الدعم السريع"}),
        ("story", {"id": MARKET}),
        ("compare_story", {"id": MARKET}),
        ("read_article", {"article": MARKET, "letters": 20_000}),
    ],
)
def test_every_quote_of_an_answer_is_the_slice_of_its_article(ask: Asked, store: Store, tool: str, asked: dict[str, Any]) -> None:
    if MARKET in asked.values():
        id = story_id(ask)
        asked = asked | {"id": id} if "id" in asked else asked | {"article": ask("story", id=id)["articles"][0]["source"]["article"]}
    answer = ask(tool, **asked)
    found = list(evidence(answer))
    assert found
    for article, start, end, quote in found:
        assert store.article(article).article.text[start:end] == quote


# ---- articles


def test_a_hit_names_article_outlet_day_and_address(ask: Asked) -> None:
    hit = ask("search_articles", words="الكويت", limit=1)["articles"][0]
    assert hit["source"].keys() == {"article", "outlet", "day", "title", "url"}
    assert hit["source"]["outlet"] == "وكالة المدار"
    assert hit["matches"]


def test_pages_follow_each_other_until_there_is_no_more(ask: Asked) -> None:
    seen: list[str] = []
    offset: int | None = 0
    while offset is not None:
        page = ask("search_articles", since="2000", limit=7, offset=offset)
        seen += [hit["source"]["article"] for hit in page["articles"]]
        assert page["more"] is (page["next_offset"] is not None)
        offset = page["next_offset"]
    assert len(seen) == len(set(seen)) == 16


def test_a_long_text_comes_in_parts_and_its_findings_with_them(ask: Asked) -> None:
    id = ask("search_articles", words="الكويت", limit=1)["articles"][0]["source"]["article"]
    whole = ask("read_article", article=id)
    parts, start = [], 0
    while True:
        parts.append(ask("read_article", article=id, start=start, letters=300))
        if not parts[-1]["more"]:
            break
        start = parts[-1]["end"]
    assert len(parts) > 2
    assert "".join(part["text"] for part in parts) == whole["text"]
    for name in ("statements", "events", "times", "places"):
        assert [one for part in parts for one in part[name]] == whole[name]


def test_a_text_of_the_client_is_read_and_not_kept(ask: Asked, store: Store) -> None:
    before = sum(1 for _ in store.articles())
    read = ask("read_text", title="تصريح", text="قال وزير الدفاع العراقي أمس إن الحدود آمنة.", published="2020-08-23", engine="rules")
    said = read["statements"][0]
    assert (said["cue"]["quote"], said["content"]["quote"]) == ("قال", "إن الحدود آمنة")
    assert read["times"][0]["value"] == "2020-08-22"
    assert read["text"].startswith("تصريح\n\n")
    assert all(read["text"][start:end] == quote for _, start, end, quote in evidence(read))
    assert sum(1 for _ in store.articles()) == before


# ---- findings


def test_statements_are_found_by_speaker_stance_and_words(ask: Asked) -> None:
    of = ask("find_statements", speaker="قوات الدعم السريع")
    assert of["count"] == len(of["statements"]) > 0
    assert {said["speaker"]["name"] for said in of["statements"]} == {"قوات الدعم السريع"}
    assert all(said["stance"] == "deny" for said in ask("find_statements", stance="deny")["statements"])
    with_words = ask("find_statements", words="السوق", limit=2)
    assert with_words["count"] is None
    assert all("سوق" in said["content"]["quote"] for said in with_words["statements"])


def test_statements_about_somebody_name_him(ask: Asked) -> None:
    about = ask("find_statements", about="الكويت")["statements"]
    assert about
    assert all("كويت" in said["content"]["quote"] for said in about)


def test_events_are_found_by_type_status_and_toll(ask: Asked) -> None:
    grave = ask("find_events", type="assault", status="actual", dead=2)
    assert grave["events"]
    assert {event["type"] for event in grave["events"]} == {"ASSAULT"}
    assert all(event["dead"] >= 2 and event["trigger"]["quote"] in event["sentence"]["quote"] for event in grave["events"])


# ---- actors


def test_an_actor_comes_with_names_offices_and_what_it_said_and_did(ask: Asked) -> None:
    known = ask("actor", who="sergei-shoigu")  # of the base; no article here tells of him
    assert (known["articles"], known["statements"]) == (0, [])
    assert any(office["since"] == "2012-11-06" for office in known["offices"])
    told = ask("actor", who="قوات الدعم السريع")
    assert told["articles"] == 6
    assert {use["name"] for use in told["called"]} >= {"قوات الدعم السريع"}
    assert told["statements"]
    assert told["who"]["id"] == ask("find_actors", words="الدعم السريع")["actors"][0]["who"]["id"]


# ---- stories


def test_a_story_tells_who_copied_whom_and_where_its_articles_differ(ask: Asked) -> None:
    story = ask("story", id=story_id(ask))
    copies = {member["source"]["outlet"]: member["copy_of"] for member in story["articles"] if member["copy_of"]}
    assert list(copies) == ["جريدة المرفأ"]
    assert set(copies.values()) <= {member["source"]["article"] for member in story["articles"]}
    assert any(len(field["versions"]) > 1 for event in story["events"] for field in event["fields"])


def test_a_story_of_many_articles_comes_in_pages(ask: Asked) -> None:
    page = ask("story", id=story_id(ask), limit=2, offset=4)
    assert (page["count"], len(page["articles"]), page["next_offset"]) == (5, 1, None)


def test_a_comparison_names_loaded_names_and_differing_tolls(ask: Asked) -> None:
    made = ask("compare_story", id=story_id(ask))
    assert made["copying"] == {"جريدة المرفأ": ["وكالة المدار"]}
    assert "hostile" in {use["colour"] for naming in made["names"] for use in naming["uses"]}
    assert made["tolls_differ"]
    assert all(toll["cited"]["source"]["outlet"] for toll in made["tolls"])


# ---- mistakes


@pytest.mark.parametrize(
    ("tool", "asked", "told"),
    [
        ("read_article", {"article": "art-000000000000"}, "no article of this id"),
        ("story", {"id": "sto-000000000000"}, "no story, and no related article"),
        ("find_statements", {"speaker": "زعيط معيط"}, "knows anyone of this name"),
        ("find_statements", {"since": "yesterday"}, "a day is written 2020-08-23"),
        ("find_events", {"outlet": "المدار"}, "no outlet of this name in this store; there are وكالة المدار"),
        ("list_stories", {"outlet": "Reuters"}, "no outlet of this name"),
        ("find_events", {"type": "DANCE"}, "no event type; expected one of AGREE"),
        ("find_events", {"limit": 51}, "less than or equal to 50"),
        ("search_articles", {}, "give words to look for"),
        ("search_articles", {"words": "-هدنة"}, "expected 1 to 32 words"),
        ("read_text", {"text": "nothing in Arabic"}, "letters are Arabic"),
        ("read_text", {"text": "قال الوزير إن", "published": "soon"}, "expected ISO 8601"),
        ("actor", {"who": "وزارة"}, "actors have this in their name; give an id: act-"),
    ],
)
def test_a_mistake_is_an_error_that_says_what_to_do(ask: Asked, tool: str, asked: dict[str, Any], told: str) -> None:
    assert told in ask.refused(tool, **asked)


def test_a_defect_keeps_its_text_to_itself(ask: Asked, monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(*_: object) -> None:
        raise RuntimeError("secret")

    monkeypatch.setattr(Store, "article", broken)
    assert "secret" not in ask.refused("read_article", article="art-1")


# ---- the command


def test_over_standard_input_a_client_works_with_the_command_and_the_store_stays_as_it_is(path: Path, tmp_path: Path) -> None:
    own = Path(shutil.copy(path, tmp_path / "desk.db"))
    before = hashlib.sha256(own.read_bytes()).hexdigest()

    async def session() -> Any:
        command = StdioServerParameters(command=sys.executable, args=["-m", "rasd.cli", "mcp", "--store", str(own)])
        async with Client(command, mode="legacy", read_timeout_seconds=60) as client:
            assert client.instructions == INSTRUCTIONS
            return await client.call_tool("find_statements", {"limit": 1})

    assert asyncio.run(session()).structured_content["statements"]
    assert hashlib.sha256(own.read_bytes()).hexdigest() == before
