"""The gate of speed: ceilings only fall, more work is told with its name, and what counts differently elsewhere is not compared."""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
from functools import partial
from pathlib import Path

import pytest
from counting import instructions
from counts import Numbers, above, grouped, lowered, versions

EVALS = Path(__file__).resolve().parent.parent / "evals"
HERE: dict[str, Numbers] = {"Python 3.11": {"rules an article": 1000.0}, "everywhere": {"statements of the page today": 6}}


@pytest.mark.parametrize(
    ("head", "name", "value", "told"),
    [
        ("Python 3.11", "rules an article", 1029, ""),  # within the slack
        ("Python 3.11", "rules an article", 1031, "is above its ceiling 1,000, +3.1%"),
        ("Python 3.11", "rules an article", 10, ""),
        ("everywhere", "statements of the page today", 7, "is above its ceiling 6"),
        ("everywhere", "statements of the page yesterday", 7, "has no ceiling"),
        ("Python 9.9", "rules an article", 10**9, ""),  # another Python counts otherwise
    ],
)
def test_a_count_is_told_where_it_rises(head: str, name: str, value: float, told: str) -> None:
    lines = above(HERE, {head: {name: value}})
    assert bool(lines) == bool(told)
    assert all(told in line and name in line for line in lines)


def test_lowering_never_raises_and_keeps_other_versions() -> None:
    counts: dict[str, Numbers] = {"everywhere": {"statements of the page today": 7, "new": 3}, "Python 3.12": {"rules an article": 900}}
    made = lowered(HERE, counts, rise=False)
    assert made == {**HERE, "everywhere": {"statements of the page today": 6, "new": 3}, "Python 3.12": {"rules an article": 900}}
    assert lowered(HERE, counts, rise=True)["everywhere"]["statements of the page today"] == 7


def test_ratios_hold_everywhere_and_counts_for_their_version() -> None:
    heads = versions()
    found = grouped(
        {
            "python rules an article": 9,
            "everywhere rules at 4 times the length, a word": 1.1,
            "sqlite steps of a search": 5,
            "everywhere windows": 8,
        }
    )
    assert found == {
        heads["python"]: {"rules an article": 9},
        heads["sqlite"]: {"steps of a search": 5},
        "everywhere": {"rules at 4 times the length, a word": 1.1, "windows": 8},
    }


def test_instructions_are_the_same_each_time_and_grow_with_the_work() -> None:
    def work(times: int) -> int:
        return sum(k * k for k in range(times))

    first, again, twice = (instructions(partial(work, n)) for n in (100, 100, 200))
    assert first == again
    assert 1.8 < twice / first < 2.2
    assert first > 300


def test_more_work_than_before_fails_the_gate_by_name(tmp_path: Path) -> None:
    """The script itself, over counts that are given: the real ones take half a minute and are what `make counts` runs."""
    shutil.copy(EVALS / "counts.py", tmp_path)
    (tmp_path / "counting.py").write_text("def measured():\n    return {'everywhere statements of the page today': 9}\n", "utf-8")
    ceilings = tmp_path / "counts.json"
    ceilings.write_text(json.dumps({"everywhere": {"statements of the page today": 6}}), "utf-8")

    def run(*options: str) -> subprocess.CompletedProcess[str]:
        return subprocess.run([sys.executable, str(tmp_path / "counts.py"), *options], capture_output=True, text=True, check=False)

    failed = run()
    assert failed.returncode == 1
    assert "statements of the page today: 9 is above its ceiling 6, +50.0%" in failed.stdout
    assert "--allow-regression" in failed.stdout
    assert run("--lower").returncode == 0
    assert json.loads(ceilings.read_text("utf-8"))["everywhere"]["statements of the page today"] == 6
    assert run("--allow-regression").returncode == 0
    assert run().returncode == 0


def test_committed_ceilings_hold_each_kind() -> None:
    kept = json.loads((EVALS / "counts.json").read_text("utf-8"))
    assert {head.split()[0] for head in kept} == {"Python", "SQLite", "everywhere"}
    assert all(value > 0 for numbers in kept.values() for value in numbers.values())
    ratios = {name for numbers in kept.values() for name in numbers if " times the " in name or name.startswith("full engine to")}
    assert len(ratios) == 6
    assert ratios <= kept["everywhere"].keys()
