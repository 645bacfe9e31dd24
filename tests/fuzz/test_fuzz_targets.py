"""A short, repeatable run of every fuzzing target, and every input that once failed. The long runs: tools/fuzz.py, docs/fuzzing.md."""

from __future__ import annotations

from pathlib import Path

import pytest
from fuzzing.engine import CASES, SECONDS, Failure, Slow, Target, run, smaller, timed
from fuzzing.targets import TARGETS

SEED = 7
SHORT = 60  # of the share of each target: some 1,000 inputs of all of them
PATIENCE = 5 * SECONDS  # a loaded machine, and lexicons that are loaded on the way
COSTLY = ("full", "desk", "html", "catalogue", "config", "bulletin")


@pytest.mark.parametrize("name", TARGETS)
def test_a_short_run_finds_nothing(name: str) -> None:
    target = TARGETS[name]
    count = 6 if name in COSTLY else max(12, target.share // SHORT)
    report = run(target, 3 if name == "full" else count, SEED, seconds=PATIENCE)
    assert report.inputs > 2
    assert report.failures == {}, "\n".join(failure.told for failure in report.failures.values())


@pytest.mark.parametrize("path", sorted(CASES.glob("*/*")), ids=lambda path: f"{path.parent.name}/{path.name}")
def test_what_once_failed_stands(path: Path) -> None:
    timed(TARGETS[path.parent.name], path.read_bytes(), PATIENCE)


def _broken(data: bytes) -> object:
    if b"x" in data:
        raise ValueError("an x")
    if b"while" in data:
        while True:
            pass
    return len(data)


BROKEN = Target("broken", "nothing", "no x", lambda rng: rng.randbytes(30), _broken, (b"x",))


def test_a_failure_is_found_told_apart_and_made_small() -> None:
    report = run(BROKEN, 400, SEED)
    (failure,) = report.failures.values()
    assert failure.data == b"x"
    assert failure.times > 1
    assert failure.key.startswith("ValueError test_fuzz_targets.py:")


def test_an_input_without_end_is_stopped(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("fuzzing.engine.HANGS", 0.2)
    target = Target("endless", "nothing", "an end", lambda rng: b"while", _broken)
    report = run(target, 1, SEED)
    assert [failure.key for failure in report.failures.values()] == ["Hang test_fuzz_targets.py"]


def test_a_slow_input_is_told() -> None:
    slow = Target("slow", "nothing", "soon", lambda rng: b"", lambda data: sum(range(3_000_000)))
    with pytest.raises(Slow):
        timed(slow, b"", seconds=0.001)
    assert smaller(slow, Failure("Slow", "", b"ab"), 1.0) == b"ab"


def test_a_run_is_repeatable() -> None:
    target = TARGETS["date"]
    one, other = run(target, 300, SEED), run(target, 300, SEED)
    assert one.outcomes == other.outcomes
    assert run(target, 300, SEED + 1).outcomes != one.outcomes


def test_every_target_has_inputs_of_its_own() -> None:
    assert len(TARGETS) > 30
    assert all(target.parses and target.oracle and target.share > 0 for target in TARGETS.values())
    assert {path.parent.name for path in CASES.glob("*/*")} <= TARGETS.keys()
