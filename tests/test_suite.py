"""The suite of benchmarks: what a part gives becomes lines to read, and one that fails or is passed over says so and stops no other."""

from __future__ import annotations

import argparse
import json
import re
import sys
from pathlib import Path

import pytest
import suite
from table import MEASURED, markdown, terminal


@pytest.fixture
def asked() -> argparse.Namespace:
    return argparse.Namespace(quick=True, only=None, workers=1)


def test_a_part_that_fails_stops_no_other(asked: argparse.Namespace, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(*_: object) -> None:
        suite.run([sys.executable, "-c", "import sys; sys.exit('no such corpus')"])

    def absent(*_: object) -> None:
        raise suite.Skipped("needs a corpus")

    parts = {"pages": (broken, "a"), "desk": (absent, "b"), "ratios": (lambda *_: RATIOS, "c")}
    monkeypatch.setattr(suite, "PARTS", parts)
    told = suite.measure(asked, tmp_path)
    assert told["figures"] == {"ratios": RATIOS}
    assert "no such corpus" in told["failed"]["pages"]
    lines = "\n".join(terminal(told))
    assert "desk: needs a corpus" in lines
    assert "pages: failed" in lines
    assert "38.8 times as fast" in lines


RATIOS = {"full_to_bert_fp32": 38.8, "full_to_bert_int8": 25.2, "rules_to_full": 5.8}


def test_a_fresh_process_is_timed_to_its_end() -> None:
    found = suite.timed([sys.executable, "-c", "x = bytearray(60_000_000)\nfor k in range(200_000): pass"])
    assert found["s"] > 0
    assert found["cpu_s"] > 0
    assert found["peak_mb"] > 57
    with pytest.raises(RuntimeError, match="ended with 3"):
        suite.timed([sys.executable, "-c", "raise SystemExit(3)"])


def test_a_desk_is_kept_in_rates_and_sizes() -> None:
    steps = {"collect": 10.0, "read": 20.0, "relate": 5.0}
    search = {"p50": 5.12, "p95": 13.77, "max": 20.0}
    row = {
        "articles": 1000,
        "kept": 1000,
        "seconds": {**steps, "all": 40.0},
        "cpu": steps,
        "memory": 10**9,
        "bytes": 47 * 10**6,
        "search": search,
    }
    assert suite.desk_row(row) == {
        "articles": 1000,
        "kept": 1000,
        "s": 40.0,
        "articles_a_second": {"collect": 100.0, "read": 50.0, "relate": 200.0},
        "cpu_ms": {"collect": 10.0, "read": 20.0, "relate": 5.0},
        "memory_mb": 1000,
        "disk_mb": 47,
        "search_p50_ms": 5.1,
        "search_p95_ms": 13.8,
    }


def test_the_texts_read_are_of_400_words_or_somewhat_less(tmp_path: Path) -> None:
    lines = suite.texts(tmp_path, 3).read_text("utf-8").splitlines()
    assert [300 <= len(json.loads(line)["text"].split()) <= 400 for line in lines] == [True] * 3


def test_the_committed_figures_are_a_table_and_name_no_machine() -> None:
    written = MEASURED.read_text("utf-8")
    told = json.loads(written)
    assert set(told["machine"]) == {"cores", "memory_gb"}
    assert not re.search(r"/(work|tmp|home|root)\b", written)
    assert not told["quick"]
    assert not told["failed"]
    assert set(told["commands"]) >= set(told["figures"])
    lines = markdown().splitlines()
    assert lines[1] == "| --- | --- |"
    assert all(line.count("|") == 3 for line in lines)
    assert sum("BERT-base's shape" in line and "random weights" in line for line in lines) == 2
