"""The five invariants of the design, over generated and real text."""

from __future__ import annotations

import dataclasses
import gzip
import itertools
import json
import os
import subprocess
import sys
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from holding import check_record
from rasd.articles import article_of
from rasd.assembly import assemble
from rasd.document import Document
from rasd.pipeline import SHIPPED, Pipeline, default_pipeline
from rasd.records import Article, Record

# Words that open, attribute, date, place and name, so that generated articles reach deep into every extractor.
WORDS = (
    "قال أعلن أكد وأضاف مشيرا إلى أن إن وزير الخارجية الدفاع الإيراني الروسي الرئيس رئيس الوزراء المتحدث باسم الأمم المتحدة مجلس الأمن "
    "السعودية إيران موسكو بغداد في من على مع أمس اليوم الأحد الماضي 5 فبراير 2015 قتل أصيب 12 شخصا قصف هجوم مظاهرة لقاء زيارة اتفاق "
    "نظيره محمد أحمد العلي جون سميث داعش الحوثيون لم لن لا سوف مصدر أمني وفق بحسب اتهم طالب رفض هدد اعتقال الشرطة مدنيين"
).split()
MARKS = ["«", "»", '"', "“", "”", "(", ")", "((", "))", "،", ".", "؟", ":", "\n", "\n\n", "...", "-", "'", "--"]
HOSTILE = [
    "\u0640",
    "\u064b",
    "\u200f",
    "\u202e",
    "\u2066",
    "\ud800",
    "\x00",
    "\x1b[31m",
    "ﷺ",
    "ﻻ",
    "\ufeff",
    "<b>",
    "=1+1",
    "😀",
    "\u2028",
    "١٢٣",
]
pieces = st.one_of(st.sampled_from(WORDS), st.sampled_from(MARKS), st.sampled_from(HOSTILE), st.text(max_size=6))
texts = st.lists(pieces, min_size=1, max_size=120).map(" ".join)
dates = st.one_of(st.none(), st.dates().map(str))


def article(text: str, published: str | None = None, title: str | None = None) -> Article:
    body = f"{title}\n\n{text}" if title else text
    return Article(id="t", text=body, title=title, published=published)


def check(record: Record) -> None:
    """What holds of every record, and what only of those that a pipeline made."""
    row = check_record(record)
    for kind in ("actors", "statements", "events", "times", "places"):
        assert all(finding["origin"]["version"] for finding in row[kind])
    assert all(actor["mentions"] for actor in row["actors"])
    for kind in ("statements", "events"):
        kinds = [finding["id"] for finding in row[kind]]
        assert len(set(kinds)) == len(kinds)


@given(texts, dates, st.one_of(st.none(), st.lists(st.sampled_from(WORDS), min_size=1, max_size=8).map(" ".join)))
def test_every_quote_is_its_slice_and_every_finding_has_an_origin(text: str, published: str | None, title: str | None) -> None:
    for engine in SHIPPED:
        record = default_pipeline(engine).read(article(text, published, title))
        assert record.failures == ()
        check(record)


@cache
def _second_pipeline() -> dict[str, Pipeline]:
    return {engine: Pipeline(engine=engine) for engine in SHIPPED}


@given(texts, dates)
def test_reading_twice_gives_the_same_record(text: str, published: str | None) -> None:
    again = _second_pipeline()
    for engine in SHIPPED:
        assert again[engine].read(article(text, published)) == default_pipeline(engine).read(article(text, published))


def test_another_process_with_another_hash_seed_gives_the_same_record() -> None:
    code = (
        "import json; from rasd.pipeline import default_pipeline; from rasd.samples import articles\n"
        "for article in articles(): print(json.dumps(default_pipeline().read(article).to_dict()))"
    )
    outputs = [
        subprocess.run([sys.executable, "-c", code], capture_output=True, check=True, env={**os.environ, "PYTHONHASHSEED": seed}).stdout
        for seed in ("1", "2")
    ]
    assert outputs[0].count(b"\n") >= 6
    assert outputs[0] == outputs[1]


@given(texts, dates)
def test_merging_actors_changes_links_and_never_findings(text: str, published: str | None) -> None:
    document, _ = default_pipeline().document(article(text, published))
    before = assemble(document, []).to_dict()
    _merge_all(document)
    after = assemble(document, []).to_dict()
    assert [_without_links(s) for s in before["statements"]] == [_without_links(s) for s in after["statements"]]
    assert [_without_links(e) for e in before["events"]] == [_without_links(e) for e in after["events"]]
    assert (before["times"], before["places"]) == (after["times"], after["places"])
    assert sorted(_mention_spans(before)) == sorted(_mention_spans(after))


def _merge_all(document: Document) -> None:
    """Every actor of the record becomes the first one, as a careless reviewer might do."""
    kept = [k for k, actor in enumerate(document.actors) if actor.kept]
    if len(kept) < 2:
        return
    target = kept[0]
    for k in kept[1:]:
        document.actors[target].mentions.extend(document.actors[k].mentions)
        document.actors[k].kept = False
    moved = set(kept[1:])
    for mention in document.mentions:
        if mention.actor in moved:
            mention.actor = target
    for statement in document.statements:
        if statement.actor in moved:
            statement.actor = target
    for event in document.events:
        event.source_actors = [target if a in moved else a for a in event.source_actors]
        event.target_actors = [target if a in moved else a for a in event.target_actors]


def _without_links(finding: dict[str, Any]) -> dict[str, Any]:
    links = {"source", "target", "asserted_by", "addressee"}
    rest = {key: value for key, value in finding.items() if key not in links}
    if rest.get("speaker"):
        rest["speaker"] = {**rest["speaker"], "actor": None}
    return rest


def _mention_spans(record: dict[str, Any]) -> list[tuple[int, int]]:
    return [(m["start"], m["end"]) for actor in record["actors"] for m in actor["mentions"]]


class Broken:
    """An extractor that fails on articles that hold a certain word."""

    name, version = "broken", "1"

    def __call__(self, document: Document) -> Iterator[Any]:
        if "عطل" in document.text:
            raise RuntimeError("as asked")
        yield from ()


def test_one_bad_article_is_one_failure_and_the_run_goes_on() -> None:
    pipeline = Pipeline(extractors=[Broken(), *default_pipeline("rules").extractors])
    good = "قال وزير الخارجية إن الاجتماع يعقد في بغداد."
    records = list(pipeline.process([article(good), article("عطل. " + good), article(good)]))
    assert [len(record.failures) for record in records] == [0, 1, 0]
    assert records[1].failures[0].step == "broken"
    assert "as asked" in records[1].failures[0].message
    assert records[0].statements
    assert len(records[1].statements) == len(records[0].statements)


@pytest.mark.parametrize(("engine", "count"), [("rules", 25), ("full", 4)])
def test_real_text_holds_the_invariants(shared: Path, engine: Any, count: int) -> None:
    for name in ("cnn_arabic", "antcorpus", "bbc_arabic_2009", "hudood_satire"):
        with gzip.open(shared / "corpus" / f"{name}.jsonl.gz", "rt", encoding="utf-8") as lines:
            for line in itertools.islice(lines, count):
                row = json.loads(line)
                made = article_of(row.get("text") or row.get("body") or "", title=row.get("title"), published="2015-07-01")
                record = default_pipeline(engine).read(made)
                assert record.failures == (), (name, made.title)
                check(record)
                assert record == default_pipeline(engine).read(dataclasses.replace(made))


@pytest.mark.parametrize(
    "text", ["", " ", "\n", ".", "«", "قال", "قال:", "«قال", "(((", "\ud800", "\u202e\u202e", "أ" * 5000, "قال إن " * 400]
)
def test_odd_texts_are_read_without_failure(text: str) -> None:
    record = default_pipeline().read(article(text, "2020-01-01"))
    assert record.failures == ()
    check(record)
