"""Known weaknesses of what is pinned: one fails the run, an answer that there is none passes, and no answer is not taken for one."""

from __future__ import annotations

import json
import subprocess
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import advisories
import pytest

SOUND = {"name": "click", "version": "8.3.0", "vulns": []}
KNOWN = [{"id": "PYSEC-0000-1", "fix_versions": ["5.1"]}, {"id": "PYSEC-0000-2", "fix_versions": []}]
WEAK = {"name": "lxml", "version": "5.0", "vulns": KNOWN}
SKIPPED = {"name": "babel", "skip_reason": "not found"}


@pytest.fixture
def run(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Any:
    """The tool over what pip-audit would print; gives its exit code and its lines."""

    def ran(printed: str, *options: str, stderr: str = "") -> tuple[int, list[str]]:
        monkeypatch.setattr(subprocess, "run", lambda *_, **__: SimpleNamespace(stdout=printed, stderr=stderr))
        monkeypatch.setattr("sys.argv", ["advisories.py", *options])
        with pytest.raises(SystemExit) as left:
            advisories.main()
        return int(str(left.value.code)), capsys.readouterr().out.splitlines()

    return ran


def printed(*dependencies: dict[str, Any]) -> str:
    return json.dumps({"dependencies": dependencies, "fixes": []})


def test_a_known_weakness_fails_and_is_named_with_its_mended_version(run: Any) -> None:
    code, told = run(printed(SOUND, WEAK))
    assert code == 1
    assert told[:2] == ["lxml 5.0: PYSEC-0000-1; mended in 5.1", "lxml 5.0: PYSEC-0000-2; mended in no version yet"]


def test_what_could_not_be_asked_of_passes_with_a_word_and_fails_when_it_must_be_asked(run: Any) -> None:
    assert run(printed(SOUND, SOUND)) == (0, ["advisories: 2 packages asked of, 0 weaknesses known; not asked of: none"])
    code, (line,) = run(printed(SOUND, SKIPPED))
    assert (code, line.endswith("not asked of: babel")) == (0, True)
    assert run(printed(SOUND, SKIPPED), "--strict")[0] == 1


@pytest.mark.parametrize(("out", "stderr"), [(printed(SKIPPED), ""), ("", "ERROR: no network"), (printed(), ""), ("[]", "")])
def test_no_answer_is_not_taken_for_all_is_well(run: Any, out: str, stderr: str) -> None:
    code, (line,) = run(out, stderr=stderr)
    assert code == 0
    assert line.startswith("advisories: not asked, so nothing is known of any package: ")
    assert run(out, "--strict", stderr=stderr)[0] == 1


def test_ci_asks() -> None:
    root = Path(__file__).parents[1]
    assert "make advisories" in (root / ".ci" / "run").read_text("utf-8")
