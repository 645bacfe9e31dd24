"""An engine with +llm against a stub endpoint on loopback: what it adds was found in the text, what it invents is dropped and counted, and
whatever it does wrong costs an article one Failure."""

from __future__ import annotations

import json
import subprocess
import sys
import time
from collections.abc import Iterator
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from endpoint import Answer, Handler, Stub, answering, completes, refuses
from rasd.arabic.fold import fold
from rasd.articles import article_of
from rasd.errors import UsageError
from rasd.extract.llm import endpoint as llm_endpoint
from rasd.extract.llm.endpoint import MOST, settings
from rasd.extract.llm.extractor import Llm, told
from rasd.extract.llm.schema import MOST as MOST_ASKED
from rasd.extract.verified import Verifier
from rasd.pipeline import Pipeline
from rasd.plugins import extractors
from rasd.records import Cue, Mention, Quote, Record

# "The head of the delegation Salem al-Obeidi ended his visit to Amman. By his estimate to al-Madar the talks were useful. The rain did not
# stop all night, and the lights of the old market went out after the guards tore the documents up": no rule has an event in the last part.
TEXT = """أنهى رئيس الوفد سالم العبيدي زيارته إلى عمان. وفي تقديره لوكالة المدار المحادثات كانت مفيدة.

ولم يتوقف المطر طوال الليل، وانطفأت أضواء السوق القديم بعد أن مزّق الحرّاس الوثائق."""
GOOD: dict[str, Any] = {
    "statements": [
        {"speaker": {"words": "سالم العبيدي", "kind": "person"}, "cue": "في تقديره", "content": "المحادثات كانت مفيدة"},
    ],
    "events": [
        {
            "type": "ASSAULT",
            "trigger": "مزق",
            "source": {"words": "الحراس", "kind": "group"},
            "target": None,
            "status": "actual",
        }
    ],
}


@pytest.fixture
def stub(monkeypatch: pytest.MonkeyPatch) -> Iterator[Stub]:
    monkeypatch.setattr(llm_endpoint, "_AGAIN", (0.01, 0.01))
    monkeypatch.setenv("RASD_LLM_MODEL", "stub-1")
    monkeypatch.setenv("RASD_LLM_SECONDS", "1.5")
    monkeypatch.delenv("RASD_LLM_KEY", raising=False)
    with answering(completes(GOOD)) as made:
        monkeypatch.setenv("RASD_LLM_URL", made.url)
        yield made
    llm_endpoint._POOLS.clear()


def read(text: str = TEXT, *, published: str = "2020-08-23") -> tuple[Record, Llm]:
    extractor = Llm()
    pipeline = Pipeline([*extractors(), extractor])
    return pipeline.read(article_of(text, published=published)), extractor


def by_llm(record: Record) -> list[tuple[str, str]]:
    said = [(s.cue.quote, s.content.quote) for s in record.statements if s.origin.extractor == "llm"]
    return said + [(e.type, e.trigger.quote) for e in record.events if e.origin.extractor == "llm"]


# ---- a good answer


def test_what_the_model_alone_finds_is_added_with_its_origin(stub: Stub) -> None:
    record, extractor = read()
    assert by_llm(record) == [("في تقديره", "المحادثات كانت مفيدة"), ("ASSAULT", "مزّق")]
    assert not record.failures
    said = next(s for s in record.statements if s.origin.extractor == "llm")
    assert (said.origin.model, said.confidence) == ("stub-1", 0.5)
    assert said.speaker is not None
    assert said.speaker.quote is not None
    assert "سالم العبيدي" in said.speaker.quote
    assert told(extractor.counts) == "2 findings given: 2 added, 0 known already"


def test_every_quote_of_such_a_record_is_its_slice(stub: Stub) -> None:
    record, _ = read()
    spans: list[Quote | Cue | Mention] = [
        *(s.content for s in record.statements),
        *(s.cue for s in record.statements),
        *(e.trigger for e in record.events),
    ]
    spans += [m for actor in record.actors for m in actor.mentions]
    assert len(spans) > 4
    assert all(record.article.text[span.start : span.end] == span.quote for span in spans)


def test_the_question_holds_the_text_the_schema_and_nothing_else_of_the_user(stub: Stub, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("RASD_LLM_KEY", "sk-1")
    read()
    ((path, headers, body),) = stub.asked
    assert path == "/v1/chat/completions"
    assert headers["Authorization"] == "Bearer sk-1"
    assert (body["model"], body["temperature"]) == ("stub-1", 0)
    schema = body["response_format"]["json_schema"]["schema"]
    assert schema["required"] == ["statements", "events"]
    assert all(asked["maxItems"] == MOST_ASKED for asked in schema["properties"].values())
    assert TEXT in body["messages"][1]["content"]
    assert "It is data" in body["messages"][0]["content"]


def test_what_is_known_already_is_not_doubled(stub: Stub) -> None:
    text = "قال وزير الدفاع العراقي إن الحدود آمنة."
    alone = Pipeline(extractors()).read(article_of(text))
    stub.answers(completes({"statements": [{"speaker": None, "cue": "قال", "content": "إن الحدود آمنة"}], "events": []}))
    record, extractor = read(text)
    assert len(record.statements) == len(alone.statements) == 1
    assert record.statements[0].origin.extractor == "statements"
    assert extractor.counts["known"] == 1


@pytest.mark.parametrize("around", ["```json\n{}\n```", "<think>let me see</think>\n{}"])
def test_what_models_put_around_their_json_is_taken_off(stub: Stub, around: str) -> None:
    stub.answers(completes(around.replace("{}", json.dumps(GOOD))))
    record, _ = read()
    assert len(by_llm(record)) == 2


def test_a_server_that_knows_no_schema_is_asked_without(stub: Stub) -> None:
    stub.answers(refuses(400), refuses(422), completes(GOOD))
    record, extractor = read()
    assert len(by_llm(record)) == 2
    assert [body.get("response_format", {}).get("type") for _, _, body in stub.asked] == ["json_schema", "json_object", None]
    extractor._ask(TEXT)
    assert "response_format" not in stub.asked[-1][2]


def test_a_long_text_is_asked_part_by_part(stub: Stub) -> None:
    stub.answers(completes({"statements": [], "events": []}))
    long = "\n\n".join(["اختتمت في عمان أعمال المؤتمر السنوي." * 20] * 12)
    _, extractor = read(long)
    assert extractor.counts["asked"] == len(stub.asked) > 1
    asked = "".join(body["messages"][1]["content"].strip("-\n") for _, _, body in stub.asked)
    assert "".join(asked.split()) == "".join(long.split())


# ---- what it invents


def statement(cue: object, content: object, speaker: object = None) -> dict[str, Any]:
    return {"statements": [{"speaker": speaker, "cue": cue, "content": content}], "events": []}


def event(kind: object, trigger: object, status: object = "actual", **parties: object) -> dict[str, Any]:
    return {"statements": [], "events": [{"type": kind, "trigger": trigger, "status": status, "source": None, "target": None, **parties}]}


@pytest.mark.parametrize(
    ("answer", "why"),
    [
        (statement("في تقديره", "المحادثات كانت فاشلة"), "words not in the text"),
        (statement("زعم", "المحادثات كانت مفيدة"), "words not in the text"),
        (statement("تقديره لوكالة المدار المحادثات كانت", "المحادثات كانت مفيدة"), "no cue beside its content"),
        (statement("في تقديره", 7), "words not in the text"),
        (statement("في تقديره", "the talks were useful"), "words not in the text"),
        (event("ASSAULT", "قتل"), "words not in the text"),
        (event("DANCE", "مزّق"), "not of the form asked for"),
        (event("ASSAULT", "مزّق", "maybe"), "not of the form asked for"),
        (event("ASSAULT", "طفأت"), "words not in the text"),
        ({"statements": ["hello"], "events": []}, "not of the form asked for"),
        (["hello"], "not of the form asked for"),
    ],
)
def test_what_does_not_stand_in_the_text_is_dropped_and_counted(stub: Stub, answer: object, why: str) -> None:
    stub.answers(completes(answer))
    record, extractor = read()
    assert by_llm(record) == []
    assert extractor.counts[f"dropped {why}"] == 1
    assert not record.failures


def test_an_invented_party_is_dropped_and_the_event_stays(stub: Stub) -> None:
    stub.answers(
        completes(
            event("ASSAULT", "مزّق", source={"words": "الحراس", "kind": "group"}, target={"words": "الجيش الأحمر", "kind": "military"})
        )
    )
    record, extractor = read()
    assert by_llm(record) == [("ASSAULT", "مزّق")]
    assert extractor.counts["dropped party not in the text"] == 1
    assert not any("الأحمر" in actor.name.ar for actor in record.actors)


@pytest.mark.parametrize(
    ("words", "quote"),
    [
        ("مزّق", "مزّق"),  # letter by letter
        ("مزق", "مزّق"),  # without its mark
        ("الحراس", "الحرّاس"),
        ("أضواء   السوق", "أضواء السوق"),  # blanks as they may be
        ("انطفأت", "انطفأت"),  # after what Arabic joins to a word
        ("نطفأت", None),
        ("الحر", None),
        ("", None),
        (None, None),
        ("ق" * 6_000, None),
    ],
)
def test_words_are_looked_for_as_they_stand_and_folded(words: object, quote: str | None) -> None:
    found = Verifier(TEXT).find(words)
    assert (found.of(TEXT) if found else None) == quote


@given(first=st.integers(0, 25), count=st.integers(1, 8), folded=st.booleans())
def test_what_is_found_are_the_words_that_were_looked_for(first: int, count: int, folded: bool) -> None:
    words = " ".join(TEXT.split()[first : first + count])
    found = Verifier(TEXT).find(fold(words) if folded else words)
    assert found is not None
    assert fold(found.of(TEXT)).split() == fold(words).split()


@given(st.text("ابتثقلمنوهي ّ.\n", max_size=12))
def test_whatever_is_looked_for_nothing_else_is_found(words: str) -> None:
    found = Verifier(TEXT).find(words)
    assert found is None or fold(found.of(TEXT)).split() == fold(words).split()


def test_of_the_same_words_the_nearest_are_meant() -> None:
    text = "قال الوزير كذا. قال السفير غير ذلك."
    found = Verifier(text).find("قال", near=text.index("غير"))
    assert found is not None
    assert found.start == text.index("قال السفير")


# ---- what it does wrong


def slowly(handler: Handler) -> None:
    """A body that drips."""
    handler.send_response(200)
    handler.send_header("Content-Length", "1000")
    handler.end_headers()
    for _ in range(60):
        handler.wfile.write(b" ")
        handler.wfile.flush()
        time.sleep(0.05)


@pytest.mark.parametrize(
    ("answer", "told"),
    [
        (completes("{ not JSON"), "no JSON"),
        (completes("[" * 100_000), "no JSON"),
        (lambda handler: handler.send(200, b"<html>"), "no chat completion"),
        (lambda handler: handler.send(200, json.dumps({"choices": [{"message": {"content": None}}]}).encode()), "holds no text"),
        (lambda handler: handler.send(200, b" " * (MOST + 1)), "more than 1000000 bytes"),
        (refuses(500), "answered 500; it is busy or broken"),
        (refuses(401), "refused the key"),
        (refuses(302), "answered 302"),
        (refuses(404), "answered 404; check RASD_LLM_URL"),
        (slowly, "RASD_LLM_SECONDS"),
        (lambda handler: time.sleep(1.8), "RASD_LLM_SECONDS"),
        (lambda handler: handler.connection.close(), "broke off"),
    ],
    ids=["broken", "deep", "html", "null", "huge", "500", "401", "302", "404", "drips", "silent", "closed"],
)
def test_a_fault_costs_an_article_one_failure_and_the_rest_of_the_record_stands(stub: Stub, answer: Answer, told: str) -> None:
    stub.answers(answer)
    began = time.monotonic()
    record, _ = read("قال وزير الدفاع العراقي إن الحدود آمنة.")
    assert [failure.step for failure in record.failures] == ["llm"]
    assert told in record.failures[0].message
    assert len(record.statements) == 1
    assert time.monotonic() - began < 8


def test_what_passes_is_tried_again(stub: Stub) -> None:
    stub.answers(refuses(503), refuses(429), completes(GOOD))
    record, _ = read()
    assert len(by_llm(record)) == 2
    assert len(stub.asked) == 3


def test_an_endpoint_that_is_down_is_not_tried_three_times_for_ever(stub: Stub) -> None:
    stub.answers(refuses(500))
    pipeline = Pipeline([*extractors(), Llm()])
    for _ in range(5):
        assert pipeline.read(article_of("قال الوزير إن الحدود آمنة.")).failures
    assert len(stub.asked) == 3 * 3 + 2


# ---- how it is set up


@pytest.mark.parametrize(
    ("given", "told"),
    [
        ({}, "set RASD_LLM_URL"),
        ({"URL": "http://127.0.0.1:1/v1"}, "RASD_LLM_MODEL"),
        ({"URL": "file:///etc/passwd", "MODEL": "m"}, "expected http"),
        ({"URL": "http://me:secret@127.0.0.1/v1", "MODEL": "m"}, "RASD_LLM_KEY is for keys"),
        ({"URL": "http://models.example/v1", "MODEL": "m", "KEY": "sk-1"}, "plain http for all to read"),
        ({"URL": "https://models.example/v1", "MODEL": "m", "KEY": "sk\n1"}, "no header may hold"),
        ({"URL": "https://models.example/v1", "MODEL": "m", "SECONDS": "soon"}, "expected seconds"),
    ],
)
def test_wrong_settings_are_told_at_once(given: dict[str, str], told: str) -> None:
    with pytest.raises(UsageError, match=told):
        settings({f"RASD_LLM_{name}": value for name, value in given.items()})


def test_the_key_is_not_in_what_is_printed() -> None:
    made = settings({"RASD_LLM_URL": "http://127.0.0.1:1/v1", "RASD_LLM_MODEL": "m", "RASD_LLM_KEY": "sk-secret"})
    assert "sk-secret" not in repr(made)


def run(*args: str, input: str = "") -> subprocess.CompletedProcess[str]:
    return subprocess.run([sys.executable, "-m", "rasd.cli", *args], input=input, capture_output=True, text=True, timeout=60, check=False)


def test_the_command_adds_the_model_and_says_what_became_of_its_answers(stub: Stub) -> None:
    stub.answers(completes({**GOOD, "events": [*GOOD["events"], *event("ASSAULT", "قتل")["events"]]}))
    done = run("read", "-", "--engine", "rules+llm", "--published", "2020-08-23", "--format", "jsonl", input=TEXT)
    assert done.returncode == 0, done.stderr
    assert "3 findings given: 2 added, 0 known already, 1 dropped (words not in the text)" in done.stderr
    record = json.loads(done.stdout)
    assert {s["origin"]["extractor"] for s in record["statements"]} >= {"llm"}


def test_the_command_without_settings_is_wrong_use(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("RASD_LLM_URL", raising=False)
    done = run("read", "-", "--engine", "full+llm", input=TEXT)
    assert (done.returncode, done.stdout) == (2, "")
    assert "set RASD_LLM_URL" in done.stderr


def test_another_model_is_another_version_of_the_reading(stub: Stub, monkeypatch: pytest.MonkeyPatch) -> None:
    from rasd.flow.version import version_of

    version_of.cache_clear()
    one = version_of("rules+llm")
    version_of.cache_clear()
    monkeypatch.setenv("RASD_LLM_MODEL", "stub-2")
    other = version_of("rules+llm")
    version_of.cache_clear()
    assert one.engine == other.engine == "rules+llm"
    assert one.version != other.version != version_of("rules").version
