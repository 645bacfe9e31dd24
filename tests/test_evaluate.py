"""The scorer: worked by hand on a small article, and equal to the reference where that lies beside the checkout."""

from __future__ import annotations

import importlib.util
import json
import random
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner

from rasd.cli.evaluate import evaluate
from rasd.evaluate.gold import read_gold, read_rows
from rasd.evaluate.score import score

TEXT = "أكد الوزير سالم العمري أن المصنع سيفتح. وزار سالم العمري مدينة النور أمس."


def span(words: str, start: int = 0) -> list[int]:
    at = TEXT.index(words, start)
    return [at, at + len(words)]


def quote(words: str, start: int = 0) -> dict[str, Any]:
    first, last = span(words, start)
    return {"start": first, "end": last, "quote": words}


def gold_row() -> dict[str, Any]:
    """One statement, one visit, one time, one place, an actor of two mentions."""
    second = TEXT.index("وزار")
    actor = {"id": "A1", "name_ar": "سالم العمري", "name_en": "Salem", "type": "person", "country": "OMN", "sector": "GOV"}
    return {
        "id": "g",
        "source": "own",
        "published": "2020-01-02",
        "text": TEXT,
        "sentences": [[0, second], [second, len(TEXT)]],
        "actors": [{**actor, "mentions": [span("الوزير سالم العمري"), span("سالم العمري", second)]}],
        "statements": [
            {
                "cue": span("أكد"),
                "speaker": "A1",
                "speaker_span": span("الوزير سالم العمري"),
                "content": span("أن المصنع سيفتح"),
                "kind": "indirect",
                "addressee": None,
            }
        ],
        "events": [
            {
                "line": 1,
                "trigger": span("زار"),
                "type": "CONSULT",
                "mode": "visit",
                "source": ["A1"],
                "target": [],
                "status": "actual",
                "by": None,
                "date": "2020-01-01",
                "place": None,
                "also": [],
            }
        ],
        "times": [{"span": span("أمس"), "value": "2020-01-01"}],
        "places": [{"span": span("مدينة النور"), "name_en": "Nur", "country": "OMN"}],
    }


def predicted_row() -> dict[str, Any]:
    second = TEXT.index("وزار")
    return {
        "article": {"text": TEXT},
        "actors": [
            {
                "id": "x",
                "name": {"ar": "سالم العمري"},
                "country": "OMN",
                "mentions": [quote("الوزير سالم العمري"), quote("سالم العمري", second)],
            }
        ],
        "statements": [
            {
                "cue": quote("أكد"),
                "speaker": {"actor": "x", **quote("الوزير سالم العمري")},
                "content": quote("أن المصنع سيفتح"),
                "kind": "indirect",
            }
        ],
        "events": [
            {
                "type": "CONSULT",
                "mode": "visit",
                "source": ["x"],
                "target": [],
                "status": "actual",
                "date": "2020-01",
                "trigger": quote("زار"),
                "sentence": {"start": second, "end": len(TEXT), "quote": TEXT[second:]},
            }
        ],
        "times": [{**quote("أمس"), "value": "2020-01-01"}],
        "places": [{**quote("مدينة النور"), "country": "OMN"}],
    }


def test_a_right_record_scores_one_everywhere() -> None:
    figures, errors = score([gold_row()], [predicted_row()])
    assert {name for name in ("mention", "actor", "tuple", "who-whom", "strict", "time", "place") if figures[name]["f1"] == 1.0} == {
        "mention",
        "actor",
        "tuple",
        "who-whom",
        "strict",
        "time",
        "place",
    }
    assert figures["date"]["share"] == 1.0  # to the coarser precision
    assert not any(errors.values())


def wrong_content(row: dict[str, Any]) -> None:
    row["statements"][0]["content"] = quote("المصنع")


def wrong_speaker(row: dict[str, Any]) -> None:
    row["statements"][0]["speaker"] = None


def wrong_party(row: dict[str, Any]) -> None:
    row["events"][0]["target"] = ["x"]


def wrong_status(row: dict[str, Any]) -> None:
    row["events"][0]["status"] = "planned"


def wrong_day(row: dict[str, Any]) -> None:
    row["times"][0]["value"] = "2020-01-02"


def wrong_country(row: dict[str, Any]) -> None:
    row["places"][0]["country"] = "YEM"


@pytest.mark.parametrize(
    ("spoil", "lost", "held"),
    [
        (wrong_content, "content", "statement"),
        (wrong_speaker, "tuple", "content"),
        (wrong_party, "who-whom", "event"),
        (wrong_status, "strict", "who-whom"),
        (wrong_day, "time", "place"),
        (wrong_country, "place", "time"),
    ],
)
def test_each_figure_falls_for_its_own_mistake(spoil: Any, lost: str, held: str) -> None:
    row = predicted_row()
    spoil(row)
    figures, errors = score([gold_row()], [row])
    assert (figures[lost]["f1"], figures[held]["f1"]) == (0.0, 1.0)
    assert sum(map(len, errors.values())) >= 1


def test_a_missing_article_counts_against_recall() -> None:
    figures, _ = score([gold_row()], [])
    assert figures["articles"] == {"scored": 1, "missing": 1}
    assert figures["tuple"] == {"p": 0.0, "r": 0.0, "f1": 0.0, "n": 1}


def test_the_command_prints_figures_and_errors(tmp_path: Path) -> None:
    gold, predicted = tmp_path / "gold.jsonl", tmp_path / "predicted.jsonl"
    row = predicted_row()
    wrong_day(row)
    gold.write_text(json.dumps(gold_row()) + "\n", "utf-8")
    predicted.write_text(json.dumps(row) + "\n", "utf-8")
    done = CliRunner().invoke(evaluate, [str(gold), "--predicted", str(predicted), "--errors", "time", "--by", "source"])
    assert done.exit_code == 0
    assert "tuple      P 1.000  R 1.000  F1 1.000  n 1" in done.output
    assert "g: missed 'أمس' = 2020-01-01, published 2020-01-02" in done.output
    assert json.loads(CliRunner().invoke(evaluate, [str(gold), "--predicted", str(predicted), "--json"]).output)["time"]["f1"] == 0.0


def test_a_file_that_is_no_gold_says_so(tmp_path: Path) -> None:
    gold = tmp_path / "gold.jsonl"
    gold.write_text('{"id": 1}\n', "utf-8")
    done = CliRunner().invoke(evaluate, [str(gold)])
    assert done.exit_code == 1
    assert "not a gold article, lacks text" in done.output
    gold.write_text("nonsense\n", "utf-8")
    assert "line 1: not JSON" in CliRunner().invoke(evaluate, [str(gold)]).output
    gold.write_bytes(b"\x1f\x8b\x08")
    assert "not UTF-8 at byte 1" in CliRunner().invoke(evaluate, [str(gold)]).output


def test_a_line_separator_inside_a_text_does_not_part_a_row(tmp_path: Path) -> None:
    rows = tmp_path / "rows.jsonl"
    rows.write_text(json.dumps({"text": "a\u2028b\x85c"}, ensure_ascii=False) + "\n", "utf-8")
    assert [row["text"] for row in read_rows(rows)] == ["a\u2028b\x85c"]


def test_predictions_that_are_no_records_say_so(tmp_path: Path) -> None:
    gold, predicted = tmp_path / "gold.jsonl", tmp_path / "predicted.jsonl"
    gold.write_text(json.dumps(gold_row()) + "\n", "utf-8")
    predicted.write_text('{"article": {"id": "x"}}\n', "utf-8")
    done = CliRunner().invoke(evaluate, [str(gold), "--predicted", str(predicted)])
    assert done.exit_code == 1
    assert "record 1: no article with a text in it" in done.output


def _spoiled(row: dict[str, Any], chance: random.Random) -> dict[str, Any]:
    """A prediction made of the gold with some of it dropped, moved or changed."""
    text = row["text"]

    def words(pair: list[int]) -> dict[str, Any]:
        start = min(pair[1] - 1, max(0, pair[0] + chance.choice([0, 0, 0, 1, 5])))
        return {"start": start, "end": pair[1], "quote": text[start : pair[1]]}

    def kept() -> bool:
        return chance.random() > 0.2

    return {
        "article": {"text": text},
        "actors": [
            {
                "id": f"x{a['id']}",
                "name": {"ar": a["name_ar"]},
                "country": a["country"],
                "mentions": [words(m) for m in a["mentions"] if kept()],
            }
            for a in row["actors"]
            if kept()
        ],
        "statements": [
            {
                "cue": words(s["cue"]),
                "content": words(s["content"]),
                "speaker": {"actor": f"x{s['speaker']}"} if s["speaker"] and kept() else None,
            }
            for s in row["statements"]
            if s["cue"] and kept()
        ],
        "events": [
            {
                **{key: e[key] for key in ("type", "mode", "status", "date")},
                "trigger": words(e["trigger"]) if e["trigger"] else None,
                "sentence": words(row["sentences"][e["line"]]),
                "source": [f"x{a}" for a in e["source"]],
                "target": [f"x{a}" for a in e["target"] if kept()],
            }
            for e in row["events"]
            if kept()
        ],
        "times": [{**words(t["span"]), "value": t["value"] if kept() else None} for t in row["times"] if t["span"]],
        "places": [{**words(p["span"]), "country": p["country"] if kept() else "XXX"} for p in row["places"] if p["span"]],
    }


def test_the_figures_equal_the_reference_scorer(shared: Path) -> None:
    spec = importlib.util.spec_from_file_location("reference", shared / "score" / "score.py")
    assert spec is not None
    assert spec.loader is not None
    reference = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(reference)
    gold = read_gold(shared / "gold" / "dev.jsonl")
    predicted = [_spoiled(row, random.Random(7)) for row in gold]  # noqa: S311 - not for secrets
    theirs, _ = reference.score(gold, predicted)
    ours, _ = score(gold, predicted)
    ours["types"] = {name: ours["types"][name] for name in theirs["types"]}
    assert {name: ours[name] for name in theirs} == theirs
    assert set(ours) - set(theirs) == {"faults", "calibration", "where"}


def test_faults_are_counted_by_type_and_each_outlet_has_its_figures(tmp_path: Path) -> None:
    gold, other = gold_row(), gold_row() | {"id": "h", "source": "other", "text": TEXT + " "}
    right = predicted_row()
    wrong = predicted_row()
    wrong["article"] = {"text": other["text"]}
    wrong["events"][0] |= {"type": "ASSAULT"}
    (tmp_path / "gold.jsonl").write_text("".join(json.dumps(row) + "\n" for row in (gold, other)), "utf-8")
    (tmp_path / "records.jsonl").write_text("".join(json.dumps(row) + "\n" for row in (right, wrong)), "utf-8")
    arguments = [str(tmp_path / "gold.jsonl"), "--predicted", str(tmp_path / "records.jsonl"), "--json", "--by", "source"]
    result = CliRunner().invoke(evaluate, arguments)
    assert result.exit_code == 0, result.output
    figures = json.loads(result.output)
    assert figures["faults"]["CONSULT"]["missed"] == 1
    assert figures["faults"]["ASSAULT"]["extra"] == 1
    assert {name: part["event"]["f1"] for name, part in figures["by"].items()} == {"own": 1.0, "other": 0.0}
