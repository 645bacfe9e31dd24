"""The record is the public contract: its keys, their order, and what each may hold, as section 2 of the design lists them."""

from __future__ import annotations

import hashlib
import json
import typing
from typing import Any

import pytest

from rasd import samples
from rasd.pipeline import Pipeline
from rasd.records import ContentIds, Form, Kind, Stance, StatementKind, Status, content_id

NUMBER = (int, float)
TEXT = (str, type(None))
QUOTE = {"start": int, "end": int, "quote": str}
ORIGIN = {"extractor": str, "version": str, "model": TEXT, "rules": list}
NAME = {"ar": str, "en": TEXT}
CONTRACT: dict[str, dict[str, Any]] = {
    "article": dict.fromkeys(("id", "url", "outlet", "title", "text", "published", "language", "byline"), TEXT) | {"credit": list},
    "actors": {
        "id": str,
        "name": NAME,
        "kind": str,
        "country": TEXT,
        "sector": TEXT,
        "wikidata": TEXT,
        "office": {**NAME, "since": TEXT, "until": TEXT},
        "mentions": [{**QUOTE, "form": str}],
        "link": {"score": NUMBER, "reasons": list},
        "origin": ORIGIN,
    },
    "statements": {
        "id": str,
        "speaker": {"actor": str, "start": (int, type(None)), "end": (int, type(None)), "quote": TEXT},
        "cue": {**QUOTE, "lemma": str, "stance": str},
        "content": QUOTE,
        "kind": str,
        "addressee": TEXT,
        "confidence": NUMBER,
        "origin": ORIGIN,
    },
    "events": {
        "id": str,
        "type": str,
        "mode": str,
        "contexts": list,
        "source": list,
        "target": list,
        "status": str,
        "historical": bool,
        "asserted_by": TEXT,
        "date": TEXT,
        "place": (int, type(None)),
        "trigger": QUOTE,
        "sentence": QUOTE,
        "also": [QUOTE],
        "dead": (int, type(None)),
        "injured": (int, type(None)),
        "quad": int,
        "score": NUMBER,
        "confidence": NUMBER,
        "origin": ORIGIN,
    },
    "times": {**QUOTE, "value": TEXT, "origin": ORIGIN},
    "places": {
        **QUOTE,
        "name": NAME,
        "country": TEXT,
        "geonames": (int, type(None)),
        "latitude": (float, type(None)),
        "longitude": (float, type(None)),
        "precision": str,
        "origin": ORIGIN,
    },
    "failures": {"step": str, "message": str},
}
CLOSED = {("actors", "kind"): Kind, ("statements", "kind"): StatementKind, ("events", "status"): Status}


@pytest.fixture(scope="module")
def rows() -> list[dict[str, Any]]:
    pipeline = Pipeline(engine="rules")
    return [json.loads(json.dumps(pipeline.read(article).to_dict())) for article in samples.articles()]


def agree(value: Any, shape: Any, where: str) -> None:
    """Keys, their order and their types, all the way down; an object may be null where the contract says so."""
    if isinstance(shape, dict):
        if value is None and where.endswith(("office", "speaker")):
            return
        assert list(value) == list(shape), where
        for key, inner in shape.items():
            agree(value[key], inner, f"{where}.{key}")
    elif isinstance(shape, list):
        for item in value:
            agree(item, shape[0], where)
    else:
        assert isinstance(value, shape), where


def test_keys_order_and_types_are_those_of_the_contract(rows: list[dict[str, Any]]) -> None:
    for row in rows:
        assert list(row) == list(CONTRACT)
        for part, shape in CONTRACT.items():
            for item in [row[part]] if part == "article" else row[part]:
                agree(item, shape, part)
    assert all(any(row[part] for row in rows) for part in CONTRACT if part != "failures")


def test_closed_lists_hold(rows: list[dict[str, Any]]) -> None:
    for (part, key), allowed in CLOSED.items():
        assert {item[key] for row in rows for item in row[part]} <= set(typing.get_args(allowed)), key
    assert {s["cue"]["stance"] for row in rows for s in row["statements"]} <= set(typing.get_args(Stance))
    assert {m["form"] for row in rows for a in row["actors"] for m in a["mentions"]} <= set(typing.get_args(Form))


def test_every_id_and_index_that_is_used_is_there(rows: list[dict[str, Any]]) -> None:
    for row in rows:
        actors = {actor["id"] for actor in row["actors"]}
        used = {s["speaker"]["actor"] for s in row["statements"] if s["speaker"]} | {s["addressee"] for s in row["statements"]}
        used |= {id for event in row["events"] for id in (*event["source"], *event["target"], event["asserted_by"])}
        assert used - {None} <= actors
        assert all(event["place"] is None or 0 <= event["place"] < len(row["places"]) for event in row["events"])
        ids = [item["id"] for part in ("actors", "statements", "events") for item in row[part]]
        assert len(ids) == len(set(ids))


def test_ids_are_made_as_they_were_for_what_stores_hold() -> None:
    """Stores, corrections and judgements name findings by these: made otherwise, they would find nothing again."""
    hashed = hashlib.sha256("قال\x1f3\x1fNone".encode()).hexdigest()
    assert content_id("stm", "قال", 3, None) == f"stm-{hashed[:12]}" == ContentIds("قال", 3)("stm", None)
    assert content_id("art", "\ud800") == f"art-{hashlib.sha256(bytes((0xED, 0xA0, 0x80))).hexdigest()[:12]}"
    assert ContentIds("قال")("art") == content_id("art", "قال") != content_id("art", "قال", "") == ContentIds()("art", "قال", "")
