"""A run killed at its commits, and a watch that lives through a day of outages: small versions of what the tools do at length."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
pytestmark = pytest.mark.skipif(not hasattr(os, "fork"), reason="needs fork and /proc")


def tool(name: str, *args: object) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, str(ROOT / "tools" / name), *map(str, args)]
    return subprocess.run(command, capture_output=True, text=True, timeout=600, check=False)


def test_killed_at_a_commit_the_next_run_ends_as_an_undisturbed_one() -> None:
    """Every eleventh commit, before and after it: `tools/commit_points.py` takes all of them."""
    done = tool("commit_points.py", "--articles", 2, "--step", 11, "--first", 2)
    assert done.returncode == 0, done.stdout + done.stderr
    assert done.stdout.strip().endswith("0 faults")


def test_a_watch_lives_through_a_day_of_outages_edits_and_duplicates() -> None:
    """`tools/soak.py` for half a simulated day: what the server gave out is there once, read, related and told."""
    done = tool("soak.py", "--days", 0.5, "--before", 0, "--speed", 5000, "--outlets", 2, "--per-day", 16, "--patience", 240)
    report = json.loads(done.stdout)
    assert (done.returncode, report["wrong"]) == (0, []), done.stderr
    assert report["counts"]["articles"] == report["counts"]["story_articles"] == 16
    assert report["most_handles"] < 60
