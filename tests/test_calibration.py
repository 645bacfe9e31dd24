"""Confidences: printed as the share that is right, in the order in which they were decided; the report that says how far off."""

from __future__ import annotations

import json
import math
from itertools import pairwise
from pathlib import Path
from typing import Any, get_args

import pytest
from click.testing import CliRunner
from hypothesis import given
from hypothesis import strategies as st

from rasd.articles import article_of
from rasd.assembly import assemble
from rasd.cli.evaluate import evaluate
from rasd.document import Document
from rasd.evaluate.score import score, sure_by_kind
from rasd.evaluate.tally import calibration
from rasd.findings import FoundEvent
from rasd.ontology.calibration import Kind, apply, calibrated, maps
from rasd.pipeline import default_pipeline
from rasd.records import Origin
from rasd.samples import articles as samples
from rasd.spans import Span

LIKELY = st.floats(0, 1)
KINDS: tuple[Kind, ...] = get_args(Kind)


@given(LIKELY, LIKELY, st.sampled_from(KINDS), st.sampled_from(["full", "rules"]))
def test_the_map_keeps_the_order_and_stays_a_chance(one: float, other: float, kind: Kind, engine: str) -> None:
    low, high = (calibrated(kind, engine, value) for value in sorted((one, other)))
    assert 0 <= low <= high <= 1


def test_what_is_not_fitted_is_printed_as_it_is() -> None:
    assert set(maps()) == {("event", "full"), ("event", "rules"), ("link", "full"), ("link", "rules")}
    assert calibrated("event", "another", 0.8) == 0.8


@pytest.mark.parametrize(("found", "given", "printed"), [((1.0, 0.0), 0.7, 0.7), ((1.0, math.log(3)), 0.5, 0.75), ((2.0, 0.0), 0.75, 0.9)])
def test_slope_and_offset_act_on_the_log_odds(found: tuple[float, float], given: float, printed: float) -> None:
    assert apply(found, given) == pytest.approx(printed)


def test_the_record_prints_what_an_event_is_worth_and_keeps_what_was_decided() -> None:
    document, failures = default_pipeline("rules").document(next(samples()))
    decided = {event.trigger.start: event.confidence for event in document.events}
    record = assemble(document, failures)
    assert len(record.events) > 3
    for event in record.events:
        assert (
            event.confidence
            == round(calibrated("event", "rules", decided[event.trigger.start]), 3)
            != round(decided[event.trigger.start], 3)
        )
    assert {actor.link.score for actor in record.actors} <= {round(calibrated("link", "rules", one.score), 3) for one in document.actors}


def test_a_model_of_the_users_is_printed_as_it_says() -> None:
    """The map was fitted on our own extractors: what another says of itself is not ours to change."""
    document = Document(article_of("قصفت الطائرات القرية."))
    document.add(FoundEvent(Span(0, 4), 0, 0, "ASSAULT", confidence=0.4, origin=Origin("llm", "1")))
    assert [event.confidence for event in assemble(document, []).events] == [0.4]


def test_the_error_is_the_distance_of_confidence_and_share_right() -> None:
    sure = [(0.85, True)] * 6 + [(0.85, False)] * 4 + [(0.6, True)] * 6 + [(0.6, False)] * 4
    found = calibration(sure)
    assert found["error"] == pytest.approx(0.125)  # .25 too sure on half, exact on the other half
    assert [(row["n"], row["right"]) for row in found["bins"]] == [(10, 0.6), (10, 0.6)]
    assert 0.05 < found["chance"] < 0.15
    assert calibration([(row, right) for row, right in sure] * 100)["chance"] == pytest.approx(found["chance"] / 10)
    assert calibration([]) == {"n": 0, "error": None, "chance": None, "bins": []}


def test_bins_hold_each_finding_once() -> None:
    sure = [(k / 100, True) for k in range(101)]
    found = calibration(sure)
    assert sum(row["n"] for row in found["bins"]) == 101
    assert all(one["to"] == other["from"] for one, other in pairwise(found["bins"]))


def _gold_and_record() -> tuple[dict[str, Any], dict[str, Any]]:
    text = "قصفت الطائرات القرية. واحترق البيت."
    actor = {"id": "A1", "name_ar": "الطائرات", "name_en": "", "type": "military", "country": None, "sector": None}
    event = {
        "line": 0,
        "trigger": [0, 4],
        "type": "ASSAULT",
        "mode": "",
        "source": [],
        "target": [],
        "status": "actual",
        "date": None,
        "also": [],
    }
    gold = {
        "id": "g", "source": "own", "published": None, "text": text, "sentences": [[0, 22], [22, len(text)]],
        "actors": [{**actor, "mentions": [[5, 13]]}], "statements": [], "events": [event], "times": [], "places": [],
    }  # fmt: skip
    told = {"type": "ASSAULT", "source": [], "target": [], "status": "actual", "mode": ""}
    record = {
        "article": {"text": text},
        "actors": [{"id": "a", "name": {"ar": "الطائرات"}, "link": {"score": 0.9}, "mentions": [{"start": 5, "end": 13}]}],
        "events": [
            {**told, "trigger": {"start": 0, "end": 4}, "confidence": 0.8},
            {**told, "type": "PROTEST", "trigger": {"start": 23, "end": 29}, "confidence": 0.3},
        ],
    }
    return gold, record


def test_findings_are_judged_as_they_are_scored() -> None:
    gold, record = _gold_and_record()
    assert sure_by_kind(gold, record) == {"statement": [], "event": [(0.8, True), (0.3, False)], "link": [(0.9, True)]}
    assert score([gold], [record])[0]["calibration"]["event"]["n"] == 2


def test_evaluate_prints_the_table(tmp_path: Path) -> None:
    gold, record = _gold_and_record()
    paths = tmp_path / "gold.jsonl", tmp_path / "records.jsonl"
    for path, row in zip(paths, (gold, record), strict=True):
        path.write_text(json.dumps(row), "utf-8")
    done = CliRunner().invoke(evaluate, [str(paths[0]), "--predicted", str(paths[1]), "--calibration"])
    assert done.exit_code == 0, done.output
    assert "event      expected calibration error 0.250 (" in done.output
    assert "statement  no finding has a confidence" in done.output
    assert "0.80 - 0.90         1  0.800  1.000" in done.output
